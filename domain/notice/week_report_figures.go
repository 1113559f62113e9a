package notice

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/weekreport"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayReportFile      = words.New("week_report.file", "%s周报%s")
	sayReportTitle     = words.New("week_report.title", "%s 周报")
	sayReportSubtitle  = words.New("week_report.subtitle", "%s 至 %s%s")
	sayReportCounts    = words.New("week_report.counts", "“有效”指见到医生、得分达标且与上次有效间隔够天数的拜访；完成率=已完成/到期计划。")
	sayReportMore      = words.New("week_report.more", "另有%d行见表格文件。")
	sayReportCarryOver = words.New("week_report.carry_over", "未完成")
)

// mostReportRows is how many rows a table of a report's picture has; the spreadsheet has them all.
const mostReportRows = 30

// planStateNames are how people read the states of a plan.
var planStateNames = map[string]string{"planned": "待访", "done": "已完成", "cancelled": "已取消", "moved": "已改期", "missed": "未完成"}

// reportAttachments are the picture and the spreadsheet of a rep's week, or of a team's.
func reportAttachments(all []weekreport.Report, team bool, of ownTeam) []Attachment {
	who := all[0].Name
	picture := reportPicture(all[0])
	if team {
		who, picture = of.named(), teamPicture(all, of)
	}
	workbook := reportWorkbook(all)
	name := sayReportFile.Say(who, monthDay(all[0].Monday))
	return []Attachment{{Name: name, Picture: &picture}, {Name: name, Workbook: &workbook}}
}

func share(r quota.Ratio) string { return cmp.Or(inPercent("%s", r), "—") }

// good colours a share by two marks in percent.
func good(r quota.Ratio, fine, poor int) figures.Tone {
	permille, ok := r.Permille()
	switch {
	case !ok:
		return figures.Plain
	case permille >= 10*fine:
		return figures.Good
	case permille < 10*poor:
		return figures.Warn
	}
	return figures.Plain
}

func reportPicture(r weekreport.Report) figures.Picture {
	p := figures.Picture{Title: sayReportTitle.Say(r.Name), Subtitle: sayReportSubtitle.Say(r.Monday, r.Sunday(), reportUntil(r)), Notes: []string{sayReportCounts.Say()}}
	p.Blocks = append(p.Blocks, figures.KeyFigures{
		{Name: "计划完成", Value: fmt.Sprintf("%d/%d", r.Done, r.Due), Note: share(r.Completion()), Tone: good(r.Completion(), 80, 50)},
		{Name: "有效拜访", Value: strconv.Itoa(r.Effective), Note: "有效率 " + share(r.EffectiveRate()), Tone: good(r.EffectiveRate(), 60, 40)},
		{Name: "计划外", Value: strconv.Itoa(r.OffPlan), Note: fmt.Sprintf("共拜访%d次", r.Made)},
	})
	bars := figures.Bars{Title: fmt.Sprintf("%d月至今", r.AsOf.Month)}
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if k := r.Progress[g]; k.Den > 0 {
			bars.Bars = append(bars.Bars, figures.Bar{Name: string(g) + "级", Value: float64(k.Num), Target: float64(k.Den), Shown: fmt.Sprintf("%d/%d", k.Num, k.Den)})
		}
	}
	if len(bars.Bars) > 0 {
		p.Blocks = append(p.Blocks, bars)
	}
	results := figures.Bars{Title: "结果"}
	for _, k := range reportResults {
		if n := r.Results[k]; n > 0 {
			results.Bars = append(results.Bars, figures.Bar{Name: ResultNames[k], Value: float64(n), Shown: strconv.Itoa(n)})
		}
	}
	if len(results.Bars) > 0 {
		p.Blocks = append(p.Blocks, results)
	}
	doctors := figures.Table{Title: "按医生", Columns: []figures.Heading{{Name: "医生"}, {Name: "计划", Right: true}, {Name: "拜访", Right: true}, {Name: "有效", Right: true}, {Name: "结果"}}}
	for _, d := range r.Doctors {
		doctors.Rows = append(doctors.Rows, []string{d.Name + " " + d.Hospital, strconv.Itoa(d.Planned), strconv.Itoa(d.Made), strconv.Itoa(d.Effective), ResultNames[d.Last]})
	}
	if len(doctors.Rows) > 0 {
		p = withTable(p, doctors)
	}
	open := figures.Table{Title: sayReportCarryOver.Say(), Columns: []figures.Heading{{Name: "编号"}, {Name: "医生"}, {Name: "原定"}}}
	for _, o := range r.Open {
		open.Rows = append(open.Rows, []string{"#" + strconv.FormatInt(o.Number, 10), o.Doctor.Name + " " + o.Doctor.Hospital, DayOfWeek(o.Date)})
	}
	if len(open.Rows) > 0 {
		p = withTable(p, open)
	}
	return p
}

