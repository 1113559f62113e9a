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
	args, own := notice.ReportArgs{Monday: monday, Reps: []string{t.Who.UserID}}, false
	if t.Who.Role.Manages() {
		var err error
		if args, own, err = t.whoseReport(ctx, args); err != nil {
			return inbox.Answer{}, err
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
		text, args.Reps = notice.TeamReportText(all, args.Whose), nil // whoever is below her when it is drawn
	}
	template, params := notice.ReportSMS(all...)
	if t.In.Channel != domain.WeCom {
		args.Said = text
	}
	n, err := notice.ReportNotice(notice.WeekReportAsked, t.Who.UserID, notice.WeekReportAsked.Name+"/"+t.Origin.String(), args, t.Tx.Now())
	if err != nil {
		return inbox.Answer{}, err
	}
	if own {
		text += t.alsoStoodFor(t.Who.UserID, sayTeamWeek.Say())
	}
	return say(text+"\n"+sayReportFollows.Say(), template, params), t.Tx.Tell(n)
}

// whoseReport fills in whose week a manager asks about: one rep's, her own team's (own), or that of another manager within her reach.
func (t *Turn) whoseReport(ctx context.Context, args notice.ReportArgs) (_ notice.ReportArgs, own bool, err error) {
	if t.Said.Rep != "" {
		if !slices.Contains(t.Book.reps, t.Said.Rep) {
			return args, false, domain.Refuse("week_report.not_yours", t.Book.person(t.Said.Rep))
		}
		args.Reps = []string{t.Said.Rep}
		return args, false, nil
	}
	if len(t.Book.reps) == 0 {
		return args, false, domain.Refuse("week_report.nobody")
	}
	named := ""
	if t.Said.Week != nil {
		named = t.Said.Week.Manager
	}
	head, err := t.headOf(named, sayTeamWeek.Say())
	if err != nil {
		return args, false, err
	}
	if args.Reps, err = t.repsOf(ctx, head); err != nil {
		return args, false, err
	}
	args.Team = true
	if head != t.Who.UserID {
		args.Manager, args.Whose = head, t.Book.person(head)
	}
	return args, head == t.Who.UserID, nil
}
