package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
)

// coachedVisit is the number of a new joint visit of 陈晓 with 王建国.
func (k *talk) coachedVisit(t *testing.T) string {
	t.Helper()
	k.line(t, "@ +11m", &strings.Builder{})
	k.tell(t, "chenxiao", "市一院心内张伟，立舒平，学术交流，20分钟，认可，王经理协访")
	return k.rows(t, `select max(number)::text from visit`)[0]
}

// TestWhoMayCoach says every command of coaching as every role over both channels, to one joint visit, its coaching and its follow-ups:
// only who is above the rep rates and decides, only the coach changes, only who was named denies, and only the rep finishes. Nobody else
// reads a word of it.
func TestWhoMayCoach(t *testing.T) {
	k := newTalk(t)
	coach := map[string]bool{"wangjianguo": true}
	above := map[string]bool{"wangjianguo": true, "zhouhang": true}
	rep := map[string]bool{"chenxiao": true}
	none := map[string]bool{}
	for _, over := range []string{"wecom", "sms"} {
		for _, who := range []string{"chenxiao", "linyutong", "zhaolei", "wangjianguo", "hemin", "zhouhang", "pvdesk", "hegui", "guanli"} {
			for _, c := range []struct {
				what string
				may  map[string]bool
			}{
				{"辅导 V 55555", coach}, {"辅导 N 55555", coach}, {"辅导 陈晓 昨天 33333", above}, {"待办 N 下周五前复盘", coach}, {"待办 T 改到下周五", coach},
				{"取消待办 T", coach}, {"撤销辅导 N", coach}, {"确认 D", above}, {"批准 D", above}, {"驳回 D 再练", above}, {"重开 D 再练", above}, {"留言 N 不错", above},
				{"完成 T", rep}, {"回复 N 好的", map[string]bool{"chenxiao": true, "wangjianguo": true, "zhouhang": true}}, {"没有同去 W", coach}, {"确认协访 W", coach}, {"辅导 W 44444", coach},
				{"看辅导 N", none}, {"看 N", none}, {"陈晓的辅导", none}, {"辅导记录", none}, {"辅导待办", none}, {"我的辅导", none},
			} {
				visit, other := k.coachedVisit(t), k.coachedVisit(t)
				k.tell(t, "wangjianguo", "辅导 "+visit+" 43344 优点：开场好；待办：下周三前练习秘密动作；下周四前看指南")
				n := k.rows(t, `select max(number) from coaching`)
				numbers := k.rows(t, `select number from coaching_task order by number desc limit 2`)
				k.tell(t, "chenxiao", "完成 "+numbers[0]) // the second of them
				state := func() string {
					return strings.Join(append(k.rows(t, `select number::text || state || revision from coaching union all select number::text || state || revision from coaching_task
						order by 1`), k.rows(t, `select count(*)::text || max(said_at) from joint_answer union all select count(*)::text from comment`)...), " ")
				}
				before := state()
				var unread, out strings.Builder
				k.line(t, "@ +1s", &unread)
				k.line(t, "as "+who+" "+over, &unread)
				what := strings.NewReplacer("V", visit, "W", other, "N", n[0], "T", numbers[1], "D", numbers[0]).Replace(c.what)
				k.say(t, inbox.Inbound{Kind: inbox.Text, Text: what}, &out)
				if changed := state() != before; changed != c.may[who] {
					t.Errorf("%s over %s said %q: changed is %v\n%s", who, over, what, changed, out.String())
				}
				if strings.Contains(out.String(), "秘密动作") && !above[who] && !rep[who] {
					t.Errorf("%s over %s said %q and reads %s", who, over, what, out.String())
				}
				k.tell(t, "wangjianguo", "撤销辅导 "+n[0])
				k.tell(t, "chenxiao", "撤销 "+visit)
				k.tell(t, "chenxiao", "撤销 "+other)
			}
		}
	}
}

// TestTwoRatesOfOneVisitAtOnce: a manager and her deputy rate the same joint visit, and the same day in the field, at the same moment.
// One of them is kept, the other is told.
func TestTwoRatesOfOneVisitAtOnce(t *testing.T) {
	k := newTalk(t)
	k.tell(t, "wangjianguo", "何敏代我到12-04")
	for i := range 6 {
		what := fmt.Sprintf("辅导 林雨桐 11月%d日 44444", 10+i)
		if i%2 == 0 {
			what = "辅导 " + k.coachedVisit(t) + " 44444"
		}
		before := len(k.rows(t, `select id::text from coaching`))
		one, other := k.both(t, [2]string{"wangjianguo", what}, [2]string{"hemin", what})
		if got := len(k.rows(t, `select id::text from coaching`)) - before; got != 1 {
			t.Errorf("%s: %d coachings\n%s\n%s", what, got, one, other)
		}
		if !strings.Contains(one+other, "已记辅导") || !strings.Contains(one+other, "没有变化") && !strings.Contains(one+other, "没有再记一次") {
			t.Errorf("%s: the two are told\n%s\n%s", what, one, other)
		}
	}
	if got := k.rows(t, `select count(*)::text from coaching where coach <> 'wangjianguo'`)[0]; got != "0" {
		t.Errorf("%s coachings are the deputy's own", got)
	}
}

