package sms_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/notify"
	"github.com/yaoban/yaoban/notify/sms"
	"github.com/yaoban/yaoban/notify/sms/smstest"
)

func TestAQuerySettlesWhatGotNoAnswer(t *testing.T) {
	server, client, seen := setUp(t, nil)
	today := domain.DateOf(now)
	// The doubtful one lies behind more than two pages of others.
	server.Fail(smstest.LostAnswer(), smstest.When{Next: 1})
	body := rendered(t, client).Body
	_, err := client.Send(t.Context(), notify.Outgoing{ID: "lost-1", Address: phone, Body: body})
	wantOutcome(t, "the lost one", err, notify.Unknown, "broken")
	for i := range 120 {
		if _, err := client.Send(t.Context(), notify.Outgoing{ID: fmt.Sprintf("other-%d", i), Address: phone, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	check := func(what, id string, day domain.Date, found bool, state sms.State, code string) {
		t.Helper()
		d, err := client.Query(t.Context(), phone, day, id)
		if err != nil || d.Found != found || d.State != state || d.Code != code {
			t.Errorf("%s: %+v, %v", what, d, err)
		}
	}
	check("accepted", "lost-1", today, true, sms.Waiting, "")
	if n := seen.count("QuerySendDetails OK"); n != 3 {
		t.Errorf("%d pages were asked for, want 3", n)
	}
	check("never sent", "lost-2", today, false, "", "")
	check("another day", "lost-1", today.AddDays(-1), false, "", "")
	server.Settle()
	check("delivered", "lost-1", today, true, sms.Delivered, "DELIVERED")

	server.SetFate(phone, "USER_REJECT")
	if _, err := client.Send(t.Context(), notify.Outgoing{ID: "out-1", Address: phone, Body: body}); err != nil {
		t.Fatal(err)
	}
	server.Settle()
	check("opted out", "out-1", today, true, sms.Failed, "USER_REJECT")
	if d, _ := client.Query(t.Context(), phone, today, "out-1"); !d.OptOut || d.RetryLater {
		t.Errorf("the verdict on an opt-out: %+v", d)
	}
}

func TestTheDayOfAQueryIsThatOfBeijing(t *testing.T) {
	early := time.Date(2026, 11, 24, 0, 5, 0, 0, beijing) // still the 23rd by UTC
	clock := domain.ClockFunc(func() time.Time { return early.UTC() })
	_, client, _ := setUp(t, func(s *smstest.Options, c *sms.Options) { s.Clock, c.Clock = clock, clock })
	if _, err := client.Send(t.Context(), rendered(t, client)); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[domain.Date]bool{{Year: 2026, Month: 11, Day: 24}: true, {Year: 2026, Month: 11, Day: 23}: false} {
		if d, err := client.Query(t.Context(), phone, day, "d1-1"); err != nil || d.Found != want {
			t.Errorf("%s: %+v, %v", day, d, err)
		}
	}
}

func TestAQueryThatFailsMayBeAskedAgain(t *testing.T) {
	server, client, _ := setUp(t, nil)
	for code, outcome := range map[string]notify.Outcome{
		"Throttling.Api": notify.Retry, "isp.SYSTEM_ERROR": notify.Retry, "isv.SOMETHING": notify.Retry, "isp.RAM_PERMISSION_DENY": notify.Halt,
	} {
		server.Fail(smstest.Fault{Action: "QuerySendDetails", Code: code}, smstest.When{Next: 1})
		_, err := client.Query(t.Context(), phone, domain.DateOf(now), "d1-1")
		wantOutcome(t, code, err, outcome, code)
	}
	server.Fail(smstest.Unavailable(), smstest.When{Next: 1})
	_, err := client.Query(t.Context(), phone, domain.DateOf(now), "d1-1")
	wantOutcome(t, "a 503", err, notify.Retry, "unreadable")
	if _, err := client.Query(t.Context(), "1390000", domain.DateOf(now), "d1-1"); err == nil {
		t.Error("a number that is none is asked for")
	}
}

func findings(list []sms.Finding) (bad map[string]sms.Finding, order string) {
	bad = map[string]sms.Finding{}
	var codes []string
	for _, f := range list {
		codes = append(codes, strings.SplitN(f.Code, "/", 2)[0])
		if !f.OK {
			bad[f.Code] = f
		}
	}
	return bad, strings.Join(codes, " ")
}

func TestCheckOfAGoodAccount(t *testing.T) {
	server, client, _ := setUp(t, func(_ *smstest.Options, o *sms.Options) { o.PushURL = "https://yaoban.example/sms/up/s" })
	list := client.Check(t.Context())
	bad, order := findings(list)
	if len(bad) != 0 || order != "endpoint key query signature"+strings.Repeat(" template", 15)+" push_url" {
		t.Errorf("%s\n%+v", order, bad)
	}
	if last := list[len(list)-1]; !strings.Contains(last.Do, "https://yaoban.example/sms/up/s") || !strings.Contains(last.Do, "SmsUp") {
		t.Errorf("what to paste where: %+v", last)
	}
	if len(server.Messages("")) != 0 || server.Calls("SendSms") != 0 {
		t.Error("the check sent a message")
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*smstest.Options, *sms.Options)
		spoil  func(*smstest.Server)
		code   string
		says   string
		only   bool
	}{
		"an unknown key": {change: func(s *smstest.Options, _ *sms.Options) { s.AccessKeyID = "x" }, code: "key", says: "YAOBAN_SMS_ACCESS_KEY_ID", only: true},
		"a wrong secret": {change: func(s *smstest.Options, _ *sms.Options) { s.AccessKeySecret = "x" }, code: "key", says: "YAOBAN_SMS_ACCESS_KEY_SECRET", only: true},
		"nobody there":   {change: func(_ *smstest.Options, o *sms.Options) { o.Endpoint = "http://127.0.0.1:1" }, code: "key", says: "firewall", only: true},
		"something else": {spoil: func(s *smstest.Server) { s.Fail(smstest.Fault{Page: 200}, smstest.When{Every: 1}) }, code: "key", says: "YAOBAN_SMS_ENDPOINT", only: true},
		"a frozen account": {spoil: func(s *smstest.Server) {
			s.Fail(smstest.Fault{Code: "isv.SECURITY_FROZEN_ACCOUNT"}, smstest.When{Every: 1})
		}, code: "key", says: "frozen", only: true},
		"no right to query": {spoil: func(s *smstest.Server) {
			s.Fail(smstest.Fault{Action: "QuerySendDetails", Code: "isp.RAM_PERMISSION_DENY"}, smstest.When{Every: 1})
		}, code: "query", says: "AliyunDysmsFullAccess"},
		"no signature":      {change: func(s *smstest.Options, _ *sms.Options) { s.Sign = "别人" }, code: "signature", says: "签名管理"},
		"sign in review":    {spoil: func(s *smstest.Server) { s.Review("药伴", 0) }, code: "signature", says: "Wait"},
		"sign rejected":     {spoil: func(s *smstest.Server) { s.Review("药伴", 2) }, code: "signature", says: "apply again"},
		"template review":   {spoil: func(s *smstest.Server) { s.ReviewTemplate("quota", "x", 0) }, code: "template/quota", says: "Wait"},
		"template rejected": {spoil: func(s *smstest.Server) { s.ReviewTemplate("quota", "x", 2) }, code: "template/quota", says: "本月还差"},
		"another text":      {spoil: func(s *smstest.Server) { s.ReviewTemplate("quota", "x", 1) }, code: "template/quota", says: "本月还差"},
		"no template":       {change: func(s *smstest.Options, _ *sms.Options) { delete(s.Templates, "quota") }, code: "template/quota", says: "模板管理"},
	} {
		server, client, _ := setUp(t, c.change)
		if c.spoil != nil {
			c.spoil(server)
		}
		list := client.Check(t.Context())
		bad, order := findings(list)
		f, ok := bad[c.code]
		if !ok || len(bad) != 1 || !strings.Contains(f.What+f.Do, c.says) {
			t.Errorf("%s: %+v", name, bad)
		}
		if stopped := order == "endpoint key push_url"; stopped != c.only {
			t.Errorf("%s: looked at %s", name, order)
		}
		for _, f := range list {
			if strings.Contains(f.What+f.Do, "very-secret") || !f.OK && f.Do == "" {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

func TestCheckOfAnAddressOnTheOpenNet(t *testing.T) {
	_, client, _ := setUp(t, func(_ *smstest.Options, o *sms.Options) { o.Endpoint = "http://no-such-host.invalid" })
	bad, _ := findings(client.Check(t.Context()))
	if f, ok := bad["endpoint"]; !ok || !strings.Contains(f.Do, "https://") {
		t.Errorf("%+v", bad)
	}
}
