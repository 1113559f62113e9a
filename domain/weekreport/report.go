// Package weekreport is the weekly report that writes itself (PRODUCT.md P5, M8): what a rep planned and did, what was off plan,
// what is left over, how doctors answered, and how far along the month is. It is computed from the facts whenever it is asked for,
// so that it can never differ from them; nothing of it is stored. It imports domain and domain/quota.
package weekreport

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
)

// Doctor is a doctor as a report names her.
type Doctor struct {
	Code, Name, Hospital, Department string // the hospital's shortest name
	Grade                            domain.Grade
}

// Plan is one planned visit of the week.
type Plan struct {
	Number int64
	Doctor Doctor
	Date   domain.Date
	Start  domain.TimeOfDay
	// State is planned, done, cancelled, moved or missed.
	State string
}

// Visit is one visit of the week that was not withdrawn.
type Visit struct {
	Number    int64
	Doctor    Doctor
	Date      domain.Date
	Start     domain.TimeOfDay
	Minutes   int
	Products  []string // brands
	Result    domain.Result
	Score     int
	Effective bool
	// Planned: it fulfilled a plan.
	Planned bool
}

// met reports whether the doctor was met.
func (v Visit) met() bool { return v.Result != domain.Absent }

// Facts are what one rep's report is computed from.
type Facts struct {
	Rep, Name string // userid and name
	// Monday is the first day: that of a week, save where other days than a week were asked for.
	Monday domain.Date
	// AsOf is the day up to which the week is looked at: its Sunday, or today in a week that is not over.
	AsOf domain.Date
	// DueBy is the last day whose plans should have been carried out: AsOf, or the day before while AsOf is not over.
	DueBy domain.Date
	// Week is the number of the weekly plan and State where it stands; 0 where there is none.
	Week  int64
	State string
	// Plans and Visits are in order of day, time and number.
	Plans  []Plan
	Visits []Visit
	// Feedback is how many remarks of doctors were kept.
	Feedback int
	// Month is how far along the month of AsOf is.
	Month quota.Standings
}

// Report is one rep's week.
type Report struct {
	Facts
	// Due are the planned visits up to DueBy that were not cancelled, and those done earlier than planned: Done and not done (Open).
	// Ahead are still to come.
	Due, Done, Ahead, Cancelled int
	Open                        []Plan
	// Made are the visits, absent ones too; Met those on which the doctor was met; OffPlan those that were met and not planned.
	Made, Met, OffPlan, Effective int
	// Scores is the sum of the scores of those that were met.
	Scores int
	// Results counts how the visits ended; visits without a result are not in it.
	Results map[domain.Result]int
	// Doctors are those who were visited or planned, in the order in which people read them.
	Doctors []DoctorWeek
	// Progress counts each grade's effective visits of the month, at most what is required, and what is required.
	Progress map[domain.Grade]quota.Ratio
}

// DoctorWeek is what happened with one doctor.
type DoctorWeek struct {
	Doctor
	Planned, Done, Made, Effective int
	// Last is how the last visit ended, on LastOn; empty if nobody said.
	Last   domain.Result
	LastOn domain.Date
}

// Of computes the report.
func Of(f Facts) Report {
	r := Report{Facts: f, Results: map[domain.Result]int{}}
	by := map[string]*DoctorWeek{}
	of := func(d Doctor) *DoctorWeek {
		if by[d.Code] == nil {
			by[d.Code] = &DoctorWeek{Doctor: d}
		}
		return by[d.Code]
	}
	for _, p := range f.Plans {
		switch {
		case p.State == "cancelled":
			r.Cancelled++
			continue
		case p.State == "done":
			r.Due++
			r.Done++
			of(p.Doctor).Done++
		case p.Date.After(f.DueBy) && p.State == "planned":
			r.Ahead++
		default:
			r.Due++
			r.Open = append(r.Open, p)
		}
		of(p.Doctor).Planned++
	}
	for _, v := range f.Visits {
		d := of(v.Doctor)
		r.Made++
		d.Made++
		if v.Result != "" {
			r.Results[v.Result]++
		}
		if !d.LastOn.After(v.Date) {
			d.Last, d.LastOn = v.Result, v.Date
		}
		if !v.met() {
			continue
		}
		r.Met++
		r.Scores += v.Score
		if !v.Planned {
			r.OffPlan++
		}
		if v.Effective {
			r.Effective++
			d.Effective++
		}
	}
	for _, d := range by {
		r.Doctors = append(r.Doctors, *d)
	}
	slices.SortFunc(r.Doctors, func(a, b DoctorWeek) int {
		return cmp.Or(a.Grade.Compare(b.Grade), cmp.Compare(a.Hospital, b.Hospital), cmp.Compare(a.Code, b.Code))
	})
	r.Progress = f.Month.ByGrade()
	return r
}

// Sunday is the last day of the report's week.
func (r Report) Sunday() domain.Date { return r.Monday.AddDays(6) }

// Completion is the share of the planned visits that were made.
func (r Report) Completion() quota.Ratio { return quota.Ratio{Num: r.Done, Den: r.Due} }

// EffectiveRate is the share of the visits with a met doctor that count.
func (r Report) EffectiveRate() quota.Ratio { return quota.Ratio{Num: r.Effective, Den: r.Met} }

// Quality is the mean score of the visits with a met doctor: its sum over their number.
func (r Report) Quality() quota.Ratio { return quota.Ratio{Num: r.Scores, Den: r.Met} }

// Attained is the month's effective visits, each doctor's at most what is required, over what is required.
func (r Report) Attained() quota.Ratio {
	done, required := r.Month.Progress()
	return quota.Ratio{Num: done, Den: required}
}

// Name is how a week is named in keys: 2026-W48.
func Name(monday domain.Date) string {
	year, week := monday.Time(time.UTC).ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}
