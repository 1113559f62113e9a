package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/visit"
)

// at moves the business time to a time of tomorrow.
func at(t *testing.T, db *postgres.DB, clock domain.TimeOfDay) {
	t.Helper()
	if err := db.SetAhead(t.Context(), time.Until(tomorrow().At(clock, shanghai))); err != nil {
		t.Fatal(err)
	}
}

func tomorrow() domain.Date { return domain.DateOf(time.Now().In(shanghai)).AddDays(1) }

// waiting returns when the live notices are due, as HH:MM.
func waiting(t *testing.T, db *postgres.DB) (due string) {
	t.Helper()
	if err := pgxRow(t, db, `select coalesce(string_agg(to_char(due_at at time zone 'Asia/Shanghai', 'HH24:MI'), ' ' order by due_at), '')
		from notice where state = 'live'`, &due); err != nil {
		t.Fatal(err)
	}
	return due
}

func TestAChangedPlanDoesNotTellWhatHasGoneBy(t *testing.T) {
	db := company(t)
	at(t, db, "14:00")
	var p plan.Plan
	change := func(f func(tx *postgres.Tx) (plan.Plan, error)) {
		t.Helper()
		inTx(t, db, func(_ context.Context, tx *postgres.Tx) (err error) {
			p, err = f(tx)
			return err
		})
	}
	planAt := func(start domain.TimeOfDay, number int64) func(tx *postgres.Tx) (plan.Plan, error) {
		return func(tx *postgres.Tx) (plan.Plan, error) {
			id, err := tx.NewID()
			if err != nil {
				return plan.Plan{}, err
			}
			return plan.Make(tx, source(tx), id, number, plan.Details{Doctor: "D1", Date: tomorrow(), Start: start, Remind: 30})
		}
	}
	want := func(what, due string) {
		t.Helper()
		if got := waiting(t, db); got != due {
			t.Errorf("%s: notices wait for %q, want %q", what, got, due)
		}
	}
	amend := func(f func(*plan.Details)) func(tx *postgres.Tx) (plan.Plan, error) {
		return func(tx *postgres.Tx) (plan.Plan, error) {
			d := p.Details
			f(&d)
			return plan.Amend(tx, source(tx), p, d)
		}
	}
	change(planAt("15:00", 2001))
	want("made at 14:00", "14:30")
	change(amend(func(d *plan.Details) { d.Products = []string{"P01"} }))
	want("amended at 14:00", "14:30")
	at(t, db, "14:45")
	change(amend(func(d *plan.Details) { d.Products = nil }))
	want("amended at 14:45", "")
	change(func(tx *postgres.Tx) (plan.Plan, error) { return plan.Cancel(tx, "rep", p) })
	change(func(tx *postgres.Tx) (plan.Plan, error) { return plan.Restore(tx, "rep", p) })
	want("cancelled and restored at 14:45", "")
	change(func(tx *postgres.Tx) (plan.Plan, error) { return plan.Fulfil(tx, "rep", p, p.ID) })
	change(func(tx *postgres.Tx) (plan.Plan, error) { return plan.Reopen(tx, "rep", p) })
	want("done and reopened at 14:45", "")
	change(amend(func(d *plan.Details) { d.Start = "16:00" }))
	want("moved at 14:45", "15:30")
	change(func(tx *postgres.Tx) (plan.Plan, error) { return plan.Cancel(tx, "rep", p) })
	change(planAt("15:00", 2002))
	want("made at 14:45", "14:30")
}

func TestAPlanAndItsVisitKnowEachOther(t *testing.T) {
	db := company(t)
	v := report(t, db, good("D1", domain.DateOf(db.Now()))).Visits[0]
	var p plan.Plan
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		if p, err = plan.Make(tx, source(tx), id, 2001, plan.Details{Doctor: "D1", Date: v.Date}); err != nil {
			return err
		}
		p, err = plan.Fulfil(tx, "rep", p, v.ID)
		return err
	})
	if got := stored(t, db, v.Number); got.Plan != p.ID {
		t.Errorf("the visit fulfilled %v, want %v", got.Plan, p.ID)
	}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		row, err := around(ctx, tx, "D1", v.Date)
		if err != nil {
			return err
		}
		d := v.Details
		d.Minutes = 5
		_, _, _, err = visit.Amend(tx, nil, source(tx), v.Date, v, d, row) // read before it was tied
		return err
	})
	if got := stored(t, db, v.Number); got.Plan != p.ID || got.Minutes != 5 {
		t.Errorf("after an amendment the visit fulfilled %v, want %v", got.Plan, p.ID)
	}
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
		_, err := plan.Reopen(tx, "rep", p)
		return err
	})
	if got := stored(t, db, v.Number); !got.Plan.IsZero() {
		t.Errorf("after the plan was reopened the visit still has it: %v", got.Plan)
	}
}

