package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/weekreport"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayReport         = words.New("week_report.head", "%s周报 %s至%s%s")
	sayReportPlan     = words.New("week_report.plan", "计划%d家：完成%d%s，未完成%d%s；计划外%d家。")
	sayReportNoPlan   = words.New("week_report.no_plan", "没有计划；计划外%d家。")
	sayReportAhead    = words.New("week_report.ahead", "，后面还有%d家")
	sayReportVisits   = words.New("week_report.visits", "拜访%d次：见到%d，有效%d%s%s。")
	sayReportNone     = words.New("week_report.none", "没有拜访记录。")
	sayReportMean     = words.New("week_report.mean", "，平均%d分")
	sayReportResults  = words.New("week_report.results", "结果：%s。")
	sayReportMonth    = words.New("week_report.month", "%d月至今：%s，还差%d次%s。")
	sayReportTold     = words.New("week_report.feedback", "医生反馈%d条。")
	sayReportOpen     = words.New("week_report.open", "未完成：%s。")
	sayReportRest     = words.New("week_report.rest", "等%d家")
	sayReportUntil    = words.New("week_report.until", "（截至%s）")
	sayTeamReport     = words.New("week_report.team", "%s周报 %s至%s（%d人）%s")
	sayTeamLine       = words.New("week_report.team_line", "%s：计划%d/%d，拜访%d，有效%d，计划外%d，本月%s")
	sayReportTeamRest = words.New("week_report.team_rest", "另有%d人，见表格文件。")
	reportResults     = []domain.Result{domain.Agreed, domain.Interested, domain.Neutral, domain.Objection, domain.Refused, domain.Absent}
)

// ResultNames are how people read the results of visits, in chat and in what is told.
var ResultNames = map[domain.Result]string{domain.Agreed: "认可", domain.Interested: "感兴趣", domain.Neutral: "没表态",
	domain.Objection: "有顾虑", domain.Refused: "拒绝", domain.Absent: "未遇"}

// ReportTruth is what the notices of the weekly report read.
type ReportTruth interface {
	// WeekReports computes the reports of these reps' weeks from monday on by the facts of now, in the order of the userids.
	WeekReports(ctx context.Context, reps []string, monday domain.Date) ([]weekreport.Report, error)
	// RepsBelow returns the reps below a manager who are employed today, in the order of their userids.
	RepsBelow(ctx context.Context, manager string) ([]string, error)
}

// weekReportStale is how late a weekly report may still come.
const weekReportStale = 3 * 24 * time.Hour

// ReportArgs say which reports a notice carries.
type ReportArgs struct {
	Monday domain.Date `json:"monday"`
	// Reps are those who were asked about; empty: the receiver herself, or everybody below a manager.
	Reps []string `json:"reps,omitempty"`
	// Team: several reps together, also where it is only one.
	Team bool `json:"team,omitempty"`
	// Manager is whose team it is where it is not the receiver's own, and Whose her name.
	Manager string `json:"manager,omitempty"`
	Whose   string `json:"whose,omitempty"`
	// Said is the answer in words where she asked by SMS.
	Said string `json:"said,omitempty"`
}

// WeekReport tells a rep at the end of her week what became of it (PRODUCT.md P5).
var WeekReport = register(Kind{Name: "week_report", Stale: weekReportStale, Drawn: true, Compose: composeReport})

// TeamWeekReport tells a manager at the beginning of the next one (PRODUCT.md P5, M8).
var TeamWeekReport = register(Kind{Name: "week_report_team", Stale: weekReportStale, Drawn: true, Compose: composeReport})

// WeekReportAsked brings the picture and the table of a report that was asked for (周报); the words were the answer.
var WeekReportAsked = register(Kind{Name: "week_report_asked", Asked: true,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		c, still, err := composeReport(ctx, truth, n)
		if err != nil || !still {
			return c, still, err
		}
		a, err := readArgs(n)
		c.Text, c.Only, c.Template, c.Params = a.Said, domain.WeCom, "", nil
		return c, true, err
	}})

// ReportNotice makes the notice of a report to a person under a key, due at an instant.
func ReportNotice(k Kind, person, key string, a ReportArgs, due time.Time) (Notice, error) {
	args, err := json.Marshal(a)
	if err != nil {
		return Notice{}, fmt.Errorf("keep which report is told: %w", err)
	}
	return Notice{Kind: k.Name, Key: key, Person: person, Args: args, DueAt: due}, nil
}

// WeekReportKey is the key of the report of a week to one person: week_report/2026-W48/chenxiao.
func WeekReportKey(k Kind, monday domain.Date, person string) string {
	return k.Name + "/" + weekreport.Name(monday) + "/" + person
}

func readArgs(n Notice) (a ReportArgs, err error) {
	if err = json.Unmarshal(n.Args, &a); err != nil {
		err = fmt.Errorf("read which report is told: %w", err)
	}
	return a, err
}

func composeReport(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	a, err := readArgs(n)
	if err != nil {
		return Content{}, false, err
	}
	reps, of := a.Reps, ownTeam{Manager: a.Manager, Of: a.Whose}
	switch {
	case len(reps) > 0:
	case a.Team:
		if a.Manager == "" {
			if of, err = whoseTeam(ctx, truth, n); err != nil {
				return Content{}, false, err
			}
		}
		if reps, err = truth.RepsBelow(ctx, of.Manager); err != nil {
			return Content{}, false, err
		}
	default:
		reps = []string{n.Person}
	}
	all, err := truth.WeekReports(ctx, reps, a.Monday)
	if err != nil || len(all) == 0 {
		return Content{}, false, err
	}
	c := Content{Text: ReportText(all[0])}
	if a.Team {
		c.Text = TeamReportText(all, of.Of)
	}
	c.Template, c.Params = ReportSMS(all...)
	c.Attachments = reportAttachments(all, a.Team, of)
	return c, true, nil
}

