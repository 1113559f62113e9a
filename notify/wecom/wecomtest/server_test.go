package wecomtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/util"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

const (
	corp   = "ww0123456789abcdef"
	secret = "s3cret"
	agent  = 1000002
	aesKey = "kWxPkSLnAbCdEfGhIjKlMnOpQrStUvWxYz012345678"
)

type hand struct {
	*Server
	t     *testing.T
	token string
	ahead time.Duration
}

func begin(t *testing.T, change func(*Options)) *hand {
	t.Helper()
	h := &hand{t: t}
	o := Options{CorpID: corp, Secret: secret, AgentID: agent, Token: "tok", AESKey: aesKey, Seed: 7,
		Wall:    func() time.Time { return time.Now().Add(h.ahead) },
		Clock:   domain.ClockFunc(func() time.Time { return time.Unix(1767225600, 0) }),
		Repeats: []time.Duration{0, 0, 0}}
	if change != nil {
		change(&o)
	}
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	h.Server = s
	h.token = h.call("GET", "gettoken?corpid="+corp+"&corpsecret="+secret, "")["access_token"].(string)
	return h
}

func (h *hand) call(method, path, body string) map[string]any {
	h.t.Helper()
	joint := "?"
	if strings.Contains(path, "?") {
		joint = "&"
	}
	if h.token != "" {
		path += joint + "access_token=" + h.token
	}
	req, err := http.NewRequest(method, h.URL()+"/cgi-bin/"+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		h.t.Fatalf("%s: %v", path, err)
	}
	return out
}

func (h *hand) want(errcode int, method, path, body string) map[string]any {
	h.t.Helper()
	out := h.call(method, path, body)
	if out["errcode"] != float64(errcode) {
		h.t.Errorf("%s %s: %v, want %d", path, body, out, errcode)
	}
	return out
}

func text(to, content string) string {
	return fmt.Sprintf(`{"touser":%q,"msgtype":"text","agentid":%d,"text":{"content":%q},"enable_duplicate_check":1,"duplicate_check_interval":14400}`, to, agent, content)
}

func card(to, task string) string {
	return fmt.Sprintf(`{"touser":%q,"msgtype":"template_card","agentid":%d,"template_card":{"card_type":"button_interaction","task_id":%q,"main_title":{"title":"提醒"},"button_list":[{"text":"知道了","style":1,"key":"ack"}]},"enable_duplicate_check":1}`, to, agent, task)
}

func TestTokenChecks(t *testing.T) {
	h := begin(t, nil)
	token := h.token
	h.token = ""
	h.want(41001, "POST", "message/send", text("a", "x"))
	h.want(40001, "GET", "gettoken?corpid="+corp+"&corpsecret=x", "")
	h.want(40013, "GET", "gettoken?corpid=x&corpsecret="+secret, "")
	h.want(41002, "GET", "gettoken?corpsecret="+secret, "")
	h.want(41004, "GET", "gettoken?corpid="+corp, "")
	if again := h.want(0, "GET", "gettoken?corpid="+corp+"&corpsecret="+secret, ""); again["access_token"] != token {
		t.Error("a valid token was not given again")
	}
	h.token = "foreign"
	h.want(40014, "POST", "message/send", text("a", "x"))
	h.token = token
	h.want(0, "POST", "message/send", text("a", "x"))
	h.Trust(false)
	h.want(60020, "POST", "message/send", text("a", "y"))
	h.Trust(true)
	h.ahead = 2*time.Hour + time.Minute
	h.want(42001, "POST", "message/send", text("a", "z"))
}

