package notice

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayChartTitle    = words.New("month_chart.title", "%s %d月进度")
	sayChartFile     = words.New("month_chart.file", "%s%d月进度")
	sayChartUntil    = words.New("month_chart.until", "截至 %s · 剩%d个工作日")
	sayChartCounts   = words.New("month_chart.counts", "“有效”指见到医生、得分达标且与上次有效间隔够天数的拜访；算达成率时，每位医生最多算到目标。")
	sayChartRest     = words.New("month_chart.rest", "另有%d位医生见表格文件。")
	sayChartHolidays = words.New("month_chart.holidays", "节假日未导入，按周一至周五计。")
)

// MonthFigures are what a month's picture and table show, as they stood when the person asked: her text said the same at that
// moment. They are the Args of a MonthChart.
type MonthFigures struct {
	Rep string `json:"rep"` // name
	// At is when they were taken, business time; its month is meant.
	At time.Time `json:"at"`
	// Left is how many workdays are left, today included.
	Left int `json:"left"`
	// NoHolidays: the month's workdays are Monday to Friday because no holidays are known.
	NoHolidays bool `json:"no_holidays,omitempty"`
	// Said is the answer in words, where she asked by SMS: it stands before the picture that she sees when she has data again.
	Said    string        `json:"said,omitempty"`
	Doctors []DoctorMonth `json:"doctors"`
}

// DoctorMonth is how far along one doctor's month is: effective visits and what is required (PRODUCT.md Q1, Q5).
type DoctorMonth struct {
	Name       string       `json:"name"`
	Hospital   string       `json:"hospital"`
	Department string       `json:"department"`
	Grade      domain.Grade `json:"grade"`
	Actual     int          `json:"actual"`
	Required   int          `json:"required"`
	// Last is the day of the last visit, zero if there was none; Overdue how many days beyond what her grade may wait.
	Last    domain.Date `json:"last,omitzero"`
	Overdue int         `json:"overdue,omitempty"`
}

// Short is how many effective visits are still required.
func (d DoctorMonth) Short() int { return max(d.Required-d.Actual, 0) }

// MonthChart brings a person the picture and the table of her month, which she asked for. She was answered in words already.
var MonthChart = register(Kind{
	Name:  "month_chart",
	Asked: true,
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var m MonthFigures
		if err := json.Unmarshal(n.Args, &m); err != nil {
			return Content{}, false, fmt.Errorf("read the figures of a month: %w", err)
		}
		slices.SortStableFunc(m.Doctors, func(a, b DoctorMonth) int {
			return cmp.Or(a.Grade.Compare(b.Grade), cmp.Compare(b.Short(), a.Short()))
		})
		picture, workbook := m.picture(), m.workbook()
		name := sayChartFile.Say(m.Rep, int(m.At.Month()))
		return Content{Text: m.Said, Only: domain.WeCom, Attachments: []Attachment{{Name: name, Picture: &picture}, {Name: name, Workbook: &workbook}}}, true, nil
	},
})

// MonthChartOf makes the notice to a person for one message of hers, due at once.
func MonthChartOf(person string, origin domain.ID, m MonthFigures, now time.Time) (Notice, error) {
	args, err := json.Marshal(m)
	if err != nil {
		return Notice{}, fmt.Errorf("keep the figures of a month: %w", err)
	}
	return Notice{Kind: MonthChart.Name, Key: MonthChart.Name + "/" + origin.String(), Person: person, Args: args, DueAt: now}, nil
}

// mostOnPicture is how many doctors a picture lists; the table has them all.
const mostOnPicture = 40

