package notice

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/teammonth"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMonthReport     = words.New("month_report.head", "%s%d月（至%s，工作日%d/%d，%d人）%s")
	sayMonthReportOne  = words.New("month_report.head_one", "%s%d月（至%s，工作日%d/%d）%s")
	sayMonthReportTeam = words.New("month_report.team", "团队")
	sayMonthReportUnit = words.New("month_report.unit", "%s组")
	sayMonthTargets    = words.New("month_report.targets", "覆盖率%s，频次达成%s，计划达成%s（不封顶%s）")
	sayMonthConduct    = words.New("month_report.conduct", "计划执行%s，计划外%s，日均%s次，有效率%s，均分%s")
	sayMonthReview     = words.New("month_report.review", "24小时内录入%s，审核%s%s，协访%s")
	sayMonthCoaching   = words.New("month_report.coaching", "协访反馈%s，辅导待办按时%s")
	sayMonthMedian     = words.New("month_report.median", "（中位%d小时）")
	sayMonthCourse     = words.New("month_report.course", "进度落后%d人，其中严重%d人。")
	sayMonthOnCourse   = words.New("month_report.on_course", "次数都在进度上。")
	sayMonthRow        = words.New("month_report.row", "%d. %s%s 达成%s，覆盖%s，有效率%s，还差%d次")
	sayMonthRowsRest   = words.New("month_report.rest", "另有%d行，见表格文件。")
	sayMonthBy         = words.New("month_report.by", "%s（%s）：%s %s")
	sayMonthByRow      = words.New("month_report.by_row", "%d. %s %s")
	sayMonthGrades     = words.New("month_report.grades", "%s，还差%d次。")
	sayMonthDue        = words.New("month_report.due", "还差最多：%s。")
	sayMonthShare      = words.New("month_report.share", "%d%%（%d/%d）")
	sayMonthNothing    = words.New("month_report.nothing", "—")
	sayMonthNoHolidays = words.New("month_report.no_holidays", "（节假日未导入）")
)

// MonthReportTruth is what the notices of a team's month read.
type MonthReportTruth interface {
	// TeamMonth computes how the months of reps go, seen from a day in it and from the manager who asks, with the doctors' names.
	TeamMonth(ctx context.Context, manager string, reps []string, on domain.Date, named bool) (r teammonth.Report, ok bool, err error)
	// RepsOn returns the reps below a manager who were employed in the month of a day.
	RepsOn(ctx context.Context, manager string, on domain.Date) ([]string, error)
}

// MonthReportArgs say which month a notice tells.
type MonthReportArgs struct {
	// AsOf is a day of the month: the last, or the day on which she asked.
	AsOf domain.Date `json:"as_of"`
	// Manager is whose people they are, Rep the one rep who was asked about (empty: all of them).
	Manager string `json:"manager"`
	Rep     string `json:"rep,omitempty"`
	// Whose is the manager's name where she is not the one who asked.
	Whose string `json:"whose,omitempty"`
	// Said is the answer in words where she asked by SMS.
	Said string `json:"said,omitempty"`
}

// TeamMonthReport tells a manager on the first workday of a month how the last one went (PRODUCT.md M8).
var TeamMonthReport = register(Kind{Name: "month_report_team", Stale: weekReportStale, Drawn: true, Compose: composeMonthReport})

// TeamMonthAsked brings the picture and the table of a month that was asked for (团队); the words were the answer.
var TeamMonthAsked = register(Kind{Name: "month_report_asked", Asked: true,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		c, still, err := composeMonthReport(ctx, truth, n)
		if err != nil || !still {
			return c, still, err
		}
		var a MonthReportArgs
		if err := json.Unmarshal(n.Args, &a); err != nil {
			return c, false, fmt.Errorf("read which month is told: %w", err)
		}
		c.Text, c.Only, c.Template, c.Params = a.Said, domain.WeCom, "", nil
		return c, true, nil
	}})

// MonthReportTo makes the notice of the month that ends with last to a manager, due at an instant.
func MonthReportTo(manager string, last domain.Date, due time.Time) (Notice, error) {
	return monthReport(TeamMonthReport, manager, fmt.Sprintf("%s/%04d-%02d/%s", TeamMonthReport.Name, last.Year, last.Month, manager), MonthReportArgs{AsOf: last, Manager: manager}, due)
}

// MonthReportAskedBy makes the notice that brings a person what she asked for by the message of an origin.
func MonthReportAskedBy(person string, origin domain.ID, a MonthReportArgs, now time.Time) (Notice, error) {
	return monthReport(TeamMonthAsked, person, TeamMonthAsked.Name+"/"+origin.String(), a, now)
}

func monthReport(k Kind, person, key string, a MonthReportArgs, due time.Time) (Notice, error) {
	args, err := json.Marshal(a)
	if err != nil {
		return Notice{}, fmt.Errorf("keep which month is told: %w", err)
	}
	return Notice{Kind: k.Name, Key: key, Person: person, Args: args, DueAt: due}, nil
}

