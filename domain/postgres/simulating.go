package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

var selectIsYaobans = statement(`select to_regclass('staff') is not null and to_regclass('doctor') is not null and to_regclass('record') is not null`)

var selectHolds = statement(`select exists (select 1 from staff) or exists (select 1 from hospital) or exists (select 1 from doctor) or exists (select 1 from record)`)

// HoldsCompany reports whether the database at url holds anything of a company: people, hospitals, doctors or records. An empty database
// and one that was only migrated hold none. It writes nothing.
func HoldsCompany(ctx context.Context, url string) (holds bool, err error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return false, errors.New("read the database URL: it is not of the form postgres://user:password@host:port/name") // err would show the password
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return false, fmt.Errorf("look into the database: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // it was only read
	var migrated bool
	if err := conn.QueryRow(ctx, selectIsYaobans).Scan(&migrated); err != nil {
		return false, fmt.Errorf("look for tables in the database: %w", err)
	}
	if !migrated {
		return false, nil
	}
	if err := conn.QueryRow(ctx, selectHolds).Scan(&holds); err != nil {
		return false, fmt.Errorf("look for a company in the database: %w", err)
	}
	return holds, nil
}
