package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/teammonth"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/weekreport"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayTeamDone        = words.New("team.done", "%s：%s")
	sayTeamDoneLine    = words.New("team.done_line", "%s 拜访%d次，见到%d，有效%d；计划%d完成%d")
	sayTeamDoneVisit   = words.New("team.done_visit", "#%d %s%s%s %s")
	sayTeamDoneEarlier = words.New("team.done_earlier", "（更早的还有%d条）")
	sayTeamDoneNone    = words.New("team.done_none", "%s：还没有记录。")
	sayTeamNoPlans     = words.New("team.no_plans", "%s%s还没有安排。")
	sayTeamMissing     = words.New("team.weeks", "%s计划：%d人中%d人已交。没交的：\n%s")
	sayTeamMissingNone = words.New("team.weeks_all", "%s计划：%d人都交了。")
	sayTeamWeekDraft   = words.New("team.week_draft", "%s（草稿，%d家）")
	sayTeamWeekBack    = words.New("team.week_back", "%s（已退回，未重交）")
	sayTeamWeekNone    = words.New("team.week_none", "%s（还没有）")
	sayTeamResultNone  = words.New("team.result_none", "没说结果")
	_                  = words.Refusal("team.not_yours", "%s不在您辖下，看不了。")
	_                  = words.Refusal("team.nobody", "您辖下没有代表，没有可看的。")
	_                  = words.Refusal("team.who", "您辖下没有“%s”。有：%s。")
	_                  = words.Refusal("team.ahead", "那几天还没到，还没有记录。看安排请说“%s去哪”。")
	_                  = words.Refusal("team.long", "一次最多看%d天的拜访，请把日期说短一些，如“上个月拜访了谁”。")
	_                  = words.Refusal("team.long_team", "团队的拜访一次最多看%d天，请说短一些；看一个人的请说名字，看整月请发“团队”。")
	_                  = words.Refusal("team.long_ago", "那时您辖下没有代表，没有可看的。")
	_                  = register(Command{Intent: understand.TeamShow, Roles: managers, Run: showTeam})
)

// teams computes how teams do.
type teams interface {
	TeamMonth(ctx context.Context, manager string, reps []string, on domain.Date, named bool) (r teammonth.Report, ok bool, err error)
	RepsOn(ctx context.Context, manager string, on domain.Date) ([]string, error)
	WeekStates(ctx context.Context, reps []string, monday domain.Date) (map[string]week.Handed, error)
}

// mostDoneDays is how many days a question about what one rep did may span, mostTeamDays one about several reps: what they do in a month
// has a report of its own.
const (
	mostDoneDays = 92
	mostTeamDays = 7
)

// showTeam answers a manager's question about her team, about another manager's below her, or about one rep (PRODUCT.md M6): the
// indicators of a month, where they go, what was done, whose weekly plan is missing.
func showTeam(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Team
	if t.Said.Weekly || said == nil {
		return showReport(ctx, t)
	}
	root, reps, err := t.team(ctx, said)
	if err != nil {
		return inbox.Answer{}, err
	}
	switch said.About {
	case understand.TeamWeek:
		t.Said.Week = &understand.WeekSaid{Monday: said.From, Manager: said.Manager}
		return showReport(ctx, t)
	case understand.TeamPlans:
		return t.teamPlans(ctx, reps, said)
	case understand.TeamDone:
		return t.teamDone(ctx, reps, said)
	case understand.TeamUnplanned:
		return t.teamUnplanned(ctx, reps, said)
	}
	return t.teamMonth(ctx, root, said)
}

// namesOf lists people, at most as many as an answer shows.
func (t *Turn) namesOf(reps []string) string {
	names := make([]string, min(len(reps), mostListed))
	for i := range names {
		names[i] = t.Book.person(reps[i])
	}
	list := strings.Join(names, "、")
	if len(reps) > len(names) {
		list += "…"
	}
	return list
}

// teamMonth answers with the indicators of a month; the picture and the table follow over WeCom.
func (t *Turn) teamMonth(ctx context.Context, root string, said *understand.TeamSaid) (inbox.Answer, error) {
	asOf := t.Today()
	if last := said.Month.LastOfMonth(); last.Before(asOf) {
		asOf = last
	}
	args := notice.MonthReportArgs{AsOf: asOf, Manager: root, Rep: t.Said.Rep}
	one := args.Rep != ""
	if root != t.Who.UserID && !one {
		args.Whose = t.Book.person(root)
	}
	reps := []string{args.Rep}
	if !one {
		var err error
		if reps, err = t.Tx.RepsOn(ctx, root, asOf); err != nil {
			return inbox.Answer{}, err
		}
		if len(reps) == 0 {
			return inbox.Answer{}, domain.Refuse("team.long_ago")
		}
	}
	r, ok, err := t.Tx.TeamMonth(ctx, root, reps, asOf, one)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("team.long_ago")
	}
	r.Whose = args.Whose
	text := notice.MonthReportText(r, one)
	if m, known := notice.Measures[string(said.Indicator)]; known {
		text = notice.MonthReportBy(r, m, one)
	}
	if t.In.Channel != domain.WeCom {
		args.Said = text
	}
	n, err := notice.MonthReportAskedBy(t.Who.UserID, t.Origin, args, t.Tx.Now())
	if err != nil {
		return inbox.Answer{}, err
	}
	template, params := notice.MonthReportSMS(r)
	if !one {
		text += t.alsoStoodFor(root, "")
	}
	return say(text+"\n"+sayChart.Say(), template, params), t.Tx.Tell(n)
}

