package sandbox

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	botsms "github.com/yaoban/yaoban/bot/sms"
	botwecom "github.com/yaoban/yaoban/bot/wecom"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

const (
	corp  = "ww0123456789abcdef"
	token = "QDG6eKtestToken2026"
	key   = "kWxPkSLnAbCdEfGhIjKlMnOpQrStUvWxYz012345678"
)

// desk is the bot's place behind the real handlers: it notes what it got and answers by echoing.
type desk struct {
	mu  sync.Mutex
	got []inbox.Inbound
}

func (d *desk) Turn(_ context.Context, in inbox.Inbound) (inbox.Answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.got = append(d.got, in)
	if in.Kind == inbox.Event {
		return inbox.Answer{}, nil
	}
	return inbox.Answer{Text: "收到：" + in.Text + in.Label}, nil
}

func (d *desk) StoreSMS(_ context.Context, messages []inbox.Inbound, _ []inbox.Receipt) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.got = append(d.got, messages...)
	return nil
}

// screen collects what phones show.
type screen struct {
	mu    sync.Mutex
	shown []Shown
}

func (s *screen) see(x Shown) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = append(s.shown, x)
}

func TestWhatAPhoneDoesTravelsEncryptedToTheRealHandler(t *testing.T) {
	clock := domain.ClockFunc(func() time.Time { return morning })
	codec, err := botwecom.NewCodec(token, key, corp)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{}
	handler, err := botwecom.NewHandler(botwecom.Options{Codec: codec, CorpID: corp, AgentID: "1000002", Turner: d, Clock: clock, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	handler.Register(mux)
	h := httptest.NewServer(mux)
	defer h.Close()
	loop, err := wecomtest.Start(wecomtest.Options{CorpID: corp, Secret: "s", AgentID: 1000002, Token: token, AESKey: key, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = loop.Close() }()
	w, err := NewWeCom(loop, h.URL+"/wecom/callback")
	if err != nil {
		t.Fatal(err)
	}
	var phone screen
	defer w.Watch(phone.see)()
	for _, m := range []Message{
		{Kind: inbox.Text, Text: "今天计划"},
		{Kind: inbox.Image},
		{Kind: inbox.Voice},
		{Kind: inbox.Location, Lat: 30.5801, Lon: 114.2702, Label: "江城市第一人民医院"},
		{Kind: inbox.Event, Event: inbox.Click, EventKey: "today"},
		{Kind: inbox.Event, Event: inbox.CardClick, EventKey: "ack", TaskID: "t-1"},
	} {
		x, err := w.Send(t.Context(), "chenxiao", m)
		if err != nil || x.Status != 200 || x.Path != "/wecom/callback" || x.Tries != 1 || x.Took <= 0 || !strings.Contains(x.Request, "<FromUserName><![CDATA[chenxiao]]>") {
			t.Errorf("%s %s: %+v, %v", m.Kind, m.Event, x, err)
		}
		got := d.got[len(d.got)-1]
		if got.Kind != m.Kind || got.Text != m.Text || got.Label != m.Label || got.Event != m.Event || got.EventKey != m.EventKey || got.TaskID != m.TaskID || got.From != "chenxiao" {
			t.Errorf("%+v arrived as %+v", m, got)
		}
	}
	if name, content, ok := loop.File(d.got[1].MediaID); !ok || name != "picture.png" || len(content) < 100 {
		t.Error("the picture cannot be fetched")
	}
	if got := d.got[2]; got.Format != "amr" {
		t.Errorf("the voice message is %q", got.Format)
	}
	if len(phone.shown) != 4 || phone.shown[0].Text != "收到：今天计划" || phone.shown[0].How != "passive" || phone.shown[0].To != "chenxiao" || !phone.shown[0].At.Equal(morning) {
		t.Errorf("the phone shows %+v", phone.shown)
	}
	var late screen
	w.Watch(late.see)()
	if len(late.shown) != len(phone.shown) {
		t.Errorf("who comes late sees %d of %d", len(late.shown), len(phone.shown))
	}
}

func TestWhatAPhoneWritesIsPushedToTheRealHandler(t *testing.T) {
	clock := domain.ClockFunc(func() time.Time { return morning })
	d := &desk{}
	handler, err := botsms.NewHandler(botsms.Options{Secret: "geheim-geheim", Store: d, Clock: clock, Intake: func(in inbox.Inbound) inbox.Inbound { return in }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	handler.Register(mux)
	h := httptest.NewServer(mux)
	defer h.Close()
	loop, err := smstest.Start(smstest.Options{AccessKeyID: "k", AccessKeySecret: "s", Sign: "药伴", Clock: clock, Repeats: []time.Duration{time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = loop.Close() }()
	var phone screen
	right := NewSMS(loop, h.URL+"/sms/up/geheim-geheim")
	defer right.Watch(phone.see)()
	x, err := right.Send(t.Context(), "13800001003", "BF 唐莉")
	if err != nil || x.Status != 200 || x.Path != "/sms/up/…" || !strings.Contains(x.Request, "BF 唐莉") || strings.Contains(x.Path+x.Request, "geheim") {
		t.Errorf("%+v, %v", x, err)
	}
	if len(d.got) != 1 || d.got[0].Text != "BF 唐莉" || d.got[0].From != "13800001003" {
		t.Errorf("it arrived as %+v", d.got)
	}
	if x, err := NewSMS(loop, h.URL+"/sms/up/wrong").Send(t.Context(), "13800001003", "BF"); err == nil || x.Status != 0 {
		t.Errorf("a wrong secret: %+v, %v", x, err)
	}
	if len(phone.shown) != 0 {
		t.Errorf("the phone shows its own texts twice: %+v", phone.shown)
	}
}
