package deploy

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/postgres/pgserver"
)

// house is a private server with a password-less database for each name that is asked for.
type house struct {
	server *pgserver.Server
}

func (h house) database(t *testing.T, name string) string {
	t.Helper()
	u, err := url.Parse(h.server.URL())
	if err != nil {
		t.Fatal(err)
	}
	h.exec(t, h.server.URL(), "create database "+name)
	u.User, u.Path = url.UserPassword("postgres", "s%c ret"), "/"+name // the private server takes any password
	return u.String()
}

func (h house) exec(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	rows, err := conn.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return strings.Join(got, ",")
}

// run runs one of the scripts on a database and returns what it wrote.
func (h house) run(t *testing.T, database, script string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", append([]string{script}, args...)...)
	cmd.Env = append(os.Environ(), "YAOBAN_DATABASE_URL="+database, "YAOBAN_DATABASE_DIRECT_URL=",
		"PATH="+h.server.Bin()+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func newHouse(t *testing.T) house {
	t.Helper()
	server, err := pgserver.Start(t.Context(), pgserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return house{server}
}

func TestBackupComesBack(t *testing.T) {
	h := newHouse(t)
	first := h.database(t, "first")
	h.exec(t, first, "create table visit as select '张伟'::text as doctor")
	folder := filepath.Join(t.TempDir(), "backups")
	old := filepath.Join(folder, "yaoban-20200101T000000Z")
	if err := os.MkdirAll(old, 0o755); err != nil {
		t.Fatal(err)
	}
	long := time.Now().AddDate(0, 0, -30)
	if err := os.Chtimes(old, long, long); err != nil {
		t.Fatal(err)
	}
	if out, err := h.run(t, first, "backup.sh", folder, "7"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	backups, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(backups) != 1 || backups[0] == old {
		t.Fatalf("the folder holds %v (%v), want the new backup only", backups, err)
	}

	if out, err := h.run(t, first, "restore.sh", backups[0]); err == nil || !strings.Contains(out, "already holds 1 tables") {
		t.Errorf("a restore over what is there: %v: %s", err, out)
	}
	second := h.database(t, "second")
	if out, err := h.run(t, second, "restore.sh", backups[0]); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := h.exec(t, second, "select doctor from visit"); got != "张伟" {
		t.Errorf("doctor = %q after the restore", got)
	}
}

func TestBackupThatFailsLeavesNothing(t *testing.T) {
	h := newHouse(t)
	folder := t.TempDir()
	for name, run := range map[string]func() (string, error){
		"no such database": func() (string, error) {
			return h.run(t, strings.Replace(h.server.URL(), "/postgres?", "/nowhere?", 1), "backup.sh", folder)
		},
		"days are no number": func() (string, error) { return h.run(t, h.server.URL(), "backup.sh", folder, "soon") },
		"no such backup":     func() (string, error) { return h.run(t, h.server.URL(), "restore.sh", folder) },
	} {
		if out, err := run(); err == nil {
			t.Errorf("%s: no error; %s", name, out)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// A command line can be read by everybody on the machine; a password must not stand in it.
func TestPasswordIsHidden(t *testing.T) {
	tests := []struct{ url, safe, password string }{
		{"postgres://y:p%40ss%2Fw@db:5432/x?sslmode=require", "postgres://y@db:5432/x?sslmode=require", "p@ss/w"},
		{`postgresql://y:a\b@db/x`, "postgresql://y@db/x", `a\b`},
		{"postgres://y@db/x", "postgres://y@db/x", ""},
		{"postgres://db/x", "postgres://db/x", ""},
	}
	for _, tt := range tests {
		cmd := exec.Command("bash", "-c", `source ./database_url.sh; hide_password "$1"; printf '%s %s' "$safe_url" "${PGPASSWORD:-}"`, "bash", tt.url)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, want := string(out), tt.safe+" "+tt.password; got != want {
			t.Errorf("hide_password %s = %q, want %q", tt.url, got, want)
		}
	}
}
