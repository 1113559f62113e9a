package week

import (
	"cmp"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/reception"
)

// Doctor is what the proposal knows of one doctor of the rep's list.
type Doctor struct {
	Code, Hospital, Department string
	Grade                      domain.Grade
	// Last is the last day on which the rep met her, zero if none is known; Since is when the rep got her.
	Last, Since domain.Date
	// Short is how many effective visits she still needs in each month that the week touches, by the month's first day.
	Short map[domain.Date]int
	// Planned are the days outside the week on which a visit to her stands in the plan.
	Planned []domain.Date
	// Missed: a visit to her was planned last week and not made.
	Missed bool
}

// Situation is all that the proposal of a week rests on.
type Situation struct {
	// Days are the workdays of the week that lie ahead, in order.
	Days []Day
	// Left is how many half-days in the field each month that the week touches has from the week's first day on, by the month's
	// first day.
	Left      map[domain.Date]int
	Doctors   []Doctor
	Hospitals map[string]Hospital
	// Standing are the stops of these days that are planned already; they stay.
	Standing []Standing
	// Capacity is how many visits fit into a whole day (quota.DefaultCapacity, or what the company has set).
	Capacity int
	Gap      quota.Gap
	// Apart is how many days lie between two effective visits to one doctor (PRODUCT.md Q5).
	Apart int
}

// ReasonKind says why a stop was proposed.
type ReasonKind string

// The reasons, in the order in which they are said.
const (
	// Short: N effective visits are missing in the month of the stop.
	Short ReasonKind = "short"
	// Unseen: on the day of the stop she was not met for N days. Never: no visit to her is known.
	Unseen ReasonKind = "unseen"
	Never  ReasonKind = "never"
	// Carried: last week's plan to see her was missed.
	Carried ReasonKind = "carried"
	// Received: her hospital receives reps then.
	Received ReasonKind = "received"
)

// Reason is one reason of a stop.
type Reason struct {
	Kind   ReasonKind
	N      int
	Month  time.Month
	Window reception.Window
}

// Stop is one visit that is proposed.
type Stop struct {
	Doctor string
	Date   domain.Date
	Why    []Reason
}

// Proposal is the stops that a week should have beside those that stand, and the doctors that should be seen and have no place:
// their hospital receives nobody on the days that are left, or these are full.
type Proposal struct {
	Stops   []Stop
	NoPlace []string
}

// Propose says which doctors to see on which day of a week (PRODUCT.md P3, Q1). It takes as much of each month's missing visits as
// the week has of the month's field time, so that the month fills evenly; doctors who are overdue come first, then those who can no
// longer be seen often enough by one visit a week, then those who have waited longest for their grade. Stops keep to reception
// windows, time off and capacity; those at one hospital fall on one day where that is possible. The same situation gives the same
// proposal, whatever the order of its doctors.
func Propose(s Situation) Proposal {
	var p Proposal
	b := newBoard(s.Days, s.Capacity, s.Standing, s.Hospitals)
	seen := map[string]domain.Date{}
	for _, k := range s.Standing {
		seen[k.Doctor] = k.Date
	}
	for from := 0; from < len(s.Days); {
		month := s.Days[from].Date.FirstOfMonth()
		to := from
		for to < len(s.Days) && s.Days[to].Date.FirstOfMonth() == month {
			to++
		}
		part := &board{days: b.days[from:to], hospitals: b.hospitals}
		p.fill(s, part, month, seen)
		from = to
	}
	p.NoPlace = slices.DeleteFunc(p.NoPlace, func(code string) bool { // those who found one in the other month of the week
		_, placed := seen[code]
		return placed
	})
	slices.Sort(p.NoPlace)
	p.NoPlace = slices.Compact(p.NoPlace)
	slices.SortFunc(p.Stops, func(a, b Stop) int { return cmp.Or(a.Date.Sub(b.Date), cmp.Compare(a.Doctor, b.Doctor)) })
	return p
}

// wish is one doctor who should be seen in the part of the week that is being filled.
type wish struct {
	Doctor
	// short is what is really missing, want what is missing beside what is planned.
	short, want int
	overdue     int
	// must: one visit in each week that is left is not too many.
	must bool
	// waited is how long ago she was met.
	waited   int
	earliest domain.Date
}

