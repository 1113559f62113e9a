package main

import (
	"context"
	"time"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/jobs"
)

// business is business time with all the work that waits for it: what is due in the outbox and what the calendar starts. It is
// what moves the clock of the sandbox and of a simulation (timelapse.Business).
type business struct {
	*postgres.DB
	worker *jobs.Worker
}

// business is the business time of a server that has a worker.
func (s *server) business() business { return business{s.db, s.worker} }

// NextDue returns the first instant after after and not after until at which something is due, and false for none.
func (b business) NextDue(ctx context.Context, after, until time.Time) (time.Time, bool, error) {
	at, some, err := b.DB.NextDue(ctx, after, until)
	if err != nil {
		return time.Time{}, false, err
	}
	if cadence, ok := b.worker.NextCadence(after, until); ok && (!some || cadence.Before(at)) {
		at, some = cadence, true
	}
	return at, some, nil
}

// SetAhead moves business time to be ahead of the machine's clock by d; it never moves back.
func (b business) SetAhead(ctx context.Context, d time.Duration) error {
	if err := b.DB.SetAhead(ctx, d); err != nil {
		return err
	}
	b.worker.ClockMoved()
	return nil
}

// Drained reports whether everything that is due by now was done. What the calendar starts is left in the outbox, so that this is
// looked at last.
func (b business) Drained(ctx context.Context) (bool, error) {
	if ran, err := b.worker.UpToDate(ctx); err != nil || !ran {
		return false, err
	}
	return b.DB.Drained(ctx)
}
