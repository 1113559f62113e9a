package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayTodo     = words.New("todo.list", "待您处理%d项：\n%s")
	sayTodoOpen = words.New("todo.open", "%s\n（最后一个提问直接回答就行，其他的请带编号，如“%d 是…”）")
	sayTodoLate = words.New("todo.late", "%s\n（补上请发“%d 是…”）")
	sayTodoWait = words.New("todo.waits", "待确认 %s")
	sayTodoNone = words.New("todo.none", "没有待处理的事项。")
	_           = register(Command{Intent: understand.TodoShow, Run: todo})
)

// todo lists the open questions, the last one at the end, and the drafts that wait to be finished (待办, 还有什么没答).
func todo(ctx context.Context, t *Turn) (inbox.Answer, error) {
	a, err := todoQuestions(t)
	if err != nil {
		return a, err
	}
	if t.Who.Role == domain.Rep {
		if a, err = t.andTasks(ctx, a); err != nil {
			return a, err
		}
	}
	told, err := t.Tx.CasesOf(ctx, t.Who.UserID, t.Tx.Now(), mostListed)
	if err != nil {
		return a, err
	}
	for _, l := range told {
		a.Text += "\n" + ownCase(l.Case)
	}
	return a, nil
}

// andTasks puts the follow-ups that a rep has still to do behind what she is asked.
func (t *Turn) andTasks(ctx context.Context, a inbox.Answer) (inbox.Answer, error) {
	reps := []string{t.Who.UserID}
	open, err := t.Tx.TasksIn(ctx, reps, []coaching.TaskState{coaching.Open}, t.Today().AddDays(taskHorizon), 1)
	if err != nil || len(open) == 0 {
		return a, err
	}
	tasks, err := t.listTasks(ctx, reps, sayCoachOwn.Say())
	if err != nil || a.Text == sayTodoNone.Say() {
		return tasks, err
	}
	a.Text += "\n" + tasks.Text
	return a, nil
}

func todoQuestions(t *Turn) (inbox.Answer, error) {
	var lines []string
	var other, newest dialog.Question
	for _, q := range t.State.Lapsed {
		lines = append(lines, sayTodoWait.Say(q.Asked))
	}
	for _, q := range t.State.Open {
		if q.Asked == "" {
			continue
		}
		lines = append(lines, q.Asked)
		if !q.Optional {
			other = newest
			newest = q
		}
	}
	if len(lines) == 0 {
		return say(sayTodoNone.Say(), "help", nil), nil
	}
	text := sayTodo.Say(len(lines), strings.Join(lines, "\n"))
	switch {
	case other.Number != 0:
		text = sayTodoOpen.Say(text, other.Number)
	case newest.Number == 0 && len(t.State.Lapsed) > 0:
		newest = t.State.Lapsed[len(t.State.Lapsed)-1]
		text = sayTodoLate.Say(text, newest.Number)
	}
	if newest.Number == 0 {
		return say(text, "help", nil), nil
	}
	return say(text, "which", map[string]string{"no": number(newest.Number), "k": number(int64(len(newest.Options)))}), nil
}
