package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/plan"
)

// planColumns are read by scanPlan in this order.
const planColumns = `id, number, rep, doctor, date, start, products, purpose, remind, state, visit, week, note, channel,
    said_at, recorded_at, origin, revision, stood`

func scanPlan(row pgx.CollectableRow) (p plan.Plan, err error) {
	var date *domain.Date
	var start, purpose *string
	var remind *int
	var visit, week *domain.ID
	var stood *plan.Stood
	err = row.Scan(&p.ID, &p.Number, &p.Rep, &p.Doctor, &date, &start, &p.Products, &purpose, &remind, &p.State, &visit, &week,
		&p.Note, &p.Channel, &p.SaidAt, &p.RecordedAt, &p.Origin, &p.Revision, &stood)
	p.Date, p.Start, p.Purpose = orZero(date), domain.TimeOfDay(orZero(start)), domain.Purpose(orZero(purpose))
	p.Remind, p.Visit, p.Week = orZero(remind), orZero(visit), orZero(week)
	p.Stood = orZero(stood)
	return p, err
}

var selectPlannedWith = statement(`
select ` + planColumns + ` from plan
where rep = $1 and doctor = any($2) and (state = 'planned' or state = 'missed' and date >= $3)
order by date nulls last, start nulls last, number
limit 500 for update`)

// missedKept is for how many days a missed plan can still be fulfilled by a visit that is told late.
const missedKept = 31

// WantPlans asks for the rep's planned visits to the doctors, and those that were missed in the last month, because a visit that is
// told late fulfils them too; they arrive with the next Flush, locked, the soonest first. plan.Standing leaves the missed ones out.
func (tx *Tx) WantPlans(rep string, doctors []string, into *[]plan.Plan) {
	tx.queue(selectPlannedWith, rep, doctors, domain.DateOf(tx.now).AddDays(-missedKept)).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanPlan)
		return err
	})
}

var selectPlansBetween = statement(`
select ` + planColumns + ` from plan
where rep = any($1) and date between $2 and $3 and state in ('planned', 'done')
order by date, start nulls last, number
limit 300`)

var countPlansBetween = statement(`
select count(*) from plan where rep = any($1) and date between $2 and $3 and state in ('planned', 'done')`)

// PlansBetween returns the plans of these reps from one day to another, done ones too, in order of time, at most 300 of them,
// and how many there are in all.
func (tx *Tx) PlansBetween(ctx context.Context, reps []string, from, to domain.Date) (plans []plan.Plan, total int, err error) {
	tx.queue(countPlansBetween, reps, from, to).QueryRow(func(row pgx.Row) error { return row.Scan(&total) })
	plans, err = read(ctx, tx, "plans between two days", scanPlan, selectPlansBetween, reps, from, to)
	return plans, total, err
}

var selectPlansToCancel = statement(`
select ` + planColumns + ` from plan
where rep = $1 and state = 'planned' and ($2::text[] is null or doctor = any($2)) and ($3::date is null or date = $3)
order by date nulls last, start nulls last, number
limit 100 for update`)

// PlannedFor returns the rep's planned visits that a person may mean by doctors and a day; nil doctors or the zero date
// leave that open.
func (tx *Tx) PlannedFor(ctx context.Context, rep string, doctors []string, date domain.Date) ([]plan.Plan, error) {
	return read(ctx, tx, "the plans that may be meant", scanPlan, selectPlansToCancel, rep, doctors, date)
}

var selectLikelyDoctors = statement(`
select d.code from doctor d
left join lateral (select true as planned from plan
    where rep = $1 and doctor = d.code and date = $3 and state = 'planned' limit 1) p on true
left join lateral (select max(date) as date from visit
    where rep = $1 and doctor = d.code and date <= $3 and status <> 'withdrawn') v on true
where d.code = any($2)
order by p.planned nulls last, v.date desc nulls last, d.grade = '', d.grade, d.code
limit 500`)

