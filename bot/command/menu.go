package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

// The keys of the app's menu 今天 | 待办 | 更多 (PRODUCT.md X1); each is answered by role.
const (
	MenuToday = "today"
	MenuTodo  = "todo"
	MenuWeek  = "week"
	MenuQuota = "quota"
	MenuHelp  = "help"
)

var (
	sayTodo     = words.New("todo.list", "待您处理%d项：\n%s")
	sayTodoNone = words.New("todo.none", "没有待处理的事项。")
	sayLapsed   = words.New("todo.lapsed", "以下提问过了30分钟，先放着，没有记录：\n%s\n补上请发“%d 是…”，7天内有效。")
)

// Clicked answers a press on a menu entry.
func Clicked(ctx context.Context, t *Turn, key string) (inbox.Answer, error) {
	today := t.Today()
	switch key {
	case MenuToday:
		t.Said = understand.Reading{Intent: understand.PlanShow, From: today, To: today}
	case MenuWeek:
		t.Said = understand.Reading{Intent: understand.PlanShow, From: today.Monday(), To: today.Monday().AddDays(6)}
	case MenuQuota:
		t.Said = understand.Reading{Intent: understand.QuotaShow}
	case MenuTodo:
		return t.todo(), nil
	default:
		return t.Help(), nil
	}
	c := For(t.Said.Intent, t.Who.Role)
	if c.Intent == understand.Unknown { // not for this role
		return t.Help(), nil
	}
	return c.Run(ctx, t)
}

// todo lists the open questions and the drafts that wait for a person.
func (t *Turn) todo() inbox.Answer {
	var lines []string
	for _, q := range t.State.Open {
		if q.Asked != "" {
			lines = append(lines, q.Asked)
		}
	}
	for _, q := range t.State.Lapsed {
		lines = append(lines, "待确认 "+q.Asked)
	}
	if len(lines) == 0 {
		return say(sayTodoNone.Say(), "", nil)
	}
	return say(sayTodo.Say(len(lines), strings.Join(lines, "\n")), "", nil)
}

// Lapsed puts before an answer which questions lapsed since the last message.
func Lapsed(lapsed []dialog.Question, a inbox.Answer) inbox.Answer {
	if len(lapsed) == 0 {
		return a
	}
	asked := make([]string, len(lapsed))
	for i, q := range lapsed {
		asked[i] = q.Asked
	}
	note := sayLapsed.Say(strings.Join(asked, "\n"), lapsed[0].Number)
	if a.Text == "" {
		a.Text = note
	} else {
		a.Text = note + "\n" + a.Text
	}
	return a
}
