package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	saySchemeApplying = words.New("scheme.applying", "#%d 已确认，正在给全部医生重新评级，好了马上告诉您。")
	saySchemeDropped  = words.New("scheme.dropped", "已取消 #%d，评级方案没有改动。")
	saySMSApplied     = words.New("scheme.sms_applied", "应用")
	saySMSConfirmed   = words.New("scheme.sms_confirmed", "确认，正在评级")
	saySMSDropped     = words.New("scheme.sms_dropped", "取消")
	_                 = words.Refusal("scheme.weighing", "#%d 还在算影响，算好会发给您，看过再确认。")
	_                 = words.Refusal("scheme.applying", "#%d 已确认，正在重新评级，好了马上告诉您。")
	_                 = words.Refusal("scheme.applied", "#%d 已经应用，是第%d版。要退回请发“撤回方案”。")
	_                 = words.Refusal("scheme.dropped", "#%d 已取消或作废，没有改动。要改请重新说一遍。")
	_                 = words.Refusal("scheme.stale", "#%d 没有应用：这期间评级方案已改成第%d版，您看到的影响不再准确。要改请重新说一遍。")
	_                 = words.Refusal("scheme.late", "#%d 已过7天，没有应用。要改请重新说一遍。")
	_                 = words.Refusal("change.none", "没有等您确认的改动。要确认请带编号，如“确认 1012”。")
	_                 = words.Refusal("change.number", "#%d 没有等您确认或可以撤回的改动。请核对编号。")
	_                 = register(Command{Intent: understand.ChangeConfirm, Run: confirmChange})
)

// yesDraft waits for a yes to a draft of the scheme.
type yesDraft struct {
	Number int64  `json:"number"`
	Yes    string `json:"yes,omitempty"`
}

// The values of a yes and a no.
const (
	yes = "yes"
	no  = "no"
)

var schemeYesForm = dialog.Form[yesDraft]{Name: "scheme.confirm", Version: 1, Slots: []dialog.Slot[yesDraft]{{
	Name:    "yes",
	Missing: func(d yesDraft) bool { return d.Yes == "" },
	Fill:    func(d *yesDraft, v string) error { d.Yes = v; return nil },
}}}

func init() {
	onAnswer(schemeYesForm, func(ctx context.Context, t *Turn, _ dialog.Question, d yesDraft) (inbox.Answer, error) {
		if d.Yes == yes {
			return t.confirmScheme(ctx, d.Number)
		}
		a, _, err := t.dropScheme(ctx, d.Number)
		return a, err
	}, nil)
	onDrop(schemeYesForm.Name, func(ctx context.Context, t *Turn, q dialog.Question) (inbox.Answer, error) {
		a, _, err := t.dropScheme(ctx, q.Number)
		return a, err
	})
}

// askYes asks for a yes to a draft: a word, because a digit that was meant for another question shall not put a scheme in force. Nobody is told when the question lapses: the draft can be confirmed by its number for a week.
func (t *Turn) askYes(d grading.Draft, a inbox.Answer) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	draft := yesDraft{Number: d.Number}
	slot, _ := schemeYesForm.Next(draft)
	q, err := schemeYesForm.Question(dialog.Question{ID: id, Number: d.Number, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true, Unseen: true}, slot,
		dialog.Prompt{Text: saySchemeAgain.Say(d.Number), Options: yesOrNo()}, draft)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, a), nil
}

func yesOrNo() []dialog.Option {
	return []dialog.Option{{Value: yes, Label: saySchemeYes.Say()}, {Value: no, Label: saySchemeNo.Say()}}
}

// confirmChange is a yes: to the change of that number, or without one to the question that was asked last.
func confirmChange(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.Who.Role != domain.Admin {
		return inbox.Answer{}, domain.Refuse("scheme.role")
	}
	if t.Said.Target == nil {
		q, ok := t.State.Newest()
		if ok && q.Form == broadcastForm.Name {
			return t.sendDraft(ctx, q.Number)
		}
		if !ok || q.Slot != "yes" {
			return inbox.Answer{}, domain.Refuse("change.none")
		}
		return Resume(ctx, t, q, yes)
	}
	n := t.Said.Target.Number
	if q, ok := t.State.Numbered(n); ok && q.Slot == "yes" {
		return Resume(ctx, t, q, yes)
	}
	return t.confirmScheme(ctx, n)
}

// confirmScheme puts a draft in force, or has a worker do it where there are many doctors or somebody else is changing the company's
// records at that moment.
func (t *Turn) confirmScheme(ctx context.Context, n int64) (inbox.Answer, error) {
	d, ok, err := t.Tx.DraftNumbered(ctx, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok { // perhaps a broadcast that she got
		if a, err := t.acknowledgeBroadcasts(ctx, n); err != nil || !a.Silent() {
			return a, err
		}
		return inbox.Answer{}, domain.Refuse("change.number", n)
	}
	book, err := t.Tx.GradingBook(ctx, weighedAtOnce)
	if err != nil {
		return inbox.Answer{}, err
	}
	if d, err = grading.Confirm(t.Tx, d, t.Who.UserID, book.InForce().Scheme.Version); err != nil {
		return inbox.Answer{}, err
	}
	t.closeNumbered(n)
	if book.Doctors <= weighedAtOnce {
		after, moved, ok, err := t.Tx.ApplyDraft(ctx, d)
		if err != nil {
			return inbox.Answer{}, err
		}
		if ok {
			t.recorded(n)
			return say(notice.SchemeDone(n, after.Version, moved), "decision", map[string]string{"no": number(n), "decision": saySMSApplied.Say()}), nil
		}
	}
	t.Tx.ApplyLater(d)
	t.recorded(n)
	return say(saySchemeApplying.Say(n), "decision", map[string]string{"no": number(n), "decision": saySMSConfirmed.Say()}), nil
}

// closeNumbered closes the question of a record, if one is open.
func (t *Turn) closeNumbered(n int64) {
	if q, ok := t.State.Numbered(n); ok {
		t.State.Close(q.ID)
	}
}

// dropScheme takes a draft back; false if there is none of that number.
func (t *Turn) dropScheme(ctx context.Context, n int64) (inbox.Answer, bool, error) {
	d, ok, err := t.Tx.DraftNumbered(ctx, n)
	if err != nil || !ok {
		return inbox.Answer{}, false, err
	}
	if _, err := grading.Drop(t.Tx, d, t.Who.UserID); err != nil {
		return inbox.Answer{}, true, err
	}
	t.Tx.Withdraw(d.ID)
	t.closeNumbered(n)
	return say(saySchemeDropped.Say(n), "decision", map[string]string{"no": number(n), "decision": saySMSDropped.Say()}), true, nil
}

// dropChange takes back what an admin was asked about, by its number; false where nothing of hers has it.
func (t *Turn) dropChange(ctx context.Context, n int64) (inbox.Answer, bool, error) {
	if t.Who.Role != domain.Admin {
		return inbox.Answer{}, false, nil
	}
	if q, ok := t.State.Numbered(n); ok && q.Form != schemeYesForm.Name {
		a, err := t.dropQuestion(ctx, q)
		return a, true, err
	}
	return t.dropScheme(ctx, n)
}
