package jobs_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/jobs"
	"github.com/yaoban/yaoban/jobs/redisserver"
	"github.com/yaoban/yaoban/notify"
)

var shanghai = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return zone
}()

// company is a fresh database with a number of reps, rep0 …, each with a conversation.
type company struct {
	*postgres.DB
	pool *pgxpool.Pool
	url  string
}

func newCompany(t testing.TB, reps int) *company {
	t.Helper()
	pool := pgtest.Pool(t)
	if _, err := pool.Exec(t.Context(), `
insert into staff (userid, name, role, mobile, from_date)
select 'rep' || i, '代表' || i, 'rep', '139' || lpad(i::text, 8, '0'), '2020-01-01' from generate_series(0, $1::int - 1) i`, reps); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `insert into conversation (person) select userid from staff`); err != nil {
		t.Fatal(err)
	}
	url := pool.Config().ConnString()
	return &company{DB: open(t, url), pool: pool, url: url}
}

func open(t testing.TB, url string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// tell queues n late replies, each with words of its own, spread over the people, due at once.
func (c *company) tell(t testing.TB, n, people int) {
	t.Helper()
	for from := 0; from < n; from += 200 {
		err := c.InTx(t.Context(), func(tx *postgres.Tx) error {
			for i := from; i < min(from+200, n); i++ {
				err := tx.Tell(notice.Notice{Kind: notice.Reply.Name, Key: fmt.Sprint("reply/", i), Person: rep(i % people),
					Args: []byte(fmt.Sprintf(`{"text":"第%d条"}`, i)), DueAt: tx.Now()})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// count returns the number that a query gives.
func (c *company) count(t testing.TB, sql string, args ...any) (n int) {
	t.Helper()
	if err := c.pool.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// dump shows what the outbox still holds, for a test that failed.
func (c *company) dump(t testing.TB) {
	t.Helper()
	rows, err := c.pool.Query(t.Context(), `
select format('%s attempt %s failures %s queued %s lease %s dead %s: %s', topic, attempt, failures, queued_at, lease_until, dead_at, last_error)
from outbox where done_at is null limit 10`)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		t.Log(line)
	}
}

// drained waits until nothing is due any more.
func (c *company) drained(t testing.TB, within time.Duration) {
	t.Helper()
	end := time.Now().Add(within)
	for {
		done, err := c.Drained(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return
		}
		if time.Now().After(end) {
			c.dump(t)
			t.Fatalf("the outbox is not drained after %v", within)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// phone is a gateway that keeps what it showed; an answer may be scripted.
type phone struct {
	mu     sync.Mutex
	shown  map[string]int // by words
	answer func(n int, m notify.Outgoing) error
	calls  int
	took   time.Duration
}

func newPhone() *phone { return &phone{shown: map[string]int{}} }

func (p *phone) Render(address string, c notify.Content) ([]byte, string, error) {
	return []byte(address + "|" + c.Text), c.Text, nil
}

func (p *phone) Send(_ context.Context, m notify.Outgoing) (notify.Sent, error) {
	if p.took > 0 {
		time.Sleep(p.took)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	if p.answer != nil {
		if err := p.answer(p.calls, m); err != nil {
			return notify.Sent{}, err
		}
	}
	p.shown[string(m.Body)]++
	return notify.Sent{ProviderID: m.ID}, nil
}

// once fails the test unless n different messages were shown, each once.
func (p *phone) once(t testing.TB, n int) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.shown) != n {
		t.Errorf("%d different messages were shown, want %d", len(p.shown), n)
	}
	for words, times := range p.shown {
		if times != 1 {
			t.Errorf("%q was shown %d times", words, times)
		}
	}
}

func quietLog() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func client(t testing.TB, url string) redis.UniversalClient {
	t.Helper()
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// handlers are those of a process whose WeCom is the phone.
func handlers(t testing.TB, db *postgres.DB, wecom notify.Sender) jobs.Handlers {
	t.Helper()
	n, err := notify.New(notify.Options{Store: db, Clock: db, Log: quietLog(),
		Senders: map[domain.Channel]notify.Sender{domain.WeCom: wecom}})
	if err != nil {
		t.Fatal(err)
	}
	byID := func(f func(context.Context, domain.ID) error) func(context.Context, string) error {
		return func(ctx context.Context, ref string) error {
			id, err := domain.ParseID(ref)
			if err != nil {
				return err
			}
			return f(ctx, id)
		}
	}
	return jobs.Handlers{Notice: byID(n.Deliver), Escalate: byID(n.Escalate), Settle: byID(n.Settle),
		Turn: func(context.Context, string) error { return nil }, Evidence: func(context.Context, string) error { return nil },
		Scheme: byID(db.WorkDraft), Broadcast: func(context.Context, string) error { return nil }}
}

// work runs a worker until the test ends or the returned function is called.
func work(t testing.TB, o jobs.Options) (w *jobs.Worker, stop func()) {
	t.Helper()
	if o.Log == nil {
		o.Log = quietLog()
	}
	w, err := jobs.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan error, 1)
	go func() { over <- w.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-over; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return w, stop
}

func TestEveryNoticeOnce(t *testing.T) {
	c, p, url := newCompany(t, 10), newPhone(), redisserver.ForTest(t)
	for range 2 { // two processes: two relays, two servers
		db := open(t, c.url)
		w, _ := work(t, jobs.Options{Store: db, Redis: client(t, url), Handlers: handlers(t, db, p), Concurrency: 4})
		c.OnWake(w.Wake)
	}
	c.tell(t, 500, 10)
	c.drained(t, time.Minute)
	p.once(t, 500)
	if n := c.count(t, `select count(*) from delivery where state = 'sent' and attempts = 1`); n != 500 {
		t.Errorf("%d deliveries were sent at the first attempt, want 500", n)
	}
	if n := c.count(t, `select count(*) from outbox where attempt <> 1`); n != 0 {
		t.Errorf("%d rows were queued more than once", n)
	}
}

func TestAFlushedRedisLosesNothing(t *testing.T) {
	t.Parallel()
	c, p := newCompany(t, 10), newPhone()
	server, err := redisserver.Start(t.Context(), redisserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	p.took = 20 * time.Millisecond
	c.tell(t, 200, 10)
	work(t, jobs.Options{Store: c.DB, Redis: client(t, server.URL()), Handlers: handlers(t, c.DB, p), Concurrency: 2})
	for c.count(t, `select count(*) from outbox where queued_at is not null`) < 200 {
		time.Sleep(time.Millisecond)
	}
	if err := server.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := c.count(t, `select count(*) from outbox where done_at is null`); left < 100 {
		t.Fatalf("only %d rows were left when Redis was flushed", left)
	}
	c.drained(t, time.Minute)
	p.once(t, 200)
}

func TestAStoppedRedisDelaysOnly(t *testing.T) {
	t.Parallel()
	c, p := newCompany(t, 10), newPhone()
	server, err := redisserver.Start(t.Context(), redisserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	w, _ := work(t, jobs.Options{Store: c.DB, Redis: client(t, server.URL()), Handlers: handlers(t, c.DB, p)})
	c.OnWake(w.Wake)
	c.tell(t, 20, 10)
	c.drained(t, time.Minute)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	for i := range 30 { // told while Redis is away
		err := c.InTx(t.Context(), func(tx *postgres.Tx) error {
			return tx.Tell(notice.Notice{Kind: notice.Reply.Name, Key: fmt.Sprint("away/", i), Person: "rep1",
				Args: []byte(fmt.Sprintf(`{"text":"离线%d"}`, i)), DueAt: tx.Now()})
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.drained(t, time.Minute)
	p.once(t, 50)
	if n := c.count(t, `select count(*) from outbox where failures > 0`); n != 0 {
		t.Errorf("%d rows count failures although only Redis was away", n)
	}
}

// rep is the userid of the i-th rep.
func rep(i int) string { return fmt.Sprint("rep", i) }
