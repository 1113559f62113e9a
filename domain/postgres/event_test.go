package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
)

// held keeps an event of rep on a day, and signIn puts one doctor on its list for a rep, in a transaction each.
func held(t *testing.T, db *postgres.DB, rep string, on domain.Date) event.Event {
	t.Helper()
	var e event.Event
	err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		var numbers []int64
		tx.WantNumbers(1, &numbers)
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		code, err := tx.FreeCode(t.Context(), event.Codes(id), on)
		if err != nil {
			return err
		}
		e, err = event.Report(tx, visit.Source{Person: rep, Channel: domain.WeCom, SaidAt: tx.Now(), Origin: id}, id, numbers[0], code,
			event.Details{Kind: event.Department, Date: on, Minutes: 40, Products: []string{"P1"}}, domain.DateOf(tx.Now()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func signIn(t *testing.T, db *postgres.DB, rep, code, doctor string, locked func()) (out event.Attendance, err error) {
	t.Helper()
	err = db.InTx(t.Context(), func(tx *postgres.Tx) error {
		today := domain.DateOf(tx.Now())
		all, err := tx.EventsByCode(t.Context(), code, today.AddDays(-1), today)
		if err != nil {
			return err
		}
		if len(all) != 1 {
			return errors.New("the code is not of one event")
		}
		locked()
		present, err := tx.Attendees(t.Context(), all[0].ID, domain.ID{})
		if err != nil {
			return err
		}
		q := quality.Schemes{}
		around, err := visit.Read(t.Context(), tx, q, rep, []string{doctor}, []domain.Date{all[0].Date})
		if err != nil {
			return err
		}
		var numbers []int64
		tx.WantNumbers(1, &numbers)
		if err := tx.Flush(t.Context()); err != nil {
			return err
		}
		ids := make([]domain.ID, 3)
		for i := range ids {
			if ids[i], err = tx.NewID(); err != nil {
				return err
			}
		}
		out, err = event.Attend(tx, q, visit.Source{Person: rep, Channel: domain.WeCom, SaidAt: tx.Now(), Origin: ids[2]}, today, all[0],
			[]event.Came{{Doctor: doctor, Name: doctor, ID: ids[0], VisitID: ids[1], Number: numbers[0]}}, present, around, func(string) bool { return true })
		return err
	})
	return out, err
}

// TestTwoSignInsAtOnceGiveOneVisit lets a colleague sign the same doctor in while the first transaction holds the event.
func TestTwoSignInsAtOnceGiveOneVisit(t *testing.T) {
	db := company(t)
	if err := db.Exec(t.Context(), `insert into staff (userid, name, role, mobile, from_date, manager) values ('mate', '同事', 'rep', '13800002009', '2026-01-01', 'boss')`); err != nil {
		t.Fatal(err)
	}
	e := held(t, db, "rep", domain.DateOf(db.Now()))
	holds, other := make(chan struct{}), make(chan event.Attendance, 1)
	go func() {
		<-holds
		out, err := signIn(t, db, "mate", e.Code, "D1", func() {})
		if err != nil {
			t.Error(err)
		}
		other <- out
	}()
	first, err := signIn(t, db, "rep", e.Code, "D1", func() {
		close(holds)
		for waiting := 0; waiting == 0; time.Sleep(time.Millisecond) { // until the other one stands at the lock
			if err := db.QueryRow(t.Context(), `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`, &waiting); err != nil {
				t.Error(err)
				return
			}
		}
	})
	second := <-other
	if err != nil || first.Count(event.Made) != 1 || len(second.Added) != 0 || len(second.Again) != 1 {
		t.Errorf("the first: %+v (%v), the second: %+v", first.Added, err, second)
	}
	var visits, on int
	if err := db.QueryRow(t.Context(), `select count(*) from visit where event is not null`, &visits); err != nil || visits != 1 {
		t.Errorf("%d visits: %v", visits, err)
	}
	if err := db.QueryRow(t.Context(), `select count(*) from event_attendee`, &on); err != nil || on != 1 {
		t.Errorf("%d on the list: %v", on, err)
	}
}

// TestAnEventCountsOnceAMonth: a second event of the month gives no visit, and the database itself refuses one.
func TestAnEventCountsOnceAMonth(t *testing.T) {
	db := company(t)
	today := domain.DateOf(db.Now())
	first, again := held(t, db, "rep", today), held(t, db, "rep", today)
	if out, err := signIn(t, db, "rep", first.Code, "D1", func() {}); err != nil || out.Count(event.Made) != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	if out, err := signIn(t, db, "rep", again.Code, "D1", func() {}); err != nil || out.Count(event.Capped) != 1 || len(out.Visits) != 0 {
		t.Errorf("the second event of the month: %+v %v", out, err)
	}
	err := db.Exec(t.Context(), `insert into visit (id, number, rep, doctor, date, channel, said_at, recorded_at, origin, score, scheme, effective, status, event)
		select gen_random_uuid(), 999999, rep, doctor, date, channel, said_at, recorded_at, origin, score, scheme, effective, status, $1
		from visit where event is not null`, again.ID)
	if err == nil {
		t.Error("the database holds two visits of a doctor by events of one month")
	}
}

// TestTheDecisionOnAnEventHasOneWinner: a second manager who decides on the same event is told by whom it was decided.
func TestTheDecisionOnAnEventHasOneWinner(t *testing.T) {
	db := company(t)
	e := held(t, db, "rep", domain.DateOf(db.Now()))
	decide := func(by string, held func()) error {
		return db.InTx(t.Context(), func(tx *postgres.Tx) error {
			now, ok, err := tx.EventNumbered(t.Context(), []string{"rep"}, e.Number)
			if err != nil || !ok {
				return errors.Join(err, errors.New("the event is not there"))
			}
			held()
			_, err = event.Decide(tx, review.Decider{Person: by}, now, now.DecidedBy, true, "")
			return err
		})
	}
	holds, other := make(chan struct{}), make(chan error, 1)
	go func() {
		<-holds
		other <- decide("boss", func() {})
	}()
	if err := decide("boss", func() {
		close(holds)
		for waiting := 0; waiting == 0; time.Sleep(time.Millisecond) {
			if err := db.QueryRow(t.Context(), `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`, &waiting); err != nil {
				t.Error(err)
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if r, refused := domain.AsRefusal(<-other); !refused || r.Code != "event.decided" || r.Args[1] != "boss" {
		t.Errorf("the second is told %+v", r)
	}
	if err := decide("rep", func() {}); err == nil {
		t.Error("a rep decides on her own event")
	}
}
