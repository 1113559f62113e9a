package sandbox

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Business is business time, and the work that waits for it. The database has the first four methods, the relay knows
// whether all that is due was done.
type Business interface {
	// Now returns business time.
	Now() time.Time
	// NextDue returns the first instant after after and not after until at which any work is due, and false for none.
	NextDue(ctx context.Context, after, until time.Time) (time.Time, bool, error)
	// NextTold is the same for what a person will notice.
	NextTold(ctx context.Context, after, until time.Time) (time.Time, bool, error)
	// SetAhead moves business time to be ahead of the machine's clock by d; it never moves back.
	SetAhead(ctx context.Context, d time.Duration) error
	// Drained reports whether everything that is due by now was done, in the outbox and in the queues.
	Drained(ctx context.Context) (bool, error)
}

const (
	// stopPatience is how long one stop may take before the move gives up there.
	stopPatience = 15 * time.Second
	// moveLimit is how long a whole move may take.
	moveLimit = 3 * time.Minute
	// lookAgain is how often a stop is looked at.
	lookAgain = 20 * time.Millisecond
)

var (
	errBackwards  = errors.New("the clock only moves forward")
	errUnfinished = errors.New("the work due at this time was not done in time")
)

// stop is how far a move has come: business time stands at At and waits there for what is due.
type stop struct {
	At time.Time
	N  int
}

// stepper moves business time. It stops at every instant at which something is due until that is done, so that a moved clock
// does the same as a clock that ran (DESIGN.md part 2, two clocks).
type stepper struct {
	business Business
	wall     func() time.Time
	patience time.Duration
	limit    time.Duration
}

// Advance moves business time to to and reports each stop. It returns errBackwards for an instant that has passed, and
// errUnfinished where the work at a stop does not end; the clock stands at that stop then. Business time goes on while the
// work is done, so it may end a little later than to.
func (s *stepper) Advance(ctx context.Context, to time.Time, report func(stop)) error {
	from := s.business.Now()
	if !to.After(from) {
		return errBackwards
	}
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	for n := 0; ; n++ {
		if err := s.drain(ctx); err != nil {
			return err
		}
		at, some, err := s.business.NextDue(ctx, from, to)
		if err != nil {
			return fmt.Errorf("move the clock: %w", err)
		}
		if !some {
			at = to
		}
		// Rounded up, so that what is due at that instant is due.
		d := at.Sub(s.wall()) + time.Millisecond
		if err := s.business.SetAhead(ctx, d.Truncate(time.Millisecond)); err != nil {
			return fmt.Errorf("move the clock: %w", err)
		}
		report(stop{at, n})
		if !some {
			return s.drain(ctx)
		}
		from = at
	}
}

// drain waits until everything that is due was done.
func (s *stepper) drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		done, err := s.business.Drained(ctx)
		switch {
		case done && err == nil:
			return nil
		case err != nil && ctx.Err() == nil:
			return fmt.Errorf("see whether all that is due was done: %w", err)
		}
		select {
		case <-ctx.Done():
			return errUnfinished
		case <-tick.C:
		}
	}
}
