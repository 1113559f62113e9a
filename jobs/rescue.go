package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/outbox"
)

// Rhythm of the rescue, in wall time.
const (
	rescueEvery = 2 * time.Second
	// unstarted is how long a queued row may go without a worker before Redis is asked for its task.
	unstarted = 5 * time.Second
	// rescued is how many such rows one pass looks at.
	rescued = 500
)

type rescueStore interface {
	// TakeOver frees rows whose lease is over, and ends those that failed limit times.
	TakeOver(ctx context.Context, wall time.Time, limit int) (freed, died int, err error)
	// UnstartedRows returns rows queued before the given wall time that nobody has begun.
	UnstartedRows(ctx context.Context, before, wall time.Time, limit int) ([]outbox.Row, error)
	FreeRows(ctx context.Context, ids []domain.ID, attempts []int, after time.Time) error
}

// rescue queues again what a killed worker or a lost Redis left behind.
type rescue struct {
	store rescueStore
	queue *queue
	log   *slog.Logger
	limit int
	wake  func()
}

func (r *rescue) run(ctx context.Context) {
	ticker := time.NewTicker(rescueEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := r.pass(ctx, time.Now()); err != nil && ctx.Err() == nil {
				r.log.WarnContext(ctx, "the rescue did not get through", "err", err)
			}
		}
	}
}

// pass looks once. Rows that Redis cannot be asked about stay as they are: while it is away nothing is lost by waiting.
func (r *rescue) pass(ctx context.Context, wall time.Time) error {
	freed, died, err := r.store.TakeOver(ctx, wall, r.limit)
	if err != nil {
		return err
	}
	if died > 0 {
		r.log.ErrorContext(ctx, "rows of the outbox are dead: their worker went away each time", "rows", died)
	}
	rows, err := r.store.UnstartedRows(ctx, wall.Add(-unstarted), wall, rescued)
	if err != nil {
		return err
	}
	var ids []domain.ID
	var attempts []int
	for _, row := range rows {
		waits, err := r.queue.waits(row)
		if err != nil {
			return err
		}
		if !waits {
			ids, attempts = append(ids, row.ID), append(attempts, row.Attempt)
		}
	}
	if len(ids) > 0 {
		if err := r.store.FreeRows(ctx, ids, attempts, time.Time{}); err != nil {
			return err
		}
	}
	if freed+len(ids) > 0 {
		r.log.InfoContext(ctx, "rows of the outbox are queued again", "worker_gone", freed, "lost_by_redis", len(ids))
		r.wake()
	}
	return nil
}