func composeMonthReport(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	var a MonthReportArgs
	if err := json.Unmarshal(n.Args, &a); err != nil {
		return Content{}, false, fmt.Errorf("read which month is told: %w", err)
	}
	reps := []string{a.Rep}
	if a.Rep == "" {
		var err error
		if reps, err = truth.RepsOn(ctx, a.Manager, a.AsOf); err != nil || len(reps) == 0 {
			return Content{}, false, err
		}
	}
	r, ok, err := truth.TeamMonth(ctx, a.Manager, reps, a.AsOf, true)
	if err != nil || !ok {
		return Content{}, false, err
	}
	of, err := whoseTeam(ctx, truth, n)
	if err != nil {
		return Content{}, false, err
	}
	r.Whose = cmp.Or(of.Of, a.Whose)
	c := Content{Text: MonthReportText(r, a.Rep != "")}
	c.Template, c.Params = MonthReportSMS(r)
	c.Attachments = monthReportAttachments(r, a.Rep != "")
	return c, true, nil
}

// MonthReportSMS says in numbers what a short message can of a team's month: what is left of it.
func MonthReportSMS(r teammonth.Report) (template string, params map[string]string) {
	views := make([]MonthView, len(r.People))
	for i, p := range r.People {
		views[i] = MonthView{Standings: p.Standings}
	}
	return "quota", quotaParams(views...)
}

// Measure is one indicator: its name, how it is counted, and the share of a row.
type Measure struct {
	Name, Counted string
	Of            func(teammonth.Row) quota.Ratio
	// Mean: the share is a mean (of scores, of visits a day) and no percentage. Half: its denominator counts half-days.
	Mean bool
}

// Measures are the indicators of PRODUCT.md Q7 by the names that understanding has for them.
var Measures = map[string]Measure{
	"coverage":   {Name: "覆盖率", Counted: "有过有效拜访的医生/目标医生", Of: func(r teammonth.Row) quota.Ratio { return r.Coverage }},
	"frequency":  {Name: "频次达成率", Counted: "次数已满的医生/有目标的医生", Of: func(r teammonth.Row) quota.Ratio { return r.Frequency }},
	"call_plan":  {Name: "计划达成率", Counted: "有效次数（每位不超过目标）/目标次数", Of: func(r teammonth.Row) quota.Ratio { return r.Capped }},
	"adherence":  {Name: "计划执行率", Counted: "已完成/到期计划", Of: func(r teammonth.Row) quota.Ratio { return r.Adherence }},
	"off_plan":   {Name: "计划外占比", Counted: "计划外拜访/拜访", Of: func(r teammonth.Row) quota.Ratio { return r.OffPlan }},
	"per_day":    {Name: "日均拜访", Counted: "拜访次数/在岗天数", Mean: true, Of: func(r teammonth.Row) quota.Ratio { return r.CallsPerFieldDay }},
	"effective":  {Name: "有效率", Counted: "有效拜访/拜访", Of: func(r teammonth.Row) quota.Ratio { return r.EffectiveRate }},
	"quality":    {Name: "平均分", Counted: "得分合计/拜访", Mean: true, Of: func(r teammonth.Row) quota.Ratio { return r.Quality }},
	"within_24h": {Name: "及时率", Counted: "24小时内录入/拜访", Of: func(r teammonth.Row) quota.Ratio { return r.Within24h }},
	"reviewed":   {Name: "审核率", Counted: "已审核/拜访", Of: func(r teammonth.Row) quota.Ratio { return r.ReviewRate }},
	"joint":      {Name: "协访率", Counted: "协访/拜访", Of: func(r teammonth.Row) quota.Ratio { return r.JointRate }},
	"coached":    {Name: "协访反馈率", Counted: "已打分的协访/协访", Of: func(r teammonth.Row) quota.Ratio { return r.Coached }},
	"loop":       {Name: "辅导闭环率", Counted: "按时完成的待办/到期待办", Of: func(r teammonth.Row) quota.Ratio { return r.Loop }},
}

// mostMonthRows is how many rows a text has; the spreadsheet has them all. mostDue is how many doctors it names.
const mostMonthRows, mostDue = 20, 6

