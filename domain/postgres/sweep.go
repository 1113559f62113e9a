package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
)

// sweepBatch is how many plans one transaction of a sweep takes, so that no turn waits for it.
const sweepBatch = 2000

// endPlans ends what was planned up to a day and not made: it was missed; in a week that was never submitted it lapses, because it
// was only a proposal.
var endPlans = statement(`
with due as (
    select p.id, case when w.state in ('draft', 'sent_back') then 'cancelled' else 'missed' end as state
    from plan p left join week w on w.id = p.week
    where p.state = 'planned' and p.date <= $1
    order by p.id limit $2 for update of p
)
update plan p set state = due.state, revision = p.revision + 1 from due where p.id = due.id
returning p.id, p.number, p.rep, p.state`)

// EndDay ends the plans of all reps that were planned up to the day and not carried out, and returns how many. A visit that is told
// later still fulfils them. Run again, it finds nothing.
func (db *DB) EndDay(ctx context.Context, day domain.Date) (ended int, err error) {
	for {
		n := 0
		err := db.InTx(ctx, func(tx *Tx) error {
			rows, err := read(ctx, tx, "plans that were not carried out", pgx.RowToStructByPos[endedPlan], endPlans, day, sweepBatch)
			if err != nil {
				return err
			}
			n = len(rows)
			return tx.rememberAll(rows, func(p endedPlan) fact.Fact {
				kind := fact.PlanMissed
				if p.State == string(plan.Cancelled) {
					kind = fact.PlanLapsed
				}
				return fact.Fact{Kind: kind, At: tx.now, Person: p.Rep, Subject: p.ID, Number: p.Number, Before: plan.Planned, After: p.State}
			})
		})
		if err != nil {
			return ended, fmt.Errorf("end the plans of %s: %w", day, err)
		}
		if ended += n; n < sweepBatch {
			return ended, nil
		}
	}
}

type endedPlan struct {
	ID     domain.ID
	Number int64
	Rep    string
	State  string
}

var insertFacts = statement(`
insert into fact (id, at, kind, person, subject, number, before, after, channel, message)
select i, $2, k, p, s, n, b, a, $9, $10
from unnest($1::uuid[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::jsonb[], $8::jsonb[]) as t (i, k, p, s, n, b, a)`)

// rememberAll queues one fact for each row, all of this transaction's time, in one statement.
func (tx *Tx) rememberAll(rows []endedPlan, of func(endedPlan) fact.Fact) error {
	if len(rows) == 0 {
		return nil
	}
	ids, subjects := make([]domain.ID, len(rows)), make([]domain.ID, len(rows))
	kinds, people := make([]string, len(rows)), make([]string, len(rows))
	numbers := make([]int64, len(rows))
	before, after := make([]json.RawMessage, len(rows)), make([]json.RawMessage, len(rows))
	for i, row := range rows {
		f := of(row)
		var err error
		if ids[i], err = tx.NewID(); err != nil {
			return err
		}
		if before[i], err = json.Marshal(f.Before); err != nil {
			return fmt.Errorf("remember what became of a plan: %w", err)
		}
		if after[i], err = json.Marshal(f.After); err != nil {
			return fmt.Errorf("remember what became of a plan: %w", err)
		}
		subjects[i], kinds[i], people[i], numbers[i] = f.Subject, string(f.Kind), f.Person, f.Number
	}
	tx.write(insertFacts, ids, tx.now, kinds, people, subjects, numbers, before, after, tx.cause.channel, tx.cause.message)
	return nil
}

// orphanPlans cancels what is planned with doctors who are not the rep's on a day.
var orphanPlans = statement(`
with lost as (
    select p.id from plan p
    where p.state = 'planned' and (p.date >= $1 or p.date is null) and not exists (
        select 1 from assignment a join staff s on s.userid = a.rep
        where a.doctor = p.doctor and a.rep = p.rep and a.from_date <= greatest($1, p.date)
            and (a.to_date is null or a.to_date >= $1) and (s.to_date is null or s.to_date >= $1))
    order by p.rep, p.id limit $2 for update of p
), w as (
    update notice n set state = 'withdrawn' from lost where n.subject = lost.id and n.state = 'live'
)
update plan p set state = 'cancelled', revision = p.revision + 1 from lost, doctor d where p.id = lost.id and d.code = p.doctor
returning p.id, p.number, p.rep, 'cancelled', ` + doctorName + `, p.date`)

