package command

import (
	"context"
	"slices"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayBesideNobody = words.New("beside.nobody", "“%s”没有排计划：没说去见谁。要排请发“周五拜访 医生”。")
	sayBesideLost   = words.New("beside.not_done", "“%s”没有处理，请单独再发一次。")
)

// doneBeside are the meanings that are acted on beside an adverse event. They need nothing but their own words.
var doneBeside = []understand.Intent{understand.VisitPlan, understand.ReminderSet, understand.TimeOffSet}

// toldBeside are those that are not, because they speak of other records or need an answer of their own: that is said.
var toldBeside = []understand.Intent{understand.VisitAmend, understand.VisitUndo, understand.EventReport}

// sayBeside does what the message says beside its adverse event: a plan, a reminder, days off (PRODUCT.md P1, P2, P6); what is not done is
// said, with the words that were left. The visits of the message were recorded with the case.
func (t *Turn) sayBeside(ctx context.Context, kept inbox.Answer) (inbox.Answer, error) {
	said, in, asked := t.Said, t.In, len(t.State.Open)
	defer func() { t.Said, t.In = said, in }()
	var done inbox.Answer
	for _, part := range t.Beside(in.Text) {
		a, answers, err := t.answerBeside(ctx, part, said)
		if !answers && err == nil {
			a, err = t.onePartBeside(ctx, part, said)
		}
		if err != nil {
			return inbox.Answer{}, err
		}
		done = join(done, a)
	}
	if asked < len(t.State.Open) { // what is asked of the case is said last, and a digit answers it
		t.State.Open = slices.Concat(t.State.Open[asked:], t.State.Open[:asked])
	}
	return join(done, kept), nil
}

// answerBeside takes a part as the answer to what was asked before (认可，但有个病人…), by the rules of a message of its own. Where the message
// reports visits its words are theirs, unless they name the question. A question that any words answer is of another case.
func (t *Turn) answerBeside(ctx context.Context, part understand.Part, said understand.Reading) (inbox.Answer, bool, error) {
	text, in := t.Said, t.In
	t.Said, t.In.Text = part.Reading, part.Text
	a, _, answers, err := t.answers(ctx, part.Text, part.Reading, func(q dialog.Question) bool {
		return len(said.Visits) == 0 && !forms[q.Form].unasked
	})
	if !answers {
		t.Said, t.In = text, in
	}
	return a, answers, err
}

func (t *Turn) onePartBeside(ctx context.Context, part understand.Part, said understand.Reading) (inbox.Answer, error) {
	switch {
	case slices.Contains(toldBeside, part.Intent):
		return say(sayBesideLost.Say(part.Text), "", nil), nil
	case !slices.Contains(doneBeside, part.Intent) || part.Intent == understand.VisitPlan && len(said.Visits) > 0: // the visits hold their next ones
		return inbox.Answer{}, nil
	}
	for i, v := range part.Visits {
		if v.Doctor == "" && len(v.Candidates) == 0 && v.Said == "" {
			if said.Doctor == "" && len(said.Candidates) == 0 {
				return say(sayBesideNobody.Say(part.Text), "", nil), nil
			}
			part.Visits[i].Doctor, part.Visits[i].Ask, part.Visits[i].Candidates, part.Visits[i].Said = said.Doctor, said.Ask, said.Candidates, said.Said
		}
	}
	t.Said, t.In.Text = part.Reading, part.Text
	a, err := For(part.Intent, t.Who.Role).Run(ctx, t)
	if r, refused := domain.AsRefusal(err); refused { // what was told of a patient stands, whatever is wrong with the rest
		return say(refusalWords(r), "", nil), nil
	}
	return a, err
}
