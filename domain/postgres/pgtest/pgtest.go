// Package pgtest gives each test a fresh database with the newest schema, cloned from a template in milliseconds.
//
// Each test binary has its own private server (pgserver), which ends with it. YAOBAN_TEST_DATABASE_URL names a server to use
// instead; its user must be allowed to create databases. A machine without PostgreSQL fails the test with the command to run.
//
// The tests of domain/postgres itself import this package from package postgres_test.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgserver"
)

// URL returns the connection string of a database that only this test uses, with the newest schema and no rows. It is dropped
// when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	s := mustServer(t)
	return s.create(t, " template "+s.template())
}

// Copy returns the connection string of a database that holds what the one of that connection string holds, and what drops it before
// the test ends. Nobody may be connected to the copied one for longer than a second.
func Copy(t testing.TB, of string) (copied string, drop func()) {
	t.Helper()
	s := mustServer(t)
	copied = s.create(t, " template "+pgx.Identifier{database(t, of)}.Sanitize())
	return copied, func() {
		t.Helper()
		s.mu.Lock()
		defer s.mu.Unlock()
		if err := s.drop(t.Context(), database(t, copied)); err != nil {
			t.Error(err)
		}
	}
}

// database is the name of a database of ours.
func database(t testing.TB, of string) string {
	t.Helper()
	u, err := url.Parse(of)
	if err != nil {
		t.Fatal("a database's connection string cannot be read") // err would show the password
	}
	return strings.TrimPrefix(u.Path, "/")
}

// Empty is like URL for a database without any schema, for tests of the migrations.
func Empty(t testing.TB) string {
	t.Helper()
	return mustServer(t).create(t, " template template0")
}

// Pool returns a pool of connections to a database as of URL. It is closed when the test ends.
func Pool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), URL(t))
	if err != nil {
		t.Fatalf("connect to the test's database: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Each run, a test binary, has a random number. Its databases carry it, and its connection holds an advisory lock on it: the
// databases of a run whose lock is free were left behind and may go.
type server struct {
	base *url.URL
	run  int32
	last atomic.Int32

	mu    sync.Mutex // for admin; a template is not copied twice at once either
	admin *pgx.Conn
}

var shared = sync.OnceValues(open)

func mustServer(t testing.TB) *server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("this test needs PostgreSQL ('deploy/setup.sh test' brings it): %v", err)
	}
	return s
}

// open starts or reaches the server and makes the template.
func open() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	given := os.Getenv("YAOBAN_TEST_DATABASE_URL")
	if given == "" {
		private, err := pgserver.Start(ctx, pgserver.Options{}) // ends with this process
		if err != nil {
			return nil, err
		}
		given = private.URL()
	}
	base, err := url.Parse(given)
	if err != nil {
		return nil, errors.New("read YAOBAN_TEST_DATABASE_URL: it is not of the form postgres://user:password@host:port/name") // err would show the password
	}
	s := &server{base: base, run: rand.Int32()}
	if s.admin, err = pgx.Connect(ctx, base.String()); err != nil {
		return nil, fmt.Errorf("connect to the test server: %w", err)
	}
	if _, err := s.admin.Exec(ctx, "select pg_advisory_lock($1)", s.run); err != nil {
		return nil, fmt.Errorf("mark the databases of this run: %w", err)
	}
	if err := s.sweep(ctx); err != nil {
		return nil, err
	}
	if _, err := s.admin.Exec(ctx, "create database "+s.template()+" template template0"); err != nil {
		return nil, fmt.Errorf("make the template database: %w", err)
	}
	if _, err := postgres.Migrate(ctx, s.url(s.template())); err != nil {
		return nil, fmt.Errorf("migrate the template database: %w", err)
	}
	return s, nil
}

func (s *server) template() string { return fmt.Sprintf("yaoban_test_%d_template", s.run) }

func (s *server) url(database string) string {
	u := *s.base
	u.Path = "/" + database
	return u.String()
}

// sweep drops what runs that are over left on a server that outlives them.
func (s *server) sweep(ctx context.Context) error {
	rows, err := s.admin.Query(ctx, `
		select datname from pg_database
		where datname ~ '^yaoban_test_[0-9]+_' and pg_try_advisory_lock(substring(datname from '^yaoban_test_([0-9]+)_')::bigint)
			and substring(datname from '^yaoban_test_([0-9]+)_')::bigint <> $1`, int64(s.run))
	if err != nil {
		return fmt.Errorf("look for databases of former runs: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("read the databases of former runs: %w", err)
	}
	for _, name := range names {
		if err := s.drop(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// create makes a database for the test and drops it at its end.
func (s *server) create(t testing.TB, from string) string {
	t.Helper()
	name := fmt.Sprintf("yaoban_test_%d_%d", s.run, s.last.Add(1))
	if err := s.copy(t.Context(), name, from); err != nil {
		t.Fatalf("make the test's database: %v", err)
	}
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if err := s.drop(context.Background(), name); err != nil { // the test's own context is over
			t.Error(err)
		}
	})
	return s.url(name)
}

// inUse is Postgres' code for a template to which somebody is connected; a connection that was closed takes a moment to go.
const inUse = "55006"

func (s *server) copy(ctx context.Context, name, from string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for try := 0; ; try++ {
		_, err := s.admin.Exec(ctx, "create database "+name+from)
		var pg *pgconn.PgError
		if err == nil || try == 50 || !errors.As(err, &pg) || pg.Code != inUse {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *server) drop(ctx context.Context, name string) error {
	if _, err := s.admin.Exec(ctx, "drop database if exists "+name+" with (force)"); err != nil {
		return fmt.Errorf("drop the database %s: %w", name, err)
	}
	return nil
}
