package simulate

import (
	"cmp"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
)

// The rules of PRODUCT.md Q1–Q5 once more, written down apart from the product's: by hand, in hundredths, over what the simulation
// knows that it sent and was told. Nothing here reads the database or calls the rules that it is compared with.

var (
	neededAMonth  = map[domain.Grade]int{domain.GradeA: 4, domain.GradeB: 2, domain.GradeC: 1}
	longestGap    = map[domain.Grade]int{domain.GradeA: 10, domain.GradeB: 20, domain.GradeC: 40}
	pointsPurpose = map[domain.Purpose]int{domain.Detailing: 20, domain.Academic: 20, domain.Followup: 20, domain.Invite: 16, domain.Relationship: 6}
	pointsResult  = map[domain.Result]int{domain.Agreed: 30, domain.Interested: 30, domain.Objection: 27, domain.Neutral: 15, domain.Refused: 6}
)

const (
	effectiveFrom = 60
	daysBetween   = 3
	visitsADay    = 8
)

// points is the score of a visit, 0 to 100.
func points(v *visit) int {
	n := pointsPurpose[v.purpose] + pointsResult[v.result]
	if len(v.products) > 0 {
		n += 20
	}
	switch {
	case v.minutes <= 0:
	case v.minutes < 2:
		n += 6
	case v.minutes <= 5:
		n += 12
	case v.minutes <= 30:
		n += 15
	default:
		n += 12
	}
	if !v.next.IsZero() {
		n += 15
	}
	return n
}

// effective are the visits of a rep that count, by doctor, in the order of their days.
func (l *ledger) effective(d *doctor) (count []*visit) {
	var all []*visit
	for _, v := range l.visits {
		if v.doctor == d && !v.withdrawn {
			all = append(all, v)
		}
	}
	slices.SortStableFunc(all, func(a, b *visit) int {
		return cmp.Or(a.date.Sub(b.date), cmp.Compare(a.start, b.start), cmp.Compare(a.number, b.number))
	})
	for _, v := range all {
		soon := len(count) > 0 && v.date.Sub(count[len(count)-1].date) < daysBetween
		if v.met() && points(v) >= effectiveFrom && !soon {
			count = append(count, v)
		}
	}
	return count
}

// month is where a rep's month stands on a day, recounted.
type month struct {
	days []domain.Date // worked
	on   domain.Date
	// needs and has are P and A of each doctor in the order of the list.
	needs, has []int
	// made and effective count the visits on which the doctor was met.
	made, effective int
	// halvesLeft are the half-days in the field from the day on.
	halvesLeft int
}

// recount counts a rep's month as it stands on a day.
func recount(r *repRow, l *ledger, days calendar.Calendar, on domain.Date) month {
	m := month{days: days.Month(on), on: on}
	for _, d := range m.days {
		if !d.Before(on) {
			m.halvesLeft += l.halves(d)
		}
	}
	for _, d := range r.doctors {
		has := 0
		for _, v := range l.effective(d) {
			if v.date.FirstOfMonth() == on.FirstOfMonth() {
				has++
			}
		}
		m.needs, m.has = append(m.needs, required(d, l, m.days)), append(m.has, has)
		m.effective += has
	}
	for _, v := range l.visits {
		if v.met() && !v.withdrawn && v.date.FirstOfMonth() == on.FirstOfMonth() {
			m.made++
		}
	}
	return m
}

// required is P of a doctor: what her grade asks for, by the share of the month's workdays that she had the rep.
func required(d *doctor, l *ledger, days []domain.Date) int {
	halves := 0
	for _, day := range days {
		if !day.Before(d.since) {
			halves += l.halves(day)
		}
	}
	w := 2 * len(days)
	if w == 0 {
		return 0
	}
	// half up: ⌊need·halves/w + ½⌋
	return (2*neededAMonth[d.grade]*halves + w) / (2 * w)
}

// left is how many effective visits are still to be made.
func (m month) left() (n int) {
	for i := range m.needs {
		n += max(0, m.needs[i]-m.has[i])
	}
	return n
}

// progress is Σ min(A, P) and ΣP.
func (m month) progress() (done, needed int) {
	for i := range m.needs {
		done += min(m.has[i], m.needs[i])
		needed += m.needs[i]
	}
	return done, needed
}

// begun is how many workdays of the month have begun, daysLeft how many remain, this day included.
func (m month) begun() int {
	return len(m.days) - m.daysLeft() + m.today()
}

func (m month) today() int {
	if slices.Contains(m.days, m.on) {
		return 1
	}
	return 0
}

func (m month) daysLeft() (n int) {
	for _, d := range m.days {
		if !d.Before(m.on) {
			n++
		}
	}
	return n
}

// countLevel and rateLevel are how far off course the month is: 0, 1 or 2 (PRODUCT.md Q3).
func (m month) countLevel() int {
	done, needed := m.progress()
	if m.begun() < 5 || needed == 0 {
		return 0
	}
	// done against needed·begun/W, in tenths
	return level(10*done*len(m.days), needed*m.begun(), 6, 8)
}

func (m month) rateLevel() int {
	if m.made < 10 {
		return 0
	}
	return level(10*m.effective, m.made, 4, 6)
}

func level(tenths, of, grave, light int) int {
	switch {
	case tenths < grave*of:
		return 2
	case tenths < light*of:
		return 1
	}
	return 0
}

// short is how many visits of what is left cannot be done in the days that are left (PRODUCT.md Q6).
func (m month) short() int { return max(0, m.left()-m.halvesLeft*visitsADay/2) }

// overdue counts the doctors who have waited longer than their grade may.
func overdue(r *repRow, l *ledger, on domain.Date) (n int) {
	for _, d := range r.doctors {
		gap, bound := longestGap[d.grade]
		from := l.lastMet(d)
		if from.Before(d.since) {
			from = d.since
		}
		if bound && on.Sub(from) > gap {
			n++
		}
	}
	return n
}
