package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCoachTeam     = words.New("coach.team", "%d月辅导（至%s）：%s\n%s\n协访反馈=已打分的协访/协访，待办按时=按时完成的待办/到期待办。")
	sayCoachTeamRow  = words.New("coach.team_row", "%s %s")
	sayCoachTeamNone = words.New("coach.team_none", "%s 还没有辅导")
	sayCoachFigures  = words.New("coach.figures", "%d天，打分%d次%s，协访反馈%s，待办按时%s")
	sayCoachMeanOf   = words.New("coach.figures_mean", "（平均%s）")
	sayCoachShare    = words.New("coach.figures_share", "%d/%d")
	sayCoachNoShare  = words.New("coach.figures_nothing", "—")
	sayCoachTeamSMS  = words.New("coach.sms_team", "列出，本月辅导%d天")
	_                = register(Command{Intent: understand.CoachTeam, Roles: managers, Run: showCoachTeam})
)

// showCoachTeam says how much is coached in a month: a manager sees her reps, a director the managers below her with their days in the
// field (PRODUCT.md M9).
func showCoachTeam(ctx context.Context, t *Turn) (inbox.Answer, error) {
	reps := t.Book.reps
	if len(reps) == 0 {
		return inbox.Answer{}, domain.Refuse("team.nobody")
	}
	from := t.Said.Coach.Month
	to := from.LastOfMonth()
	if today := t.Today(); today.Before(to) {
		to = today
	}
	days, closed, err := t.Tx.CoachFigures(ctx, reps, from, to)
	if err != nil {
		return inbox.Answer{}, err
	}
	people, whose := reps, func(_, rep string) string { return rep }
	if t.Who.Role == domain.Director {
		people, whose = t.coaches(days), func(coach, _ string) string { return coach }
	}
	rows, all := coaching.Figures(days, closed, people, whose)
	var lines []string
	for _, r := range rows {
		name := t.personIn(r.UserID)
		switch {
		case len(lines) == mostPlanLines:
			lines = append(lines, sayMore.Say(len(rows)-mostPlanLines))
		case len(lines) > mostPlanLines:
		case r.Days == 0 && r.Loop.Den == 0:
			lines = append(lines, sayCoachTeamNone.Say(name))
		default:
			lines = append(lines, sayCoachTeamRow.Say(name, coachFigures(r)))
		}
	}
	return say(sayCoachTeam.Say(int(from.Month), day(to), coachFigures(all), strings.Join(lines, "\n")), "decision",
		map[string]string{"no": from.String()[:7], "decision": sayCoachTeamSMS.Say(all.Days)}), nil
}

// coaches are the managers of the director's reps, and whoever else has coached them, in the order of the userids.
func (t *Turn) coaches(days []coaching.Day) []string {
	var all []string
	for _, rep := range t.Book.reps {
		if r, ok := t.Book.Colleague(rep); ok && r.Manager != "" {
			all = append(all, r.Manager)
		}
	}
	for _, d := range days {
		all = append(all, d.Coach)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func coachFigures(r coaching.Row) string {
	mean := ""
	if r.Rated > 0 {
		mean = sayCoachMeanOf.Say(notice.CoachMean(r.Marks, r.Rated*len(coaching.Items)))
	}
	return sayCoachFigures.Say(r.Days, r.Rated, mean, coachShare(r.Coached), coachShare(r.Loop))
}

func coachShare(r quota.Ratio) string {
	if r.Den == 0 {
		return sayCoachNoShare.Say()
	}
	return sayCoachShare.Say(r.Num, r.Den)
}
