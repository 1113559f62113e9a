package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/week"
)

// weekColumns are read by scanWeek in this order.
const weekColumns = `id, number, rep, monday, state, submitted_at, decided_at, coalesce(decided_by, ''), reason, channel, said_at,
    recorded_at, origin, revision, coalesce(decided_for, '')`

func (tx *Tx) scanWeek(row pgx.CollectableRow) (w week.Week, err error) {
	var submitted, decided *time.Time
	err = row.Scan(&w.ID, &w.Number, &w.Rep, &w.Monday, &w.State, &submitted, &decided, &w.DecidedBy, &w.Reason, &w.Channel,
		&w.SaidAt, &w.RecordedAt, &w.Origin, &w.Revision, &w.DecidedFor)
	w.SubmittedAt, w.DecidedAt = orZero(submitted), orZero(decided)
	return w, err
}

var selectWeekOf = statement(`select ` + weekColumns + ` from week where rep = $1 and monday = $2 for update`)

// WantWeek asks for the rep's week of that Monday, locked; none or one arrives with the next Flush.
func (tx *Tx) WantWeek(rep string, monday domain.Date, into *[]week.Week) {
	tx.queue(selectWeekOf, rep, monday).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, tx.scanWeek)
		return err
	})
}

var selectWeeksOn = statement(`
select ` + weekColumns + ` from week where rep = any($1) and monday = $2 order by number limit 300`)

// WeeksOn returns the weeks of these reps that begin on that Monday, in the order of their numbers, at most 300.
func (tx *Tx) WeeksOn(ctx context.Context, reps []string, monday domain.Date) ([]week.Week, error) {
	return read(ctx, tx, "the weeks of a Monday", tx.scanWeek, selectWeeksOn, reps, monday)
}

var selectWeeksWaiting = statement(`
select ` + weekColumns + ` from week where rep = any($1) and state = 'submitted' order by submitted_at, number limit 100`)

// WeeksWaiting returns the weeks of these reps that wait for a decision, the oldest first, at most 100.
func (tx *Tx) WeeksWaiting(ctx context.Context, reps []string) ([]week.Week, error) {
	return read(ctx, tx, "the weeks that wait", tx.scanWeek, selectWeeksWaiting, reps)
}

var selectWeekNumbered = statement(`select ` + weekColumns + ` from week where number = $1 and rep = any($2) for update`)

// WeekNumbered returns the week of that number if it is one of these reps', locked, and false otherwise.
func (tx *Tx) WeekNumbered(ctx context.Context, reps []string, number int64) (week.Week, bool, error) {
	return one(read(ctx, tx, "a week by its number", tx.scanWeek, selectWeekNumbered, number, reps))
}

var selectWeeksNumbered = statement(`select ` + weekColumns + ` from week where number = any($1) and rep = any($2) order by id for update`)

// WeeksNumbered returns those of these numbers that are weeks of these reps, locked in the order of their ids.
func (tx *Tx) WeeksNumbered(ctx context.Context, reps []string, numbers []int64) ([]week.Week, error) {
	return read(ctx, tx, "weeks by their numbers", tx.scanWeek, selectWeeksNumbered, numbers, reps)
}

var selectWeeksByID = statement(`select ` + weekColumns + ` from week where id = any($1) order by id for update`)

// WeeksByID returns the weeks of these ids, locked in the order of their ids.
func (tx *Tx) WeeksByID(ctx context.Context, ids []domain.ID) ([]week.Week, error) {
	return read(ctx, tx, "weeks", tx.scanWeek, selectWeeksByID, ids)
}

var insertWeek = statement(`
with r as (insert into record (number, kind, id) values ($2, 'week', $1))
insert into week (id, number, rep, monday, state, submitted_at, decided_at, decided_by, reason, channel, said_at, recorded_at,
    origin, revision)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`)

// PutWeek queues a new week and its number.
func (tx *Tx) PutWeek(w week.Week) {
	tx.write(insertWeek, w.ID, w.Number, w.Rep, w.Monday, string(w.State), zeroNull(w.SubmittedAt), zeroNull(w.DecidedAt),
		zeroNull(w.DecidedBy), w.Reason, string(w.Channel), w.SaidAt, w.RecordedAt, w.Origin, w.Revision)
}

var updateWeek = statement(`
update week set state = $2, submitted_at = $3, decided_at = $4, decided_by = $5, reason = $6, revision = $7,
    origin = $8, decided_for = $9
where id = $1`)

// ChangeWeek queues the week as it is now.
func (tx *Tx) ChangeWeek(w week.Week) {
	tx.write(updateWeek, w.ID, string(w.State), zeroNull(w.SubmittedAt), zeroNull(w.DecidedAt), zeroNull(w.DecidedBy), w.Reason,
		w.Revision, w.Origin, zeroNull(w.DecidedFor))
}

var joinWeek = statement(`
update plan set week = $1 where rep = $2 and date between $3 and $4 and state = 'planned' and week is null`)

// JoinWeek queues that the rep's planned visits of those days belong to the week from now on.
func (tx *Tx) JoinWeek(w week.Week) { tx.write(joinWeek, w.ID, w.Rep, w.Monday, w.Sunday()) }

