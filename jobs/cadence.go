package jobs

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Rhythm of the keeper, in wall time.
const (
	keepEvery = 2 * time.Second
	keepLease = 15 * time.Second
	// keepBackoff is how long a cadence that failed waits.
	keepBackoff = time.Minute
	// keepWithin bounds one run.
	keepWithin = 10 * time.Minute
)

// keeperLease is the name of the lease of whoever runs the cadences.
const keeperLease = "cadences"

// Cadence is what happens by the calendar, in business time. Each occurrence is run once, whoever runs it; one that fell into
// a time in which nobody ran is run late, older ones are not. A run that failed is repeated, and a leader that stalls may
// overlap with its successor, so Run must be idempotent by its slot.
type Cadence struct {
	// Name is unique; it is kept with each run.
	Name string
	// Slot returns the beginning of the occurrence that the instant now falls into; it never lies after now.
	Slot func(now time.Time) time.Time
	Run  func(ctx context.Context, slot time.Time) error
}

// Daily returns the Slot of what happens once a day at a clock time of the company's zone.
func Daily(at domain.TimeOfDay) func(time.Time) time.Time {
	return func(now time.Time) time.Time {
		slot := domain.DateOf(now).At(at, now.Location())
		if slot.After(now) {
			slot = domain.DateOf(now).AddDays(-1).At(at, now.Location())
		}
		return slot
	}
}

// next returns the first occurrence that begins after after and not after until, and false for none.
func (c Cadence) next(after, until time.Time) (slot time.Time, some bool) {
	for at := c.Slot(until); at.After(after); at = c.Slot(at.Add(-time.Nanosecond)) {
		slot, some = at, true
	}
	return slot, some
}

type leaseStore interface {
	// Now is business time in the company's zone.
	Now() time.Time
	// Lead takes or keeps a lease until the given wall time.
	Lead(ctx context.Context, name string, holder domain.ID, wall, until time.Time) (bool, error)
	Resign(ctx context.Context, name string, holder domain.ID) error
	Ran(ctx context.Context, kind string, slot time.Time) (bool, error)
	MarkRun(ctx context.Context, kind string, slot time.Time) error
}

// keeper runs the cadences while it holds their lease.
type keeper struct {
	store    leaseStore
	cadences []Cadence
	holder   domain.ID
	log      *slog.Logger
	wakes    chan struct{}
	notUntil map[string]time.Time // wall time, after a failure

	mu   sync.Mutex
	done map[string]time.Time // last slot known as run
}

func newKeeper(store leaseStore, cadences []Cadence, log *slog.Logger) (*keeper, error) {
	names := map[string]bool{}
	for _, c := range cadences {
		if c.Name == "" || c.Slot == nil || c.Run == nil || names[c.Name] {
			return nil, fmt.Errorf("set up jobs: the cadence %q is incomplete or stands twice", c.Name)
		}
		names[c.Name] = true
	}
	holder, err := domain.NewID(time.Now(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("set up jobs: %w", err)
	}
	return &keeper{store: store, cadences: cadences, holder: holder, log: log, wakes: make(chan struct{}, 1),
		done: map[string]time.Time{}, notUntil: map[string]time.Time{}}, nil
}

func (k *keeper) run(ctx context.Context) {
	ticker := time.NewTicker(keepEvery)
	defer ticker.Stop()
	for ctx.Err() == nil {
		if err := k.pass(ctx); err != nil && ctx.Err() == nil {
			k.log.WarnContext(ctx, "cadences did not get through", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		case <-k.wakes:
		}
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	if err := k.store.Resign(end, keeperLease, k.holder); err != nil {
		k.log.WarnContext(end, "the lease of the cadences ends by itself", "err", err)
	}
}

// pass runs what is due, if this process leads.
func (k *keeper) pass(ctx context.Context) error {
	for _, c := range k.cadences {
		slot := c.Slot(k.store.Now())
		if k.isDone(c, slot) || time.Now().Before(k.notUntil[c.Name]) {
			continue
		}
		leads, err := k.lead(ctx)
		if err != nil || !leads {
			return err
		}
		ran, err := k.store.Ran(ctx, c.Name, slot)
		if err != nil {
			return err
		}
		if !ran {
			if err := k.runOne(ctx, c, slot); err != nil {
				k.notUntil[c.Name] = time.Now().Add(keepBackoff)
				k.log.ErrorContext(ctx, "a cadence failed", "cadence", c.Name, "slot", slot, "err", err)
				continue
			}
		}
		k.setDone(c, slot)
	}
	return nil
}

// upToDate reports whether the occurrence of now of every cadence was run, by whatever process.
func (k *keeper) upToDate(ctx context.Context) (bool, error) {
	for _, c := range k.cadences {
		slot := c.Slot(k.store.Now())
		if k.isDone(c, slot) {
			continue
		}
		ran, err := k.store.Ran(ctx, c.Name, slot)
		if err != nil || !ran {
			return false, err
		}
		k.setDone(c, slot)
	}
	return true, nil
}

// nudge has the next pass begin now.
func (k *keeper) nudge() {
	select {
	case k.wakes <- struct{}{}:
	default: // one is waiting already
	}
}

func (k *keeper) isDone(c Cadence, slot time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.done[c.Name].Equal(slot)
}

func (k *keeper) setDone(c Cadence, slot time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.done[c.Name] = slot
}

func (k *keeper) lead(ctx context.Context) (bool, error) {
	wall := time.Now()
	return k.store.Lead(ctx, keeperLease, k.holder, wall, wall.Add(keepLease))
}

// runOne runs an occurrence, keeping the lease meanwhile, and records it.
func (k *keeper) runOne(ctx context.Context, c Cadence, slot time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, keepWithin)
	defer cancel()
	kept := make(chan struct{})
	defer func() { <-kept }()
	over, end := context.WithCancel(ctx)
	defer end()
	go func() {
		defer close(kept)
		ticker := time.NewTicker(keepLease / 3)
		defer ticker.Stop()
		for {
			select {
			case <-over.Done():
				return
			case <-ticker.C:
				if leads, err := k.lead(over); err == nil && !leads {
					cancel() // another process took over
					return
				}
			}
		}
	}()
	if err := c.Run(ctx, slot); err != nil {
		return err
	}
	return k.store.MarkRun(ctx, c.Name, slot)
}
