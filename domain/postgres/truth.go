package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

// truth reads what kinds of notices ask for, in the transaction that claims the notice: each view is one joined SELECT.
type truth struct{ *Tx }

// hospitalName is what people call a hospital h in every answer, notice and list: the first of its shortest aliases of at least
// two characters, as bot/command has it; else its name.
const hospitalName = `coalesce((select x from unnest(h.aliases) with ordinality u (x, i) where char_length(x) >= 2
    order by char_length(x), i limit 1), h.name)`

// brands is the SQL for the brands of a column of product codes, in their order; a code that nobody knows stands as it is.
func brands(column string) string {
	return `array(select coalesce(b.brand, c.code) from unnest(` + column + `) with ordinality c (code, i)
        left join product b on b.code = c.code order by c.i)`
}

var selectPlanView = statement(`
select p.number, p.rep, ` + doctorName + `, ` + hospitalShown + `, d.department, coalesce(a.short_code, ''), d.grade, p.date,
    coalesce(p.start, ''), ` + brands("p.products") + `, p.state = 'planned', p.revision, h.reception
from plan p join doctor d on d.code = p.doctor join hospital h on h.code = d.hospital
left join lateral (select short_code from assignment where doctor = p.doctor and rep = p.rep order by from_date desc limit 1) a on true
where p.id = $1`)

// Plan implements notice.Truth.
func (t truth) Plan(ctx context.Context, id domain.ID) (notice.PlanView, bool, error) {
	return one(read(ctx, t.Tx, "what a plan is now", func(row pgx.CollectableRow) (v notice.PlanView, err error) {
		var windows []string
		if err = row.Scan(&v.Number, &v.Rep, &v.Doctor, &v.Hospital, &v.Department, &v.ShortCode, &v.Grade, &v.Date, &v.Start,
			&v.Products, &v.Planned, &v.Revision, &windows); err != nil {
			return v, err
		}
		v.Reception, v.Shut, err = receives(windows, v.Department, v.Date)
		return v, err
	}, selectPlanView, id))
}

var selectReminderView = statement(`
select r.number, r.person, r.at, r.subject, coalesce(a.short_code, ''), r.state <> 'cancelled', r.revision
from reminder r
left join lateral (select short_code from assignment where doctor = r.doctor and rep = r.person order by from_date desc limit 1) a on true
where r.id = $1`)

// Reminder implements notice.Truth.
func (t truth) Reminder(ctx context.Context, id domain.ID) (notice.ReminderView, bool, error) {
	return one(read(ctx, t.Tx, "what a reminder is now", func(row pgx.CollectableRow) (v notice.ReminderView, err error) {
		err = row.Scan(&v.Number, &v.Person, &v.At, &v.Subject, &v.ShortCode, &v.Set, &v.Revision)
		v.At = t.local(v.At)
		return v, err
	}, selectReminderView, id))
}

var selectVisitView = statement(`
select v.number, s.name, ` + doctorName + `, ` + hospitalShown + `, v.date, coalesce(v.start, ''), ` + brands("v.products") + `,
    coalesce(v.joint, ''), v.status = 'withdrawn'
from visit v join staff s on s.userid = v.rep join doctor d on d.code = v.doctor join hospital h on h.code = d.hospital
where v.id = $1`)

// Visit implements notice.Truth.
func (t truth) Visit(ctx context.Context, id domain.ID) (notice.VisitView, bool, error) {
	return one(read(ctx, t.Tx, "what a visit is now", func(row pgx.CollectableRow) (v notice.VisitView, err error) {
		err = row.Scan(&v.Number, &v.Rep, &v.Doctor, &v.Hospital, &v.Date, &v.Start, &v.Products, &v.Joint, &v.Withdrawn)
		return v, err
	}, selectVisitView, id))
}

var selectReportView = statement(`
select r.number, r.kind, coalesce(s.name, c.outsider, ''), coalesce(` + doctorName + `, ''), ` + brands("r.products") + `, r.text, r.said_at, r.state = 'open'
from report r left join staff s on s.userid = r.person left join desk_case c on c.id = r.id left join doctor d on d.code = r.doctor
where r.id = $1`)

// Report implements notice.Truth.
func (t truth) Report(ctx context.Context, id domain.ID) (notice.ReportView, bool, error) {
	return one(read(ctx, t.Tx, "what a report is now", func(row pgx.CollectableRow) (v notice.ReportView, err error) {
		err = row.Scan(&v.Number, &v.Kind, &v.Rep, &v.Doctor, &v.Products, &v.Text, &v.SaidAt, &v.Open)
		v.SaidAt = t.local(v.SaidAt)
		return v, err
	}, selectReportView, id))
}

var selectRepeated = statement(`
select exists (select 1 from delivery
    where person = $1 and first_try_at >= $4 and channel = $2 and body = $3 and state <> 'refused')`)

// Repeated implements delivery.Reads.
func (t truth) Repeated(ctx context.Context, person string, channel domain.Channel, body []byte, since time.Time) (bool, error) {
	again, _, err := one(read(ctx, t.Tx, "what was sent lately", pgx.RowTo[bool], selectRepeated, person, string(channel), body, since))
	return again, err
}

// local shows an instant in the company's zone.
func (tx *Tx) local(at time.Time) time.Time { return at.In(tx.db.zone) }
