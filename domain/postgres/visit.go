package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/visit"
)

// visitColumns are written with a new visit, in this order.
const visitColumns = `id, number, rep, doctor, date, start, minutes, products, purpose, result, joint, next_date, next_start,
    note, channel, said_at, recorded_at, origin, score, scheme, effective, status, plan, revision, event`

// visitRow are visitColumns with those that only decisions and rework write, for scanVisit.
const visitRow = visitColumns + `, open_until, reworked_at`

func scanVisit(row pgx.CollectableRow) (v visit.Visit, err error) { return scanVisitAnd(row) }

// scanVisitAnd reads the columns of visitRow and what a statement selects after them.
func scanVisitAnd(row pgx.CollectableRow, further ...any) (v visit.Visit, err error) {
	var start, purpose, result, joint, nextStart *string
	var minutes *int
	var nextDate *domain.Date
	var plan, event *domain.ID
	var openUntil, reworked *time.Time
	err = row.Scan(append([]any{&v.ID, &v.Number, &v.Rep, &v.Doctor, &v.Date, &start, &minutes, &v.Products, &purpose, &result, &joint,
		&nextDate, &nextStart, &v.Note, &v.Channel, &v.SaidAt, &v.RecordedAt, &v.Origin, &v.Score, &v.Scheme, &v.Effective,
		&v.Status, &plan, &v.Revision, &event, &openUntil, &reworked}, further...)...)
	v.Start, v.Minutes, v.Joint = domain.TimeOfDay(orZero(start)), orZero(minutes), orZero(joint)
	v.Purpose, v.Result = domain.Purpose(orZero(purpose)), domain.Result(orZero(result))
	v.Next = visit.Next{Date: orZero(nextDate), Start: domain.TimeOfDay(orZero(nextStart))}
	v.Plan, v.Event, v.OpenUntil, v.ReworkedAt = orZero(plan), orZero(event), orZero(openUntil), orZero(reworked)
	return v, err
}

// orZero reads NULL as the zero value.
func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

var selectVisitsAround = statement(`
select ` + visitRow + ` from visit
where rep = $1 and doctor = any($2) and date >= $3 and status <> 'withdrawn'
order by doctor, date, start nulls last, number
limit 1000 for update`)

// WantVisits asks for the rep's standing visits with the doctors on and after from, in order of doctor, day, start and
// number; they arrive with the next Flush, locked.
func (tx *Tx) WantVisits(rep string, doctors []string, from domain.Date, into *[]visit.Visit) {
	tx.queue(selectVisitsAround, rep, doctors, from).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanVisit)
		return err
	})
}

var selectVisitsOfOrigin = statement(`
select ` + visitRow + ` from visit where origin = $1 and rep = $2 order by number limit 200 for update`)

// VisitsOfOrigin returns what one message recorded for the rep, withdrawn ones too, locked.
func (tx *Tx) VisitsOfOrigin(ctx context.Context, rep string, origin domain.ID) ([]visit.Visit, error) {
	return read(ctx, tx, "the visits of a recording", scanVisit, selectVisitsOfOrigin, origin, rep)
}

var selectVisitNumbered = statement(`select ` + visitRow + ` from visit where number = $1 and rep = $2 for update`)

// VisitNumbered returns the rep's visit of that number, locked, and false if she has none.
func (tx *Tx) VisitNumbered(ctx context.Context, rep string, number int64) (visit.Visit, bool, error) {
	return one(read(ctx, tx, "a visit by its number", scanVisit, selectVisitNumbered, number, rep))
}

var selectRecentVisits = statement(`
select ` + visitRow + ` from visit
where rep = $1 and ($2::text[] is null or doctor = any($2)) and ($3::date is null or date = $3) and status <> 'withdrawn'
order by date desc, recorded_at desc limit 10 for update`)

// RecentVisits returns the rep's newest standing visits with any of the doctors (nil: with anybody), of one day if date is
// given.
func (tx *Tx) RecentVisits(ctx context.Context, rep string, doctors []string, date domain.Date) ([]visit.Visit, error) {
	return read(ctx, tx, "recent visits", scanVisit, selectRecentVisits, rep, doctors, date)
}

func one[T any](all []T, err error) (v T, ok bool, _ error) {
	if err != nil || len(all) == 0 {
		return v, false, err
	}
	return all[0], true, nil
}

var insertVisit = statement(`
with r as (insert into record (number, kind, id) values ($2, 'visit', $1))
insert into visit (` + visitColumns + `, gist, near_copy_of, similarity, of_event)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $25::uuid is not null)`)

// PutVisit queues a new visit and its number.
func (tx *Tx) PutVisit(v visit.Visit) {
	tx.write(insertVisit, v.ID, v.Number, v.Rep, v.Doctor, v.Date, zeroNull(string(v.Start)), zeroNull(v.Minutes), list(v.Products),
		zeroNull(string(v.Purpose)), zeroNull(string(v.Result)), zeroNull(v.Joint), v.Next.Date, zeroNull(string(v.Next.Start)),
		v.Note, string(v.Channel), v.SaidAt, v.RecordedAt, v.Origin, v.Score, v.Scheme, v.Effective, string(v.Status),
		orNull(v.Plan), v.Revision, orNull(v.Event), v.Copy.Gist, orNull(v.Copy.Of), zeroNull(v.Copy.Similarity))
}

var updateVisit = statement(`
update visit set doctor = $2, date = $3, start = $4, minutes = $5, products = $6, purpose = $7, result = $8, joint = $9,
    next_date = $10, next_start = $11, note = $12, score = $13, scheme = $14, effective = $15, status = $16, revision = $17, reworked_at = $18
where id = $1`)

// ChangeVisit queues the visit as it is now. Which plan it fulfilled is written by Tie alone.
func (tx *Tx) ChangeVisit(v visit.Visit) {
	tx.write(updateVisit, v.ID, v.Doctor, v.Date, zeroNull(string(v.Start)), zeroNull(v.Minutes), list(v.Products),
		zeroNull(string(v.Purpose)), zeroNull(string(v.Result)), zeroNull(v.Joint), v.Next.Date, zeroNull(string(v.Next.Start)),
		v.Note, v.Score, v.Scheme, v.Effective, string(v.Status), v.Revision, zeroNull(v.ReworkedAt))
}

// list stores a nil list as an empty one.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

var drawNumbers = statement(`select nextval('record_number') from generate_series(1, $1)`)

// WantNumbers asks for n record numbers; they arrive with the next Flush and are never given to anybody else, even if this
// transaction fails.
func (tx *Tx) WantNumbers(n int, into *[]int64) {
	if n == 0 {
		return
	}
	tx.queue(drawNumbers, n).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		if err == nil && len(*into) != n {
			err = fmt.Errorf("draw %d record numbers: got %d", n, len(*into))
		}
		return err
	})
}

var selectVisitAmong = statement(`select ` + visitRow + ` from visit where number = $1 and rep = any($2)`)

// VisitAmong returns the visit of that number if one of the reps made it, and false if none did. It is read to be shown.
func (tx *Tx) VisitAmong(ctx context.Context, reps []string, number int64) (visit.Visit, bool, error) {
	return one(read(ctx, tx, "a visit of a team", scanVisit, selectVisitAmong, number, reps))
}
