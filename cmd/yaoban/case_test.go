package main

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/jobs"
)

// caseNumber opens a case by a message and returns its number.
func (k *talk) caseNumber(t *testing.T, who, text string) string {
	t.Helper()
	var unread strings.Builder
	k.line(t, "as "+who+" wecom", &unread)
	k.line(t, "@ +11m", &unread)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: text}, &unread)
	return k.rows(t, `select max(number)::text from desk_case`)[0]
}

// TestWhoMayWorkACase says every command of the safety desk as every role, over both channels, to an adverse event and to a complaint, and
// looks whether the case was changed and whether anything of it was shown. Only the desk may; whoever told it may add to it and set a
// complaint's batch number, and sees how far it is.
func TestWhoMayWorkACase(t *testing.T) {
	k := newTalk(t)
	safetyTold, complaintTold := "张伟主任有个病人吃立舒平后黄疸，女，70岁", "张伟主任投诉立舒平外盒破损，要求换货"
	everything := []string{"接手 %", "指派 % 药物警戒专员", "派单 % 何敏", "问 % 用药多久？", "定级 % 严重", "患者 % 女65岁", "产品 % 立舒平", "批号 % B20260912",
		"上报 % 今天 ADR1", "合并 % 到 %", "结案 % 已处理", "重启 % 再看", "导出 %", "分类 % 质量", "处理 % 已换货", "回访 % 满意", "%", "历史 %", "回复 % 补充一句"}
	for _, told := range []string{safetyTold, complaintTold} {
		for _, over := range []string{"wecom", "sms"} {
			number := k.caseNumber(t, "chenxiao", told)
			for _, who := range []string{"linyutong", "zhaolei", "wangjianguo", "hemin", "zhouhang", "hegui", "guanli", "chenxiao"} {
				for _, what := range everything {
					var unread, out strings.Builder
					before := k.rows(t, `select desk_case::text from desk_case order by number`)
					supplemented := k.rows(t, `select count(*)::text from fact where kind in ('report.supplemented', 'case.asked')`)[0]
					notices := k.rows(t, `select count(*)::text from notice where kind = 'case_export'`)[0]
					k.line(t, "as "+who+" "+over, &unread)
					k.line(t, "@ +1m", &unread)
					k.say(t, inbox.Inbound{Kind: inbox.Text, Text: strings.ReplaceAll(what, "%", number)}, &out)
					after := k.rows(t, `select desk_case::text from desk_case order by number`)
					changed := strings.Join(before, "\n") != strings.Join(after[:len(before)], "\n")
					added := k.rows(t, `select count(*)::text from fact where kind in ('report.supplemented', 'case.asked')`)[0] != supplemented
					own := who == "chenxiao"
					if want := own && told == complaintTold && strings.HasPrefix(what, "批号"); changed != want {
						t.Errorf("%s over %s said %q: changed is %v\n%s", who, over, what, changed, out.String())
					}
					if want := own && strings.HasPrefix(what, "回复"); added != want {
						t.Errorf("%s over %s said %q: added is %v\n%s", who, over, what, added, out.String())
					}
					if k.rows(t, `select count(*)::text from notice where kind = 'case_export'`)[0] != notices {
						t.Errorf("%s over %s has a case as a file by %q", who, over, what)
					}
					if s := out.String(); strings.Contains(s, "黄疸") || strings.Contains(s, "外盒破损") || !own && strings.Contains(s, "已受理") {
						t.Errorf("%s over %s reads another's case by %q:\n%s", who, over, what, s)
					}
				}
			}
			var unread strings.Builder
			before := k.rows(t, `select desk_case::text from desk_case where number = `+number)
			k.line(t, "as pvdesk "+over, &unread)
			k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "接手 " + number}, &unread)
			if after := k.rows(t, `select desk_case::text from desk_case where number = `+number); after[0] == before[0] {
				t.Errorf("the desk over %s does not take the case", over)
			}
		}
	}
}

