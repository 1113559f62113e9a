package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// purgeBatch is how many rows one statement of a purge removes, so that no turn waits for it.
const purgeBatch = 1000

var purgeKeys = statement(`
delete from inbox_seen where (channel, message_id) in (
    select channel, message_id from inbox_seen where at < $1 and state <> 'stored' order by at limit $2)`)

// PurgeKeys removes the keys of messages older than the business time before and returns how many. A message that waits for
// its turn keeps its key.
func (db *DB) PurgeKeys(ctx context.Context, before time.Time) (int, error) {
	return db.purge(ctx, "keys of messages", purgeKeys, before)
}

var purgeOutbox = statement(`
delete from outbox where id in (select id from outbox where done_at < $1 order by done_at limit $2)`)

// PurgeOutbox removes rows of the outbox that were done before the wall time and returns how many. Dead rows stay: an
// operator has to look at them.
func (db *DB) PurgeOutbox(ctx context.Context, before time.Time) (int, error) {
	return db.purge(ctx, "done rows of the outbox", purgeOutbox, before)
}

var purgeRuns = statement(`
delete from cadence_run where (kind, slot) in (select kind, slot from cadence_run where slot < $1 limit $2)`)

// PurgeRuns removes the records of cadences that were run before the business time and returns how many.
func (db *DB) PurgeRuns(ctx context.Context, before time.Time) (int, error) {
	return db.purge(ctx, "runs of cadences", purgeRuns, before)
}

func (db *DB) purge(ctx context.Context, what, sql string, before time.Time) (gone int, err error) {
	for {
		tag, err := db.pool.Exec(ctx, sql, before, purgeBatch)
		if err != nil {
			return gone, fmt.Errorf("purge %s: %w", what, err)
		}
		gone += int(tag.RowsAffected())
		if tag.RowsAffected() < purgeBatch {
			return gone, nil
		}
	}
}

// partitioned are the tables that are cut by month.
var partitioned = []string{"inbox_body", "fact", "delivery_attempt"}

var partitionExists = statement(`select to_regclass($1) is not null`)

// AddPartitions makes the partitions of the month of now (UTC) and of the given number of months after it where they are
// missing, and returns how many it made. A month of which the default partition holds rows already stays there. It waits at most
// two seconds for its locks; then it returns an error and changes nothing more, and the next run goes on.
func (db *DB) AddPartitions(ctx context.Context, now time.Time, months int) (made int, err error) {
	first := time.Date(now.UTC().Year(), now.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	for _, table := range partitioned {
		for m := range months + 1 {
			ok, err := db.addPartition(ctx, table, first.AddDate(0, m, 0))
			if err != nil {
				return made, fmt.Errorf("make the partition of %s for %s: %w", table, first.AddDate(0, m, 0).Format("2006-01"), err)
			}
			if ok {
				made++
			}
		}
	}
	return made, nil
}

// overlapsDefault is Postgres' code for a partition whose rows stand in the default one.
const overlapsDefault = "23514"

// addPartition builds the table first and attaches it then, because attaching locks the parent for no reader or writer.
func (db *DB) addPartition(ctx context.Context, table string, month time.Time) (bool, error) {
	name := table + month.Format("_2006_01")
	var exists bool
	if err := db.pool.QueryRow(ctx, partitionExists, name).Scan(&exists); err != nil || exists {
		return false, err
	}
	from, to := month.Format("2006-01-02 00:00:00+00"), month.AddDate(0, 1, 0).Format("2006-01-02 00:00:00+00")
	// Names and dates are made here; DDL takes no parameters.
	err := pgx.BeginFunc(ctx, db.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, fmt.Sprintf(`
set local lock_timeout = '2s';
create table %[1]s (like %[2]s including all);
alter table %[2]s attach partition %[1]s for values from ('%[3]s') to ('%[4]s')`, name, table, from, to))
		if err != nil || table != "fact" {
			return err
		}
		// Attaching has brought what refuses changes of rows, but not what refuses to empty the whole table.
		_, err = tx.Exec(ctx, fmt.Sprintf(`
create trigger fact_is_kept before truncate on %[1]s for each statement execute function refuse_change();
revoke update, delete, truncate on %[1]s from public, current_user`, name))
		return err
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == overlapsDefault {
		return false, nil
	}
	return err == nil, err
}
