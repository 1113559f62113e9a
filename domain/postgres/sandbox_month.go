package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/glance"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/weekreport"
)

// mostGlance is how many records of a kind the panel lists.
const mostGlance = 30

var glanceDoctors = statement(`
select distinct on (d.code) d.code, ` + glanceDoctor + `
from assignment a join doctor d on d.code = a.doctor join hospital h on h.code = d.hospital
where a.rep = $1 and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2)
order by d.code limit $3`)

var glanceGrades = statement(`
select g.doctor, g.grade, g.from_date from doctor_grade g
where g.line = '' and g.doctor = any($1) order by g.doctor, g.from_date`)

var glanceCommented = statement(`
select number from comment where to_person = $1 and kind <> 'answer' order by id desc limit 1`)

// Month returns how a rep's month stands; for somebody with reps below her, how theirs do and what waits for her. Others have
// only the month. It is for the sandbox page and for nothing else.
func (db *DB) Month(ctx context.Context, person string) (m glance.Month, err error) {
	days, err := db.Calendar(ctx)
	if err != nil {
		return m, err
	}
	judge, err := db.QualitySchemes(ctx)
	if err != nil {
		return m, err
	}
	people, err := db.Staff(ctx)
	if err != nil {
		return m, err
	}
	var role domain.Role
	names := map[string]string{}
	for _, p := range people {
		names[p.UserID] = p.Name
		if p.UserID == person {
			role = p.Role
		}
	}
	err = db.InTx(ctx, func(tx *Tx) error {
		on := domain.DateOf(tx.now)
		month := quota.MonthOf(days, on)
		m = glance.Month{On: on, Days: month.Workdays(), Elapsed: month.Elapsed(on), Left: month.Workdays() - month.Elapsed(on.AddDays(-1)), Known: month.Known()}
		switch {
		case role == domain.Rep:
			m.Rep, err = tx.glanceRep(ctx, person, on, days)
		case role.Manages():
			err = tx.glanceTeam(ctx, &m, person, on, days, judge, names)
		}
		return err
	})
	if err != nil {
		return glance.Month{}, fmt.Errorf("read how a person's month stands: %w", err)
	}
	return m, nil
}

// glanceRep reads a rep's month, this week and the next.
func (tx *Tx) glanceRep(ctx context.Context, rep string, on domain.Date, days calendar.Calendar) (*glance.RepMonth, error) {
	var weeks []weekreport.Report
	for _, monday := range []domain.Date{on.Monday(), on.Monday().AddDays(7)} {
		w, err := tx.WeekReports(ctx, []string{rep}, monday)
		if err != nil {
			return nil, err
		}
		weeks = append(weeks, w...)
	}
	about, err := tx.glanceDoctors(ctx, rep, on)
	if err != nil {
		return nil, err
	}
	commented, err := read(ctx, tx, "what was written to a rep last", pgx.RowTo[int64], glanceCommented, rep)
	month := glance.RepMonthOf(weeks, about, days.Workday)
	if month != nil && len(commented) > 0 {
		month.Commented = commented[0]
	}
	return month, err
}

// glanceDoctors reads a rep's doctors with why each has her grade.
func (tx *Tx) glanceDoctors(ctx context.Context, rep string, on domain.Date) (map[string]glance.DoctorMonth, error) {
	var scheme grading.Scheme
	tx.WantGrading(&scheme)
	doctors, err := read(ctx, tx, "the doctors of a rep", func(row pgx.CollectableRow) (d glance.DoctorMonth, err error) {
		err = row.Scan(&d.Code, &d.Name, &d.Hospital, &d.Department, &d.Grade)
		return d, err
	}, glanceDoctors, rep, on, mostDoctors)
	if err != nil {
		return nil, err
	}
	codes, facts, grades := make([]string, len(doctors)), make([]grading.Doctor, len(doctors)), make([]domain.Grade, len(doctors))
	for i, d := range doctors {
		codes[i] = d.Code
		tx.WantGradingFacts(d.Code, &facts[i], &grades[i])
	}
	history := map[string][]glance.GradeSince{}
	tx.queue(glanceGrades, codes).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			var code string
			var g glance.GradeSince
			err := rows.Scan(&code, &g.Grade, &g.From)
			history[code] = append(history[code], g)
			return err
		})
	})
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	about := map[string]glance.DoctorMonth{}
	for i, d := range doctors {
		d.Why = glance.GradeOf(scheme, facts[i], history[d.Code])
		about[d.Code] = d
	}
	return about, nil
}

// reviewedBy returns the reps whose records a manager decides on today: her own, and those of the managers whom she stands in for. Her own
// records are nobody's of these.
func (tx *Tx) reviewedBy(ctx context.Context, manager string, own []string) ([]string, error) {
	managers, err := read(ctx, tx, "whom a manager stands in for", pgx.RowTo[string], selectStandsFor, manager, domain.DateOf(tx.now), mostDeputyships)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(own)
	for _, m := range managers {
		theirs, err := tx.RepsBelow(ctx, m)
		if err != nil {
			return nil, err
		}
		for _, rep := range theirs {
			if rep != manager && !slices.Contains(all, rep) {
				all = append(all, rep)
			}
		}
	}
	return all, nil
}

// glanceTeam reads the weeks of the reps below a manager and what of theirs waits for a decision.
func (tx *Tx) glanceTeam(ctx context.Context, m *glance.Month, manager string, on domain.Date, days calendar.Calendar, judge quality.Schemes, names map[string]string) error {
	reps, err := tx.RepsBelow(ctx, manager)
	if err != nil {
		return err
	}
	waiting, err := tx.reviewedBy(ctx, manager, reps)
	if err != nil || len(waiting) == 0 {
		return err
	}
	reports, err := tx.WeekReports(ctx, reps, on.Monday())
	if err != nil {
		return err
	}
	m.Team = glance.TeamOf(reports, days.Workday)
	items, total, err := tx.ItemsWaiting(ctx, waiting, false)
	if err != nil {
		return err
	}
	var weeks []week.Week
	if weeks, err = tx.WeeksWaiting(ctx, waiting); err != nil {
		return err
	}
	risks, routine := review.Sort(items, judge, tx.db.zone)
	w := &glance.Waiting{Total: total, Risks: glance.RecordsOf(risks, mostGlance), Routine: glance.RecordsOf(routine, mostGlance), Weeks: []glance.WaitingWeek{}}
	for _, x := range weeks {
		w.Weeks = append(w.Weeks, glance.WaitingWeek{Number: x.Number, Rep: names[x.Rep], Monday: x.Monday})
	}
	m.Waiting = w
	return nil
}
