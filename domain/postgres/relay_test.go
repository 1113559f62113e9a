package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/outbox"
	"github.com/yaoban/yaoban/domain/postgres"
)

var topics = []string{postgres.TopicNotice, postgres.TopicEscalate, postgres.TopicSettle}

// deferred queues n rows that are due.
func deferred(t *testing.T, db *postgres.DB, n int) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		for i := range n {
			if err := tx.Defer(postgres.TopicNotice, fmt.Sprint(i), tx.Now()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func take(t *testing.T, db *postgres.DB, window, limit int) []outbox.Row {
	t.Helper()
	rows, err := db.TakeDue(t.Context(), topics, time.Now(), window, limit)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func start(t *testing.T, db *postgres.DB, row outbox.Row, lease time.Time) bool {
	t.Helper()
	rows, err := db.StartRows(t.Context(), []domain.ID{row.ID}, []int{row.Attempt}, lease)
	if err != nil {
		t.Fatal(err)
	}
	return len(rows) == 1
}

func TestRelaysNeverTakeTheSameRow(t *testing.T) {
	db := company(t)
	deferred(t, db, 400)
	var mu sync.Mutex
	seen := map[domain.ID]int{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				rows, err := db.TakeDue(t.Context(), topics, time.Now(), 1000, 17)
				if err != nil {
					t.Error(err)
				}
				if len(rows) == 0 {
					return
				}
				mu.Lock()
				for _, r := range rows {
					seen[r.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != 400 {
		t.Errorf("%d rows were taken, want 400", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%v was taken %d times", id, n)
		}
	}
}

func TestTakeDue(t *testing.T) {
	db := company(t)
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
		for i, due := range []time.Duration{-time.Minute, -time.Hour, time.Hour} {
			if err := tx.Defer(postgres.TopicNotice, fmt.Sprint(i), tx.Now().Add(due)); err != nil {
				return err
			}
		}
		return tx.Defer(postgres.TopicTurn, "turn", tx.Now())
	})
	rows := take(t, db, 1, 10)
	if len(rows) != 1 || rows[0].Ref != "1" || rows[0].Attempt != 1 {
		t.Fatalf("the oldest one alone fits the window: %+v", rows)
	}
	if rows := take(t, db, 1, 10); len(rows) != 0 {
		t.Errorf("the window is full: %+v", rows)
	}
	if rows := take(t, db, 10, 10); len(rows) != 1 || rows[0].Ref != "0" {
		t.Errorf("one is left that is due, of these topics: %+v", rows)
	}
	if err := db.SetAhead(t.Context(), 2*time.Hour); err != nil {
		t.Fatal(err)
	}
	if rows := take(t, db, 10, 10); len(rows) != 1 || rows[0].Ref != "2" {
		t.Errorf("business time decides: %+v", rows)
	}
}

func TestAnAttemptThatIsOldHasNoRight(t *testing.T) {
	db := company(t)
	deferred(t, db, 1)
	lease := time.Now().Add(time.Minute)
	old := take(t, db, 10, 10)[0]
	if err := db.FreeRows(t.Context(), []domain.ID{old.ID}, []int{old.Attempt}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if start(t, db, old, lease) {
		t.Error("a row that is not queued was begun")
	}
	row := take(t, db, 10, 10)[0]
	if row.Attempt != 2 || start(t, db, old, lease) {
		t.Errorf("attempt %d; the old one was begun", row.Attempt)
	}
	if !start(t, db, row, lease) || start(t, db, row, lease) {
		t.Error("a row is begun once")
	}
	if err := db.FinishRows(t.Context(), []domain.ID{old.ID}, []int{old.Attempt}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if done, err := db.Drained(t.Context()); err != nil || done {
		t.Errorf("an old attempt finished the row: %v, %v", done, err)
	}
	if err := db.FinishRows(t.Context(), []domain.ID{row.ID}, []int{row.Attempt}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if done, err := db.Drained(t.Context()); err != nil || !done {
		t.Errorf("drained: %v, %v", done, err)
	}
	if start(t, db, row, lease) {
		t.Error("a row that is done was begun")
	}
}

func TestTakeOver(t *testing.T) {
	db := company(t)
	deferred(t, db, 1)
	wall := time.Now()
	for failures := range 3 {
		row := take(t, db, 10, 10)[0]
		if row.Failures != failures || !start(t, db, row, wall.Add(8*time.Second)) {
			t.Fatalf("failure %d: %+v", failures, row)
		}
		if err := db.ExtendRows(t.Context(), []domain.ID{row.ID}, []int{row.Attempt}, wall.Add(20*time.Second)); err != nil {
			t.Fatal(err)
		}
		if freed, died, err := db.TakeOver(t.Context(), wall.Add(19*time.Second), 3); err != nil || freed+died != 0 {
			t.Fatalf("a lease that was extended: %d, %d, %v", freed, died, err)
		}
		freed, died, err := db.TakeOver(t.Context(), wall.Add(21*time.Second), 3)
		if want := failures == 2; err != nil || freed+died != 1 || (died == 1) != want {
			t.Fatalf("failure %d: freed %d, died %d, %v", failures, freed, died, err)
		}
	}
	if c, err := db.OutboxCounts(t.Context()); err != nil || c.Dead != 1 || c.Waiting != 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestFailRow(t *testing.T) {
	db := company(t)
	deferred(t, db, 1)
	wall := time.Now()
	row := take(t, db, 10, 10)[0]
	f := outbox.Failure{ID: row.ID, Attempt: row.Attempt, Error: "broken", RunAfter: wall.Add(time.Minute), Counts: true}
	if err := db.FailRow(t.Context(), f, wall); err != nil {
		t.Fatal(err)
	}
	if rows := take(t, db, 10, 10); len(rows) != 0 {
		t.Errorf("it runs before its back-off is over: %+v", rows)
	}
	if c, err := db.OutboxCounts(t.Context()); err != nil || c.Waiting != 1 || c.Oldest <= 0 {
		t.Errorf("%+v, %v", c, err)
	}
	rows, err := db.TakeDue(t.Context(), topics, wall.Add(61*time.Second), 10, 10)
	if err != nil || len(rows) != 1 || rows[0].Failures != 1 {
		t.Fatalf("%+v, %v", rows, err)
	}
	f.Attempt, f.Dead = rows[0].Attempt, true
	if err := db.FailRow(t.Context(), f, wall); err != nil {
		t.Fatal(err)
	}
	rows, err = db.TakeDue(t.Context(), topics, wall.Add(time.Hour), 10, 10)
	if done, e := db.Drained(t.Context()); err != nil || e != nil || len(rows) != 0 || !done {
		t.Errorf("a dead row is still at work: %+v, %v, %v, %v", rows, done, err, e)
	}
}

func TestUnstartedRows(t *testing.T) {
	db := company(t)
	deferred(t, db, 3)
	rows := take(t, db, 10, 10)
	start(t, db, rows[0], time.Now().Add(time.Minute))
	later := time.Now().Add(6 * time.Second)
	late, err := db.UnstartedRows(t.Context(), later.Add(-5*time.Second), later, 10)
	if err != nil || len(late) != 2 {
		t.Fatalf("%+v, %v", late, err)
	}
	if late, err = db.UnstartedRows(t.Context(), later.Add(-5*time.Second), later, 10); err != nil || len(late) != 0 {
		t.Errorf("they were looked at just now: %+v, %v", late, err)
	}
}

func TestLease(t *testing.T) {
	db := company(t)
	a, b := domain.ID{1}, domain.ID{2}
	wall := time.Now()
	lead := func(holder domain.ID, at time.Time) bool {
		t.Helper()
		leads, err := db.Lead(t.Context(), "test", holder, at, at.Add(10*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return leads
	}
	if !lead(a, wall) || lead(b, wall.Add(9*time.Second)) || !lead(a, wall.Add(9*time.Second)) {
		t.Error("a lease has one holder, who may keep it")
	}
	if lead(b, wall.Add(18*time.Second)) || !lead(b, wall.Add(20*time.Second)) || lead(a, wall.Add(21*time.Second)) {
		t.Error("a lease that is over goes to the next")
	}
	if err := db.Resign(t.Context(), "test", a); err != nil || lead(a, wall.Add(21*time.Second)) {
		t.Errorf("who does not hold it cannot give it back: %v", err)
	}
	if err := db.Resign(t.Context(), "test", b); err != nil || !lead(a, wall.Add(21*time.Second)) {
		t.Errorf("a lease that was given back is free: %v", err)
	}
	slot := wall.Truncate(time.Hour)
	if ran, err := db.Ran(t.Context(), "purge", slot); err != nil || ran {
		t.Errorf("%v, %v", ran, err)
	}
	for range 2 {
		if err := db.MarkRun(t.Context(), "purge", slot); err != nil {
			t.Fatal(err)
		}
	}
	if ran, err := db.Ran(t.Context(), "purge", slot); err != nil || !ran {
		t.Errorf("%v, %v", ran, err)
	}
}

func TestUpkeep(t *testing.T) {
	db := company(t)
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, shanghai)
	exec := func(sql string, args ...any) {
		t.Helper()
		if err := db.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`insert into inbox_seen (channel, message_id, at, received_at, state)
select 'wecom', 'old' || i, $1, $1, case when i = 1 then 'stored' else 'answered' end from generate_series(1, 2500) i`, now.AddDate(0, 0, -36))
	exec(`insert into inbox_seen (channel, message_id, at, received_at, state) values ('wecom', 'new', $1, $1, 'answered')`, now.AddDate(0, 0, -34))
	if n, err := db.PurgeKeys(t.Context(), now.AddDate(0, 0, -35)); err != nil || n != 2499 {
		t.Errorf("%d keys went, %v", n, err)
	}
	exec(`insert into outbox (id, topic, ref, due_at, done_at, dead_at)
select gen_random_uuid(), 'notice', '', $1, case when i > 1 then $1::timestamptz end, case when i = 1 then $1::timestamptz end from generate_series(1, 3) i`, now)
	if n, err := db.PurgeOutbox(t.Context(), now.Add(time.Second)); err != nil || n != 2 {
		t.Errorf("%d rows went, %v", n, err)
	}
	exec(`insert into cadence_run values ('purge', $1, $1)`, now)
	if n, err := db.PurgeRuns(t.Context(), now.Add(time.Second)); err != nil || n != 1 {
		t.Errorf("%d runs went, %v", n, err)
	}

	// A row of this month stands in the default partition already; the coming months get theirs.
	exec(`insert into inbox_body (at, channel, message_id, body) values ($1, 'wecom', 'm', '{}')`, now)
	for i, want := range []int{3*4 - 1, 0} {
		if made, err := db.AddPartitions(t.Context(), now, 3); err != nil || made != want {
			t.Errorf("run %d made %d partitions, want %d: %v", i+1, made, want, err)
		}
	}
	exec(`insert into inbox_body (at, channel, message_id, body) values ($1, 'wecom', 'n', '{}')`, now.AddDate(0, 3, 0))
	var inRest int
	if err := db.QueryRow(t.Context(), `select count(*) from inbox_body_rest`, &inRest); err != nil || inRest != 1 {
		t.Errorf("%d rows in the default partition, %v", inRest, err)
	}
}
