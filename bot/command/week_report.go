package command

import (
	"context"
	"slices"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/weekreport"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayReportFollows = words.New("week_report.follows", "图和表格随后就到。")
	_                = words.Refusal("week_report.not_yours", "%s不在您辖下，看不了周报。")
	_                = words.Refusal("week_report.nobody", "您辖下还没有代表，没有周报。")
	_                = words.Refusal("week_report.ahead", "那一周还没开始，还没有周报。要看安排请说“下周计划”。")
	_                = register(Command{Intent: understand.ReportShow, Roles: withPlans, Run: showReport})
)

// reports computes weekly reports.
type reports interface {
	WeekReports(ctx context.Context, reps []string, monday domain.Date) ([]weekreport.Report, error)
	DayReports(ctx context.Context, reps []string, from, to domain.Date) ([]weekreport.Report, error)
}

// showReport says the weekly report at any moment from the facts (PRODUCT.md P5): a rep's own; of her team, or of one rep below her,
// to a manager. The picture and the table follow over WeCom.
func showReport(ctx context.Context, t *Turn) (inbox.Answer, error) {
	monday := t.Today().Monday()
	if w := t.Said.Week; w != nil && !w.Monday.IsZero() {
		monday = w.Monday
	}
	if monday.After(t.Today()) {
		return inbox.Answer{}, domain.Refuse("week_report.ahead")
	}
	args := notice.ReportArgs{Monday: monday, Reps: []string{t.Who.UserID}}
	if t.Who.Role.Manages() {
		args.Reps, args.Team = t.Book.reps, t.Said.Rep == ""
		switch {
		case !args.Team && !slices.Contains(t.Book.reps, t.Said.Rep):
			return inbox.Answer{}, domain.Refuse("week_report.not_yours", t.Book.person(t.Said.Rep))
		case !args.Team:
			args.Reps = []string{t.Said.Rep}
		case len(args.Reps) == 0:
			return inbox.Answer{}, domain.Refuse("week_report.nobody")
		}
	}
	all, err := t.Tx.WeekReports(ctx, args.Reps, monday)
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(all) == 0 {
		return inbox.Answer{}, domain.Refuse("week_report.nobody")
	}
	text := notice.ReportText(all[0])
	if args.Team {
		text, args.Reps = notice.TeamReportText(all), nil // whoever is below her when it is drawn
	}
	template, params := notice.ReportSMS(all...)
	if t.In.Channel != domain.WeCom {
		args.Said = text
	}
	n, err := notice.ReportNotice(notice.WeekReportAsked, t.Who.UserID, notice.WeekReportAsked.Name+"/"+t.Origin.String(), args, t.Tx.Now())
	if err != nil {
		return inbox.Answer{}, err
	}
	return say(text+"\n"+sayReportFollows.Say(), template, params), t.Tx.Tell(n)
}
