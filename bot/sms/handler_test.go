package sms

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// ledger is the database's side of the contract: all of a push or nothing, and what it kept can be read.
type ledger struct {
	mu       sync.Mutex
	calls    int
	messages []inbox.Inbound
	receipts []inbox.Receipt
	err      error
	ctxErr   error
}

func (l *ledger) StoreSMS(ctx context.Context, m []inbox.Inbound, r []inbox.Receipt) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	l.ctxErr = ctx.Err()
	if l.err != nil {
		return l.err
	}
	l.messages, l.receipts = append(l.messages, m...), append(l.receipts, r...)
	return nil
}

// mask stands for the screen: it hides one word and names its rule.
func mask(in inbox.Inbound) inbox.Inbound {
	if strings.Contains(in.Text, "购物卡") {
		in.Text, in.Screened = strings.ReplaceAll(in.Text, "购物卡", "▇▇"), "bribery"
	}
	return in
}

type fixture struct {
	ledger *ledger
	logs   *bytes.Buffer
	counts map[string]int
	mux    *http.ServeMux
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{ledger: &ledger{}, logs: &bytes.Buffer{}, counts: map[string]int{}, mux: http.NewServeMux()}
	h, err := NewHandler(Options{
		Secret: "s3cret-路径", Store: f.ledger, Intake: mask, Clock: domain.ClockFunc(func() time.Time { return arrived }),
		Log:   slog.New(slog.NewTextHandler(f.logs, nil)),
		Count: func(what string, n int) { f.counts[what] += n },
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Register(f.mux)
	return f
}

const (
	up     = "/sms/up/s3cret-%E8%B7%AF%E5%BE%84"
	report = "/sms/report/s3cret-%E8%B7%AF%E5%BE%84"
	done   = `{"code":0,"msg":"成功"}`
)

func (f *fixture) do(method, path string, body io.Reader) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.mux.ServeHTTP(w, httptest.NewRequest(method, path, body))
	return w
}

func TestBothPathsStoreBothSortsInOneTransaction(t *testing.T) {
	for _, path := range []string{up, report} {
		f := newFixture(t)
		w := f.do("POST", path, strings.NewReader("["+exampleReply+","+exampleReceipt+"]"))
		if w.Code != 200 || w.Body.String() != done {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if f.ledger.calls != 1 {
			t.Errorf("%s: %d transactions", path, f.ledger.calls)
		}
		if diff := cmp.Diff([]inbox.Inbound{wantReply}, f.ledger.messages) + cmp.Diff([]inbox.Receipt{wantReceipt}, f.ledger.receipts); diff != "" {
			t.Error(diff)
		}
		if want := map[string]int{"message": 1, "receipt": 1}; !maps.Equal(f.counts, want) {
			t.Errorf("counted %v", f.counts)
		}
	}
}

func TestNothingIsStoredBeforeItIsScreened(t *testing.T) {
	f := newFixture(t)
	f.do("POST", up, strings.NewReader(strings.Replace("["+exampleReply+"]", "TD", "送了购物卡", 1)))
	if m := f.ledger.messages; len(m) != 1 || m[0].Text != "送了▇▇" || m[0].Screened != "bribery" {
		t.Errorf("stored %+v", m)
	}
}

func TestTheProbeIsAnsweredWithoutStorage(t *testing.T) {
	for _, path := range []string{up, report} {
		f := newFixture(t)
		w := f.do("GET", path, nil)
		if w.Code != 200 || w.Body.String() != done || f.ledger.calls != 0 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if w := f.do("PUT", path, nil); w.Code != 405 || w.Header().Get("Allow") == "" {
			t.Errorf("PUT: %d", w.Code)
		}
	}
}

// unread fails the test when somebody reads it.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestAWrongSecretLooksLikeNothing(t *testing.T) {
	nowhere := newFixture(t).do("POST", "/sms/nowhere/x", nil)
	for _, path := range []string{"/sms/up/wrong", "/sms/report/", "/sms/up/s3cret", up + "x", up + "/", "/sms/up/%2e"} {
		for _, method := range []string{"GET", "POST", "PUT"} {
			f := newFixture(t)
			w := f.do(method, path, unread{t})
			if w.Code != http.StatusNotFound || w.Body.String() != nowhere.Body.String() || f.ledger.calls != 0 || w.Header().Get("Allow") != "" {
				t.Errorf("%s %s: %d %q %v", method, path, w.Code, w.Body, w.Header())
			}
		}
	}
}

func TestNothingIsAnsweredWithZeroBeforeItIsStored(t *testing.T) {
	f := newFixture(t)
	f.ledger.err = errors.New("the database is away")
	w := f.do("POST", up, strings.NewReader("["+exampleReply+"]"))
	if w.Code != 503 || strings.Contains(w.Body.String(), `"code":0`) || strings.Contains(w.Body.String(), "database") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	f.ledger.err = nil
	if w := f.do("POST", up, strings.NewReader("["+exampleReply+"]")); w.Code != 200 || len(f.ledger.messages) != 1 {
		t.Errorf("the repeat: %d %s, %d stored", w.Code, w.Body, len(f.ledger.messages))
	}
	if f.counts["not_stored"] != 1 || f.counts["message"] != 1 {
		t.Errorf("counted %v", f.counts)
	}
}

func TestStorageGoesOnWhenTheGatewayHangsUp(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, "POST", up, strings.NewReader("["+exampleReply+"]"))
	cancel()
	f.mux.ServeHTTP(httptest.NewRecorder(), r)
	if f.ledger.ctxErr != nil || len(f.ledger.messages) != 1 {
		t.Errorf("%v, %d stored", f.ledger.ctxErr, len(f.ledger.messages))
	}
}

