package notice

import (
	"fmt"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/teammonth"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMonthFile     = words.New("month_report.file", "%s%d月")
	sayMonthTitle    = words.New("month_report.title", "%s %d月")
	sayMonthSubtitle = words.New("month_report.subtitle", "截至 %s，工作日 %d/%d")
	sayMonthCounts   = words.New("month_report.counts", "达成率=每位医生有效次数（不超过目标）合计/目标合计；覆盖率=有过有效拜访的目标医生/目标医生。均不含销量。")
	sayMonthCut      = words.New("month_report.cut", "拜访（前%d行）")
)

// mostMonthVisits is how many visits a workbook lists, so that a file stays one that a phone opens.
const mostMonthVisits = 20_000

// monthReportAttachments are the picture and the spreadsheet of a team's month, or of one rep's.
func monthReportAttachments(r teammonth.Report, one bool) []Attachment {
	who := monthOfWhom(r, one)
	picture, workbook := monthReportPicture(r, who, one), monthReportWorkbook(r)
	name := sayMonthFile.Say(who, int(r.AsOf.Month))
	return []Attachment{{Name: name, Picture: &picture}, {Name: name, Workbook: &workbook}}
}

func monthReportPicture(r teammonth.Report, who string, one bool) figures.Picture {
	p := figures.Picture{Title: sayMonthTitle.Say(who, int(r.AsOf.Month)), Subtitle: sayMonthSubtitle.Say(r.AsOf, r.Month.Elapsed(r.AsOf), r.Month.Workdays()),
		Notes: []string{sayMonthCounts.Say()},
		Blocks: []figures.Block{figures.KeyFigures{
			{Name: "计划达成", Value: orDash(r.All.Capped), Note: fmt.Sprintf("%d/%d次", r.All.Capped.Num, r.All.Capped.Den)},
			{Name: "覆盖率", Value: orDash(r.All.Coverage), Note: fmt.Sprintf("%d/%d位", r.All.Coverage.Num, r.All.Coverage.Den)},
			{Name: "有效率", Value: orDash(r.All.EffectiveRate), Note: fmt.Sprintf("拜访%d次", r.All.Made), Tone: good(r.All.EffectiveRate, 60, 40)},
			{Name: "计划执行", Value: orDash(r.All.Adherence), Note: fmt.Sprintf("%d/%d家", r.All.Adherence.Num, r.All.Adherence.Den), Tone: good(r.All.Adherence, 80, 50)},
			{Name: "审核率", Value: orDash(r.All.ReviewRate), Note: reviewMedian(r.All)},
			{Name: "24小时内录入", Value: orDash(r.All.Within24h), Note: fmt.Sprintf("日均%s次", tenths(r.All.CallsPerFieldDay)), Tone: good(r.All.Within24h, 90, 70)},
		}}}
	grades := figures.Bars{Title: "按级别"}
	progress := r.Progress()
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if k := progress[g]; k.Den > 0 {
			grades.Bars = append(grades.Bars, figures.Bar{Name: string(g) + "级", Value: float64(k.Num), Target: float64(k.Den), Shown: fmt.Sprintf("%d/%d", k.Num, k.Den)})
		}
	}
	if len(grades.Bars) > 0 {
		p.Blocks = append(p.Blocks, grades)
	}
	if !one {
		t := figures.Table{Title: "按人", Columns: []figures.Heading{{Name: "姓名"}, {Name: "达成", Right: true}, {Name: "覆盖", Right: true}, {Name: "有效率", Right: true}, {Name: "还差", Right: true}},
			Totals: []string{"合计", orDash(r.All.Capped), orDash(r.All.Coverage), orDash(r.All.EffectiveRate), strconv.Itoa(r.All.Remaining)}}
		for _, row := range r.Rows {
			tone := figures.Plain
			switch {
			case row.Grave > 0:
				tone = figures.Bad
			case row.Behind > 0:
				tone = figures.Warn
			}
			t.Rows = append(t.Rows, []string{rowName(row), orDash(row.Capped), orDash(row.Coverage), orDash(row.EffectiveRate), strconv.Itoa(row.Remaining)})
			t.Tones = append(t.Tones, tone)
		}
		if rest := len(t.Rows) - mostReportRows; rest > 0 {
			t.Rows, t.Tones = t.Rows[:mostReportRows], t.Tones[:mostReportRows]
			p.Notes = append(p.Notes, sayReportMore.Say(rest))
		}
		p.Blocks = append(p.Blocks, t)
		return p
	}
	t := figures.Table{Title: "还要拜访", Columns: []figures.Heading{{Name: "医生"}, {Name: "级"}, {Name: "有效", Right: true}, {Name: "目标", Right: true}, {Name: "还差", Right: true}}}
	for _, d := range r.Due() {
		n := r.Doctors[d.Doctor]
		t.Rows = append(t.Rows, []string{n.Name + " " + n.Hospital, string(d.Grade), strconv.Itoa(d.DoctorMonth.Effective), strconv.Itoa(d.Required), strconv.Itoa(d.Remaining())})
	}
	if len(t.Rows) > 0 {
		p = withTable(p, t)
	}
	return p
}

