package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/outbox"
)

// Rhythm of the relay, in wall time.
const (
	// pollEvery finds what fell due by itself, and a clock that was moved.
	pollEvery = 500 * time.Millisecond
	// busyPoll follows a pass that found something, and the next few: the window may have cut it short.
	busyPoll, busyPasses = 50 * time.Millisecond, 10
	// batch is how many rows one statement takes, enqueuers how many of them go to Redis at once.
	batch     = 200
	enqueuers = 8
	// A Redis that is away is tried again after so long, doubled up to the maximum.
	redisBackoff, maxRedisBackoff = 250 * time.Millisecond, 4 * time.Second
)

type relayStore interface {
	// ReadClock reads how far business time is ahead, so that a clock moved by another process acts at once.
	ReadClock(ctx context.Context) (time.Duration, error)
	// TakeDue marks due rows of the topics as queued and returns them; window bounds how many are queued and not done.
	TakeDue(ctx context.Context, topics []string, wall time.Time, window, limit int) ([]outbox.Row, error)
	// FreeRows makes queued rows waiting again, not before the wall time after.
	FreeRows(ctx context.Context, ids []domain.ID, attempts []int, after time.Time) error
}

// relay moves the due rows of one lane to Redis.
type relay struct {
	store  relayStore
	queue  *queue
	lane   lane
	log    *slog.Logger
	wakes  chan struct{}
	failed int // passes in a row that Redis refused
	idle   int // passes in a row that found nothing
}

func newRelay(store relayStore, q *queue, l lane, log *slog.Logger) *relay {
	return &relay{store: store, queue: q, lane: l, log: log.With("lane", l.name), wakes: make(chan struct{}, 1)}
}

// nudge has the next pass begin now.
func (r *relay) nudge() {
	select {
	case r.wakes <- struct{}{}:
	default: // one is waiting already
	}
}

// run passes rows on until ctx ends.
func (r *relay) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-r.wakes:
			if r.failed > 0 { // Redis is away; what comes in the meantime waits with the rest
				continue
			}
		}
		timer.Reset(r.pass(ctx))
	}
}

// pass moves a batch and returns when the next pass is due.
func (r *relay) pass(ctx context.Context) time.Duration {
	if _, err := r.store.ReadClock(ctx); err != nil {
		r.complain(ctx, "the relay cannot read the clock", err)
		return pollEvery
	}
	wall := time.Now()
	rows, err := r.store.TakeDue(ctx, r.lane.topics, wall, r.lane.window, batch)
	if err != nil {
		r.complain(ctx, "the relay cannot take rows", err)
		return pollEvery
	}
	if err := r.enqueue(ctx, rows); err != nil {
		r.complain(ctx, "the relay cannot reach Redis; rows wait in Postgres", err)
		r.failed++
		return min(redisBackoff<<min(r.failed, 10), maxRedisBackoff)
	}
	r.failed = 0
	if len(rows) == batch {
		r.idle = 0
		return 0
	}
	if r.idle++; len(rows) > 0 {
		r.idle = 0
	}
	if r.idle < busyPasses {
		return busyPoll
	}
	return pollEvery
}

// enqueue hands rows to Redis and frees those that it did not take. It is finished even if ctx ends in between.
func (r *relay) enqueue(ctx context.Context, rows []outbox.Row) error {
	if len(rows) == 0 {
		return nil
	}
	var mu sync.Mutex
	var ids []domain.ID
	var attempts []int
	g, bound := errgroup.WithContext(context.WithoutCancel(ctx))
	g.SetLimit(enqueuers)
	for _, row := range rows {
		g.Go(func() error {
			err := bound.Err() // after a first refusal the others are not even tried
			if err == nil {
				err = r.queue.add(bound, row)
			}
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				ids, attempts = append(ids, row.ID), append(attempts, row.Attempt)
			}
			return err
		})
	}
	err := g.Wait()
	if err == nil {
		return nil
	}
	free, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	if e := r.store.FreeRows(free, ids, attempts, time.Time{}); e != nil {
		r.complain(ctx, "the relay cannot free rows; the rescue will", e)
	}
	return err
}

func (r *relay) complain(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		r.log.WarnContext(ctx, what, "err", err)
	}
}
