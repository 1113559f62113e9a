package main

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
)

// TestDoctorsAreHandedOver plays what both reps see before and after (PRODUCT.md D10).
func TestDoctorsAreHandedOver(t *testing.T) {
	k := newTalk(t)
	c := newCLI(t, k.pool.Config().ConnString())
	say := func(as, text string) string {
		t.Helper()
		var out strings.Builder
		k.as, k.over = as, domain.WeCom
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: text}, &out)
		return out.String()
	}
	say("chenxiao", "今天市一院李静，立舒平，20分钟，认可")
	say("chenxiao", "计划11月26日下午3点去市一院李静，提前30分钟提醒")
	say("chenxiao", "11月26日上午9点提醒我给市一院李静送材料")
	if out, errs, code := c.run("", "handover", "--from", "chenxiao", "--to", "zhaolei", "--doctors", "D004,D999", "--on", "2026-11-25", "--as", "guanli"); code != exitFailed || !strings.Contains(errs, "chenxiao does not see D999") {
		t.Error(out, errs)
	}
	done, err := k.db.HandOver(t.Context(), handoverOf("chenxiao", "ZhaoLei", "2026-11-25", "D004"))
	if err != nil || done.Doctors != 1 || done.Plans != 1 || done.Reminders != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	// Until that day she is the one's, from it on the other's; the visit stays with who made it.
	if out := say("zhaolei", "查 李静"); strings.Contains(out, "心血管内科") {
		t.Errorf("before the day: %s", out)
	}
	k.move(t, "2026-11-25T09:00")
	if out := say("zhaolei", "查 市一院李静"); !strings.Contains(out, "心血管内科") || !strings.Contains(out, "11-26 周四 15:00") || strings.Contains(out, "#1001") {
		t.Errorf("who took over sees %s", out)
	}
	if out := say("chenxiao", "查 市一院李静"); strings.Contains(out, "李静") {
		t.Errorf("who handed over sees %s", out)
	}
	if out := say("chenxiao", "11月26日计划"); strings.Contains(out, "李静") {
		t.Errorf("who handed over still plans %s", out)
	}
	all := k.rows(t, `select rep || ' ' || coalesce(to_date::text, '') || ' ' || (short_code <> '') from assignment where doctor = 'D004' order by from_date, rep`)
	if len(all) != 2 || all[0] != "chenxiao 2026-11-24 true" || all[1] != "zhaolei  true" {
		t.Errorf("the assignments are %q", all)
	}
	if v := k.rows(t, `select rep from visit where doctor = 'D004'`); len(v) != 1 || v[0] != "chenxiao" {
		t.Errorf("the visit is %q's", v)
	}
	if n := k.rows(t, `select person from notice where kind = 'handover' order by person`); len(n) != 2 || n[0] != "chenxiao" || n[1] != "zhaolei" {
		t.Errorf("%q are told", n)
	}
	if live := k.rows(t, `select person || ' ' || kind from notice where kind in ('plan_reminder', 'reminder') and state = 'live'`); len(live) != 1 || !strings.HasPrefix(live[0], "zhaolei ") {
		t.Errorf("the reminders that stand are %q", live)
	}
}

func TestAHandoverThatCannotBe(t *testing.T) {
	k := newTalk(t)
	c := newCLI(t, k.pool.Config().ConnString())
	on := domain.DateOf(k.db.Now()).String()
	before := c.ok("export", "doctors")
	for _, bad := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{"--from", "chenxiao", "--to", "chenxiao", "--on", on, "--as", "guanli"}, "to herself", exitFailed},
		{[]string{"--from", "chenxiao", "--to", "wangjianguo", "--on", on, "--as", "guanli"}, "is no rep but manager", exitFailed},
		{[]string{"--from", "nobody", "--to", "zhaolei", "--on", on, "--as", "guanli"}, "nobody of the staff", exitFailed},
		{[]string{"--from", "chenxiao", "--to", "zhaolei", "--on", "2020-01-01", "--as", "guanli"}, "days ahead", exitFailed},
		{[]string{"--from", "chenxiao", "--to", "zhaolei", "--on", "tomorrow", "--as", "guanli"}, "is no date", exitUsage},
		{[]string{"--from", "chenxiao", "--to", "zhaolei", "--on", on, "--as", "wangjianguo"}, "no admin", exitFailed},
		{[]string{"--from", "chenxiao", "--to", "zhaolei", "--on", on}, "--as", exitUsage},
		{[]string{"--from", "chenxiao", "--on", on, "--as", "guanli"}, "--to", exitUsage},
	} {
		if out, errs, code := c.run("", append([]string{"handover"}, bad.args...)...); code != bad.code || !strings.Contains(errs, bad.want) || out != "" {
			t.Errorf("%v: exit code %d, %s%s", bad.args, code, out, errs)
		}
	}
	if c.ok("export", "doctors") != before {
		t.Error("something was changed")
	}
}

func handoverOf(from, to, on string, doctors ...string) postgres.Handover {
	day, _ := domain.ParseDate(on)
	return postgres.Handover{From: from, To: to, Doctors: doctors, On: day, By: "guanli"}
}
