package main

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/inbox"
)

// TestARecordsCardHasButtonsThatDoWhatTheCommandDoes presses the buttons of a record's card and reads what is sent for it: the card
// is updated by the word of what became of it, once for each right to update it, and the rest is said beside it.
func TestARecordsCardHasButtonsThatDoWhatTheCommandDoes(t *testing.T) {
	k := newTalk(t)
	var out strings.Builder
	k.line(t, "as chenxiao wecom", &out)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "市一院心内张伟，立舒平，学术交流，20分钟，认可"}, &out)
	k.line(t, "as wangjianguo wecom", &out)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "看 1001"}, &out)
	cards := k.rows(t, `select args->'card'->>'title' || ' ' || (args->'card'->'buttons')::text from notice where person = 'wangjianguo' and kind = 'reply'`)
	if len(cards) != 1 || !strings.Contains(cards[0], "#1001 待您审批") || !strings.Contains(cards[0], "review.approve/1001") || !strings.Contains(cards[0], "review.reject/1001") {
		t.Fatalf("the card is %q", cards)
	}
	press := func(who, key, want, said, status string) {
		t.Helper()
		before := k.last
		k.line(t, "as "+who+" wecom", &out)
		k.say(t, inbox.Inbound{Kind: inbox.Event, Event: inbox.CardClick, EventKey: key, TaskID: "task", ResponseCode: "code"}, &out)
		if k.last != before+1 {
			t.Fatal("one press is one event")
		}
		got := k.rows(t, `select args->'update'->>'replace_name' from notice where person = $1 and args ? 'update' order by created_at desc, id desc limit 1`, who)
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s pressed %s: the card says %q, want %q", who, key, got, want)
		}
		if texts := strings.Join(k.rows(t, `select args->>'text' from notice where person = $1 and key like 'pressed/%'`, who), "\n"); !strings.Contains(texts, said) {
			t.Errorf("%s pressed %s and hears %q, want %q", who, key, texts, said)
		}
		if now := k.rows(t, `select status from visit where number = 1001`)[0]; now != status {
			t.Errorf("%s pressed %s: the record is %s", who, key, now)
		}
		k.line(t, "@ +1s", &out)
	}
	press("hemin", "review.approve/1001", "没有改动", "不在您辖下", "open")
	press("chenxiao", "review.approve/1001", "没有改动", "", "open")
	press("wangjianguo", "review.reject/1001", "请写原因", "请带上原因", "open")
	press("wangjianguo", "review.approve/1001", "已批准", "已批准1条：#1001", "approved")
	press("zhouhang", "review.approve/1001", "没有改动", "已由王建国", "approved")
}
