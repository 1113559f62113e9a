package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/remind"
)

// reminderColumns are read by scanReminder in this order.
const reminderColumns = `id, number, person, at, subject, doctor, state, channel, said_at, recorded_at, origin, revision`

func (tx *Tx) scanReminder(row pgx.CollectableRow) (r remind.Reminder, err error) {
	var doctor *string
	err = row.Scan(&r.ID, &r.Number, &r.Person, &r.At, &r.Subject, &doctor, &r.State, &r.Channel, &r.SaidAt, &r.RecordedAt,
		&r.Origin, &r.Revision)
	r.Doctor = orZero(doctor)
	r.At = r.At.In(tx.db.zone)
	return r, err
}

var selectReminderNumbered = statement(`select ` + reminderColumns + ` from reminder where number = $1 and person = $2 for update`)

// ReminderNumbered returns the person's reminder of that number, locked, and false if she has none.
func (tx *Tx) ReminderNumbered(ctx context.Context, person string, number int64) (remind.Reminder, bool, error) {
	return one(read(ctx, tx, "a reminder by its number", tx.scanReminder, selectReminderNumbered, number, person))
}

var selectRemindersOfOrigin = statement(`
select ` + reminderColumns + ` from reminder where origin = $1 and person = $2 order by number limit 50 for update`)

// RemindersOfOrigin returns the reminders that one message set, locked.
func (tx *Tx) RemindersOfOrigin(ctx context.Context, person string, origin domain.ID) ([]remind.Reminder, error) {
	return read(ctx, tx, "the reminders of a recording", tx.scanReminder, selectRemindersOfOrigin, origin, person)
}

var selectRemindersBetween = statement(`
select ` + reminderColumns + ` from reminder
where person = $1 and state = 'set' and at >= $2 and at < $3 order by at, number limit 100`)

// RemindersBetween returns the person's reminders from the beginning of one day to the end of another, in order of time.
func (tx *Tx) RemindersBetween(ctx context.Context, person string, from, to domain.Date) ([]remind.Reminder, error) {
	return read(ctx, tx, "reminders between two days", tx.scanReminder, selectRemindersBetween, person,
		from.Time(tx.db.zone), to.AddDays(1).Time(tx.db.zone))
}

var insertReminder = statement(`
with r as (insert into record (number, kind, id) values ($2, 'reminder', $1))
insert into reminder (` + reminderColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)

// PutReminder queues a new reminder and its number.
func (tx *Tx) PutReminder(r remind.Reminder) {
	tx.write(insertReminder, r.ID, r.Number, r.Person, r.At, r.Subject, zeroNull(r.Doctor), string(r.State), string(r.Channel),
		r.SaidAt, r.RecordedAt, r.Origin, r.Revision)
}

var updateReminder = statement(`update reminder set at = $2, subject = $3, doctor = $4, state = $5, revision = $6 where id = $1`)

// ChangeReminder queues the reminder as it is now.
func (tx *Tx) ChangeReminder(r remind.Reminder) {
	tx.write(updateReminder, r.ID, r.At, r.Subject, zeroNull(r.Doctor), string(r.State), r.Revision)
}
