package jobs_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/outbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/jobs"
	"github.com/yaoban/yaoban/jobs/redisserver"
)

// A change of the scheme has the time that a million doctors take on a busy machine; everything else is bounded by a minute.
func TestARegradeIsNotCutOffByTheBoundOfAReminder(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	left := map[string]time.Duration{}
	var mu sync.Mutex
	note := func(topic string) func(context.Context, string) error {
		return func(ctx context.Context, _ string) error {
			end, _ := ctx.Deadline()
			mu.Lock()
			defer mu.Unlock()
			left[topic] = time.Until(end)
			return nil
		}
	}
	work(t, jobs.Options{Store: c.DB, Redis: client(t, redisserver.ForTest(t)), Handlers: jobs.Handlers{Notice: note(outbox.Notice), Turn: note(outbox.Turn),
		Escalate: note(outbox.Escalate), Settle: note(outbox.Settle), Evidence: note(outbox.Evidence), Scheme: note(outbox.Scheme), Broadcast: note(outbox.Broadcast)}})
	topics := []string{outbox.Notice, outbox.Turn, outbox.Escalate, outbox.Settle, outbox.Evidence, outbox.Scheme, outbox.Broadcast}
	if err := c.InTx(t.Context(), func(tx *postgres.Tx) error {
		for _, topic := range topics {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			if err := tx.Defer(topic, id.String(), tx.Now()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	c.drained(t, time.Minute)
	mu.Lock()
	defer mu.Unlock()
	for _, topic := range topics {
		if long := topic == outbox.Scheme; left[topic] <= 0 || long != (left[topic] > 5*time.Minute) || long != (left[topic] > time.Minute) {
			t.Errorf("a handler of %s has %v", topic, left[topic])
		}
	}
}

// BenchmarkRegradeByAWorker is what an admin of 1,000,000 doctors waits for who changes the scheme by message: from the draft to what it
// would do, and from her yes to everybody's new grade, through outbox, Redis and handler.
// go test ./jobs -run '^$' -bench RegradeByAWorker -benchtime 1x -timeout 30m
func BenchmarkRegradeByAWorker(b *testing.B) {
	const number = 5000
	c := newCompany(b, 2000)
	for _, sql := range []string{
		`insert into hospital (code, name, level) select 'H' || i, '医院' || i, (array['三级甲等', '二级甲等', '一级', ''])[1 + i % 4] from generate_series(0, 999) i`,
		`insert into doctor (code, name, hospital, department, title, outpatients, beds, grade, given)
            select 'D' || i, '医生', 'H' || i % 1000, '科', (array['主任医师', '副主任医师', '主治医师', '住院医师', ''])[1 + i % 5], i * 7919 % 9000, i * 104729 % 150, g, g
            from (select i, (array['A', 'B', 'C', 'D'])[1 + i * 31 % 4] g from generate_series(0::bigint, 999999) i) d`,
		`insert into assignment (doctor, rep, from_date, short_code) select code, 'rep' || substr(code, 2)::int % 2000, '2020-01-01', 'Z1' from doctor`,
		`analyze`,
	} {
		if _, err := c.pool.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
	w, _ := work(b, jobs.Options{Store: c.DB, Redis: client(b, redisserver.ForTest(b)), Handlers: handlers(b, c.DB, newPhone())})
	c.OnWake(w.Wake)
	wait := func(state string) {
		for c.count(b, `select count(*) from scheme_draft where state = $1`, state) == 0 {
			if c.count(b, `select count(*) from outbox where failures > 0`) > 0 {
				c.dump(b)
				b.Fatal("a row failed")
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	for b.Loop() {
		began := time.Now()
		if err := c.InTx(b.Context(), func(tx *postgres.Tx) error {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			_, err = grading.Propose(tx, grading.Draft{ID: id, Number: number, Person: "rep0", Channel: domain.WeCom, SaidAt: tx.Now(), Scheme: grading.Default(),
				Changes: grading.Changes(grading.None, grading.Default()), State: grading.Weighing})
			return err
		}); err != nil {
			b.Fatal(err)
		}
		wait("ready")
		weighed := time.Now()
		if err := c.InTx(b.Context(), func(tx *postgres.Tx) error {
			d, _, err := tx.DraftNumbered(b.Context(), number)
			if err != nil {
				return err
			}
			if d, err = grading.Confirm(tx, d, "rep0", 0); err == nil {
				tx.ApplyLater(d)
			}
			return err
		}); err != nil {
			b.Fatal(err)
		}
		wait("applied")
		b.ReportMetric(weighed.Sub(began).Seconds(), "s/weighed")
		b.ReportMetric(time.Since(weighed).Seconds(), "s/applied")
		b.ReportMetric(float64(c.count(b, `select count(distinct doctor) from doctor_grade`)), "moved")
	}
}
