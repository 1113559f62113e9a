package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/teammonth"
)

// selectActivities reads the visits of the reps of $1 from $2 to $3 on which the doctor was met. A decision is the first fact of
// one of the kinds $5. A visit whose companion says that she was not there is none with her.
var selectActivities = statement(`
select v.rep, v.number, v.doctor, coalesce(v.result, ''), v.effective, v.plan is not null,
    v.joint is not null and not exists (select 1 from joint_answer a where a.visit = v.id and a.manager = v.joint and not a.came),
    exists (select 1 from coaching c where c.visit = v.id and c.state = 'standing'), v.score, v.date, coalesce(v.start, ''), coalesce(v.minutes, 0),
    v.said_at, v.recorded_at, d.at
from visit v
left join lateral (
    select min(at) at from fact where subject = v.id and kind = any($5) and v.status in ('approved', 'rejected')
) d on true
where v.rep = any($1) and v.date between $2 and $3 and v.status <> 'withdrawn' and v.result is distinct from 'absent'
order by v.rep, v.date, v.number limit $4`)

// selectPlansDue counts the planned visits of the reps of $1 from $2 to $3: those done, and those due. What is planned for the
// day $3 itself is due when the day is over.
var selectPlansDue = statement(`
select rep, count(*) filter (where state = 'done'), count(*) filter (where state in ('done', 'missed') or date < $3)
from plan where rep = any($1) and date between $2 and $3 and state in ('planned', 'done', 'missed') group by rep`)

// selectLoops counts the follow-ups of the coachings of the reps of $1 due from $2 to $3: those that were done by their day, and those that
// are done or whose day is over on the day $4.
var selectLoops = statement(`
select c.rep, count(*) filter (where t.done_at < (t.due + 1)::timestamp at time zone $5), count(*)
from coaching_task t join coaching c on c.id = t.coaching
where c.rep = any($1) and t.due between $2 and $3 and t.state <> 'withdrawn' and (t.due < $4 or t.state <> 'open') group by c.rep`)

// wantLoops asks how the follow-ups of the reps' coachings were kept that were due from one day to another.
func (tx *Tx) wantLoops(reps []string, from, to domain.Date, each func(rep string, r quota.Ratio)) {
	tx.queue(selectLoops, reps, from, to, domain.DateOf(tx.now), tx.db.zone.String()).Query(func(rows pgx.Rows) error {
		var rep string
		var r quota.Ratio
		_, err := pgx.ForEachRow(rows, []any{&rep, &r.Num, &r.Den}, func() error {
			each(rep, r)
			return nil
		})
		return err
	})
}

// decisions are the facts by which a visit is reviewed.
var decisions = []string{string(fact.ReviewApproved), string(fact.ReviewRejected)}

// MonthActivities returns what each of the reps did in the month of on, up to that day: the facts of the indicators of PRODUCT.md Q7
// (RepActivity.Conduct, quota.TeamConduct). Without reps: everybody who was a rep on any day of the month.
func (db *DB) MonthActivities(ctx context.Context, on domain.Date, reps ...string) ([]quota.RepActivity, error) {
	days, err := db.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	m := quota.MonthOf(days, on)
	if reps == nil {
		if reps, err = fetch(ctx, db, "the reps of a month", pgx.RowTo[string], selectRepsOf, m.First(), m.Last(), mostDoctors); err != nil {
			return nil, err
		}
	}
	var people monthReader
	var out []quota.RepActivity
	err = db.InTx(ctx, func(tx *Tx) error {
		tx.queue(selectMonthReps, reps, m.First(), m.Last()).Query(people.readReps)
		tx.queue(selectPlansDue, reps, m.First(), on).Query(func(rows pgx.Rows) error {
			out = make([]quota.RepActivity, len(people.records))
			for i, r := range people.records {
				p := m.Presence(r.Rep.Employed, r.Rep.Off)
				out[i] = quota.RepActivity{Rep: r.Rep.UserID, HalfDays: p.HalfDays() - m.Left(p, on.AddDays(1))}
			}
			var rep string
			var done, due int
			_, err := pgx.ForEachRow(rows, []any{&rep, &done, &due}, func() error {
				i := people.at[rep]
				out[i].Done, out[i].Due = done, due
				return nil
			})
			return err
		})
		tx.wantLoops(reps, m.First(), on, func(rep string, r quota.Ratio) { out[people.at[rep]].Loop = r })
		tx.queue(selectActivities, reps, m.First(), on, mostCompared, decisions).Query(func(rows pgx.Rows) error {
			return readActivities(rows, db.zone, func(rep string, v teammonth.Visit) {
				i := people.at[rep]
				out[i].Visits = append(out[i].Visits, v.Activity)
			})
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the activities of %d reps: %w", len(reps), err)
	}
	return out, nil
}

func readActivities(rows pgx.Rows, zone *time.Location, each func(rep string, v teammonth.Visit)) error {
	var rep string
	var v teammonth.Visit
	var minutes int
	var said, recorded time.Time
	var decided *time.Time
	_, err := pgx.ForEachRow(rows, []any{&rep, &v.Number, &v.Doctor, &v.Result, &v.Effective, &v.Planned, &v.Joint, &v.Coached, &v.Score, &v.Date, &v.Start, &minutes, &said, &recorded,
		&decided}, func() error {
		var began time.Time
		if v.Start != "" {
			began = v.Date.At(v.Start, zone)
		}
		v.Lag = quota.Lag(v.Date.AddDays(1).Time(zone), began, minutes, said)
		v.Reviewed, v.Wait = decided != nil, 0
		if decided != nil {
			v.Wait = decided.Sub(recorded)
		}
		each(rep, v)
		return nil
	})
	return err
}
