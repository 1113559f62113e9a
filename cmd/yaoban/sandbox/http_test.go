package sandbox

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// ask sends a request as the page does; change may make it another's.
func ask(t *testing.T, url, method, body string, change func(*http.Request)) (int, map[string]any, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(header, "1")
	if change != nil {
		change(r)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(raw, &out); err != nil {
			t.Fatalf("%s is no JSON: %v", raw, err)
		}
	}
	return resp.StatusCode, out, resp.Header
}

func TestBadRequestsGetAClearAnswer(t *testing.T) {
	f, _, h := open(t)
	long := strings.Repeat("字", mostText+1)
	for name, c := range map[string]struct {
		path, body string
		status     int
		code       string
	}{
		"no JSON":               {"say", `hello`, 400, "bad_json"},
		"an unknown field":      {"say", `{"person":"chenxiao","extra":1}`, 400, "bad_json"},
		"two objects":           {"say", `{"person":"chenxiao"}{}`, 400, "bad_json"},
		"a wrong type":          {"say", `{"person":7}`, 400, "bad_json"},
		"nothing":               {"say", ``, 400, "bad_json"},
		"an unknown person":     {"say", `{"person":"nobody","channel":"wecom","kind":"text","text":"x"}`, 404, "unknown_person"},
		"an unknown channel":    {"say", `{"person":"chenxiao","channel":"fax","kind":"text","text":"x"}`, 400, "unknown_channel"},
		"an unknown kind":       {"say", `{"person":"chenxiao","channel":"wecom","kind":"video"}`, 400, "unknown_kind"},
		"a picture by SMS":      {"say", `{"person":"chenxiao","channel":"sms","kind":"image"}`, 400, "unknown_kind"},
		"an unknown place":      {"say", `{"person":"chenxiao","channel":"wecom","kind":"location","place":"月球"}`, 404, "unknown_place"},
		"an empty text":         {"say", `{"person":"chenxiao","channel":"wecom","kind":"text","text":" \n"}`, 400, "no_text"},
		"a long text":           {"say", `{"person":"chenxiao","channel":"wecom","kind":"text","text":"` + long + `"}`, 400, "long_text"},
		"a huge body":           {"say", `{"text":"` + strings.Repeat("x", mostBody) + `"}`, 413, "too_large"},
		"an unknown card":       {"click", `{"person":"chenxiao","card":"wecom-99","key":"ack"}`, 404, "unknown_card"},
		"an unknown menu entry": {"menu", `{"person":"chenxiao","key":"sales"}`, 404, "unknown_menu"},
		"an empty menu key":     {"menu", `{"person":"chenxiao","key":""}`, 404, "unknown_menu"},
		"nobody enters":         {"enter", `{"person":""}`, 404, "unknown_person"},
		"no time":               {"clock", `{}`, 400, "clock_form"},
		"two times":             {"clock", `{"minutes":30,"time":"18:30"}`, 400, "clock_form"},
		"zero minutes":          {"clock", `{"minutes":0}`, 400, "clock_form"},
		"an hour of 25":         {"clock", `{"time":"25:00"}`, 400, "clock_form"},
		"a strange date":        {"clock", `{"to":"tomorrow"}`, 400, "clock_form"},
		"back in time":          {"clock", `{"to":"2026-11-24T08:00"}`, 422, "backwards"},
		"too far":               {"clock", `{"to":"2027-11-24T08:00"}`, 422, "too_far"},
		"nothing next":          {"clock", `{"next":true}`, 404, "no_next"},
	} {
		status, out, _ := ask(t, h.URL+"/sandbox/"+c.path, "POST", c.body, nil)
		if status != c.status || out["error"] != c.code || out["say"] == "" || out["say_en"] == "" {
			t.Errorf("%s: %d %v", name, status, out)
		}
	}
	if said := f.said(); len(said) != 0 {
		t.Errorf("bad requests reached the server: %v", said)
	}
}

