package pgserver

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func query(t *testing.T, s *Server, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL())
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

// keptDir is a folder that the account of the server can reach; t.TempDir is under folders that only root can enter.
func keptDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "yaoban-pgserver-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "kept")
}

func TestStartStop(t *testing.T) {
	s := start(t, Options{})
	for setting, want := range map[string]string{
		"listen_addresses": "127.0.0.1", "server_encoding": "UTF8", "fsync": "off", "unix_socket_directories": "", "timezone": "UTC",
	} {
		if got := query(t, s, "select current_setting('"+setting+"')"); got != want {
			t.Errorf("%s = %q, want %q", setting, got, want)
		}
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	if _, err := pgx.Connect(t.Context(), s.URL()); err == nil {
		t.Error("the server still answers after Stop")
	}
}

func TestRestartAndKillKeepDataAndPort(t *testing.T) {
	s := start(t, Options{})
	url := s.URL()
	query(t, s, "create table kept (n text)")
	query(t, s, "insert into kept values ('before')")
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	query(t, s, "insert into kept values ('between')")
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := query(t, s, "select n from kept"); got != "before,between" {
		t.Errorf("kept = %q after a restart and a crash", got)
	}
	if s.URL() != url {
		t.Errorf("URL changed from %s to %s", url, s.URL())
	}
}

func TestKeptFolder(t *testing.T) {
	dir := keptDir(t)
	first, err := Start(t.Context(), Options{Dir: dir, Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := query(t, first, "select current_setting('fsync')"); got != "on" {
		t.Errorf("fsync = %s in a durable server", got)
	}
	query(t, first, "create table kept as select 'yes'::text as n")
	if _, err := Start(t.Context(), Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "in use by another run") {
		t.Errorf("a second server on the same folder: %v", err)
	}
	if got := query(t, first, "select n from kept"); got != "yes" {
		t.Errorf("the first server was disturbed: %q", got)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	// A reboot leaves a postmaster.pid whose number some other program has now: this one.
	stale := strings.Join([]string{strconv.Itoa(os.Getpid()), first.data(), "0", strconv.Itoa(first.port), "", "127.0.0.1", ""}, "\n")
	if err := os.WriteFile(filepath.Join(first.data(), "postmaster.pid"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	second := start(t, Options{Dir: dir})
	if got := query(t, second, "select n from kept"); got != "yes" {
		t.Errorf("the data of the first run = %q", got)
	}
}

func TestOrphanOfAFormerRunIsEnded(t *testing.T) {
	dir := keptDir(t)
	first, err := Start(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	query(t, first, "create table kept as select 'yes'::text as n")
	if err := first.lock.Close(); err != nil { // as when the process that started it is dead
		t.Fatal(err)
	}
	first.lock = nil
	second := start(t, Options{Dir: dir})
	if got := query(t, second, "select n from kept"); got != "yes" {
		t.Errorf("the data of the orphan = %q", got)
	}
	select {
	case <-first.process.Done():
	default:
		t.Error("the orphan still runs")
	}
	if err := first.Stop(); err != nil {
		t.Error(err)
	}
}

// The test binary is its own helper: with this variable it starts a server, prints its URL and folder, and waits to be killed.
const helperVariable = "YAOBAN_PGSERVER_TEST_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helperVariable) == "" {
		os.Exit(m.Run())
	}
	s, err := Start(context.Background(), Options{})
	if err != nil {
		println(err.Error())
		os.Exit(1)
	}
	os.Stdout.WriteString(s.URL() + " " + s.dir + "\n")
	select {}
}

func TestKilledParentLeavesNothing(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	n, err := out.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	url, dir, _ := strings.Cut(strings.TrimSpace(string(buf[:n])), " ")
	if _, err := dataDirectory(t.Context(), url); err != nil {
		t.Fatalf("the helper's server does not answer: %v", err)
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	deadline := time.Now().Add(15 * time.Second)
	for {
		_, connErr := dataDirectory(t.Context(), url)
		_, statErr := os.Stat(dir)
		if connErr != nil && errors.Is(statErr, fs.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("15 s after the kill: connect %v, folder %v", connErr, statErr)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestFind(t *testing.T) {
	fake := func(version string) string {
		dir := t.TempDir()
		for _, name := range []string{"initdb", "postgres"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\necho 'postgres (PostgreSQL) "+version+"'\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	old, good, newest, broken := fake("14.11 (Ubuntu)"), fake("15.18"), fake("18devel"), fake("")
	tests := []struct {
		name, asked string
		patterns    []string
		want, err   string
	}{
		{name: "the newest wins", patterns: []string{old, good, newest, broken}, want: newest},
		{name: "in any order", patterns: []string{newest, good}, want: newest},
		{name: "what was asked for wins", asked: good, patterns: []string{newest}, want: good},
		{name: "asked for and too old", asked: old, patterns: []string{good}, err: "PostgreSQL 14, and 15 or newer"},
		{name: "asked for and not there", asked: "/nonexistent", patterns: []string{good}, err: "YAOBAN_PG_BIN"},
		{name: "asked for and no version", asked: broken, err: "read the version"},
		{name: "only an old one", patterns: []string{old}, err: "deploy/setup.sh"},
		{name: "none", err: "deploy/setup.sh"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := find(tt.asked, tt.patterns)
			if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("find = %q, %v; want %q, %q", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestUnreachableFolderIsNamed(t *testing.T) {
	if os.Geteuid() != 0 {
		// Without root the server runs as this account, and the folder itself is what cannot be made.
		if _, err := Start(t.Context(), Options{Dir: "/proc/no/such"}); err == nil {
			t.Fatal("a folder that cannot be made was accepted")
		}
		return
	}
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: filepath.Join(closed, "pg")})
	if err == nil || !strings.Contains(err.Error(), "only root can enter") {
		t.Errorf("err = %v", err)
	}
}