func TestSendChecks(t *testing.T) {
	h := begin(t, func(o *Options) { o.People = []Person{{UserID: "Ann"}, {UserID: "bob", Unlicensed: true}} })
	h.want(82001, "POST", "message/send", text("", "x"))
	h.want(44004, "POST", "message/send", text("ann", ""))
	h.want(301002, "POST", "message/send", strings.Replace(text("ann", "x"), "1000002", "3", 1))
	h.want(40035, "POST", "message/send", strings.Replace(text("ann", "x"), "14400", "14401", 1))
	h.want(40035, "POST", "message/send", strings.Replace(text("ann", "x"), "1000002", `"1000002"`, 1))
	h.want(40033, "POST", "message/send", strings.Replace(text("ann", "x"), `"x"`, `"\u4f60"`, 1))
	h.want(0, "POST", "message/send", strings.Replace(text("ann", "x"), `"x"`, `"\\u4f60"`, 1))
	h.want(40008, "POST", "message/send", strings.Replace(text("ann", "x"), `"msgtype":"text"`, `"msgtype":"hologram"`, 1))
	h.want(81013, "POST", "message/send", text("nobody", "x"))
	h.want(40007, "POST", "message/send", `{"touser":"ann","msgtype":"file","agentid":1000002,"file":{"media_id":"x"}}`)
	h.want(42014, "POST", "message/send", card("ann", "a b"))
	h.want(42039, "POST", "message/send", strings.Replace(card("ann", "t"), `"key":"ack"`, `"key":""`, 1))
	out := h.want(0, "POST", "message/send", text("ann|Nobody|bob", "hi"))
	if out["invaliduser"] != "nobody" || out["unlicenseduser"] != "bob" || out["msgid"] == "" {
		t.Errorf("%v", out)
	}
	if got := h.Shown("Ann"); len(got) != 2 || got[1].Text != "hi" || got[1].At.Unix() != 1767225600 {
		t.Errorf("%+v", got)
	}
}

func TestTheSameBytesAreShownOnce(t *testing.T) {
	h := begin(t, nil)
	for range 3 {
		h.want(0, "POST", "message/send", text("a", "x"))
	}
	h.want(0, "POST", "message/send", text("a", "y"))
	if n := len(h.Shown("a")); n != 2 || h.Repeated() != 2 {
		t.Errorf("%d shown, %d repeated", n, h.Repeated())
	}
	h.ahead = 4*time.Hour + time.Minute
	h.token = ""
	h.token = h.call("GET", "gettoken?corpid="+corp+"&corpsecret="+secret, "")["access_token"].(string)
	h.want(0, "POST", "message/send", text("a", "x"))
	if n := len(h.Shown("a")); n != 3 {
		t.Errorf("%d shown after the window", n)
	}
}

func TestDropsWhatIsTooOften(t *testing.T) {
	h := begin(t, nil)
	for i := range 35 {
		h.want(0, "POST", "message/send", text("a", fmt.Sprint(i)))
	}
	if len(h.Shown("a")) != 30 || h.Dropped("A") != 5 {
		t.Errorf("%d shown, %d dropped", len(h.Shown("a")), h.Dropped("a"))
	}
}

func TestLongTextIsCut(t *testing.T) {
	h := begin(t, nil)
	h.want(0, "POST", "message/send", text("a", strings.Repeat("药", 700)))
	if got := h.Shown("a")[0].Text; got != strings.Repeat("药", 682) {
		t.Errorf("%d bytes", len(got))
	}
}

func TestCardsAreUpdatedOnce(t *testing.T) {
	h := begin(t, nil)
	code := h.want(0, "POST", "message/send", card("a", "t"))["response_code"]
	h.want(42014, "POST", "message/send", strings.Replace(card("a", "t"), "提醒", "别的", 1))
	update := func(errcode int, users string, code any) map[string]any {
		return h.want(errcode, "POST", "message/update_template_card", fmt.Sprintf(`{"userids":%s,"agentid":%d,"response_code":%q,"button":{"replace_name":"已读"}}`, users, agent, code))
	}
	update(60140, `["a"]`, "unknown")
	update(82001, `[]`, code)
	if out := update(0, `["a","b"]`, code); fmt.Sprint(out["invaliduser"]) != "[b]" {
		t.Errorf("%v", out)
	}
	update(60140, `["a"]`, code)
	if got := h.Shown("a"); len(got) != 1 || got[0].Card.Replaced != "已读" {
		t.Errorf("%+v", got)
	}
	late := h.want(0, "POST", "message/send", card("a", "t2"))["response_code"]
	h.ahead = 72*time.Hour + time.Minute
	h.token = ""
	h.token = h.call("GET", "gettoken?corpid="+corp+"&corpsecret="+secret, "")["access_token"].(string)
	update(60140, `["a"]`, late)
}