// LikelyDoctors returns the doctors, likeliest meant by the rep on that day first: those planned for it, then the most recently
// visited, then by grade.
func (tx *Tx) LikelyDoctors(ctx context.Context, rep string, codes []string, day domain.Date) ([]string, error) {
	return read(ctx, tx, "which doctors are likeliest meant", pgx.RowTo[string], selectLikelyDoctors, rep, codes, day)
}

var selectPlanNumbered = statement(`select ` + planColumns + ` from plan where number = $1 and rep = $2 for update`)

// PlanNumbered returns the rep's plan of that number, locked, and false if she has none.
func (tx *Tx) PlanNumbered(ctx context.Context, rep string, number int64) (plan.Plan, bool, error) {
	return one(read(ctx, tx, "a plan by its number", scanPlan, selectPlanNumbered, number, rep))
}

var selectPlansOfOrigin = statement(`
select ` + planColumns + ` from plan where origin = $1 and rep = $2 order by number limit 200 for update`)

// PlansOfOrigin returns the plans that one message made for the rep, locked.
func (tx *Tx) PlansOfOrigin(ctx context.Context, rep string, origin domain.ID) ([]plan.Plan, error) {
	return read(ctx, tx, "the plans of a recording", scanPlan, selectPlansOfOrigin, origin, rep)
}

var selectMadeWay = statement(`
select ` + planColumns + ` from plan where rep = $1 and stood is not null and state = 'planned' order by number limit 300 for update`)

// MadeWay returns the rep's planned visits that made way for her time off, locked.
func (tx *Tx) MadeWay(ctx context.Context, rep string) ([]plan.Plan, error) {
	return read(ctx, tx, "the plans that made way", scanPlan, selectMadeWay, rep)
}

var selectPlansFulfilled = statement(`
select ` + planColumns + ` from plan where rep = $1 and visit = any($2) and state = 'done' order by number limit 200 for update`)

// PlansFulfilledBy returns the rep's plans that these visits fulfilled, locked.
func (tx *Tx) PlansFulfilledBy(ctx context.Context, rep string, visits []domain.ID) ([]plan.Plan, error) {
	return read(ctx, tx, "the plans that visits fulfilled", scanPlan, selectPlansFulfilled, rep, visits)
}

var insertPlan = statement(`
with r as (insert into record (number, kind, id) values ($2, 'plan', $1))
insert into plan (` + planColumns + `)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`)

// PutPlan queues a new plan and its number.
func (tx *Tx) PutPlan(p plan.Plan) {
	tx.write(insertPlan, p.ID, p.Number, p.Rep, p.Doctor, p.Date, zeroNull(string(p.Start)), list(p.Products),
		zeroNull(string(p.Purpose)), zeroNull(p.Remind), string(p.State), orNull(p.Visit), orNull(p.Week), p.Note,
		string(p.Channel), p.SaidAt, p.RecordedAt, p.Origin, p.Revision, zeroNull(p.Stood))
}

var updatePlan = statement(`
update plan set doctor = $2, date = $3, start = $4, products = $5, purpose = $6, remind = $7, state = $8, visit = $9,
    note = $10, revision = $11, stood = $12
where id = $1`)

// ChangePlan queues the plan as it is now.
func (tx *Tx) ChangePlan(p plan.Plan) {
	tx.write(updatePlan, p.ID, p.Doctor, p.Date, zeroNull(string(p.Start)), list(p.Products), zeroNull(string(p.Purpose)),
		zeroNull(p.Remind), string(p.State), orNull(p.Visit), p.Note, p.Revision, zeroNull(p.Stood))
}

var tieVisit = statement(`update visit set plan = $2 where id = $1`)

// Tie queues which plan a visit fulfilled; the zero ID of a plan means none.
func (tx *Tx) Tie(made, planned domain.ID) { tx.write(tieVisit, made, orNull(planned)) }
