package quota

import (
	"cmp"
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// Rep is what the facts say of a rep in one month.
type Rep struct {
	UserID   string
	Employed Span
	// Lines are the product lines that she works for; they stand for those of an assignment that names none.
	Lines []string
	Off   []TimeOff
	// Made are her visits of the month on which the doctor was met, whoever it was; Effective are those that count.
	Made, Effective int
}

// Assigned is when a doctor was the rep's, and for which product line; the empty line means all that the rep works for.
type Assigned struct {
	Span
	Line string
}

// Doctor is what the facts say of one doctor of a rep in one month.
type Doctor struct {
	Code     string
	Assigned []Assigned
	// Grades is her history up to the end of the month, in the order of its days.
	Grades []GradeFrom
	// Effective are the rep's visits of the month that count.
	Effective int
	// Last is the last day on which the rep met her, in whatever month; zero if she never did.
	Last domain.Date
}

// Record is the facts of one rep's month, as storage has them.
type Record struct {
	Rep     Rep
	Doctors []Doctor
}

// Standing is how far along one doctor's month is.
type Standing struct {
	DoctorMonth
	Doctor string
	// Hers: on the day asked about she is on the rep's list. What a doctor who was handed over still needed stays in the
	// month's indicators, but is nothing that the rep can do.
	Hers bool
	// Grade is that of the day asked about: the one that asks for most among the rep's lines.
	Grade domain.Grade
	// Last is the last day on which the rep met her, zero if she never did; Overdue counts the days beyond the longest gap.
	Last    domain.Date
	Overdue int
}

// Remaining is how many effective visits the rep is still to make; a doctor who is not hers needs none from her.
func (s Standing) Remaining() int {
	if !s.Hers {
		return 0
	}
	return s.DoctorMonth.Remaining()
}

// Standings is how far along a rep's month is on a day, from the facts alone.
type Standings struct {
	Rep   string
	Month Month
	On    domain.Date
	// Presence is the rep's on the workdays of the month.
	Presence Presence
	// Doctors are those who were hers on any day of the month, in the order of their codes.
	Doctors []Standing
	// Made are her visits of the month on which the doctor was met, Effective those that count.
	Made, Effective int
	capacity        int
}

// Standings computes P and the rest for a rep's month, seen from the day on (PRODUCT.md Q1).
func (s Scheme) Standings(m Month, r Record, on domain.Date) Standings {
	out := Standings{Rep: r.Rep.UserID, Month: m, On: on, Presence: m.Presence(r.Rep.Employed, r.Rep.Off),
		Doctors: make([]Standing, len(r.Doctors)), Made: r.Rep.Made, Effective: r.Rep.Effective, capacity: s.Capacity}
	for i, d := range r.Doctors {
		out.Doctors[i] = s.standing(m, r.Rep, d, out.Presence, on)
	}
	return out
}

// Required returns P of one doctor of a rep's record, 0 if she is not in it.
func (s Scheme) Required(m Month, r Record, doctor string) int {
	for _, d := range r.Doctors {
		if d.Code == doctor {
			p, _ := s.required(m, r.Rep, d, m.Presence(r.Rep.Employed, r.Rep.Off))
			return p
		}
	}
	return 0
}

func (s Scheme) standing(m Month, rep Rep, d Doctor, p Presence, on domain.Date) Standing {
	out := Standing{Doctor: d.Code, Last: d.Last}
	out.Effective = d.Effective
	out.Required, out.Target = s.required(m, rep, d, p)
	out.Hers = rep.Employed.Has(on) && slices.ContainsFunc(d.Assigned, func(a Assigned) bool { return a.Has(on) })
	var since domain.Date
	for _, a := range d.Assigned {
		if a.Has(on) && (since.IsZero() || a.From.Before(since)) {
			since = a.From
		}
	}
	most := -1
	for _, line := range d.lines(rep, on) {
		g := d.grade(line, on)
		if n := s.Need(line, m.first, g); n > most || n == most && g < out.Grade {
			most, out.Grade = n, g
		}
	}
	if out.Hers {
		out.Overdue = s.Gap.Overdue(out.Grade, d.Last, since, on)
	}
	return out
}

// required returns P, and whether the scheme asks for visits to the doctor on any workday on which she is the rep's: then she
// is one of the rep's targets in that month.
func (s Scheme) required(m Month, rep Rep, d Doctor, p Presence) (required int, target bool) {
	required = m.Required(p, func(day domain.Date) int {
		most := 0
		for _, line := range d.lines(rep, day) {
			most = max(most, s.Need(line, m.first, d.grade(line, day)))
		}
		target = target || most > 0
		return most
	})
	return required, target
}

// lines are the product lines for which the doctor is the rep's on a day: those of her assignments, and all the rep's where an
// assignment names none. One visit serves all of them, so that the line which asks for most decides. The empty line stands for
// a rep who has none.
func (d Doctor) lines(rep Rep, on domain.Date) []string {
	var lines []string
	for _, a := range d.Assigned {
		switch {
		case !a.Has(on):
		case a.Line != "":
			lines = append(lines, a.Line)
		case len(rep.Lines) > 0:
			lines = append(lines, rep.Lines...)
		default:
			lines = append(lines, "")
		}
	}
	return lines
}

// grade is the doctor's on a day in a line: the line's own where it has one by then, else the general one.
func (d Doctor) grade(line string, on domain.Date) (g domain.Grade) {
	own := false
	for _, e := range d.Grades {
		if e.From.After(on) {
			break
		}
		switch e.Line {
		case line:
			g, own = e.Grade, line != ""
		case "":
			if !own {
				g = e.Grade
			}
		}
	}
	return g
}

// Remaining is how many effective visits are still to be made in the month.
func (s Standings) Remaining() (n int) {
	for _, d := range s.Doctors {
		n += d.Remaining()
	}
	return n
}

// Progress returns Σ min(A, P) and ΣP over the doctors, which CountLevel compares (PRODUCT.md Q3).
func (s Standings) Progress() (done, required int) {
	for _, d := range s.Doctors {
		done += min(d.DoctorMonth.Effective, d.Required)
		required += d.Required
	}
	return done, required
}

// ByGrade is Progress by the grade of the day asked about, over the doctors of whom visits are required.
func (s Standings) ByGrade() map[domain.Grade]Ratio {
	of := map[domain.Grade]Ratio{}
	for _, d := range s.Doctors {
		if d.Required > 0 {
			r := of[d.Grade]
			of[d.Grade] = Ratio{r.Num + min(d.DoctorMonth.Effective, d.Required), r.Den + d.Required}
		}
	}
	return of
}

// Open returns the doctors who still need visits from the rep.
func (s Standings) Open() []Standing {
	return slices.DeleteFunc(slices.Clone(s.Doctors), func(d Standing) bool { return d.Remaining() == 0 })
}

// ComparePressing puts the doctor first who needs most visits, because there must be days between, then by grade, then who has waited
// longest beyond her gap.
func ComparePressing(a, b Standing) int {
	return cmp.Or(b.Remaining()-a.Remaining(), a.Grade.Compare(b.Grade), b.Overdue-a.Overdue)
}

// CountLevel is how far off course the count is on the day (PRODUCT.md Q3).
func (s Standings) CountLevel() Level {
	done, required := s.Progress()
	return CountLevel(done, required, s.Month.Elapsed(s.On), s.Month.Workdays())
}

// RateLevel is how far off course the share of effective visits is (PRODUCT.md Q3).
func (s Standings) RateLevel() Level { return RateLevel(s.Effective, s.Made) }

// HalfDaysLeft are the rep's half-days in the field from the day on, that day included and time off left out.
func (s Standings) HalfDaysLeft() int { return s.Month.Left(s.Presence, s.On) }

// WorkdaysLeft are the workdays of the month from the day on, that day included.
func (s Standings) WorkdaysLeft() int {
	return s.Month.Workdays() - s.Month.Elapsed(s.On.AddDays(-1))
}

// DayCapacity is how many visits the rep can make on a whole day (PRODUCT.md Q6).
func (s Standings) DayCapacity() int { return s.capacity }

// Feasible says whether what remains can be done in the days that are left (PRODUCT.md Q6).
func (s Standings) Feasible() Feasibility {
	return Feasible(s.Remaining(), s.HalfDaysLeft(), s.capacity)
}

// Targets are the indicators over the doctors of the month (PRODUCT.md Q7).
func (s Standings) Targets() Targets { return MeasureTargets(doctorMonths(s)) }

// TeamTargets are the indicators over the doctors of a team: each rep's doctors count as her own.
func TeamTargets(team []Standings) Targets { return MeasureTargets(doctorMonths(team...)) }

func doctorMonths(team ...Standings) []DoctorMonth {
	var all []DoctorMonth
	for _, s := range team {
		for _, d := range s.Doctors {
			all = append(all, d.DoctorMonth)
		}
	}
	return all
}

// OverdueFirst returns the doctors who have waited longer than their grade may, the longest beyond it first; they lead the
// proposal of a week and the morning list (PRODUCT.md Q1).
func (s Standings) OverdueFirst() []Standing {
	overdue := slices.DeleteFunc(slices.Clone(s.Doctors), func(d Standing) bool { return d.Overdue == 0 })
	slices.SortStableFunc(overdue, func(a, b Standing) int {
		return cmp.Or(b.Overdue-a.Overdue, cmp.Compare(a.Grade, b.Grade), cmp.Compare(a.Doctor, b.Doctor))
	})
	return overdue
}
