package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// sms is a short message of 陈晓's number.
func sms(id string, at time.Time) inbox.Inbound {
	return inbox.Inbound{Channel: domain.SMS, ID: id, From: "13800001001", Kind: inbox.Text, Text: "余", At: at}
}

// opened is what a turn of a message would begin with.
func opened(t *testing.T, db *postgres.DB, in inbox.Inbound) (o inbox.Opening) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) (err error) {
		o, err = tx.OpenTurn(ctx, in)
		return err
	})
	return o
}

func TestWhoeverHasTheNumberTodayWrites(t *testing.T) {
	type holder struct {
		userid   string
		from, to int // days from today; to 0 is open
	}
	for _, c := range []struct {
		name    string
		holders []holder
		want    string
	}{
		{"leaves next week", []holder{{"a", -9, 7}}, "a"},
		{"last day is today", []holder{{"a", -9, -1}, {"b", -3, 2}}, "b"},
		{"left yesterday", []holder{{"a", -9, -1}}, ""},
		{"begins tomorrow", []holder{{"a", 1, 0}}, ""},
		{"the next one has it from tomorrow", []holder{{"a", -9, 1}, {"b", 1, 0}}, "a"},
		{"the next one has it already", []holder{{"a", -9, 3}, {"b", -1, 0}}, "b"},
		{"had it long ago", []holder{{"a", -99, -50}, {"b", -40, 0}}, "b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := company(t)
			today := domain.DateOf(db.Now())
			for _, h := range c.holders {
				var to *domain.Date
				if h.to != 0 {
					d := today.AddDays(h.to)
					to = &d
				}
				err := errors.Join(db.Exec(t.Context(), `insert into staff (userid, name, role, mobile, from_date, to_date)
					values ($1, $1, 'rep', '13800001009', $2, $3)`, h.userid, today.AddDays(h.from), to),
					db.Exec(t.Context(), `insert into conversation (person) values ($1)`, h.userid))
				if err != nil {
					t.Fatal(err)
				}
			}
			in := sms("1", db.Now())
			in.From = "13800001009"
			if o := opened(t, db, in); o.Person.UserID != c.want || o.Known != (c.want != "") {
				t.Errorf("it is %q (known: %v), want %q", o.Person.UserID, o.Known, c.want)
			}
		})
	}
}

func TestOnlyWhatSheWroteOrPressedShowsThatSheHasRead(t *testing.T) {
	db := company(t)
	now := db.Now().Truncate(time.Second)
	close := func(in inbox.Inbound) {
		t.Helper()
		inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
			if _, err := tx.OpenTurn(ctx, in); err != nil {
				return err
			}
			return tx.CloseTurn(inbox.Closing{Inbound: in, Person: "rep", State: []byte("{}")})
		})
	}
	for i, c := range []struct {
		in   inbox.Inbound
		want int // minutes from now of the later of both channels, as SMS and WeCom have it
	}{
		{inbox.Inbound{Channel: domain.WeCom, Kind: inbox.Text, At: now.Add(-60 * time.Minute)}, -60},
		{inbox.Inbound{Channel: domain.WeCom, Kind: inbox.Event, Event: inbox.EnterAgent, At: now.Add(-50 * time.Minute)}, -60},
		{inbox.Inbound{Channel: domain.WeCom, Kind: inbox.Event, Event: "LOCATION", At: now.Add(-50 * time.Minute)}, -60},
		{inbox.Inbound{Channel: domain.WeCom, Kind: inbox.Event, Event: inbox.Unsubscribe, At: now.Add(-50 * time.Minute)}, -60},
		{inbox.Inbound{Channel: domain.WeCom, Kind: inbox.Event, Event: inbox.Click, At: now.Add(-40 * time.Minute)}, -40},
		{inbox.Inbound{Channel: domain.WeCom, Kind: inbox.Text, At: now.Add(-45 * time.Minute)}, -40}, // arrives out of order
		{inbox.Inbound{Channel: domain.WeCom, Kind: inbox.Event, Event: inbox.CardClick, At: now.Add(-30 * time.Minute)}, -30},
		{inbox.Inbound{Channel: domain.WeCom, Kind: inbox.Location, At: now.Add(-20 * time.Minute)}, -20}, // a position that she sent
		{sms("", now.Add(-10*time.Minute)), -10},
	} {
		c.in.ID = fmt.Sprint(i)
		close(c.in)
		var last time.Time
		if err := pgxRow(t, db, `select greatest(last_wecom_at, last_sms_at) from conversation where person = 'rep'`, &last); err != nil {
			t.Fatal(err)
		}
		if got := last.Sub(now); got != time.Duration(c.want)*time.Minute {
			t.Errorf("after message %d (%s %s) she was last heard %v from now, want %d minutes", i, c.in.Kind, c.in.Event, got, c.want)
		}
	}
	ahead := sms("ahead", now.Add(time.Hour))
	close(ahead)
	var last time.Time
	if err := pgxRow(t, db, `select last_sms_at from conversation where person = 'rep'`, &last); err != nil || last.After(db.Now()) {
		t.Errorf("a gateway's clock that runs ahead makes her read what she will be told: %v, %v", last, err)
	}
}