// MonthReportText words a team's month, or that of the one person in it.
func MonthReportText(r teammonth.Report, one bool) string {
	lines := []string{monthReportHead(r, one),
		sayMonthTargets.Say(orDash(r.All.Coverage), orDash(r.All.Frequency), orDash(r.All.Capped), orDash(r.All.Plain)),
		sayMonthConduct.Say(orDash(r.All.Adherence), orDash(r.All.OffPlan), tenths(r.All.CallsPerFieldDay), orDash(r.All.EffectiveRate), tenths(r.All.Quality)),
		sayMonthReview.Say(orDash(r.All.Within24h), orDash(r.All.ReviewRate), reviewMedian(r.All), orDash(r.All.JointRate))}
	if r.All.Coached.Den > 0 || r.All.Loop.Den > 0 {
		lines = append(lines, sayMonthCoaching.Say(orDash(r.All.Coached), orDash(r.All.Loop)))
	}
	if one {
		return strings.Join(append(lines, onesMonth(r)...), "\n")
	}
	if r.All.Behind > 0 {
		lines = append(lines, sayMonthCourse.Say(r.All.Behind, r.All.Grave))
	} else {
		lines = append(lines, sayMonthOnCourse.Say())
	}
	for i, row := range r.Rows[:min(len(r.Rows), mostMonthRows)] {
		level := quota.Level(0)
		if row.Grave > 0 {
			level = 2
		}
		lines = append(lines, sayMonthRow.Say(i+1, graveMark(level), rowName(row), orDash(row.Capped), orDash(row.Coverage), orDash(row.EffectiveRate), row.Remaining))
	}
	if rest := len(r.Rows) - mostMonthRows; rest > 0 {
		lines = append(lines, sayMonthRowsRest.Say(rest))
	}
	return strings.Join(lines, "\n")
}

// MonthReportBy words one indicator of a team's month, with what it is counted from, the lowest first.
func MonthReportBy(r teammonth.Report, m Measure, one bool) string {
	who := monthOfWhom(r, one)
	lines := []string{monthReportHead(r, one), sayMonthBy.Say(m.Name, m.Counted, who, m.say(r.All))}
	if one {
		return strings.Join(lines, "\n")
	}
	rows := r.By(m.Of)
	for i, row := range rows[:min(len(rows), mostMonthRows)] {
		lines = append(lines, sayMonthByRow.Say(i+1, rowName(row), m.say(row)))
	}
	if rest := len(rows) - mostMonthRows; rest > 0 {
		lines = append(lines, sayMonthRowsRest.Say(rest))
	}
	return strings.Join(lines, "\n")
}

// say writes the indicator of a row: a share with its numbers, or a mean.
func (m Measure) say(row teammonth.Row) string {
	of := m.Of(row)
	if m.Mean {
		return tenths(of)
	}
	if _, ok := of.Permille(); !ok {
		return sayMonthNothing.Say()
	}
	return sayMonthShare.Say(percent(of.Num, of.Den), of.Num, of.Den)
}

func monthReportHead(r teammonth.Report, one bool) string {
	note := ""
	if !r.Month.Known() {
		note = sayMonthNoHolidays.Say()
	}
	if one {
		return sayMonthReportOne.Say(r.People[0].Name, int(r.AsOf.Month), monthDay(r.AsOf), r.Month.Elapsed(r.AsOf), r.Month.Workdays(), note)
	}
	return sayMonthReport.Say(monthOfWhom(r, one), int(r.AsOf.Month), monthDay(r.AsOf), r.Month.Elapsed(r.AsOf), r.Month.Workdays(), len(r.People), note)
}

// monthOfWhom names the one rep, or whose team it is.
func monthOfWhom(r teammonth.Report, one bool) string {
	switch {
	case one:
		return r.People[0].Name
	case r.Whose != "":
		return sayMonthReportUnit.Say(r.Whose)
	}
	return sayMonthReportTeam.Say()
}

// onesMonth says how far along one rep's month is by grades, and who needs most visits.
func onesMonth(r teammonth.Report) (lines []string) {
	var grades, due []string
	progress := r.Progress()
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if p := progress[g]; p.Den > 0 {
			grades = append(grades, fmt.Sprintf("%s级%d/%d", g, p.Num, p.Den))
		}
	}
	if len(grades) > 0 {
		lines = append(lines, sayMonthGrades.Say(strings.Join(grades, "、"), r.All.Remaining))
	}
	for _, d := range r.Due() {
		if len(due) == mostDue {
			break
		}
		if n, ok := r.Doctors[d.Doctor]; ok {
			due = append(due, fmt.Sprintf("%s(%s%s)差%d", n.Name, n.Hospital, gradeAfter(d.Grade), d.Remaining()))
		}
	}
	if len(due) > 0 {
		lines = append(lines, sayMonthDue.Say(strings.Join(due, "、")))
	}
	return lines
}

func gradeAfter(g domain.Grade) string {
	if g == "" {
		return ""
	}
	return "," + string(g)
}

func rowName(row teammonth.Row) string {
	if row.Team {
		return sayMonthReportUnit.Say(row.Name)
	}
	return row.Name
}

func reviewMedian(row teammonth.Row) string {
	if row.ReviewRate.Num == 0 {
		return ""
	}
	return sayMonthMedian.Say(teammonth.Hours(row.ReviewMedian))
}

// orDash writes a share in per cent, a dash where nothing was counted.
func orDash(r quota.Ratio) string { return cmp.Or(inPercent("%s", r), sayMonthNothing.Say()) }

// tenths writes a mean with one decimal, half up; a dash where nothing was counted.
func tenths(r quota.Ratio) string {
	if r.Den <= 0 {
		return sayMonthNothing.Say()
	}
	n := (2*10*int64(r.Num) + int64(r.Den)) / (2 * int64(r.Den))
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10)
}
