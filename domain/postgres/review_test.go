package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
)

// TestTwoManagersAtOnceHaveOneWinner lets a second manager decide while the first one's transaction holds the record.
func TestTwoManagersAtOnceHaveOneWinner(t *testing.T) {
	db := company(t)
	if err := db.Exec(t.Context(), `insert into staff (userid, name, role, mobile, from_date) values ('second', '何敏', 'manager', '13800002002', '2026-01-01')`); err != nil {
		t.Fatal(err)
	}
	n := report(t, db, good("D1", domain.DateOf(db.Now()))).Visits[0].Number
	decide := func(by string, held func()) error {
		return db.InTx(t.Context(), func(tx *postgres.Tx) error {
			items, err := tx.ItemsNumbered(t.Context(), []int64{n})
			if err != nil {
				return err
			}
			if len(items) != 1 {
				return errors.New("the record is not there")
			}
			held()
			if by == "boss" {
				return review.Approve(tx, review.Decider{Person: by}, items[0])
			}
			return review.Reject(tx, calendar.Default(), review.Decider{Person: by}, items[0], "没写产品")
		})
	}
	holds, other := make(chan struct{}), make(chan error, 1)
	go func() {
		<-holds
		other <- decide("second", func() {})
	}()
	err := decide("boss", func() {
		close(holds)
		for waiting := 0; waiting == 0; time.Sleep(time.Millisecond) { // until the other one stands at the lock
			if err := db.QueryRow(t.Context(), `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`, &waiting); err != nil {
				t.Error(err)
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	r, refused := domain.AsRefusal(<-other)
	if !refused || r.Code != "review.approved" || r.Args[1] != "王经理" {
		t.Errorf("the second manager is told %+v", r)
	}
	if v := stored(t, db, n); v.Status != visit.Approved || v.Revision != 1 {
		t.Errorf("the visit is %s at revision %d", v.Status, v.Revision)
	}
	var facts int
	if err := db.QueryRow(t.Context(), `select count(*) from fact where kind like 'review.%'`, &facts); err != nil || facts != 1 {
		t.Errorf("%d decisions are remembered: %v", facts, err)
	}
}

// TestWhatWaitsIsReadWithOverlapsAndCounts: only what waits, of those reps, and which visit took place at the same time.
func TestWhatWaitsIsReadWithOverlapsAndCounts(t *testing.T) {
	db := company(t)
	today := domain.DateOf(db.Now())
	at := func(doctor string, start domain.TimeOfDay) visit.Details {
		d := good(doctor, today.AddDays(-1))
		d.Start = start
		return d
	}
	together := report(t, db, at("D1", "09:00"), at("D2", "09:00")).Visits // one message, one beginning: met together
	first := report(t, db, at("D1", "15:00")).Visits[0].Number
	second := report(t, db, at("D2", "15:19")).Visits[0].Number
	after := report(t, db, at("D2", "15:39")).Visits[0].Number
	want := map[int64]int64{together[0].Number: 0, together[1].Number: 0, first: second, second: first, after: 0}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		items, total, err := tx.ItemsWaiting(ctx, []string{"rep"}, false)
		if err != nil || total != len(want) || len(items) != len(want) {
			t.Fatalf("%d of %d wait: %v", len(items), total, err)
		}
		for _, i := range items {
			if i.Overlaps != want[i.Number] || i.RepName != "陈晓" || i.DoctorName == "" || i.Hospital == "" {
				t.Errorf("#%d overlaps #%d, want #%d (%s %s %s)", i.Number, i.Overlaps, want[i.Number], i.RepName, i.Hospital, i.DoctorName)
			}
		}
		if items, total, err = tx.ItemsWaiting(ctx, []string{"boss"}, false); err != nil || total != 0 || len(items) != 0 {
			t.Errorf("of others %d wait: %v", total, err)
		}
		all, _, err := tx.ItemsWaiting(ctx, []string{"rep"}, true)
		if err != nil {
			return err
		}
		return review.Approve(tx, review.Decider{Person: "boss"}, all[0])
	})
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		_, total, err := tx.ItemsWaiting(ctx, []string{"rep"}, false)
		if total != len(want)-1 {
			t.Errorf("after one approval %d wait", total)
		}
		return err
	})
}
