package notice

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
)

func november(d int) domain.Date { return domain.Date{Year: 2026, Month: 11, Day: d} }

// aStop is a planned visit to the first doctor of aMonth.
func aStop() DayStop {
	return DayStop{StopView: StopView{Number: 1002, Doctor: DoctorName{"张伟", "市一", "Z1"}, Start: "15:00"}, Code: "1", Department: "心血管内科",
		Products: []string{"立舒平"}, Last: november(12), LastResult: domain.Interested, LastProducts: []string{"安络畅"}, Again: november(26), Said: "价格偏高"}
}

func TestTheMorningsList(t *testing.T) {
	waited := func(d *quota.Doctor, last int) {
		d.Assigned, d.Last = []quota.Assigned{{Span: quota.Span{From: november(1)}}}, november(last)
	}
	truth := standing()
	truth.months = []MonthView{aMonth("boss", 26, 6, 1, func(r *quota.Record) {
		for i := range r.Doctors {
			waited(&r.Doctors[i], 20-2*i) // from the third on they have waited for more than ten days
		}
	})}
	truth.days = []DayStop{aStop(), {StopView: StopView{Number: 1003, Doctor: DoctorName{"王芳", "附二", "W1"}}, Code: "4", Department: "内分泌科"}}
	compose := func() Content {
		t.Helper()
		c, still, err := MorningList.Compose(t.Context(), truth, Notice{Kind: MorningList.Name, Person: "boss", DueAt: at})
		if err != nil || !still {
			t.Fatalf("nothing is told: %v", err)
		}
		return c
	}
	want := "早上好，超期未访2位，有空先去：张伟6(Z6) 市一、张伟5(Z5) 市一。\n今天（11-26 周四）安排2家：\n#1002 15:00 张伟(Z1) 市一 心血管内科｜立舒平\n" +
		"· 上次11-12 安络畅·感兴趣，约了11-26再访\n· 提过：价格偏高\n· 本月有效1/4次，还差3次\n#1003 王芳(W1) 附二 内分泌科\n· 本月有效1/4次，还差3次\n完成后直接说内容即可。"
	if c := compose(); c.Text != want || c.Template != "today" || c.Params["n"] != "2" || c.Params["codes"] != "Z1、W1" {
		t.Errorf("the list is %q %v", c.Text, c.Params)
	}
	truth.days = nil
	want = "早上好，今天（11-26 周四）还没有安排。\n超期未访3位，先看：\n1. 张伟6(Z6) 市一 A级，上次11-10（超期6天）\n2. 张伟5(Z5) 市一 A级，上次11-12（超期4天）\n" +
		"3. 张伟4(Z4) 市一 A级，上次11-14（超期2天）\n直接说“今天下午3点去市一见张伟6”就能排上。"
	if c := compose(); c.Text != want || c.Template != "" {
		t.Errorf("the list of an empty day is %q, by SMS %s", c.Text, c.Template)
	}
	long := aStop()
	long.Said = strings.Repeat("贵", 200)
	for i := range 40 {
		long.Number = int64(1000 + i)
		truth.days = append(truth.days, long)
	}
	if c := compose(); !strings.Contains(c.Text, "另有28家") || utf8.RuneCountInString(c.Text) > 1500 {
		t.Errorf("the list of forty stops has %d characters", utf8.RuneCountInString(c.Text))
	}
	truth.days, truth.missed = nil, []MissedStop{{Doctor: DoctorName{"张伟6", "市一", "Z6"}, Code: "6", Date: november(24)}}
	want = "早上好，今天（11-26 周四）还没有安排。\n之前没见成1位：张伟6(Z6) 市一（原定11-24），可以补上或另排。\n超期未访2位，先看：\n1. 张伟5(Z5)"
	if c := compose(); !strings.HasPrefix(c.Text, want) {
		t.Errorf("the list of a day after a missed visit is %q", c.Text)
	}
	truth.months = []MonthView{aMonth("boss", 26, 6, 4, nil)}
	want = "早上好，今天（11-26 周四）还没有安排。\n之前没见成1位：张伟6(Z6) 市一（原定11-24），可以补上或另排。\n直接说“今天下午3点去市一见张伟6”就能排上。"
	if c := compose(); c.Text != want {
		t.Errorf("with nobody overdue the list is %q", c.Text)
	}
	truth.missed = nil
	if _, still, err := MorningList.Compose(t.Context(), truth, Notice{Person: "boss", DueAt: at}); still || err != nil {
		t.Errorf("an empty day in which nobody waits is told: %v", err)
	}
}