func TestABuriedShortMessageIsAnswered(t *testing.T) {
	db := company(t)
	answer := inbox.Answer{Text: "没有记上", Template: "missing", Params: map[string]string{"no": "7", "field": "内容"}}
	stranger := sms("2", db.Now())
	stranger.From = "13800009999"
	if err := db.StoreSMS(t.Context(), []inbox.Inbound{sms("1", db.Now()), stranger}, nil); err != nil {
		t.Fatal(err)
	}
	for _, in := range []inbox.Inbound{sms("1", db.Now()), sms("1", db.Now()), stranger} {
		if err := db.Bury(t.Context(), in, answer); err != nil {
			t.Fatal(err)
		}
	}
	var person, template, only string
	if err := pgxRow(t, db, `select person, args->>'template', args->>'only' from notice where kind = 'reply'`, &person, &template, &only); err != nil ||
		person != "rep" || template != "missing" || only != "sms" {
		t.Errorf("%s gets %s over %s, %v", person, template, only, err)
	}
	var replies, dead int
	if err := pgxRow(t, db, `select (select count(*) from notice), count(*) from inbox_seen where state = 'dead'`, &replies, &dead); err != nil ||
		replies != 1 || dead != 1 { // a stranger's was counted when it came, and has no turn that could fail
		t.Errorf("%d replies, %d dead messages, %v; want 1, 1", replies, dead, err)
	}
}

// TestATurnKeepsItsOwnOffset moves the clock while a transaction is under way and another one has read the new offset: the turn's
// time must still jump, as its clock row says.
func TestATurnKeepsItsOwnOffset(t *testing.T) {
	db := company(t)
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		before := tx.Now()
		if err := db.SetAhead(ctx, 2*time.Hour); err != nil {
			return err
		}
		if _, err := tx.OpenTurn(ctx, sms("1", before)); err != nil {
			return err
		}
		if got := tx.Now().Sub(before); got != 2*time.Hour {
			t.Errorf("the turn's time moved by %v", got)
		}
		return nil
	})
}

func TestAnOperatorsPoolSizeStands(t *testing.T) {
	plain := pgtest.Pool(t).Config().ConnString()
	u, err := url.Parse(plain)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("pool_max_conns", "3")
	u.RawQuery = q.Encode()
	for _, c := range []struct {
		url  string
		want int32
	}{{u.String(), 3}, {plain, 16}} {
		db, err := postgres.Open(t.Context(), c.url, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if got := db.MaxConns(); got != c.want {
			t.Errorf("the pool holds %d connections, want %d", got, c.want)
		}
		db.Close()
	}
}