func TestFaults(t *testing.T) {
	h := begin(t, nil)
	h.FailNext(1, Fault{API: "message/send", Errcode: 45009})
	h.want(45009, "POST", "message/send", text("a", "1"))
	h.FailNext(1, Fault{API: "message/send", Dropped: true})
	h.Heal()
	h.FailEvery(2, Fault{API: "message/send", Dropped: true})
	for i := range 4 {
		h.want(0, "POST", "message/send", text("a", fmt.Sprint("e", i)))
	}
	if len(h.Shown("a")) != 2 || h.Dropped("a") != 2 {
		t.Errorf("every second: %d shown", len(h.Shown("a")))
	}
	h.Heal()
	h.FailNext(1, Fault{API: "message/send", Expired: true})
	h.want(42001, "POST", "message/send", text("a", "2"))
	h.token = ""
	h.token = h.call("GET", "gettoken?corpid="+corp+"&corpsecret="+secret, "")["access_token"].(string)
	h.Heal()
	h.FailNext(1, Fault{API: "message/send", Broken: true})
	resp, err := http.Post(h.URL()+"/cgi-bin/message/send?access_token="+h.token, "", strings.NewReader(text("b", "3")))
	if err == nil {
		resp.Body.Close()
		t.Error("the connection did not break")
	}
	if len(h.Shown("b")) != 1 {
		t.Error("what a broken connection carried was not done")
	}
	h.Heal()
	h.FailByChance(0.5, Fault{API: "message/send", Errcode: -1})
	failed := 0
	for i := range 200 {
		if h.call("POST", "message/send", text(fmt.Sprint("c", i), "x"))["errcode"] != float64(0) {
			failed++
		}
	}
	if failed < 60 || failed > 140 {
		t.Errorf("by chance: %d of 200", failed)
	}
}

func TestWatchAndWait(t *testing.T) {
	h := begin(t, nil)
	var mu sync.Mutex
	var seen []string
	stop := h.Watch(func(m Shown) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, fmt.Sprint(m.Seq, m.To))
	})
	go func() { h.call("POST", "message/send", text("a", "1")) }()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	got, err := h.Wait(ctx, "a", 1)
	if err != nil || len(got) != 1 || got[0].How != "send" {
		t.Fatalf("%+v, %v", got, err)
	}
	h.want(0, "POST", "message/send", text("b", "2"))
	stop()
	h.want(0, "POST", "message/send", text("b", "3"))
	mu.Lock()
	defer mu.Unlock()
	if fmt.Sprint(seen) != "[1a 2b]" || len(h.All()) != 3 {
		t.Errorf("%v", seen)
	}
	short, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if got, err := h.Wait(short, "a", 2); err == nil || len(got) != 1 {
		t.Errorf("%v", err)
	}
}

// bot answers callbacks with what f says of the decrypted XML; it uses the SDK's functions as the server does.
func bot(t *testing.T, h *hand, f func(w http.ResponseWriter, inner string) (reply string)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		sealed := q.Get("echostr")
		if sealed == "" {
			_, rest, _ := strings.Cut(string(body), "<Encrypt><![CDATA[")
			sealed, _, _ = strings.Cut(rest, "]]>")
		}
		if util.Signature("tok", q.Get("timestamp"), q.Get("nonce"), sealed) != q.Get("msg_signature") {
			t.Error("a wrong signature")
		}
		_, inner, err := util.DecryptMsg(corp, sealed, aesKey)
		if err != nil {
			t.Error(err)
		}
		reply := f(w, string(inner))
		if q.Get("echostr") != "" || reply == "" {
			_, _ = io.WriteString(w, reply)
			return
		}
		out, err := util.EncryptMsg([]byte("0123456789abcdef"), []byte(reply), corp, aesKey)
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, "<xml><Encrypt>%s</Encrypt><MsgSignature>%s</MsgSignature><TimeStamp>1</TimeStamp><Nonce>n</Nonce></xml>",
			out, util.Signature("tok", "1", "n", string(out)))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/cb?own=1"
}

