package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/notify/sms"
)

// text is a message of 陈晓 at the talk's time.
func (k *talk) text(t *testing.T, over domain.Channel, id, text string) inbox.Inbound {
	t.Helper()
	k.as = "chenxiao"
	in := inbox.Inbound{Channel: over, ID: id, From: k.as, Kind: inbox.Text, Text: text, At: k.now}
	if over == domain.SMS {
		in.From = k.mobile(t)
	}
	return in
}

func (k *talk) store(t *testing.T, messages ...inbox.Inbound) {
	t.Helper()
	if err := k.db.StoreSMS(t.Context(), messages, nil); err != nil {
		t.Fatal(err)
	}
}

// states returns how many messages stand in each state.
func (k *talk) states(t *testing.T) string {
	t.Helper()
	return strings.Join(k.rows(t, `select state || ' ' || count(*) from inbox_seen group by state order by 1`), ", ")
}

func TestNobodyIsOvertakenByHerOwnLaterMessage(t *testing.T) {
	k := newTalk(t)
	s := &server{db: k.db, bot: k.bot}
	var messages []inbox.Inbound
	for i := range 45 { // more than StoredBefore returns at once
		messages = append(messages, k.text(t, domain.SMS, fmt.Sprint(1000+i), fmt.Sprint("谢谢", i)))
	}
	messages = append(messages, k.text(t, domain.SMS, "1100", "余"))
	k.store(t, messages...)
	if err := s.answerStored(t.Context(), "1100"); err != nil {
		t.Fatal(err)
	}
	if got := k.states(t); got != "answered 46" {
		t.Errorf("after the turn of the last one: %s", got)
	}
}

func TestAStoredMessageThatIsTooOldEndsInSilence(t *testing.T) {
	k := newTalk(t)
	s := &server{db: k.db, bot: k.bot}
	old := k.text(t, domain.SMS, "1", "明天上午9点提醒我交报表")
	old.At = k.now.Add(-inbox.KeysKept - time.Hour)
	k.store(t, old)
	if err := s.answerStored(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if got := k.states(t) + " " + strings.Join(k.rows(t, `select kind from notice union all select 'reminder' from reminder`), ","); got != "answered 1 " {
		t.Errorf("an old message left %q", got)
	}
}

func TestTheSenderOfAFailedShortMessageHearsOfIt(t *testing.T) {
	k := newTalk(t)
	k.bot.Books.Read = func(context.Context, string) (*command.Book, error) { return nil, errors.New("a bug") }
	in := k.text(t, domain.SMS, "1234567", "余")
	k.store(t, in)
	if _, err := k.bot.Turn(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if got := k.sms(t, in.ID); !strings.HasPrefix(got, "«missing ") || !strings.Contains(got, "234567") {
		t.Fatalf("she is told %s", got)
	}
	catalogue, err := sms.NewCatalogue("药伴", nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := catalogue.Render("missing", map[string]string{"no": "234567", "field": "内容：刚才没有记上，请重发"})
	if err != nil || !strings.Contains(k.sms(t, in.ID), "内容：刚才没有记上，请重发") {
		t.Errorf("the gateway cannot carry it: %s, %v", body, err)
	}
	if got := k.states(t); got != "dead 1" {
		t.Errorf("the message: %s", got)
	}
}

// TestAWorldThatMovesBuriesNoMessage has every reading of the book overtaken by an import.
func TestAWorldThatMovesBuriesNoMessage(t *testing.T) {
	k := newTalk(t)
	read := k.bot.Books.Read
	moving := true
	k.bot.Books.Read = func(ctx context.Context, person string) (*command.Book, error) {
		if moving {
			if _, err := k.pool.Exec(ctx, `update world set version = version + 1`); err != nil {
				return nil, err
			}
		}
		return read(ctx, person)
	}
	in := k.text(t, domain.WeCom, "m1", "帮助")
	if _, err := k.bot.Turn(t.Context(), in); err == nil || k.states(t) != "" {
		t.Errorf("the turn: %v; kept: %q", err, k.states(t))
	}
	moving = false
	if a, err := k.bot.Turn(t.Context(), in); err != nil || a.Text == "" || k.states(t) != "answered 1" {
		t.Errorf("again, when the world stands: %q, %v", a.Text, err)
	}
}

func TestABookIsOfItsDay(t *testing.T) {
	k := newTalk(t)
	tomorrow := domain.DateOf(k.now).AddDays(1)
	if _, err := k.pool.Exec(t.Context(), `
with d as (insert into doctor (code, name, hospital, department, grade)
    select 'D999', '慕容复', hospital, department, 'A' from doctor where code = (select min(code) from doctor) returning code)
insert into assignment (doctor, rep, from_date, short_code) select code, 'chenxiao', $1, 'M9' from d`, tomorrow); err != nil {
		t.Fatal(err)
	}
	for day, want := range []bool{false, true} {
		a, err := k.bot.Turn(t.Context(), k.text(t, domain.WeCom, fmt.Sprint("m", day), "慕容复的情况"))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(a.Text, "慕容复 M9"); got != want {
			t.Errorf("on day %d she knows the doctor: %v\n%s", day, got, a.Text)
		}
		k.now = k.now.AddDate(0, 0, 1)
	}
}
