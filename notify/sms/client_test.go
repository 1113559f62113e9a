package sms_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/notify"
	"github.com/yaoban/yaoban/notify/sms"
	"github.com/yaoban/yaoban/notify/sms/smstest"
)

const phone = "13900001234"

var (
	beijing = time.FixedZone("+08", 8*60*60)
	now     = time.Date(2026, 11, 24, 9, 30, 20, 0, beijing)
	clock   = domain.ClockFunc(func() time.Time { return now })
)

// TestMain keeps a proxy of the machine out of the tests; Go reads it once, before the first call.
func TestMain(m *testing.M) {
	if err := os.Setenv("NO_PROXY", "*"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// observed is what the hook was told.
type observed struct {
	mu    sync.Mutex
	calls map[string]int
}

func (o *observed) see(action, code string, d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.calls == nil {
		o.calls = map[string]int{}
	}
	o.calls[action+" "+code]++
	if d <= 0 {
		o.calls["no duration"]++
	}
}

func (o *observed) count(what string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.calls[what]
}

func setUp(t *testing.T, change func(*smstest.Options, *sms.Options)) (*smstest.Server, *sms.Client, *observed) {
	t.Helper()
	catalogue, err := sms.NewCatalogue("药伴", nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := &observed{}
	so := smstest.Options{AccessKeyID: "LTAItest", AccessKeySecret: "very-secret", Sign: "药伴", Templates: catalogue.Approved(), Clock: clock, DailyLimit: 1000}
	co := sms.Options{AccessKeyID: "LTAItest", AccessKeySecret: "very-secret", Catalogue: catalogue, Clock: clock, Observe: seen.see}
	if change != nil {
		change(&so, &co)
	}
	server, err := smstest.Start(so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if co.Endpoint == "" {
		co.Endpoint = server.URL()
	}
	client, err := sms.New(co)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return server, client, seen
}

var reminder = notify.Content{Text: "⏰ 15:00\n拜访 省医 心内科 欧阳主任（#1024）", Template: "reminder",
	Params: map[string]string{"time": "11-24 15:00", "subject": "拜访Z1 <A&B> +*~()!'", "no": "1024"}}

func rendered(t *testing.T, c *sms.Client) notify.Outgoing {
	t.Helper()
	body, _, err := c.Render(phone, reminder)
	if err != nil {
		t.Fatal(err)
	}
	return notify.Outgoing{ID: "d1-1", Address: phone, Body: body}
}

func TestThePhoneShowsWhatRenderSaid(t *testing.T) {
	server, client, seen := setUp(t, nil)
	body, text, err := client.Render(phone, reminder)
	if err != nil {
		t.Fatal(err)
	}
	if again, _, _ := client.Render(phone, reminder); !bytes.Equal(body, again) {
		t.Error("two renderings differ")
	}
	var stored map[string]any
	if err := json.Unmarshal(body, &stored); err != nil || stored["template"] != "reminder" || stored["code"] != "reminder" || stored["sign"] != "药伴" || bytes.Contains(body, []byte(phone)) {
		t.Errorf("stored is %s, %v", body, err)
	}
	sent, err := client.Send(t.Context(), notify.Outgoing{ID: "d1-1", Address: phone, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	list := server.Messages(phone)
	if len(list) != 1 || list[0].Text != text || list[0].OutID != "d1-1" || list[0].BizID != sent.ProviderID || sent.ProviderID == "" {
		t.Errorf("the phone shows %+v, want %q", list, text)
	}
	if seen.count("SendSms OK") != 1 || seen.count("no duration") != 0 {
		t.Errorf("observed %v", seen.calls)
	}
	stopped, _, err := client.Render(phone, notify.Content{Template: "stopped"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Send(t.Context(), notify.Outgoing{ID: "d2-1", Address: phone, Body: stopped}); err != nil {
		t.Errorf("a template without variables: %v", err)
	}
}

func TestRenderSaysWhatHasNoForm(t *testing.T) {
	_, client, _ := setUp(t, nil)
	if _, _, err := client.Render(phone, notify.Content{Text: "只有微信"}); !errors.Is(err, sms.ErrNoTemplate) {
		t.Errorf("no template: %v", err)
	}
	for _, bad := range []string{"", "chenxiao", "+8613900001234", "12900001234", "1390000123"} {
		if _, _, err := client.Render(bad, reminder); err == nil || strings.Contains(err.Error(), "1390000") {
			t.Errorf("the address %q: %v", bad, err)
		}
		_, err := client.Send(t.Context(), notify.Outgoing{ID: "d", Address: bad, Body: rendered(t, client).Body})
		wantOutcome(t, "the address "+bad, err, notify.Refuse, "address")
	}
	_, err := client.Send(t.Context(), notify.Outgoing{ID: "d", Address: phone, Body: []byte("{")})
	wantOutcome(t, "a broken body", err, notify.Refuse, "body")
	if _, _, err := client.Render(phone, notify.Content{Template: "reminder"}); err == nil {
		t.Error("variables are missing and nobody says so")
	}
}

func wantOutcome(t *testing.T, what string, err error, outcome notify.Outcome, code string) *notify.SendError {
	t.Helper()
	var e *notify.SendError
	if !errors.As(err, &e) {
		t.Errorf("%s: %v", what, err)
		return &notify.SendError{}
	}
	if e.Outcome != outcome || e.Code != code || e.Say == "" {
		t.Errorf("%s: %+v, want outcome %d and code %s", what, e, outcome, code)
	}
	for _, private := range []string{phone, "LTAItest", "very-secret", "拜访Z1", "Signature=", "http"} {
		if strings.Contains(err.Error(), private) {
			t.Errorf("%s: the error holds %q: %v", what, private, err)
		}
	}
	return e
}

func TestFaultsOfTheGatewayHaveOneMeaningEach(t *testing.T) {
	server, client, seen := setUp(t, nil)
	for name, c := range map[string]struct {
		fault    smstest.Fault
		outcome  notify.Outcome
		code     string
		accepted int
	}{
		"a 503 on the way":        {smstest.Unavailable(), notify.Unknown, "unreadable", 0},
		"a lost answer":           {smstest.LostAnswer(), notify.Unknown, "broken", 1},
		"a 502 after accepting":   {smstest.Fault{Accept: true, Page: 502}, notify.Unknown, "unreadable", 1},
		"a page with status 200":  {smstest.Fault{Page: 200}, notify.Unknown, "unreadable", 0},
		"throttled":               {smstest.Throttled(), notify.Retry, "Throttling.User", 0},
		"flow control":            {smstest.Limited("分钟"), notify.Retry, "isv.BUSINESS_LIMIT_CONTROL", 0},
		"no balance":              {smstest.Refused("isv.AMOUNT_NOT_ENOUGH"), notify.Halt, "isv.AMOUNT_NOT_ENOUGH", 0},
		"blacklisted":             {smstest.Refused("isv.BLACK_KEY_CONTROL_LIMIT"), notify.Refuse, "isv.BLACK_KEY_CONTROL_LIMIT", 0},
		"a fault of its own":      {smstest.Refused("isp.SYSTEM_ERROR"), notify.Unknown, "isp.SYSTEM_ERROR", 0},
		"a code that is a phone":  {smstest.Fault{Code: "isv." + phone + " 拜访Z1", Message: phone}, notify.Unknown, "unreadable", 0},
		"a connection that broke": {smstest.Fault{Break: true}, notify.Unknown, "broken", 0},
	} {
		before, calls := len(server.Messages(phone)), seen.count("SendSms "+c.code)
		server.Fail(c.fault, smstest.When{Next: 1})
		_, err := client.Send(t.Context(), rendered(t, client))
		e := wantOutcome(t, name, err, c.outcome, c.code)
		if n := len(server.Messages(phone)) - before; n != c.accepted {
			t.Errorf("%s: %d messages reached the phone, want %d", name, n, c.accepted)
		}
		if seen.count("SendSms "+c.code) != calls+1 {
			t.Errorf("%s was not observed", name)
		}
		if name == "flow control" && e.After != 41*time.Second {
			t.Errorf("flow control waits %s", e.After)
		}
	}
	if _, err := client.Send(t.Context(), rendered(t, client)); err != nil {
		t.Errorf("after all faults: %v", err)
	}
}

func TestAnAnswerThatComesTooLateIsOpen(t *testing.T) {
	server, client, _ := setUp(t, nil)
	server.Fail(smstest.LateAnswer(time.Minute), smstest.When{Next: 2})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	start := time.Now()
	_, err := client.Send(ctx, rendered(t, client))
	wantOutcome(t, "a deadline", err, notify.Unknown, "timeout")
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for server.Calls("SendSms") < 2 && t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	_, err = client.Send(ctx, rendered(t, client))
	wantOutcome(t, "a cancelled call", err, notify.Unknown, "canceled")
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("the caller's context was heard after %s", d)
	}
	if n := server.Calls("SendSms"); n != 2 {
		t.Errorf("%d requests for two sends", n)
	}
	_, err = client.Send(ctx, rendered(t, client))
	wantOutcome(t, "cancelled before", err, notify.Retry, "canceled")
}

func TestWhatNeverWentOutMayGoAgain(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	_ = l.Close()
	server, _, _ := setUp(t, nil)
	for endpoint, code := range map[string]string{
		"http://" + closed:  "connect",
		"https://" + closed: "connect",
		strings.Replace(server.URL(), "http", "https", 1): "tls",
		"http://no-such-host.invalid":                     "dns",
	} {
		_, client, _ := setUp(t, func(_ *smstest.Options, o *sms.Options) { o.Endpoint = endpoint })
		_, err := client.Send(t.Context(), rendered(t, client))
		wantOutcome(t, endpoint, err, notify.Retry, code)
	}
}

func TestAnswersThatAreNoneDoNotPanic(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		code   string
	}{
		"a code that is a number": {500, `{"Code":500,"Message":"x"}`, "unreadable"},
		"an array":                {403, `[1]`, "unreadable"},
		"nothing":                 {200, ``, "unreadable"},
		"half of an object":       {200, `{"Code":"O`, "unreadable"},
		"no code":                 {200, `{"Message":"OK"}`, "unreadable"},
		"a redirection":           {302, ``, "unreadable"},
		"an endless answer":       {200, `"` + strings.Repeat("x", 1<<20) + `"`, "broken"},
	} {
		calls := 0
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			calls++
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		}))
		_, client, _ := setUp(t, func(_ *smstest.Options, o *sms.Options) { o.Endpoint = web.URL })
		_, err := client.Send(t.Context(), rendered(t, client))
		wantOutcome(t, name, err, notify.Unknown, c.code)
		web.Close()
		if calls != 1 {
			t.Errorf("%s: %d requests for one send", name, calls)
		}
	}
}

func TestAWrongKeyHaltsTheGateway(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*smstest.Options, *sms.Options)
		code   string
	}{
		"an unknown key":    {func(s *smstest.Options, _ *sms.Options) { s.AccessKeyID = "x" }, "InvalidAccessKeyId.NotFound"},
		"a wrong secret":    {func(s *smstest.Options, _ *sms.Options) { s.AccessKeySecret = "x" }, "SignatureDoesNotMatch"},
		"no such signature": {func(s *smstest.Options, _ *sms.Options) { s.Sign = "别人" }, "isv.SMS_SIGNATURE_ILLEGAL"},
		"no such template":  {func(s *smstest.Options, _ *sms.Options) { s.Templates = nil }, "isv.SMS_TEMPLATE_ILLEGAL"},
	} {
		_, client, _ := setUp(t, c.change)
		_, err := client.Send(t.Context(), rendered(t, client))
		wantOutcome(t, name, err, notify.Halt, c.code)
	}
}

func TestManySendAtOnceAndEachArrivesOnce(t *testing.T) {
	server, client, _ := setUp(t, nil)
	body := rendered(t, client).Body
	const workers, each = 16, 20
	var group sync.WaitGroup
	var open sync.Map // what a machine that is too slow let time out: it went out or not, and never twice
	for w := range workers {
		group.Go(func() {
			for i := range each {
				id := fmt.Sprintf("d%d-%d", w, i)
				_, err := client.Send(t.Context(), notify.Outgoing{ID: id, Address: phone, Body: body})
				var e *notify.SendError
				if errors.As(err, &e) && e.Outcome == notify.Unknown {
					open.Store(id, true)
				} else if err != nil {
					t.Errorf("worker %d: %v", w, err)
				}
			}
		})
	}
	group.Wait()
	ids := map[string]int{}
	for _, m := range server.Messages(phone) {
		ids[m.OutID]++
	}
	settled := 0
	for w := range workers {
		for i := range each {
			id := fmt.Sprintf("d%d-%d", w, i)
			_, unsettled := open.Load(id)
			if !unsettled {
				settled++
			}
			if n := ids[id]; n > 1 || n == 0 && !unsettled {
				t.Errorf("%s arrived %d times", id, n)
			}
		}
	}
	if len(ids) > workers*each || settled < workers*each/2 {
		t.Errorf("%d ids arrived of %d, %d were answered", len(ids), workers*each, settled)
	}
}

func TestNewNamesEverythingThatIsMissing(t *testing.T) {
	_, err := sms.New(sms.Options{Endpoint: "ftp://x"})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"https://", "AccessKey id", "AccessKey secret", "catalogue", "clock"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not name %s: %v", want, err)
		}
	}
}

func BenchmarkSend(b *testing.B) {
	catalogue, err := sms.NewCatalogue("药伴", nil)
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"Code":"OK","Message":"OK","BizId":"1^0","RequestId":"00000000-0000"}`))
	}))
	defer server.Close()
	client, err := sms.New(sms.Options{Endpoint: server.URL, AccessKeyID: "a", AccessKeySecret: "b", Catalogue: catalogue, Clock: clock})
	if err != nil {
		b.Fatal(err)
	}
	body, _, err := client.Render(phone, reminder)
	if err != nil {
		b.Fatal(err)
	}
	b.SetParallelism(4)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := client.Send(b.Context(), notify.Outgoing{ID: "d", Address: phone, Body: body}); err != nil {
				b.Error(err)
			}
		}
	})
}
