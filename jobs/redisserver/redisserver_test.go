package redisserver

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

func client(t *testing.T, url string) *redis.Client {
	t.Helper()
	opts, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	opts.MaxRetries, opts.DialerRetries = -1, 1
	c := redis.NewClient(opts)
	t.Cleanup(func() { c.Close() })
	return c
}

func answers(url string) bool {
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(url, "redis://"), "/0"))
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

func real(t *testing.T, o Options) *Server {
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

func inProcess(t *testing.T, _ Options) *Server {
	t.Helper()
	s, err := StartEmbedded()
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

func TestBothKinds(t *testing.T) {
	for name, start := range map[string]func(*testing.T, Options) *Server{"real": real, "embedded": inProcess} {
		t.Run(name, func(t *testing.T) {
			s := start(t, Options{})
			if s.Embedded() != (name == "embedded") {
				t.Errorf("Embedded() = %v", s.Embedded())
			}
			url := s.URL()
			c := client(t, url)
			set := func() {
				t.Helper()
				if err := client(t, url).Set(t.Context(), "k", "v", 0).Err(); err != nil {
					t.Fatal(err)
				}
			}
			set()
			if err := s.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := c.Get(t.Context(), "k").Err(); !errors.Is(err, redis.Nil) {
				t.Errorf("after Flush: %v", err)
			}
			if err := c.Set(t.Context(), "short", "v", 200*time.Millisecond).Err(); err != nil {
				t.Fatal(err)
			}
			for deadline := time.Now().Add(5 * time.Second); c.Get(t.Context(), "short").Err() == nil; time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("a key with 200 ms to live is there after 5 s")
				}
			}
			if err := s.Kill(); err != nil {
				t.Fatal(err)
			}
			if answers(url) {
				t.Error("it answers after Kill")
			}
			if err := s.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			set()
			if s.URL() != url {
				t.Errorf("URL changed from %s to %s", url, s.URL())
			}
			if err := s.Stop(); err != nil {
				t.Fatal(err)
			}
			if answers(url) {
				t.Error("it answers after Stop")
			}
		})
	}
}

func TestFolderKeeps(t *testing.T) {
	dir := t.TempDir() + "/redis"
	first := real(t, Options{Dir: dir})
	if err := client(t, first.URL()).Set(t.Context(), "k", "kept", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	second := real(t, Options{Dir: dir})
	if got := client(t, second.URL()).Get(t.Context(), "k").Val(); got != "kept" {
		t.Errorf("k = %q in the next run", got)
	}
	if err := second.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := second.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := client(t, second.URL()).Get(t.Context(), "k").Val(); got != "kept" {
		t.Errorf("k = %q after a crash", got)
	}
}

func TestForTestIsLoopbackOnlyAndOwn(t *testing.T) {
	var inner string
	t.Run("inner", func(t *testing.T) {
		inner = ForTest(t)
		c := client(t, inner)
		if got := c.ConfigGet(t.Context(), "bind").Val()["bind"]; got != "127.0.0.1" {
			t.Errorf("bind = %q", got)
		}
		if other := ForTest(t); other == inner {
			t.Error("two calls gave one server")
		}
	})
	if answers(inner) {
		t.Error("the server outlives its test")
	}
}

func TestMissingServerSaysWhatToDo(t *testing.T) {
	t.Setenv("YAOBAN_REDIS_BIN", "/nonexistent/redis-server")
	if _, err := Start(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "YAOBAN_REDIS_BIN") {
		t.Errorf("err = %v", err)
	}
	t.Setenv("YAOBAN_REDIS_BIN", "/bin/false")
	if _, err := Start(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "ended at once") {
		t.Errorf("err = %v", err)
	}
}

// What the demo needs of the embedded server: a task of asynq is queued, and one that is due later comes when it is due.
func TestEmbeddedCarriesAsynq(t *testing.T) {
	s := inProcess(t, Options{})
	opt, err := asynq.ParseRedisURI(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 2)
	mux := asynq.NewServeMux()
	mux.HandleFunc("test", func(_ context.Context, task *asynq.Task) error {
		got <- string(task.Payload())
		return nil
	})
	server := asynq.NewServer(opt, asynq.Config{
		Concurrency: 1, TaskCheckInterval: 50 * time.Millisecond, DelayedTaskCheckInterval: 100 * time.Millisecond,
		Logger: quiet{slog.New(slog.NewTextHandler(io.Discard, nil))},
	})
	if err := server.Start(mux); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Shutdown)
	c := asynq.NewClient(opt)
	t.Cleanup(func() { c.Close() })
	if _, err := c.Enqueue(asynq.NewTask("test", []byte("later")), asynq.ProcessIn(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Enqueue(asynq.NewTask("test", []byte("now"))); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"now", "later"} {
		select {
		case g := <-got:
			if g != want {
				t.Errorf("task %q came, want %q", g, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("task %q did not come in 10 s", want)
		}
	}
}

// quiet has asynq write nothing into the test's output.
type quiet struct{ log *slog.Logger }

func (q quiet) Debug(args ...any) { q.log.Debug("asynq", "args", args) }
func (q quiet) Info(args ...any)  { q.log.Info("asynq", "args", args) }
func (q quiet) Warn(args ...any)  { q.log.Warn("asynq", "args", args) }
func (q quiet) Error(args ...any) { q.log.Error("asynq", "args", args) }
func (q quiet) Fatal(args ...any) { q.log.Error("asynq fatal", "args", args) }
