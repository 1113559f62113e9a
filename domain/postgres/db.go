package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
)

// poolSize is the best number of connections that was measured on two cores; more lose throughput.
const poolSize = 16

// DB is the company's database.
type DB struct {
	pool   *pgxpool.Pool
	zone   *time.Location
	random io.Reader
	// wall is the machine's clock; transcripts replace it, so that a conversation of last November stays as it is.
	wall func() time.Time
	// cause is what the transactions of this process are about where no message is.
	cause cause
	// trips counts the flushes of transactions.
	trips *atomic.Int64
	// ahead is how far business time runs ahead of the machine's, as last read from the clock row.
	ahead atomic.Int64
	// claims has a place for each notice that may be claimed at once (claimsAtOnce).
	claims chan struct{}
	// woken is called after a commit that left something due now in the outbox.
	woken atomic.Pointer[func()]
}

// Option changes how a database is opened.
type Option func(*DB)

// WithWall replaces the machine's clock.
func WithWall(now func() time.Time) Option { return func(db *DB) { db.wall = now } }

// WithTrips counts round trips of transactions; benchmarks print them.
func WithTrips(n *atomic.Int64) Option { return func(db *DB) { db.trips = n } }

// Open connects to url. zone is the company's time zone, in which every civil date is meant. Session parameters are not
// used, so that a transaction pooler may stand between.
func Open(ctx context.Context, url string, zone *time.Location, options ...Option) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("read the database URL: it is not of the form postgres://user:password@host:port/name") // err would show the password
	}
	if !saysPoolSize(url) {
		cfg.MaxConns = max(cfg.MaxConns, poolSize)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	db := &DB{pool: pool, zone: zone, random: rand.Reader, wall: time.Now, trips: new(atomic.Int64), claims: make(chan struct{}, claimsAtOnce(cfg.MaxConns))}
	for _, o := range options {
		o(db)
	}
	if _, err := db.ReadClock(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return db, nil
}

// saysPoolSize reports whether an operator has set the size of the pool in the URL. The pool's own reader keeps it to itself;
// the connection's takes it for a parameter that it does not know.
func saysPoolSize(url string) bool {
	cfg, err := pgx.ParseConfig(url)
	return err == nil && cfg.RuntimeParams["pool_max_conns"] != ""
}

// Close gives the connections back. It waits for those in use.
func (db *DB) Close() { db.pool.Close() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.pool.Ping(ctx); err != nil {
		return fmt.Errorf("ping the database: %w", err)
	}
	return nil
}

// Zone returns the company's time zone.
func (db *DB) Zone() *time.Location { return db.zone }

// Now returns business time: the machine's clock and the offset as this process last read it.
func (db *DB) Now() time.Time { return db.at(db.ahead.Load()) }

// at returns business time by an offset in milliseconds.
func (db *DB) at(ahead int64) time.Time {
	return db.wall().Add(time.Duration(ahead) * time.Millisecond).In(db.zone)
}

var selectClock = statement(`select ahead_ms from clock`)

// ReadClock reads the clock row, so that Now is right in this process, and returns how far business time is ahead.
func (db *DB) ReadClock(ctx context.Context) (time.Duration, error) {
	var ms int64
	if err := db.pool.QueryRow(ctx, selectClock).Scan(&ms); err != nil {
		return 0, fmt.Errorf("read the clock: %w", err)
	}
	db.ahead.Store(ms)
	return time.Duration(ms) * time.Millisecond, nil
}

var advanceClock = statement(`update clock set ahead_ms = greatest(ahead_ms, $1)`)

// SetAhead moves business time to be ahead of the machine's by d. It never moves back: a smaller d changes nothing.
func (db *DB) SetAhead(ctx context.Context, d time.Duration) error {
	if _, err := db.pool.Exec(ctx, advanceClock, d.Milliseconds()); err != nil {
		return fmt.Errorf("move the clock: %w", err)
	}
	_, err := db.ReadClock(ctx)
	return err
}

// OnWake has f called after each commit that left something due now in the outbox. f must not block.
func (db *DB) OnWake(f func()) { db.woken.Store(&f) }

// NewID makes an id for a row that is made now.
func (db *DB) NewID() (domain.ID, error) { return domain.NewID(db.wall(), db.random) }

// rerouted reports whether a row was on its way into the default partition while the partition of its month was made: the
// same insert finds the new one. A partition's own constraint has no name; every check of ours has one.
func rerouted(err *pgconn.PgError) bool { return err.Code == "23514" && err.ConstraintName == "" }

// InTx runs f in one transaction and commits. An error of f rolls everything back and is returned as it is. A deadlock, a
// serialisation failure or a partition that was made in between runs f once more.
func (db *DB) InTx(ctx context.Context, f func(*Tx) error) error {
	err := db.once(ctx, f)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001" || rerouted(pg)) {
		err = db.once(ctx, f)
	}
	return err
}

func (db *DB) once(ctx context.Context, f func(*Tx) error) (err error) {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("take a database connection: %w", err)
	}
	defer conn.Release()
	ahead := db.ahead.Load()
	tx := &Tx{db: db, conn: conn.Conn(), now: db.at(ahead).Truncate(time.Millisecond), ahead: ahead, batch: &pgx.Batch{},
		cause: db.cause}
	tx.batch.Queue("begin")
	defer func() {
		if !tx.over {
			// The connection is reset by the pool if this fails too; a background context because ctx may be what ended.
			end, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			if _, e := conn.Exec(end, "rollback"); e != nil {
				_ = conn.Conn().Close(end)
			}
		}
	}()
	if err := f(tx); err != nil {
		return err
	}
	tx.audit()
	tx.batch.Queue("commit")
	if err := tx.Flush(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	tx.over = true
	if tx.wakes {
		if wake := db.woken.Load(); wake != nil {
			(*wake)()
		}
	}
	return nil
}

// Outage reports whether an error says that the database is away, overloaded or restarting, so that the same transaction may
// succeed a moment later. Everything else that a transaction fails by is a bug, or the end of its context.
func Outage(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		var broken *pgconn.ConnectError
		var network net.Error
		return errors.As(err, &broken) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
			errors.Is(err, net.ErrClosed) || errors.Is(err, errTaken) || pgconn.SafeToRetry(err)
	}
	switch pg.Code[:2] {
	case "08", "53", "57", "58", "40", "55": // connection, resources, shutdown, system, deadlock, lock not available
		return true
	}
	return rerouted(pg) || pg.Code == "25006" // read-only: a fail-over is under way
}
