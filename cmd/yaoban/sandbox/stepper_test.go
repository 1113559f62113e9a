package sandbox

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/timelapse"
	"github.com/yaoban/yaoban/domain"
)

// still is a scripted server whose machine's clock stands, so that every instant is exact.
func still() *server {
	now := morning
	return &server{wall: func() time.Time { return now }}
}

func TestTheClockStopsAtEveryInstantThatIsDue(t *testing.T) {
	f := still()
	var done []string
	at := func(clock domain.TimeOfDay) time.Time { return domain.DateOf(morning).At(clock, shanghai) }
	note := func(what string) func() {
		return func() { done = append(done, what+" at "+f.Now().Format("15:04")) }
	}
	f.due = []work{
		{at("18:00"), true, note("evening")},
		{at("10:00"), true, func() {
			note("first")()
			f.mu.Lock() // what is done makes more work, before and after the target
			f.due = append(f.due, work{at("10:10"), false, note("second")}, work{at("20:00"), true, note("night")})
			f.mu.Unlock()
		}},
		{at("09:00"), false, note("late")}, // was due before the move began
	}
	s := &timelapse.Stepper{Business: f, Wall: f.wall, Patience: time.Second, Limit: 5 * time.Second}
	var stops []string
	if err := s.Advance(t.Context(), at("18:30"), func(x timelapse.Stop) { stops = append(stops, x.At.Format("15:04")) }); err != nil {
		t.Fatal(err)
	}
	want := []string{"late at 09:05", "first at 10:00", "second at 10:10", "evening at 18:00"}
	if !slices.Equal(done, want) {
		t.Errorf("done %v, want %v", done, want)
	}
	if want := []string{"10:00", "10:10", "18:00", "18:30"}; !slices.Equal(stops, want) {
		t.Errorf("stops %v, want %v", stops, want)
	}
	if now := f.Now(); now.Before(at("18:30")) || now.After(at("18:31")) {
		t.Errorf("it is %v", now)
	}
}

func TestTheClockNeverGoesBackAndSaysWhenWorkHangs(t *testing.T) {
	f := still()
	s := &timelapse.Stepper{Business: f, Wall: f.wall, Patience: 60 * time.Millisecond, Limit: time.Second}
	none := func(timelapse.Stop) {}
	for _, to := range []time.Time{morning, morning.Add(-time.Hour)} {
		if err := s.Advance(t.Context(), to, none); !errors.Is(err, timelapse.ErrBackwards) {
			t.Errorf("a move to %v: %v", to, err)
		}
	}
	f.due = []work{{morning.Add(time.Hour), true, func() { f.mu.Lock(); f.stuck = true; f.mu.Unlock() }}}
	if err := s.Advance(t.Context(), morning.Add(3*time.Hour), none); !errors.Is(err, timelapse.ErrUnfinished) {
		t.Errorf("work that hangs: %v", err)
	}
	if now := f.Now(); now.After(morning.Add(2 * time.Hour)) {
		t.Errorf("the clock ran on to %v while work hung", now)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Advance(ctx, morning.Add(5*time.Hour), none); err == nil {
		t.Error("a move goes on after its context has ended")
	}
}

func TestTheClockOverHTTP(t *testing.T) {
	f, page, h := open(t)
	page.stepper.Patience = time.Minute // no stop of these hangs
	clock := func(body string) (int, any) {
		status, out, _ := ask(t, h.URL+"/sandbox/clock", "POST", body, nil)
		return status, out["error"]
	}
	stands := func(want time.Time) {
		t.Helper()
		l := listen(t, h.URL, "")
		defer l.stop()
		for {
			_, data := l.next()
			if c, ok := data["clock"].(map[string]any); ok {
				data = c
			}
			if moving, ok := data["moving"].(bool); ok && !moving {
				break
			}
		}
		if d := f.Now().Sub(want); d < 0 || d > 5*time.Second {
			t.Fatalf("the clock stands at %v, not at %v", f.Now(), want)
		}
	}
	for _, c := range []struct {
		body string
		want time.Time
	}{
		{`{"minutes":30}`, morning.Add(30 * time.Minute)},
		{`{"time":"18:30"}`, domain.DateOf(morning).At("18:30", shanghai)},
		{`{"time":"08:00"}`, domain.DateOf(morning).AddDays(1).At("08:00", shanghai)},
		{`{"to":"2026-11-27T09:15"}`, domain.Date{Year: 2026, Month: 11, Day: 27}.At("09:15", shanghai)},
	} {
		if status, wrong := clock(c.body); status != 200 {
			t.Fatalf("%s: %d %v", c.body, status, wrong)
		}
		stands(c.want)
	}
	at := f.Now().Add(2 * time.Hour)
	f.mu.Lock()
	release := make(chan struct{})
	f.due = append(f.due, work{at.Add(-time.Hour), false, func() {}}, work{at, true, func() { <-release }})
	f.mu.Unlock()
	if status, wrong := clock(`{"next":true}`); status != 200 {
		t.Fatalf("to the next: %d %v", status, wrong)
	}
	if status, wrong := clock(`{"minutes":1}`); status != 409 || wrong != "moving" {
		t.Errorf("a second move at once: %d %v", status, wrong)
	}
	close(release)
	stands(at)
}
