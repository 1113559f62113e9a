package notice

import (
	"context"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/weekreport"
)

func init() {
	monday := domain.DateOf(at).Monday()
	for _, k := range []Kind{WeekReport, WeekReportAsked} {
		args[k.Name] = ReportArgs{Monday: monday}
	}
	args[TeamWeekReport.Name] = ReportArgs{Monday: monday, Team: true}
}

func (t told) WeekReports(_ context.Context, reps []string, monday domain.Date) ([]weekreport.Report, error) {
	var all []weekreport.Report
	for _, rep := range reps {
		all = append(all, weekOf(rep, monday))
	}
	return all, nil
}

func (t told) RepsBelow(context.Context, string) ([]string, error) {
	return []string{"chenxiao", "linyutong"}, nil
}

// weekOf is a week with all that a report can say.
func weekOf(rep string, monday domain.Date) weekreport.Report {
	zhang := weekreport.Doctor{Code: "D1", Name: "张伟", Hospital: "市一", Department: "心血管内科", Grade: "A"}
	li := weekreport.Doctor{Code: "D2", Name: "李静", Hospital: "附二", Department: "内分泌科", Grade: "B"}
	return weekreport.Of(weekreport.Facts{Rep: rep, Name: "陈晓", Monday: monday, AsOf: monday.AddDays(3), DueBy: monday.AddDays(3), Week: 1000, State: "approved",
		Plans: []weekreport.Plan{{Number: 1001, Doctor: zhang, Date: monday, State: "done"}, {Number: 1002, Doctor: li, Date: monday.AddDays(1), State: "missed"},
			{Number: 1003, Doctor: li, Date: monday.AddDays(4), Start: "10:00", State: "planned"}, {Number: 1004, Doctor: li, Date: monday, State: "cancelled"}},
		Visits: []weekreport.Visit{{Number: 1005, Doctor: zhang, Date: monday, Minutes: 20, Products: []string{"立舒平"}, Result: domain.Agreed, Score: 90, Effective: true, Planned: true},
			{Number: 1006, Doctor: li, Date: monday.AddDays(2), Result: domain.Neutral, Score: 55}, {Number: 1007, Doctor: li, Date: monday.AddDays(3), Result: domain.Absent}},
		Feedback: 2,
		Month: quota.Standings{Doctors: []quota.Standing{{Doctor: "D1", Grade: "A", Hers: true, DoctorMonth: quota.DoctorMonth{Required: 4, Effective: 1, Target: true}},
			{Doctor: "D2", Grade: "B", Hers: true, DoctorMonth: quota.DoctorMonth{Required: 2, Target: true}}}},
	})
}

func TestAReportSaysTheWholeWeek(t *testing.T) {
	text := ReportText(weekOf("chenxiao", domain.DateOf(at).Monday()))
	for _, want := range []string{"陈晓周报 11-23至11-29（截至11-26 周四）", "计划3家：完成1（50%），未完成1，后面还有1家；计划外1家", "拜访3次：见到2，有效1（50%），平均73分",
		"结果：认可1、没表态1、未遇1", "11月至今：A级1/4、B级0/2，还差5次", "医生反馈2条", "未完成：#1002 李静 11-24 周二"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
}

func TestAReportOfAnEmptyWeekSaysSo(t *testing.T) {
	monday := domain.DateOf(at).Monday()
	text := ReportText(weekreport.Of(weekreport.Facts{Name: "陈晓", Monday: monday, AsOf: monday.AddDays(6)}))
	if !strings.Contains(text, "没有计划") || !strings.Contains(text, "没有拜访记录") || strings.Contains(text, "截至") {
		t.Errorf("it says %q", text)
	}
}

func TestFiguresOfReportsHold(t *testing.T) {
	monday := domain.DateOf(at).Monday()
	var many []weekreport.Report
	for range 60 {
		many = append(many, weekOf("chenxiao", monday))
	}
	for what, all := range map[string][]weekreport.Report{"one": many[:1], "team": many[:3], "many": many, "empty": {weekreport.Of(weekreport.Facts{Name: "陈晓", Monday: monday, AsOf: monday})}} {
		for _, a := range reportAttachments(all, what != "one", ownTeam{}) {
			switch {
			case a.Picture != nil:
				if err := a.Picture.Check(); err != nil {
					t.Errorf("%s: %v", what, err)
				}
			default:
				if err := a.Workbook.Check(); err != nil {
					t.Errorf("%s: %v", what, err)
				}
				if n := len(a.Workbook.Sheets[0].Rows); n != len(all) {
					t.Errorf("%s: the overview has %d rows", what, n)
				}
			}
		}
	}
	if text := TeamReportText(many, ""); strings.Count(text, "\n") > 22 || !strings.Contains(text, "另有40人") {
		t.Errorf("the report of 60 says\n%s", text)
	}
}