// TestACoachingIsToldToWhomItConcerns: the manager that she is named, the rep what is said of her, and both once on the day that a
// follow-up is due, the workday before where that day is none; what was done or taken back reminds nobody.
func TestACoachingIsToldToWhomItConcerns(t *testing.T) {
	k := newTalk(t)
	visit := k.coachedVisit(t)
	if c := k.composed(t, notice.JointVisit, "wangjianguo"); !strings.Contains(c.Text, "陈晓记了一次与您的协访") || len(c.Card.Buttons) != 3 || c.Card.Buttons[0].Key != "say/辅导 "+visit {
		t.Errorf("the manager reads %+v", c)
	}
	k.tell(t, "wangjianguo", "辅导 "+visit+" 43344 优点：开场好；待办：周日前练习异议处理；下周三前看指南；12-10前对练")
	if c := k.composed(t, notice.CoachRated, "chenxiao"); !strings.Contains(c.Text, "平均3.6") || !strings.Contains(c.Text, "练习异议处理") || strings.Contains(c.Text, "  ") {
		t.Errorf("the rep reads %+v", c)
	}
	due := func() []string {
		return k.rows(t, `select person || ' ' || to_char(due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') from notice
			where kind in ('coach_task_due', 'coach_task_watch') and state = 'live' order by due_at, person`)
	}
	// 11-22 is a Sunday: Friday 11-20 09:00, which is over; and a follow-up that is due is told with the coaching.
	if got := due(); !slices.Equal(got, []string{"chenxiao 11-25 09:00", "wangjianguo 11-25 09:00", "chenxiao 12-10 09:00", "wangjianguo 12-10 09:00"}) {
		t.Errorf("reminded are %v", got)
	}
	task := k.rows(t, `select number::text from coaching_task order by number`)
	k.tell(t, "wangjianguo", "待办 "+task[1]+" 改到11-28") // a Saturday
	k.tell(t, "wangjianguo", "取消待办 "+task[2])
	if got := due(); !slices.Equal(got, []string{"chenxiao 11-27 09:00", "wangjianguo 11-27 09:00"}) {
		t.Errorf("after a move and a cancellation reminded are %v", got)
	}
	k.tell(t, "chenxiao", "完成 "+task[1]+" 做了笔记")
	if got := due(); len(got) != 0 {
		t.Errorf("what is done reminds %v", got)
	}
	if c := k.composed(t, notice.CoachTaskDone, "wangjianguo"); !strings.Contains(c.Text, "做了笔记") || len(c.Card.Buttons) != 2 {
		t.Errorf("the manager reads %+v", c)
	}
	k.tell(t, "wangjianguo", "驳回 "+task[1]+" 笔记太短")
	if c := k.composed(t, notice.CoachTaskReopened, "chenxiao"); !strings.Contains(c.Text, "笔记太短") {
		t.Errorf("the rep reads %+v", c)
	}
	if got := due(); !slices.Equal(got, []string{"chenxiao 11-27 09:00", "wangjianguo 11-27 09:00"}) {
		t.Errorf("what is to be done again reminds %v", got)
	}
	k.tell(t, "wangjianguo", "没有同去 "+k.coachedVisit(t))
	if c := k.composed(t, notice.JointDenied, "chenxiao"); !strings.Contains(c.Text, "王建国说没有参加") {
		t.Errorf("the rep reads %+v", c)
	}
}

