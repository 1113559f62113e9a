package pgtest

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/postgres/pgserver"
)

func one[T any](t *testing.T, url, sql string, args ...any) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

const tables = "select count(*) from information_schema.tables where table_schema = 'public' and table_name not like 'goose%'"

func TestEachTestHasItsOwnMigratedDatabase(t *testing.T) {
	var first string
	t.Run("first", func(t *testing.T) {
		first = URL(t)
		if one[int](t, first, tables) == 0 {
			t.Error("the database has no tables: it was not migrated")
		}
		pool := Pool(t)
		if _, err := pool.Exec(t.Context(), "create table mine ()"); err != nil {
			t.Error(err)
		}
	})
	second := URL(t)
	if second == first {
		t.Fatal("two tests got the same database")
	}
	if one[bool](t, second, "select to_regclass('mine') is not null") {
		t.Error("a table of one test is seen by another")
	}
	if _, err := pgx.Connect(t.Context(), first); err == nil {
		t.Error("the first test's database is still there")
	}
	if n := one[int](t, Empty(t), tables); n != 0 {
		t.Errorf("an empty database has %d tables", n)
	}
}

func TestParallel(t *testing.T) {
	for range 6 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			pool := Pool(t)
			t.Logf("ready in %v", time.Since(start))
			if _, err := pool.Exec(t.Context(), "create table mine ()"); err != nil {
				t.Error(err)
			}
		})
	}
}

// A server that outlives the tests is given by YAOBAN_TEST_DATABASE_URL: what a killed run left there is swept, what a running
// one uses is not.
func TestGivenServerIsSwept(t *testing.T) {
	private, err := pgserver.Start(t.Context(), pgserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := private.Stop(); err != nil {
			t.Error(err)
		}
	})
	t.Setenv("YAOBAN_TEST_DATABASE_URL", private.URL())
	killed, err := open()
	if err != nil {
		t.Fatal(err)
	}
	if err := killed.admin.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	const exists = "select exists (select from pg_database where datname = $1)"
	for deadline := time.Now().Add(5 * time.Second); ; {
		if one[int](t, private.URL(), "select count(*) from pg_locks where locktype = 'advisory'") == 0 {
			break // the lock goes with the connection, a moment after it
		}
		if time.Now().After(deadline) {
			t.Fatal("the closed run still holds its lock")
		}
	}
	running, err := open()
	if err != nil {
		t.Fatal(err)
	}
	if one[bool](t, private.URL(), exists, killed.template()) {
		t.Error("the template of the killed run is still there")
	}
	third, err := open()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*server{running, third} {
		if !one[bool](t, private.URL(), exists, s.template()) {
			t.Errorf("the template %s of a running run was dropped", s.template())
		}
	}
}