func TestOnlyThePageItselfMayAsk(t *testing.T) {
	f, _, h := open(t)
	body := `{"person":"chenxiao","channel":"wecom","kind":"text","text":"x"}`
	for name, change := range map[string]func(*http.Request){
		"a name that was made to point here": func(r *http.Request) { r.Host = "evil.example:8080" },
		"a name that begins like ours":       func(r *http.Request) { r.Host = "localhost.evil.example" },
		"an address of the network":          func(r *http.Request) { r.Host = "192.0.2.7:8080" },
		"another site's script":              func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"another port's script":              func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") },
		"a sandboxed frame":                  func(r *http.Request) { r.Header.Set("Origin", "null") },
		"a cross-site request":               func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"a form, without our header":         func(r *http.Request) { r.Header.Del(header) },
	} {
		if status, out, _ := ask(t, h.URL+"/sandbox/say", "POST", body, change); status != 403 || out["error"] != "foreign" {
			t.Errorf("%s: %d %v", name, status, out)
		}
	}
	if status, out, _ := ask(t, h.URL+"/sandbox/say", "POST", body, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }); status != 415 || out["error"] != "not_json" {
		t.Errorf("text/plain: %d %v", status, out)
	}
	for _, path := range []string{"/", "/sandbox/events"} {
		if status, _, _ := ask(t, h.URL+path, "GET", "", func(r *http.Request) { r.Host = "evil.example" }); status != 403 {
			t.Errorf("%s is given to a foreign host: %d", path, status)
		}
	}
	if len(f.said()) != 0 {
		t.Fatalf("foreign requests reached the server: %v", f.said())
	}
	for _, host := range []string{"localhost:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]", "127.8.8.8"} {
		if status, _, _ := ask(t, h.URL+"/sandbox/say", "POST", body, func(r *http.Request) { r.Host = host; r.Header.Set("Origin", "http://"+host) }); status != 200 {
			t.Errorf("the page at %s is refused: %d", host, status)
		}
	}
}

func TestThePageComesWithEverythingAndAStrictPolicy(t *testing.T) {
	_, _, h := open(t)
	for path, kind := range map[string]string{"/": "text/html", "/sandbox/static/main.js": "text/javascript", "/sandbox/static/tokens.css": "text/css", "/sandbox/static/icon.svg": "image/svg+xml"} {
		status, _, head := ask(t, h.URL+path, "GET", "", nil)
		if status != 200 || !strings.HasPrefix(head.Get("Content-Type"), kind) || !strings.Contains(head.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d %v", path, status, head)
		}
		if status, _, _ := ask(t, h.URL+path, "GET", "", func(r *http.Request) { r.Header.Set("If-None-Match", head.Get("ETag")) }); status != 304 {
			t.Errorf("%s is sent again although it is the same: %d", path, status)
		}
	}
	for path, want := range map[string]int{"/nothing": 404, "/sandbox/static/../page.go": 404, "/sandbox/say": 405} {
		if status, out, _ := ask(t, h.URL+path, "GET", "", nil); status != want || out["error"] == nil {
			t.Errorf("%s: %d %v", path, status, out)
		}
	}
}

// listener is a page's event stream.
type listener struct {
	t    *testing.T
	r    *bufio.Reader
	id   string
	stop func()
}

func listen(t *testing.T, url, lastID string) *listener {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	r, err := http.NewRequestWithContext(ctx, "GET", url+"/sandbox/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("the stream answers %d", resp.StatusCode)
	}
	l := &listener{t: t, r: bufio.NewReader(resp.Body), stop: func() { cancel(); _ = resp.Body.Close() }}
	t.Cleanup(l.stop)
	return l
}

// next reads one event; comments and retry lines are passed over.
func (l *listener) next() (name string, data map[string]any) {
	l.t.Helper()
	for {
		line, err := l.r.ReadString('\n')
		if err != nil {
			l.t.Fatalf("read the stream: %v", err)
		}
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch key {
		case "id":
			l.id = value
		case "event":
			name = value
		case "data":
			if err := json.Unmarshal([]byte(value), &data); err != nil {
				l.t.Fatalf("%s is no JSON", value)
			}
		case "":
			if data != nil {
				return name, data
			}
		}
	}
}

// until reads on to a bubble with that text and counts how often it came.
func (l *listener) until(text string) (seen []string) {
	l.t.Helper()
	for {
		name, data := l.next()
		if name == "bubble" {
			seen = append(seen, fmt.Sprint(data["id"], data["state"]))
			if strings.Contains(fmt.Sprint(data["text"]), text) && data["from"] == fromAssistant {
				return seen
			}
		}
	}
}

