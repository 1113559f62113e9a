package wecom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

var ourMenu = Menu{Buttons: []MenuEntry{{Type: "click", Name: "今天", Key: "today"}, {Type: "click", Name: "待办", Key: "todo"},
	{Name: "更多", Sub: []MenuEntry{{Type: "click", Name: "本周", Key: "week"}, {Type: "click", Name: "帮助", Key: "help"}}}}}

func told(findings []Finding) (codes string, text string) {
	for _, f := range findings {
		mark := "-"
		if f.OK {
			mark = "+"
		}
		codes += " " + mark + f.Code
		text += f.What + " " + f.Do + "\n"
	}
	return strings.TrimSpace(codes), text
}

func TestCheck(t *testing.T) {
	fine := Expected{CallbackURL: "https://bot.example/wecom/callback", Probe: func(context.Context) error { return nil },
		Staff: []string{"ChenXiao", "wangjianguo"}, Menu: ourMenu}
	for name, tc := range map[string]struct {
		options func(*Options)
		server  func(*wecomtest.Server)
		want    func(*Expected)
		codes   string
		says    string
	}{
		"all well":     {nil, nil, nil, "+token +trusted_ip +agent +callback +visible -menu", "The app has no menu. Run yaoban wecom setup."},
		"wrong secret": {func(o *Options) { o.Secret = "x" }, nil, nil, "-token +callback", "YAOBAN_WECOM_SECRET"},
		"wrong corp":   {func(o *Options) { o.CorpID = "x" }, nil, nil, "-token +callback", "我的企业 → 企业信息 → 企业ID"},
		"untrusted":    {nil, func(s *wecomtest.Server) { s.Trust(false) }, nil, "+token -trusted_ip +callback", "Add 203.0.113.7 at 管理后台"},
		"wrong agent":  {func(o *Options) { o.AgentID = 7 }, nil, nil, "+token +trusted_ip -agent +callback", "The agent id 7"},
		"switched off": {nil, func(s *wecomtest.Server) { s.SwitchOff(true) }, nil, "+token +trusted_ip -agent +callback", "switched off"},
		"no callback":  {nil, nil, func(e *Expected) { e.CallbackURL = "" }, "+token +trusted_ip +agent -callback +visible -menu", "接收消息 → 设置API接收"},
		"not tried":    {nil, nil, func(e *Expected) { e.Probe = nil }, "+token +trusted_ip +agent -callback +visible -menu", "was not tried"},
		"dead callback": {nil, nil, func(e *Expected) { e.Probe = func(context.Context) error { return errors.New("it cannot be reached") } },
			"+token +trusted_ip +agent -callback +visible -menu", "it cannot be reached"},
		"hidden people": {nil, nil, func(e *Expected) { e.Staff = []string{"ChenXiao", "zz", "aa", "new"} },
			"+token +trusted_ip +agent +callback -visible -menu", "2 of 4 people of the import; not aa, zz; not yet active in WeCom: new."},
		"gateway away": {nil, func(s *wecomtest.Server) { _ = s.Close() }, nil, "-token +callback", "cannot be reached"},
		"busy":         {nil, func(s *wecomtest.Server) { s.FailNext(1, wecomtest.Fault{API: "agent/get", Errcode: -1}) }, nil, "+token +trusted_ip -agent +callback", "busy"},
		"users fail":   {nil, func(s *wecomtest.Server) { s.FailEvery(1, wecomtest.Fault{API: "user/get", Status: 500}) }, nil, "+token +trusted_ip +agent +callback -visible -menu", "http_500"},
	} {
		t.Run(name, func(t *testing.T) {
			b := start(t, func(_ *wecomtest.Options, o *Options) {
				if tc.options != nil {
					tc.options(o)
				}
			})
			if tc.server != nil {
				tc.server(b.server)
			}
			want := fine
			if tc.want != nil {
				tc.want(&want)
			}
			codes, text := told(b.Check(context.Background(), want))
			if codes != tc.codes || !strings.Contains(text, tc.says) {
				t.Errorf("%s\n%s", codes, text)
			}
			if strings.Contains(text, testSecret) {
				t.Error("a finding holds the secret")
			}
		})
	}
}

