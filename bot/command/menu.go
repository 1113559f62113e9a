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
	sayLapsed = words.New("todo.lapsed", "以下提问过了30分钟，先放着，没有记录：\n%s\n补上请发“%d 是…”，7天内有效。")
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
		return todo(ctx, t)
	default:
		return t.Help(), nil
	}
	c := For(t.Said.Intent, t.Who.Role)
	if c.Intent == understand.Unknown { // not for this role
		return t.Help(), nil
	}
	return c.Run(ctx, t)
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
