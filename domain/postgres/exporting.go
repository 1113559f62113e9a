package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
)

// stream runs one query, which sees one moment of the database, and hands its rows to each as they come off the wire: memory
// does not grow with their number. An error of each ends it.
func stream[T any](ctx context.Context, db *DB, what string, scan func(pgx.Rows) (T, error), each func(T) error, sql string, args ...any) error {
	rows, err := db.pool.Query(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("export %s: %w", what, err)
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return fmt.Errorf("export %s: %w", what, err)
		}
		if err := each(row); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("export %s: %w", what, err)
	}
	return nil
}

// second returns an instant as exports write it: the company's zone, whole seconds.
func (db *DB) second(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.In(db.zone).Truncate(time.Second)
}

// instants returns the range as instants, the end excluded; nil leaves an end open.
func (db *DB) instants(r export.Range) (from, before *time.Time) {
	if !r.From.IsZero() {
		t := r.From.Time(db.zone)
		from = &t
	}
	if !r.To.IsZero() {
		t := r.To.AddDays(1).Time(db.zone)
		before = &t
	}
	return from, before
}

var exportVisits = statement(`
select id, number, rep, doctor, date, start, minutes, products, purpose, result, joint, next_date, next_start, channel, said_at,
    recorded_at, score, effective, status, (select e.number from event e where e.id = visit.event) as event_number
from visit
where ($1::date is null or date >= $1) and ($2::date is null or date <= $2) and ($3 or status <> 'withdrawn')
order by number`)

// ExportVisits hands the visits to each in the order of their numbers. Withdrawn ones only come with Range.All.
func (db *DB) ExportVisits(ctx context.Context, r export.Range, each func(export.Visit) error) error {
	return stream(ctx, db, "visits", func(row pgx.Rows) (v export.Visit, err error) {
		var start, purpose, result, joint, nextStart *string
		var minutes *int
		var event *int64
		var next *domain.Date
		var said, recorded time.Time
		err = row.Scan(&v.ID, &v.Number, &v.Rep, &v.Doctor, &v.Date, &start, &minutes, &v.Products, &purpose, &result, &joint,
			&next, &nextStart, &v.Channel, &said, &recorded, &v.Score, &v.Effective, &v.Status, &event)
		v.Event = orZero(event)
		v.Start, v.Minutes, v.Joint = domain.TimeOfDay(orZero(start)), orZero(minutes), orZero(joint)
		v.Purpose, v.Result = domain.Purpose(orZero(purpose)), domain.Result(orZero(result))
		if next != nil {
			v.Next = &export.Next{Date: *next, Start: domain.TimeOfDay(orZero(nextStart))}
		}
		v.SaidAt, v.RecordedAt = db.second(&said), db.second(&recorded)
		return v, err
	}, each, exportVisits, r.From, r.To, r.All)
}

var exportPlans = statement(`
select id, number, rep, doctor, date, start, products, purpose, remind, state, visit, week
from plan
where ($1::date is null or date >= $1) and ($2::date is null or date <= $2)
order by number`)

// ExportPlans hands the plans to each in the order of their numbers, in whatever state they are.
func (db *DB) ExportPlans(ctx context.Context, r export.Range, each func(export.Plan) error) error {
	return stream(ctx, db, "plans", func(row pgx.Rows) (p export.Plan, err error) {
		var date *domain.Date
		var start, purpose *string
		var remind *int
		var visit, week *domain.ID
		err = row.Scan(&p.ID, &p.Number, &p.Rep, &p.Doctor, &date, &start, &p.Products, &purpose, &remind, &p.State, &visit, &week)
		p.Date, p.Start, p.Purpose = orZero(date), domain.TimeOfDay(orZero(start)), domain.Purpose(orZero(purpose))
		p.Remind, p.Visit, p.Week = orZero(remind), orZero(visit), orZero(week)
		return p, err
	}, each, exportPlans, r.From, r.To)
}