// withTable adds a table, cut to what a phone shows, and says how much is left out.
func withTable(p figures.Picture, t figures.Table) figures.Picture {
	if rest := len(t.Rows) - mostReportRows; rest > 0 {
		t.Rows = t.Rows[:mostReportRows]
		p.Notes = append(p.Notes, t.Title+"："+sayReportMore.Say(rest))
	}
	p.Blocks = append(p.Blocks, t)
	return p
}

func teamPicture(all []weekreport.Report, of ownTeam) figures.Picture {
	var done, due, made, met, effective, off, attained, required int
	t := figures.Table{Title: "按代表", Columns: []figures.Heading{{Name: "代表"}, {Name: "计划", Right: true}, {Name: "拜访", Right: true}, {Name: "有效", Right: true}, {Name: "本月", Right: true}}}
	bars := figures.Bars{Title: "本月达成"}
	for _, r := range all {
		done, due, made, met, effective, off = done+r.Done, due+r.Due, made+r.Made, met+r.Met, effective+r.Effective, off+r.OffPlan
		k := r.Attained()
		attained, required = attained+k.Num, required+k.Den
		t.Rows = append(t.Rows, []string{r.Name, fmt.Sprintf("%d/%d", r.Done, r.Due), strconv.Itoa(r.Made), strconv.Itoa(r.Effective), share(k)})
		if len(bars.Bars) < mostReportRows && k.Den > 0 {
			bars.Bars = append(bars.Bars, figures.Bar{Name: r.Name, Value: float64(k.Num), Target: float64(k.Den), Shown: fmt.Sprintf("%d/%d", k.Num, k.Den)})
		}
	}
	month := quota.Ratio{Num: attained, Den: required}
	t.Totals = []string{"合计", fmt.Sprintf("%d/%d", done, due), strconv.Itoa(made), strconv.Itoa(effective), share(month)}
	p := figures.Picture{Title: sayReportTitle.Say(of.named()), Subtitle: sayReportSubtitle.Say(all[0].Monday, all[0].Sunday(), reportUntil(all[0])),
		Notes: []string{sayReportCounts.Say()},
		Blocks: []figures.Block{figures.KeyFigures{
			{Name: "计划完成", Value: fmt.Sprintf("%d/%d", done, due), Note: share(quota.Ratio{Num: done, Den: due})},
			{Name: "有效拜访", Value: strconv.Itoa(effective), Note: "有效率 " + share(quota.Ratio{Num: effective, Den: met})},
			{Name: "计划外", Value: strconv.Itoa(off), Note: fmt.Sprintf("共拜访%d次", made)},
		}}}
	if len(bars.Bars) > 0 {
		p.Blocks = append(p.Blocks, bars)
	}
	return withTable(p, t)
}