// teamPlans answers where people go on the days that are named, next week if none is.
func (t *Turn) teamPlans(ctx context.Context, reps []string, said *understand.TeamSaid) (inbox.Answer, error) {
	from, to := said.From, said.To
	if from.IsZero() {
		from = t.Today().Monday().AddDays(7)
		to = from.AddDays(6)
	}
	plans, total, err := t.Tx.PlansBetween(ctx, reps, from, to)
	if err != nil {
		return inbox.Answer{}, err
	}
	a := t.agenda(from, to, plans, total, nil)
	switch {
	case len(reps) == 1 && total == 0:
		a.Text = sayTeamNoPlans.Say(t.Book.person(reps[0]), dayTitle(from, to, t.Today()))
	case len(reps) == 1:
		a.Text = t.Book.person(reps[0]) + a.Text
	}
	return a, nil
}

// teamDone answers what was done on days that have begun: each rep's numbers, and one rep's visits.
func (t *Turn) teamDone(ctx context.Context, reps []string, said *understand.TeamSaid) (inbox.Answer, error) {
	_, a, err := t.doneOn(ctx, reps, said.From, said.To)
	return a, err
}

// doneOn says what was done on the days from … to, as far as they have begun, whichever weeks they lie in; of one rep the visits are
// named.
func (t *Turn) doneOn(ctx context.Context, reps []string, from, to domain.Date) ([]weekreport.Report, inbox.Answer, error) {
	one, title := len(reps) == 1, dayTitle(from, to, t.Today())
	if from.After(t.Today()) {
		return nil, inbox.Answer{}, domain.Refuse("team.ahead", t.namesOf(reps[:1]))
	}
	if to.After(t.Today()) {
		to = t.Today()
	}
	switch days := to.Sub(from) + 1; {
	case one && days > mostDoneDays:
		return nil, inbox.Answer{}, domain.Refuse("team.long", mostDoneDays)
	case !one && days > mostTeamDays:
		return nil, inbox.Answer{}, domain.Refuse("team.long_team", mostTeamDays)
	}
	all, err := t.Tx.DayReports(ctx, reps, from, to)
	if err != nil {
		return nil, inbox.Answer{}, err
	}
	var lines []string
	for _, d := range all {
		if d.Made == 0 && d.Due+d.Ahead == 0 && !one {
			continue
		}
		lines = append(lines, sayTeamDoneLine.Say(t.personIn(d.Rep), d.Made, d.Met, d.Effective, d.Due+d.Ahead, d.Done))
		if !one {
			continue
		}
		shown := d.Visits
		if earlier := len(shown) - mostPlanLines; earlier > 0 {
			lines, shown = append(lines, sayTeamDoneEarlier.Say(earlier)), shown[earlier:]
		}
		for _, v := range shown {
			lines = append(lines, visitDone(v, from != to))
		}
	}
	if len(lines) == 0 {
		return all, say(sayTeamDoneNone.Say(title), "", nil), nil
	}
	template, params := notice.ReportSMS(all...)
	return all, say(sayTeamDone.Say(title, strings.Join(lines, "\n")), template, params), nil
}

// visitDone is a visit as a line; dated: it says the day.
func visitDone(v weekreport.Visit, dated bool) string {
	result := sayTeamResultNone.Say()
	if v.Result != "" {
		result = notice.ResultNames[v.Result]
	}
	start := ""
	if dated {
		start = day(v.Date) + " "
	}
	if v.Start != "" {
		start += string(v.Start) + " "
	}
	return sayTeamDoneVisit.Say(v.Number, start, v.Doctor.Hospital+shortDepartment(v.Doctor.Department), v.Doctor.Name, result)
}

// teamUnplanned answers whose plan of a week is not handed in: of the week that is named, otherwise of the next one.
func (t *Turn) teamUnplanned(ctx context.Context, reps []string, said *understand.TeamSaid) (inbox.Answer, error) {
	monday := t.Today().Monday().AddDays(7)
	if !said.From.IsZero() {
		monday = said.From.Monday()
	}
	states, err := t.Tx.WeekStates(ctx, reps, monday)
	if err != nil {
		return inbox.Answer{}, err
	}
	var lines []string
	for _, rep := range reps {
		name := t.personIn(rep)
		switch w := states[rep]; w.State {
		case "":
			lines = append(lines, sayTeamWeekNone.Say(name))
		case week.Draft:
			lines = append(lines, sayTeamWeekDraft.Say(name, w.Stops))
		case week.SentBack:
			lines = append(lines, sayTeamWeekBack.Say(name))
		}
	}
	title := dayTitle(monday, monday.AddDays(6), t.Today())
	if len(lines) == 0 {
		return say(sayTeamMissingNone.Say(title, len(reps)), "", nil), nil
	}
	missing := len(lines)
	if rest := len(lines) - mostPlanLines; rest > 0 {
		lines = append(lines[:mostPlanLines], sayMore.Say(rest))
	}
	return say(sayTeamMissing.Say(title, len(reps), len(reps)-missing, strings.Join(lines, "\n")), "", nil), nil
}
