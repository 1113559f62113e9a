package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/glance"
)

// team is the person herself and everybody below her. The depth is bounded so that a circle in the reporting line ends.
const team = `
with recursive team (userid, depth) as (
    select $1::text, 0
    union
    select s.userid, t.depth + 1 from staff s join team t on s.manager = t.userid where t.depth < 8
)`

// glanceDoctor are the columns of a glance.Doctor for the tables doctor d and hospital h.
const glanceDoctor = doctorName + `, ` + hospitalShown + `, d.department, d.grade`

var glanceVisits = statement(team + `
select v.number, s.name, ` + glanceDoctor + `, v.date, v.start, v.minutes,
    array(select p.brand from unnest(v.products) with ordinality u(code, n) join product p using (code) order by n),
    v.purpose, v.result, j.name, v.next_date, v.next_start, v.score, v.effective, v.status, v.channel, v.revision
from visit v
join staff s on s.userid = v.rep
join doctor d on d.code = v.doctor
join hospital h on h.code = d.hospital
left join staff j on j.userid = v.joint
where v.rep in (select userid from team)
order by v.number desc limit 12`)

var glancePlans = statement(team + `
select p.number, s.name, ` + glanceDoctor + `, p.date, p.start,
    array(select b.brand from unnest(p.products) with ordinality u(code, n) join product b using (code) order by n),
    p.remind, p.state
from plan p
join staff s on s.userid = p.rep
join doctor d on d.code = p.doctor
join hospital h on h.code = d.hospital
where p.rep in (select userid from team)
order by p.number desc limit 8`)

var glanceReminders = statement(`
select r.number, s.name, r.at, r.subject, r.state
from reminder r join staff s on s.userid = r.person
where r.person = $1 order by r.number desc limit 8`)

// glanceReports: the safety desk sees everybody's safety reports and complaints, the others their own team's.
var glanceReports = statement(team + `
select r.number, r.kind, coalesce(s.name, c.outsider, ''), coalesce(` + doctorName + `, ''), r.said_at, left(r.text, 120), r.state
from report r
left join staff s on s.userid = r.person
left join desk_case c on c.id = r.id
left join doctor d on d.code = r.doctor
where r.person in (select userid from team)
   or r.kind in ('safety', 'complaint') and exists (select from staff where userid = $1 and role = 'safety')
order by r.number desc limit 8`)

var glanceDeliveries = statement(`
select id::text, kind, channel, state, left(text, 120), due_at, sent_at, attempts, coalesce(code, '')
from delivery where person = $1 order by claimed_at desc, id desc limit 12`)

// Recent returns what was last stored for a person, and for the people below her; an unknown person has nothing. It is for
// the sandbox page and for nothing else.
func (db *DB) Recent(ctx context.Context, person string) (s glance.Stored, err error) {
	b := &pgx.Batch{}
	want(b, &s.Visits, scanGlanceVisit, glanceVisits, person)
	want(b, &s.Plans, scanGlancePlan, glancePlans, person)
	want(b, &s.Reminders, func(row pgx.CollectableRow) (r glance.Reminder, err error) {
		err = row.Scan(&r.Number, &r.Person, &r.At, &r.Subject, &r.State)
		r.At = r.At.In(db.zone)
		return r, err
	}, glanceReminders, person)
	want(b, &s.Reports, func(row pgx.CollectableRow) (r glance.Report, err error) {
		err = row.Scan(&r.Number, &r.Kind, &r.Person, &r.Doctor, &r.SaidAt, &r.Text, &r.State)
		r.SaidAt = r.SaidAt.In(db.zone)
		return r, err
	}, glanceReports, person)
	want(b, &s.Deliveries, func(row pgx.CollectableRow) (d glance.Delivery, err error) {
		err = row.Scan(&d.ID, &d.Kind, &d.Channel, &d.State, &d.Text, &d.DueAt, &d.SentAt, &d.Attempts, &d.Code)
		d.DueAt = d.DueAt.In(db.zone)
		if d.SentAt != nil {
			*d.SentAt = d.SentAt.In(db.zone)
		}
		return d, err
	}, glanceDeliveries, person)
	if err := db.pool.SendBatch(ctx, b).Close(); err != nil {
		return glance.Stored{}, fmt.Errorf("read what was stored for a person: %w", err)
	}
	return s, nil
}

// want queues a query whose rows fill into.
func want[T any](b *pgx.Batch, into *[]T, to pgx.RowToFunc[T], sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, to)
		return err
	})
}

func scanGlanceVisit(row pgx.CollectableRow) (v glance.Visit, err error) {
	var start, purpose, result, joint, nextStart *string
	var minutes *int
	var next *domain.Date
	err = row.Scan(&v.Number, &v.Rep, &v.Doctor.Name, &v.Doctor.Hospital, &v.Doctor.Department, &v.Doctor.Grade, &v.Date,
		&start, &minutes, &v.Products, &purpose, &result, &joint, &next, &nextStart, &v.Score, &v.Effective, &v.Status,
		&v.Channel, &v.Revision)
	v.Start, v.Minutes, v.Joint = domain.TimeOfDay(orZero(start)), orZero(minutes), orZero(joint)
	v.Purpose, v.Result = domain.Purpose(orZero(purpose)), domain.Result(orZero(result))
	v.NextDate, v.NextStart = orZero(next), domain.TimeOfDay(orZero(nextStart))
	return v, err
}

func scanGlancePlan(row pgx.CollectableRow) (p glance.Plan, err error) {
	var start *string
	var date *domain.Date
	var remind *int
	err = row.Scan(&p.Number, &p.Rep, &p.Doctor.Name, &p.Doctor.Hospital, &p.Doctor.Department, &p.Doctor.Grade, &date,
		&start, &p.Products, &remind, &p.State)
	p.Date, p.Start, p.Remind = orZero(date), domain.TimeOfDay(orZero(start)), orZero(remind)
	return p, err
}

var nextDue = statement(`
select min(due_at) from outbox where due_at > $1 and due_at <= $2 and done_at is null and dead_at is null`)

// NextDue returns the first instant after after and not after until (business time) at which the outbox has something to
// do, and false if there is none.
func (db *DB) NextDue(ctx context.Context, after, until time.Time) (time.Time, bool, error) {
	return db.instant(ctx, nextDue, after, until)
}

// nextTold: a notice that waits, or the second channel of one that was told and that nobody has acknowledged.
var nextTold = statement(`
select min(at) from (
    select min(due_at) at from notice where state = 'live' and due_at > $1 and due_at <= $2
    union all
    select min(o.due_at) from outbox o
    join notice n on o.ref = n.id::text
    left join conversation c on c.person = n.person
    where o.topic = 'escalate' and o.due_at > $1 and o.due_at <= $2 and o.done_at is null and o.dead_at is null
      and n.acked_at is null and coalesce(greatest(c.last_wecom_at, c.last_sms_at) <= n.told_at, true)
) x`)

// NextTold returns the first instant after after and not after until (business time) at which somebody is to be told
// something, as far as is known now, and false if there is none.
func (db *DB) NextTold(ctx context.Context, after, until time.Time) (time.Time, bool, error) {
	return db.instant(ctx, nextTold, after, until)
}

func (db *DB) instant(ctx context.Context, sql string, after, until time.Time) (time.Time, bool, error) {
	var at *time.Time
	if err := db.pool.QueryRow(ctx, sql, after, until).Scan(&at); err != nil {
		return time.Time{}, false, fmt.Errorf("read the next instant at which something is due: %w", err)
	}
	if at == nil {
		return time.Time{}, false, nil
	}
	return at.In(db.zone), true, nil
}