// reportWorkbook has a row for each rep, each doctor, each plan and each visit.
func reportWorkbook(all []weekreport.Report) figures.Workbook {
	whole := func(name string) figures.Column {
		return figures.Column{Name: name, Kind: figures.Int, Total: figures.Sum}
	}
	overview := figures.Sheet{Name: "概况", Columns: []figures.Column{{Name: "代表", Total: figures.Label}, whole("到期计划"), whole("完成"),
		{Name: "完成率", Kind: figures.Percent, Total: figures.Ratio, Part: "完成", Whole: "到期计划"}, whole("未完成"), whole("待访"), whole("取消"), whole("计划外"),
		whole("拜访"), whole("见到"), whole("有效"), {Name: "有效率", Kind: figures.Percent, Total: figures.Ratio, Part: "有效", Whole: "见到"},
		{Name: "平均分", Kind: figures.Decimal}, whole("反馈"), whole("本月计入"), whole("本月目标"),
		{Name: "本月达成率", Kind: figures.Percent, Total: figures.Ratio, Part: "本月计入", Whole: "本月目标"}}}
	doctors := figures.Sheet{Name: "按医生", Columns: []figures.Column{{Name: "代表", Total: figures.Label}, {Name: "医生"}, {Name: "医院"}, {Name: "科室"}, {Name: "级别"},
		whole("计划"), whole("完成"), whole("拜访"), whole("有效"), {Name: "最近结果"}, {Name: "最近拜访", Kind: figures.Date}}}
	plans := figures.Sheet{Name: "计划", Columns: []figures.Column{{Name: "编号", Kind: figures.Int}, {Name: "代表"}, {Name: "医生"}, {Name: "医院"}, {Name: "科室"}, {Name: "级别"},
		{Name: "日期", Kind: figures.Date}, {Name: "时间", Kind: figures.Clock}, {Name: "状态"}}}
	visits := figures.Sheet{Name: "拜访", Columns: []figures.Column{{Name: "编号", Kind: figures.Int}, {Name: "代表"}, {Name: "医生"}, {Name: "医院"}, {Name: "科室"}, {Name: "级别"},
		{Name: "日期", Kind: figures.Date}, {Name: "时间", Kind: figures.Clock}, {Name: "分钟", Kind: figures.Int, Total: figures.Sum}, {Name: "产品"}, {Name: "结果"},
		{Name: "得分", Kind: figures.Int, Total: figures.Mean}, {Name: "有效"}, {Name: "计划内"}}}
	for _, r := range all {
		month := r.Attained()
		overview.Rows = append(overview.Rows, []any{r.Name, r.Due, r.Done, ratioCell(r.Completion()), len(r.Open), r.Ahead, r.Cancelled, r.OffPlan, r.Made, r.Met, r.Effective,
			ratioCell(r.EffectiveRate()), ratioCell(r.Quality()), r.Feedback, month.Num, month.Den, ratioCell(month)})
		for _, d := range r.Doctors {
			doctors.Rows = append(doctors.Rows, []any{r.Name, d.Name, d.Hospital, d.Department, string(d.Grade), d.Planned, d.Done, d.Made, d.Effective, ResultNames[d.Last], dateCell(d.LastOn)})
		}
		for _, k := range r.Plans {
			plans.Rows = append(plans.Rows, []any{k.Number, r.Name, k.Doctor.Name, k.Doctor.Hospital, k.Doctor.Department, string(k.Doctor.Grade), dateCell(k.Date), clockCell(k.Start), planStateNames[k.State]})
		}
		for _, v := range r.Visits {
			visits.Rows = append(visits.Rows, []any{v.Number, r.Name, v.Doctor.Name, v.Doctor.Hospital, v.Doctor.Department, string(v.Doctor.Grade), dateCell(v.Date), clockCell(v.Start),
				minutesCell(v.Minutes), strings.Join(v.Products, "、"), ResultNames[v.Result], v.Score, yes(v.Effective), yes(v.Planned)})
		}
	}
	return figures.Workbook{Sheets: []figures.Sheet{overview, doctors, plans, visits}}
}

func ratioCell(r quota.Ratio) any {
	if r.Den == 0 {
		return nil
	}
	return float64(r.Num) / float64(r.Den)
}

func dateCell(d domain.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

func clockCell(t domain.TimeOfDay) any {
	if t == "" {
		return nil
	}
	return t
}

func minutesCell(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}
