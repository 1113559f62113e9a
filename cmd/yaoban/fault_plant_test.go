package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgserver"
	"github.com/yaoban/yaoban/jobs/redisserver"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// plant is a whole installation that can be broken: its own durable Postgres and Redis, both gateways on loopback, and two
// processes of the real binary that share everything.
type plant struct {
	postgres *pgserver.Server
	redis    *redisserver.Server
	wecom    *wecomtest.Server
	sms      *smstest.Server
	// db is the test's own look at the database, and the clock of the gateways.
	db        *postgres.DB
	pool      *pgxpool.Pool
	processes [2]*process
	getenv    func(string) string
	company   bigCompany
}

// The made-up accounts of the tests' gateways.
const (
	plantCorp   = "wwfault0123456789"
	plantAgent  = 1000002
	plantSecret = "fault-secret-of-the-app"
	plantToken  = "FaultTestToken2026"
	plantAESKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
	plantSMSKey = "LTAIfault"
	plantPush   = "inbound-secret-of-the-test"
	plantMobile = "1380%07d" // of the generated company's reps
)

// wecomRepeats is WeCom's own schedule of three repeats, shortened.
var wecomRepeats = []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}

func newPlant(t *testing.T, company bigCompany) *plant {
	t.Helper()
	p := &plant{company: company}
	var err error
	if p.postgres, err = pgserver.Start(t.Context(), pgserver.Options{Durable: true}); err != nil {
		t.Fatal(err)
	}
	endsWith(t, p.postgres.Stop)
	if p.redis, err = redisserver.Start(t.Context(), redisserver.Options{}); err != nil {
		t.Fatal(err)
	}
	endsWith(t, p.redis.Stop)
	cli{t, environment("DATABASE_URL=" + p.postgres.URL())}.ok("migrate")
	p.openDatabase(t)
	company.load(t.Context(), t, p.db)
	p.startGateways(t)
	env := []string{"DATABASE_URL=" + p.postgres.URL(), "REDIS_URL=" + p.redis.URL(), "DATA_DIR=" + t.TempDir(),
		"WECOM_CORP_ID=" + plantCorp, fmt.Sprintf("WECOM_AGENT_ID=%d", plantAgent), "WECOM_SECRET=" + plantSecret,
		"WECOM_TOKEN=" + plantToken, "WECOM_AES_KEY=" + plantAESKey, "WECOM_API_BASE=" + p.wecom.URL(),
		"SMS_ACCESS_KEY_ID=" + plantSMSKey, "SMS_ACCESS_KEY_SECRET=" + plantSecret, "SMS_SIGN_NAME=" + demoSign,
		"SMS_INBOUND_SECRET=" + plantPush, "SMS_ENDPOINT=" + p.sms.URL()}
	p.getenv = environment(env...)
	var prefixed []string
	for _, pair := range env {
		prefixed = append(prefixed, envPrefix+pair)
	}
	path := builtBinary(t)
	for i := range p.processes {
		p.processes[i] = newProcess(t, path, prefixed)
		if err := p.processes[i].start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// endsWith has stop called when the test ends; its error fails the test.
func endsWith(t *testing.T, stop func() error) {
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// openDatabase connects the test and sets business time to nine in the morning, so that no run crosses a midnight.
func (p *plant) openDatabase(t *testing.T) {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	if p.db, err = postgres.Open(t.Context(), p.postgres.URL(), zone); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.db.Close)
	if p.pool, err = pgxpool.New(t.Context(), p.postgres.URL()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.pool.Close)
	if err := p.moveTo(t.Context(), nextMorning(p.db.Now())); err != nil {
		t.Fatal(err)
	}
}

// nextMorning is the next nine o'clock.
func nextMorning(now time.Time) time.Time {
	morning := domain.DateOf(now).At("09:00", now.Location())
	if morning.Before(now) {
		morning = domain.DateOf(now).AddDays(1).At("09:00", now.Location())
	}
	return morning
}

// move sets business time so much later; every process reads it from the database.
func (p *plant) move(ctx context.Context, by time.Duration) error {
	ahead, err := p.db.ReadClock(ctx)
	if err != nil {
		return err
	}
	return p.db.SetAhead(ctx, ahead+by)
}

func (p *plant) moveTo(ctx context.Context, at time.Time) error {
	return p.move(ctx, at.Sub(p.db.Now()))
}

func (p *plant) startGateways(t *testing.T) {
	t.Helper()
	var people []wecomtest.Person
	for i, rep := range p.company.reps {
		people = append(people, wecomtest.Person{UserID: rep, Mobile: fmt.Sprintf(plantMobile, i+1)})
	}
	var err error
	p.wecom, err = wecomtest.Start(wecomtest.Options{CorpID: plantCorp, Secret: plantSecret, AgentID: plantAgent, Token: plantToken,
		AESKey: plantAESKey, People: people, Clock: p.db, Seed: faultSeed, Repeats: wecomRepeats})
	if err != nil {
		t.Fatal(err)
	}
	endsWith(t, p.wecom.Close)
	templates, err := approved(demoSign)
	if err != nil {
		t.Fatal(err)
	}
	p.sms, err = smstest.Start(smstest.Options{AccessKeyID: plantSMSKey, AccessKeySecret: plantSecret, Sign: demoSign,
		Templates: templates, Clock: p.db, Seed: faultSeed})
	if err != nil {
		t.Fatal(err)
	}
	endsWith(t, p.sms.Close)
}

// drained waits until nothing that is due is left in the outbox, and fails with what is left when the time is over.
func (p *plant) drained(t *testing.T, within time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	for {
		var left int
		err := p.pool.QueryRow(ctx, `select count(*) from outbox where done_at is null and dead_at is null and due_at <= $1`, p.db.Now()).Scan(&left)
		if err == nil && left == 0 {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%d rows of the outbox are left after %v: %s", left, within, strings.Join(p.leftOver(t), "; "))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// leftOver describes rows of the outbox that are not done, some of them.
func (p *plant) leftOver(t *testing.T) []string {
	t.Helper()
	return texts(t, p.pool, `select format('%s %s due %s after %s attempt %s failures %s dead %s: %s', topic, ref, due_at, run_after, attempt, failures,
		dead_at is not null, last_error) from outbox where done_at is null order by due_at limit 20`)
}

// texts are the rows of a query of one text.
func texts(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) (all []string) {
	t.Helper()
	rows, err := pool.Query(context.WithoutCancel(t.Context()), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
