package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/jobs"
	"github.com/yaoban/yaoban/jobs/redisserver"
	"github.com/yaoban/yaoban/notify"
)

// turns are handlers of which only the turn's does anything.
func turns(turn func(ctx context.Context, ref string) error) jobs.Handlers {
	nothing := func(context.Context, string) error { return nil }
	return jobs.Handlers{Notice: nothing, Escalate: nothing, Settle: nothing, Evidence: nothing, Scheme: nothing, Broadcast: nothing, Turn: turn}
}

// ask queues turns, one a ref.
func (c *company) ask(t *testing.T, refs ...string) {
	t.Helper()
	if err := c.InTx(t.Context(), func(tx *postgres.Tx) error {
		for _, ref := range refs {
			if err := tx.Defer(postgres.TopicTurn, ref, tx.Now()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// eventually waits for a condition.
func eventually(t *testing.T, within time.Duration, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %v it is not so that %s", within, what)
		}
	}
}

func TestARowThatFailsTooOftenIsDead(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	var mu sync.Mutex
	tries := map[string]int{}
	var log bytes.Buffer
	c.ask(t, "broken", "panics", "busy", "fine")
	w, stop := work(t, jobs.Options{Store: c.DB, Redis: client(t, redisserver.ForTest(t)), MaxFailures: 2, Random: func() float64 { return 0 },
		Log: slog.New(slog.NewTextHandler(&log, nil)), Handlers: turns(func(_ context.Context, ref string) error {
			mu.Lock()
			defer mu.Unlock()
			tries[ref]++
			switch {
			case ref == "broken":
				return errors.New("a thing is missing")
			case ref == "panics":
				panic("a secret: 13800001001")
			case ref == "busy" && tries[ref] < 5:
				return &notify.Later{After: 10 * time.Millisecond, Code: "45009"}
			}
			return nil
		})})
	c.OnWake(w.Wake)
	c.drained(t, time.Minute)
	stop()
	for ref, want := range map[string]int{"broken": 2, "panics": 2, "busy": 5, "fine": 1} {
		if tries[ref] != want {
			t.Errorf("%s was tried %d times, want %d", ref, tries[ref], want)
		}
	}
	if n := c.count(t, `select count(*) from outbox where dead_at is not null and failures = 2 and ref in ('broken', 'panics')`); n != 2 {
		t.Errorf("%d rows are dead", n)
	}
	if n := c.count(t, `select count(*) from outbox where last_error like '%missing%' or last_error like '%panicked%'`); n != 2 {
		t.Errorf("%d rows say why", n)
	}
	if n := c.count(t, `select count(*) from outbox where last_error like '%13800001001%'`); n != 0 || strings.Contains(log.String(), "13800001001") {
		t.Error("what a panic said was kept")
	}
	if !strings.Contains(log.String(), "is dead") {
		t.Error("nobody was alerted")
	}
}

// A worker that was killed is a row under a lease that nobody extends: begun here by nobody who lives.
func TestAKilledWorkersRowIsTakenOver(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	c.ask(t, "left behind")
	rows, err := c.TakeDue(t.Context(), []string{postgres.TopicTurn}, time.Now(), 10, 10)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%v, %v", rows, err)
	}
	killed := time.Now()
	if _, err := c.StartRows(t.Context(), []domain.ID{rows[0].ID}, []int{rows[0].Attempt}, killed.Add(7*time.Second)); err != nil {
		t.Fatal(err)
	}
	var done atomic.Int64
	work(t, jobs.Options{Store: c.DB, Redis: client(t, redisserver.ForTest(t)),
		Handlers: turns(func(context.Context, string) error { done.Add(1); return nil })})
	c.drained(t, time.Minute)
	if took := time.Since(killed); took > 30*time.Second || done.Load() != 1 {
		t.Errorf("it was taken over after %v, %d times", took, done.Load())
	}
}

// A long handler keeps its row by heartbeats, although the lease is shorter than its work.
func TestAHeartbeatKeepsTheRow(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	var begun atomic.Int64
	url := redisserver.ForTest(t)
	c.ask(t, "long")
	for range 2 {
		work(t, jobs.Options{Store: open(t, c.url), Redis: client(t, url), Handlers: turns(func(ctx context.Context, _ string) error {
			begun.Add(1)
			select {
			case <-ctx.Done():
			case <-time.After(10 * time.Second):
			}
			return nil
		})})
	}
	c.drained(t, time.Minute)
	if begun.Load() != 1 || c.count(t, `select count(*) from outbox where failures = 0 and attempt = 1`) != 1 {
		t.Errorf("it was begun %d times", begun.Load())
	}
}

// Rows that a relay took and never handed to Redis, because it was killed in between.
func TestWhatARelayTookAndLostIsQueuedAgain(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	c.ask(t, "a", "b", "c")
	if rows, err := c.TakeDue(t.Context(), []string{postgres.TopicTurn}, time.Now(), 10, 10); err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v", rows, err)
	}
	var done atomic.Int64
	work(t, jobs.Options{Store: c.DB, Redis: client(t, redisserver.ForTest(t)),
		Handlers: turns(func(context.Context, string) error { done.Add(1); return nil })})
	c.drained(t, time.Minute)
	if done.Load() != 3 {
		t.Errorf("%d were done", done.Load())
	}
}

func TestAStopIsNoFailure(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	var begun atomic.Int64
	url := redisserver.ForTest(t)
	c.ask(t, "slow")
	_, stop := work(t, jobs.Options{Store: c.DB, Redis: client(t, url), ShutdownWithin: 100 * time.Millisecond,
		Handlers: turns(func(ctx context.Context, _ string) error {
			begun.Add(1)
			<-ctx.Done()
			return ctx.Err()
		})})
	eventually(t, time.Minute, "the handler runs", func() bool { return begun.Load() == 1 })
	stop()
	if n := c.count(t, `select count(*) from outbox where queued_at is null and lease_until is null and failures = 0 and done_at is null`); n != 1 {
		c.dump(t)
		t.Fatal("the row is not free for others")
	}
	work(t, jobs.Options{Store: c.DB, Redis: client(t, url), Handlers: turns(func(context.Context, string) error { return nil })})
	c.drained(t, time.Minute)
}

func TestTheClockThatAnotherProcessMovedActsAtOnce(t *testing.T) {
	t.Parallel()
	c, p := newCompany(t, 1), newPhone()
	mine := open(t, c.url)
	work(t, jobs.Options{Store: mine, Redis: client(t, redisserver.ForTest(t)), Handlers: handlers(t, mine, p)})
	if err := c.InTx(t.Context(), func(tx *postgres.Tx) error {
		return tx.Tell(notice.Notice{Kind: notice.Reply.Name, Key: "tomorrow", Person: "rep0", Args: []byte(`{"text":"明天"}`),
			DueAt: tx.Now().AddDate(0, 0, 1)})
	}); err != nil {
		t.Fatal(err)
	}
	c.drained(t, time.Second) // nothing is due today
	if err := c.SetAhead(t.Context(), 25*time.Hour); err != nil {
		t.Fatal(err)
	}
	moved := time.Now()
	c.drained(t, time.Minute)
	p.once(t, 1)
	if took := time.Since(moved); took > 20*time.Second { // half a second, on a machine that has it
		t.Errorf("it took %v", took)
	}
}

func TestAWakerOfAnotherProcess(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	url := redisserver.ForTest(t)
	work(t, jobs.Options{Store: open(t, c.url), Redis: client(t, url), Handlers: turns(func(context.Context, string) error { return nil })})
	waker := jobs.NewWaker(client(t, url))
	go waker.Run(t.Context())
	c.OnWake(waker.Wake)
	sub := client(t, url).Subscribe(t.Context(), "yaoban:wake")
	defer func() { _ = sub.Close() }()
	if _, err := sub.Receive(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.ask(t, "now")
	select {
	case <-sub.Channel():
	case <-time.After(time.Minute):
		t.Fatal("nothing was published")
	}
	c.drained(t, time.Minute)
}

func TestACadenceRunsOnceASlot(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	url := redisserver.ForTest(t)
	var mu sync.Mutex
	runs := map[time.Time]int{}
	failures := 0
	nothing := turns(func(context.Context, string) error { return nil })
	for range 3 {
		work(t, jobs.Options{Store: open(t, c.url), Redis: client(t, url), Handlers: nothing, Cadences: []jobs.Cadence{
			{Name: "daily", Slot: jobs.Daily("08:00"), Run: func(_ context.Context, slot time.Time) error {
				mu.Lock()
				defer mu.Unlock()
				runs[slot]++
				return nil
			}},
			{Name: "broken", Slot: jobs.Daily("08:00"), Run: func(context.Context, time.Time) error {
				mu.Lock()
				defer mu.Unlock()
				failures++
				return errors.New("broken")
			}},
		}})
	}
	slots := func() int { return c.count(t, `select count(*) from cadence_run where kind = 'daily'`) }
	eventually(t, time.Minute, "the day's run is there", func() bool { return slots() == 1 })
	if err := c.SetAhead(t.Context(), 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "the next day's run is there", func() bool { return slots() == 2 })
	mu.Lock()
	defer mu.Unlock()
	if len(runs) != 2 || failures == 0 {
		t.Errorf("runs %v, failures %d", runs, failures)
	}
	for slot, n := range runs {
		if n != 1 || slot.Hour() != 8 || slot.Minute() != 0 {
			t.Errorf("%v ran %d times", slot, n)
		}
	}
	if n := c.count(t, `select count(*) from cadence_run where kind = 'broken'`); n != 0 {
		t.Error("a run that failed counts as one")
	}
}

func TestDaily(t *testing.T) {
	slot := jobs.Daily("08:00")
	for now, want := range map[string]string{"2026-11-24 08:00": "2026-11-24 08:00", "2026-11-24 07:59": "2026-11-23 08:00",
		"2026-12-01 00:00": "2026-11-30 08:00", "2026-11-24 23:59": "2026-11-24 08:00"} {
		at, err := time.ParseInLocation("2006-01-02 15:04", now, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if got := slot(at).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s: got %s, want %s", now, got, want)
		}
	}
}

func TestUpkeepRuns(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	work(t, jobs.Options{Store: c.DB, Redis: client(t, redisserver.ForTest(t)), Cadences: jobs.Upkeep(c.DB, quietLog()),
		Handlers: turns(func(context.Context, string) error { return nil })})
	eventually(t, time.Minute, "both have run", func() bool { return c.count(t, `select count(*) from cadence_run`) == 2 })
	if n := c.count(t, `select count(*) from pg_class where relname ~ '^(inbox_body|fact|delivery_attempt)_[0-9]{4}_[0-9]{2}$'`); n != 12 {
		t.Errorf("%d partitions", n)
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	c := newCompany(t, 1)
	whole := jobs.Options{Store: c.DB, Redis: client(t, "redis://127.0.0.1:1/0"), Log: quietLog(), Handlers: turns(func(context.Context, string) error { return nil })}
	for want, change := range map[string]func(*jobs.Options){
		"a store":      func(o *jobs.Options) { o.Store = nil },
		"turn":         func(o *jobs.Options) { o.Handlers.Turn = nil },
		"cadence \"\"": func(o *jobs.Options) { o.Cadences = []jobs.Cadence{{}} },
	} {
		o := whole
		change(&o)
		if _, err := jobs.New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("without %s: %v", want, err)
		}
	}
}