// ReportSMS says in numbers what a short message can of reports: what is left of the month, all reps together.
func ReportSMS(all ...weekreport.Report) (template string, params map[string]string) {
	left, rest, days := map[domain.Grade]int{}, 0, 0
	for _, r := range all {
		for _, d := range r.Month.Doctors {
			left[d.Grade] += d.Remaining()
		}
		rest, days = rest+r.Month.Remaining(), r.Month.WorkdaysLeft()
	}
	return "quota", map[string]string{"n": strconv.Itoa(rest), "a": strconv.Itoa(left[domain.GradeA]), "b": strconv.Itoa(left[domain.GradeB]),
		"c": strconv.Itoa(left[domain.GradeC]), "d": strconv.Itoa(days)}
}

// mostOpenNamed is how many plans that were not made a text names, mostTeamLines how many reps.
const (
	mostOpenNamed = 8
	mostTeamLines = 20
)

// ReportText words one rep's report.
func ReportText(r weekreport.Report) string {
	lines := []string{sayReport.Say(r.Name, monthDay(r.Monday), monthDay(r.Sunday()), reportUntil(r))}
	if r.Due+r.Ahead == 0 {
		lines = append(lines, sayReportNoPlan.Say(r.OffPlan))
	} else {
		ahead := ""
		if r.Ahead > 0 {
			ahead = sayReportAhead.Say(r.Ahead)
		}
		lines = append(lines, sayReportPlan.Say(r.Due+r.Ahead, r.Done, inPercent("（%s）", r.Completion()), len(r.Open), ahead, r.OffPlan))
	}
	if r.Made == 0 {
		lines = append(lines, sayReportNone.Say())
	} else {
		mean := ""
		if q := r.Quality(); q.Den > 0 {
			mean = sayReportMean.Say((2*q.Num + q.Den) / (2 * q.Den))
		}
		lines = append(lines, sayReportVisits.Say(r.Made, r.Met, r.Effective, inPercent("（%s）", r.EffectiveRate()), mean))
	}
	if results := reportResult(r); results != "" {
		lines = append(lines, sayReportResults.Say(results))
	}
	lines = append(lines, reportMonth(r))
	if r.Feedback > 0 {
		lines = append(lines, sayReportTold.Say(r.Feedback))
	}
	if len(r.Open) > 0 {
		lines = append(lines, sayReportOpen.Say(openNames(r.Open)))
	}
	return strings.Join(lines, "\n")
}

func reportUntil(r weekreport.Report) string {
	if r.AsOf == r.Sunday() {
		return ""
	}
	return sayReportUntil.Say(DayOfWeek(r.AsOf))
}

func inPercent(format string, of quota.Ratio) string {
	permille, ok := of.Permille()
	if !ok {
		return ""
	}
	return fmt.Sprintf(format, strconv.Itoa((permille+5)/10)+"%")
}

func reportResult(r weekreport.Report) string {
	var parts []string
	for _, result := range reportResults {
		if n := r.Results[result]; n > 0 {
			parts = append(parts, ResultNames[result]+strconv.Itoa(n))
		}
	}
	return strings.Join(parts, "、")
}

func reportMonth(r weekreport.Report) string {
	var parts []string
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if p := r.Progress[g]; p.Den > 0 {
			parts = append(parts, fmt.Sprintf("%s级%d/%d", g, p.Num, p.Den))
		}
	}
	if len(parts) == 0 {
		parts = []string{"没有目标"}
	}
	note := ""
	if !r.Month.Month.Known() {
		note = "（节假日未导入）"
	}
	return sayReportMonth.Say(int(r.AsOf.Month), strings.Join(parts, "、"), r.Month.Remaining(), note)
}

func openNames(open []weekreport.Plan) string {
	names := make([]string, 0, mostOpenNamed+1)
	for _, p := range open[:min(len(open), mostOpenNamed)] {
		names = append(names, fmt.Sprintf("#%d %s %s", p.Number, p.Doctor.Name, DayOfWeek(p.Date)))
	}
	if len(open) > mostOpenNamed {
		return strings.Join(names, "、") + sayReportRest.Say(len(open))
	}
	return strings.Join(names, "、")
}

// TeamReportText words the reports of a team; whose is the manager whose team it is, empty for the reader's own.
func TeamReportText(all []weekreport.Report, whose string) string {
	first := all[0]
	lines := []string{sayTeamReport.Say(ownTeam{Of: whose}.named(), monthDay(first.Monday), monthDay(first.Sunday()), len(all), reportUntil(first))}
	for _, r := range all[:min(len(all), mostTeamLines)] {
		attained := inPercent("%s", r.Attained())
		if attained == "" {
			attained = "没有目标"
		}
		lines = append(lines, sayTeamLine.Say(r.Name, r.Done, r.Due, r.Made, r.Effective, r.OffPlan, attained))
	}
	if rest := len(all) - mostTeamLines; rest > 0 {
		lines = append(lines, sayReportTeamRest.Say(rest))
	}
	return strings.Join(lines, "\n")
}