func passive(to, fields string) string {
	return "<xml><ToUserName>" + to + "</ToUserName><FromUserName>" + corp + "</FromUserName><CreateTime>1</CreateTime>" + fields + "</xml>"
}

func TestCallbackAndItsReply(t *testing.T) {
	h := begin(t, nil)
	var got []string
	url := bot(t, h, func(_ http.ResponseWriter, inner string) string {
		got = append(got, inner)
		return passive("ChenXiao", "<MsgType>text</MsgType><Content>收到</Content>")
	})
	in := inbox.Inbound{From: "ChenXiao", Kind: inbox.Text, Text: "见了 ]]> 张伟"}
	e, err := h.Callback(context.Background(), url, in)
	if err != nil || e.Text != "收到" || e.Status != 200 || e.Tries != 1 || e.Sent.ID == "" || !strings.HasSuffix(e.URL, "/cb") {
		t.Fatalf("%+v, %v", e, err)
	}
	if !strings.Contains(got[0], "<Content><![CDATA[见了 ]]]]><![CDATA[> 张伟]]></Content><MsgId>"+e.Sent.ID) {
		t.Errorf("%s", got[0])
	}
	if again, err := h.Callback(context.Background(), url, e.Sent); err != nil || again.Text != "收到" || got[0] != got[1] {
		t.Errorf("a redelivery: %+v, %v", again, err)
	}
	if shown := h.Shown("ChenXiao"); len(shown) != 1 || shown[0].How != "passive" {
		t.Errorf("%+v", shown)
	}
}