var selectPlannedBetween = statement(`
select ` + planColumns + ` from plan
where rep = $1 and date between $2 and $3 and state = 'planned'
order by date, start nulls last, number
limit 300 for update`)

// WantStops asks for the rep's planned visits from one day to another, locked, in order of time; they arrive with the next Flush.
func (tx *Tx) WantStops(rep string, from, to domain.Date, into *[]plan.Plan) {
	tx.queue(selectPlannedBetween, rep, from, to).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanPlan)
		return err
	})
}

var selectTeamPlan = statement(`select ` + planColumns + ` from plan where number = $1 and rep = any($2) for update`)

// TeamPlan returns the plan of that number if it is one of these reps', locked, and false otherwise.
func (tx *Tx) TeamPlan(ctx context.Context, reps []string, number int64) (plan.Plan, bool, error) {
	return one(read(ctx, tx, "a plan of a team", scanPlan, selectTeamPlan, number, reps))
}

var selectPlansOfWeek = statement(`
select ` + planColumns + ` from plan
where rep = $1 and date between $2 and $3 and state in ('planned', 'done', 'missed')
order by date, start nulls last, number
limit 300`)

// PlansOfWeek returns what a rep's week from monday on holds, whatever became of it, in order of time.
func (tx *Tx) PlansOfWeek(ctx context.Context, rep string, monday domain.Date) ([]plan.Plan, error) {
	return read(ctx, tx, "the plans of a week", scanPlan, selectPlansOfWeek, rep, monday, monday.AddDays(6))
}

var selectPlanDays = statement(`
select doctor, date from plan
where rep = $1 and state = 'planned' and date >= $2 and (date < $3 or date > $4)
order by date limit 1000`)

var selectMissed = statement(`
select distinct doctor from plan p
where rep = $1 and date between $2 and $3 and state = 'missed'
    and not exists (select 1 from visit v where v.rep = p.rep and v.doctor = p.doctor and v.date >= p.date and v.status <> 'withdrawn'
        and v.result is distinct from 'absent')`)

// WantAround asks for what stands around the rep's week from monday on: what is planned outside it from today on, and what was
// missed in the week before. It arrives with the next Flush.
func (tx *Tx) WantAround(rep string, monday, today domain.Date, into *week.Around) {
	*into = week.Around{Planned: map[string][]domain.Date{}, Missed: map[string]bool{}}
	tx.queue(selectPlanDays, rep, today, monday, monday.AddDays(6)).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			var doctor string
			var date domain.Date
			if err := rows.Scan(&doctor, &date); err != nil {
				return err
			}
			into.Planned[doctor] = append(into.Planned[doctor], date)
			return nil
		})
	})
	tx.queue(selectMissed, rep, monday.AddDays(-7), monday.AddDays(-1)).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			var doctor string
			err := rows.Scan(&doctor)
			into.Missed[doctor] = true
			return err
		})
	})
}

// each calls f for every row.
func each(rows pgx.Rows, f func() error) error {
	for rows.Next() {
		if err := f(); err != nil {
			return err
		}
	}
	return rows.Err()
}

var selectManager = statement(`
select m.userid from staff s join staff m on m.userid = s.manager
where s.userid = $1 and m.from_date <= $2 and (m.to_date is null or m.to_date >= $2)`)

// ManagerOf returns the userid of the person's manager who is employed today, empty if there is none.
func (tx *Tx) ManagerOf(ctx context.Context, person string) (string, error) {
	m, _, err := one(read(ctx, tx, "a manager", pgx.RowTo[string], selectManager, person, domain.DateOf(tx.now)))
	return m, err
}

var selectWeekView = statement(`
select w.number, w.rep, s.name, w.monday, w.state, coalesce(d.name, ''), coalesce(f.name, ''), w.reason, w.revision
from week w join staff s on s.userid = w.rep left join staff d on d.userid = w.decided_by left join staff f on f.userid = w.decided_for
where w.id = $1`)

var selectWeekDays = statement(`
select p.date, ` + hospitalName + `, d.grade, count(*)
from week w join plan p on p.rep = w.rep and p.date between w.monday and w.monday + 6 and p.state in ('planned', 'done')
join doctor d on d.code = p.doctor join hospital h on h.code = d.hospital
where w.id = $1
group by p.date, h.code, d.grade
order by p.date, h.code, d.grade`)

// Week implements notice.WeekTruth.
func (t truth) Week(ctx context.Context, id domain.ID) (v notice.WeekView, ok bool, err error) {
	t.queue(selectWeekView, id).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			ok = true
			var standsFor string
			err := rows.Scan(&v.Number, &v.Rep, &v.Name, &v.From, &v.State, &v.DecidedBy, &standsFor, &v.Reason, &v.Revision)
			v.DecidedBy = notice.DecidedBy(v.DecidedBy, standsFor)
			return err
		})
	})
	v.OfGrade = map[domain.Grade]int{}
	t.queue(selectWeekDays, id).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			var date domain.Date
			var hospital string
			var grade domain.Grade
			var n int
			if err := rows.Scan(&date, &hospital, &grade, &n); err != nil {
				return err
			}
			v.Add(date, hospital, grade, n)
			return nil
		})
	})
	if err := t.Flush(ctx); err != nil {
		return v, false, err
	}
	v.To = v.From.AddDays(6)
	return v, ok, nil
}
