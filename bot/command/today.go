package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayNoPlans    = words.New("today.none", "%s还没有安排。直接说“%s下午3点去%s”就能排上。")
	sayPlans      = words.New("today.plans", "%s安排%d家：\n%s")
	sayReminders  = words.New("today.reminders", "提醒：\n%s")
	sayPlansTail  = words.New("today.tail", "完成后直接说内容即可。")
	sayTeamNone   = words.New("today.team_none", "%s团队还没有安排。")
	sayMore       = words.New("today.more", "…另有%d项，请缩小日期范围。")
	_             = register(Command{Intent: understand.PlanShow, Roles: withPlans, Run: showPlans})
	withPlans     = []domain.Role{domain.Rep, domain.Manager, domain.Director}
	mostPlanLines = 40
)

// showPlans lists what is planned from one day to another: a rep's own visits, a manager's team's, and one's reminders.
func showPlans(ctx context.Context, t *Turn) (inbox.Answer, error) {
	from, to := t.Said.From, t.Said.To
	if from.IsZero() {
		from, to = t.Today(), t.Today()
	}
	if t.wantsWeek(from, to) {
		return t.propose(ctx, from, false)
	}
	reps := []string{t.Who.UserID}
	if t.Who.Role.Manages() {
		reps = t.Book.reps
	}
	plans, total, err := t.Tx.PlansBetween(ctx, reps, from, to)
	if err != nil {
		return inbox.Answer{}, err
	}
	reminders, err := t.Tx.RemindersBetween(ctx, t.Who.UserID, from, to)
	if err != nil {
		return inbox.Answer{}, err
	}
	a := t.agenda(from, to, plans, total, reminders)
	line, err := t.weekLine(ctx, from, to)
	if line != "" {
		a.Text += "\n" + line
		if hand, ok := t.State.InHand(t.In.At); ok && len(plans) > 0 {
			a.Params["no"] = number(hand.Number)
		}
	}
	return a, err
}

// agenda says the plans that were read, of total in all, and the reminders.
func (t *Turn) agenda(from, to domain.Date, plans []plan.Plan, total int, reminders []remind.Reminder) inbox.Answer {
	title := dayTitle(from, to, t.Today())
	var parts []string
	switch {
	case len(plans) > 0:
		parts = append(parts, sayPlans.Say(title, total, t.planLines(plans, total, from != to)))
	case t.Who.Role.Manages():
		parts = append(parts, sayTeamNone.Say(title))
	case len(reminders) == 0:
		parts = append(parts, sayNoPlans.Say(title, title, t.Book.example(0)))
	}
	if len(reminders) > 0 {
		lines := make([]string, len(reminders))
		for i, r := range reminders {
			at := r.At.Format("15:04")
			if from != to {
				at = r.At.Format("01-02 15:04")
			}
			lines[i] = sharp([]int64{r.Number}) + " " + at + " " + r.Subject
		}
		parts = append(parts, sayReminders.Say(strings.Join(lines, "\n")))
	}
	if len(plans) > 0 && !t.Who.Role.Manages() {
		parts = append(parts, sayPlansTail.Say())
	}
	codes := make([]string, 0, 6)
	for _, p := range plans {
		if len(codes) < cap(codes) {
			codes = append(codes, t.Book.shortCode(p.Doctor))
		}
	}
	list := strings.Join(codes, "、")
	if list == "" {
		list = "暂无"
	}
	text := strings.Join(parts, "\n")
	if from == t.Today() && to == from || len(plans) == 0 {
		return say(text, "today", map[string]string{"n": number(int64(total)), "codes": list})
	}
	params := t.plannedParams(plans)
	params["n"] = number(int64(total))
	return say(text, "planned", params) // the SMS that speaks of today must not speak of another day
}

// planLines lists the first of total plans; over several days each line carries its day, for a team each its rep.
func (t *Turn) planLines(plans []plan.Plan, total int, days bool) string {
	shown := plans[:min(len(plans), mostPlanLines)]
	lines := make([]string, len(shown))
	for i, p := range shown {
		head := sharp([]int64{p.Number})
		if days {
			head += " " + notice.DayOfWeek(p.Date)
		}
		if p.Start != "" {
			head += " " + string(p.Start)
		}
		if t.Who.Role.Manages() {
			head += " " + t.personIn(p.Rep)
		}
		line := head + " " + t.Book.full(p.Doctor)
		if len(p.Products) > 0 {
			line += "｜" + t.Book.brands(p.Products)
		}
		if p.State == plan.Done {
			line += " ✓"
		}
		lines[i] = line
	}
	if rest := total - len(shown); rest > 0 {
		lines = append(lines, sayMore.Say(rest))
	}
	return strings.Join(lines, "\n")
}

// dayTitle names a day or a span as people do.
func dayTitle(from, to, today domain.Date) string {
	if from != to {
		if to == from.AddDays(6) {
			switch from {
			case today.Monday():
				return "本周"
			case today.Monday().AddDays(7):
				return "下周"
			}
		}
		return day(from) + "至" + day(to)
	}
	switch from.Sub(today) {
	case 0:
		return "今天"
	case 1:
		return "明天"
	case 2:
		return "后天"
	}
	return notice.DayOfWeek(from)
}
