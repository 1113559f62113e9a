package command

import (
	"context"
	"slices"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/words"
)

var _ = words.Refusal("reminder.ahead_none", "没有定了时间的计划可以提前提醒。请连时间一起说，如“明天上午10点去省医见欧阳明，提前%d分钟提醒”。")

var sayAheadWhich = words.New("reminder.ahead_which", "有%d个定了时间的计划，要提前提醒哪一个？请带编号，如“%d 提前%d分钟提醒”：\n%s")

// remindAhead lets a plan that stands remind so many minutes before its start (后天的提前半小时叫我). It leaves the message to others
// where it says anything else, and refuses where no plan with a time is meant (reminder.ahead_none).
func (t *Turn) remindAhead(ctx context.Context) (a inbox.Answer, ok bool, err error) {
	said := t.Said.Ahead
	if said == nil || t.Who.Role != domain.Rep {
		return a, false, nil
	}
	doctors := said.Target.Candidates
	if said.Target.Doctor != "" {
		doctors = []string{said.Target.Doctor}
	}
	plans, err := t.Tx.PlannedFor(ctx, t.Who.UserID, doctors, said.Target.Date)
	if err != nil {
		return a, false, err
	}
	plans = slices.DeleteFunc(plans, func(p plan.Plan) bool {
		return p.Start == "" || p.Date.Before(t.Today()) || said.Target.Number != 0 && p.Number != said.Target.Number
	})
	switch len(plans) {
	case 0:
		return a, false, domain.Refuse("reminder.ahead_none", said.Minutes)
	case 1:
		t.Said = understand.Reading{Intent: understand.VisitAmend, Target: &understand.Target{Number: plans[0].Number},
			Changes: &understand.Visit{Remind: said.Minutes}}
		a, err = amendRecord(ctx, t)
		return a, true, err
	}
	shown := plans[:min(len(plans), mostPlanLines)]
	return say(sayAheadWhich.Say(len(plans), plans[0].Number, said.Minutes, t.planLines(shown, len(plans), true)), "missing",
		map[string]string{"no": number(plans[0].Number), "field": "提醒哪个计划"}), true, nil
}
