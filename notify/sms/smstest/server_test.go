package smstest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

const phone = "13900001234"

// hand is a clock that a test moves.
type hand struct {
	mu sync.Mutex
	at time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hand) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func start(t *testing.T, change func(*Options)) (*Server, *hand) {
	t.Helper()
	clock := &hand{at: time.Date(2026, 11, 24, 9, 30, 0, 0, beijing)}
	o := Options{AccessKeyID: "testid", AccessKeySecret: "testsecret", Sign: "药伴", Clock: domain.Clock(clock),
		Templates: map[string]string{"SMS_1": "编号${no}有${k}位医生符合。"}, Repeats: []time.Duration{time.Millisecond, time.Millisecond, time.Millisecond}}
	if change != nil {
		change(&o)
	}
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, clock
}

var nonce int

// call makes one signed request as the protocol describes it, with no library in between.
func call(t *testing.T, s *Server, method string, change func(url.Values)) (int, map[string]any) {
	t.Helper()
	nonce++
	p := url.Values{"AccessKeyId": {"testid"}, "Action": {"SendSms"}, "Format": {"JSON"}, "Version": {"2017-05-25"}, "SignatureMethod": {"HMAC-SHA1"},
		"SignatureVersion": {"1.0"}, "SignatureNonce": {strconv.Itoa(nonce)}, "Timestamp": {time.Now().UTC().Format("2006-01-02T15:04:05Z")},
		"PhoneNumbers": {phone}, "SignName": {"药伴"}, "TemplateCode": {"SMS_1"}, "TemplateParam": {`{"no":"1024","k":"2"}`}, "OutId": {"d-1"}}
	if change != nil {
		change(p)
	}
	if !p.Has("Signature") {
		p.Set("Signature", Sign(method, p, "testsecret"))
	}
	var resp *http.Response
	var err error
	if method == "GET" {
		resp, err = http.Get(s.URL() + "/?" + p.Encode())
	} else {
		resp, err = http.PostForm(s.URL()+"/", p)
	}
	if err != nil {
		return 0, map[string]any{"Code": "no answer"}
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := map[string]any{}
	if json.Unmarshal(body, &a) != nil {
		a["Code"] = "no JSON"
	}
	return resp.StatusCode, a
}

func TestTheGatewayChecksEveryRequest(t *testing.T) {
	s, _ := start(t, nil)
	for name, c := range map[string]struct {
		change func(url.Values)
		status int
		code   string
	}{
		"as it should be":      {nil, 200, "OK"},
		"no signature":         {func(p url.Values) { p.Set("Signature", "") }, 400, "MissingSignature"},
		"another secret":       {func(p url.Values) { p.Set("Signature", Sign("POST", p, "other")) }, 400, "SignatureDoesNotMatch"},
		"signed, then changed": {func(p url.Values) { p.Set("Signature", Sign("POST", p, "testsecret")); p.Set("OutId", "x") }, 400, "SignatureDoesNotMatch"},
		"another key":          {func(p url.Values) { p.Set("AccessKeyId", "x") }, 404, "InvalidAccessKeyId.NotFound"},
		"an old request":       {func(p url.Values) { p.Set("Timestamp", "2026-01-01T00:00:00Z") }, 400, "InvalidTimeStamp.Expired"},
		"a time that is none":  {func(p url.Values) { p.Set("Timestamp", "now") }, 400, "InvalidTimeStamp.Format"},
		"another product":      {func(p url.Values) { p.Set("Version", "2018-01-01") }, 400, "InvalidVersion"},
		"a wrong number":       {func(p url.Values) { p.Set("PhoneNumbers", "12") }, 200, "isv.MOBILE_NUMBER_ILLEGAL"},
		"a wrong signature":    {func(p url.Values) { p.Set("SignName", "x") }, 200, "isv.SMS_SIGNATURE_ILLEGAL"},
		"a wrong template":     {func(p url.Values) { p.Set("TemplateCode", "x") }, 200, "isv.SMS_TEMPLATE_ILLEGAL"},
		"a variable missing":   {func(p url.Values) { p.Set("TemplateParam", `{"no":"1"}`) }, 200, "isv.TEMPLATE_MISSING_PARAMETERS"},
		"no variables":         {func(p url.Values) { p.Del("TemplateParam") }, 200, "isv.TEMPLATE_MISSING_PARAMETERS"},
		"a number for a value": {func(p url.Values) { p.Set("TemplateParam", `{"no":1,"k":"2"}`) }, 200, "isv.INVALID_JSON_PARAM"},
		"an empty value":       {func(p url.Values) { p.Set("TemplateParam", `{"no":"","k":"2"}`) }, 200, "isv.PARAM_LENGTH_LIMIT"},
		"a value of 36":        {func(p url.Values) { p.Set("TemplateParam", `{"no":"`+strings.Repeat("药", 36)+`","k":"2"}`) }, 200, "isv.PARAM_LENGTH_LIMIT"},
		"a link":               {func(p url.Values) { p.Set("TemplateParam", `{"no":"http://a","k":"2"}`) }, 200, "isv.PARAM_NOT_SUPPORT_URL"},
		"brackets":             {func(p url.Values) { p.Set("TemplateParam", `{"no":"【a】","k":"2"}`) }, 200, "isv.UNSUPPORTED_CONTENT"},
	} {
		if status, a := call(t, s, "POST", c.change); status != c.status || a["Code"] != c.code || a["RequestId"] == nil {
			t.Errorf("%s: %d %v, want %d %s", name, status, a, c.status, c.code)
		}
	}
	if n := len(s.Messages("")); n != 1 {
		t.Errorf("%d messages were accepted, want 1", n)
	}
	// A nonce serves once, by GET as well.
	if _, a := call(t, s, "GET", func(p url.Values) { p.Set("SignatureNonce", "n") }); a["Code"] != "OK" {
		t.Errorf("GET: %v", a)
	}
	if status, a := call(t, s, "GET", func(p url.Values) { p.Set("SignatureNonce", "n") }); status != 400 || a["Code"] != "SignatureNonceUsed" {
		t.Errorf("the nonce again: %d %v", status, a)
	}
}

func TestFlowControlCountsADay(t *testing.T) {
	s, clock := start(t, func(o *Options) { o.DailyLimit = 2 })
	for i, want := range []string{"OK", "OK", "isv.BUSINESS_LIMIT_CONTROL"} {
		if _, a := call(t, s, "POST", nil); a["Code"] != want {
			t.Errorf("call %d: %v, want %s", i, a, want)
		}
	}
	clock.move(24*time.Hour + time.Second)
	if _, a := call(t, s, "POST", nil); a["Code"] != "OK" {
		t.Errorf("a day later: %v", a)
	}
}

func TestFaultsMeetTheCallsTheyShould(t *testing.T) {
	s, _ := start(t, nil)
	codes := func(n int) (got []string) {
		for range n {
			_, a := call(t, s, "POST", nil)
			got = append(got, a["Code"].(string))
		}
		return got
	}
	s.Fail(Throttled(), When{Next: 2})
	if got := strings.Join(codes(3), " "); got != "Throttling.User Throttling.User OK" {
		t.Errorf("the next two: %s", got)
	}
	stop := s.Fail(Unavailable(), When{Every: 2})
	if got := strings.Join(codes(4), " "); got != "OK no JSON OK no JSON" {
		t.Errorf("every second: %s", got)
	}
	stop()
	before := len(s.Messages(""))
	s.Fail(LostAnswer(), When{Next: 1})
	if got := codes(1)[0]; got != "no answer" || len(s.Messages("")) != before+1 {
		t.Errorf("a lost answer: %s, %d messages more", got, len(s.Messages(""))-before)
	}
	s.Fail(Fault{Break: true}, When{Next: 1})
	if got := codes(1)[0]; got != "no answer" || len(s.Messages("")) != before+1 {
		t.Errorf("a broken connection: %s, %d messages more", got, len(s.Messages(""))-before-1)
	}
	sample := func() string {
		r, _ := start(t, func(o *Options) { o.Seed = 7 })
		r.Fail(Refused("isv.X"), When{Chance: 0.5})
		var b strings.Builder
		for range 20 {
			_, a := call(t, r, "POST", nil)
			b.WriteString(a["Code"].(string) + " ")
		}
		return b.String()
	}
	one, two := sample(), sample()
	if one != two || !strings.Contains(one, "isv.X") || !strings.Contains(one, "OK") {
		t.Errorf("chance is not seeded or not chance:\n%s\n%s", one, two)
	}
}

// receiver keeps what is pushed to it and answers as it is told.
type receiver struct {
	mu      sync.Mutex
	bodies  []string
	answers []func(http.ResponseWriter)
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies = append(r.bodies, string(body))
	if len(r.answers) == 0 {
		_, _ = io.WriteString(w, `{"code":0,"msg":"成功"}`)
		return
	}
	r.answers[0](w)
	r.answers = r.answers[1:]
}

func say(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { w.WriteHeader(status); _, _ = io.WriteString(w, body) }
}

func TestPushesAreRepeatedUntilTheyAreTaken(t *testing.T) {
	s, _ := start(t, nil)
	r := &receiver{answers: []func(http.ResponseWriter){say(503, `{"code":0}`), say(200, `{"code":"0"}`), say(200, `{"msg":"x"}`)}}
	web := httptest.NewServer(r)
	defer web.Close()
	if err := s.Push(t.Context(), web.URL, phone, "TD"); err != nil {
		t.Fatal(err)
	}
	if len(r.bodies) != 4 || r.bodies[0] != r.bodies[3] {
		t.Errorf("pushed %q", r.bodies)
	}
	var items []map[string]any
	if err := json.Unmarshal([]byte(r.bodies[0]), &items); err != nil || len(items) != 1 || items[0]["phone_number"] != phone ||
		items[0]["content"] != "TD" || items[0]["send_time"] != "2026-11-24 09:30:00" || items[0]["sequence_id"] == "" || items[0]["dest_code"] == "" {
		t.Errorf("pushed %v, %v", items, err)
	}
	if list := s.Messages(phone); len(list) != 1 || !list[0].FromPhone || list[0].Text != "TD" {
		t.Errorf("the phone shows %+v", list)
	}
	r.answers = []func(http.ResponseWriter){say(500, ""), say(500, ""), say(500, ""), say(500, "")}
	if err := s.Push(t.Context(), web.URL, phone, "TD"); !errors.Is(err, ErrGaveUp) {
		t.Errorf("four refusals: %v", err)
	}
	if err := s.Probe(t.Context(), web.URL); err != nil {
		t.Errorf("the probe: %v", err)
	}
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() }))
	defer slow.Close()
	if err := s.Probe(t.Context(), slow.URL); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a slow probe: %v", err)
	}
}

