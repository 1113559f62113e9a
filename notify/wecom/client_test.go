package wecom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/notify"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

const (
	testCorp   = "ww0123456789abcdef"
	testSecret = "app-secret-for-tests"
	testAgent  = 1000002
)

// clock is wall time that a test moves.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// bench is a Client and the WeCom that it talks to.
type bench struct {
	*Client
	server *wecomtest.Server
	wall   *clock
	mu     sync.Mutex
	calls  map[string]int
	log    bytes.Buffer
}

func start(t testing.TB, change func(*wecomtest.Options, *Options)) *bench {
	t.Helper()
	b := &bench{wall: &clock{}, calls: map[string]int{}}
	so := wecomtest.Options{CorpID: testCorp, Secret: testSecret, AgentID: testAgent, Seed: 1, Wall: b.wall.now,
		People: []wecomtest.Person{{UserID: "ChenXiao", Name: "陈晓", Mobile: "13800001001", Leader: "wangjianguo"},
			{UserID: "wangjianguo", Name: "王建国"}, {UserID: "new", Status: 4}, {UserID: "unpaid", Unlicensed: true}}}
	co := Options{CorpID: testCorp, Secret: testSecret, AgentID: testAgent, Wall: b.wall.now,
		Observe: func(api, code string, took time.Duration) {
			b.mu.Lock()
			defer b.mu.Unlock()
			if took < 0 {
				t.Errorf("%s took %v", api, took)
			}
			b.calls[api+" "+code]++
		}}
	co.Log = slog.New(slog.NewTextHandler(&b.log, nil))
	if change != nil {
		change(&so, &co)
	}
	server, err := wecomtest.Start(so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	b.server = server
	if co.Base == "" {
		co.Base = server.URL()
	}
	if b.Client, err = New(co); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func (b *bench) observed(call string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.calls[call]
}

// say renders and sends a text.
func (b *bench) say(t testing.TB, to, text string) (notify.Sent, error) {
	t.Helper()
	body, _, err := b.Render(to, notify.Content{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return b.Send(context.Background(), notify.Outgoing{ID: "d-1", Address: to, Body: body})
}

func sendErr(t testing.TB, err error) *notify.SendError {
	t.Helper()
	var e *notify.SendError
	if !errors.As(err, &e) {
		t.Fatalf("not a SendError: %v", err)
	}
	for _, secret := range []string{testSecret, "access_token", "corpsecret", "127.0.0.1"} {
		if strings.Contains(fmt.Sprintf("%+v %v", *e, e), secret) {
			t.Errorf("the error tells %s: %v", secret, e)
		}
	}
	return e
}

func TestSendsATextOnce(t *testing.T) {
	b := start(t, nil)
	text := "明天 15:00 拜访 <张伟> & \"李四\" #1024\u2028第二行\x01"
	body, words, err := b.Render("ChenXiao", notify.Content{Text: text})
	if err != nil || words != "明天 15:00 拜访 <张伟> & \"李四\" #1024\n第二行" {
		t.Fatalf("%q, %v", words, err)
	}
	if bytes.Contains(body, []byte(`\u`)) {
		t.Errorf("escapes in %s", body)
	}
	out := notify.Outgoing{ID: "d-1", Address: "ChenXiao", Body: body}
	first, err := b.Send(context.Background(), out)
	if err != nil || first.ProviderID == "" || first.ResponseCode != "" {
		t.Fatalf("%+v, %v", first, err)
	}
	if _, err = b.Send(context.Background(), out); err != nil {
		t.Fatal(err)
	}
	shown := b.server.Shown("chenxiao")
	if len(shown) != 1 || shown[0].Text != words || b.server.Repeated() != 1 || b.observed("message/send 0") != 2 {
		t.Errorf("%+v, calls %v", shown, b.calls)
	}
	var envelope struct {
		API  string
		Body json.RawMessage
	}
	if err := json.Unmarshal(body, &envelope); err != nil || envelope.API != "message/send" || shown[0].Wire != string(envelope.Body) {
		t.Errorf("what was sent is not what was stored: %s\n%s", shown[0].Wire, body)
	}
}

func TestCardAndItsUpdate(t *testing.T) {
	b := start(t, nil)
	card := notify.Content{Text: "10:00 市一院 张伟", Card: &notify.Card{TaskID: "t-1", Title: "拜访提醒",
		Buttons: []notify.Button{{Text: "知道了", Key: "ack"}, {Text: "改时间", Key: "move"}}}}
	body, words, err := b.Render("ChenXiao", card)
	if err != nil || words != "拜访提醒\n10:00 市一院 张伟" {
		t.Fatalf("%q, %v", words, err)
	}
	sent, err := b.Send(context.Background(), notify.Outgoing{ID: "d-1", Address: "ChenXiao", Body: body})
	if err != nil || sent.ResponseCode == "" {
		t.Fatalf("%+v, %v", sent, err)
	}
	body, words, err = b.Render("ChenXiao", notify.Content{Update: &notify.CardUpdate{ResponseCode: sent.ResponseCode, ReplaceName: "已知道"}})
	if err != nil || words != "已知道" {
		t.Fatalf("%q, %v", words, err)
	}
	update := notify.Outgoing{ID: "d-2", Address: "ChenXiao", Body: body}
	if _, err = b.Send(context.Background(), update); err != nil {
		t.Fatal(err)
	}
	shown := b.server.Shown("ChenXiao")
	if len(shown) != 1 || shown[0].Card.Replaced != "已知道" || shown[0].Card.Title != "拜访提醒" || len(shown[0].Card.Buttons) != 2 {
		t.Errorf("%+v", shown)
	}
	_, err = b.Send(context.Background(), update)
	if e := sendErr(t, err); e.Code != "60140" || e.Outcome != notify.Refuse {
		t.Errorf("%+v", e)
	}
}

func TestRenderRefuses(t *testing.T) {
	b := start(t, nil)
	button := []notify.Button{{Text: "好", Key: "k"}}
	for name, tc := range map[string]struct {
		to string
		c  notify.Content
	}{
		"nobody":            {"", notify.Content{Text: "x"}},
		"everybody":         {"@all", notify.Content{Text: "x"}},
		"two people":        {"a|b", notify.Content{Text: "x"}},
		"long userid":       {strings.Repeat("a", 65), notify.Content{Text: "x"}},
		"nothing":           {"a", notify.Content{}},
		"only control":      {"a", notify.Content{Text: "\x01"}},
		"SMS only":          {"a", notify.Content{Template: "help"}},
		"a byte too long":   {"a", notify.Content{Text: strings.Repeat("a", 2049)}},
		"update no code":    {"a", notify.Content{Update: &notify.CardUpdate{ReplaceName: "x"}}},
		"update no word":    {"a", notify.Content{Update: &notify.CardUpdate{ResponseCode: "x"}}},
		"card no task":      {"a", notify.Content{Card: &notify.Card{Title: "x", Buttons: button}}},
		"card bad task":     {"a", notify.Content{Card: &notify.Card{TaskID: "任务", Title: "x", Buttons: button}}},
		"card no title":     {"a", notify.Content{Card: &notify.Card{TaskID: "t", Buttons: button}}},
		"card no button":    {"a", notify.Content{Card: &notify.Card{TaskID: "t", Title: "x"}}},
		"card long text":    {"a", notify.Content{Text: strings.Repeat("药", 161), Card: &notify.Card{TaskID: "t", Title: "x", Buttons: button}}},
		"card same key":     {"a", notify.Content{Card: &notify.Card{TaskID: "t", Title: "x", Buttons: append(button, button...)}}},
		"card no key":       {"a", notify.Content{Card: &notify.Card{TaskID: "t", Title: "x", Buttons: []notify.Button{{Text: "x"}}}}},
		"card long button":  {"a", notify.Content{Card: &notify.Card{TaskID: "t", Title: "x", Buttons: []notify.Button{{Text: "一二三四五六七八九十一", Key: "k"}}}}},
		"card many buttons": {"a", notify.Content{Card: &notify.Card{TaskID: "t", Title: "x", Buttons: make([]notify.Button, 7)}}},
	} {
		t.Run(name, func(t *testing.T) {
			if body, _, err := b.Render(tc.to, tc.c); err == nil {
				t.Errorf("accepted: %s", body)
			}
		})
	}
	long := notify.Content{Text: "x", Card: &notify.Card{TaskID: "t", Title: strings.Repeat("长", 40), Buttons: button}}
	body, _, err := b.Render("ChenXiao", long)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Send(context.Background(), notify.Outgoing{ID: "1", Address: "ChenXiao", Body: body}); err != nil {
		t.Errorf("a long title is not cut for WeCom: %v", err)
	}
}

// Every way in which a send can end that the loopback WeCom can play, and what it means.
func TestOutcomes(t *testing.T) {
	for name, tc := range map[string]struct {
		to    string
		fault wecomtest.Fault
		want  notify.Outcome
		code  string
		shown int
	}{
		"unknown person":    {"nobody", wecomtest.Fault{}, notify.Refuse, "81013", 0},
		"no licence":        {"unpaid", wecomtest.Fault{}, notify.Refuse, "unlicenseduser", 0},
		"not activated":     {"new", wecomtest.Fault{}, notify.Refuse, "81013", 0},
		"system busy":       {"ChenXiao", wecomtest.Fault{Errcode: -1}, notify.Retry, "-1", 0},
		"server error":      {"ChenXiao", wecomtest.Fault{Status: 502}, notify.Retry, "http_502", 0},
		"proxy error":       {"ChenXiao", wecomtest.Fault{Status: 407}, notify.Halt, "http_407", 0},
		"redirected":        {"ChenXiao", wecomtest.Fault{Status: 302}, notify.Halt, "http_302", 0},
		"broken, but shown": {"ChenXiao", wecomtest.Fault{Broken: true}, notify.Retry, "connection", 1},
		"untrusted address": {"ChenXiao", wecomtest.Fault{Errcode: 60020}, notify.Halt, "60020", 0},
		"wrong app":         {"ChenXiao", wecomtest.Fault{Errcode: 301002}, notify.Halt, "301002", 0},
		"not visible":       {"ChenXiao", wecomtest.Fault{Errcode: 50002}, notify.Refuse, "50002", 0},
		"card field":        {"ChenXiao", wecomtest.Fault{Errcode: 42038}, notify.Refuse, "42038", 0},
		"code of tomorrow":  {"ChenXiao", wecomtest.Fault{Errcode: 987654}, notify.Refuse, "987654", 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := start(t, nil)
			if tc.fault != (wecomtest.Fault{}) {
				tc.fault.API = "message/send"
				b.server.FailNext(1, tc.fault)
			}
			_, err := b.say(t, tc.to, "text with a private name")
			e := sendErr(t, err)
			if e.Outcome != tc.want || e.Code != tc.code || e.Say == "" || strings.Contains(e.Say, "private") {
				t.Errorf("%+v", e)
			}
			if got := len(b.server.Shown(tc.to)); got != tc.shown {
				t.Errorf("%d shown", got)
			}
			if tc.to == "ChenXiao" { // the same bytes again: shown once, whatever happened before
				if _, err := b.say(t, tc.to, "text with a private name"); err != nil || len(b.server.Shown(tc.to)) != 1 {
					t.Errorf("%v, %d shown", err, len(b.server.Shown(tc.to)))
				}
			}
		})
	}
}

func TestATimeOutIsRetriedSafely(t *testing.T) {
	b := start(t, nil)
	b.server.FailNext(1, wecomtest.Fault{API: "message/send", Lost: true})
	body, _, err := b.Render("ChenXiao", notify.Content{Text: "提醒 #1024"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err = b.Send(ctx, notify.Outgoing{ID: "1", Address: "ChenXiao", Body: body})
	if e := sendErr(t, err); e.Outcome != notify.Retry || e.Code != "timeout" {
		t.Fatalf("%+v", e)
	}
	if _, err = b.Send(context.Background(), notify.Outgoing{ID: "1", Address: "ChenXiao", Body: body}); err != nil {
		t.Fatal(err)
	}
	if n := len(b.server.Shown("ChenXiao")); n != 1 {
		t.Errorf("shown %d times", n)
	}
}

func TestUnreachable(t *testing.T) {
	b := start(t, nil)
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := b.say(t, "ChenXiao", "x")
	if e := sendErr(t, err); e.Outcome != notify.Retry || e.Code != "connection" {
		t.Errorf("%+v", e)
	}
}

func TestAnswerThatIsNotWeCom(t *testing.T) {
	b := start(t, nil)
	b.server.FailNext(1, wecomtest.Fault{API: "message/send", Status: 200}) // a page in place of JSON
	_, err := b.say(t, "ChenXiao", "x")
	if e := sendErr(t, err); e.Outcome != notify.Retry || e.Code != "bad_answer" {
		t.Errorf("%+v", e)
	}
}

// WeCom drops what is more than 30 a minute without a word; we must not let it.
func TestKeepsTheMembersLimit(t *testing.T) {
	b := start(t, nil)
	for i := range 30 {
		if _, err := b.say(t, "ChenXiao", fmt.Sprint("消息", i)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := b.say(t, "chenxiao", "消息30")
	e := sendErr(t, err)
	if e.Outcome != notify.Retry || e.Code != "member_limit" || e.After <= time.Minute || e.After > minuteWindow {
		t.Fatalf("%+v", e)
	}
	if _, err := b.say(t, "wangjianguo", "消息"); err != nil {
		t.Errorf("another member: %v", err)
	}
	b.wall.move(e.After)
	if _, err := b.say(t, "ChenXiao", "消息30"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if len(b.server.Shown("ChenXiao")) != 31 || b.server.Dropped("ChenXiao") != 0 {
		t.Errorf("%d shown, %d dropped", len(b.server.Shown("ChenXiao")), b.server.Dropped("ChenXiao"))
	}
}

func TestHourlyLimitAndSweep(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	m := newMembers(func() time.Time { return now })
	for i := range perHour {
		if left := m.take("a"); left != 0 {
			t.Fatalf("message %d waits %v", i, left)
		}
		now = now.Add(3 * time.Second)
	}
	if left := m.take("A"); left != hourWindow-perHour*3*time.Second {
		t.Errorf("over the hour's limit: %v", left)
	}
	now = now.Add(2 * time.Hour)
	m.take("b")
	if _, kept := m.sent["a"]; kept {
		t.Error("who got nothing for an hour is still counted")
	}
}

// 45009 holds the API for a minute without a call; again right after that, for an hour.
func TestBreaker(t *testing.T) {
	b := start(t, nil)
	b.server.FailNext(2, wecomtest.Fault{API: "message/send", Errcode: 45009})
	_, err := b.say(t, "ChenXiao", "x")
	e := sendErr(t, err)
	if e.Outcome != notify.Retry || e.After < time.Minute || e.After > 70*time.Second {
		t.Fatalf("%+v", e)
	}
	_, err = b.say(t, "ChenXiao", "x")
	if e := sendErr(t, err); e.Code != "45009" || b.server.Calls("message/send") != 1 {
		t.Errorf("held: %+v, %d calls", e, b.server.Calls("message/send"))
	}
	b.wall.move(61 * time.Second)
	_, err = b.say(t, "ChenXiao", "x")
	if e := sendErr(t, err); e.After < time.Hour || b.server.Calls("message/send") != 2 {
		t.Errorf("the second time: %+v", e)
	}
	b.wall.move(time.Hour)
	if _, err = b.say(t, "ChenXiao", "x"); err != nil {
		t.Error(err)
	}
}

func TestSendRefusesForeignBodies(t *testing.T) {
	b := start(t, nil)
	for _, body := range []string{"", "x", `{"api":"user/delete","body":{}}`, `{"api":"message/send"}`} {
		_, err := b.Send(context.Background(), notify.Outgoing{ID: "1", Address: "ChenXiao", Body: []byte(body)})
		if e := sendErr(t, err); e.Outcome != notify.Refuse || e.Code != "bad_body" {
			t.Errorf("%s: %+v", body, e)
		}
	}
	if n := b.server.Calls("message/send") + b.server.Calls("gettoken"); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// Several clients in one process, each with its own base, do not mix although the SDK has one HTTP client for all.
func TestClientsDoNotMix(t *testing.T) {
	a, b := start(t, nil), start(t, nil)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			for name, bench := range map[string]*bench{"a": a, "b": b} {
				if i >= 15 {
					_, _ = bench.User(context.Background(), "ChenXiao")
				} else if _, err := bench.say(t, "ChenXiao", fmt.Sprint(name, i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for name, bench := range map[string]*bench{"a": a, "b": b} {
		shown := bench.server.Shown("ChenXiao")
		if len(shown) != 15 {
			t.Errorf("%s shows %d", name, len(shown))
		}
		for _, m := range shown {
			if !strings.HasPrefix(m.Text, name) {
				t.Errorf("%s shows %s", name, m.Text)
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	good := Options{CorpID: "c", Secret: "s", AgentID: 1}
	for name, spoil := range map[string]func(*Options){
		"corp": func(o *Options) { o.CorpID = "" }, "secret": func(o *Options) { o.Secret = "" }, "agent": func(o *Options) { o.AgentID = 0 },
		"base": func(o *Options) { o.Base = "qyapi.weixin.qq.com" }, "scheme": func(o *Options) { o.Base = "ftp://x" },
		"query": func(o *Options) { o.Base = "https://x/?a=b" },
	} {
		o := good
		spoil(&o)
		if _, err := New(o); err == nil {
			t.Errorf("accepted with a wrong %s", name)
		}
	}
	c, err := New(good)
	if err != nil || c.address("gettoken", nil) != "https://qyapi.weixin.qq.com/cgi-bin/gettoken?" {
		t.Errorf("%v", err)
	}
}
