package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
)

var takeLease = statement(`
insert into lease (name, holder, until) values ($1, $2, $4)
on conflict (name) do update set holder = excluded.holder, until = excluded.until
    where lease.holder = excluded.holder or lease.until < $3
returning 1`)

// Lead takes or keeps the lease of that name for holder from the wall time of now until the given one, and reports whether
// holder has it. Another holder's lease is taken only when it is over.
func (db *DB) Lead(ctx context.Context, name string, holder domain.ID, wall, until time.Time) (bool, error) {
	var got int
	err := db.pool.QueryRow(ctx, takeLease, name, holder, wall, until).Scan(&got)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("take the lease of %s: %w", name, err)
	}
	return true, nil
}

var dropLease = statement(`delete from lease where name = $1 and holder = $2`)

// Resign gives a lease back, so that another process need not wait for its end.
func (db *DB) Resign(ctx context.Context, name string, holder domain.ID) error {
	if _, err := db.pool.Exec(ctx, dropLease, name, holder); err != nil {
		return fmt.Errorf("give back the lease of %s: %w", name, err)
	}
	return nil
}

var selectRun = statement(`select exists (select 1 from cadence_run where kind = $1 and slot = $2)`)

// Ran reports whether the occurrence of a cadence at slot was run.
func (db *DB) Ran(ctx context.Context, kind string, slot time.Time) (ran bool, err error) {
	if err := db.pool.QueryRow(ctx, selectRun, kind, slot).Scan(&ran); err != nil {
		return false, fmt.Errorf("look for a run of %s: %w", kind, err)
	}
	return ran, nil
}

var insertRun = statement(`insert into cadence_run (kind, slot, at) values ($1, $2, $3) on conflict do nothing`)

// MarkRun records that the occurrence of a cadence at slot was run.
func (db *DB) MarkRun(ctx context.Context, kind string, slot time.Time) error {
	if _, err := db.pool.Exec(ctx, insertRun, kind, slot, db.Now()); err != nil {
		return fmt.Errorf("record a run of %s: %w", kind, err)
	}
	return nil
}