func TestReceiptsComeInBatchesAndOnce(t *testing.T) {
	s, clock := start(t, func(o *Options) { o.DailyLimit = 1000 })
	for range maxBatch + 1 {
		call(t, s, "POST", nil)
	}
	s.SetFate("13900009999", "")
	s.SetFate("13900008888", "MOBILE_IN_BLACK")
	call(t, s, "POST", func(p url.Values) { p.Set("PhoneNumbers", "+8613900009999,13900008888") })
	clock.move(3 * time.Second)
	r := &receiver{}
	web := httptest.NewServer(r)
	defer web.Close()
	n, err := s.PushReceipts(t.Context(), web.URL)
	if err != nil || n != maxBatch+2 || len(r.bodies) != 2 {
		t.Errorf("%d receipts in %d pushes, %v", n, len(r.bodies), err)
	}
	if !strings.Contains(r.bodies[1], `"success":false,"err_code":"MOBILE_IN_BLACK"`) || strings.Contains(strings.Join(r.bodies, ""), "13900009999") {
		t.Errorf("the last push is %s", r.bodies[1])
	}
	if n, err := s.PushReceipts(t.Context(), web.URL); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	if n, err := s.RepeatReceipts(t.Context(), web.URL); n != maxBatch+2 || err != nil {
		t.Errorf("repeated: %d, %v", n, err)
	}
	if m := s.Messages("13900008888"); m[0].Code != "MOBILE_IN_BLACK" || m[0].Done.Sub(m[0].At) != 3*time.Second {
		t.Errorf("%+v", m[0])
	}
}