func TestOneBadItemDoesNotLoseTheOthers(t *testing.T) {
	f := newFixture(t)
	bad := strings.Replace(exampleReply, "13900001234", "4006", 1)
	w := f.do("POST", report, strings.NewReader("["+bad+","+exampleReply+",1,"+bad+"]"))
	if w.Code != 200 || w.Body.String() != done || len(f.ledger.messages) != 1 {
		t.Errorf("%d %s, %d stored", w.Code, w.Body, len(f.ledger.messages))
	}
	if f.counts["bad_bad_phone"] != 2 || f.counts["bad_not_object"] != 1 {
		t.Errorf("counted %v", f.counts)
	}
	for _, private := range []string{"4006", "TD", "13900001234"} {
		if strings.Contains(f.logs.String(), private) {
			t.Errorf("the log holds %q:\n%s", private, f.logs)
		}
	}
	if !strings.Contains(f.logs.String(), "bad_phone") {
		t.Errorf("the log says no reason:\n%s", f.logs)
	}
	// Nothing good at all is still an answer that stops the repeats, and no transaction.
	f = newFixture(t)
	if w := f.do("POST", up, strings.NewReader("["+bad+"]")); w.Code != 200 || f.ledger.calls != 0 {
		t.Errorf("%d, %d transactions", w.Code, f.ledger.calls)
	}
}

func TestBodiesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		body   io.Reader
		status int
		count  string
	}{
		"not JSON":  {strings.NewReader("13900001234 TD"), 400, "malformed"},
		"empty":     {strings.NewReader(""), 400, "malformed"},
		"too big":   {strings.NewReader("[" + strings.Repeat(" ", maxBody) + "]"), 413, "too_big"},
		"as big":    {strings.NewReader("[" + strings.Repeat(" ", maxBody-2) + "]"), 200, "message"},
		"torn away": {io.MultiReader(strings.NewReader("["), broken{}), 400, ""},
	} {
		f := newFixture(t)
		w := f.do("POST", up, c.body)
		if w.Code != c.status || (c.status != 200) != strings.Contains(w.Body.String(), `"code":1`) || f.ledger.calls != 0 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if _, counted := f.counts[c.count]; c.count != "" && !counted {
			t.Errorf("%s: counted %v", name, f.counts)
		}
		if strings.Contains(f.logs.String(), "1390000") {
			t.Errorf("%s: the log holds the text:\n%s", name, f.logs)
		}
	}
}

// broken is a connection that is torn in the middle of a body.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestAHandlerNeedsItsParts(t *testing.T) {
	clock := domain.ClockFunc(func() time.Time { return arrived })
	for name, o := range map[string]Options{
		"no secret": {Store: &ledger{}, Intake: mask, Clock: clock},
		"a slash":   {Secret: "a/b", Store: &ledger{}, Intake: mask, Clock: clock},
		"no store":  {Secret: "a", Intake: mask, Clock: clock},
		"no intake": {Secret: "a", Store: &ledger{}, Clock: clock},
		"no clock":  {Secret: "a", Store: &ledger{}, Intake: mask},
	} {
		if _, err := NewHandler(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
