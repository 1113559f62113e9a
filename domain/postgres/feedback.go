package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/feedback"
)

// insertFeedback takes the place of what stands beside the visit of the same kinds.
var insertFeedback = statement(`
with said as (
    select kind, coalesce(products, '{}') as products, text, row_number() over () as n
    from json_to_recordset($3) as t(kind text, products text[], text text)
), gone as (
    delete from visit_feedback where visit = $1 and kind in (select kind from said)
)
insert into visit_feedback (visit, item, kind, products, text, said_at)
select $1, n + coalesce((select max(item) from visit_feedback where visit = $1), 0), kind, products, text, $2 from said`)

// PutFeedback queues remarks for a visit; each takes the place of what stands there of its kind.
func (tx *Tx) PutFeedback(visit domain.ID, saidAt time.Time, said []feedback.Remark) {
	if len(said) == 0 {
		return
	}
	rows := make([]map[string]any, len(said))
	for i, r := range said {
		rows[i] = map[string]any{"kind": r.Kind, "products": list(r.Products), "text": r.Text}
	}
	tx.write(insertFeedback, visit, saidAt, rows)
}

var selectFeedback = statement(`
select v.number, v.date, v.rep, f.kind, f.products, f.text
from visit v join visit_feedback f on f.visit = v.id
where v.doctor = $1 and v.rep = any($2) and v.date >= $3 and v.status <> 'withdrawn'
order by v.date desc, v.number desc, f.item limit 500`)

// WantFeedback asks for what a doctor said during standing visits of the reps on and after from, the latest first; it arrives
// with the next Flush.
func (tx *Tx) WantFeedback(doctor string, reps []string, from domain.Date, into *[]feedback.Said) {
	tx.queue(selectFeedback, doctor, reps, from).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s feedback.Said, err error) {
			err = row.Scan(&s.Number, &s.Date, &s.Rep, &s.Kind, &s.Products, &s.Text)
			return s, err
		})
		return err
	})
}

var exportFeedback = statement(`
select f.visit, v.number, v.rep, v.doctor, v.date, f.kind, case when f.products = '{}' then v.products else f.products end, f.text,
    f.said_at, v.status
from visit v join visit_feedback f on f.visit = v.id
where ($1::date is null or v.date >= $1) and ($2::date is null or v.date <= $2) and ($3 or v.status <> 'withdrawn')
order by v.number, f.item`)

// ExportFeedback hands the remarks to each in the order of their visits' numbers. Those of withdrawn visits only come with
// Range.All.
func (db *DB) ExportFeedback(ctx context.Context, r export.Range, each func(export.Feedback) error) error {
	return stream(ctx, db, "feedback", func(row pgx.Rows) (f export.Feedback, err error) {
		var said time.Time
		err = row.Scan(&f.Visit, &f.Number, &f.Rep, &f.Doctor, &f.Date, &f.Kind, &f.Products, &f.Text, &said, &f.Status)
		f.SaidAt = db.second(&said)
		return f, err
	}, each, exportFeedback, r.From, r.To, r.All)
}