func TestReceiptsKeepComing(t *testing.T) {
	s, _ := start(t, func(o *Options) { o.Repeats = []time.Duration{} })
	got := make(chan string, 10)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		got <- string(body)
		say(200, `{"code":0}`)(w)
	}))
	defer web.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.KeepReporting(ctx, web.URL, time.Millisecond) }()
	for _, id := range []string{"d-1", "d-2"} {
		call(t, s, "POST", func(p url.Values) { p.Set("OutId", id) })
		select {
		case body := <-got:
			if !strings.Contains(body, `"out_id":"`+id+`"`) {
				t.Errorf("pushed %s", body)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("no receipt in five seconds")
		}
	}
	cancel()
	<-ended
}

func TestWatchersSeeEveryMessageAndReceiptInOrder(t *testing.T) {
	s, _ := start(t, nil)
	var mu sync.Mutex
	var seen bytes.Buffer
	stop := s.Watch(func(m Message) {
		mu.Lock()
		defer mu.Unlock()
		seen.WriteString(m.OutID + m.Code + " ")
	})
	call(t, s, "POST", nil)
	s.Settle()
	stop()
	call(t, s, "POST", nil)
	if got := seen.String(); got != "d-1 d-1DELIVERED " {
		t.Errorf("seen: %s", got)
	}
	web := httptest.NewServer(&receiver{})
	defer web.Close()
	pushed := make(chan error, 1)
	go func() { pushed <- s.Push(t.Context(), web.URL, phone, "1") }()
	if list, err := s.Wait(t.Context(), phone, 3); err != nil || len(list) != 3 || list[0].Text != "【药伴】编号1024有2位医生符合。" {
		t.Errorf("%+v, %v", list, err)
	}
	if err := <-pushed; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := s.Wait(ctx, phone, 99); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a wait in vain: %v", err)
	}
}
