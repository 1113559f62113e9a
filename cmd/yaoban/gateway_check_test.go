package main

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	notifysms "github.com/yaoban/yaoban/notify/sms"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

func TestWeComIsSetUpAndChecked(t *testing.T) {
	people := []wecomtest.Person{{UserID: "chenxiao"}}
	server, err := wecomtest.Start(wecomtest.Options{CorpID: "ww1", Secret: "s3cret", AgentID: 1000002, Token: "QDG6eK",
		AESKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", People: people})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	env := append([]string{"DATABASE_URL=" + pgtest.URL(t), "WECOM_API_BASE=" + server.URL()}, goodWeCom...)
	c := cli{t, environment(env...)}
	c.world()
	out, errs, code := c.run("", "wecom", "check")
	if code != exitFailed || !strings.Contains(out, "ok    token:") || !strings.Contains(out, "FAIL  menu:") || !strings.Contains(out, "linyutong") {
		t.Errorf("before the set-up: exit code %d\n%s%s", code, out, errs)
	}
	for _, id := range []string{"linyutong", "zhaolei", "sunting", "wangjianguo", "hemin", "zhouhang", "pvdesk", "hegui", "guanli"} {
		people = append(people, wecomtest.Person{UserID: id})
	}
	server.SetPeople(people)
	out, _, _ = c.run("", "wecom", "setup")
	if !strings.Contains(out, "ok    menu:") || !strings.Contains(out, "ok    visible:") || !strings.Contains(string(server.Menu()), "待办") {
		t.Errorf("after the set-up:\n%s\n%s", out, server.Menu())
	}
	server.Trust(false)
	out, errs, code = c.run("", "wecom", "check")
	if code != exitFailed || !strings.Contains(out, "FAIL  trusted_ip:") || !strings.Contains(out, "→") {
		t.Errorf("from an address that is not trusted: exit code %d\n%s%s", code, out, errs)
	}
	if strings.Contains(out+errs, "s3cret") {
		t.Error("the secret is printed")
	}
}

func TestTheSMSAccountIsChecked(t *testing.T) {
	catalogue, err := notifysms.NewCatalogue("药伴", nil)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, tpl := range catalogue.Templates() {
		texts[tpl.Code] = tpl.Text
	}
	server, err := smstest.Start(smstest.Options{AccessKeyID: "LTAI1", AccessKeySecret: "s3cret", Sign: "药伴", Templates: texts})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	env := []string{"SMS_ACCESS_KEY_ID=LTAI1", "SMS_ACCESS_KEY_SECRET=s3cret", "SMS_SIGN_NAME=药伴", "SMS_INBOUND_SECRET=inbound-secret-1",
		"SMS_ENDPOINT=" + server.URL(), "PUBLIC_URL=https://yaoban.example.com/"}
	out, errs, code := cli{t, environment(env...)}.run("", "sms", "check")
	if code != exitOK || strings.Contains(out, "FAIL") || !strings.Contains(out, "https://yaoban.example.com/sms/up/inbound-secret-1") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
	env[1] = "SMS_ACCESS_KEY_SECRET=wrong"
	out, errs, code = cli{t, environment(env...)}.run("", "sms", "check")
	if code != exitFailed || !strings.Contains(out, "FAIL  key:") || errs != "1 finding is to be put right.\n" {
		t.Errorf("with a wrong key: exit code %d\n%s%s", code, out, errs)
	}
}
