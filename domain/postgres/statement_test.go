package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// TestEveryStatement prepares each statement against the migrated schema, so that a typing error is found here, and so is a
// plan that PostgreSQL would compile.
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
	if _, err := conn.Exec(t.Context(), "set plan_cache_mode = force_generic_plan"); err != nil {
		t.Fatal(err)
	}
	for i, sql := range postgres.Statements() {
		name := fmt.Sprint("s", i)
		described, err := conn.Conn().Prepare(t.Context(), name, sql)
		if err != nil {
			t.Errorf("%v\n%s", err, sql)
			continue
		}
		if cost := cost(t, conn, name, len(described.ParamOIDs)); cost > jitAboveCost {
			t.Errorf("on a young database this statement's plan costs %.0f, for which PostgreSQL compiles machine code each time\n%s", cost, sql)
		}
	}
}

// jitAboveCost is from where PostgreSQL's default compiles a plan, which takes far longer than what a turn may take.
const jitAboveCost = 100_000

// cost is what the planner expects of a prepared statement before it knows anything of the tables.
func cost(t *testing.T, conn *pgxpool.Conn, name string, params int) float64 {
	t.Helper()
	execute := "explain (format json) execute " + name
	if params > 0 {
		execute += "(" + strings.TrimSuffix(strings.Repeat("null, ", params), ", ") + ")"
	}
	var plans []struct {
		Plan struct {
			Cost float64 `json:"Total Cost"`
		}
	}
	if err := conn.QueryRow(t.Context(), execute, pgx.QueryExecModeSimpleProtocol).Scan(&plans); err != nil {
		t.Fatalf("explain %s: %v", name, err)
	}
	return plans[0].Plan.Cost
}
