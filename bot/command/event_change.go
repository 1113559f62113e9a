package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEventCorrected = words.New("event.corrected", "已改 #%d：%s。")
	sayEventAltered   = words.New("event.altered", "已改%s的活动 #%d：%s。已告诉本人。")
	sayEventAlteredTo = words.New("event.altered_to", "%s改了您的活动 #%d：%s。")
	sayEventCalledOff = words.New("event.cancelled", "已取消活动 #%d：%s。恢复请说“恢复 %[1]d”。")
	_                 = words.Refusal("event.change", "没看懂要把活动 #%d 改成什么。可以改：时间、地点、产品、人数、预算、讲者、资料，如“活动 %[1]d 预算600”。")
	_                 = words.Refusal("event.same", "活动 #%d 没有变化，原样保留。")
	_                 = register(Command{Intent: understand.EventChange, Roles: withPlans, Run: changeNamedEvent})
)

// changeNamedEvent changes an event that is named by its number: one's own, or for a manager one of her reps'.
func changeNamedEvent(ctx context.Context, t *Turn) (inbox.Answer, error) {
	n := t.Said.Event.Number
	reps := []string{t.Who.UserID}
	if t.Who.Role.Manages() {
		reps = t.Book.reps
	}
	e, ok, err := t.Tx.EventNumbered(ctx, reps, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("event.number", n)
	}
	return t.changeSaid(ctx, e, *t.Said.Event)
}

// changeSaid changes an event by what was said of it.
func (t *Turn) changeSaid(ctx context.Context, e event.Event, said understand.EventSaid) (inbox.Answer, error) {
	if said.None() {
		return inbox.Answer{}, domain.Refuse("event.change", e.Number)
	}
	said.Kind = ""
	before := t.Book.eventLine(e.Details)
	switch {
	case t.Who.UserID != e.Rep:
		return t.alterEvent(ctx, e, said)
	case e.State != event.Held:
		if t.Book.eventLine(eventOver(e.Details, said, false)) == before {
			return inbox.Answer{}, domain.Refuse("event.same", e.Number)
		}
		return t.changeEvent(ctx, e, said)
	}
	said.Date = domain.Date{} // its visits were on that day
	e, err := t.correctHeld(ctx, e, func(d *event.Details) { *d = eventOver(*d, said, true) })
	if err != nil {
		return inbox.Answer{}, err
	}
	return say(sayEventCorrected.Say(e.Number, t.Book.eventLine(e.Details)), "decision", eventSMS(e.Number, sayEventSMSNow)), nil
}

// alterEvent is a manager's change of the plan of one of her reps, who is told (PRODUCT.md E1: approved with changes).
func (t *Turn) alterEvent(ctx context.Context, e event.Event, said understand.EventSaid) (inbox.Answer, error) {
	to, err := t.eventChain(ctx, e.Rep)
	if err != nil {
		return inbox.Answer{}, err
	}
	if e, err = event.Change(t.Tx, t.Who.UserID, e, eventOver(e.Details, said, false), to, t.At()); err != nil {
		return inbox.Answer{}, err
	}
	line := t.Book.eventLine(e.Details)
	late, err := notice.LateReply(e.Rep, "event_altered/"+t.In.ID, notice.Content{Text: sayEventAlteredTo.Say(t.Who.Name, e.Number, line), Template: "decision",
		Params: eventSMS(e.Number, sayWeekAlteredSMS)}, t.Tx.Now())
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := t.Tx.Tell(late); err != nil {
		return inbox.Answer{}, err
	}
	return say(sayEventAltered.Say(t.Book.person(e.Rep), e.Number, line), "decision", eventSMS(e.Number, sayWeekAlteredSMS)), nil
}

var sayWeekAlteredSMS = words.New("event.sms_altered", "由主管调整")

// cancelEvent calls an event of the person's off before it was held; ok is false where the number is none of one.
func (t *Turn) cancelEvent(ctx context.Context, n int64) (a inbox.Answer, ok bool, err error) {
	e, ok, err := t.Tx.EventNumbered(ctx, []string{t.Who.UserID}, n)
	if err != nil || !ok {
		return inbox.Answer{}, ok, err
	}
	to, err := t.eventChain(ctx, e.Rep)
	if err != nil {
		return inbox.Answer{}, true, err
	}
	if e, err = event.Cancel(t.Tx, t.Who.UserID, e, to); err != nil {
		return inbox.Answer{}, true, err
	}
	t.State.Undone = &dialog.Recording{Numbers: []int64{n}, At: t.In.At}
	t.State.Settled(n)
	return say(sayEventCalledOff.Say(n, t.Book.eventLine(e.Details)), "decision", map[string]string{"no": number(n), "decision": "取消"}), true, nil
}

// amendEvent changes the event that an amendment names by its number, or that was recorded last; ok is false where it is none.
func (t *Turn) amendEvent(ctx context.Context, target understand.Target) (a inbox.Answer, ok bool, err error) {
	if target.Number == 0 {
		return inbox.Answer{}, false, nil
	}
	e, ok, err := t.Tx.EventNumbered(ctx, []string{t.Who.UserID}, target.Number)
	if err != nil || !ok {
		return inbox.Answer{}, ok, err
	}
	a, err = t.changeSaid(ctx, e, t.EventSlots(t.In.Text))
	return a, true, err
}
