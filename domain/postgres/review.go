package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
)

// mostWaiting bounds what one reading of the waiting records looks at, the oldest first; the rest is counted.
const mostWaiting = 1000

// minuteOf is the SQL for the minute of the day of a clock time HH:MM.
func minuteOf(start string) string {
	return `(substr(` + start + `, 1, 2)::int * 60 + substr(` + start + `, 4, 2)::int)`
}

// lengthOf is the SQL for how many minutes a visit takes at least.
func lengthOf(minutes string) string { return `greatest(coalesce(` + minutes + `, 1), 1)` }

// itemsOf is the SQL for visits as a reviewer sees them; which chooses them from visit, in order and with a limit.
func itemsOf(which string) string {
	return `
select v.*, s.name, ` + doctorName + `, ` + hospitalShown + `, coalesce(b.name, ''), coalesce(f.name, ''), coalesce(o.number, 0), coalesce(c.number, 0)
from (select ` + visitRow + `, decided_by, decided_for, decided_at, decision_reason, near_copy_of, similarity from visit where ` + which + `) v
join staff s on s.userid = v.rep join doctor d on d.code = v.doctor join hospital h on h.code = d.hospital
left join staff b on b.userid = v.decided_by
left join staff f on f.userid = v.decided_for
left join visit c on c.id = v.near_copy_of
left join lateral (
    select o.number from visit o
    where o.rep = v.rep and o.date = v.date and o.id <> v.id and o.status <> 'withdrawn'
        and ` + minuteOf("o.start") + ` < ` + minuteOf("v.start") + ` + ` + lengthOf("v.minutes") + `
        and ` + minuteOf("v.start") + ` < ` + minuteOf("o.start") + ` + ` + lengthOf("o.minutes") + `
        and (o.origin <> v.origin or o.start <> v.start)
    order by o.number limit 1
) o on true
order by v.number`
}

// waits holds of a visit that waits for a decision of its own: one that an event made waits with the event.
const waits = `status in ('open', 'incomplete') and not (visit.of_event and exists (
    select 1 from event e where e.id = visit.event and e.state = 'held' and e.reviewed = 'open'))`

var selectItemsNumbered = statement(itemsOf(`number = any($1) order by number limit 500 for update`))

var selectItemsWaiting = statement(itemsOf(`rep = any($1) and ` + waits + ` order by number limit $2`))

var lockItemsWaiting = statement(itemsOf(`rep = any($1) and ` + waits + ` order by number limit $2 for update`))

var countWaiting = statement(`select count(*) from visit where rep = any($1) and ` + waits)

func (tx *Tx) scanItem(row pgx.CollectableRow) (i review.Item, err error) {
	var by, standsFor *string
	var name string
	var at *time.Time
	var copied *domain.ID
	var similarity *float64
	i.Visit, err = scanVisitAnd(row, &by, &standsFor, &at, &i.Reason, &copied, &similarity, &i.RepName, &i.DoctorName, &i.Hospital, &i.DecidedBy, &name, &i.Overlaps, &i.CopyOf)
	i.DecidedBy, i.Decider = notice.DecidedBy(i.DecidedBy, name), review.Decider{Person: orZero(by), For: orZero(standsFor)}
	i.Copy.Of, i.Copy.Similarity = orZero(copied), orZero(similarity)
	i.SaidAt, i.DecidedAt, i.OpenUntil = tx.local(i.SaidAt), tx.local(orZero(at)), tx.local(i.OpenUntil)
	return i, err
}

// ItemsNumbered returns the visits of those numbers, whosever they are, locked, in the order of their numbers.
func (tx *Tx) ItemsNumbered(ctx context.Context, numbers []int64) ([]review.Item, error) {
	return read(ctx, tx, "records by their numbers", tx.scanItem, selectItemsNumbered, numbers)
}

// ItemsWaiting returns the visits of the reps that wait for a decision, the oldest thousand in the order of their numbers, locked
// if they are to be decided on, and how many wait in all.
func (tx *Tx) ItemsWaiting(ctx context.Context, reps []string, lock bool) (items []review.Item, total int, err error) {
	tx.queue(countWaiting, reps).QueryRow(func(row pgx.Row) error { return row.Scan(&total) })
	which := selectItemsWaiting
	if lock {
		which = lockItemsWaiting
	}
	items, err = read(ctx, tx, "what waits for review", tx.scanItem, which, reps, mostWaiting)
	return items, total, err
}

var decideVisit = statement(`
update visit set status = $2, revision = $3, open_until = $4, decided_by = $5, decided_at = $6, decision_reason = $7,
    decided_for = $8, reworked_at = $9
where id = $1`)

// PutDecision implements review.Ledger.
func (tx *Tx) PutDecision(v visit.Visit, by review.Decider, reason string) {
	tx.write(decideVisit, v.ID, string(v.Status), v.Revision, zeroNull(v.OpenUntil), zeroNull(by.Person), tx.now, reason, zeroNull(by.For), zeroNull(v.ReworkedAt))
}

var selectReviewView = statement(`
select v.number, ` + doctorName + `, ` + hospitalShown + `, v.date, v.status = 'rejected', coalesce(b.name, ''), coalesce(f.name, ''), v.decision_reason, v.open_until, v.revision
from visit v join doctor d on d.code = v.doctor join hospital h on h.code = d.hospital left join staff b on b.userid = v.decided_by
left join staff f on f.userid = v.decided_for
where v.id = $1`)

// Review implements notice.Truth.
func (t truth) Review(ctx context.Context, id domain.ID) (notice.ReviewView, bool, error) {
	return one(read(ctx, t.Tx, "where a review stands", func(row pgx.CollectableRow) (v notice.ReviewView, err error) {
		var until *time.Time
		var standsFor string
		err = row.Scan(&v.Number, &v.Doctor, &v.Hospital, &v.Date, &v.Rejected, &v.By, &standsFor, &v.Reason, &until, &v.Revision)
		v.By = notice.DecidedBy(v.By, standsFor)
		v.OpenUntil = t.local(orZero(until))
		return v, err
	}, selectReviewView, id))
}
