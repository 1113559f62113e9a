package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestWhoMayBroadcast says each command of broadcasts as every role: only managers, directors and admins send, each only to whom she reaches;
// only who sent one takes it back or reminds; those above and admins may look. Nobody else changes anything or reads a name.
func TestWhoMayBroadcast(t *testing.T) {
	sends := map[string]string{"wangjianguo": "chenxiao linyutong", "hemin": "sunting zhaolei", "zhouhang": "chenxiao hemin linyutong sunting wangjianguo zhaolei",
		"guanli": "chenxiao hegui hemin linyutong pvdesk sunting wangjianguo zhaolei zhouhang"}
	everybody := []string{"chenxiao", "linyutong", "zhaolei", "wangjianguo", "hemin", "zhouhang", "pvdesk", "hegui", "guanli"}
	k := newTalk(t)
	var out strings.Builder
	for _, who := range everybody {
		for _, over := range []string{"wecom", "sms"} {
			before := len(k.rows(t, `select number::text from broadcast where state = 'confirmed'`))
			k.line(t, "as "+who+" "+over, &out)
			k.line(t, "> 通知全组：明天上午九点电话会", &out)
			k.line(t, "> 发送", &out)
			confirmed := k.rows(t, `select id::text from broadcast where state = 'confirmed' order by number`)
			if may := sends[who] != ""; may != (len(confirmed) > before) {
				t.Errorf("%s over %s: sent is %v", who, over, len(confirmed) > before)
			}
			k.broadcasts(t, &out)
			if sends[who] == "" {
				continue
			}
			got := k.rows(t, `select person from notice where kind = 'broadcast' and subject::text = $1 order by person`, k.rows(t, `select id::text from broadcast order by number desc limit 1`)[0])
			if strings.Join(got, " ") != sends[who] {
				t.Errorf("%s over %s reaches %v, want %s", who, over, got, sends[who])
			}
		}
	}
	// One of 王建国's: who sees it, who may remind and take it back.
	k.tell(t, "wangjianguo", "通知全组：周五下午三点前交费用单据")
	number := k.rows(t, `select max(number)::text from broadcast`)[0]
	for _, who := range everybody {
		if who == "wangjianguo" {
			continue
		}
		if k.tell(t, who, "发送 "+number); len(k.rows(t, `select 1::text from broadcast where number::text = $1 and state = 'draft'`, number)) != 1 {
			t.Errorf("%s has sent somebody else's draft", who)
		}
	}
	k.tell(t, "wangjianguo", "发送 "+number)
	k.broadcasts(t, &out)
	watch := []string{"wangjianguo", "zhouhang", "guanli"}
	for _, who := range everybody {
		if said := k.tell(t, who, "谁没确认 "+number); strings.Contains(said, "没确认：") != slices.Contains(watch, who) {
			t.Errorf("%s asks who has not confirmed: %s", who, said)
		}
		if who == "wangjianguo" {
			continue
		}
		for _, text := range []string{"再提醒一次 %s", "撤回 %s", "撤回通知 %s", "取消 %s"} {
			k.tell(t, who, fmt.Sprintf(text, number))
			if state := k.rows(t, `select state || coalesce(remind_at::text, '') from broadcast where number::text = $1`, number)[0]; state != "sent" {
				t.Fatalf("%s says %s: it is %s", who, text, state)
			}
		}
	}
	// Who stands in for her does what she would; for her people, and said so.
	if said := k.tell(t, "hemin", "通知王建国组：明天九点电话会"); !strings.Contains(said, "不在您辖下") {
		t.Errorf("before she stands in: %s", said)
	}
	k.tell(t, "wangjianguo", "何敏代我到11月27号")
	if said := k.tell(t, "hemin", "再提醒一次 "+number); !strings.Contains(said, "正在提醒 #"+number) {
		t.Errorf("the deputy reminds: %s", said)
	}
	k.tell(t, "hemin", "通知王建国组：明天九点电话会")
	if said := k.tell(t, "hemin", "发送"); !strings.Contains(said, "王建国组共2人（代王建国）") {
		t.Errorf("the deputy sends: %s", said)
	}
	out.Reset()
	k.broadcasts(t, &out)
	if !strings.Contains(out.String(), "+ chenxiao 何敏（代王建国）： / 明天九点电话会") {
		t.Errorf("the people of whom she stands in for read %s", out.String())
	}
	last := k.rows(t, `select max(number)::text from broadcast`)[0]
	if said := k.tell(t, "wangjianguo", "谁没确认 "+last); !strings.Contains(said, "没确认：陈晓、林雨桐") {
		t.Errorf("for whom it was sent asks: %s", said)
	}
	k.tell(t, "hemin", "通知全组：明天例会取消")
	if said := k.tell(t, "hemin", "发送"); !strings.Contains(said, "全组共2人。") || strings.Contains(said, "代王建国") {
		t.Errorf("her own people: %s", said)
	}
}