var exportReminders = statement(`
select id, number, person, at, subject, doctor, state, channel, said_at, recorded_at
from reminder
where ($1::timestamptz is null or at >= $1) and ($2::timestamptz is null or at < $2)
order by number`)

// ExportReminders hands the reminders to each in the order of their numbers, in whatever state they are.
func (db *DB) ExportReminders(ctx context.Context, r export.Range, each func(export.Reminder) error) error {
	from, before := db.instants(r)
	return stream(ctx, db, "reminders", func(row pgx.Rows) (m export.Reminder, err error) {
		var doctor *string
		var at, said, recorded time.Time
		err = row.Scan(&m.ID, &m.Number, &m.Person, &at, &m.Subject, &doctor, &m.State, &m.Channel, &said, &recorded)
		m.Doctor, m.At, m.SaidAt, m.RecordedAt = orZero(doctor), db.second(&at), db.second(&said), db.second(&recorded)
		return m, err
	}, each, exportReminders, from, before)
}

var exportReports = statement(`
select id, number, kind, coalesce(person, ''), doctor, products, body, text, state, channel, said_at, recorded_at
from report
where ($1::timestamptz is null or said_at >= $1) and ($2::timestamptz is null or said_at < $2) and ($3 or state <> 'withdrawn')
order by number`)

// ExportReports hands the reports to each in the order of their numbers. Withdrawn ones only come with Range.All.
func (db *DB) ExportReports(ctx context.Context, r export.Range, each func(export.Report) error) error {
	from, before := db.instants(r)
	return stream(ctx, db, "reports", func(row pgx.Rows) (p export.Report, err error) {
		var doctor *string
		var body []byte
		var said, recorded time.Time
		err = row.Scan(&p.ID, &p.Number, &p.Kind, &p.Person, &doctor, &p.Products, &body, &p.Text, &p.State, &p.Channel, &said, &recorded)
		p.Doctor, p.Body, p.SaidAt, p.RecordedAt = orZero(doctor), present(body), db.second(&said), db.second(&recorded)
		return p, err
	}, each, exportReports, from, before, r.All)
}

var exportDeliveries = statement(`
select id, person, kind, channel, state, provider_id, due_at, sent_at, attempts, text
from delivery
where ($1::timestamptz is null or due_at >= $1) and ($2::timestamptz is null or due_at < $2)
order by due_at, id`)

// ExportDeliveries hands the deliveries to each in the order in which they were due.
func (db *DB) ExportDeliveries(ctx context.Context, r export.Range, each func(export.Delivery) error) error {
	from, before := db.instants(r)
	return stream(ctx, db, "deliveries", func(row pgx.Rows) (d export.Delivery, err error) {
		var provider *string
		var due time.Time
		var sent *time.Time
		err = row.Scan(&d.ID, &d.Person, &d.Kind, &d.Channel, &d.State, &provider, &due, &sent, &d.Attempts, &d.Text)
		d.ProviderID, d.DueAt, d.SentAt = orZero(provider), db.second(&due), db.second(sent)
		return d, err
	}, each, exportDeliveries, from, before)
}

var exportFacts = statement(`
select id, at, kind, person, subject, number, before, after
from fact
where ($1::timestamptz is null or at >= $1) and ($2::timestamptz is null or at < $2)
order by at, id`)

// ExportFacts hands the facts to each in the order in which they happened.
func (db *DB) ExportFacts(ctx context.Context, r export.Range, each func(export.Fact) error) error {
	from, before := db.instants(r)
	return stream(ctx, db, "facts", func(row pgx.Rows) (f export.Fact, err error) {
		var number *int64
		var was, is []byte
		var at time.Time
		err = row.Scan(&f.ID, &at, &f.Kind, &f.Person, &f.Subject, &number, &was, &is)
		f.At, f.Number, f.Before, f.After = db.second(&at), orZero(number), present(was), present(is)
		return f, err
	}, each, exportFacts, from, before)
}

// present returns JSON that says something.
func present(b []byte) json.RawMessage {
	if string(b) == "null" {
		return nil
	}
	return b
}