// TestTheButtonsOfCoachingDoWhatTheCommandsDo presses the buttons of the cards about a joint visit and a follow-up.
func TestTheButtonsOfCoachingDoWhatTheCommandsDo(t *testing.T) {
	k := newTalk(t)
	var unread strings.Builder
	visit := k.coachedVisit(t)
	press := func(who, key, word, said string) {
		t.Helper()
		k.line(t, "as "+who+" wecom", &unread)
		k.line(t, "@ +1s", &unread)
		k.say(t, inbox.Inbound{Kind: inbox.Event, Event: inbox.CardClick, EventKey: key, TaskID: "task", ResponseCode: "code"}, &unread)
		if got := k.rows(t, `select args->'update'->>'replace_name' from notice where person = $1 and args ? 'update' order by created_at desc, id desc limit 1`, who); word != "" &&
			(len(got) != 1 || got[0] != word) {
			t.Errorf("%s pressed %s: the card says %q, want %q", who, key, got, word)
		}
		if texts := strings.Join(k.rows(t, `select args->>'text' from notice where person = $1 and key like 'pressed/%'`, who), "\n"); !strings.Contains(texts, said) {
			t.Errorf("%s pressed %s and hears %q, want %q", who, key, texts, said)
		}
	}
	press("wangjianguo", "say/没有同去 "+visit, "", "不算协访")
	press("wangjianguo", "say/确认协访 "+visit, "", "已确认您参加了")
	press("hemin", "say/辅导 "+visit, "", "不在您辖下")
	press("wangjianguo", "say/辅导 "+visit, "", "访前准备几分")
	for _, mark := range []string{"4", "4", "3", "5"} {
		k.tell(t, "wangjianguo", mark)
	}
	if said := k.tell(t, "wangjianguo", "4分"); !strings.Contains(said, "已记辅导") || !strings.Contains(said, "平均4.0") {
		t.Errorf("once all marks are given: %s", said)
	}
	// She is asked for her words first: the rep hears of it ten minutes later, or once they are said.
	if due := k.rows(t, `select (due_at > $1)::text from notice where kind = 'coach_rated' and state = 'live'`, k.now); !slices.Equal(due, []string{"true"}) {
		t.Errorf("before her words the rep is told later: %v", due)
	}
	k.tell(t, "wangjianguo", "待办：下周三前看指南")
	if due := k.rows(t, `select (due_at > $1)::text from notice where kind = 'coach_rated' and state = 'live'`, k.now); !slices.Equal(due, []string{"false"}) {
		t.Errorf("after her words the rep is told at once, and once: %v", due)
	}
	task := k.rows(t, `select number::text from coaching_task`)[0]
	press("linyutong", "say/完成 "+task, "", "不是您的")
	press("chenxiao", "say/完成 "+task, "", "已记完成")
	press("wangjianguo", "review.reject/"+task, "请写原因", "请带上原因")
	press("hemin", "review.approve/"+task, "没有改动", "不在您辖下")
	press("wangjianguo", "review.approve/"+task, "已批准", "已确认陈晓的待办")
	if got := k.rows(t, `select state from coaching_task`)[0]; got != "confirmed" {
		t.Errorf("the follow-up is %s", got)
	}
}

// TestCoachingsAreExported: each with its marks, its follow-ups beside it; what was taken back only where everything is asked for.
func TestCoachingsAreExported(t *testing.T) {
	k := newTalk(t)
	c := newCLI(t, k.pool.Config().ConnString())
	visit := k.coachedVisit(t)
	k.tell(t, "wangjianguo", "辅导 "+visit+" 43344 优点：开场好；待办：11-25前看指南；12-10前对练")
	task := k.rows(t, `select number::text from coaching_task order by number`)
	k.tell(t, "chenxiao", "完成 "+task[0]+" 做了笔记")
	k.tell(t, "wangjianguo", "取消待办 "+task[1])
	k.tell(t, "wangjianguo", "辅导林雨桐 11111")
	k.tell(t, "wangjianguo", "撤销辅导 "+k.rows(t, `select max(number)::text from coaching`)[0])
	one := c.ok("export", "coachings")
	if strings.Count(one, "\n") != 1 || !strings.Contains(one, `"coach":"wangjianguo","rep":"chenxiao","date":"2026-11-20","visit":`+visit+`,"prepare":4,"opening":3,"message":3,"objection":4,"closing":4,"strengths":"开场好","state":"standing"`) {
		t.Errorf("coachings: %s", one)
	}
	if all := c.ok("export", "coachings", "--all"); strings.Count(all, "\n") != 2 || !strings.Contains(all, `"state":"withdrawn"`) {
		t.Errorf("all coachings: %s", all)
	}
	one = c.ok("export", "followups", "--from", "2026-11-25", "--to", "2026-11-25")
	if strings.Count(one, "\n") != 1 || !strings.Contains(one, `"text":"看指南","due":"2026-11-25","state":"done","note":"做了笔记"`) {
		t.Errorf("follow-ups: %s", one)
	}
	if all := c.ok("export", "followups", "--all", "--format", "csv"); strings.Count(all, "\n") != 3 || !strings.Contains(all, "对练") {
		t.Errorf("all follow-ups: %s", all)
	}
}

// TestWhatACoachingTellsOfHarmIsACaseToo: an adverse event in a manager's feedback opens its case beside the coaching, and what may not
// be written is kept nowhere.
func TestWhatACoachingTellsOfHarmIsACaseToo(t *testing.T) {
	k := newTalk(t)
	visit := k.coachedVisit(t)
	said := k.tell(t, "wangjianguo", "辅导 "+visit+" 43344 优点：张主任说有病人吃了立舒平全身皮疹住院了，应对得体；待办：下周三前学习上报流程")
	if !strings.Contains(said, "已记辅导") || len(k.rows(t, `select id::text from desk_case`)) != 1 {
		t.Errorf("it is answered %s; there are %v cases", said, len(k.rows(t, `select id::text from desk_case`)))
	}
	visit = k.coachedVisit(t)
	said = k.tell(t, "wangjianguo", "辅导 "+visit+" 43344 建议：盯住张主任上个月开了777盒立舒平")
	if !strings.Contains(said, "统方") || len(k.rows(t, `select id::text from coaching`)) != 1 {
		t.Errorf("what may not be written is answered %s", said)
	}
}
