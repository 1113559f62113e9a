package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

var selectIsYaobans = statement(`select to_regclass('staff') is not null and to_regclass('doctor') is not null and to_regclass('record') is not null`)

var selectHolds = statement(`select exists (select 1 from staff) or exists (select 1 from hospital) or exists (select 1 from doctor) or exists (select 1 from record)`)

var selectHasTables = statement(`select exists (select 1 from pg_tables where schemaname not in ('pg_catalog', 'information_schema'))`)

// InUse reports whether the database at url holds anything of a company (people, hospitals, doctors, records), or tables of something
// else. An empty database and one that was only migrated do not. It writes nothing.
func InUse(ctx context.Context, url string) (used bool, err error) {
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
		if err := conn.QueryRow(ctx, selectHasTables).Scan(&used); err != nil {
			return false, fmt.Errorf("look for tables in the database: %w", err)
		}
		return used, nil
	}
	if err := conn.QueryRow(ctx, selectHolds).Scan(&used); err != nil {
		return false, fmt.Errorf("look for a company in the database: %w", err)
	}
	return used, nil
}