func TestCallbackIsRepeatedAfterATimeOutOnly(t *testing.T) {
	h := begin(t, func(o *Options) { o.AnswerWithin = 2 * time.Second })
	var tries atomic.Int32
	second := make(chan struct{})
	url := bot(t, h, func(w http.ResponseWriter, _ string) string {
		switch tries.Add(1) {
		case 1:
			<-second // longer than it is waited for
		case 2:
			close(second)
			panic(http.ErrAbortHandler)
		}
		return ""
	})
	e, err := h.Callback(context.Background(), url, inbox.Inbound{From: "a", Kind: inbox.Text, Text: "x"})
	if err != nil || e.Tries != 3 || e.Text != "" {
		t.Errorf("%+v, %v", e, err)
	}
	failing := bot(t, h, func(w http.ResponseWriter, _ string) string { w.WriteHeader(500); return "" })
	if e, err = h.Callback(context.Background(), failing, inbox.Inbound{From: "a", Kind: inbox.Text}); err == nil || e.Tries != 1 || e.Status != 500 {
		t.Errorf("%+v, %v", e, err)
	}
	if e, err = h.Callback(context.Background(), "http://127.0.0.1:1/cb", inbox.Inbound{From: "a", Kind: inbox.Text}); err == nil || e.Tries != 4 {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestCallbackKinds(t *testing.T) {
	h := begin(t, nil)
	h.want(0, "POST", "message/send", card("a", "t-1"))
	var got string
	url := bot(t, h, func(_ http.ResponseWriter, inner string) string { got = inner; return "" })
	for want, in := range map[string]inbox.Inbound{
		"<MediaId><![CDATA[m]]></MediaId><Format><![CDATA[amr]]></Format>":                               {Kind: inbox.Voice, MediaID: "m", Format: "amr"},
		"<PicUrl><![CDATA[u]]></PicUrl><MediaId><![CDATA[m]]></MediaId>":                                 {Kind: inbox.Image, MediaID: "m", URL: "u"},
		"<Location_X>23.5</Location_X><Location_Y>113.25</Location_Y>":                                   {Kind: inbox.Location, Lat: 23.5, Lon: 113.25, Label: "x"},
		"<Event><![CDATA[click]]></Event><EventKey><![CDATA[today]]></EventKey>":                         {Kind: inbox.Event, Event: inbox.Click, EventKey: "today"},
		"<Event><![CDATA[subscribe]]></Event><EventKey><![CDATA[]]></EventKey><AgentID>1000002":          {Kind: inbox.Event, Event: inbox.Subscribe},
		"<TaskId><![CDATA[t-1]]></TaskId><CardType><![CDATA[button_interaction]]></CardType><ResponseCo": {Kind: inbox.Event, Event: inbox.CardClick, TaskID: "t-1", EventKey: "ack"},
		"<QuestionKey><![CDATA[q]]></QuestionKey><OptionIds><OptionId><![CDATA[o]]></OptionId>":          {Kind: inbox.Event, Event: inbox.CardClick, TaskID: "t-1", Selected: []inbox.Selection{{Question: "q", Options: []string{"o"}}}},
	} {
		in.From = "a"
		e, err := h.Callback(context.Background(), url, in)
		if err != nil || !strings.Contains(got, want) || e.Request != got {
			t.Errorf("%s\nin %s, %v", want, got, err)
		}
		if in.Event == inbox.CardClick && e.Sent.ResponseCode == "" {
			t.Error("a pressed card gives no right to update it")
		}
	}
	if _, err := h.Callback(context.Background(), url, inbox.Inbound{Kind: inbox.Text}); err == nil {
		t.Error("a message without a sender")
	}
}

func TestPassiveUpdateAndWrongReplies(t *testing.T) {
	h := begin(t, nil)
	h.want(0, "POST", "message/send", card("a", "t-1"))
	reply := ""
	address := bot(t, h, func(http.ResponseWriter, string) string { return reply })
	press := inbox.Inbound{From: "a", Kind: inbox.Event, Event: inbox.CardClick, TaskID: "t-1", EventKey: "ack"}
	reply = passive("a", "<MsgType>update_button</MsgType><Button><ReplaceName>已读</ReplaceName></Button>")
	if _, err := h.Callback(context.Background(), address, press); err != nil || h.Shown("a")[0].Card.Replaced != "已读" {
		t.Errorf("%v, %+v", err, h.Shown("a")[0].Card)
	}
	for name, wrong := range map[string]string{
		"to somebody else": passive("b", "<MsgType>text</MsgType><Content>x</Content>"),
		"no text":          passive("a", "<MsgType>text</MsgType>"),
		"another type":     passive("a", "<MsgType>music</MsgType>"),
		"no XML":           "hello",
	} {
		reply = wrong
		if e, err := h.Callback(context.Background(), address, inbox.Inbound{From: "a", Kind: inbox.Text, Text: "x"}); err == nil {
			t.Errorf("%s: accepted %+v", name, e)
		}
	}
	if n := len(h.Shown("a")); n != 1 {
		t.Errorf("%d shown", n)
	}
}

func TestVerify(t *testing.T) {
	h := begin(t, nil)
	if err := h.Verify(context.Background(), bot(t, h, func(_ http.ResponseWriter, inner string) string { return inner })); err != nil {
		t.Error(err)
	}
	if err := h.Verify(context.Background(), bot(t, h, func(_ http.ResponseWriter, inner string) string { return inner + "\n" })); err == nil {
		t.Error("a line end behind the echo was accepted")
	}
}

func TestMenuAndMedia(t *testing.T) {
	h := begin(t, nil)
	q := url.Values{"agentid": {"1000002"}}.Encode()
	h.want(46003, "GET", "menu/get?"+q, "")
	h.want(40016, "POST", "menu/create?"+q, `{"button":[]}`)
	h.want(40056, "POST", "menu/create?agentid=1", `{"button":[]}`)
	h.want(0, "POST", "menu/create?"+q, `{"button":[{"type":"click","name":"今天","key":"today"}]}`)
	if got := h.want(0, "GET", "menu/get?"+q, ""); got["button"] == nil {
		t.Errorf("%v", got)
	}
	id := h.Keep("a.jpg", []byte("picture"))
	h.want(40007, "GET", "media/get?media_id=x", "")
	resp, err := http.Get(h.URL() + "/cgi-bin/media/get?access_token=" + h.token + "&media_id=" + id)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "picture" {
		t.Errorf("%q, %v", body, err)
	}
}
