package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
)

// Tx is one transaction with one business time. It is used by one goroutine.
type Tx struct {
	db    *DB
	conn  *pgx.Conn
	batch *pgx.Batch
	now   time.Time
	// ahead is the offset, in milliseconds, that now was made with; others may read a newer one into db in the meantime.
	ahead int64
	over  bool
	wakes bool
	// unsent counts the writes that are queued; sent says that some have travelled.
	unsent int
	sent   bool
	// failed is an error of a method that only queues; the next flush returns it.
	failed error
	// cause is what the transaction is about, changed which of the company's records it has written (changed.go).
	cause   cause
	changed changes
}

// Now returns the business time of the transaction, the same from its beginning to its end.
func (tx *Tx) Now() time.Time { return tx.now }

// Zone returns the company's time zone.
func (tx *Tx) Zone() *time.Location { return tx.db.zone }

// NewID makes an id for a row of this transaction.
func (tx *Tx) NewID() (domain.ID, error) { return tx.db.NewID() }

// queue adds a statement to what travels with the next flush. Its result is read by the callback set on what is returned.
func (tx *Tx) queue(sql string, args ...any) *pgx.QueuedQuery {
	tx.changed.note(sql)
	return tx.batch.Queue(sql, args...)
}

// write queues a statement whose result nobody reads.
func (tx *Tx) write(sql string, args ...any) {
	tx.unsent++
	tx.changed.note(sql)
	tx.batch.Queue(sql, args...)
}

// Drop forgets what is queued and reports whether no write had been sent before, so that the transaction has nothing to undo.
func (tx *Tx) Drop() (clean bool) {
	tx.batch, tx.unsent, tx.wakes = &pgx.Batch{}, 0, false
	if !tx.sent {
		tx.changed = changes{}
	}
	return !tx.sent
}

// Flush sends what is queued in one round trip and runs the callbacks. A constraint that people can do something about
// comes back as a domain.Refusal.
func (tx *Tx) Flush(ctx context.Context) error {
	if tx.failed != nil {
		return tx.failed
	}
	if tx.batch.Len() == 0 {
		return nil
	}
	b := tx.batch
	tx.sent = tx.sent || tx.unsent > 0
	tx.batch, tx.unsent = &pgx.Batch{}, 0
	tx.db.trips.Add(1)
	if err := tx.conn.SendBatch(ctx, b).Close(); err != nil {
		return refusalOf(err)
	}
	return nil
}

// read queues one query, flushes, and collects its rows.
func read[T any](ctx context.Context, tx *Tx, what string, to pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	var out []T
	tx.queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		out, err = pgx.CollectRows(rows, to)
		return err
	})
	if err := tx.Flush(ctx); err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return out, nil
}