// fill proposes the stops of the days of one month.
func (p *Proposal) fill(s Situation, b *board, month domain.Date, seen map[string]domain.Date) {
	first, halves := b.days[0].Date, 0
	for i := range b.days {
		halves += b.days[i].halves()
	}
	left := max(s.Left[month], halves)
	weeks := (month.LastOfMonth().Sub(first) + 7) / 7
	var wishes, again []wish
	sum := 0
	for _, d := range s.Doctors {
		w := wanted(s, d, month, first)
		w.must = w.want >= weeks
		need := w.want
		if need == 0 && w.overdue > 0 {
			need = 1
		}
		on, already := seen[d.Code]
		if already && on.FirstOfMonth() == month {
			need--
		}
		if need <= 0 {
			continue
		}
		sum += need
		if !already {
			wishes = append(wishes, w)
		}
		if w.want > weeks || already && w.want-1 > weeks {
			again = append(again, w)
		}
	}
	if left == 0 || halves == 0 {
		return
	}
	total := min((sum*halves+left-1)/left, b.free())
	b.even(total)
	slices.SortFunc(wishes, func(x, y wish) int { return before(s.Gap, x, y) })
	slices.SortFunc(again, func(x, y wish) int { return before(s.Gap, x, y) })
	placed := 0
	for placed < total && len(wishes) > 0 {
		n := min(total-placed, len(wishes))
		got := p.cluster(b, wishes[:n], seen)
		placed, wishes = placed+got, wishes[n:]
	}
	for i := range again {
		again[i].earliest = later(again[i].earliest, seen[again[i].Code].AddDays(s.Apart))
		if _, ok := seen[again[i].Code]; ok && placed < total && p.put(b, again[i], seen) {
			placed++
		}
	}
}

// wanted says how much a doctor is needed in a month.
func wanted(s Situation, d Doctor, month, first domain.Date) wish {
	w := wish{Doctor: d, short: d.Short[month], want: d.Short[month]}
	for _, on := range d.Planned {
		if on.FirstOfMonth() == month {
			w.want--
		}
		if on.Before(first) {
			d.Last = later(d.Last, on)
		}
	}
	w.want = max(0, w.want)
	w.overdue = s.Gap.Overdue(d.Grade, d.Last, d.Since, first)
	w.Last = d.Last
	w.waited = 1000 // nobody knows when
	if !d.Last.IsZero() {
		w.waited, w.earliest = first.Sub(d.Last), d.Last.AddDays(s.Apart)
	}
	return w
}

func later(a, b domain.Date) domain.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// before is the order in which doctors get their places.
func before(gap quota.Gap, x, y wish) int {
	longest := func(w wish) int { return max(1, gap[w.Grade]) }
	return cmp.Or(
		cmp.Compare(y.overdue, x.overdue),
		truth(y.must)-truth(x.must),
		truth(y.Missed)-truth(x.Missed),
		cmp.Compare(y.waited*longest(x), x.waited*longest(y)),
		cmp.Compare(y.want, x.want),
		cmp.Compare(x.Grade, y.Grade),
		cmp.Compare(x.Code, y.Code),
	)
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cluster places wishes hospital by hospital: first those that receive on the fewest days, then the largest. It returns how many
// found a place; the others have none.
func (p *Proposal) cluster(b *board, wishes []wish, seen map[string]domain.Date) (placed int) {
	at := map[string][]wish{}
	open := map[string]int{}
	for _, w := range wishes {
		n := b.openDays(w.Doctor)
		if had, ok := open[w.Hospital]; !ok || n < had {
			open[w.Hospital] = n
		}
		at[w.Hospital] = append(at[w.Hospital], w)
	}
	hospitals := make([]string, 0, len(at))
	for h := range at {
		hospitals = append(hospitals, h)
	}
	slices.SortFunc(hospitals, func(x, y string) int {
		return cmp.Or(open[x]-open[y], len(at[y])-len(at[x]), cmp.Compare(x, y))
	})
	for _, h := range hospitals {
		for _, w := range at[h] {
			if p.put(b, w, seen) {
				placed++
			} else {
				p.NoPlace = append(p.NoPlace, w.Code)
			}
		}
	}
	return placed
}

// put places one wish with its reasons and reports whether there was room.
func (p *Proposal) put(b *board, w wish, seen map[string]domain.Date) bool {
	date, window, bound, ok := b.place(w.Doctor, w.earliest)
	if !ok {
		return false
	}
	var why []Reason
	if w.short > 0 {
		why = append(why, Reason{Kind: Short, N: w.short, Month: date.Month})
	}
	if w.Last.IsZero() {
		why = append(why, Reason{Kind: Never})
	} else {
		why = append(why, Reason{Kind: Unseen, N: date.Sub(w.Last)})
	}
	if w.Missed {
		why = append(why, Reason{Kind: Carried})
	}
	if bound {
		why = append(why, Reason{Kind: Received, Window: window})
	}
	p.Stops = append(p.Stops, Stop{Doctor: w.Code, Date: date, Why: why})
	seen[w.Code] = date
	return true
}
