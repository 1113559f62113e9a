package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCancelled    = words.New("cancel.done", "已取消 %s。回“不撤了”恢复。")
	sayCancelWhich  = words.New("cancel.which", "要取消哪一个？%s，%s")
	sayQuestionGone = words.New("cancel.question", "好的，不再追问。#%d 没有记录。")
	sayFieldGone    = words.New("cancel.field", "好的，先不补。")
	_               = words.Refusal("cancel.what", "要取消什么？取消计划请说“取消 编号”或“取消周三的计划”；撤回刚才的记录请回“撤销”。")
	_               = words.Refusal("cancel.none", "没有找到符合的计划。发“本周计划”看编号，再回“取消 编号”。")
	_               = register(Command{Intent: understand.PlanCancel, Run: cancelPlan})
	_               = register(Command{Intent: understand.CancelQuestion, Run: cancelQuestion})
)

// cancelDraft waits for which of several plans is meant.
type cancelDraft struct {
	Number string `json:"number,omitempty"`
}

var cancelForm = dialog.Form[cancelDraft]{Name: "cancel", Version: 1, Slots: []dialog.Slot[cancelDraft]{{
	Name:    "record",
	Missing: func(d cancelDraft) bool { return d.Number == "" },
	Fill:    func(d *cancelDraft, v string) error { d.Number = v; return nil },
}}}

func init() { onAnswer(cancelForm, finishCancel, nil) }

// cancelPlan cancels planned visits by number, by doctor or by day; where a doctor or a day leaves several open, it asks.
func cancelPlan(ctx context.Context, t *Turn) (inbox.Answer, error) {
	target := t.Said.Target
	if target == nil {
		return inbox.Answer{}, domain.Refuse("cancel.what")
	}
	if target.Number != 0 {
		return t.cancelNumber(ctx, target.Number)
	}
	doctors := target.Candidates
	if target.Doctor != "" {
		doctors = []string{target.Doctor}
	}
	switch {
	case doctors == nil && target.Date.IsZero():
		return inbox.Answer{}, domain.Refuse("cancel.what")
	case doctors != nil && len(doctors) == 0:
		return inbox.Answer{}, domain.Refuse("cancel.none")
	}
	plans, err := t.Tx.PlannedFor(ctx, t.Who.UserID, doctors, t.intoWeek(target.Date))
	switch {
	case err != nil:
		return inbox.Answer{}, err
	case len(plans) == 0:
		return inbox.Answer{}, domain.Refuse("cancel.none")
	case len(plans) == 1:
		return t.cancelPlans(ctx, plans)
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	var options []dialog.Option
	for _, p := range plans[:min(len(plans), mostOptions)] {
		label := strings.TrimSpace(sharp([]int64{p.Number}) + " " + t.Book.name(p.Doctor) + " " + notice.DayOfWeek(p.Date) + " " + string(p.Start))
		options = append(options, dialog.Option{Value: number(p.Number), Label: label})
	}
	slot, _ := cancelForm.Next(cancelDraft{})
	text := sayCancelWhich.Say(numbered(options), choices(len(options)))
	q, err := cancelForm.Question(dialog.Question{ID: id, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}, slot,
		dialog.Prompt{Text: text, Options: options}, cancelDraft{})
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(text, "missing", map[string]string{"no": number(plans[0].Number), "field": "要取消的编号"})), nil
}

func finishCancel(ctx context.Context, t *Turn, q dialog.Question, d cancelDraft) (inbox.Answer, error) {
	n := parseNumber(d.Number)
	if n == 0 {
		return old(q), nil
	}
	return t.cancelNumber(ctx, n)
}

// cancelNumber cancels the plan or the reminder of that number.
func (t *Turn) cancelNumber(ctx context.Context, n int64) (inbox.Answer, error) {
	if a, ours, err := t.dropChange(ctx, n); ours || err != nil {
		return a, err
	}
	f, err := t.find(ctx, n)
	switch {
	case err != nil:
		return inbox.Answer{}, err
	case f.plan != nil:
		return t.cancelPlans(ctx, []plan.Plan{*f.plan})
	case f.reminder != nil:
		r, err := remind.Cancel(t.Tx, t.Who.UserID, *f.reminder)
		if err != nil {
			return inbox.Answer{}, err
		}
		t.State.Undone = &dialog.Recording{Numbers: []int64{n}, At: t.In.At}
		return say(sayCancelled.Say(sharp([]int64{n})+" 提醒 "+r.Subject), "decision",
			map[string]string{"no": number(n), "decision": "取消"}), nil
	case f.report != nil && f.report.Kind == report.TimeOff:
		return t.cancelDaysOff(ctx, *f.report)
	case f.visit != nil, f.report != nil:
		return inbox.Answer{}, domain.Refuse("cancel.what")
	}
	if a, ours, err := t.cancelEvent(ctx, n); ours || err != nil {
		return a, err
	}
	if a, ours, err := t.cancelBroadcast(ctx, n); ours || err != nil {
		return a, err
	}
	return inbox.Answer{}, domain.Refuse("amend.number", n)
}

func (t *Turn) cancelPlans(ctx context.Context, plans []plan.Plan) (inbox.Answer, error) {
	undone := &dialog.Recording{At: t.In.At}
	var lines []string
	for _, p := range plans {
		if _, err := plan.Cancel(t.Tx, t.Who.UserID, p); err != nil {
			return inbox.Answer{}, err
		}
		undone.Numbers = append(undone.Numbers, p.Number)
		t.State.Settled(p.Number)
		lines = append(lines, sharp([]int64{p.Number})+" "+t.Book.planLine(p.Details))
	}
	t.State.Undone = undone
	note, err := t.touch(ctx, plans...)
	if err != nil {
		return inbox.Answer{}, err
	}
	return say(sayCancelled.Say(strings.Join(lines, "；"))+note, "decision",
		map[string]string{"no": number(plans[0].Number), "decision": "取消"}), nil
}

// cancelQuestion is a bare 取消: it closes the open question, and without one asks what (DESIGN.md part 6).
func cancelQuestion(ctx context.Context, t *Turn) (inbox.Answer, error) {
	q, ok := t.State.Newest()
	if !ok {
		return inbox.Answer{}, domain.Refuse("cancel.what")
	}
	return t.dropQuestion(ctx, q)
}

// dropQuestion closes a question, with what waits for its answer.
func (t *Turn) dropQuestion(ctx context.Context, q dialog.Question) (inbox.Answer, error) {
	t.State.Close(q.ID)
	if drop := forms[q.Form].drop; drop != nil {
		return drop(ctx, t, q)
	}
	if q.Optional {
		return say(sayFieldGone.Say(), "", nil), nil
	}
	t.State.Forget([]int64{q.Number})
	return say(sayQuestionGone.Say(q.Number), "decision", map[string]string{"no": number(q.Number), "decision": "取消"}), nil
}
