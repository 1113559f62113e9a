// Package teammonth is how a team's month goes (PRODUCT.md M6, Q7, M8): the indicators of each rep, of each manager's people where a
// director asks, and of all together, with the doctors and visits that they are counted from. It is computed from the facts whenever it
// is asked for and never uses sales. It imports domain and domain/quota.
package teammonth

import (
	"cmp"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
)

// Doctor is how a doctor is named.
type Doctor struct {
	Name, Hospital, Department string // the hospital's shortest name
}

// Visit is one visit of the month on which the doctor was met.
type Visit struct {
	Number int64
	Doctor string // code
	Date   domain.Date
	Start  domain.TimeOfDay
	Result domain.Result
	quota.Activity
}

// Person is one rep's month as storage has it.
type Person struct {
	UserID, Name string
	// Head is the userid of whoever is directly below the asker and stands for her: the rep herself, or the manager above her. HeadName
	// is that person's name.
	Head, HeadName string
	Standings      quota.Standings
	// Done and Due are the planned visits that were carried out and that were due by the day, HalfDays her half-days in the field.
	Done, Due, HalfDays int
	// Loop are the follow-ups of her coachings that were done in time, and that were due by now.
	Loop   quota.Ratio
	Visits []Visit
}

func (p Person) activity() quota.RepActivity {
	a := quota.RepActivity{Rep: p.UserID, Done: p.Done, Due: p.Due, HalfDays: p.HalfDays, Loop: p.Loop, Visits: make([]quota.Activity, len(p.Visits))}
	for i, v := range p.Visits {
		a.Visits[i] = v.Activity
	}
	return a
}

// Row is the indicators of one rep, of a manager's people, or of all.
type Row struct {
	// UserID and Name are the rep's, or the manager's whose People it sums up.
	UserID, Name string
	// Team: it is a manager's.
	Team   bool
	People int
	quota.Targets
	quota.Conduct
	// Made are the visits with a met doctor; Remaining is how many effective visits are still to be made.
	Made, Remaining int
	// Behind is how many of the people are off course by their count, Grave how many of them at the second level.
	Behind, Grave int
}

// Report is a team's month.
type Report struct {
	Month quota.Month
	// AsOf is the day up to which it is looked at.
	AsOf domain.Date
	// Whose is the name of the manager whose people they are, where that is not the asker herself.
	Whose string
	// Rows are in the order of the call-plan attainment, the lowest first. All sums them up.
	Rows []Row
	All  Row
	// People are in the order of the userids; Doctors are how those of their months are named, if that was asked for.
	People  []Person
	Doctors map[string]Doctor
}

// Of computes the report of people whose months are looked at on the same day. There is at least one.
func Of(people []Person, doctors map[string]Doctor) Report {
	r := Report{Month: people[0].Standings.Month, AsOf: people[0].Standings.On, People: people, Doctors: doctors}
	of := map[string][]Person{}
	var heads []string
	for _, p := range people {
		if of[p.Head] == nil {
			heads = append(heads, p.Head)
		}
		of[p.Head] = append(of[p.Head], p)
	}
	for _, head := range heads {
		row := sum(of[head])
		row.UserID, row.Name, row.Team = head, of[head][0].HeadName, head != of[head][0].UserID
		r.Rows = append(r.Rows, row)
	}
	slices.SortStableFunc(r.Rows, func(a, b Row) int { return compare(a.Capped, b.Capped) })
	r.All = sum(people)
	return r
}

func sum(people []Person) Row {
	row := Row{People: len(people)}
	var standings []quota.Standings
	var activities []quota.RepActivity
	for _, p := range people {
		standings, activities = append(standings, p.Standings), append(activities, p.activity())
		row.Made += len(p.Visits)
		row.Remaining += p.Standings.Remaining()
		switch p.Standings.CountLevel() {
		case 0:
		case 1:
			row.Behind++
		default:
			row.Behind, row.Grave = row.Behind+1, row.Grave+1
		}
	}
	row.Targets, row.Conduct = quota.TeamTargets(standings), quota.TeamConduct(activities)
	return row
}

// compare puts the lower share first, and shares of nothing last.
func compare(a, b quota.Ratio) int {
	switch {
	case a.Den <= 0 || b.Den <= 0:
		return cmp.Compare(sign(b.Den), sign(a.Den))
	default:
		return cmp.Compare(int64(a.Num)*int64(b.Den), int64(b.Num)*int64(a.Den))
	}
}

func sign(n int) int {
	if n > 0 {
		return 1
	}
	return 0
}

// By returns the rows in the order of an indicator, the lowest first.
func (r Report) By(of func(Row) quota.Ratio) []Row {
	rows := slices.Clone(r.Rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return compare(of(a), of(b)) })
	return rows
}

// Progress counts each grade's effective visits of the month, each doctor's at most what is required, and what is required.
func (r Report) Progress() map[domain.Grade]quota.Ratio {
	of := map[domain.Grade]quota.Ratio{}
	for _, p := range r.People {
		for g, one := range p.Standings.ByGrade() {
			of[g] = quota.Ratio{Num: of[g].Num + one.Num, Den: of[g].Den + one.Den}
		}
	}
	return of
}

// Due returns the doctors of all people who still need visits, the most pressing first.
func (r Report) Due() []quota.Standing {
	var due []quota.Standing
	for _, p := range r.People {
		due = append(due, p.Standings.Open()...)
	}
	slices.SortStableFunc(due, quota.ComparePressing)
	return due
}

// Hours writes a wait in hours, half up.
func Hours(d time.Duration) int { return int((d + 30*time.Minute) / time.Hour) }
