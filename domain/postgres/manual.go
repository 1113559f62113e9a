package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
)

// byHand is the SQL for whether the doctor with that code has a grade by hand that holds on a day.
func byHand(code, day string) string {
	return `exists (select 1 from manual_grade hand where hand.doctor = ` + code + ` and hand.state = 'approved' and hand.until >= ` + day + `)`
}

// manualColumns are read by scanManual in this order.
const manualColumns = `id, number, doctor, grade, was, reason, until, asked_by, second, channel, asked_at, state, coalesce(decided_by, ''),
    decision_reason, from_date, revision`

func scanManual(row pgx.CollectableRow) (m doctor.Manual, err error) {
	var from *domain.Date
	err = row.Scan(&m.ID, &m.Number, &m.Doctor, &m.Grade, &m.Was, &m.Reason, &m.Until, &m.AskedBy, &m.Second, &m.Channel, &m.AskedAt, &m.State,
		&m.DecidedBy, &m.DecisionReason, &from, &m.Revision)
	m.From = orZero(from)
	return m, err
}

var insertManual = statement(`
with r as (insert into record (number, kind, id) values ($2, 'grade', $1))
insert into manual_grade (id, number, doctor, grade, was, reason, until, asked_by, second, channel, asked_at, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)

// PutManual implements doctor.ManualLedger.
func (tx *Tx) PutManual(m doctor.Manual) {
	tx.write(insertManual, m.ID, m.Number, m.Doctor, string(m.Grade), string(m.Was), m.Reason, m.Until, m.AskedBy, m.Second, string(m.Channel), m.AskedAt, m.State)
}

// updateManual puts the approved one in the place of another that holds.
var (
	replaceManual = statement(`update manual_grade set state = 'replaced', revision = revision + 1 where doctor = $1 and state = 'approved' and id <> $2`)
	updateManual  = statement(`
update manual_grade set state = $2, decided_by = $3, decided_at = $4, decision_reason = $5, from_date = $6, revision = $7 where id = $1`)
)

// ChangeManual implements doctor.ManualLedger.
func (tx *Tx) ChangeManual(m doctor.Manual) {
	if m.State == doctor.Approved {
		tx.write(replaceManual, m.Doctor, m.ID)
	}
	tx.write(updateManual, m.ID, m.State, zeroNull(m.DecidedBy), tx.now, m.DecisionReason, zeroNull(m.From), m.Revision)
}

var selectManualOf = statement(`
select ` + manualColumns + ` from manual_grade where doctor = $1 and state in ('waiting', 'approved') order by number limit 2`)

// WantManual asks for the grades by hand of a doctor that wait or hold; they arrive with the next Flush.
func (tx *Tx) WantManual(code string, into *[]doctor.Manual) {
	tx.queue(selectManualOf, code).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanManual)
		return err
	})
}

// selectManualNumbered finds those that the people of $1 may decide on: one of them is the second person, or above her.
var selectManualNumbered = statement(belowAny + `
select ` + manualColumns + ` from manual_grade where number = any($2)
    and (second = any($1) or second in (select userid from below) or asked_by = $3) order by id for update`)

// ManualNumbered returns the grades by hand of these numbers on which the person may decide, for herself or for those whom she stands in
// for, or for which she asked herself, locked in the order of their ids.
func (tx *Tx) ManualNumbered(ctx context.Context, person string, standsFor []string, numbers []int64) ([]doctor.Manual, error) {
	return read(ctx, tx, "grades by hand", scanManual, selectManualNumbered, append([]string{person}, standsFor...), numbers, person)
}

var selectManualWaiting = statement(`
select m.id, m.number, m.doctor, m.grade, m.was, m.reason, m.until, m.asked_by, m.second, m.channel, m.asked_at, m.state, '', '', m.from_date, m.revision,
    ` + doctorName + `, ` + hospitalShown + `, s.name
from manual_grade m join doctor d on d.code = m.doctor join hospital h on h.code = d.hospital join staff s on s.userid = m.asked_by
where m.second = any($1) and m.asked_by <> all($1) and m.state = 'waiting' order by m.number limit 100`)

// ManualWaiting returns the grades by hand that wait for one of these people, the oldest first, at most 100.
func (tx *Tx) ManualWaiting(ctx context.Context, people []string) ([]doctor.WaitingManual, error) {
	return read(ctx, tx, "the grades by hand that wait", func(row pgx.CollectableRow) (w doctor.WaitingManual, err error) {
		var from *domain.Date
		err = row.Scan(&w.ID, &w.Number, &w.Doctor, &w.Grade, &w.Was, &w.Reason, &w.Until, &w.AskedBy, &w.Second, &w.Channel, &w.AskedAt, &w.State,
			&w.DecidedBy, &w.DecisionReason, &from, &w.Revision, &w.Name, &w.Hospital, &w.By)
		return w, err
	}, selectManualWaiting, people)
}

// touchLists makes those who see a doctor, and everybody above them, read their lists anew. Rows are taken in the order of the
// userids, so that two turns that touch the same people wait for each other and never stand in each other's way. What changes the whole
// company's world counts in table world, whose row an import holds for as long as it runs; a turn never waits for that one.
var touchLists = statement(`
with recursive above as (
    select a.rep userid from assignment a where a.doctor = any($1)
    union
    select s.manager from staff s join above u on s.userid = u.userid where s.manager is not null
), people as (select userid from staff where userid in (select userid from above) order by userid for no key update)
update staff s set reach_version = reach_version + 1 from people p where s.userid = p.userid`)

// GradeNow grades one doctor anew because a grade by hand begins, and tells her reps.
func (tx *Tx) GradeNow(ctx context.Context, code string) error {
	scheme, err := tx.gradingInForce(ctx)
	if err != nil {
		return err
	}
	moved, err := tx.regradeAll(ctx, scheme, scope{doctors: []string{code}})
	if err != nil {
		return err
	}
	tx.write(touchLists, []string{code})
	return tx.tellRegraded(notice.GivenByHand, moved)
}

var endManual = statement(`
with due as (select id from manual_grade where state = 'approved' and until < $1 order by id limit $2 for update)
update manual_grade m set state = 'ended', revision = revision + 1 from due where m.id = due.id
returning m.id, m.number, m.doctor, m.until`)

// endedManual is a grade by hand whose last day is past.
type endedManual struct {
	ID     domain.ID
	Number int64
	Doctor string
	Until  domain.Date
}

// endByHand ends the grades by hand whose last day is past: the grade of the scheme counts from the day after it, however late this
// runs. Whoever grades doctors anew, or writes grades, does this first, so that no later entry of the history stands before it.
func (tx *Tx) endByHand(ctx context.Context) (ended int, err error) {
	rows, err := read(ctx, tx, "the grades by hand that end", pgx.RowToStructByPos[endedManual], endManual, domain.DateOf(tx.now), mostDoctors)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	scheme, err := tx.gradingInForce(ctx)
	if err != nil {
		return 0, err
	}
	byDay := map[domain.Date][]string{}
	for _, r := range rows {
		byDay[r.Until] = append(byDay[r.Until], r.Doctor)
		tx.Remember(fact.Fact{Kind: fact.GradeEnded, At: tx.now, Subject: r.ID, Number: r.Number, After: r.Until})
	}
	days := make([]domain.Date, 0, len(byDay))
	for day := range byDay {
		days = append(days, day)
	}
	slices.SortFunc(days, func(a, b domain.Date) int { return a.Sub(b) })
	for _, day := range days {
		moved, err := tx.regradeFrom(ctx, scheme, scope{doctors: byDay[day]}, day.AddDays(1))
		if err != nil {
			return 0, err
		}
		if err := tx.tellRegraded(notice.HandEnded, moved); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// EndManualGrades ends the grades by hand whose last day is past and returns how many (PRODUCT.md D6). Run again, it finds nothing.
func (db *DB) EndManualGrades(ctx context.Context, _ time.Time) (ended int, err error) {
	err = db.InTx(ctx, func(tx *Tx) (err error) {
		if _, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockWorld); err != nil {
			return err
		}
		if ended, err = tx.endByHand(ctx); err != nil || ended == 0 {
			return err
		}
		tx.write(growWorld)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("end grades that were given by hand: %w", err)
	}
	return ended, nil
}

var selectManualView = statement(`
select m.number, ` + doctorName + `, ` + hospitalShown + `, m.was, m.grade, m.reason, m.until, a.name, a.userid, m.state, coalesce(b.name, ''), m.decision_reason
from manual_grade m join doctor d on d.code = m.doctor join hospital h on h.code = d.hospital
join staff a on a.userid = m.asked_by left join staff b on b.userid = m.decided_by
where m.id = $1`)

// Manual implements notice.Truth.
func (t truth) Manual(ctx context.Context, id domain.ID) (notice.ManualView, bool, error) {
	return one(read(ctx, t.Tx, "a grade by hand", pgx.RowToStructByPos[notice.ManualView], selectManualView, id))
}
