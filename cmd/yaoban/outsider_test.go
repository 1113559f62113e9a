package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
)

// outside is a message of somebody whom nobody imported.
func (k *talk) outside(over domain.Channel, from, id, text string) inbox.Inbound {
	return inbox.Inbound{Channel: over, ID: id, From: from, Kind: inbox.Text, Text: text, At: k.now}
}

// push takes a short message as the gateway's push does, and has its turn if it was kept for one.
func (k *talk) push(t *testing.T, in inbox.Inbound) {
	t.Helper()
	k.store(t, k.bot.IntakeSMS(in))
	s := &server{db: k.db, bot: k.bot}
	if _, kept, err := k.db.StoredMessage(t.Context(), in.Channel, in.ID); err != nil {
		t.Fatal(err)
	} else if kept {
		if err := s.answerStored(t.Context(), in.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnAdverseEventToldByAStrangerIsACase over both channels: the case, its clock from the message's own time, the desk told, the
// sender masked, what is added to it, and what a stranger says beside it.
func TestAnAdverseEventToldByAStrangerIsACase(t *testing.T) {
	k := newTalk(t)
	told := func() string {
		return strings.Join(k.rows(t, `select kind || ' ' || person || ' ' || count(*) from notice where kind in ('safety_case', 'reply') group by kind, person order by 1`), ", ")
	}
	sent := k.now.Add(-2 * time.Hour)
	in := k.outside(domain.WeCom, "liumei", "w1", "我吃了立舒平三天，全身起皮疹，呼吸困难")
	in.At = sent
	a, err := k.bot.Turn(t.Context(), in)
	if err != nil || !strings.Contains(a.Text, "已登记（#1001）") || !strings.Contains(a.Text, "还没有导入") {
		t.Fatalf("the answer is %q, %v", a.Text, err)
	}
	if b, err := k.bot.Turn(t.Context(), in); err != nil || b.Text != a.Text {
		t.Errorf("delivered again: %q, %v", b.Text, err)
	}
	got := strings.Join(k.rows(t, `select format('%s|%s|%s|%s|%s', c.number, c.outsider, c.product, r.address, (c.day0 = '`+sent.Format(time.RFC3339)+`')::text)
from desk_case c join report r using (id)`), ";")
	if got != "1001|未登记人员（企业微信liumei）|立舒平|liumei|true" {
		t.Errorf("the case: %s", got)
	}
	if got := told(); got != "safety_case pvdesk 1" {
		t.Errorf("told: %s", got)
	}
	for n, text := range []string{"女，65岁", "还有，今天好一点了"} {
		a, err := k.bot.Turn(t.Context(), k.outside(domain.WeCom, "liumei", fmt.Sprint("w2", n), text))
		if err != nil || !strings.Contains(a.Text, "已补充到 #1001") {
			t.Errorf("%s: %q, %v", text, a.Text, err)
		}
	}
	if got := told(); got != "reply pvdesk 2, safety_case pvdesk 1" {
		t.Errorf("told of the words: %s", got)
	}

	// An unknown phone: heard, kept, and answered with nothing; its number is shown in the file only.
	k.push(t, k.outside(domain.SMS, "13900009999", "8001", "你们的安络畅我妈吃了拉黑便住院了"))
	k.push(t, k.outside(domain.SMS, "13900009999", "8002", "她今年70岁"))
	k.push(t, k.outside(domain.SMS, "13900008888", "8003", "你好，请问在吗"))
	if got := strings.Join(k.rows(t, `select number || ' ' || outsider from desk_case order by number`), ";"); got !=
		"1001 未登记人员（企业微信liumei）;1002 未登记人员（短信139****9999）" {
		t.Errorf("the cases: %s", got)
	}
	if got := strings.Join(k.rows(t, `select person || ' ' || count(*) from fact where kind = 'report.supplemented' group by person order by 1`), ";"); got !=
		"未登记人员（企业微信liumei） 2;未登记人员（短信139****9999） 1" {
		t.Errorf("added: %s", got)
	}
	if got := k.rows(t, `select args from notice where args::text like '%13900009999%'`); len(got) != 0 {
		t.Errorf("the number is told: %s", got)
	}
	if got := strings.Join(k.rows(t, `select message_id from inbox_body where channel = 'sms' order by 1`), ","); got != "8001,8002" {
		t.Errorf("kept of the phones: %s", got)
	}

	// The desk works it as any other, but cannot ask through the assistant.
	say := func(text string) string {
		k.now = k.now.Add(time.Minute)
		a, err := k.bot.Turn(t.Context(), inbox.Inbound{Channel: domain.WeCom, ID: "d" + text, From: "pvdesk", Kind: inbox.Text, Text: text, At: k.now})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return a.Text
	}
	for text, want := range map[string]string{"案例": "短信139****9999", "1002": "原话（未登记人员（短信139****9999））：你们的安络畅我妈吃了拉黑便住院了",
		"问 1002 多大年纪": "发不了消息给对方", "患者 1002 女70岁": "患者", "定级 1002 严重 住院": "严重", "导出 1002": "文件随后就到"} {
		if got := say(text); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %s", text, got, want)
		}
	}
	if got := say("结案 1002 已电话随访"); !strings.Contains(got, "已结案") || strings.Contains(got, "已告诉") {
		t.Errorf("closed: %q", got)
	}
	if got := k.rows(t, `select key from notice where args::text like '%13900009999%'`); len(got) != 0 {
		t.Errorf("the number stands in notices: %s", got)
	}
	if c := k.composed(t, notice.CaseExport, "pvdesk"); !strings.Contains(fmt.Sprint(c.Attachments[0].Workbook), "13900009999") {
		t.Error("the file does not say how to reach who told it")
	}
	// What a stranger tells after the case is closed is a new one.
	k.now = k.now.Add(time.Hour)
	k.push(t, k.outside(domain.SMS, "13900009999", "8009", "我妈停了安络畅又出血了"))
	if got := strings.Join(k.rows(t, `select state || ' ' || count(*) from desk_case group by state order by 1`), ";"); got != "closed 1;received 2" {
		t.Errorf("after closing: %s", got)
	}
}

// TestStrangersDoNotFloodTheDesk: one sender has a few cases, and what she tells beyond them is added to the last; of many senders the
// desk is told one by one only up to a number. Nothing is thrown away.
func TestStrangersDoNotFloodTheDesk(t *testing.T) {
	k := newTalk(t)
	for i := range 30 {
		text := fmt.Sprintf("第%d天，吃了立舒平还是肌肉痛", i+1)
		if _, err := k.bot.Turn(t.Context(), k.outside(domain.WeCom, "liumei", fmt.Sprint("w", i), text)); err != nil {
			t.Fatal(err)
		}
		k.now = k.now.Add(time.Second)
	}
	if _, err := k.bot.Turn(t.Context(), k.outside(domain.WeCom, "liumei", "w2b", "第3天，吃了立舒平还是肌肉痛")); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(k.rows(t, `select 'cases ' || count(*) from desk_case union all select 'added ' || count(*) from fact where kind = 'report.supplemented'
union all select 'told ' || count(*) from notice where kind in ('safety_case', 'reply')`), ", ")
	if want := fmt.Sprintf("cases %d, added %d, told %d", desk.OutsiderCases, 30-desk.OutsiderCases, desk.OutsiderWords); got != want {
		t.Errorf("one sender: %s, want %s", got, want)
	}
	for i := range desk.OutsiderTold + 2 {
		k.push(t, k.outside(domain.SMS, fmt.Sprint(13900001000+i), fmt.Sprint(9000+i), "吃了你们的安络畅便血"))
	}
	got = strings.Join(k.rows(t, `select 'cases ' || count(*) from desk_case union all select 'told ' || count(*) from notice where kind = 'safety_case'
union all select 'many ' || count(*) from notice where kind = 'outsiders' union all select 'due ' || count(distinct subject) from notice where kind = 'safety_due'`), ", ")
	all := desk.OutsiderCases + desk.OutsiderTold + 2
	if want := fmt.Sprintf("cases %d, told %d, many 1, due %d", all, desk.OutsiderTold, all); got != want {
		t.Errorf("many senders: %s, want %s", got, want)
	}
	if c := k.composed(t, notice.Outsiders, "pvdesk"); !strings.Contains(c.Text, fmt.Sprintf("从 #%d 起", 1000+desk.OutsiderTold+1)) || c.Template != "safety" {
		t.Errorf("the desk is told %+v", c)
	}
}
