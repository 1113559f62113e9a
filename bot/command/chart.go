package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayChart = words.New("chart.follows", "图和表格随后就到。")
	_        = register(Command{Intent: understand.ChartShow, Roles: reporters, Run: showChart})
)

// showQuotaOrChart answers how far along the month is; asked for in a picture or a table (本月进度图), those follow too.
func showQuotaOrChart(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.Said.Doctor == "" && t.Said.Grade == "" && strings.ContainsAny(t.In.Text, "图表") {
		return showChart(ctx, t)
	}
	return showQuota(ctx, t)
}

// showChart answers 进度图 like 还差几次, and has the picture and the table of the month follow over WeCom; with the answer before
// them if she asked by SMS.
func showChart(ctx context.Context, t *Turn) (inbox.Answer, error) {
	s, err := t.standings(ctx, nil)
	if err != nil {
		return inbox.Answer{}, err
	}
	a := t.quotaAnswer(s, false)
	if len(s.Doctors) == 0 {
		return a, nil
	}
	m := notice.MonthFigures{Rep: t.Who.Name, At: t.At(), Left: s.WorkdaysLeft(), NoHolidays: !s.Month.Known()}
	for _, d := range s.Doctors {
		one := notice.DoctorMonth{Name: t.Book.name(d.Doctor), Grade: d.Grade, Actual: d.Effective, Required: d.Required, Last: d.Last, Overdue: d.Overdue}
		if doctor, ok := t.Book.Doctor(d.Doctor); ok {
			one.Hospital, one.Department = t.Book.hospital(doctor.Hospital), shortDepartment(doctor.Department)
		}
		m.Doctors = append(m.Doctors, one)
	}
	if t.In.Channel != domain.WeCom {
		m.Said = a.Text
	}
	n, err := notice.MonthChartOf(t.Who.UserID, t.Origin, m, t.Tx.Now())
	if err != nil {
		return inbox.Answer{}, err
	}
	a.Text += "\n" + sayChart.Say()
	return a, t.Tx.Tell(n)
}