func TestAToldReminderIsOver(t *testing.T) {
	db := company(t)
	at(t, db, "14:00")
	var r remind.Reminder
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) (err error) {
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		r, err = remind.Make(tx, source(tx), id, 2001, tx.Now().Add(time.Hour), "交报表", "")
		return err
	})
	open := func() (n int) {
		t.Helper()
		inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
			rs, err := tx.RemindersBetween(ctx, "rep", tomorrow(), tomorrow())
			n = len(rs)
			return err
		})
		return n
	}
	if open() != 1 {
		t.Fatal("a reminder that waits is not listed")
	}
	at(t, db, "15:00")
	var said string
	if err := pgxRow(t, db, `select id::text from notice`, &said); err != nil {
		t.Fatal(err)
	}
	notice, err := domain.ParseID(said)
	if err != nil {
		t.Fatal(err)
	}
	for _, channel := range []domain.Channel{domain.WeCom, domain.SMS} { // the second one is the escalation
		_, _, err = db.ClaimNotice(t.Context(), notice, time.Now(), func(ctx context.Context, c delivery.Case) (delivery.Decision, error) {
			view, ok, err := c.Reads.Reminder(ctx, c.Notice.Subject)
			if err != nil || !ok || !view.Set || view.Revision != c.Notice.Revision {
				t.Errorf("over %s there is nothing to tell: %+v, %v", channel, view, err)
			}
			id, err := c.Reads.NewID()
			return delivery.Decision{Deliveries: []delivery.Delivery{{ID: id, Key: id.String(), Notice: notice, Person: "rep",
				Kind: "reminder", Channel: channel, State: delivery.Claimed, DueAt: c.Now}}}, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if open() != 0 {
		t.Error("a told reminder is listed as open")
	}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		now, _, err := tx.ReminderNumbered(ctx, "rep", r.Number)
		if err != nil || now.State != remind.Told {
			t.Errorf("it is %s, %v", now.State, err)
		}
		for _, f := range []func() error{
			func() error { _, err := remind.Cancel(tx, "rep", now); return err },
			func() error { _, err := remind.Move(tx, source(tx), now, tx.Now().Add(time.Hour)); return err },
			func() error { _, err := remind.Restore(tx, "rep", now); return err },
		} {
			if refusal, ok := domain.AsRefusal(f()); !ok || refusal.Code != "reminder.over" {
				t.Errorf("a told reminder was changed: %v", refusal)
			}
		}
		return nil
	})
}

func TestAChangedReminderDoesNotTellWhatHasGoneBy(t *testing.T) {
	db := company(t)
	at(t, db, "14:00")
	var r remind.Reminder
	change := func(f func(tx *postgres.Tx) (remind.Reminder, error)) (refused string) {
		t.Helper()
		err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
			changed, err := f(tx)
			if err == nil {
				r = changed
			}
			return err
		})
		refusal, ok := domain.AsRefusal(err)
		if err != nil && !ok {
			t.Fatal(err)
		}
		return refusal.Code
	}
	clock := func(c domain.TimeOfDay) time.Time { return tomorrow().At(c, shanghai) }
	change(func(tx *postgres.Tx) (remind.Reminder, error) {
		id, err := tx.NewID()
		if err != nil {
			return remind.Reminder{}, err
		}
		return remind.Make(tx, source(tx), id, 2001, clock("15:00"), "交报表", "")
	})
	move := func(to time.Time) string {
		return change(func(tx *postgres.Tx) (remind.Reminder, error) { return remind.Move(tx, source(tx), r, to) })
	}
	if code := move(clock("15:00").AddDate(2, 0, 0)); code != "reminder.far" {
		t.Errorf("moved by two years: %q", code)
	}
	if code := move(clock("13:00")); code != "reminder.past" {
		t.Errorf("moved into the past: %q", code)
	}
	if code := move(clock("16:00")); code != "" || waiting(t, db) != "16:00" {
		t.Errorf("moved to 16:00: %q; notices wait for %q", code, waiting(t, db))
	}
	change(func(tx *postgres.Tx) (remind.Reminder, error) { return remind.Cancel(tx, "rep", r) })
	at(t, db, "17:00")
	change(func(tx *postgres.Tx) (remind.Reminder, error) { return remind.Restore(tx, "rep", r) })
	if got := waiting(t, db); got != "" || r.State != remind.Set {
		t.Errorf("restored at 17:00 it is %s and waits for %q", r.State, got)
	}
}

func TestTheNumberOfPlansIsTold(t *testing.T) {
	db := company(t)
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
		for n := range int64(310) {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			if _, err := plan.Make(tx, source(tx), id, 3000+n, plan.Details{Doctor: "D1", Date: tomorrow()}); err != nil {
				return err
			}
		}
		return nil
	})
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		plans, total, err := tx.PlansBetween(ctx, []string{"rep"}, tomorrow(), tomorrow())
		if err != nil || len(plans) != 300 || total != 310 {
			t.Errorf("%d plans of %d, %v", len(plans), total, err)
		}
		return nil
	})
}

func TestWhoRefusedWithHerCarrierGetsNoMore(t *testing.T) {
	for code, want := range map[string]bool{"USER_REJECT": true, "MOBILE_IN_BLACK": false, "DELIVERED": false} {
		t.Run(code, func(t *testing.T) {
			db := company(t)
			if err := db.Exec(t.Context(), `
with n as (insert into notice (id, kind, key, person, due_at, created_at, state) values
    ('00000000-0000-7000-8000-000000000001', 'reply', 'k', 'rep', now(), now(), 'told'))
insert into delivery (id, key, notice, person, address, kind, channel, state, body, text, due_at, claimed_at, attempts) values
    ('00000000-0000-7000-8000-000000000002', 'k', '00000000-0000-7000-8000-000000000001', 'rep', '13800001001', 'reply', 'sms', 'sent',
        '', '', now(), now(), 1)`); err != nil {
				t.Fatal(err)
			}
			r := inbox.Receipt{OutID: "00000000-0000-7000-8000-000000000002-1", BizID: "b", Mobile: "13800001001", Code: code, Delivered: code == "DELIVERED"}
			if err := db.StoreSMS(t.Context(), nil, []inbox.Receipt{r}); err != nil {
				t.Fatal(err)
			}
			if o := opened(t, db, sms("1", db.Now())); o.Person.SMSStopped != want {
				t.Errorf("she gets short messages: %v", !o.Person.SMSStopped)
			}
		})
	}
}
