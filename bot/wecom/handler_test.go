package wecom

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// turns is a Turner made of a function.
type turns func(ctx context.Context, in inbox.Inbound) (inbox.Answer, error)

func (f turns) Turn(ctx context.Context, in inbox.Inbound) (inbox.Answer, error) { return f(ctx, in) }

func says(text string) turns {
	return func(context.Context, inbox.Inbound) (inbox.Answer, error) { return inbox.Answer{Text: text}, nil }
}

// desk is a handler on loopback with what it counted and logged.
type desk struct {
	*httptest.Server
	codec  *Codec
	mu     sync.Mutex
	counts map[string]int
	log    bytes.Buffer
}

func (d *desk) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.Write(p)
}

func (d *desk) logged() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}

func (d *desk) count(what string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.counts[what]
}

// open starts a handler with the times of a real one, so that a turn which succeeds is answered however slow the machine is; change may
// shorten them for a turn that fails.
func open(t testing.TB, turner Turner, change func(*Options)) *desk {
	t.Helper()
	d := &desk{codec: vectorCodec(t), counts: map[string]int{}}
	o := Options{
		Codec: d.codec, CorpID: vCorp, AgentID: "1000002", Turner: turner, Random: rand.Reader,
		Clock: domain.ClockFunc(func() time.Time { return time.Unix(1767225603, 0) }),
		Log:   slog.New(slog.NewTextHandler(d, nil)),
		Count: func(what string) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.counts[what]++
		},
	}
	if change != nil {
		change(&o)
	}
	h, err := NewHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	h.Register(mux)
	d.Server = httptest.NewUnstartedServer(mux)
	d.Config.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(d, nil), slog.LevelError)
	d.Start()
	t.Cleanup(d.Close)
	return d
}

// query signs a ciphertext as WeCom does.
func (d *desk) query(ciphertext string) url.Values {
	return url.Values{"msg_signature": {d.codec.Sign("1767225601", "n", ciphertext)}, "timestamp": {"1767225601"}, "nonce": {"n"}}
}

