package notice

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/teammonth"
)

func init() {
	args[TeamMonthReport.Name] = MonthReportArgs{AsOf: domain.DateOf(at), Manager: "boss"}
	args[TeamMonthAsked.Name] = MonthReportArgs{AsOf: domain.DateOf(at), Manager: "boss", Rep: "chenxiao"}
}

func (t told) TeamMonth(_ context.Context, _ string, reps []string, on domain.Date, _ bool) (teammonth.Report, bool, error) {
	return teammonth.Of(people26(on, reps...), doctors26), true, nil
}

func (t told) RepsOn(context.Context, string, domain.Date) ([]string, error) {
	return []string{"chenxiao", "linyutong"}, nil
}

var doctors26 = map[string]teammonth.Doctor{"D1": {Name: "张伟", Hospital: "市一", Department: "心血管内科"}, "D2": {Name: "李静", Hospital: "附二", Department: "内分泌科"}}

// people26 are reps of whom each has two doctors and two visits; the first was late with one of them.
func people26(on domain.Date, reps ...string) (people []teammonth.Person) {
	for i, rep := range reps {
		month := quota.MonthOf(calendar.Default(), on)
		people = append(people, teammonth.Person{UserID: rep, Name: "代表" + rep, Head: rep, HeadName: "代表" + rep, Done: 1, Due: 2, HalfDays: 4,
			Standings: quota.Standings{Rep: rep, Month: month, On: on, Doctors: []quota.Standing{
				{Doctor: "D1", Grade: "A", Hers: true, DoctorMonth: quota.DoctorMonth{Required: 4, Effective: 1 + 3*i, Target: true}},
				{Doctor: "D2", Grade: "B", Hers: true, DoctorMonth: quota.DoctorMonth{Required: 2, Target: true}}}},
			Visits: []teammonth.Visit{{Number: 1001, Doctor: "D1", Date: on, Start: "09:00", Result: domain.Agreed, Activity: quota.Activity{Effective: true, Planned: true, Score: 90, Reviewed: true, Wait: 5 * time.Hour}},
				{Number: 1002, Doctor: "D2", Date: on, Activity: quota.Activity{Score: 51, Lag: time.Duration(1-i) * 30 * time.Hour, Joint: true}}}})
	}
	return people
}

func TestATeamsMonthIsTold(t *testing.T) {
	on := domain.DateOf(at)
	r := teammonth.Of(people26(on, "a", "b"), doctors26)
	text := MonthReportText(r, false)
	for _, want := range []string{"团队11月（至11-26，工作日19/21，2人）", "覆盖率50%，频次达成25%，计划达成42%（不封顶42%）", "计划执行50%，计划外50%，日均1.0次，有效率50%，均分70.5",
		"24小时内录入75%，审核50%（中位5小时），协访50%", "1. ❗代表a 达成17%，覆盖50%，有效率50%，还差5次", "2. 代表b 达成67%"} {
		if !strings.Contains(text, want) {
			t.Errorf("the team's month lacks %q:\n%s", want, text)
		}
	}
	one := MonthReportText(teammonth.Of(people26(on, "a"), doctors26), true)
	if !strings.Contains(one, "代表a11月（至11-26，工作日19/21）") || !strings.Contains(one, "A级1/4、B级0/2，还差5次。\n还差最多：张伟(市一,A)差3、李静(附二,B)差2。") {
		t.Errorf("one rep's month is\n%s", one)
	}
	by := MonthReportBy(r, Measures["within_24h"], false)
	if !strings.HasSuffix(by, "及时率（24小时内录入/拜访）：团队 75%（3/4）\n1. 代表a 50%（1/2）\n2. 代表b 100%（2/2）") {
		t.Errorf("one indicator is\n%s", by)
	}
	if mean := MonthReportBy(r, Measures["quality"], false); !strings.Contains(mean, "平均分（得分合计/拜访）：团队 70.5\n1. 代表a 70.5") {
		t.Errorf("a mean is\n%s", mean)
	}
	for name, m := range Measures {
		if m.Name == "" || m.Counted == "" || MonthReportBy(r, m, true) == "" {
			t.Errorf("the indicator %s says nothing", name)
		}
	}
}

func TestFiguresOfAMonthHold(t *testing.T) {
	on := domain.DateOf(at)
	var reps []string
	for i := range 60 {
		reps = append(reps, string(rune('a'+i)))
	}
	for what, r := range map[string]teammonth.Report{"one": teammonth.Of(people26(on, "a"), doctors26), "team": teammonth.Of(people26(on, "a", "b"), doctors26),
		"many": teammonth.Of(people26(on, reps...), doctors26), "nothing": teammonth.Of([]teammonth.Person{{UserID: "x", Name: "新人", Head: "x", HeadName: "新人",
			Standings: quota.Standings{Month: quota.MonthOf(calendar.Default(), on), On: on}}}, nil)} {
		for _, a := range monthReportAttachments(r, what == "one") {
			var err error
			if a.Picture != nil {
				err = a.Picture.Check()
			} else {
				err = a.Workbook.Check()
			}
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		if text := MonthReportText(r, false); what == "nothing" && !strings.Contains(text, "覆盖率—") {
			t.Errorf("of nothing it says\n%s", text)
		}
	}
}
