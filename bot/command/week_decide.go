package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
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
	_               = words.Refusal("week.reason", "退回周计划 #%d 请带上原因，如“驳回 %[1]d A级医生太少”。")
)

// decideWeeks approves or sends back those of the named records that are weeks of her subtree (PRODUCT.md P3, M2), and leaves the
// other numbers for the rest of the command. Weeks are decided all or none.
func (t *Turn) decideWeeks(ctx context.Context, approve bool) (inbox.Answer, error) {
	if len(t.Said.Items) == 0 {
		return inbox.Answer{}, nil
	}
	numbers := make([]int64, len(t.Said.Items))
	for i, n := range t.Said.Items {
		numbers[i] = int64(n)
	}
	weeks, err := t.Tx.WeeksNumbered(ctx, t.Book.reps, numbers)
	if err != nil || len(weeks) == 0 {
		return inbox.Answer{}, err
	}
	decision := "退回"
	if approve {
		decision = "批准"
	}
	var lines []string
	for _, w := range weeks {
		if w, err = week.Decide(t.Tx, t.Who.UserID, t.Book.standsFor[w.Rep], w, approve, strings.TrimSpace(t.Said.Text)); err != nil {
			return inbox.Answer{}, err
		}
		if approve {
			lines = append(lines, sayWeekYes.Say(t.Book.person(w.Rep), w.Number))
		} else {
			lines = append(lines, sayWeekNo.Say(t.Book.person(w.Rep), w.Number, w.Reason))
		}
		t.Said.Items = slices.DeleteFunc(t.Said.Items, func(n int) bool { return int64(n) == w.Number })
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(weeks[0].Number), "decision": decision}), nil
}

// weeksWaiting says which weeks of these reps wait for the manager; nothing where none does.
func (t *Turn) weeksWaiting(ctx context.Context, reps []string) (inbox.Answer, error) {
	all, err := t.Tx.WeeksWaiting(ctx, reps)
	if err != nil || len(all) == 0 {
		return inbox.Answer{}, err
	}
	lines := make([]string, len(all))
	for i, w := range all {
		lines[i] = sharp([]int64{w.Number}) + " " + t.Book.person(w.Rep) + "（" + day(w.Monday) + "起）"
	}
	return say(sayWeeksWaiting.Say(len(all), strings.Join(lines, "、")), "decision",
		map[string]string{"no": number(all[0].Number), "decision": "提交待批"}), nil
}

// besides puts what was said of weeks before the answer about other records; nothing about them is said where there are none.
func besides(weeks, rest inbox.Answer, none string) inbox.Answer {
	if weeks.Silent() {
		return rest
	}
	if rest.Text == none {
		return weeks
	}
	return join(weeks, rest)
}

// decideWith decides on the weeks among the named records, and lets rest decide on the others.
func (t *Turn) decideWith(ctx context.Context, approve bool, rest func(context.Context, *Turn) (inbox.Answer, error)) (inbox.Answer, error) {
	named := len(t.Said.Items)
	weeks, err := t.decideWeeks(ctx, approve)
	if err != nil || named > 0 && len(t.Said.Items) == 0 {
		return weeks, err
	}
	a, err := rest(ctx, t)
	if r, no := domain.AsRefusal(err); no && !weeks.Silent() { // the weeks are decided; what else was named is not
		return join(weeks, say(refusalWords(r), "", nil)), nil
	}
	return besides(weeks, a, ""), err
}

// approveAll approves weeks and visits by their numbers; rejectAll sends them back.
func approveAll(ctx context.Context, t *Turn) (inbox.Answer, error) {
	return t.decideWith(ctx, true, approve)
}

func rejectAll(ctx context.Context, t *Turn) (inbox.Answer, error) {
	return t.decideWith(ctx, false, reject)
}

// listAll lists the weeks that wait and the visits that do.
func listAll(ctx context.Context, t *Turn) (inbox.Answer, error) {
	reps := []string(t.reach())
	if t.Said.Rep != "" && slices.Contains(reps, t.Said.Rep) {
		reps = []string{t.Said.Rep}
	}
	weeks, err := t.weeksWaiting(ctx, reps)
	if err != nil {
		return inbox.Answer{}, err
	}
	visits, err := listReviews(ctx, t)
	return besides(weeks, visits, sayWaitingNone.Say()), err
}
