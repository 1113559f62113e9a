package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/outbox"
)

// takeDue queues due rows, the oldest first, as far as the window has room: rows that are queued and not done count against
// it. Two relays never take the same row.
var takeDue = statement(`
with room as (
    select greatest(0, $4 - count(*)) as n from (
        select 1 from outbox
        where queued_at is not null and done_at is null and dead_at is null and topic = any($3) limit $4) q
), due as (
    select id from outbox
    where queued_at is null and done_at is null and dead_at is null and due_at <= $1
        and (run_after is null or run_after <= $2) and topic = any($3)
    order by due_at limit (select least($5, n) from room) for update skip locked
)
update outbox o set queued_at = $2, lease_until = null, attempt = o.attempt + 1 from due where o.id = due.id
returning o.id, o.topic, o.ref, o.attempt, o.failures`)

// TakeDue marks up to limit rows of the topics that are due as queued and returns them, to be handed to the queue. window
// bounds how many of these topics are queued and not done.
func (db *DB) TakeDue(ctx context.Context, topics []string, wall time.Time, window, limit int) ([]outbox.Row, error) {
	rows, err := db.pool.Query(ctx, takeDue, db.Now(), wall, topics, window, limit)
	if err != nil {
		return nil, fmt.Errorf("take due rows of the outbox: %w", err)
	}
	taken, err := pgx.CollectRows(rows, pgx.RowToStructByPos[outbox.Row])
	if err != nil {
		return nil, fmt.Errorf("take due rows of the outbox: %w", err)
	}
	return taken, nil
}

var startRows = statement(`
update outbox o set lease_until = $3 from unnest($1::uuid[], $2::int[]) as t (id, attempt)
where o.id = t.id and o.attempt = t.attempt and o.queued_at is not null and o.lease_until is null
    and o.done_at is null and o.dead_at is null
returning o.id, o.topic, o.ref, o.attempt, o.failures`)

// StartRows gives rows, each with the attempt that was queued, to the caller until the lease ends, and returns those that it
// got. A row that is done, dead, at work elsewhere or queued again since is not among them.
func (db *DB) StartRows(ctx context.Context, ids []domain.ID, attempts []int, lease time.Time) ([]outbox.Row, error) {
	rows, err := db.pool.Query(ctx, startRows, ids, attempts, lease)
	if err != nil {
		return nil, fmt.Errorf("start rows of the outbox: %w", err)
	}
	started, err := pgx.CollectRows(rows, pgx.RowToStructByPos[outbox.Row])
	if err != nil {
		return nil, fmt.Errorf("start rows of the outbox: %w", err)
	}
	return started, nil
}

var extendRows = statement(`
update outbox o set lease_until = $3 from unnest($1::uuid[], $2::int[]) as t (id, attempt)
where o.id = t.id and o.attempt = t.attempt and o.lease_until is not null and o.done_at is null`)

// ExtendRows moves the end of the leases of rows at work.
func (db *DB) ExtendRows(ctx context.Context, ids []domain.ID, attempts []int, lease time.Time) error {
	if _, err := db.pool.Exec(ctx, extendRows, ids, attempts, lease); err != nil {
		return fmt.Errorf("extend leases of the outbox: %w", err)
	}
	return nil
}

var finishRows = statement(`
update outbox o set done_at = $3, lease_until = null, last_error = null
from unnest($1::uuid[], $2::int[]) as t (id, attempt)
where o.id = t.id and o.attempt = t.attempt and o.done_at is null`)

// FinishRows marks rows as done, each with the attempt that did it.
func (db *DB) FinishRows(ctx context.Context, ids []domain.ID, attempts []int, wall time.Time) error {
	if _, err := db.pool.Exec(ctx, finishRows, ids, attempts, wall); err != nil {
		return fmt.Errorf("finish rows of the outbox: %w", err)
	}
	return nil
}

var failRow = statement(`
update outbox set queued_at = null, lease_until = null, run_after = $3, last_error = $4,
    failures = failures + case when $5 then 1 else 0 end, dead_at = case when $6 then $7::timestamptz end
where id = $1 and attempt = $2 and done_at is null`)

// FailRow records an attempt that did not end well, at the wall time of now. Unless it is dead, the row is tried again.
func (db *DB) FailRow(ctx context.Context, f outbox.Failure, wall time.Time) error {
	if _, err := db.pool.Exec(ctx, failRow, f.ID, f.Attempt, f.RunAfter, f.Error, f.Counts, f.Dead, wall); err != nil {
		return fmt.Errorf("record a failure in the outbox: %w", err)
	}
	return nil
}

var takeOver = statement(`
with lost as (
    select id from outbox
    where queued_at is not null and done_at is null and dead_at is null and lease_until < $1
    order by queued_at limit 500 for update skip locked
)
update outbox o set queued_at = null, lease_until = null, failures = o.failures + 1, last_error = 'its worker went away',
    dead_at = case when o.failures + 1 >= $2 then $1 end
from lost where o.id = lost.id
returning o.dead_at is not null`)

// TakeOver frees rows whose worker went away: its lease is over. That counts as a failure, so that a row which kills its
// worker each time ends; one that has failed limit times is dead. It returns how many rows were freed and how many died.
func (db *DB) TakeOver(ctx context.Context, wall time.Time, limit int) (freed, died int, err error) {
	rows, err := db.pool.Query(ctx, takeOver, wall, limit)
	if err != nil {
		return 0, 0, fmt.Errorf("take over rows of the outbox: %w", err)
	}
	dead, err := pgx.CollectRows(rows, pgx.RowTo[bool])
	if err != nil {
		return 0, 0, fmt.Errorf("take over rows of the outbox: %w", err)
	}
	for _, d := range dead {
		if d {
			died++
		}
	}
	return len(dead) - died, died, nil
}

var unstartedRows = statement(`
with late as (
    select id from outbox
    where queued_at < $1 and lease_until is null and done_at is null and dead_at is null
    order by queued_at limit $3 for update skip locked
)
update outbox o set queued_at = $2 from late where o.id = late.id
returning o.id, o.topic, o.ref, o.attempt, o.failures`)

// UnstartedRows returns up to limit rows that were queued before the given wall time and that nobody has begun. They count
// as queued now, so that the next call looks at others first.
func (db *DB) UnstartedRows(ctx context.Context, before, wall time.Time, limit int) ([]outbox.Row, error) {
	rows, err := db.pool.Query(ctx, unstartedRows, before, wall, limit)
	if err != nil {
		return nil, fmt.Errorf("look for rows of the outbox that nobody begins: %w", err)
	}
	late, err := pgx.CollectRows(rows, pgx.RowToStructByPos[outbox.Row])
	if err != nil {
		return nil, fmt.Errorf("look for rows of the outbox that nobody begins: %w", err)
	}
	return late, nil
}

var freeRows = statement(`
update outbox o set queued_at = null, lease_until = null, run_after = $3
from unnest($1::uuid[], $2::int[]) as t (id, attempt)
where o.id = t.id and o.attempt = t.attempt and o.done_at is null and o.dead_at is null`)

// FreeRows makes rows waiting again, each with the attempt that failed to reach a worker, not before the wall time after
// (the zero time: at once). It counts as no failure of theirs.
func (db *DB) FreeRows(ctx context.Context, ids []domain.ID, attempts []int, after time.Time) error {
	if _, err := db.pool.Exec(ctx, freeRows, ids, attempts, zeroNull(after)); err != nil {
		return fmt.Errorf("free rows of the outbox: %w", err)
	}
	return nil
}
