package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayApproved   = words.New("review.approve.done", "已批准%d条：%s。")
	sayRejected   = words.New("review.reject.done", "已驳回 %s，原因已告诉%s：%s")
	sayNotDecided = words.New("review.not_decided", "没有改动的：\n%s")
	sayRoutine    = words.New("review.routine", "已通过常规%d条：%s。")
	sayNoRoutine  = words.New("review.routine_none", "没有可以一次通过的常规记录。")
	sayRisksLeft  = words.New("review.risks_left", "风险%d条没有通过，请逐条看：\n%s")
	sayOnBehalf   = words.New("review.on_behalf", "（代%s）")
	sayRoutineSMS = words.New("review.routine_sms", "批准，共%d条常规")
	sayManySMS    = words.New("review.many_sms", "%s，共%d条")
	_             = words.Refusal("review.which", "要批准哪条？请带编号，如“批准 1024 1025”；常规一次通过回“通过 常规”。")
	_             = words.Refusal("review.reject_which", "要驳回哪条？请带编号和原因，如“驳回 1024 没写产品”。")
	_             = words.Refusal("review.reason", "驳回 #%d 请带上原因，如“驳回 %[1]d 没写产品”。没有改动。")
	_             = words.Refusal("review.number", "#%d 没有这个编号的拜访，或不在您辖下，没有改动。请核对编号。")
	_             = words.Refusal("review.own", "#%d 是您自己的记录，要由您的上级审批。")
	_             = words.Refusal("review.approved", "#%d 已由%s于%s批准，没有改动。")
	_             = words.Refusal("review.rejected", "#%d 已由%s于%s驳回，等代表修改，没有改动。")
	_             = words.Refusal("review.withdrawn", "#%d 代表已撤回，没有改动。")
	_             = words.Refusal("visit.rework_over", "#%d 驳回后的修改期已过，不能再改。请联系主管再退回一次。")
	_             = register(Command{Intent: understand.ReviewApprove, Roles: managers, Run: approveAll})
	_             = register(Command{Intent: understand.ReviewReject, Roles: managers, Run: rejectAll})
)

// routineWord names the routine records in 通过 常规.
const routineWord = "常规"

// approve approves records by their numbers, or all routine ones (PRODUCT.md M1, M2).
func approve(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if len(t.Said.Items) == 0 {
		if t.Said.All || strings.Contains(t.In.Text, routineWord) {
			return t.approveRoutine(ctx)
		}
		return inbox.Answer{}, domain.Refuse("review.which")
	}
	var changed []review.Item
	done, refused, err := t.decideEach(ctx, func(i review.Item) error {
		if t.changedSince(i) {
			changed = append(changed, i)
			return nil
		}
		return review.Approve(t.Tx, t.decider(i.Rep), i)
	})
	if err != nil {
		return inbox.Answer{}, err
	}
	done = slices.DeleteFunc(done, func(i review.Item) bool { return t.changedSince(i) })
	a := inbox.Answer{}
	if len(done)+len(refused) > 0 {
		a = decided(done, refused, sayApproved.Say(len(done), sharp(numbersOf(done))+t.onBehalf(done)), "批准")
	}
	return join(a, t.showAnew(changed)), nil
}

// reject sends records back to their reps with a reason (PRODUCT.md M2).
func reject(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if len(t.Said.Items) == 0 {
		return inbox.Answer{}, domain.Refuse("review.reject_which")
	}
	reason := strings.TrimSpace(t.Said.Text)
	done, refused, err := t.decideEach(ctx, func(i review.Item) error {
		return review.Reject(t.Tx, t.Book.rules.Days, t.decider(i.Rep), i, reason)
	})
	if err != nil {
		return inbox.Answer{}, err
	}
	return decided(done, refused, sayRejected.Say(sharp(numbersOf(done))+t.onBehalf(done), repsOf(done), reason), "驳回"), nil
}

// decideEach decides on each of the records that the message names and returns those that were decided on, and what was said no
// to. If nothing was decided on and one record only was named, its refusal is the error.
func (t *Turn) decideEach(ctx context.Context, decide func(review.Item) error) (done []review.Item, refused []domain.Refusal, err error) {
	ends, found := t.ending()
	numbers := t.saidNumbers()
	items, err := t.Tx.ItemsNumbered(ctx, numbers)
	if err != nil {
		return nil, nil, err
	}
	if whole, err := t.complete(ends, *found); err != nil {
		return nil, nil, err
	} else if whole {
		numbers = t.saidNumbers()
		if items, err = t.Tx.ItemsNumbered(ctx, numbers); err != nil {
			return nil, nil, err
		}
	}
	for _, n := range numbers {
		err := t.decideOne(items, n, decide)
		r, no := domain.AsRefusal(err)
		switch {
		case err != nil && (!no || len(numbers) == 1):
			return nil, nil, err
		case no:
			refused = append(refused, r)
		default:
			done = append(done, items[slices.IndexFunc(items, func(i review.Item) bool { return i.Number == n })])
		}
	}
	return done, refused, nil
}

