package command

import (
	"context"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

// returnedVisits reads what was told of a doctor who turned out to be none.
type returnedVisits interface {
	ItemsOfDoctor(ctx context.Context, code string) ([]review.Item, error)
	ReturnedTo(ctx context.Context, rep, code string) ([]int64, error)
}

var (
	sayReturnedWhy = words.New("doctor_returned.why", "医生 #%d 没有通过：%s")
	sayReturnedTo  = words.New("doctor_returned.done", "已把给%s（#%d）记的%d条拜访改成 %s：%s。重新等主管审，频次按新的医生算。")
	sayReturnedNot = words.New("doctor_returned.not", "\n没有改：%s（已过退回的三个工作日，请联系主管）。")
	_              = words.Refusal("addition.only_doctor", "#%d 是没有通过的新增医生，只能把给她记的拜访改成另一位，如“改 %[1]d 医生是张伟”。没有改动。")
	_              = words.Refusal("addition.no_visits", "#%d 没有要改的拜访。")
	_              = words.Refusal("addition.not_returned", "没有找到编号 #%d 的拜访，它是您新增的医生，没有改动。要撤回请说“撤销 %[1]d”。")
)

// returnVisits gives the visits that were told of a refused doctor back to their reps, who are told with the decision on the doctor.
func (t *Turn) returnVisits(ctx context.Context, a doctor.Addition) error {
	items, err := t.Tx.ItemsOfDoctor(ctx, a.Doctor)
	if err != nil {
		return err
	}
	for _, i := range items {
		v, err := review.Return(t.Tx, t.Book.rules.Days, t.decider(i.Rep), i, sayReturnedWhy.Say(a.Number, a.Reason))
		if err != nil {
			return err
		}
		t.Tx.Withdraw(v.ID)
	}
	return nil
}

// changeReturned changes the doctor of all that the rep told of a doctor who was refused, by the number of the addition; ours is false
// where the number is none of hers.
func (t *Turn) changeReturned(ctx context.Context, n int64, c change) (a inbox.Answer, ours bool, err error) {
	if t.Who.Role != domain.Rep {
		return a, false, nil
	}
	found, err := t.Tx.AdditionsNumbered(ctx, []string{t.Who.UserID}, []int64{n})
	if err != nil || len(found) == 0 {
		return a, false, err
	}
	one := found[0]
	switch {
	case one.State != doctor.Refused:
		return a, true, domain.Refuse("addition.not_returned", n)
	case c.Doctor == "":
		return a, true, domain.Refuse("addition.only_doctor", n)
	}
	numbers, err := t.Tx.ReturnedTo(ctx, t.Who.UserID, one.Doctor)
	if err != nil {
		return a, true, err
	}
	var changed, closed []int64
	for _, number := range numbers {
		f, err := t.find(ctx, number)
		if err != nil {
			return a, true, err
		}
		if f.visit == nil || visit.Amendable(*f.visit, t.Tx.Now()) != nil {
			closed = append(closed, number)
			continue
		}
		if _, err := t.amendVisit(ctx, *f.visit, c); err != nil {
			return a, true, err
		}
		changed = append(changed, number)
	}
	if len(changed) == 0 && len(closed) == 0 {
		return a, true, domain.Refuse("addition.no_visits", n)
	}
	text := sayReturnedTo.Say(one.Name, n, len(changed), t.Book.full(c.Doctor), orNothing(sharp(changed)))
	if len(closed) > 0 {
		text += sayReturnedNot.Say(sharp(closed))
	}
	return say(text, "decision", map[string]string{"no": number(n), "decision": "改医生"}), true, nil
}
