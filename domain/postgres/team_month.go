package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/teammonth"
	"github.com/yaoban/yaoban/domain/week"
)

// selectHeads says who directly below the manager of $1 stands for each of the reps of $2.
var selectHeads = statement(`
with recursive under as (
    select userid, userid as head from staff where manager = $1
    union
    select s.userid, u.head from under u join staff s on s.manager = u.userid
)
select distinct on (u.userid) u.userid, h.userid, h.name from under u join staff h on h.userid = u.head where u.userid = any($2) order by u.userid, h.userid`)

var selectTeamDoctors = statement(`
select d.code, ` + doctorName + `, ` + hospitalShown + `, d.department from doctor d join hospital h on h.code = d.hospital where d.code = any($1)`)

// TeamMonth computes how the months of reps go, seen from a day in it and from the manager who asks: false if there is none of them.
// With named, the doctors of their months are named. It takes three round trips, however many reps there are, at most 500.
func (tx *Tx) TeamMonth(ctx context.Context, manager string, reps []string, on domain.Date, named bool) (r teammonth.Report, ok bool, err error) {
	views, err := tx.monthViews(ctx, on, reps[:min(len(reps), mostReports)])
	if err != nil || len(views) == 0 {
		return r, false, err
	}
	people := make([]teammonth.Person, len(views))
	at := map[string]int{}
	var doctors []string
	for i, v := range views {
		people[i] = teammonth.Person{UserID: v.Rep, Name: v.Name, Head: v.Rep, HeadName: v.Name, Standings: v.Standings,
			HalfDays: v.Presence.HalfDays() - v.Month.Left(v.Presence, on.AddDays(1))}
		at[v.Rep] = i
		for _, d := range v.Doctors {
			doctors = append(doctors, d.Doctor)
		}
	}
	tx.queue(selectHeads, manager, reps).Query(func(rows pgx.Rows) error {
		var rep, head, name string
		_, err := pgx.ForEachRow(rows, []any{&rep, &head, &name}, func() error {
			if i, ok := at[rep]; ok {
				people[i].Head, people[i].HeadName = head, name
			}
			return nil
		})
		return err
	})
	first := views[0].Month.First()
	tx.queue(selectPlansDue, reps, first, on).Query(func(rows pgx.Rows) error {
		var rep string
		var done, due int
		_, err := pgx.ForEachRow(rows, []any{&rep, &done, &due}, func() error {
			if i, ok := at[rep]; ok {
				people[i].Done, people[i].Due = done, due
			}
			return nil
		})
		return err
	})
	tx.wantLoops(reps, first, on, func(rep string, r quota.Ratio) {
		if i, ok := at[rep]; ok {
			people[i].Loop = r
		}
	})
	tx.queue(selectActivities, reps, first, on, mostCompared, decisions).Query(func(rows pgx.Rows) error {
		return readActivities(rows, tx.db.zone, func(rep string, v teammonth.Visit) {
			if i, ok := at[rep]; ok {
				people[i].Visits = append(people[i].Visits, v)
			}
		})
	})
	if err := tx.Flush(ctx); err != nil {
		return r, false, fmt.Errorf("read what %d reps did in a month: %w", len(people), err)
	}
	var names map[string]teammonth.Doctor
	if named {
		names = map[string]teammonth.Doctor{}
		for _, p := range people {
			for _, v := range p.Visits {
				doctors = append(doctors, v.Doctor)
			}
		}
		if _, err := read(ctx, tx, "how doctors are named", func(row pgx.CollectableRow) (_ struct{}, err error) {
			var code string
			var d teammonth.Doctor
			err = row.Scan(&code, &d.Name, &d.Hospital, &d.Department)
			names[code] = d
			return
		}, selectTeamDoctors, doctors); err != nil {
			return r, false, err
		}
	}
	return teammonth.Of(people, names), true, nil
}

// RepsOn returns the reps below a manager who were employed on any day of the month of a day, in the order of their userids.
func (tx *Tx) RepsOn(ctx context.Context, manager string, on domain.Date) ([]string, error) {
	return read(ctx, tx, "the reps of a month below a manager", pgx.RowTo[string], selectRepsOn, []string{manager}, on.FirstOfMonth(), on, mostReports)
}

var selectRepsOn = statement(belowAny + `
select s.userid from below b join staff s on s.userid = b.userid
where s.userid <> all($1) and s.role = 'rep' and s.from_date <= $3 and (s.to_date is null or s.to_date >= $2)
order by s.userid limit $4`)

// TellMonthReports has everybody with reps below her, and whoever stands in for one of them, told the report of the month that ends with last, at an instant, each once however
// often it is run (PRODUCT.md M8). It returns how many there are.
func (db *DB) TellMonthReports(ctx context.Context, last domain.Date, at time.Time) (int, error) {
	people, err := fetch(ctx, db, "the managers who read a month", pgx.RowTo[string], selectManaging, domain.DateOf(at.In(db.zone)))
	if err != nil {
		return 0, err
	}
	return db.tellEach(ctx, people, true, at, func(manager string, due time.Time) (notice.Notice, error) {
		return notice.MonthReportTo(manager, last, due)
	})
}

var selectWeekStates = statement(`
select w.rep, w.state, (select count(*) from plan p where p.week = w.id and p.state in ('planned', 'done'))
from week w where w.rep = any($1) and w.monday = $2`)

// WeekStates returns where the reps' plans of the week of monday stand, by userid; who has none is not in it.
func (tx *Tx) WeekStates(ctx context.Context, reps []string, monday domain.Date) (map[string]week.Handed, error) {
	of := map[string]week.Handed{}
	_, err := read(ctx, tx, "where weekly plans stand", func(row pgx.CollectableRow) (_ struct{}, err error) {
		var rep string
		var s week.Handed
		err = row.Scan(&rep, &s.State, &s.Stops)
		of[rep] = s
		return
	}, selectWeekStates, reps, monday)
	return of, err
}
