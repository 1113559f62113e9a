package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/outbox"
)

var countOutbox = statement(`
select w.n, w.oldest, d.n from
    (select count(*) n, min(due_at) oldest from (
        select due_at from outbox where queued_at is null and done_at is null and dead_at is null and due_at <= $1
        union all
        select due_at from outbox where queued_at is not null and done_at is null and dead_at is null) q) w,
    (select count(*) n from outbox where dead_at is not null) d`)

// OutboxCounts returns what waits in the outbox now, in business time.
func (db *DB) OutboxCounts(ctx context.Context) (c outbox.Counts, err error) {
	now := db.Now()
	var oldest *time.Time
	if err := db.pool.QueryRow(ctx, countOutbox, now).Scan(&c.Waiting, &oldest, &c.Dead); err != nil {
		return outbox.Counts{}, fmt.Errorf("count the outbox: %w", err)
	}
	if oldest != nil && oldest.Before(now) {
		c.Oldest = now.Sub(*oldest)
	}
	return c, nil
}

// undrained leaves out what waits for wall time only: the questions to a gateway about messages that may have been sent.
var undrained = statement(`
select exists (select 1 from outbox
    where queued_at is null and done_at is null and dead_at is null and due_at <= $1 and topic <> 'settle')
    or exists (select 1 from outbox
    where queued_at is not null and done_at is null and dead_at is null and topic <> 'settle')`)

// Drained reports whether everything that is due by now, in business time, is done or was given up. The clock row is read
// first, so that a clock that another process moved counts.
func (db *DB) Drained(ctx context.Context) (bool, error) {
	if _, err := db.ReadClock(ctx); err != nil {
		return false, err
	}
	var waiting bool
	if err := db.pool.QueryRow(ctx, undrained, db.Now()).Scan(&waiting); err != nil {
		return false, fmt.Errorf("ask whether the outbox is drained: %w", err)
	}
	return !waiting, nil
}

var countDeliveries = statement(`
select channel, state, kind, count(*) from delivery where due_at >= $1 group by 1, 2, 3 order by 1, 2, 3 limit 1000`)

// DeliveryCounts returns how many deliveries that were due since the given business time stand in which state.
func (db *DB) DeliveryCounts(ctx context.Context, since time.Time) ([]delivery.Count, error) {
	rows, err := db.pool.Query(ctx, countDeliveries, since)
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	counts, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c delivery.Count, err error) {
		var channel, state string
		err = row.Scan(&channel, &state, &c.Kind, &c.N)
		c.Channel, c.State = domain.Channel(channel), delivery.State(state)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	return counts, nil
}