func (m MonthFigures) picture() figures.Picture {
	var actual, required, attained, short int
	type sums struct{ actual, required int }
	by := map[domain.Grade]sums{}
	var grades []domain.Grade
	table := figures.Table{Title: "按医生", Columns: []figures.Heading{{Name: "医生"}, {Name: "级"}, {Name: "有效", Right: true}, {Name: "目标", Right: true}, {Name: "还差", Right: true}}}
	rest := 0
	for _, d := range m.Doctors {
		actual, required, attained, short = actual+d.Actual, required+d.Required, attained+min(d.Actual, d.Required), short+d.Short()
		if _, ok := by[d.Grade]; !ok {
			grades = append(grades, d.Grade)
		}
		s := by[d.Grade]
		by[d.Grade] = sums{s.actual + d.Actual, s.required + d.Required}
		if len(table.Rows) == mostOnPicture {
			rest++
			continue
		}
		tone := figures.Plain
		if d.Required > 0 && d.Short() == 0 {
			tone = figures.Good
		}
		table.Rows = append(table.Rows, []string{d.Name + " " + d.Hospital + d.Department, string(d.Grade), strconv.Itoa(d.Actual), strconv.Itoa(d.Required), strconv.Itoa(d.Short())})
		table.Tones = append(table.Tones, tone)
	}
	table.Totals = []string{"合计", "", strconv.Itoa(actual), strconv.Itoa(required), strconv.Itoa(short)}
	bars := figures.Bars{Title: "按级别"}
	for _, g := range grades {
		s := by[g]
		tone := figures.Plain
		if s.required > 0 && s.actual >= s.required {
			tone = figures.Good
		}
		bars.Bars = append(bars.Bars, figures.Bar{Name: cmp.Or(string(g), "未定") + "级", Value: float64(s.actual), Target: float64(s.required),
			Shown: fmt.Sprintf("%d/%d", s.actual, s.required), Tone: tone})
	}
	rate := "—"
	if required > 0 {
		rate = fmt.Sprintf("%d%%", (200*attained+required)/(2*required)) // half up
	}
	p := figures.Picture{
		Title: sayChartTitle.Say(m.Rep, int(m.At.Month())), Subtitle: sayChartUntil.Say(m.At.Format("2006-01-02 15:04"), m.Left),
		Blocks: []figures.Block{
			figures.KeyFigures{{Name: "有效拜访", Value: strconv.Itoa(actual), Note: fmt.Sprintf("目标%d次", required)}, {Name: "达成率", Value: rate},
				{Name: "还差", Value: fmt.Sprintf("%d次", short)}},
			bars, table,
		},
		Notes: []string{sayChartCounts.Say()},
	}
	if rest > 0 {
		p.Notes = append(p.Notes, sayChartRest.Say(rest))
	}
	if m.NoHolidays {
		p.Notes = append(p.Notes, sayChartHolidays.Say())
	}
	return p
}

func (m MonthFigures) workbook() figures.Workbook {
	s := figures.Sheet{Name: "按医生", Columns: []figures.Column{{Name: "医生", Total: figures.Label}, {Name: "医院"}, {Name: "科室"}, {Name: "级别"},
		{Name: "有效", Kind: figures.Int, Total: figures.Sum}, {Name: "目标", Kind: figures.Int, Total: figures.Sum},
		{Name: "计入达成", Kind: figures.Int, Total: figures.Sum}, {Name: "还差", Kind: figures.Int, Total: figures.Sum},
		{Name: "达成率", Kind: figures.Percent, Total: figures.Ratio, Part: "计入达成", Whole: "目标"},
		{Name: "上次拜访", Kind: figures.Date}, {Name: "超期天数", Kind: figures.Int}}}
	for _, d := range m.Doctors {
		attained := min(d.Actual, d.Required)
		var rate, last, overdue any
		if !d.Last.IsZero() {
			last = d.Last
		}
		if d.Overdue > 0 {
			overdue = d.Overdue
		}
		if d.Required > 0 {
			rate = float64(attained) / float64(d.Required)
		}
		s.Rows = append(s.Rows, []any{d.Name, d.Hospital, d.Department, string(d.Grade), d.Actual, d.Required, attained, d.Short(), rate, last, overdue})
	}
	return figures.Workbook{Sheets: []figures.Sheet{s}}
}
