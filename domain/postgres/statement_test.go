package postgres_test

import (
	"fmt"
	"testing"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// TestEveryStatement prepares each statement against the migrated schema, so that a typing error is found here.
func TestEveryStatement(t *testing.T) {
	pool := pgtest.Pool(t)
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if len(postgres.Statements()) < 30 {
		t.Fatalf("only %d statements are registered", len(postgres.Statements()))
	}
	for i, sql := range postgres.Statements() {
		if _, err := conn.Conn().Prepare(t.Context(), fmt.Sprint("s", i), sql); err != nil {
			t.Errorf("%v\n%s", err, sql)
		}
	}
}
