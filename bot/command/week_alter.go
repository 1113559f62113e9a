package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAlterMoved = words.New("week.alter_moved", "%s把您的 #%d %s由%s改到%s（周计划 #%d）。")
	sayAlterTaken = words.New("week.alter_taken", "%s取消了您的 #%d %s %s（周计划 #%d）。")
	sayAlterDone  = words.New("week.alter_done", "已改：%s #%d %s %s，已告诉本人。同意整周请回“批准 %d”。")
	sayAlterGone  = words.New("week.alter_gone", "已取消")
	sayAlterNow   = words.New("week.alter_now", "由%s改到%s")
	sayAlterNoted = words.New("week.alter_noted", "已改：%s #%d %s %s，已告诉本人。")
	_             = words.Refusal("week.alter_none", "#%d 不是您辖下周计划里的拜访，没有改动。请核对编号。")
	_             = register(Command{Intent: understand.WeekAlter, Roles: managers, Run: alterWeek})
)

// alterWeek changes one stop of a week below a manager (PRODUCT.md P3: the manager approves, changes or sends back): 1051改到周四,
// 取消1051. The rep is told.
func alterWeek(ctx context.Context, t *Turn) (inbox.Answer, error) {
	target := *t.Said.Target
	p, ok, err := t.Tx.TeamPlan(ctx, t.Book.reps, target.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok && target.Date.IsZero() { // a reminder of her own
		return cancelPlan(ctx, t)
	}
	if !ok || p.Week.IsZero() {
		return inbox.Answer{}, domain.Refuse("week.alter_none", target.Number)
	}
	weeks, err := t.Tx.WeeksByID(ctx, []domain.ID{p.Week})
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(weeks) == 0 {
		return inbox.Answer{}, domain.Refuse("week.alter_none", target.Number)
	}
	w := weeks[0]
	if err := week.Alterable(t.Who.UserID, w); err != nil {
		return inbox.Answer{}, err
	}
	name := t.Book.name(p.Doctor)
	what, now := "", sayAlterGone.Say()
	if target.Date.IsZero() {
		if _, err := plan.Cancel(t.Tx, t.Who.UserID, p); err != nil {
			return inbox.Answer{}, err
		}
		what = sayAlterTaken.Say(t.Who.Name, p.Number, name, notice.DayOfWeek(p.Date), w.Number)
	} else {
		d := elsewhere(p.Details)
		d.Date = target.Date
		if d.Date == p.Date {
			return inbox.Answer{}, domain.Refuse("amend.same", p.Number)
		}
		if _, err := plan.Amend(t.Tx, t.source(), p, d); err != nil {
			return inbox.Answer{}, err
		}
		what = sayAlterMoved.Say(t.Who.Name, p.Number, name, when(p.Date), notice.DayOfWeek(d.Date), w.Number)
		now = sayAlterNow.Say(when(p.Date), notice.DayOfWeek(d.Date))
	}
	if w, err = week.Alter(t.Tx, t.Who.UserID, w, what); err != nil {
		return inbox.Answer{}, err
	}
	t.State.See(w.Number, w.Revision) // she knows what she changed
	text := sayAlterNoted.Say(t.Book.person(p.Rep), p.Number, name, now)
	if w.State == week.Submitted {
		text = sayAlterDone.Say(t.Book.person(p.Rep), p.Number, name, now, w.Number)
	}
	return say(text, "decision", map[string]string{"no": number(p.Number), "decision": "调整"}), nil
}

// when writes the day of a plan, which may have none.
func when(d domain.Date) string {
	if d.IsZero() {
		return "待定"
	}
	return notice.DayOfWeek(d)
}