type followedPlan struct {
	endedPlan
	Doctor string
	Date   domain.Date
}

func scanFollowed(row pgx.CollectableRow) (p followedPlan, err error) {
	err = row.Scan(&p.ID, &p.Number, &p.Rep, &p.State, &p.Doctor, &p.Date)
	return p, err
}

// FollowDoctors cancels the plans of the day and later with doctors who are no longer the reps' (reassigned, or the rep has left) and
// tells each rep of hers once. It returns how many were cancelled.
func (db *DB) FollowDoctors(ctx context.Context, day domain.Date, at time.Time) (cancelled int, err error) {
	for {
		n := 0
		err := db.InTx(ctx, func(tx *Tx) error {
			rows, err := read(ctx, tx, "plans with doctors of others", scanFollowed, orphanPlans, day, sweepBatch)
			if err != nil {
				return err
			}
			n = len(rows)
			return tx.followed(rows, "doctors/"+day.String(), at, func(f *notice.Followed, p notice.FollowedPlan) { f.Gone = append(f.Gone, p) })
		})
		if err != nil {
			return cancelled, fmt.Errorf("follow the doctors of %s: %w", day, err)
		}
		if cancelled += n; n < sweepBatch {
			return cancelled, nil
		}
	}
}

// emptyDay takes the day from what is planned on it in a week; its reminders with it.
var emptyDay = statement(`
with lost as (
    select p.id, p.date from plan p where p.state = 'planned' and p.date = any($1) and p.week is not null order by p.id for update
), w as (
    update notice n set state = 'withdrawn' from lost where n.subject = lost.id and n.state = 'live'
)
update plan p set date = null, revision = p.revision + 1 from lost, doctor d where p.id = lost.id and d.code = p.doctor
returning p.id, p.number, p.rep, 'planned', ` + doctorName + `, lost.date`)

// emptyDays has the weeks' plans of days ahead that become holidays by an import wait for another day (待定), and tells the reps.
func (tx *Tx) emptyDays(ctx context.Context, imported []calendar.Row) error {
	var days []domain.Date
	name := ""
	for _, r := range imported {
		if r.Kind == calendar.Off && r.Date.After(domain.DateOf(tx.now)) {
			days, name = append(days, r.Date), cmp.Or(name, r.Name, notice.DayOfWeek(r.Date))
		}
	}
	if len(days) == 0 {
		return nil
	}
	rows, err := read(ctx, tx, "plans on new holidays", scanFollowed, emptyDay, days)
	if err != nil {
		return err
	}
	return tx.followed(rows, fmt.Sprint("holiday/", tx.now.UnixMilli()), tx.now, func(f *notice.Followed, p notice.FollowedPlan) {
		f.Holiday, f.Open = name, append(f.Open, p)
	})
}

// followed remembers what became of plans and tells each rep, under a key that holds why.
func (tx *Tx) followed(rows []followedPlan, why string, at time.Time, add func(*notice.Followed, notice.FollowedPlan)) error {
	ended := make([]endedPlan, len(rows))
	of := map[string]*notice.Followed{}
	first := map[string]int64{}
	var reps []string
	for i, p := range rows {
		ended[i] = p.endedPlan
		if of[p.Rep] == nil {
			of[p.Rep] = &notice.Followed{}
			reps, first[p.Rep] = append(reps, p.Rep), p.Number
		}
		date := ""
		if !p.Date.IsZero() {
			date = notice.DayOfWeek(p.Date)
		}
		add(of[p.Rep], notice.FollowedPlan{Number: p.Number, Doctor: p.Doctor, Date: date})
	}
	if err := tx.rememberAll(ended, func(p endedPlan) fact.Fact {
		return fact.Fact{Kind: fact.PlanFollowed, At: tx.now, Person: p.Rep, Subject: p.ID, Number: p.Number, Before: plan.Planned, After: p.State}
	}); err != nil {
		return err
	}
	all := make([]notice.Notice, len(reps))
	for i, rep := range reps {
		args, err := json.Marshal(of[rep])
		if err != nil {
			return fmt.Errorf("tell what became of plans: %w", err)
		}
		all[i] = notice.Notice{Kind: notice.PlansFollowed.Name, Key: notice.PlansFollowedKey(why, rep, first[rep]), Person: rep, Args: args,
			DueAt: notice.Spread(rep, at, len(reps))}
	}
	return tx.TellAll(all)
}
