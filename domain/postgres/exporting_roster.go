package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/roster"
)

// scanRows lets the scanners of single rows read a stream.
func scanRows[T any](scan func(pgx.CollectableRow) (T, error)) func(pgx.Rows) (T, error) {
	return func(r pgx.Rows) (T, error) { return scan(r) }
}

// ExportStaff hands everybody to each, leavers too, in the order of their userids.
func (db *DB) ExportStaff(ctx context.Context, each func(roster.Staff) error) error {
	return stream(ctx, db, "staff", scanRows(scanStaff), each, selectAllStaff)
}

// ExportHospitals hands the hospitals to each in the order of their codes.
func (db *DB) ExportHospitals(ctx context.Context, each func(roster.Hospital) error) error {
	return stream(ctx, db, "hospitals", scanRows(scanWholeHospital), each, selectWholeHospitals)
}

// ExportProducts hands the products to each in the order of their codes.
func (db *DB) ExportProducts(ctx context.Context, each func(roster.Product) error) error {
	return stream(ctx, db, "products", scanRows(scanProduct), each, selectProducts)
}

var selectAllDoctors = statement(`
select ` + doctorColumns + `, coalesce(a.reps, '{}'), '', d.custom
from doctor d left join (
    select doctor, array_agg(rep order by rep collate "C") as reps from assignment where line = '' and to_date is null group by doctor
) a on a.doctor = d.code
order by d.code`)

// ExportDoctors hands the doctors to each with the reps who see them now, in the order of their codes.
func (db *DB) ExportDoctors(ctx context.Context, each func(roster.Doctor) error) error {
	return stream(ctx, db, "doctors", scanRows(scanWholeDoctor), each, selectAllDoctors)
}
