package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/glance"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/team"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// morning is when business time begins in the tests: Tuesday, 24 November 2026.
var morning = time.Date(2026, 11, 24, 9, 5, 0, 0, shanghai)

// server plays everything behind the page: both gateways with the server behind them, the database and the clock. What it
// says is scripted; how it says it (who is shown what, when, in which order) is as the real parts do it.
type server struct {
	mu      sync.Mutex
	wall    func() time.Time
	ahead   time.Duration
	wecom   []func(Shown)
	sms     []func(Shown)
	sent    []string
	due     []work
	stored  map[string]glance.Stored
	months  map[string]glance.Month
	n       int
	refuse  bool
	stuck   bool
	holdFor time.Duration
}

type work struct {
	at   time.Time
	told bool
	do   func()
}

func (f *server) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now()
}

func (f *server) now() time.Time { return f.wall().Add(f.ahead).In(shanghai) }

func (f *server) SetAhead(_ context.Context, d time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ahead = max(f.ahead, d)
	return nil
}

func (f *server) next(after, until time.Time, told bool) (at time.Time, ok bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, w := range f.due {
		if w.at.After(after) && !w.at.After(until) && (w.told || !told) && (!ok || w.at.Before(at)) {
			at, ok = w.at, true
		}
	}
	return at, ok, nil
}

func (f *server) NextDue(_ context.Context, after, until time.Time) (time.Time, bool, error) {
	return f.next(after, until, false)
}

func (f *server) NextTold(_ context.Context, after, until time.Time) (time.Time, bool, error) {
	return f.next(after, until, true)
}

// Drained does what is due and says that it is done at the next look.
func (f *server) Drained(context.Context) (bool, error) {
	f.mu.Lock()
	if f.stuck {
		f.mu.Unlock()
		return false, nil
	}
	now, rest := f.now(), f.due[:0]
	var ready []func()
	for _, w := range f.due {
		if w.at.After(now) {
			rest = append(rest, w)
		} else {
			ready = append(ready, w.do)
		}
	}
	f.due = rest
	f.mu.Unlock()
	for _, do := range ready {
		do()
	}
	return len(ready) == 0, nil
}

func (f *server) Recent(_ context.Context, person string) (glance.Stored, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stored[person], nil
}

func (f *server) Month(_ context.Context, person string) (glance.Month, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.months[person], nil
}

func (f *server) Talk(context.Context, string, int) ([]glance.Said, error) { return nil, nil }

func (f *server) keep(person string, change func(*glance.Stored)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.stored[person]
	change(&s)
	f.stored[person] = s
}

func (f *server) id() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return fmt.Sprint(f.n)
}

// mouth is one gateway of the scripted server.
type mouth struct {
	*server
	channel domain.Channel
}

// shownFiles are what phones show, by id.
var shownFiles = map[string]struct {
	name    string
	content []byte
}{
	"picture": {"陈晓11月进度.png", []byte("\x89PNG\r\n\x1a\n and so on")},
	"file":    {"陈晓11月进度.xlsx", []byte("PK\x03\x04 and so on")},
	"page":    {"x.html", []byte("<html><script>alert(1)</script>")},
}

func (m mouth) File(id string) (string, []byte, bool) {
	f, ok := shownFiles[id]
	return f.name, f.content, ok
}

func (m mouth) Watch(see func(Shown)) func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.channel == domain.SMS {
		m.sms = append(m.sms, see)
	} else {
		m.wecom = append(m.wecom, see)
	}
	return func() {}
}

func (m mouth) show(x Shown) {
	m.mu.Lock()
	all := m.wecom
	if m.channel == domain.SMS {
		all = m.sms
	}
	if x.At.IsZero() {
		x.At = m.now()
	}
	m.mu.Unlock()
	for _, see := range all {
		see(x)
	}
}

// take notes what was sent, and fails as told.
func (f *server) take(what string) error {
	f.mu.Lock()
	hold, refuse := f.holdFor, f.refuse
	f.sent = append(f.sent, what)
	f.mu.Unlock()
	time.Sleep(hold)
	if refuse {
		return errors.New("connection refused")
	}
	return nil
}

