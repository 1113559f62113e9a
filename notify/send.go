package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
)

// Bounds in wall time.
const (
	// sendWithin bounds one attempt; the gateways' own time-outs are shorter.
	sendWithin = 20 * time.Second
	// recordWithin bounds the record of an attempt, which is made even if the process is asked to stop in between.
	recordWithin = 5 * time.Second
	// held is how long a gateway that needs a person is left alone, if it says nothing itself.
	held = time.Minute
	// tooLate is when a short message that never got through is given up.
	tooLate = 24 * time.Hour
)

// The codes that are ours.
const (
	codeOK     = "ok"
	codeLost   = "lost"   // whoever made the attempt died before its outcome was recorded
	codeWindow = "window" // it cannot be sent again safely: WeCom forgets what it showed
	codeLate   = "too_late"
	codePart   = "part" // another part of the same text did not go through
	codeError  = "error"
)

// sendAll sends what of a notice is not settled, and reports whether a channel refused, so that another one may be tried. A
// gateway that is busy does not keep the other channel waiting: its error is returned at the end.
func (n *Notifier) sendAll(ctx context.Context, earlier, fresh []delivery.Delivery) (refused bool, err error) {
	all := slices.Concat(earlier, fresh)
	slices.SortFunc(all, func(a, b delivery.Delivery) int { // part 10 after part 9
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(len(a.Key), len(b.Key)), cmp.Compare(a.Key, b.Key))
	})
	begun := map[domain.ID]bool{}
	for _, d := range fresh {
		begun[d.ID] = d.Attempts == 1
	}
	for len(all) > 0 {
		channel := all[0].Channel
		end := slices.IndexFunc(all, func(d delivery.Delivery) bool { return d.Channel != channel })
		if end < 0 {
			end = len(all)
		}
		no, e := n.sendParts(ctx, all[:end], begun)
		refused, err, all = refused || no, soonest(err, e), all[end:]
	}
	return refused, err
}

// sendParts sends the messages of one channel in order: a part of a text only after the part before it, pictures and files
// after the whole text; of those, one that is refused stops no other.
func (n *Notifier) sendParts(ctx context.Context, parts []delivery.Delivery, begun map[domain.ID]bool) (refused bool, err error) {
	broken := false
	var waits error
	for _, d := range parts {
		switch {
		case d.State != delivery.Claimed:
			broken = broken || d.Media == "" && (d.State == delivery.Refused || d.State == delivery.Unknown)
			continue
		case broken:
			if err := n.record(ctx, d, delivery.Attempt{State: delivery.Refused, Code: codePart}); err != nil {
				return refused, err
			}
			continue
		}
		state, err := n.bring(ctx, d, begun[d.ID])
		switch {
		case err != nil && d.Media == "":
			return refused, err
		case err != nil: // a picture that waits does not keep the file waiting
			waits = soonest(waits, err)
			continue
		}
		refused = refused || state == delivery.Refused
		broken = d.Media == "" && (state == delivery.Refused || state == delivery.Unknown)
	}
	return refused, waits
}

// bring makes an attempt to send a claimed delivery and returns the state that it reached. begun says that this worker has
// written the attempt down already; else what an earlier one left behind decides.
func (n *Notifier) bring(ctx context.Context, d delivery.Delivery, begun bool) (delivery.State, error) {
	if !begun {
		wall := n.wall()
		switch {
		case d.Channel == domain.SMS && d.Open():
			return delivery.Unknown, n.record(ctx, d, delivery.Attempt{State: delivery.Unknown, Code: codeLost})
		case d.Channel == domain.SMS && !d.FirstTryAt.IsZero() && wall.Sub(d.FirstTryAt) > tooLate:
			return delivery.Refused, n.record(ctx, d, delivery.Attempt{State: delivery.Refused, Code: codeLate})
		case d.Channel == domain.WeCom && !d.FirstTryAt.IsZero() && wall.Sub(d.FirstTryAt) > duplicateWindow-windowMargin:
			d.Code = codeWindow
			n.alert(ctx, "a message was not confirmed within WeCom's window", d)
			return delivery.Unknown, n.record(ctx, d, delivery.Attempt{State: delivery.Unknown, Code: codeWindow})
		}
		var mine bool
		var err error
		if d, mine, err = n.store.BeginAttempt(ctx, d, wall); err != nil {
			return d.State, err
		}
		if !mine {
			return d.State, nil // another worker has it, or a receipt has settled it
		}
	}
	return n.attempt(ctx, d)
}

