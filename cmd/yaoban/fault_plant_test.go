package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

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

func (p *plant) move(ctx context.Context, by time.Duration) error { return moveClock(ctx, p.db, by) }

func (p *plant) moveTo(ctx context.Context, at time.Time) error {
	return p.move(ctx, at.Sub(p.db.Now()))
}

func (p *plant) startGateways(t *testing.T) {
	t.Helper()
	var people []wecomtest.Person
	for i, rep := range p.company.reps {
		people = append(people, wecomtest.Person{UserID: rep, Mobile: fmt.Sprintf(plantMobile, i+1)})
	}
	for _, above := range p.company.above() { // the calendar tells them of their teams
		people = append(people, wecomtest.Person{UserID: above})
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