func TestWhoHasTheMorningOffIsToldAtNoon(t *testing.T) {
	off := func(h quota.Half) []quota.TimeOff { return []quota.TimeOff{{Span: day(26), Half: h}} }
	for _, c := range []struct {
		name string
		off  []quota.TimeOff
		want string
	}{
		{"there all day", nil, "08:00 true"}, {"off all day", off(quota.WholeDay), "false"}, {"off in the morning", off(quota.Morning), "13:00 true"},
		{"off in the afternoon", off(quota.Afternoon), "08:00 true"}, {"off another day", []quota.TimeOff{{Span: day(25)}}, "08:00 true"},
	} {
		p, ok := MorningListTo("rep", c.off, when(26, 8, 0))
		if got := strings.TrimSpace(p.DueAt.Format("15:04 ") + fmt.Sprint(ok)); !strings.HasSuffix(got, c.want) || p.Key != "morning_list/2026-11-26/rep" {
			t.Errorf("%s: %s at %s, want %s", c.name, p.Key, got, c.want)
		}
	}
}

func TestTheManagersMorning(t *testing.T) {
	truth := standing()
	truth.months = []MonthView{badMonth("chen"), aMonth("lin", 25, 5, 4, nil)}
	truth.team = []RepDay{{"chen", "陈晓", 5, 0}, {"lin", "林雨", 0, 1}, {"sun", "孙婷", 0, 2}}
	c, still, err := ManagerMorning.Compose(t.Context(), truth, Notice{Kind: ManagerMorning.Name, Person: "boss", DueAt: at})
	want := "早上好，团队今天（11-26 周四）：\n次数落后1人：\n❗陈晓 应完成72次，已完成0次（0%）\n计划拜访5家：陈晓5家\n今天还没有安排：林雨\n请假：林雨（半天）、孙婷"
	if err != nil || !still || c.Text != want {
		t.Errorf("the card is %q, %v", c.Text, err)
	}
	first := Notice{Kind: ManagerMorning.Name, Person: "boss", DueAt: at.AddDate(0, 0, -25)}
	if c, _, err := ManagerMorning.Compose(t.Context(), truth, first); err != nil || strings.Contains(c.Text, "落后") {
		t.Errorf("on the first of the month the card is %q, %v", c.Text, err)
	}
	truth.team = nil
	if _, still, err := ManagerMorning.Compose(t.Context(), truth, Notice{Person: "boss", DueAt: at}); still || err != nil {
		t.Errorf("a card of nobody is told: %v", err)
	}
}

func TestTheManagersMorningSaysWhatWaitsAndHasItsButtons(t *testing.T) {
	truth := standing()
	truth.months = []MonthView{aMonth("boss", 25, 5, 4, nil)}
	truth.team = []RepDay{{"boss", "陈晓", 5, 0}}
	truth.waiting = WaitingView{Visits: 12, Since: at.AddDate(0, 0, -6), Weeks: []WaitingItem{{1050, "陈晓"}, {1051, "林雨"}, {1052, "孙婷"}, {1053, "赵磊"}},
		Events: []WaitingItem{{1060, "陈晓"}, {1061, "赵磊"}}, Grades: []WaitingItem{{1070, "林雨"}}}
	c, still, err := ManagerMorning.Compose(t.Context(), truth, Notice{Kind: ManagerMorning.Name, Person: "boss", DueAt: at})
	want := "早上好，团队今天（11-26 周四）：\n待审12条（最早11-20）：发“待审”查看，常规一次通过回“通过 常规”。\n待批周计划4份：#1050 陈晓、#1051 林雨、#1052 孙婷、#1053 赵磊\n" +
		"待批活动2场：#1060 陈晓、#1061 赵磊\n待批等级1个：#1070 林雨\n"
	if err != nil || !still || !strings.HasPrefix(c.Text, want) {
		t.Errorf("the card is %q, %v", c.Text, err)
	}
	var keys []string
	for _, b := range c.Card.Buttons {
		keys = append(keys, b.Key)
		if n := len([]rune(b.Text)); n == 0 || n > 10 {
			t.Errorf("a button says %q", b.Text)
		}
	}
	if got := strings.Join(keys, ","); got != "say/待审,say/通过 常规,say/看 1050,say/看 1051,say/看 1052,say/看 1060" {
		t.Errorf("the buttons are %s", got)
	}
	truth.waiting = WaitingView{}
	if c, _, err = ManagerMorning.Compose(t.Context(), truth, Notice{Person: "boss", DueAt: at}); err != nil || c.Card != nil || strings.Contains(c.Text, "待审") {
		t.Errorf("with nothing that waits the card is %+v, %v", c, err)
	}
}