func (f *server) said() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.sent...)
}

type scriptedWeCom struct{ mouth }

func (w scriptedWeCom) Send(_ context.Context, userid string, m Message) (Exchange, error) {
	what := strings.Trim(fmt.Sprintf("%s %s %s%s", userid, m.Kind, m.Text, m.Event), " ")
	if m.Label != "" {
		what += fmt.Sprintf(" %s %.4f", m.Label, m.Lat)
	}
	if m.EventKey != "" {
		what += " " + m.EventKey + " " + m.TaskID
	}
	if err := w.take(what); err != nil {
		return Exchange{Path: "/wecom/callback", Tries: 4}, err
	}
	x := Exchange{Path: "/wecom/callback", Status: 200, Took: 11400 * time.Microsecond, Tries: 1,
		Request: "<xml><ToUserName><![CDATA[ww01]]></ToUserName><FromUserName><![CDATA[" + userid + "]]></FromUserName><Content><![CDATA[" + m.Text + "]]></Content></xml>"}
	if m.Event == inbox.CardClick {
		w.show(Shown{ID: m.TaskID, To: userid, Text: "⏰ 10:00 拜访 省医 心内 欧阳明(O1)｜倍欣康（#1002）", How: "send",
			Card: &Card{TaskID: m.TaskID, Title: "拜访提醒", Pressed: "已知晓"}})
		return x, nil
	}
	if say := script(m); say != "" {
		x.Answer = "<xml><Content><![CDATA[" + say + "]]></Content></xml>"
		w.show(Shown{ID: w.id(), To: userid, Text: say, How: "passive", Wire: x.Answer})
	}
	if strings.Contains(m.Text, "提醒我") {
		w.remind(userid)
	}
	if strings.Contains(m.Text, "张伟") {
		w.keep(userid, aVisit)
	}
	return x, nil
}

// script is what the scripted assistant says.
func script(m Message) string {
	switch {
	case m.Event == inbox.Subscribe:
		return "您好，我是药伴。拜访完直接说一句，例如：\n刚在市一院心内见了张伟主任，立舒平，20分钟，认可\n发“帮助”看我还能做什么。"
	case m.Event == inbox.EnterAgent:
		return ""
	case m.Event == inbox.Click:
		return "今天没有安排。"
	case m.Kind == inbox.Image, m.Kind == inbox.Location:
		return "图片和位置已收到。"
	case m.Kind == inbox.Voice:
		return "语音还听不了。请按住输入框上的话筒转成文字再发，内容照说就行。"
	case strings.Contains(m.Text, "提醒我"):
		return "已排 #1002：欧阳明(省医心内,A) 11-25 10:00｜倍欣康。提前30分钟提醒您。"
	case strings.Contains(m.Text, "张主任"):
		return "“张主任”有2位：\n① 张伟 市一院 心血管内科\n② 张伟 附二 内分泌科\n回1或2"
	case strings.Contains(m.Text, "张伟"):
		return "已记 #1001：张伟(市一心内,A) 11-24 20分钟｜立舒平｜产品传递｜认可。下次 11-30 已排。本月A级第3/4次。回“改…”修改，“撤销”撤回"
	}
	return "没看懂这句话。发“帮助”看我能做什么。"
}

func aVisit(s *glance.Stored) {
	s.Visits = append([]glance.Visit{{Number: 1001 + int64(len(s.Visits)), Rep: "陈晓", Doctor: glance.Doctor{Name: "张伟", Hospital: "市一", Department: "心血管内科", Grade: "A"},
		Date: domain.DateOf(morning), Minutes: 20, Products: []string{"立舒平"}, Purpose: domain.Detailing, Result: domain.Agreed,
		NextDate: domain.DateOf(morning).AddDays(6), Score: 100, Effective: true, Status: "open", Channel: domain.WeCom}}, s.Visits...)
}

