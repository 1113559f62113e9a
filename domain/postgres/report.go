package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/report"
)

var insertReport = statement(`
with r as (insert into record (number, kind, id) values ($2, $3, $1))
insert into report (id, number, kind, person, doctor, products, body, text, state, channel, said_at, recorded_at, origin, address)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11, $12, $13)`)

// PutReport queues a report and its number.
func (tx *Tx) PutReport(r report.Report) {
	body, err := asJSON(r.Body)
	if err != nil {
		tx.failed = err
		return
	}
	tx.write(insertReport, r.ID, r.Number, string(r.Kind), zeroNull(r.Person), zeroNull(r.Doctor), list(r.Products), body, r.Text,
		string(r.Channel), r.SaidAt, r.RecordedAt, r.Origin, zeroNull(r.Address))
}

var setReportState = statement(`update report set state = case when $2 then 'open' else 'withdrawn' end where id = $1`)

// CloseReport queues that a report stands (open) or was taken back.
func (tx *Tx) CloseReport(id domain.ID, open bool) { tx.write(setReportState, id, open) }

// reportColumns are read by scanReport in this order.
const reportColumns = `id, number, kind, person, coalesce(doctor, ''), products, text, state = 'open', channel, said_at, recorded_at, origin`

func scanReport(row pgx.CollectableRow) (r report.Report, err error) {
	err = row.Scan(&r.ID, &r.Number, &r.Kind, &r.Person, &r.Doctor, &r.Products, &r.Text, &r.Open, &r.Channel, &r.SaidAt,
		&r.RecordedAt, &r.Origin)
	return r, err
}

var selectReportNumbered = statement(`select ` + reportColumns + ` from report where number = $1 and person = $2 for update`)

// ReportNumbered returns the person's report of that number, locked, and false if she has none.
func (tx *Tx) ReportNumbered(ctx context.Context, person string, number int64) (report.Report, bool, error) {
	return one(read(ctx, tx, "a report by its number", scanReport, selectReportNumbered, number, person))
}

var selectReportsOfOrigin = statement(`
select ` + reportColumns + ` from report where origin = $1 and person = $2 order by number limit 50 for update`)

// ReportsOfOrigin returns the reports that one message made, locked.
func (tx *Tx) ReportsOfOrigin(ctx context.Context, person string, origin domain.ID) ([]report.Report, error) {
	return read(ctx, tx, "the reports of a recording", scanReport, selectReportsOfOrigin, origin, person)
}
