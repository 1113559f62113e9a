package command

import (
	"context"
	"slices"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/inbox"
)

// An adverse event is heard in whatever a person writes: in an answer, a plan, a comment of a manager, a message that was refused.
// Its case is opened beside what the message is, in the same transaction, so that no other rule can lose it (PRODUCT.md C1).

// Listen notes, before a message is acted on, whether it is a repetition: the same words within ten minutes are the same case
// (PRODUCT.md V6).
func (t *Turn) Listen() {
	numbers, again := t.State.Repeats(sum(t.In.Text), t.In.At)
	t.heardBefore = again && len(numbers) > 0
}

// Forgo forgets what the turn has done: its writes were given up.
func (t *Turn) Forgo() { t.numbers, t.opened, t.caseKept, t.asking = nil, nil, false, false }

// Overheard reports whether the message tells of an adverse event for which the turn has opened no case.
func (t *Turn) Overheard() bool {
	return t.In.Kind == inbox.Text && t.Said.Adverse && !t.caseKept && !t.aboutCase && !t.heardBefore
}

// OpenBeside opens the case of an adverse event that was told in a message of another meaning, and puts its answer behind that of
// the message.
func OpenBeside(ctx context.Context, t *Turn, before inbox.Answer) (inbox.Answer, error) {
	said := t.Said
	t.Said = understand.Reading{Intent: understand.SafetyReport, Doctor: said.Doctor, Products: said.Products, Adverse: true,
		Complains: said.Complains}
	for _, v := range said.Visits {
		if len(said.Visits) == 1 && t.Said.Doctor == "" {
			t.Said.Doctor = v.Doctor
		}
		if len(t.Said.Products) == 0 {
			t.Said.Products = v.Products
		}
	}
	asked := len(t.State.Open)
	kept, err := keepSafety(ctx, t)
	t.Said = said
	if asked < len(t.State.Open) { // what the message itself was asked stays the last question, which a digit answers
		t.State.Open = slices.Concat(t.State.Open[asked:], t.State.Open[:asked])
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	return join(before, kept), nil
}
