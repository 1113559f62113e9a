package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// visit is a visit as the rep made and told it, and what she was answered.
type visit struct {
	rep      *rep
	doctor   *doctor
	date     domain.Date
	start    domain.TimeOfDay
	minutes  int
	products []string // codes
	purpose  domain.Purpose
	result   domain.Result
	next     domain.Date
	channel  domain.Channel
	// joint: she says that her manager came along.
	joint bool
	// rejected: it was sent back, and she has not changed it since.
	rejected bool
	// number is the record's, as the answer said it. withdrawn: she took it back.
	number    int64
	withdrawn bool
}

func (v *visit) met() bool { return v.result != domain.Absent }

// stop is a visit that a rep has planned, as the answers told her. number is 0 for the next visit of a report, whose number no answer
// says; by is the visit that made it then.
type stop struct {
	number int64
	doctor *doctor
	date   domain.Date
	start  domain.TimeOfDay
	by     *visit
	off    bool // cancelled
}

// away is time off as it was granted: all of a day, or one half of it.
type away struct{ am, pm bool }

// ledger is what one rep knows of her own month: only what she sent and what she was answered.
type ledger struct {
	visits []*visit
	stops  []*stop
	off    map[domain.Date]away
	// unsure are the days on which her plans stand in a way that no answer tells (she took back what had fulfilled one): nothing is
	// expected of prompts about them.
	unsure map[domain.Date]bool
	// warned is the highest level of each warning that she was to get in a month.
	warned map[string]int
}

func newLedger() *ledger {
	return &ledger{off: map[domain.Date]away{}, unsure: map[domain.Date]bool{}, warned: map[string]int{}}
}

// take keeps a visit that was answered as recorded, with the next one that it fixed.
func (l *ledger) take(v *visit) {
	l.visits = append(l.visits, v)
	if !v.next.IsZero() {
		l.stops = append(l.stops, &stop{doctor: v.doctor, date: v.next, by: v})
	}
}

// withdraw takes visits back or brings them back, with the plans that they had made.
func (l *ledger) withdraw(visits []*visit, back bool) {
	for _, v := range visits {
		v.withdrawn = back
		for _, s := range l.stops {
			if s.by == v {
				s.off = back
			}
			if s.doctor == v.doctor && s.date == v.date {
				l.unsure[v.date] = true
			}
		}
		if !v.next.IsZero() {
			l.unsure[v.next] = true
		}
	}
}

// on returns the stops of a day that stand, those with a time first.
func (l *ledger) on(day domain.Date) []*stop {
	var out []*stop
	for _, s := range l.stops {
		if s.date == day && !s.off {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *stop) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.doctor.code, b.doctor.code))
	})
	return out
}

// unrecorded names the stops of a day that nothing was told of, absent doctors included, and that were to begin by a clock time.
func (l *ledger) unrecorded(day domain.Date, by domain.TimeOfDay) string {
	var names []string
	for _, s := range l.on(day) {
		told := slices.ContainsFunc(l.visits, func(v *visit) bool { return v.doctor == s.doctor && v.date == day && !v.withdrawn })
		if !told && s.start <= by {
			names = append(names, fmt.Sprintf("#%d %s", s.number, s.doctor.code))
		}
	}
	return strings.Join(names, ", ")
}

// lastMet is the last day on which the rep met a doctor, zero if she never did.
func (l *ledger) lastMet(d *doctor) (last domain.Date) {
	for _, v := range l.visits {
		if v.doctor == d && v.met() && !v.withdrawn && v.date.After(last) {
			last = v.date
		}
	}
	return last
}

// has reports whether a visit to the doctor on the day is told.
func (l *ledger) has(d *doctor, day domain.Date) bool {
	return slices.ContainsFunc(l.visits, func(v *visit) bool { return v.doctor == d && v.date == day })
}

// halves are the halves of a day in which the rep works: 0, 1 or 2.
func (l *ledger) halves(day domain.Date) int {
	n := 2
	if l.off[day].am {
		n--
	}
	if l.off[day].pm {
		n--
	}
	return n
}

// freeAt reports whether she works in the half of the day in which an instant lies.
func (l *ledger) freeAt(at time.Time) bool {
	o := l.off[domain.DateOf(at)]
	if at.Hour() < 12 {
		return !o.am
	}
	return !o.pm
}
