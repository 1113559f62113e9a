package quota

import (
	"testing"
	"time"
)

func TestLag(t *testing.T) {
	ten := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	ends := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		began   time.Time
		minutes int
		told    time.Time
		want    time.Duration
	}{
		{"with its time", ten, 20, ten.Add(time.Hour), 40 * time.Minute},
		{"without a length", ten, 0, ten.Add(25 * time.Hour), 25 * time.Hour},
		{"told before it ended", ten, 60, ten.Add(10 * time.Minute), 0},
		{"without a time, the same evening", time.Time{}, 20, ten.Add(9 * time.Hour), 0},
		{"without a time, two days later", time.Time{}, 0, ends.Add(30 * time.Hour), 30 * time.Hour},
	} {
		if got := Lag(ends, c.began, c.minutes, c.told); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