func TestAStreamBeginsWhole_ResumesWithoutDoubles_AndBeginsAnewForAnotherRun(t *testing.T) {
	_, s, h := open(t)
	say := func(text string) {
		t.Helper()
		status, out, _ := ask(t, h.URL+"/sandbox/say", "POST", `{"person":"chenxiao","channel":"wecom","kind":"text","text":"`+text+`"}`, nil)
		if status != 200 || out["bubble"] == "" {
			t.Fatalf("say: %d %v", status, out)
		}
	}
	first := listen(t, h.URL, "")
	if name, hello := first.next(); name != "hello" || len(hello["people"].([]any)) != len(staff) || hello["zone"] != "Asia/Shanghai" ||
		hello["clock"].(map[string]any)["now"].(float64) < float64(morning.UnixMilli()) {
		t.Fatalf("the first event is %s %v", name, hello)
	}
	say("张伟")
	before := first.until("#1001")
	first.stop()
	say("张主任") // while the page is away

	second := listen(t, h.URL, first.id)
	for _, b := range second.until("回1或2") {
		if slices.Contains(before, b) {
			t.Errorf("the bubble %s came again", b)
		}
	}
	third := listen(t, h.URL, "another-7")
	if name, hello := third.next(); name != "hello" || len(hello["bubbles"].([]any)) < 4 {
		t.Errorf("a page of another run gets %s first", name)
	}
	for range keptEvents + 1 {
		s.stage.feed.publish("clock", clockState{})
	}
	late := listen(t, h.URL, first.id)
	name, _ := late.next()
	if name == "tick" {
		name, _ = late.next()
	}
	if name != "hello" {
		t.Errorf("a page that was away too long gets %s", name)
	}
}

func TestTooManyPages(t *testing.T) {
	_, _, h := open(t)
	for range mostPages {
		listen(t, h.URL, "").next()
	}
	if status, out, _ := ask(t, h.URL+"/sandbox/events", "GET", "", nil); status != 503 || out["error"] != "busy" {
		t.Errorf("one page too many: %d %v", status, out)
	}
}

func TestAMessageThatIsNotTakenShowsSo(t *testing.T) {
	f, _, h := open(t)
	l := listen(t, h.URL, "")
	l.next()
	f.mu.Lock()
	f.refuse = true
	f.mu.Unlock()
	status, out, _ := ask(t, h.URL+"/sandbox/say", "POST", `{"person":"zhaolei","channel":"sms","kind":"text","text":"余"}`, nil)
	if status != 502 || out["error"] != "not_taken" {
		t.Errorf("%d %v", status, out)
	}
	var states []string
	for len(states) < 2 {
		if name, data := l.next(); name == "bubble" {
			states = append(states, fmt.Sprint(data["state"]))
		}
	}
	if states[0] != sending || states[1] != failed {
		t.Errorf("the bubble went through %v", states)
	}
}

func TestPicturesAreShownAndFilesAreOnlyGiven(t *testing.T) {
	_, _, h := open(t)
	for id, want := range map[string]struct {
		status    int
		kind, how string
	}{
		"picture": {200, "image/png", "inline; filename*=utf-8''%E9%99%88%E6%99%9311%E6%9C%88%E8%BF%9B%E5%BA%A6.png"},
		"file":    {200, "application/octet-stream", "attachment; filename*=utf-8''%E9%99%88%E6%99%9311%E6%9C%88%E8%BF%9B%E5%BA%A6.xlsx"},
		"page":    {200, "application/octet-stream", "attachment; filename=x.html"},
		"none":    {404, "application/json; charset=utf-8", ""},
	} {
		status, _, head := ask(t, h.URL+"/sandbox/file/"+id, "GET", "", nil)
		if status != want.status || head.Get("Content-Type") != want.kind || head.Get("Content-Disposition") != want.how {
			t.Errorf("%s: %d %s %s", id, status, head.Get("Content-Type"), head.Get("Content-Disposition"))
		}
	}
	status, _, _ := ask(t, h.URL+"/sandbox/file/picture", "GET", "", func(r *http.Request) { r.Host = "evil.example" })
	if status != 403 {
		t.Errorf("a foreign host gets the picture: %d", status)
	}
}