// TestOneOfTwoHasTheCase has two of the desk take, and close, one case at the same time: one does, the other is told who.
func TestOneOfTwoHasTheCase(t *testing.T) {
	k := newTalk(t)
	if _, err := k.pool.Exec(t.Context(), `insert into staff (userid, name, role, mobile, from_date) values ('pvtwo', '药物警戒二号', 'safety', '13800009004', '2026-01-01');
		insert into conversation (person) values ('pvtwo'); update world set version = version + 1`); err != nil {
		t.Fatal(err)
	}
	number := k.caseNumber(t, "chenxiao", "张伟主任有个病人吃立舒平后黄疸，女，70岁")
	var unread strings.Builder
	k.line(t, "as pvdesk wecom", &unread)
	for round, texts := range [][2]string{{"接手 " + number, "已由"}, {"结案 " + number + " 已随访", "已由"}} {
		if round == 1 {
			k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "定级 " + number + " 一般"}, &unread)
		}
		answers := make([]string, 2)
		var wait sync.WaitGroup
		for i, who := range []string{"pvdesk", "pvtwo"} {
			wait.Add(1)
			go func() {
				defer wait.Done()
				a, err := k.bot.Turn(t.Context(), bot.Intake(inbox.Inbound{Channel: domain.WeCom, ID: fmt.Sprint("c", round, i), From: who, At: k.now, Kind: inbox.Text, Text: texts[0]}))
				if err != nil {
					t.Errorf("%s: %v", who, err)
				}
				answers[i] = a.Text
			}()
		}
		wait.Wait()
		told := 0
		for _, a := range answers {
			if strings.Contains(a, texts[1]) && strings.Contains(a, "没有改动") {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%s: %q", texts[0], answers)
		}
		// what was answered once is answered the same when WeCom delivers it again
		again, err := k.bot.Turn(t.Context(), bot.Intake(inbox.Inbound{Channel: domain.WeCom, ID: fmt.Sprint("c", round, 0), From: "pvdesk", At: k.now, Kind: inbox.Text, Text: texts[0]}))
		if err != nil || again.Text != answers[0] {
			t.Errorf("a repeat is answered %q, %v; it was %q", again.Text, err, answers[0])
		}
	}
	if facts := strings.Join(k.rows(t, `select kind from fact where kind in ('case.taken', 'case.closed') order by at, kind`), " "); strings.Count(facts, "case.taken") != 1 || strings.Count(facts, "case.closed") != 1 {
		t.Errorf("what happened: %s", facts)
	}
}

// TestDeadlinesAreToldOnce lets the clock of a case run over a holiday, with its notices lost on the way: the sweep of each morning finds
// each stage once, compliance hears of what is over, and a report ends it.
func TestDeadlinesAreToldOnce(t *testing.T) {
	k := newTalk(t)
	var unread strings.Builder
	k.line(t, "@ 2026-12-24T22:30", &unread) // day 0 is at night, the deadline after New Year
	number := k.caseNumber(t, "chenxiao", "张伟主任有个病人吃立舒平后黄疸，女，70岁")
	told := func() string {
		return strings.Join(k.rows(t, `select split_part(key, '/', 4) || case when key like '%overdue%' then '/' || split_part(key, '/', 5) else '' end || ' ' || person
			from notice where kind = 'safety_due' order by due_at, person`), ", ")
	}
	if got, want := told(), "T-7 pvdesk, T-3 pvdesk, T-1 pvdesk, due hegui, due pvdesk"; got != want {
		t.Errorf("at the opening there wait %q, want %q", got, want)
	}
	if _, err := k.pool.Exec(t.Context(), `delete from outbox; delete from notice where kind = 'safety_due'`); err != nil { // all is lost
		t.Fatal(err)
	}
	cadence := jobs.Deadlines(k.db, slog.New(slog.DiscardHandler))[0]
	for day := domain.DateOf(k.now); !day.After(domain.Date{Year: 2027, Month: 1, Day: 11}); day = day.AddDays(1) {
		k.now = day.At("09:00", k.db.Zone()).Add(time.Minute)
		for range 2 { // run twice, as after a crash before its occurrence was noted
			if err := cadence.Run(t.Context(), day.At("09:00", k.db.Zone())); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := "T-7 pvdesk, T-3 pvdesk, T-1 pvdesk, due hegui, due pvdesk, overdue/2027-01-10 hegui, overdue/2027-01-10 pvdesk, overdue/2027-01-11 hegui, overdue/2027-01-11 pvdesk"
	if got := told(); got != want {
		t.Errorf("told are\n%s, want\n%s", got, want)
	}
	k.line(t, "as pvdesk wecom", &unread)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "定级 " + number + " 严重"}, &unread)
	k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "上报 " + number + " 今天 ADR7"}, &unread)
	before := told()
	k.now = k.now.AddDate(0, 0, 1)
	if err := cadence.Run(t.Context(), domain.DateOf(k.now).At("09:00", k.db.Zone())); err != nil {
		t.Fatal(err)
	}
	if got := told(); got != before {
		t.Errorf("a reported case is told of again: %s", got)
	}
}
