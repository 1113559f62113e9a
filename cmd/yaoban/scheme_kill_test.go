package main

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/postgres"
)

// TestARegradeWhoseProcessIsKilledIsDoneOnce: a worker is in the middle of grading a whole company when every process is killed. Nothing
// of it stays, the database does not work on for the dead, and a worker that comes up does it, once.
func TestARegradeWhoseProcessIsKilledIsDoneOnce(t *testing.T) {
	p := newPlant(t, newBigCompany(2, 200))
	one := func(sql string, want string) {
		t.Helper()
		if got := texts(t, p.pool, sql); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, not %s", sql, got, want)
		}
	}
	const (
		graded = `select string_agg(grade || n, ' ' order by grade) from (select grade, count(*) n from doctor group by grade) d`
		state  = `select state from scheme_draft`
		traces = `select format('%s %s %s', (select count(*) from grading_scheme), (select count(*) from doctor_grade), (select count(*) from notice where kind in ('grade_changed', 'scheme_outcome')))`
	)
	before := texts(t, p.pool, graded)[0]

	const number = 5000
	err := p.db.InTx(t.Context(), func(tx *postgres.Tx) error {
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		_, err = grading.Propose(tx, grading.Draft{ID: id, Number: number, Person: "boss", Channel: domain.WeCom, SaidAt: tx.Now(), Scheme: grading.Default(),
			Changes: grading.Changes(grading.None, grading.Default()), State: grading.Weighing})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	drained(t, p.db, p.pool, 30*time.Second)
	one(state, "ready")

	held, err := p.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Rollback(t.Context()) }() // when the test ends early
	if _, err := held.Exec(t.Context(), `select code from doctor for update`); err != nil {
		t.Fatal(err)
	}
	err = p.db.InTx(t.Context(), func(tx *postgres.Tx) error {
		d, _, err := tx.DraftNumbered(t.Context(), number)
		if err != nil {
			return err
		}
		if d, err = grading.Confirm(tx, d, "boss", 0); err == nil {
			tx.ApplyLater(d)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	orphan := p.waiting(t, "")
	for _, process := range p.processes {
		if err := process.kill(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// Both that were killed are up again. One of them begins anew while the doctors are still held: only one statement waits, so the dead
	// one's is gone.
	if next := p.waiting(t, orphan); next == orphan {
		t.Errorf("the database still works for the process that was killed")
	}
	one(graded, before)
	one(state, "applying")
	one(traces, "0 0 0")

	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	drained(t, p.db, p.pool, time.Minute)
	one(state, "applied")
	after := texts(t, p.pool, graded)[0]
	if after == before {
		t.Error("no grade moved")
	}
	// 300 of the 400 doctors move: three of four have another grade by the file than by the scheme. The first entry of each is what was before.
	one(traces, "1 600 3")
	one(`select string_agg(format('%s %s %s', n.kind, n.person, d.state), ', ' order by n.kind, n.person) from notice n join delivery d on d.notice = n.id where n.kind in ('grade_changed', 'scheme_outcome')`,
		"grade_changed rep0001 sent, grade_changed rep0002 sent, scheme_outcome boss sent")
}

// waiting returns the server process of the one regrade that waits for doctors and is not besides, once there is one.
func (p *plant) waiting(t *testing.T, besides string) string {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		got := texts(t, p.pool, `select pid::text from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%with moved as materialized (select * from%' order by pid`)
		if len(got) == 1 && got[0] != besides {
			return got[0]
		}
	}
	t.Fatalf("no regrade waits beside %q", besides)
	return ""
}
