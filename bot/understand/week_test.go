package understand_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

// TestWeeksAreSpokenOf reads what reps and managers say of a week on Friday 2026-11-27; -- stands for what is no command of it.
func TestWeeksAreSpokenOf(t *testing.T) {
	for text, want := range map[string]string{
		"排下周": "week.propose 2026-11-30", "帮我排下周": "week.propose 2026-11-30", "帮我排一下下周的计划": "week.propose 2026-11-30",
		"重排下周": "week.propose 2026-11-30 anew", "排本周": "week.propose 2026-11-23", "重排": "week.propose anew", "生成下周计划": "week.propose 2026-11-30",
		"排下下周": "week.propose 2026-12-07", "帮我排一下下下周": "week.propose 2026-12-07", "重排下下个星期": "week.propose 2026-12-07 anew", "下下周照搬上周": "week.copy 2026-12-07 from 2026-11-16",
		"排12月9号那周": "week.propose 2026-12-07", "排12-21那周": "week.propose 2026-12-21", "提交下下周计划": "week.submit 2026-12-07", "排1月4号那周": "week.propose 2027-01-04", "排13月40号那周": "--",
		"提交": "week.submit", "提交下周计划": "week.submit 2026-11-30", "交计划": "week.submit", "提交周计划": "week.submit", "提交 1050": "week.submit #1050",
		"按上周再来一周": "week.copy from 2026-11-16", "下周照搬上周": "week.copy 2026-11-30 from 2026-11-16", "下周跟这周一样": "week.copy 2026-11-30 from 2026-11-23",
		"周报": "report.show", "本周周报": "report.show 2026-11-23", "上周周报": "report.show 2026-11-16", "看 1050": "week.show #1050", "1050 明细": "week.show #1050",
		"下周": "--", "排": "week.propose", "交": "--", "排队等了半天没见到": "--", "提交了材料": "--",
	} {
		if got := weekSaid(said(t, domain.Rep, text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"看 1050": "week.show #1050", "周报": "report.show", "排下周": "--", "提交": "--"} {
		if got := weekSaid(said(t, domain.Manager, text)); got != want {
			t.Errorf("by a manager %q is %s, want %s", text, got, want)
		}
	}
}

func weekSaid(r understand.Reading) string {
	if r.Week == nil {
		return "--"
	}
	s := string(r.Further)
	if !r.Week.Monday.IsZero() {
		s += " " + r.Week.Monday.String()
	}
	if r.Week.Number != 0 {
		s += fmt.Sprint(" #", r.Week.Number)
	}
	if !r.Week.From.IsZero() {
		s += " from " + r.Week.From.String()
	}
	if r.Week.Anew {
		s += " anew"
	}
	return s
}

func TestChangesOfAWeekInHandAreReadBesideTheRest(t *testing.T) {
	for text, want := range map[string]string{
		"加上王芳": "+ D007", "周三加上王芳": "+ D007 2026-12-02", "再加一个刘国强": "+ D006", "不去社区": "- []", "不去省人民": "- [D", "周三不去": "- 2026-12-02",
		"不去附二": "- [D", "附二不去了": "- [D", "去掉王芳": "- D007", "把王芳去掉": "- D007", "周三不去附二": "- [D",
		"加上王芳，讲立舒平，20分钟，认可": "--", "今天没去成附二": "--", "不去月球": "- []", "加油": "--", "不去": "--",
	} {
		e := said(t, domain.Rep, text).Edit
		got := "--"
		if e != nil {
			got = map[bool]string{true: "+", false: "-"}[e.Add]
			switch {
			case e.Doctor != "":
				got += " " + e.Doctor
			case e.Candidates != nil:
				got += fmt.Sprint(" ", e.Candidates)
			}
			if !e.Date.IsZero() {
				got += " " + e.Date.String()
			}
		}
		if len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	r := said(t, domain.Rep, "周三去附二改成周四")
	if r.Intent != understand.VisitAmend || !r.BareDays || len(r.Target.Candidates) == 0 || r.Target.Date != (domain.Date{Year: 2026, Month: 12, Day: 2}) {
		t.Errorf("周三去附二改成周四 is %+v of %+v", r, r.Target)
	}
}

// said reads a text on Friday 2026-11-27.
func said(t *testing.T, role domain.Role, text string) understand.Reading {
	t.Helper()
	userid := map[domain.Role]string{domain.Rep: "chenxiao", domain.Manager: "wangjianguo"}[role]
	return understand.Read(text, understand.Sender{UserID: userid, Role: role},
		understand.Context{At: time.Date(2026, 11, 27, 10, 0, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: load(t).gazetteers[userid]})
}