func (d *desk) seal(t testing.TB, inner string) string {
	t.Helper()
	sealed, err := d.codec.Encrypt([]byte(inner), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func (d *desk) post(query url.Values, body string) (*http.Response, string, error) {
	resp, err := http.Post(d.URL+"/wecom/callback?"+query.Encode(), "text/xml", strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	return resp, string(got), err
}

func (d *desk) send(t testing.TB, inner string) (*http.Response, string, error) {
	t.Helper()
	sealed := d.seal(t, inner)
	return d.post(d.query(sealed), envelopeOf(sealed))
}

func envelopeOf(sealed string) string {
	return "<xml><ToUserName><![CDATA[" + vCorp + "]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>"
}

// reply opens a passive reply as WeCom does.
func (d *desk) reply(t *testing.T, body string) (to, text string) {
	t.Helper()
	var outer struct {
		Encrypt, MsgSignature, TimeStamp, Nonce string
	}
	if err := xml.Unmarshal([]byte(body), &outer); err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	if err := d.codec.Verify(outer.MsgSignature, outer.TimeStamp, outer.Nonce, outer.Encrypt); err != nil {
		t.Fatal(err)
	}
	plain, err := d.codec.Decrypt(outer.Encrypt)
	if err != nil {
		t.Fatal(err)
	}
	var inner struct{ ToUserName, FromUserName, MsgType, Content string }
	if err := xml.Unmarshal(plain, &inner); err != nil || inner.FromUserName != vCorp || inner.MsgType != "text" {
		t.Fatalf("%+v, %v", inner, err)
	}
	return inner.ToUserName, inner.Content
}

func TestVerifiesTheURL(t *testing.T) {
	d := open(t, says(""), nil)
	v := vectors[0]
	query := url.Values{"msg_signature": {v.signature}, "timestamp": {v.timestamp}, "nonce": {v.nonce}, "echostr": {v.ciphertext}}
	n := vectors[1] // full of plus signs
	for name, tc := range map[string]struct{ raw, want string }{
		"vector V1":            {query.Encode(), v.message},
		"another parameter":    {query.Encode() + "&tenant=a%20b", v.message},
		"plus signs unescaped": {"timestamp=" + n.timestamp + "&nonce=" + n.nonce + "&msg_signature=" + n.signature + "&echostr=" + n.ciphertext, n.message},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := http.Get(d.URL + "/wecom/callback?" + tc.raw)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != 200 || string(body) != tc.want {
				t.Errorf("%d %q, %v", resp.StatusCode, body, err)
			}
		})
	}
	query.Set("nonce", "1")
	resp, err := http.Get(d.URL + "/wecom/callback?" + query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden || d.count("refused_bad_signature") != 1 {
		t.Errorf("a forged probe got %d", resp.StatusCode)
	}
}

func TestAnswersAMessage(t *testing.T) {
	var got inbox.Inbound
	d := open(t, turns(func(_ context.Context, in inbox.Inbound) (inbox.Answer, error) {
		got = in
		return inbox.Answer{Text: "收到 ]]> & <b>"}, nil
	}), nil)
	query := d.query(v2Cipher)
	query.Set("tenant", "ignored")
	resp, body, err := d.post(query, envelopeOf(v2Cipher))
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	if to, text := d.reply(t, body); to != "ZhangSan" || text != "收到 ]]> & <b>" {
		t.Errorf("to %s: %s", to, text)
	}
	if got.Text != "你好,订单#42 ✅" || got.ID != "7456123456789012345" || got.At.Unix() != 1767225601 {
		t.Errorf("%+v", got)
	}
	if d.count("answered") != 1 || strings.Contains(d.logged(), "订单") {
		t.Errorf("counts %v, log %s", d.counts, d.logged())
	}
}

func TestSilentAndLongAnswers(t *testing.T) {
	d := open(t, says(""), nil)
	resp, body, err := d.send(t, v2Message)
	if err != nil || resp.StatusCode != 200 || body != "" || d.count("silent") != 1 {
		t.Errorf("%v %q %v", resp, body, err)
	}
	d = open(t, says(strings.Repeat("药", 5000)), nil)
	_, body, err = d.send(t, v2Message)
	if err != nil {
		t.Fatal(err)
	}
	if _, text := d.reply(t, body); len(text) > MaxReplyBytes || !strings.HasSuffix(text, more) || d.count("cut") != 1 {
		t.Errorf("%d bytes, counts %v", len(text), d.counts)
	}
}

func TestTakesAnotherAppsMessage(t *testing.T) {
	d := open(t, says("好"), func(o *Options) { o.AgentID = "1" })
	resp, _, err := d.send(t, v2Message)
	if err != nil || resp.StatusCode != 200 || d.count("other_agent") != 1 {
		t.Errorf("%v %v %v", resp, err, d.counts)
	}
}

func TestRefusals(t *testing.T) {
	d := open(t, turns(func(context.Context, inbox.Inbound) (inbox.Answer, error) {
		t.Error("a refused callback reached the turn")
		return inbox.Answer{}, nil
	}), nil)
	without := func(name string) url.Values {
		q := d.query(v2Cipher)
		q.Del(name)
		return q
	}
	junk := d.seal(t, "no xml")
	n1 := "DyMz9F/I8ROkeZ9y70ocZjB5AscAaWThAaeCs08fJ2+iytaYvQ66moAEmvrGmSOYOZaXlSwWh+cdAvRX8jcgMg=="
	for name, tc := range map[string]struct {
		query  url.Values
		body   string
		status int
		reason Reason
	}{
		"no signature":      {without("msg_signature"), envelopeOf(v2Cipher), 400, MissingParameter},
		"no timestamp":      {without("timestamp"), envelopeOf(v2Cipher), 400, MissingParameter},
		"no nonce":          {without("nonce"), envelopeOf(v2Cipher), 400, MissingParameter},
		"empty body":        {d.query(v2Cipher), "", 400, BadEnvelope},
		"not XML":           {d.query(v2Cipher), `{"encrypt":"x"}`, 400, BadEnvelope},
		"no Encrypt":        {d.query(v2Cipher), "<xml></xml>", 400, BadEnvelope},
		"forged":            {d.query("x"), envelopeOf(v2Cipher), 403, BadSignature},
		"upper-case hex":    {url.Values{"msg_signature": {strings.ToUpper(v2Sig)}, "timestamp": {"1767225601"}, "nonce": {"nonce-2"}}, envelopeOf(v2Cipher), 403, BadSignature},
		"signed junk":       {d.query("%%%"), envelopeOf("%%%"), 400, BadBase64},
		"signed truncation": {d.query(v2Cipher[:64]), envelopeOf(v2Cipher[:64]), 400, BadCipher},
		"another company":   {d.query(n1), envelopeOf(n1), 403, BadReceiver},
		"inner junk":        {d.query(junk), envelopeOf(junk), 400, BadMessage},
		"too big":           {d.query(v2Cipher), strings.Repeat(" ", maxBody+1), 413, TooBig},
	} {
		t.Run(name, func(t *testing.T) {
			before := d.count("refused_" + string(tc.reason))
			resp, body, err := d.post(tc.query, tc.body)
			if err != nil || resp.StatusCode != tc.status || body != "" {
				t.Fatalf("%v %q %v", resp, body, err)
			}
			if d.count("refused_"+string(tc.reason)) != before+1 {
				t.Errorf("not counted as %s: %v", tc.reason, d.counts)
			}
		})
	}
	req, _ := http.NewRequest(http.MethodDelete, d.URL+"/wecom/callback", nil)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") == "" {
		t.Errorf("DELETE got %d", resp.StatusCode)
	}
}

// Retried reports through the counters: a turn that fails for a moment is answered all the same.
func TestRunsAFailedTurnAgain(t *testing.T) {
	tries := 0
	d := open(t, turns(func(context.Context, inbox.Inbound) (inbox.Answer, error) {
		if tries++; tries < 3 {
			return inbox.Answer{}, errors.New("the database restarts")
		}
		return inbox.Answer{Text: "记上了"}, nil
	}), nil)
	_, body, err := d.send(t, v2Message)
	if err != nil {
		t.Fatal(err)
	}
	if _, text := d.reply(t, body); text != "记上了" || d.count("retried") != 2 {
		t.Errorf("%s %v", text, d.counts)
	}
}

// A message that was not stored gets no answer at all, neither 200 nor an error: the connection breaks after Hold.
func TestLetsAFailedTurnTimeOut(t *testing.T) {
	d := open(t, turns(func(context.Context, inbox.Inbound) (inbox.Answer, error) {
		return inbox.Answer{}, errors.New("the database is away")
	}), func(o *Options) { o.Patience, o.Hold = 300*time.Millisecond, 600*time.Millisecond })
	began := time.Now()
	resp, _, err := d.send(t, v2Message)
	took := time.Since(began)
	if err == nil {
		t.Fatalf("it got an answer: %s", resp.Status)
	}
	if took < 550*time.Millisecond || d.count("abandoned") != 1 || d.count("answered")+d.count("silent") != 0 {
		t.Errorf("after %v: %v, counts %v", took, err, d.counts)
	}
}

// WeCom hangs up after 5 s; the turn goes on, commits, and the repeat finds it.
func TestATurnOutlivesTheCaller(t *testing.T) {
	begun, hungUp, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	d := open(t, turns(func(ctx context.Context, _ inbox.Inbound) (inbox.Answer, error) {
		close(begun)
		<-hungUp
		select {
		case <-time.After(100 * time.Millisecond): // for the server to hear of it
		case <-ctx.Done():
		}
		done <- ctx.Err()
		return inbox.Answer{Text: "好"}, nil
	}), nil)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-begun
		cancel()
	}()
	sealed := d.seal(t, v2Message)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL+"/wecom/callback?"+d.query(sealed).Encode(), strings.NewReader(envelopeOf(sealed)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := http.DefaultClient.Do(req); err == nil {
		t.Fatal("the caller did not hang up")
	}
	close(hungUp)
	if err := <-done; err != nil {
		t.Errorf("the turn was cancelled with the caller: %v", err)
	}
}

func TestBoundsWhatRunsAtOnce(t *testing.T) {
	var mu sync.Mutex
	running, most := 0, 0
	d := open(t, turns(func(context.Context, inbox.Inbound) (inbox.Answer, error) {
		mu.Lock()
		running++
		most = max(most, running)
		mu.Unlock()
		time.Sleep(20 * time.Millisecond)
		mu.Lock()
		running--
		mu.Unlock()
		return inbox.Answer{}, nil
	}), func(o *Options) { o.MaxInFlight = 2 })
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			resp, _, err := d.send(t, strings.Replace(v2Message, "7456123456789012345", fmt.Sprint(i), 1))
			if err != nil || resp.StatusCode != 200 {
				t.Errorf("%v %v", resp, err)
			}
		})
	}
	wg.Wait()
	if most != 2 || d.count("silent") != 20 {
		t.Errorf("%d ran at once, counts %v", most, d.counts)
	}
}

