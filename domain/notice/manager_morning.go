package notice

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayManagerMorning = words.New("notice.manager_morning", "早上好，%s今天（%s）：\n%s")
	sayManagerWaits   = words.New("notice.manager_waits", "待审%d条（最早%s）：发“待审”查看，常规一次通过回“通过 常规”。")
	sayManagerWeeks   = words.New("notice.manager_weeks", "待批周计划%d份：%s")
	sayManagerEvents  = words.New("notice.manager_events", "待批活动%d场：%s")
	sayManagerGrades  = words.New("notice.manager_grades", "待批等级%d个：%s")
	sayManagerCard    = words.New("notice.manager_card", "%s：待审%d条，待批周计划%d份")
	sayButtonList     = words.New("notice.button_list", "看待审")
	sayButtonRoutine  = words.New("notice.button_routine", "通过常规")
	sayButtonEvent    = words.New("notice.button_event", "看活动%s")
	sayButtonWeek     = words.New("notice.button_week", "看计划%s")
	sayManagerPlans   = words.New("notice.manager_plans", "计划拜访%d家：%s")
	sayManagerPlanned = words.New("notice.manager_planned", "%s%d家")
	sayManagerNone    = words.New("notice.manager_none", "今天还没有安排：%s")
	sayManagerOff     = words.New("notice.manager_off", "请假：%s")
	sayManagerHalf    = words.New("notice.manager_half", "%s（半天）")
	sayManagerAll     = words.New("notice.manager_all", "次数都在进度上。")
)

// WaitingView is what waits for a manager of her own reps.
type WaitingView struct {
	// Visits wait for review, the first of them since Since.
	Visits int
	Since  time.Time
	// Weeks wait for approval, the oldest first.
	Weeks []WaitingItem
	// Events are group events that wait for approval, or were held without it; Grades are doctors' grades by hand.
	Events, Grades []WaitingItem
}

// WaitingItem is a record of a rep that waits for approval.
type WaitingItem struct {
	Number int64
	Rep    string // name
}

// waitingTruth is what the morning's card reads of what waits.
type waitingTruth interface {
	// Waiting returns what waits for a manager of the reps directly below her.
	Waiting(ctx context.Context, manager string) (WaitingView, error)
}

// RepDay is what a day holds for a rep of a team.
type RepDay struct {
	Rep     string // userid
	Name    string
	Planned int
	// Off is how many halves of the day she has off.
	Off int
}

// ManagerMorning is a manager's morning card (PRODUCT.md M5): whose count is off course, by yesterday; who has planned what for today,
// who has planned nothing, and who is away. In her time off and on days that are not worked there is none.
var ManagerMorning = register(Kind{
	Name:  "manager_morning",
	Stale: 6 * time.Hour,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		on := domain.DateOf(n.DueAt)
		away, err := truth.Away(ctx, n.Person, n.DueAt)
		if err != nil || away {
			return Content{}, false, err
		}
		of, err := whoseTeam(ctx, truth, n)
		if err != nil {
			return Content{}, false, err
		}
		team, err := truth.TeamDay(ctx, of.Manager, on)
		if err != nil || len(team) == 0 {
			return Content{}, false, err
		}
		reps := make([]string, len(team))
		for i, r := range team {
			reps[i] = r.Rep
		}
		today, err := truth.Months(ctx, on, reps...)
		if err != nil || len(today) == 0 || !today[0].worked() {
			return Content{}, false, err
		}
		sections, err := managerCourse(ctx, truth, on, reps)
		if err != nil {
			return Content{}, false, err
		}
		waiting, err := truth.Waiting(ctx, of.Manager)
		if err != nil {
			return Content{}, false, err
		}
		coaching, err := truth.CoachWaiting(ctx, of.Manager)
		if err != nil {
			return Content{}, false, err
		}
		sections = slices.Concat(managerWaits(waiting), coachWaits(coaching), sections, managerDay(team))
		text := sayManagerMorning.Say(of.named(), DayOfWeek(on), strings.Join(sections, "\n"))
		c := Content{Text: withoutHolidays(text, today[0].Month), Template: "quota", Params: quotaParams(today...)}
		if buttons := managerButtons(waiting); len(buttons) > 0 {
			c.Card = &Card{Title: sayManagerCard.Say(of.named(), waiting.Visits, len(waiting.Weeks)), Buttons: buttons}
		}
		return c, true, nil
	},
})

