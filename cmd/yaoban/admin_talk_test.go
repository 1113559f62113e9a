package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/roster"
)

// TestWhoMayChangeTheSchemeAndDoctors says every such sentence as every role over both channels, and looks whether anything was changed
// or even proposed. Only an admin may.
func TestWhoMayChangeTheSchemeAndDoctors(t *testing.T) {
	k := newTalk(t)
	var unread strings.Builder
	k.line(t, "as guanli wecom", &unread)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "启用默认方案"}, &unread)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "确认"}, &unread)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "A级的线改到80"}, &unread)
	pending := k.rows(t, `select max(number)::text from scheme_draft`)[0]
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "李静的床位改成99"}, &unread)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "确认"}, &unread)
	changed := k.rows(t, `select max(number)::text from doctor_change`)[0]
	look := func() string {
		return fmt.Sprint(k.rows(t, `select number || state from scheme_draft order by number`), k.rows(t, `select version::text from grading_scheme order by version`),
			k.rows(t, `select number || state from doctor_change order by number`), k.rows(t, `select code || title || coalesce(beds, 0) || grade from doctor order by code`))
	}
	says := []string{"职称权重改到30，床位权重改到5", "A级的线改到85", "启用默认方案", "停用评级方案", "撤回方案", "回滚到第1版", "三甲的分改成90", "李静职称改成主任医师", "把李静的床位清空",
		"确认", "确认 " + pending, "取消 " + pending, "撤回 " + pending, "撤回 " + changed, "撤销 " + changed, "撤销", "取消"}
	for _, who := range []string{"chenxiao", "zhaolei", "wangjianguo", "zhouhang", "pvdesk", "hegui"} {
		for _, over := range []string{"wecom", "sms"} {
			for _, what := range says {
				before := look()
				var out strings.Builder
				k.line(t, "as "+who+" "+over, &unread)
				k.line(t, "@ +1m", &unread)
				k.say(t, inbox.Inbound{Kind: inbox.Text, Text: what}, &out)
				if look() != before {
					t.Errorf("%s over %s said %q, and something changed: %s", who, over, what, out.String())
				}
			}
			var out strings.Builder
			k.say(t, inbox.Inbound{Kind: inbox.Event, Event: string(inbox.CardClick), EventKey: notice.SayKey + "确认 " + pending}, &out)
			if got := k.rows(t, `select count(*)::text from grading_scheme`)[0]; got != "1" {
				t.Fatalf("%s pressed the admin's button, and the scheme changed", who)
			}
		}
	}
}

