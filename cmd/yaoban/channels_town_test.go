package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/jobs/redisserver"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// town is the example company in the running server, between both gateways on loopback. Its clock begins at nine in the
// morning and moves when the test says so.
type town struct {
	*testing.T
	server *server
	wecom  *wecomtest.Server
	sms    *smstest.Server
	pool   *pgxpool.Pool
	cli    cli
	env    []string
	// callback and push are where the gateways bring what people write.
	callback, push string
}

// The phones of the example company.
const (
	chenxiaoPhone  = "13800001001"
	linyutongPhone = "13800001002"
	zhaoleiPhone   = "13800001003" // who wants short messages by the import
	suntingPhone   = "13800001004"
)

func newTown(t *testing.T) *town {
	t.Helper()
	return foundTown(t, roles{bot: true, worker: true, silent: true})
}

// foundTown founds a town whose server does more or less by itself.
func foundTown(t *testing.T, r roles) *town {
	t.Helper()
	w := &town{T: t}
	url := pgtest.URL(t)
	clock := &lateClock{}
	w.startGateways(clock)
	w.env = []string{"DATABASE_URL=" + url, "REDIS_URL=" + redisserver.ForTest(t), "HTTP_ADDR=127.0.0.1:0", "DATA_DIR=" + t.TempDir(),
		"WECOM_CORP_ID=" + plantCorp, fmt.Sprintf("WECOM_AGENT_ID=%d", plantAgent), "WECOM_SECRET=" + plantSecret,
		"WECOM_TOKEN=" + plantToken, "WECOM_AES_KEY=" + plantAESKey, "WECOM_API_BASE=" + w.wecom.URL(),
		"SMS_ACCESS_KEY_ID=" + plantSMSKey, "SMS_ACCESS_KEY_SECRET=" + plantSecret, "SMS_SIGN_NAME=" + demoSign,
		"SMS_INBOUND_SECRET=" + plantPush, "SMS_ENDPOINT=" + w.sms.URL()}
	w.cli = cli{t, environment(w.env...)}
	w.cli.world()
	cfg, err := loadConfig(environment(w.env...))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	if w.server, err = newServer(t.Context(), cfg, r, log, nil); err != nil {
		t.Fatal(err)
	}
	clock.set(w.server.db)
	if w.pool, err = pgxpool.New(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.pool.Close)
	w.serve()
	w.callback, w.push = w.server.URL()+"/wecom/callback", w.server.URL()+"/sms/up/"+plantPush
	w.move(nextMorning(w.server.db.Now()).Sub(w.server.db.Now()))
	return w
}

func (w *town) startGateways(clock domain.Clock) {
	w.Helper()
	var err error
	w.wecom, err = wecomtest.Start(wecomtest.Options{CorpID: plantCorp, Secret: plantSecret, AgentID: plantAgent, Token: plantToken,
		AESKey: plantAESKey, Clock: clock, Repeats: wecomRepeats})
	if err != nil {
		w.Fatal(err)
	}
	endsWith(w.T, w.wecom.Close)
	templates, err := approved(demoSign)
	if err != nil {
		w.Fatal(err)
	}
	w.sms, err = smstest.Start(smstest.Options{AccessKeyID: plantSMSKey, AccessKeySecret: plantSecret, Sign: demoSign, Templates: templates,
		Clock: clock, Repeats: []time.Duration{}})
	if err != nil {
		w.Fatal(err)
	}
	endsWith(w.T, w.sms.Close)
}

// serve runs the server until the test ends.
func (w *town) serve() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(w.Context()))
	ended := make(chan error, 1)
	go func() { ended <- w.server.run(ctx) }()
	endsWith(w.T, func() error {
		cancel()
		return <-ended
	})
}

// move sets the clock so much later and waits until what came due is done.
func (w *town) move(by time.Duration) {
	w.Helper()
	if err := moveClock(w.Context(), w.server.db, by); err != nil {
		w.Fatal(err)
	}
	w.drained()
}

