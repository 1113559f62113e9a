package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
)

var exportCases = statement(`
select id, number, kind, state, coalesce(reporter, outsider), coalesce(owner, ''), day0, due_at, patient, source, product, event, seriousness, criteria, expected,
    reported_on, reference, category, batch, handling, callback, reason, coalesce(merged_into, 0), coalesce(closed_by, ''), closed_at
from desk_case
where ($1::timestamptz is null or day0 >= $1) and ($2::timestamptz is null or day0 < $2) and ($3 or state <> 'merged')
order by number`)

// ExportCases hands the cases of the safety desk to each in the order of their numbers.
func (db *DB) ExportCases(ctx context.Context, r export.Range, each func(export.Case) error) error {
	from, before := db.instants(r)
	return stream(ctx, db, "cases", func(row pgx.Rows) (c export.Case, err error) {
		var day0, due time.Time
		var reported *domain.Date
		var closed *time.Time
		err = row.Scan(&c.ID, &c.Number, &c.Kind, &c.State, &c.Reporter, &c.Owner, &day0, &due, &c.Patient, &c.Source, &c.Product, &c.Event,
			&c.Seriousness, &c.Criteria, &c.Expected, &reported, &c.Reference, &c.Category, &c.Batch, &c.Handling, &c.Callback, &c.Reason,
			&c.MergedInto, &c.ClosedBy, &closed)
		c.Day0, c.DueAt, c.ReportedOn, c.ClosedAt = db.second(&day0), db.second(&due), orZero(reported), db.second(closed)
		return c, err
	}, each, exportCases, from, before, r.All)
}