// TestACompanyTooLargeForATurnIsAnsweredByAWorker: the turn answers at once, the preview comes as a card, its button puts the scheme in
// force through the worker again.
func TestACompanyTooLargeForATurnIsAnsweredByAWorker(t *testing.T) {
	k := newTalk(t)
	if _, err := k.pool.Exec(t.Context(), `insert into doctor (code, name, hospital, department, title, grade, given)
select 'X' || i, '医生' || i, (select min(code) from hospital), '内科', case i % 3 when 0 then '主任医师' else '住院医师' end, 'C', 'C' from generate_series(1, 20000) i`); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	k.line(t, "as guanli wecom", &out)
	say := func(text string) string {
		out.Reset()
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: text}, &out)
		return out.String()
	}
	work := func() {
		t.Helper()
		for _, ref := range k.rows(t, `select ref from outbox where topic = 'scheme' order by due_at, id`) {
			if err := byID(k.db.WorkDraft)(t.Context(), ref); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := say("启用默认方案"); !strings.Contains(got, "正在算") || strings.Contains(got, "变级") {
		t.Fatalf("the turn says %s", got)
	}
	n := k.rows(t, `select number::text from scheme_draft`)[0]
	if got := say("确认"); !strings.Contains(got, "还在算") {
		t.Errorf("before it is weighed a yes is answered by %s", got)
	}
	work()
	told := k.rows(t, `select args::text from notice where kind = 'scheme_weighed' and person = 'guanli'`)
	c, still, err := notice.SchemeWeighed.Compose(t.Context(), nil, notice.Notice{Args: []byte(told[0])})
	if err != nil || !still || c.Card == nil || len(c.Card.Buttons) != 2 || !strings.Contains(c.Text, "位医生会变级") || !strings.Contains(c.Text, "启用默认评级方案") {
		t.Fatalf("the card is %+v, %v", c, err)
	}
	k.say(t, inbox.Inbound{Kind: inbox.Event, Event: string(inbox.CardClick), EventKey: c.Card.Buttons[0].Key}, &out)
	if got := k.rows(t, `select state from scheme_draft where number = `+n)[0]; got != "applying" {
		t.Fatalf("after the button the draft is %s: %s", got, out.String())
	}
	k.say(t, inbox.Inbound{Kind: inbox.Event, Event: string(inbox.CardClick), EventKey: c.Card.Buttons[1].Key}, &out)
	work()
	if got := fmt.Sprint(k.rows(t, `select state || version from scheme_draft`), k.rows(t, `select count(*)::text from grading_scheme`), k.rows(t, `select grade from doctor where code = 'X3'`)); got != "[applied1] [1] [B]" && got != "[applied1] [1] [C]" {
		t.Errorf("in the end: %s", got)
	}
	told = k.rows(t, `select args::text from notice where kind = 'scheme_outcome' and person = 'guanli'`)
	c, _, err = notice.SchemeOutcome.Compose(t.Context(), nil, notice.Notice{Number: 1001, Args: []byte(told[0])})
	if err != nil || !strings.Contains(c.Text, "已应用") || c.Params["decision"] == "" {
		t.Errorf("she is told %+v, %v", c, err)
	}
	if got := say("撤回方案"); !strings.Contains(got, "正在算") {
		t.Errorf("going back is answered by %s", got)
	}
	if got := say("取消"); !strings.Contains(got, "已取消") {
		t.Errorf("cancelled: %s", got)
	}
	work()
	if got := k.rows(t, `select count(*)::text from notice where kind = 'scheme_weighed'`)[0]; got != "1" {
		t.Errorf("a cancelled draft is told: %s", got)
	}
}

// TestAFieldOfTheCompanysOwnIsTypedAndGradesAtOnce: the value is read by its type, the grade moves in the same moment and the rep is told.
func TestAFieldOfTheCompanysOwnIsTypedAndGradesAtOnce(t *testing.T) {
	k := newTalk(t)
	if err := k.db.AddField(t.Context(), roster.Field{Owner: roster.OfDoctor, Name: "学会任职", Type: roster.EnumField, Choices: []string{"主委", "委员", "无"}}, "guanli"); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	k.line(t, "as guanli wecom", &out)
	say := func(text, want string) {
		t.Helper()
		out.Reset()
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: text}, &out)
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is answered by %s", text, out.String())
		}
	}
	say("李静的学会任职改成理事长", "学会任职只能是：主委、委员、无")
	say("李静的学会任职改成主委", "等级不变")
	say("确认", "已改")
	for _, text := range []string{"启用默认方案", "确认"} {
		say(text, "")
	}
	before := k.rows(t, `select grade from doctor where code = 'D004'`)[0]
	say("李静的床位改成0", "确认回")
	say("确认", "已改")
	say("李静的职称改成住院医师", "等级会从")
	if got := k.rows(t, `select grade from doctor where code = 'D004'`)[0]; got != before {
		t.Errorf("her grade is %s before the yes, not %s", got, before)
	}
	say("确认", "已告诉代表")
	after := k.rows(t, `select grade || custom::text from doctor where code = 'D004'`)[0]
	if after != `C{"学会任职": "主委"}` && after != `D{"学会任职": "主委"}` {
		t.Errorf("she is %s", after)
	}
	if got := k.rows(t, `select count(*)::text from notice where kind = 'grade_changed' and person = 'chenxiao' and args::text like '%facts%李静%'`)[0]; got != "1" {
		t.Errorf("her rep was told %s times", got)
	}
	k.as, k.over = "chenxiao", domain.WeCom
	say("李静为什么是"+after[:1], after[:1]+"级")
	k.as = "guanli"
	say("撤销", "改回")
	if got := k.rows(t, `select grade from doctor where code = 'D004'`)[0]; got != before {
		t.Errorf("taken back her grade is %s, not %s", got, before)
	}
	if err := k.db.RetireField(t.Context(), roster.OfDoctor, "学会任职", "guanli"); err != nil {
		t.Fatal(err)
	}
	say("李静的学会任职改成委员", "没看懂要改哪个字段")
}
