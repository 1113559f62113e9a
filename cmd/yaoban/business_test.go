package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/timelapse"
	"github.com/yaoban/yaoban/domain"
)

// A clock that is moved over days at once stops at every instant of the calendar as at every row of the outbox: no morning's list is
// left out and none comes late.
func TestALongMoveLeavesNoMorningOut(t *testing.T) {
	w := foundTown(t, roles{bot: true, worker: true})
	b := w.server.business()
	s := &timelapse.Stepper{Business: b, Wall: time.Now, Patience: 20 * time.Second, Limit: 2 * time.Minute}
	from := domain.DateOf(b.Now()).AddDays(1)
	until := from.AddDays(4).At("07:00", b.Zone())
	if err := s.Advance(t.Context(), until, func(timelapse.Stop) {}); err != nil {
		t.Fatal(err)
	}
	for _, c := range w.server.cadences(roles{worker: true}) {
		ran := texts(t, w.pool, `select to_char(slot at time zone 'Asia/Shanghai', 'YYYY-MM-DD') from cadence_run where kind = $1 and at < slot + interval '1 minute' order by 1`, c.Name)
		for d := from; d.Before(domain.DateOf(until)); d = d.AddDays(1) {
			if !slices.Contains(ran, d.String()) {
				t.Errorf("%s did not run in its minute on %s, only on %v", c.Name, d, ran)
			}
		}
	}
	days, err := b.Calendar(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprint(days.Workdays(from, domain.DateOf(until).AddDays(-1)))
	if got := texts(t, w.pool, `select count(distinct (due_at at time zone 'Asia/Shanghai')::date)::text from delivery
		where kind = 'manager_morning' and claimed_at < due_at + interval '1 minute' and due_at >= $1`,
		from.At("00:00", b.Zone())); got[0] != want {
		t.Errorf("managers got their morning on %s days of %s", got[0], want)
	}
}
