package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/weekreport"
)

// dayOver is the hour from which a day's plans should have been carried out: that of the report.
const dayOver = 18

// mostReports is how many reps one report covers, and mostReportRows how many plans or visits of them all.
const (
	mostReports    = 500
	mostReportRows = 50_000
)

var selectReportReps = statement(`
select s.userid, s.name, coalesce(w.number, 0), coalesce(w.state, ''),
    (select count(*) from visit v join visit_feedback f on f.visit = v.id
        where v.rep = s.userid and v.date between $2 and $3 and v.status <> 'withdrawn')
from staff s left join week w on w.rep = s.userid and w.monday = $2
where s.userid = any($1) order by s.userid limit $4`)

var selectReportPlans = statement(`
select p.rep, p.number, d.code, ` + doctorName + `, ` + hospitalShown + `, d.department, d.grade, p.date, coalesce(p.start, ''), p.state
from plan p join doctor d on d.code = p.doctor join hospital h on h.code = d.hospital
where p.rep = any($1) and p.date between $2 and $3
order by p.rep, p.date, p.start nulls last, p.number limit $4`)

var selectReportVisits = statement(`
select v.rep, v.number, d.code, ` + doctorName + `, ` + hospitalShown + `, d.department, d.grade, v.date, coalesce(v.start, ''), coalesce(v.minutes, 0),
    ` + brands("v.products") + `, coalesce(v.result, ''), v.score, v.effective, v.plan is not null
from visit v join doctor d on d.code = v.doctor join hospital h on h.code = d.hospital
where v.rep = any($1) and v.date between $2 and $3 and v.status <> 'withdrawn'
order by v.rep, v.date, v.start nulls last, v.number limit $4`)

// WeekReports computes the reports of these reps' weeks from monday on by the facts of now, in the order of the userids, at most
// 500. It reads everything in two round trips, however many reps there are.
func (tx *Tx) WeekReports(ctx context.Context, reps []string, monday domain.Date) ([]weekreport.Report, error) {
	return tx.DayReports(ctx, reps, monday, monday.AddDays(6))
}

// DayReports computes the same of the days from … to, both included, whichever weeks they lie in; only where they are a week do the
// reports know its weekly plan.
func (tx *Tx) DayReports(ctx context.Context, reps []string, from, to domain.Date) ([]weekreport.Report, error) {
	var facts []weekreport.Facts
	at := map[string]int{}
	asOf := domain.DateOf(tx.now)
	dueBy := asOf
	if tx.now.Hour() < dayOver {
		dueBy = asOf.AddDays(-1)
	}
	if asOf.After(to) {
		asOf, dueBy = to, to
	}
	tx.queue(selectReportReps, reps, from, to, mostReports).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			f := weekreport.Facts{Monday: from, AsOf: asOf, DueBy: dueBy}
			err := rows.Scan(&f.Rep, &f.Name, &f.Week, &f.State, &f.Feedback)
			at[f.Rep] = len(facts)
			facts = append(facts, f)
			return err
		})
	})
	tx.queue(selectReportPlans, reps, from, to, mostReportRows).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			var rep string
			var p weekreport.Plan
			d := &p.Doctor
			err := rows.Scan(&rep, &p.Number, &d.Code, &d.Name, &d.Hospital, &d.Department, &d.Grade, &p.Date, &p.Start, &p.State)
			if i, ok := at[rep]; ok {
				facts[i].Plans = append(facts[i].Plans, p)
			}
			return err
		})
	})
	tx.queue(selectReportVisits, reps, from, to, mostReportRows).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			var rep string
			var v weekreport.Visit
			d := &v.Doctor
			err := rows.Scan(&rep, &v.Number, &d.Code, &d.Name, &d.Hospital, &d.Department, &d.Grade, &v.Date, &v.Start, &v.Minutes, &v.Products,
				&v.Result, &v.Score, &v.Effective, &v.Planned)
			if i, ok := at[rep]; ok {
				facts[i].Visits = append(facts[i].Visits, v)
			}
			return err
		})
	})
	days, schemes, err := tx.quotaRules(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the days of %d reps: %w", len(reps), err)
	}
	month := quota.MonthOf(days, asOf)
	var records []quota.Record
	tx.WantMonth(reps, nil, month, asOf, &records)
	if err := tx.Flush(ctx); err != nil {
		return nil, fmt.Errorf("read the months of %d reps: %w", len(reps), err)
	}
	for _, r := range records {
		if i, ok := at[r.Rep.UserID]; ok {
			facts[i].Month = schemes.Of(month.First()).Standings(month, r, asOf)
		}
	}
	out := make([]weekreport.Report, len(facts))
	for i, f := range facts {
		out[i] = weekreport.Of(f)
	}
	return out, nil
}