// saidNumbers are the numbers that the message names.
func (t *Turn) saidNumbers() []int64 {
	numbers := make([]int64, len(t.Said.Items))
	for i, n := range t.Said.Items {
		numbers[i] = int64(n)
	}
	return numbers
}

// decideOne decides on the record of that number if it is one of the person's reach; her own is refused by the rule.
func (t *Turn) decideOne(items []review.Item, n int64, decide func(review.Item) error) error {
	i := slices.IndexFunc(items, func(i review.Item) bool { return i.Number == n })
	if i < 0 || items[i].Rep != t.Who.UserID && !t.reach().Has(t.Who.UserID, items[i].Rep) {
		return domain.Refuse("review.number", n)
	}
	return decide(items[i])
}

// decided says what became of each record.
func decided(done []review.Item, refused []domain.Refusal, text, decision string) inbox.Answer {
	var parts []string
	var about int64
	if len(done) > 0 {
		parts, about = append(parts, text), done[0].Number
	}
	if len(refused) > 0 {
		lines := make([]string, len(refused))
		for i, r := range refused {
			lines[i] = r.Code
			if w, ok := words.ForRefusal(r.Code); ok {
				lines[i] = w.Say(r.Args...)
			}
		}
		parts = append(parts, sayNotDecided.Say(strings.Join(lines, "\n")))
	}
	switch {
	case len(done) == 0:
		decision = "谢绝更改"
		about, _ = refused[0].Args[0].(int64)
	case len(done)+len(refused) > 1:
		decision = sayManySMS.Say(decision, len(done))
	}
	return say(strings.Join(parts, "\n"), "decision", map[string]string{"no": number(about), "decision": decision})
}

// approveRoutine approves what waits and is no risk, and names the risks that remain (PRODUCT.md M1).
func (t *Turn) approveRoutine(ctx context.Context) (inbox.Answer, error) {
	items, total, err := t.Tx.ItemsWaiting(ctx, t.reach(), true)
	if err != nil {
		return inbox.Answer{}, err
	}
	if total == 0 {
		return say(sayWaitingNone.Say(), "", nil), nil
	}
	risks, routine := review.Sort(items, t.Book.rules.Quality, t.Tx.Zone())
	for _, j := range routine {
		if err := review.Approve(t.Tx, t.decider(j.Rep), j.Item); err != nil {
			return inbox.Answer{}, err
		}
	}
	var lines []string
	about := int64(0)
	if len(routine) > 0 {
		about = routine[0].Number
		shown := routine[:min(len(routine), mostListed)]
		list := sharp(numbersOf(itemsOf(shown)))
		if rest := len(routine) - len(shown); rest > 0 {
			list += sayWaitingRest.Say(rest)
		}
		lines = append(lines, sayRoutine.Say(len(routine), list+t.onBehalf(itemsOf(routine))))
	} else {
		about = risks[0].Number
		lines = append(lines, sayNoRoutine.Say())
	}
	if len(risks) > 0 {
		lines = append(lines, sayRisksLeft.Say(len(risks), strings.Join(judgedLines("", risks), "\n")))
	}
	if total > len(items) {
		lines = append(lines, sayWaitingMore.Say(len(items)))
	}
	if len(routine) == 0 {
		return say(strings.Join(lines, "\n"), "missing", map[string]string{"no": number(about), "field": sayWaitingSMS.Say(total)}), nil
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(about), "decision": sayRoutineSMS.Say(len(routine))}), nil
}

func itemsOf(all []review.Judged) []review.Item {
	items := make([]review.Item, len(all))
	for i, j := range all {
		items[i] = j.Item
	}
	return items
}

func numbersOf(items []review.Item) []int64 {
	numbers := make([]int64, len(items))
	for i, item := range items {
		numbers[i] = item.Number
	}
	return numbers
}

// onBehalf says for which managers the person decided on some of the records: （代王建国）; nothing where all are her own people's.
func (t *Turn) onBehalf(items []review.Item) string {
	var names []string
	for _, i := range items {
		if m := t.Book.standsFor[i.Rep]; m != "" && !slices.Contains(names, t.Book.person(m)) {
			names = append(names, t.Book.person(m))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return sayOnBehalf.Say(strings.Join(names, "、"))
}

// repsOf names the reps of records, each once.
func repsOf(items []review.Item) string {
	var names []string
	for _, i := range items {
		if !slices.Contains(names, i.RepName) {
			names = append(names, i.RepName)
		}
	}
	return strings.Join(names, "、")
}
