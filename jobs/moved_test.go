package jobs_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/jobs"
	"github.com/yaoban/yaoban/jobs/redisserver"
)

// Whoever moves business time from one instant of NextCadence to the next, waiting for UpToDate in between, has every occurrence of
// every cadence run at its own instant.
func TestAClockThatStopsAtEveryCadence(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	var mu sync.Mutex
	var ran []string
	var late time.Duration
	note := func(name string, at domain.TimeOfDay) jobs.Cadence {
		return jobs.Cadence{Name: name, Slot: jobs.Daily(at), Run: func(_ context.Context, slot time.Time) error {
			mu.Lock()
			defer mu.Unlock()
			ran = append(ran, name+slot.Format(" 01-02 15:04"))
			late = max(late, c.Now().Sub(slot))
			return nil
		}}
	}
	// The clock stands at the next midnight before anything has run.
	start := domain.DateOf(c.Now()).AddDays(1).At("00:01", shanghai)
	if err := c.SetAhead(t.Context(), time.Until(start)); err != nil {
		t.Fatal(err)
	}
	w, _ := work(t, jobs.Options{Store: c.DB, Redis: client(t, redisserver.ForTest(t)), Handlers: turns(func(context.Context, string) error { return nil }),
		Cadences: []jobs.Cadence{note("evening", "18:30"), note("morning", "08:00"), note("morning too", "08:00")}})
	upToDate := func() {
		t.Helper()
		eventually(t, time.Minute, "all that is due by the calendar has run", func() bool {
			done, err := w.UpToDate(t.Context())
			return err == nil && done
		})
	}
	upToDate() // yesterday's, late
	mu.Lock()
	ran, late = nil, 0
	mu.Unlock()
	until := start.AddDate(0, 0, 2)
	for from := start; ; {
		at, some := w.NextCadence(from, until)
		if !some {
			break
		}
		if err := c.SetAhead(t.Context(), time.Until(at)+time.Millisecond); err != nil {
			t.Fatal(err)
		}
		w.ClockMoved()
		upToDate()
		from = at
	}
	var want []string
	for d := domain.DateOf(start); d.Before(domain.DateOf(until)); d = d.AddDays(1) {
		day := d.String()[len("2006-"):]
		want = append(want, "morning "+day+" 08:00", "morning too "+day+" 08:00", "evening "+day+" 18:30")
	}
	mu.Lock()
	defer mu.Unlock()
	slices.Sort(want)
	slices.Sort(ran)
	if !slices.Equal(ran, want) {
		t.Errorf("ran %v, not %v", ran, want)
	}
	if late > 5*time.Second {
		t.Errorf("one ran %v late", late)
	}
}
