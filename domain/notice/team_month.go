package notice

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayTeamEnd       = words.New("notice.team_month_end", "【%s月末】本月还剩%d个工作日（含今天），%d人还有缺口，共差%d次：\n%s")
	sayTeamEndRep    = words.New("notice.team_month_end_rep", "%s 差%d次（%s），每天约%d次%s")
	sayTeamEndShort  = words.New("notice.team_month_end_short", "，做不完%d次")
	sayTeamWarnings  = words.New("notice.team_warnings", "【%s预警】\n%s\n请和他们逐个谈：缺什么、排哪几天，必要时调整名单或安排协访。")
	sayTeamBehind    = words.New("notice.team_behind", "次数落后%d人：\n%s")
	sayTeamBehindRep = words.New("notice.team_behind_rep", "%s%s 应完成%d次，已完成%d次（%d%%）")
	sayTeamLow       = words.New("notice.team_low", "有效率偏低%d人：\n%s")
	sayTeamLowRep    = words.New("notice.team_low_rep", "%s%s %d次中%d次有效（%d%%）")
	sayTeamShort     = words.New("notice.team_short", "剩余时间做不完%d人：\n%s")
	sayTeamShortRep  = words.New("notice.team_short_rep", "%s 还差%d次，最多做%d次")
	sayTeamRest      = words.New("notice.team_rest", "…另有%d人")
	sayTeamGrave     = words.New("notice.team_grave", "❗")
)

// mostOfTeam is how many people a list about a team names; the rest is counted.
const mostOfTeam = 10

// teamPart is whom a list about a team is of: userids by the kind of notice that they got.
type teamPart map[string][]string

// teamOf reads the months of those whom a list is of, by their userids, and the words for the team: none where the manager is away or the day is not worked.
func teamOf(ctx context.Context, truth Truth, n Notice) (part teamPart, views map[string]MonthView, team string, err error) {
	if err := json.Unmarshal(n.Args, &part); err != nil {
		return nil, nil, "", fmt.Errorf("read whom a %s is of: %w", n.Kind, err)
	}
	away, err := truth.Away(ctx, n.Person, n.DueAt)
	if err != nil || away {
		return nil, nil, "", err
	}
	of, err := whoseTeam(ctx, truth, n)
	if err != nil {
		return nil, nil, "", err
	}
	reps := slices.Compact(slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(part))...))))
	all, err := truth.Months(ctx, domain.DateOf(n.DueAt), reps...)
	if err != nil {
		return nil, nil, "", err
	}
	views = map[string]MonthView{}
	for _, v := range all {
		if v.worked() {
			views[v.Rep] = v
		}
	}
	return part, views, of.named(), nil
}

// section lists those of a team of whom something is still true, the gravest first; empty if there is nobody.
func section(reps []string, views map[string]MonthView, weight func(MonthView) int, line func(MonthView) string) (list string, count int) {
	var of []MonthView
	for _, rep := range reps {
		if v, ok := views[rep]; ok && weight(v) > 0 {
			of = append(of, v)
		}
	}
	slices.SortStableFunc(of, func(a, b MonthView) int { return cmp.Or(weight(b)-weight(a), cmp.Compare(a.Rep, b.Rep)) })
	var lines []string
	for _, v := range of[:min(len(of), mostOfTeam)] {
		lines = append(lines, line(v))
	}
	if rest := len(of) - len(lines); rest > 0 {
		lines = append(lines, sayTeamRest.Say(rest))
	}
	return strings.Join(lines, "\n"), len(of)
}

// TeamMonthEnd tells a manager whose months still have a gap, when her reps are reminded of it (PRODUCT.md Q2).
var TeamMonthEnd = register(Kind{
	Name:  "team_month_end",
	Stale: 10 * time.Hour,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		part, views, whose, err := teamOf(ctx, truth, n)
		if err != nil {
			return Content{}, false, err
		}
		list, count := section(part[MonthEnd.Name], views, func(v MonthView) int { return v.Remaining() }, func(v MonthView) string {
			short := ""
			if f := v.Feasible(); f.Short > 0 {
				short = sayTeamEndShort.Say(f.Short)
			}
			return sayTeamEndRep.Say(v.Name, v.Remaining(), gaps(v.byGrade()), v.perDay(), short)
		})
		if count == 0 {
			return Content{}, false, nil
		}
		team := slices.Collect(maps.Values(views))
		sum := 0
		for _, v := range team {
			sum += v.Remaining()
		}
		text := sayTeamEnd.Say(whose, team[0].WorkdaysLeft(), count, sum, list)
		return Content{Text: withoutHolidays(text, team[0].Month), Template: "quota", Params: quotaParams(team...)}, true, nil
	},
})

// TeamWarnings tells a manager in one message which of her reps were warned, and of what (PRODUCT.md Q3, Q6). Who has caught up
// by then is not in it.
var TeamWarnings = register(Kind{
	Name: "team_warnings",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		part, views, whose, err := teamOf(ctx, truth, n)
		if err != nil {
			return Content{}, false, err
		}
		var sections []string
		add := func(kind string, title words.Text, weight func(MonthView) int, line func(MonthView) string) {
			if list, count := section(part[kind], views, weight, line); count > 0 {
				sections = append(sections, title.Say(count, list))
			}
		}
		add(QuotaBehind.Name, sayTeamBehind, func(v MonthView) int { return int(v.CountLevel()) }, behindLine)
		add(QualityLow.Name, sayTeamLow, func(v MonthView) int { return int(v.RateLevel()) }, func(v MonthView) string {
			return sayTeamLowRep.Say(graveMark(v.RateLevel()), v.Name, v.Made, v.Effective, percent(v.Effective, v.Made))
		})
		add(Infeasible.Name, sayTeamShort, func(v MonthView) int { return v.Feasible().Short }, func(v MonthView) string {
			f := v.Feasible()
			return sayTeamShortRep.Say(v.Name, f.Remaining, f.Capacity)
		})
		if len(sections) == 0 {
			return Content{}, false, nil
		}
		team := slices.Collect(maps.Values(views))
		text := sayTeamWarnings.Say(whose, strings.Join(sections, "\n"))
		return Content{Text: withoutHolidays(text, team[0].Month), Template: "quota", Params: quotaParams(team...)}, true, nil
	},
})

// behindLine says how far a rep's count is off course.
func behindLine(v MonthView) string {
	done, expected := v.course()
	return sayTeamBehindRep.Say(graveMark(v.CountLevel()), v.Name, expected, done, percent(done, expected))
}

// graveMark marks the second level.
func graveMark(level quota.Level) string {
	if level > 1 {
		return sayTeamGrave.Say()
	}
	return ""
}

// TeamListOf makes the list for a manager of what her reps are told at an instant; there is one a day.
func TeamListOf(kind Kind, manager string, told []Notice, at time.Time) (Prompt, error) {
	part := teamPart{}
	for _, n := range told {
		part[n.Kind] = append(part[n.Kind], n.Person)
	}
	args, err := json.Marshal(part)
	if err != nil {
		return Prompt{}, fmt.Errorf("make the list of a team: %w", err)
	}
	return Prompt{Notice: Notice{Kind: kind.Name, Key: kind.Name + "/" + domain.DateOf(at).String() + "/" + manager, Person: manager, Args: args, DueAt: at}}, nil
}
