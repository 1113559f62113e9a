// Package quota says how many visits a doctor needs this month, who is overdue, whether a rep is on course, whether what is
// left can be done at all, and the indicators of a month (PRODUCT.md Q1, Q3, Q6, Q7). Everything is computed from facts in
// whole numbers: no float decides whether somebody is warned. None of it uses sales.
package quota

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
)

// Need is how many visits a month a doctor of each grade needs; a grade that is not listed needs none. A product line and a
// month may have their own (Scheme).
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

// Without returns what is left of days off where others are taken back: nothing, the same, or up to three pieces in the order of
// their days (the days before, the other half of the days between, the days after).
func (o TimeOff) Without(cut TimeOff) []TimeOff {
	from, to := o.From, o.To
	if from.Before(cut.From) {
		from = cut.From
	}
	if !cut.To.IsZero() && to.After(cut.To) {
		to = cut.To
	}
	if to.Before(from) || o.Half != WholeDay && cut.Half != WholeDay && o.Half != cut.Half {
		return []TimeOff{o}
	}
	var left []TimeOff
	if o.From.Before(from) {
		left = append(left, TimeOff{Span{o.From, from.AddDays(-1)}, o.Half})
	}
	if o.Half == WholeDay && cut.Half != WholeDay {
		other := Morning
		if cut.Half == Morning {
			other = Afternoon
		}
		left = append(left, TimeOff{Span{from, to}, other})
	}
	if to.Before(o.To) {
		left = append(left, TimeOff{Span{to.AddDays(1), o.To}, o.Half})
	}
	return left
}

// GradeFrom is a doctor's grade from a day on, until the next entry of her history for the same product line. The empty line
// stands for every line that has no grade of its own by that day.
type GradeFrom struct {
	From  domain.Date
	Grade domain.Grade
	Line  string
}

// Month is the workdays of one month; holidays are not in it, days worked in exchange are (domain/calendar).
type Month struct {
	first domain.Date
	days  []domain.Date
	known bool
}

// MonthOf returns the month of a day.
func MonthOf(c calendar.Calendar, d domain.Date) Month {
	return Month{first: d.FirstOfMonth(), days: c.Month(d), known: c.Known(d.Year)}
}

// First is the first day of the month, Last its last.
func (m Month) First() domain.Date { return m.first }

// Last is the last day of the month.
func (m Month) Last() domain.Date { return m.first.LastOfMonth() }

// Known is false where the year's holidays were not imported: the workdays are Monday to Friday then, and whoever shows a
// figure that rests on them says 「节假日未导入」.
func (m Month) Known() bool { return m.known }

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

// Required returns P(doctor, month) of PRODUCT.md Q1: the half-up of Σ over workdays d of f(d) · present(d) / W. f is how many
// visits a month her grade on the day asks for, 0 on a day on which she is not the rep's.
func (m Month) Required(p Presence, f func(domain.Date) int) int {
	w := len(m.days)
	if w == 0 {
		return 0
	}
	sum := 0
	for i, d := range m.days {
		if i < len(p) && p[i] > 0 {
			sum += f(d) * int(p[i])
		}
	}
	// sum counts halves: P = sum / 2W, and half up is (sum + W) / 2W rounded down.
	return (sum + w) / (2 * w)
}
