package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
)

// Store keeps notices and deliveries. Nothing of it is called while a gateway is.
type Store interface {
	// ClaimNotice locks a notice, lets decide say what becomes of it, stores that, and returns the deliveries that it had
	// before and those that were made now.
	ClaimNotice(ctx context.Context, id domain.ID, wall time.Time,
		decide func(context.Context, delivery.Case) (delivery.Decision, error)) (earlier, fresh []delivery.Delivery, err error)
	// BeginAttempt writes down that an attempt begins; false if the delivery needs none or another worker makes it.
	BeginAttempt(ctx context.Context, d delivery.Delivery, wall time.Time) (delivery.Delivery, bool, error)
	RecordAttempt(ctx context.Context, a delivery.Attempt) error
	Delivery(ctx context.Context, id domain.ID) (delivery.Delivery, bool, error)
	SettleDelivery(ctx context.Context, d delivery.Delivery, state delivery.State, code string) error
	UnknownAttempts(ctx context.Context, id domain.ID) (int, error)
	mediaStore
}

// Fate is what a gateway knows of one message.
type Fate struct {
	// Found is false if the gateway shows no such message; soon after the attempt that proves nothing.
	Found bool
	// State is delivery.Delivered, delivery.Refused, or delivery.Sent while the carrier has said nothing.
	State delivery.State
	Code  string
}

// Query asks the SMS gateway what became of the message with that OutId to address on a day in Beijing. Its errors are of
// the kind *SendError; asking sends nothing.
type Query func(ctx context.Context, address string, day domain.Date, outID string) (Fate, error)

// Observer is told what happens, for metrics. It is called from many goroutines; a nil function is not called.
type Observer struct {
	// Sent is told of each attempt: the gateway's code or "ok", and how long it took.
	Sent func(channel domain.Channel, code string, took time.Duration)
	// Became is told of each state that a delivery reaches.
	Became func(channel domain.Channel, state delivery.State, kind string)
}

// Options make a Notifier.
type Options struct {
	Store Store
	// Senders are the gateways that are on; a channel without one cannot be used.
	Senders map[domain.Channel]Sender
	// Query settles short messages of unknown outcome; without it they stay unknown until a receipt comes.
	Query Query
	// Picture and Workbook draw attachments; without Picture (no font) pictures are left out.
	Picture  DrawPicture
	Workbook DrawWorkbook
	// Clock is business time.
	Clock domain.Clock
	// Wall is the machine's clock; nil is time.Now.
	Wall    func() time.Time
	Log     *slog.Logger
	Observe Observer
}

// Notifier brings notices to people. It is safe for concurrent use; each method may be repeated for the same id as often as
// needed and never tells twice.
type Notifier struct {
	store    Store
	senders  map[domain.Channel]Sender
	query    Query
	picture  DrawPicture
	workbook DrawWorkbook
	clock    domain.Clock
	wall     func() time.Time
	log      *slog.Logger
	observe  Observer
}

// New makes a Notifier. It returns an error if something that it needs is missing.
func New(o Options) (*Notifier, error) {
	if o.Store == nil || o.Clock == nil || o.Log == nil {
		return nil, errors.New("set up notify: it needs a store, a clock and a log")
	}
	n := &Notifier{store: o.Store, senders: o.Senders, query: o.Query, picture: o.Picture, workbook: o.Workbook, clock: o.Clock, wall: o.Wall, log: o.Log, observe: o.Observe}
	if n.wall == nil {
		n.wall = time.Now
	}
	if n.observe.Sent == nil {
		n.observe.Sent = func(domain.Channel, string, time.Duration) {}
	}
	if n.observe.Became == nil {
		n.observe.Became = func(domain.Channel, delivery.State, string) {}
	}
	return n, nil
}

// Deliver tells a notice that is due, over the best channel that takes it. It returns a *Later if a gateway is to be tried
// again; every other error is for operators.
func (n *Notifier) Deliver(ctx context.Context, id domain.ID) error {
	return n.climb(ctx, id, n.decide)
}

// Escalate sends a notice by SMS that was told over WeCom and that nobody has acknowledged (DESIGN.md part 4). Its errors are
// those of Deliver.
func (n *Notifier) Escalate(ctx context.Context, id domain.ID) error {
	return n.climb(ctx, id, n.decideEscalation)
}

// climb claims and sends until no channel says no any more: each refusal lets the next claim take the next channel.
func (n *Notifier) climb(ctx context.Context, id domain.ID, decide decider) error {
	e := &easel{}
	for range len(n.senders) + 1 {
		earlier, fresh, err := n.claim(ctx, id, e, decide)
		if err != nil {
			return err
		}
		for _, d := range fresh {
			n.observe.Became(d.Channel, d.State, d.Kind)
		}
		refused, err := n.sendAll(ctx, earlier, fresh)
		if err != nil || !refused {
			return err
		}
	}
	return nil
}

// alert tells operators of a notice that did not reach its person; the row in the log is what the alert rules look for.
func (n *Notifier) alert(ctx context.Context, what string, d delivery.Delivery) {
	n.log.ErrorContext(ctx, what, "notice", d.Notice, "delivery", d.ID, "kind", d.Kind, "channel", d.Channel, "code", d.Code)
}

// outID names delivery and attempt for the gateway; receipts bring it back.
func outID(d delivery.Delivery) string { return fmt.Sprintf("%s-%d", d.ID, d.Attempts) }