func TestSetupMakesTheMenu(t *testing.T) {
	b := start(t, nil)
	seen := 0
	want := Expected{CallbackURL: "https://x/wecom/callback", Probe: func(context.Context) error { return nil }, Menu: ourMenu,
		Staff: []string{"ChenXiao"}, Progress: func(done, total int) { seen = done * 10 / total }}
	codes, text := told(b.Setup(context.Background(), want))
	if codes != "+token +trusted_ip +agent +callback +visible +menu" || !bytes.Contains(b.server.Menu(), []byte("今天")) || seen != 10 {
		t.Errorf("%s\n%s%s", codes, text, b.server.Menu())
	}
	want.Menu = Menu{Buttons: ourMenu.Buttons[:2]}
	if codes, text := told(b.Check(context.Background(), want)); !strings.HasSuffix(codes, "-menu") || !strings.Contains(text, "not ours") {
		t.Errorf("another menu: %s\n%s", codes, text)
	}
	want.Menu = Menu{Buttons: []MenuEntry{{Type: "click", Name: strings.Repeat("长", 6), Key: "k"}}}
	if codes, _ := told(b.Setup(context.Background(), want)); !strings.HasSuffix(codes, "-menu") {
		t.Errorf("a menu that WeCom refuses: %s", codes)
	}
}

func TestMenuLimits(t *testing.T) {
	entry := MenuEntry{Type: "click", Name: "今天", Key: "k"}
	six := []MenuEntry{entry, entry, entry, entry, entry, entry}
	for name, m := range map[string]Menu{
		"empty": {}, "four": {Buttons: six[:4]},
		"no name":  {Buttons: []MenuEntry{{Type: "click", Key: "k"}}},
		"no key":   {Buttons: []MenuEntry{{Type: "click", Name: "x"}}},
		"long key": {Buttons: []MenuEntry{{Type: "click", Name: "x", Key: strings.Repeat("k", 129)}}},
		"no url":   {Buttons: []MenuEntry{{Type: "view", Name: "x"}}},
		"both":     {Buttons: []MenuEntry{{Type: "click", Name: "x", Key: "k", Sub: six[:1]}}},
		"six subs": {Buttons: []MenuEntry{{Name: "x", Sub: six}}},
		"depth 3":  {Buttons: []MenuEntry{{Name: "x", Sub: []MenuEntry{{Name: "y", Sub: six[:1]}}}}},
	} {
		if m.check() == nil {
			t.Errorf("accepted: %s", name)
		}
	}
	if err := ourMenu.check(); err != nil {
		t.Error(err)
	}
}

func TestTheOtherCalls(t *testing.T) {
	b := start(t, nil)
	ctx := context.Background()
	m, err := b.User(ctx, "chenxiao")
	if err != nil || m.Name != "陈晓" || !m.Active || fmt.Sprint(m.Leaders) != "[wangjianguo]" {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err = b.User(ctx, "nobody"); !Invisible(err) || Invisible(errors.New("x")) {
		t.Errorf("%v", err)
	}
	if id, err := b.UserIDByMobile(ctx, "13800001001"); err != nil || id != "ChenXiao" {
		t.Errorf("%s, %v", id, err)
	}
	if _, err := b.UserIDByMobile(ctx, "13800009999"); !Invisible(err) || strings.Contains(err.Error(), "1380") {
		t.Errorf("%v", err)
	}
	if ips, err := b.CallbackIPs(ctx); err != nil || len(ips) != 2 {
		t.Errorf("%v, %v", ips, err)
	}
	a, err := b.Agent(ctx)
	if err != nil || a.Name == "" || a.Closed || len(a.Users) != 4 || len(a.Departments) != 1 {
		t.Errorf("%+v, %v", a, err)
	}
	content := bytes.Repeat([]byte{0, 1, 2, '"'}, 1000)
	id, err := b.UploadMedia(ctx, "file", "周报.xlsx", content)
	if err != nil || id == "" {
		t.Fatal(err)
	}
	if got, err := b.Media(ctx, id); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	b.wall.move(73 * time.Hour)
	var e *APIError
	if _, err := b.Media(ctx, id); !errors.As(err, &e) || e.Errcode != 40007 {
		t.Errorf("after three days: %v", err)
	}
	if _, err := b.UploadMedia(ctx, "file", "x", []byte("tiny")); !errors.As(err, &e) || e.Errcode != 40006 {
		t.Errorf("%v", err)
	}
}