// remind lets a reminder become due the next day at 9:30.
func (w scriptedWeCom) remind(userid string) {
	at := domain.DateOf(w.Now()).AddDays(1).At("09:30", shanghai)
	w.keep(userid, func(s *glance.Stored) {
		s.Plans = append(s.Plans, glance.Plan{Number: 1002, Rep: "陈晓", Doctor: glance.Doctor{Name: "欧阳明", Hospital: "省医", Department: "心血管内科", Grade: "A"},
			Date: domain.DateOf(at), Start: "10:00", Products: []string{"倍欣康"}, Remind: 30, State: "planned"})
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due = append(w.due, work{at, true, func() {
		id := w.id()
		w.show(Shown{ID: id, To: userid, Text: "⏰ 10:00 拜访 省医 心内 欧阳明(O1)｜倍欣康（#1002）", How: "send", Wire: `{"touser":"` + userid + `","msgtype":"template_card"}`,
			Card: &Card{TaskID: id, Title: "拜访提醒", Buttons: []Button{{"知道了", "ack"}}}})
		sent := w.Now()
		w.keep(userid, func(s *glance.Stored) {
			s.Deliveries = append(s.Deliveries, glance.Delivery{ID: id, Kind: "plan_reminder", Channel: domain.WeCom, State: "sent",
				Text: "⏰ 10:00 拜访 省医 心内 欧阳明(O1)｜倍欣康（#1002）", DueAt: at, SentAt: &sent, Attempts: 1})
		})
	}})
}

type scriptedSMS struct{ mouth }

func (g scriptedSMS) Send(_ context.Context, mobile, text string) (Exchange, error) {
	if err := g.take(mobile + " " + text); err != nil {
		return Exchange{Path: "/sms/up", Tries: 4}, err
	}
	id := g.id()
	say := Shown{ID: id, To: mobile, Text: "【药伴】已记1条，编号1003，本月该级1/2次。改错回“改”，撤回回“撤销”。", How: "sms", Wire: `{"TemplateCode":"recorded"}`}
	go func() {
		g.show(say)
		say.Receipt = "DELIVERED"
		g.show(say)
	}()
	return Exchange{Path: "/sms/up", Request: `[{"phone_number":"` + mobile + `"}]`, Answer: `{"code":0,"msg":"成功"}`, Status: 200, Took: 3 * time.Millisecond, Tries: 1}, nil
}

var staff = []team.Person{
	{UserID: "chenxiao", Name: "陈晓", Role: domain.Rep, Manager: "wangjianguo", Mobile: "13800001001"},
	{UserID: "zhaolei", Name: "赵磊", Role: domain.Rep, Manager: "wangjianguo", Mobile: "13800001003"},
	{UserID: "wangjianguo", Name: "王建国", Role: domain.Manager, Mobile: "13800002001"},
}

// open starts the page over the scripted server.
func open(t *testing.T) (*server, *Sandbox, *httptest.Server) {
	t.Helper()
	f := &server{wall: time.Now, stored: map[string]glance.Stored{}}
	f.ahead = time.Until(morning)
	for range 3 { // a rep who has worked before
		f.keep("zhaolei", aVisit)
	}
	s, err := New(Options{WeCom: scriptedWeCom{mouth{f, domain.WeCom}}, SMS: scriptedSMS{mouth{f, domain.SMS}}, Store: f, Business: f,
		Zone: shanghai, People: staff, Places: []Place{{"江城市第一人民医院", 30.5801, 114.2702}, {"汉东省人民医院", 30.5403, 114.3101}},
		Menu: []MenuEntry{{Name: "今天", Key: "today"}, {Name: "待办", Key: "todo"}, {Name: "更多", Sub: []MenuEntry{{Name: "本周", Key: "week"}, {Name: "帮助", Key: "help"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	s.stepper.Patience = 300 * time.Millisecond
	ended := make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() { ended <- s.Run(ctx) }()
	h := httptest.NewServer(s)
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		h.CloseClientConnections()
		h.Close()
	})
	return f, s, h
}
