package postgres

import "context"

// Statements are all statements of the package, for the test that PREPAREs them.
func Statements() []string { return statements }

// QueryRow runs a query of a test.
func (db *DB) QueryRow(ctx context.Context, sql string, into ...any) error {
	return db.pool.QueryRow(ctx, sql).Scan(into...)
}

// Exec runs a statement of a test.
func (db *DB) Exec(ctx context.Context, sql string, args ...any) error {
	_, err := db.pool.Exec(ctx, sql, args...)
	return err
}

// MaxConns returns how many connections the pool may hold.
func (db *DB) MaxConns() int32 { return db.pool.Config().MaxConns }