// managerWaits says what waits for the manager.
func managerWaits(w WaitingView) (lines []string) {
	if w.Visits > 0 {
		lines = append(lines, sayManagerWaits.Say(w.Visits, monthDay(domain.DateOf(w.Since))))
	}
	for _, sort := range []struct {
		say   words.Text
		items []WaitingItem
	}{{sayManagerWeeks, w.Weeks}, {sayManagerEvents, w.Events}, {sayManagerGrades, w.Grades}} {
		if len(sort.items) == 0 {
			continue
		}
		names := make([]string, len(sort.items))
		for i, item := range sort.items {
			names[i] = "#" + strconv.FormatInt(item.Number, 10) + " " + item.Rep
		}
		lines = append(lines, sort.say.Say(len(names), firstNames(names)))
	}
	return lines
}

// SayKey begins the key of a button that does what a text would: the text follows. The card keeps its buttons.
const SayKey = "say/"

// mostWeekButtons is how many weeks have a button on a card, which has room for six in all.
const mostWeekButtons = 3

// managerButtons are what can be done at once about what waits.
func managerButtons(w WaitingView) (buttons []Button) {
	if w.Visits > 0 {
		buttons = append(buttons, Button{sayButtonList.Say(), SayKey + "待审"}, Button{sayButtonRoutine.Say(), SayKey + "通过 常规"})
	}
	for _, week := range w.Weeks[:min(len(w.Weeks), mostWeekButtons)] {
		n := strconv.FormatInt(week.Number, 10)
		buttons = append(buttons, Button{sayButtonWeek.Say(n), SayKey + "看 " + n})
	}
	for _, e := range w.Events[:min(len(w.Events), 1)] {
		n := strconv.FormatInt(e.Number, 10)
		buttons = append(buttons, Button{sayButtonEvent.Say(n), SayKey + "看 " + n})
	}
	return buttons
}

// managerCourse says whose count was off course at the end of the day before; nothing on the first of a month.
func managerCourse(ctx context.Context, truth Truth, on domain.Date, reps []string) ([]string, error) {
	yesterday := on.AddDays(-1)
	if yesterday.Month != on.Month {
		return nil, nil
	}
	all, err := truth.Months(ctx, yesterday, reps...)
	if err != nil {
		return nil, err
	}
	views := map[string]MonthView{}
	for _, v := range all {
		views[v.Rep] = v
	}
	list, count := section(reps, views, func(v MonthView) int { return int(v.CountLevel()) }, behindLine)
	if count == 0 {
		return []string{sayManagerAll.Say()}, nil
	}
	return []string{sayTeamBehind.Say(count, list)}, nil
}

// managerDay says what the team's day holds.
func managerDay(team []RepDay) []string {
	var planned, none, off []string
	sum := 0
	for _, r := range team {
		switch {
		case r.Off >= 2:
			off = append(off, r.Name)
		case r.Off == 1:
			off = append(off, sayManagerHalf.Say(r.Name))
		}
		switch {
		case r.Planned > 0:
			planned, sum = append(planned, sayManagerPlanned.Say(r.Name, r.Planned)), sum+r.Planned
		case r.Off < 2:
			none = append(none, r.Name)
		}
	}
	var lines []string
	if sum > 0 {
		lines = append(lines, sayManagerPlans.Say(sum, firstNames(planned)))
	}
	if len(none) > 0 {
		lines = append(lines, sayManagerNone.Say(firstNames(none)))
	}
	if len(off) > 0 {
		lines = append(lines, sayManagerOff.Say(firstNames(off)))
	}
	return lines
}

// firstNames lists as many as a list about a team names, and counts the rest.
func firstNames(names []string) string {
	text := strings.Join(names[:min(len(names), mostOfTeam)], "、")
	if rest := len(names) - mostOfTeam; rest > 0 {
		text += sayTeamRest.Say(rest)
	}
	return text
}

// ManagerMorningTo is the card to one manager on a day.
func ManagerMorningTo(manager string, at time.Time) Prompt {
	return morningTo(ManagerMorning.Name, manager, at)
}
