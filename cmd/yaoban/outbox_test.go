package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
)

// nextMorning is the next nine o'clock. Tests that move the clock begin there, so that no run crosses a midnight by chance.
func nextMorning(now time.Time) time.Time {
	morning := domain.DateOf(now).At("09:00", now.Location())
	if morning.Before(now) {
		morning = domain.DateOf(now).AddDays(1).At("09:00", now.Location())
	}
	return morning
}

// moveClock sets business time so much later; every process reads it from the database.
func moveClock(ctx context.Context, db *postgres.DB, by time.Duration) error {
	ahead, err := db.ReadClock(ctx)
	if err != nil {
		return err
	}
	return db.SetAhead(ctx, ahead+by)
}

// drained waits until nothing that is due is left in the outbox, and fails with what is left when the time is over.
func drained(t *testing.T, clock domain.Clock, pool *pgxpool.Pool, within time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	for {
		var left int
		err := pool.QueryRow(ctx, `select count(*) from outbox where done_at is null and dead_at is null and due_at <= $1`, clock.Now()).Scan(&left)
		if err == nil && left == 0 {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%d rows of the outbox are left after %v: %s", left, within, strings.Join(leftInOutbox(t, pool), "; "))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// leftInOutbox describes rows of the outbox that are not done, some of them.
func leftInOutbox(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	return texts(t, pool, `select format('%s %s due %s after %s attempt %s failures %s dead %s: %s', topic, ref, due_at, run_after, attempt, failures,
		dead_at is not null, last_error) from outbox where done_at is null order by due_at limit 20`)
}

// texts are the rows of a query of one text.
func texts(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) (all []string) {
	t.Helper()
	rows, err := pool.Query(context.WithoutCancel(t.Context()), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
