// Package timelapse moves business time in such a way that a moved clock does the same as a clock that ran (DESIGN.md part 2, two
// clocks): it stops at every instant at which something is due, in the outbox or by the calendar, until that is done.
package timelapse

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Business is business time, and the work that waits for it.
type Business interface {
	// Now returns business time.
	Now() time.Time
	// NextDue returns the first instant after after and not after until at which any work is due, and false for none.
	NextDue(ctx context.Context, after, until time.Time) (time.Time, bool, error)
	// SetAhead moves business time to be ahead of the machine's clock by d; it never moves back.
	SetAhead(ctx context.Context, d time.Duration) error
	// Drained reports whether everything that is due by now was done: in the outbox, in the queues and by the calendar.
	Drained(ctx context.Context) (bool, error)
}

// lookAgain is how often a stop is looked at.
const lookAgain = 10 * time.Millisecond

// The errors of a move.
var (
	ErrBackwards  = errors.New("the clock only moves forward")
	ErrUnfinished = errors.New("the work due at this time was not done in time")
)

// Stop is how far a move has come: business time stands at At and waits there for what is due. N counts from 0.
type Stop struct {
	At time.Time
	N  int
}

// Stepper moves business time.
type Stepper struct {
	Business Business
	// Wall is the machine's clock.
	Wall func() time.Time
	// Patience is how long one stop may take before the move gives up there, Limit how long a whole move may take.
	Patience, Limit time.Duration
}

// Advance moves business time to to and reports each stop. It returns ErrBackwards for an instant that has passed, and
// ErrUnfinished where the work at a stop does not end; the clock stands at that stop then. Business time goes on while the
// work is done, so it may end a little later than to.
func (s *Stepper) Advance(ctx context.Context, to time.Time, report func(Stop)) error {
	from := s.Business.Now()
	if !to.After(from) {
		return ErrBackwards
	}
	ctx, cancel := context.WithTimeout(ctx, s.Limit)
	defer cancel()
	for n := 0; ; n++ {
		if err := s.Drain(ctx); err != nil {
			return err
		}
		at, some, err := s.Business.NextDue(ctx, from, to)
		if err != nil {
			return fmt.Errorf("move the clock: %w", err)
		}
		if !some {
			at = to
		}
		// Rounded up, so that what is due at that instant is due.
		d := at.Sub(s.Wall()) + time.Millisecond
		if err := s.Business.SetAhead(ctx, d.Truncate(time.Millisecond)); err != nil {
			return fmt.Errorf("move the clock: %w", err)
		}
		report(Stop{at, n})
		if !some {
			return s.Drain(ctx)
		}
		from = at
	}
}

// Drain waits until everything that is due was done, and returns ErrUnfinished where that takes longer than Patience.
func (s *Stepper) Drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		done, err := s.Business.Drained(ctx)
		switch {
		case done && err == nil:
			return nil
		case err != nil && ctx.Err() == nil:
			return fmt.Errorf("see whether all that is due was done: %w", err)
		}
		select {
		case <-ctx.Done():
			return ErrUnfinished
		case <-tick.C:
		}
	}
}
