package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayWeekYes      = words.New("week.approved_by", "已批准 %s 的周计划 #%d，已告诉本人。")
	sayWeekNo       = words.New("week.sent_back_by", "已退回 %s 的周计划 #%d，原因已告诉本人：%s")
	sayWeeksWaiting = words.New("week.waiting", "待批周计划%d份：%s。看明细回“看 编号”，同意回“批准 编号”，退回请说“驳回 编号 原因”。")
	_               = words.Refusal("week.own", "周计划 #%d 是您自己的，要由您的上级审批。")
	_               = words.Refusal("week.decided", "周计划 #%d 已经审批过了，没有改动。")
	_               = words.Refusal("week.not_submitted", "周计划 #%d 代表正在修改，还没有（再）提交，没有改动。提交后会再通知您。")
	_               = words.Refusal("week.unseen", "周计划 #%d 在您看过之后%s又改过，%s重新提交，没有批准。请先“看 %[1]d”再决定。")
	_               = words.Refusal("week.reason", "退回周计划 #%d 请带上原因，如“驳回 %[1]d A级医生太少”。")
)

func init() { alsoDecides(decider{decide: decideWeeks, waiting: weeksWaiting}) }

// decideWeeks approves or sends back those of the named records that are weeks of her subtree (PRODUCT.md P3, M2). Weeks are decided
// all or none.
func decideWeeks(ctx context.Context, t *Turn, numbers []int64, approve bool) (a inbox.Answer, decided []int64, err error) {
	ends, found := t.ending()
	weeks, err := t.Tx.WeeksNumbered(ctx, t.Book.reps, numbers)
	if err != nil {
		return a, nil, err
	}
	if whole, err := t.complete(ends, *found); err != nil {
		return a, nil, err
	} else if whole {
		if weeks, err = t.Tx.WeeksNumbered(ctx, t.Book.reps, t.saidNumbers()); err != nil {
			return a, nil, err
		}
	}
	if len(weeks) == 0 {
		return a, nil, nil
	}
	decision := "退回"
	if approve {
		decision = "批准"
	}
	var lines []string
	for _, w := range weeks {
		if approve {
			if err := t.unseen(ctx, w); err != nil {
				return a, nil, err
			}
		}
		if w, err = week.Decide(t.Tx, t.Who.UserID, t.Book.standsFor[w.Rep], w, approve, strings.TrimSpace(t.Said.Text)); err != nil {
			return a, nil, err
		}
		if approve {
			lines = append(lines, sayWeekYes.Say(t.Book.person(w.Rep), w.Number))
		} else {
			lines = append(lines, sayWeekNo.Say(t.Book.person(w.Rep), w.Number, w.Reason))
		}
		decided = append(decided, w.Number)
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(weeks[0].Number), "decision": decision}), decided, nil
}

// unseen refuses to approve a week that was submitted anew since it was shown to the person, unless she was told of that (week.unseen).
func (t *Turn) unseen(ctx context.Context, w week.Week) error {
	saw, shown := t.State.Saw(w.Number)
	if !shown || saw == w.Revision || w.State != week.Submitted {
		return nil
	}
	told, err := t.Tx.WasTold(ctx, w.ID, t.Who.UserID, notice.WeekWaits.Name, w.Revision)
	if err != nil || told {
		return err
	}
	return domain.Refuse("week.unseen", w.Number, t.Book.person(w.Rep), w.SubmittedAt.In(t.Tx.Zone()).Format("01-02 15:04"))
}

// weeksWaiting says which weeks of the manager's reps wait for her, of one rep if one is named; nothing where none does.
func weeksWaiting(ctx context.Context, t *Turn, rep string) (inbox.Answer, error) {
	reps := []string(t.reach())
	if rep != "" {
		reps = []string{rep}
	}
	all, err := t.Tx.WeeksWaiting(ctx, reps)
	if err != nil || len(all) == 0 {
		return inbox.Answer{}, err
	}
	lines := make([]string, len(all))
	for i, w := range all {
		t.State.See(w.Number, w.Revision)
		lines[i] = sharp([]int64{w.Number}) + " " + t.Book.person(w.Rep) + "（" + day(w.Monday) + "起）"
	}
	return say(sayWeeksWaiting.Say(len(all), strings.Join(lines, "、")), "decision",
		map[string]string{"no": number(all[0].Number), "decision": "提交待批"}), nil
}
