package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
)

// TestFiftyWaitingRecordsAreClearedInSixtyMessages has two reps record fifty visits, a third of them with something to look at, and a
// manager clear them as she would: the routine ones at once, then each risk looked at and decided, until nothing waits.
func TestFiftyWaitingRecordsAreClearedInSixtyMessages(t *testing.T) {
	k := newTalk(t)
	for i := range 50 {
		k.now = time.Date(2026, 11, 2+i/5, 18, i%5, 0, 0, k.db.Zone())
		text := fmt.Sprintf("%d点市一院心内张伟，立舒平，学术交流，20分钟，认可，12月30日再去", 8+i%5)
		if i%3 == 0 {
			text = fmt.Sprintf("%d点附二王芳，10分钟，认可", 8+i%5) // no product: incomplete, and a low score
		}
		k.tell(t, "chenxiao", text)
		k.now = k.now.Add(15 * time.Minute)
	}
	waits := func() string {
		return k.rows(t, `select count(*) filter (where status in ('open', 'incomplete')) || ' of ' || count(*) from visit`)[0]
	}
	if got := waits(); got != "50 of 50" {
		t.Fatalf("%s wait", got)
	}
	messages := 0
	say := func(text string) string {
		messages++
		k.now = k.now.Add(time.Minute)
		return k.tell(t, "wangjianguo", text)
	}
	risk := regexp.MustCompile(`⚠ #(\d+) `)
	list := say("待审")
	if !strings.Contains(list, "待审50条：风险") {
		t.Errorf("the list begins %q", list)
	}
	say("通过 常规")
	for rounds := 0; rounds < 12; rounds++ {
		found := risk.FindAllStringSubmatch(say("待审"), -1)
		if len(found) == 0 {
			break
		}
		for i, m := range found {
			switch {
			case i%3 == 0:
				say("驳回 " + m[1] + " 请补产品")
			case i%3 == 1:
				say("批准 " + m[1])
			}
		}
		rest := make([]string, 0, len(found))
		for i, m := range found {
			if i%3 == 2 {
				rest = append(rest, m[1])
			}
		}
		if len(rest) > 0 {
			say("批准 " + strings.Join(rest, " "))
		}
	}
	if got := waits(); got != "0 of 50" || messages > 60 {
		t.Errorf("after %d messages %s wait", messages, got)
	}
	t.Logf("%d messages", messages)
}

// TestWhoMayTakeAnApprovalBack says it as every role: who approved may, and who is above her.
func TestWhoMayTakeAnApprovalBack(t *testing.T) {
	k := newTalk(t)
	k.tell(t, "chenxiao", "市一院心内张伟，立舒平，学术交流，20分钟，认可，12月30日再去")
	for _, who := range []string{"chenxiao", "linyutong", "hemin", "wangjianguo", "zhouhang", "pvdesk", "hegui", "guanli"} {
		k.now = k.now.Add(time.Minute)
		k.tell(t, "wangjianguo", "批准 1001")
		k.tell(t, who, "撤销批准 1001 看错了")
		may := who == "wangjianguo" || who == "zhouhang"
		if now := k.rows(t, `select status from visit where number = 1001`)[0]; (now == "open") != may {
			t.Errorf("after %s took the approval back the record is %s", who, now)
		}
	}
	if told := k.told(t, "review_reopened"); !slices.Equal(told, []string{"chenxiao", "chenxiao", "wangjianguo"}) {
		t.Errorf("told are %v: the rep each time, and who approved if it was another's word", told)
	}
}

// TestAButtonDecidesOnWhatWasShown changes a record and a week after their cards were shown: the old buttons approve nothing.
func TestAButtonDecidesOnWhatWasShown(t *testing.T) {
	k := newTalk(t)
	k.tell(t, "chenxiao", "市一院心内张伟，立舒平，学术交流，20分钟，认可")
	k.tell(t, "chenxiao", "排下周")
	k.tell(t, "chenxiao", "提交")
	week := k.rows(t, `select number::text from week`)[0]
	card := k.composed(t, notice.WeekWaits, "wangjianguo").Card
	if card == nil || len(card.Buttons) != 3 {
		t.Fatalf("the week's card is %+v", card)
	}
	k.tell(t, "wangjianguo", "看 1001")
	k.now = k.now.Add(time.Minute)
	k.tell(t, "chenxiao", "改 1001 25分钟")
	k.tell(t, "chenxiao", "周三不去")
	k.tell(t, "chenxiao", "提交")
	press := func(key string) string {
		t.Helper()
		k.last++
		k.now = k.now.Add(time.Second)
		id := fmt.Sprint("m", k.last)
		if _, err := k.bot.Turn(t.Context(), inbox.Inbound{Kind: inbox.Event, Event: inbox.CardClick, Channel: domain.WeCom, ID: id, At: k.now, From: "wangjianguo",
			EventKey: key, TaskID: "task", ResponseCode: "code"}); err != nil {
			t.Fatal(err)
		}
		return strings.Join(k.rows(t, `select args->>'text' from notice where key = $1`, "pressed/"+id), "")
	}
	state := func() string {
		return k.rows(t, `select (select status from visit where number = 1001) || ' ' || (select state from week)`)[0]
	}
	for _, key := range []string{"review.approve/1001/0", card.Buttons[0].Key} {
		if said := press(key); !strings.Contains(said, "在您看过之后改过，没有改动") || state() != "open submitted" {
			t.Errorf("%s is answered %q; now it is %s", key, said, state())
		}
	}
	if said := press("say/看 " + week); !strings.Contains(said, "陈晓下周计划 #"+week) {
		t.Errorf("the details are %q", said)
	}
	revision := k.rows(t, `select revision::text from week`)[0]
	press(notice.WeekApproveKey + week + "/" + revision)
	press("review.approve/1001/1")
	if state() != "approved approved" {
		t.Errorf("what was shown anew is %s", state())
	}
	if said := press("say/待审"); !strings.Contains(said, "没有待审的记录") {
		t.Errorf("what waits is %q", said)
	}
}