func TestCutsOffBeyondTheWaiting(t *testing.T) {
	release := make(chan struct{})
	d := open(t, turns(func(context.Context, inbox.Inbound) (inbox.Answer, error) {
		<-release
		return inbox.Answer{}, nil
	}), func(o *Options) { o.MaxInFlight = 1 })
	var wg sync.WaitGroup
	failed := make(chan error, 32)
	for range 17 {
		wg.Go(func() {
			_, _, err := d.send(t, v2Message)
			failed <- err
		})
	}
	if err := <-failed; err == nil || d.count("overloaded") != 1 {
		t.Errorf("the first answer of 17 at 16 places: %v, counts %v", err, d.counts)
	}
	close(release)
	wg.Wait()
	for range 16 {
		if err := <-failed; err != nil {
			t.Errorf("one that waited: %v", err)
		}
	}
}

func TestNewHandlerNeedsItsParts(t *testing.T) {
	whole := Options{Codec: vectorCodec(t), CorpID: vCorp, Turner: says(""), Clock: domain.SystemClock(time.UTC), Random: rand.Reader}
	if _, err := NewHandler(whole); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Options){
		"codec": func(o *Options) { o.Codec = nil }, "corp id": func(o *Options) { o.CorpID = "" },
		"turner": func(o *Options) { o.Turner = nil }, "clock": func(o *Options) { o.Clock = nil },
		"random": func(o *Options) { o.Random = nil }, "limit": func(o *Options) { o.MaxInFlight = -1 },
	} {
		o := whole
		spoil(&o)
		if _, err := NewHandler(o); err == nil {
			t.Errorf("accepted without %s", name)
		}
	}
}