// attempt sends once and records what came of it.
func (n *Notifier) attempt(ctx context.Context, d delivery.Delivery) (delivery.State, error) {
	sender := n.senders[d.Channel]
	if sender == nil {
		return delivery.Refused, n.record(ctx, d, delivery.Attempt{State: delivery.Refused, Code: delivery.NoChannel})
	}
	start := n.wall()
	sent, unsent, err := n.send(ctx, sender, d)
	a, again := n.judge(ctx, d, sent, err)
	a.Unsent = a.Unsent || unsent
	n.observe.Sent(d.Channel, a.Code, n.wall().Sub(start))
	if err := n.record(ctx, d, a); err != nil {
		return a.State, err
	}
	return a.State, again
}

// send makes the attempt, for a picture or file after the gateway has it. unsent says that it surely reached nobody.
func (n *Notifier) send(ctx context.Context, sender Sender, d delivery.Delivery) (sent Sent, unsent bool, err error) {
	out := Outgoing{ID: outID(d), Address: d.Address, Body: d.Body}
	if d.Media != "" {
		if out.MediaID, err = n.mediaID(ctx, d); err != nil {
			return Sent{}, true, err
		}
	}
	bounded, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	sent, err = sender.Send(bounded, out)
	var e *SendError
	if errors.As(err, &e) && e.Outcome == Lost {
		return sent, !maybeShown(d), n.lost(ctx, d, out.MediaID, e)
	}
	return sent, false, err
}

// judge says what the outcome of an attempt means: the record of it, and the error that has the delivery tried again.
func (n *Notifier) judge(ctx context.Context, d delivery.Delivery, sent Sent, err error) (delivery.Attempt, error) {
	if err == nil {
		return delivery.Attempt{State: delivery.Sent, Code: codeOK, ProviderID: sent.ProviderID, ResponseCode: sent.ResponseCode}, nil
	}
	var e *SendError
	if !errors.As(err, &e) {
		// A bug below, which says nothing of the message. WeCom knows the same bytes again, the SMS gateway does not.
		if d.Channel == domain.SMS {
			return delivery.Attempt{State: delivery.Unknown, Code: codeError}, nil
		}
		return delivery.Attempt{State: delivery.Claimed, Code: codeError}, fmt.Errorf("send a %s over %s: %w", d.Kind, d.Channel, err)
	}
	a := delivery.Attempt{State: delivery.Claimed, Code: cmp.Or(e.Code, codeError)}
	d.Code = a.Code
	switch e.Outcome {
	case Retry:
		return a, &Later{After: cmp.Or(e.After, pause(d)), Code: a.Code}
	case Halt:
		n.log.ErrorContext(ctx, "a gateway needs a person", "channel", d.Channel, "code", e.Code, "do", e.Say)
		a.Unsent = true
		return a, &Later{After: cmp.Or(e.After, held), Code: a.Code}
	case Unknown:
		a.State = delivery.Unknown
	default:
		n.log.WarnContext(ctx, "a gateway refuses a message", "delivery", d.ID, "kind", d.Kind, "channel", d.Channel, "code", e.Code, "do", e.Say)
		a.State = delivery.Refused
	}
	return a, nil
}

// pause is how long a gateway that failed is left alone by a delivery, if it says nothing itself: 2 s after the first attempt,
// doubled each time up to a minute, and a fifth more or less, always the same for one delivery. The attempts of its row in the
// outbox would not do: a Redis that was away has made many of those, and none of them reached the gateway.
func pause(d delivery.Delivery) time.Duration {
	base := min(time.Second<<min(d.Attempts, 6), time.Minute)
	return base*4/5 + base*2/5*time.Duration(d.ID[len(d.ID)-1])/255
}

// record writes down an attempt, even if the process is asked to stop: what was sent must be known. A short message of
// unknown outcome is asked about later.
func (n *Notifier) record(ctx context.Context, d delivery.Delivery, a delivery.Attempt) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	a.Delivery, a.Number, a.At = d.ID, d.Attempts, n.wall()
	if a.State == delivery.Unknown && d.Channel == domain.SMS && n.query != nil {
		a.SettleAt = a.At.Add(questions[0])
	}
	if err := n.store.RecordAttempt(ctx, a); err != nil {
		return err
	}
	n.observe.Became(d.Channel, a.State, d.Kind)
	return nil
}

// soonest keeps of two errors the one that has to be acted on first: a real failure before a gateway that is busy, and of
// two busy ones the one that is free first.
func soonest(a, b error) error {
	var x, y *Later
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case !errors.As(a, &x) || !errors.As(b, &y):
		return errors.Join(a, b)
	case y.After < x.After:
		return b
	}
	return a
}
