// Package quota says how many visits a doctor needs this month, who is overdue, whether a rep is on course, whether what is
// left can be done at all, and the indicators of a month (PRODUCT.md Q1, Q3, Q6, Q7). Everything is computed from facts in
// whole numbers: no float decides whether somebody is warned. None of it uses sales.
package quota

import "github.com/yaoban/yaoban/domain"

// Need is how many visits a month a doctor of each grade needs; a grade that is not listed needs none. A product line may
// have its own.
type Need map[domain.Grade]int

// DefaultNeed returns A 4, B 2, C 1, D 0 (PRODUCT.md Q1).
func DefaultNeed() Need {
	return Need{domain.GradeA: 4, domain.GradeB: 2, domain.GradeC: 1, domain.GradeD: 0}
}

// Span is the days from From to To, both included. A zero From began long ago, a zero To is still open.
type Span struct {
	From, To domain.Date
}

// Has reports whether d lies in the span.
func (s Span) Has(d domain.Date) bool {
	return !d.Before(s.From) && (s.To.IsZero() || !d.After(s.To))
}

// Half is a half of a workday.
type Half string

// The halves. WholeDay is both.
const (
	WholeDay  Half = ""
	Morning   Half = "am"
	Afternoon Half = "pm"
)

// TimeOff is days, or one half of each of these days, on which a rep makes no visits (PRODUCT.md P6). Off-days may overlap.
type TimeOff struct {
	Span
	Half Half
}

// GradeFrom is a doctor's grade from a day on, until the next entry of her history.
type GradeFrom struct {
	From  domain.Date
	Grade domain.Grade
}

// Month is the workdays of one month; holidays are not in it, days worked in exchange are (domain/calendar).
type Month struct {
	days []domain.Date
}

// NewMonth makes a month of its workdays in order, as calendar.Month returns them.
func NewMonth(workdays []domain.Date) Month { return Month{days: workdays} }

// Workdays is W of PRODUCT.md Q1.
func (m Month) Workdays() int { return len(m.days) }

// Elapsed returns how many workdays have begun by the day on, that day included.
func (m Month) Elapsed(on domain.Date) int {
	n := 0
	for _, d := range m.days {
		if !d.After(on) {
			n++
		}
	}
	return n
}

// Presence is how much of each workday of a month a rep is in the field: 0, 1 or 2 halves, in the order of the month's days.
type Presence []int8

// HalfDays returns the sum: twice the field days.
func (p Presence) HalfDays() int {
	sum := 0
	for _, h := range p {
		sum += int(h)
	}
	return sum
}

// Presence returns the presence of a rep who is employed in the span employed and has the time off given. One rep's
// presence serves all her doctors.
func (m Month) Presence(employed Span, off []TimeOff) Presence {
	p := make(Presence, len(m.days))
	for i, d := range m.days {
		if !employed.Has(d) {
			continue
		}
		am, pm := int8(1), int8(1)
		for _, o := range off {
			if !o.Has(d) {
				continue
			}
			if o.Half != Afternoon {
				am = 0
			}
			if o.Half != Morning {
				pm = 0
			}
		}
		p[i] = am + pm
	}
	return p
}

// Left returns the half-days of the field from the day on on, that day included.
func (m Month) Left(p Presence, on domain.Date) int {
	sum := 0
	for i, d := range m.days {
		if !d.Before(on) && i < len(p) {
			sum += int(p[i])
		}
	}
	return sum
}

// Required returns P(doctor, month) of PRODUCT.md Q1: the half-up of Σ over workdays d of f(grade on d) · present(d) / W.
// assigned is when the doctor was the rep's (days outside count nothing; overlapping spans count once), grades her history
// in the order of its days; before its first entry she has no grade and needs nothing.
func (m Month) Required(need Need, p Presence, assigned []Span, grades []GradeFrom) int {
	w := len(m.days)
	if w == 0 {
		return 0
	}
	sum, next := 0, 0
	f := 0
	for i, d := range m.days {
		for next < len(grades) && !grades[next].From.After(d) {
			f = need[grades[next].Grade]
			next++
		}
		if f == 0 || i >= len(p) || p[i] == 0 || !within(assigned, d) {
			continue
		}
		sum += f * int(p[i])
	}
	// sum counts halves: P = sum / 2W, and half up is (sum + W) / 2W rounded down.
	return (sum + w) / (2 * w)
}

func within(spans []Span, d domain.Date) bool {
	for _, s := range spans {
		if s.Has(d) {
			return true
		}
	}
	return false
}
