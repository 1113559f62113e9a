package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/yaoban/yaoban/domain/outbox"
)

// Handlers do what the topics of the outbox ask for. A ref is the row's. A *notify.Later has the row tried again without
// counting as a failure; every other error counts, and the row is dead after too many of them.
type Handlers struct {
	Notice, Turn, Escalate, Settle, Evidence, Scheme, Broadcast func(ctx context.Context, ref string) error
}

func (h Handlers) of(topic string) func(context.Context, string) error {
	switch topic {
	case outbox.Notice, outbox.Report:
		return h.Notice
	case outbox.Turn:
		return h.Turn
	case outbox.Escalate:
		return h.Escalate
	case outbox.Settle:
		return h.Settle
	case outbox.Evidence:
		return h.Evidence
	case outbox.Scheme:
		return h.Scheme
	case outbox.Broadcast:
		return h.Broadcast
	}
	return nil
}

// Store is the outbox as a worker needs it.
type Store interface {
	relayStore
	workStore
	rescueStore
	leaseStore
}

// Options make a Worker. Store, Redis, Handlers and Log are needed.
type Options struct {
	Store Store
	// Redis is a client of any form: single, sentinel or cluster. It stays the caller's to close.
	Redis    redis.UniversalClient
	Handlers Handlers
	Log      *slog.Logger
	// Cadences are what happens by the calendar; Upkeep has the first ones.
	Cadences []Cadence
	// Concurrency is how many handlers run at once; 0 is 20.
	Concurrency int
	// MaxFailures is how many failures of a row end it; 0 is 20, which is about an hour of back-off.
	MaxFailures int
	// ShutdownWithin is how long running handlers may take to end; 0 is 8 s.
	ShutdownWithin time.Duration
	// Random spreads retries; nil is the global source.
	Random func() float64
}

// Worker relays rows of the outbox to Redis, works on them, rescues what was lost, and runs cadences. Several may run
// against the same database and the same Redis.
type Worker struct {
	relays []*relay
	server *server
	rescue *rescue
	keeper *keeper
	redis  redis.UniversalClient
	log    *slog.Logger
}

// New makes a Worker. It returns an error that names what is missing.
func New(o Options) (*Worker, error) {
	if o.Store == nil || o.Redis == nil || o.Log == nil {
		return nil, errors.New("set up jobs: it needs a store, a Redis client and a log")
	}
	for _, topic := range []string{outbox.Notice, outbox.Report, outbox.Turn, outbox.Escalate, outbox.Settle, outbox.Evidence, outbox.Scheme, outbox.Broadcast} {
		if o.Handlers.of(topic) == nil {
			return nil, fmt.Errorf("set up jobs: no handler for the topic %s", topic)
		}
	}
	if o.Concurrency <= 0 {
		o.Concurrency = 20
	}
	if o.MaxFailures <= 0 {
		o.MaxFailures = 20
	}
	if o.ShutdownWithin <= 0 {
		o.ShutdownWithin = 8 * time.Second
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	q := newQueue(o.Redis)
	w := &Worker{redis: o.Redis, log: o.Log}
	for _, l := range lanes {
		w.relays = append(w.relays, newRelay(o.Store, q, l, o.Log))
	}
	w.server = newServer(o)
	w.rescue = &rescue{store: o.Store, queue: q, log: o.Log, limit: o.MaxFailures, wake: w.Wake}
	var err error
	w.keeper, err = newKeeper(o.Store, o.Cadences, o.Log)
	return w, err
}

// Wake has the outbox looked at now instead of at the next poll. It never blocks; call it after a commit that left something
// due (postgres.DB.OnWake).
func (w *Worker) Wake() {
	for _, r := range w.relays {
		r.nudge()
	}
}

// ClockMoved has the outbox and the cadences looked at now, because business time was moved. It never blocks.
func (w *Worker) ClockMoved() {
	w.keeper.nudge()
	w.Wake()
}

// NextCadence returns the first instant after after and not after until (business time) at which something happens by the calendar,
// and false for none.
func (w *Worker) NextCadence(after, until time.Time) (first time.Time, some bool) {
	for _, c := range w.keeper.cadences {
		if at, ok := c.next(after, until); ok && (!some || at.Before(first)) {
			first, some = at, true
		}
	}
	return first, some
}

// UpToDate reports whether all that the calendar asks for by now was run, by this process or another one. What it left in the
// outbox may still wait there.
func (w *Worker) UpToDate(ctx context.Context) (bool, error) { return w.keeper.upToDate(ctx) }

// Run works until ctx ends, then lets running handlers finish within the time of Options.ShutdownWithin; what they leave is
// free for others at once. It returns an error only if it could not start.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.server.start(); err != nil {
		return fmt.Errorf("start the workers: %w", err)
	}
	var g errgroup.Group
	for _, r := range w.relays {
		g.Go(func() error { r.run(ctx); return nil })
	}
	g.Go(func() error { w.rescue.run(ctx); return nil })
	g.Go(func() error { w.keeper.run(ctx); return nil })
	g.Go(func() error { w.listen(ctx); return nil })
	<-ctx.Done()
	err := g.Wait()
	w.server.shutdown()
	return err
}

// listen wakes the relays by what other processes publish after their commits.
func (w *Worker) listen(ctx context.Context) {
	sub := w.redis.Subscribe(ctx, wakeChannel)
	defer func() { _ = sub.Close() }() // it is only an ear; go-redis reconnects it by itself
	messages := sub.Channel()
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-messages:
			if !open {
				return
			}
			w.Wake()
		}
	}
}