// quotaRules reads the workdays and the schemes that quotas go by, and flushes.
func (tx *Tx) quotaRules(ctx context.Context) (days calendar.Calendar, schemes quota.Schemes, err error) {
	var holidays []calendar.Row
	var stored []versioned
	tx.queue(selectHolidays).Query(func(rows pgx.Rows) (err error) {
		holidays, err = pgx.CollectRows(rows, scanHoliday)
		return err
	})
	tx.queue(selectQuotaSchemes).Query(func(rows pgx.Rows) (err error) {
		stored, err = pgx.CollectRows(rows, scanVersioned)
		return err
	})
	if err := tx.Flush(ctx); err != nil {
		return days, nil, err
	}
	if days, err = calendar.Default().With(holidays); err != nil {
		return days, nil, fmt.Errorf("make the calendar of the imported holidays: %w", err)
	}
	schemes, err = decode(stored, nil, func(s *quota.Scheme, e SchemeEntry) { s.Version, s.From = e.Version, e.From })
	return days, schemes, err
}

// RepsBelow implements notice.ReportTruth.
func (tx *Tx) RepsBelow(ctx context.Context, manager string) ([]string, error) {
	return read(ctx, tx, "the reps below a manager", pgx.RowTo[string], selectRepsUnder, []string{manager}, domain.DateOf(tx.now), mostReports)
}

// selectReporting are the reps who get the report of the week of $2 (its workdays $1): employed on the last of them, and not away for
// all of them.
var selectReporting = statement(`
select s.userid from staff s
where s.role = 'rep' and s.from_date <= $2 and (s.to_date is null or s.to_date >= $2)
    and exists (
        select 1 from unnest($1::date[]) d where d >= s.from_date and not exists (
            select 1 from report o where o.person = s.userid and o.kind = 'timeoff' and o.state = 'open'
                and d between (o.body->>'from')::date and (o.body->>'to')::date and coalesce(o.body->>'half', '') = ''))
order by s.userid`)

// selectManaging are those who have reps below them on a day.
var selectManaging = statement(`
with recursive up as (
    select manager from staff where role = 'rep' and from_date <= $1 and (to_date is null or to_date >= $1) and manager is not null
    union
    select s.manager from up u join staff s on s.userid = u.manager where s.manager is not null
)
select s.userid from up u join staff s on s.userid = u.manager
where s.role in ('manager', 'director') and s.from_date <= $1 and (s.to_date is null or s.to_date >= $1)
order by s.userid`)

// TellWeekReports has every rep told the report of the week whose workdays these are, at an instant, each once however often it is
// run; with more than 200 of them over ten minutes. It returns how many there are.
func (db *DB) TellWeekReports(ctx context.Context, workdays []domain.Date, at time.Time) (int, error) {
	last := workdays[len(workdays)-1]
	people, err := fetch(ctx, db, "the reps who report a week", pgx.RowTo[string], selectReporting, workdays, last)
	if err != nil {
		return 0, err
	}
	return db.tellReports(ctx, notice.WeekReport, notice.ReportArgs{Monday: last.Monday()}, people, at)
}

// TellTeamReports has everybody with reps below her, and whoever stands in for one of them, told the report of the week of monday on a day, as TellWeekReports does.
func (db *DB) TellTeamReports(ctx context.Context, monday domain.Date, at time.Time) (int, error) {
	people, err := fetch(ctx, db, "the managers who read a week", pgx.RowTo[string], selectManaging, domain.DateOf(at.In(db.zone)))
	if err != nil {
		return 0, err
	}
	return db.tellReports(ctx, notice.TeamWeekReport, notice.ReportArgs{Monday: monday, Team: true}, people, at)
}

func (db *DB) tellReports(ctx context.Context, k notice.Kind, args notice.ReportArgs, people []string, at time.Time) (int, error) {
	return db.tellEach(ctx, people, args.Team, at, func(person string, due time.Time) (notice.Notice, error) {
		return notice.ReportNotice(k, person, notice.WeekReportKey(k, args.Monday, person), args, due)
	})
}
