package deploy

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// Whoever reads a playbook at night copies its statements: each must fit the schema of today. '…' is what the reader fills in.
func TestStatementsOfThePlaybooksFitTheSchema(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	pages, err := filepath.Glob("playbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	statements := 0
	for _, page := range pages {
		for _, m := range regexp.MustCompile("`((?:select|update) [^`]*;)`").FindAllStringSubmatch(read(t, page), -1) {
			statements++
			if _, err := conn.Exec(t.Context(), "explain "+strings.ReplaceAll(m[1], "'…'", "null")); err != nil {
				t.Errorf("%s: %s: %v", page, m[1], err)
			}
		}
	}
	if statements < 5 {
		t.Errorf("only %d statements were found: the test reads the pages wrongly", statements)
	}
}