func (w *town) drained() {
	w.Helper()
	drained(w.T, w.server.db, w.pool, time.Minute)
}

// say lets somebody write over WeCom and returns the answer.
func (w *town) say(userid, text string) wecomtest.Exchange {
	w.Helper()
	return w.send(inbox.Inbound{Channel: domain.WeCom, From: userid, Kind: inbox.Text, Text: text})
}

func (w *town) send(in inbox.Inbound) wecomtest.Exchange {
	w.Helper()
	e, err := w.wecom.Callback(w.Context(), w.callback, in)
	if err != nil {
		w.Fatal(err)
	}
	return e
}

// press presses a button of a card that a person's phone shows.
func (w *town) press(m wecomtest.Shown, button int) wecomtest.Exchange {
	w.Helper()
	e := w.send(inbox.Inbound{Channel: domain.WeCom, From: m.To, Kind: inbox.Event, Event: inbox.CardClick, TaskID: m.Card.TaskID,
		EventKey: m.Card.Buttons[button].Key})
	w.drained()
	return e
}

// text lets a phone write and waits for what follows.
func (w *town) text(mobile string, words ...string) {
	w.Helper()
	replies := make([]smstest.Reply, len(words))
	for i, text := range words {
		replies[i] = smstest.Reply{Mobile: mobile, Text: text}
	}
	if err := w.sms.PushReplies(w.Context(), w.push, replies...); err != nil {
		w.Fatal(err)
	}
	w.drained()
}

// cards are the cards that a person's phone shows.
func (w *town) cards(userid string) (cards []wecomtest.Shown) {
	for _, m := range w.wecom.Shown(userid) {
		if m.Card != nil {
			cards = append(cards, m)
		}
	}
	return cards
}

// received are the short messages that a phone got. Each must be signed and fit into one part.
func (w *town) received(mobile string) (got []string) {
	w.Helper()
	for _, m := range w.sms.Messages(mobile) {
		if m.FromPhone {
			continue
		}
		if !strings.HasPrefix(m.Text, "【"+demoSign+"】") || utf8.RuneCountInString(m.Text) > 70 || m.Parts != 1 {
			w.Errorf("the short message %q is not signed or too long", m.Text)
		}
		got = append(got, m.Text)
	}
	return got
}

// wantReceived compares the short messages of a phone: each of the words must be in one of them. Their order is left open,
// because answers that are sent in the same instant may overtake each other, here as at the carrier.
func (w *town) wantReceived(mobile string, words ...string) {
	w.Helper()
	got := w.received(mobile)
	if len(got) != len(words) {
		w.Fatalf("the phone %s got %d short messages, not %d: %q", mobile, len(got), len(words), got)
	}
	for _, word := range words {
		if !slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, word) }) {
			w.Errorf("the phone %s got nothing about %s: %q", mobile, word, got)
		}
	}
}

// wantCards compares the cards of a person: each must hold its words.
func (w *town) wantCards(userid string, words ...string) {
	w.Helper()
	got := w.cards(userid)
	if len(got) != len(words) {
		w.Fatalf("%s was shown %d cards, not %d: %+v", userid, len(got), len(words), got)
	}
	for i, word := range words {
		if !strings.Contains(got[i].Text, word) {
			w.Errorf("the card %q of %s is not about %s", got[i].Text, userid, word)
		}
	}
}

// row is any exported row.
type row map[string]any

// exported are the rows of an export.
func (w *town) exported(what string) (rows []row) {
	w.Helper()
	lines := json.NewDecoder(strings.NewReader(w.cli.ok("export", what, "--all")))
	for lines.More() {
		var r row
		if err := lines.Decode(&r); err != nil {
			w.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

// stored is how many messages the inbox has taken.
func (w *town) stored() string {
	w.Helper()
	return texts(w.T, w.pool, `select count(*)::text from inbox_seen`)[0]
}