// monthReportWorkbook has a row for each rep with numerator and denominator of each indicator, each doctor and each visit.
func monthReportWorkbook(r teammonth.Report) figures.Workbook {
	whole := func(name string) figures.Column {
		return figures.Column{Name: name, Kind: figures.Int, Total: figures.Sum}
	}
	share := func(name, part, of string) []figures.Column {
		return []figures.Column{whole(part), whole(of), {Name: name, Kind: figures.Percent, Total: figures.Ratio, Part: part, Whole: of}}
	}
	people := figures.Sheet{Name: "指标", Columns: []figures.Column{{Name: "代表", Total: figures.Label}, {Name: "上级"}}}
	for _, c := range [][]figures.Column{share("覆盖率", "已覆盖医生", "目标医生"), share("频次达成率", "次数已满医生", "有目标医生"), share("计划达成率", "计入次数", "目标次数"),
		{whole("有效次数")}, share("计划执行率", "已完成计划", "到期计划"), {whole("拜访次数"), whole("计划外")}, {whole("有效拜访"), {Name: "有效率", Kind: figures.Percent, Total: figures.Ratio, Part: "有效拜访", Whole: "拜访次数"}},
		{{Name: "平均分", Kind: figures.Decimal}, {Name: "在岗天数", Kind: figures.Decimal}, {Name: "日均拜访", Kind: figures.Decimal}},
		{whole("24小时内"), {Name: "及时率", Kind: figures.Percent, Total: figures.Ratio, Part: "24小时内", Whole: "拜访次数"}},
		{whole("已审核"), {Name: "审核率", Kind: figures.Percent, Total: figures.Ratio, Part: "已审核", Whole: "拜访次数"}, {Name: "审核中位小时", Kind: figures.Decimal}},
		{whole("协访"), {Name: "协访率", Kind: figures.Percent, Total: figures.Ratio, Part: "协访", Whole: "拜访次数"}},
		{whole("已反馈协访"), {Name: "协访反馈率", Kind: figures.Percent, Total: figures.Ratio, Part: "已反馈协访", Whole: "协访"}}, share("辅导闭环率", "按时待办", "到期待办"),
		{whole("还差")}} {
		people.Columns = append(people.Columns, c...)
	}
	doctors := figures.Sheet{Name: "医生", Columns: []figures.Column{{Name: "代表", Total: figures.Label}, {Name: "医生"}, {Name: "医院"}, {Name: "科室"}, {Name: "级别"},
		whole("目标"), whole("有效"), whole("还差"), {Name: "上次拜访", Kind: figures.Date}, {Name: "超期天数", Kind: figures.Int}}}
	visits := figures.Sheet{Name: "拜访", Columns: []figures.Column{{Name: "编号", Kind: figures.Int}, {Name: "代表"}, {Name: "医生"}, {Name: "医院"}, {Name: "科室"},
		{Name: "日期", Kind: figures.Date}, {Name: "时间", Kind: figures.Clock}, {Name: "结果"}, {Name: "得分", Kind: figures.Int, Total: figures.Mean}, {Name: "有效"}, {Name: "计划内"},
		{Name: "协访"}, {Name: "协访已反馈"}, {Name: "录入滞后小时", Kind: figures.Decimal}, {Name: "已审核"}, {Name: "审核用时小时", Kind: figures.Decimal}}}
	for _, p := range r.People {
		row := teammonth.Of([]teammonth.Person{p}, nil).All
		head := p.HeadName
		if p.Head == p.UserID {
			head = ""
		}
		people.Rows = append(people.Rows, []any{p.Name, head, row.Coverage.Num, row.Coverage.Den, ratioCell(row.Coverage), row.Frequency.Num, row.Frequency.Den, ratioCell(row.Frequency),
			row.Capped.Num, row.Capped.Den, ratioCell(row.Capped), row.Plain.Num, row.Adherence.Num, row.Adherence.Den, ratioCell(row.Adherence), row.Made, row.OffPlan.Num,
			row.EffectiveRate.Num, ratioCell(row.EffectiveRate), ratioCell(row.Quality), float64(p.HalfDays) / 2, ratioCell(row.CallsPerFieldDay), row.Within24h.Num, ratioCell(row.Within24h),
			row.ReviewRate.Num, ratioCell(row.ReviewRate), row.ReviewMedian.Hours(), row.JointRate.Num, ratioCell(row.JointRate), row.Coached.Num, ratioCell(row.Coached), row.Loop.Num, row.Loop.Den,
			ratioCell(row.Loop), row.Remaining})
		for _, d := range p.Standings.Doctors {
			n := r.Doctors[d.Doctor]
			doctors.Rows = append(doctors.Rows, []any{p.Name, n.Name, n.Hospital, n.Department, string(d.Grade), d.Required, d.DoctorMonth.Effective, d.Remaining(), dateCell(d.Last), minutesCell(d.Overdue)})
		}
		for _, v := range p.Visits {
			n := r.Doctors[v.Doctor]
			var wait any
			if v.Reviewed {
				wait = v.Wait.Hours()
			}
			visits.Rows = append(visits.Rows, []any{v.Number, p.Name, n.Name, n.Hospital, n.Department, dateCell(v.Date), clockCell(v.Start), ResultNames[v.Result], v.Score,
				yes(v.Effective), yes(v.Planned), yes(v.Joint), yes(v.Coached), v.Lag.Hours(), yes(v.Reviewed), wait})
		}
	}
	if len(visits.Rows) > mostMonthVisits {
		visits.Name, visits.Rows = sayMonthCut.Say(mostMonthVisits), visits.Rows[:mostMonthVisits]
	}
	return figures.Workbook{Sheets: []figures.Sheet{people, doctors, visits}}
}
