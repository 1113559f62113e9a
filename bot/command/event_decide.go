package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEventYes        = words.New("event.approved_by", "已批准%s的%s #%d%s，已告诉本人。")
	sayEventNo         = words.New("event.sent_back_by", "已退回%s的%s #%d%s，原因已告诉本人：%s")
	sayEventWith2      = words.New("event.with_visits", "（连同拜访%d条）")
	sayEventsWaiting   = words.New("event.waiting", "待批活动%d场：\n%s\n看明细回“看 编号”，同意回“批准 编号”（连同它的拜访），退回请说“驳回 编号 原因”。")
	sayEventAhead      = words.New("event.waiting_plan", "申请")
	sayEventDone       = words.New("event.waiting_report", "已开，到场%d人、拜访%d条")
	sayEventRiskNoPlan = words.New("event.risk_unapproved", "未批先办")
	sayEventRiskCosts  = words.New("event.risk_over", "人均%d元超标准")
	sayEventRiskNobody = words.New("event.risk_nobody", "没有名单")
	sayEventNotDecided = words.New("event.not_decided", "没有改动的：%s")
	_                  = words.Refusal("event.own", "活动 #%d 是您自己的，要由您的上级审批。")
	_                  = words.Refusal("event.gone", "活动 #%d 已取消或撤回，没有改动。")
	_                  = words.Refusal("event.draft", "活动 #%d 代表还没填完，还没有提交，没有改动。")
	_                  = words.Refusal("event.decided", "活动 #%d 已由%s于%s审批过，没有改动。")
	_                  = words.Refusal("event.reason", "退回活动 #%d 请带上原因，如“驳回 %[1]d 预算太高”。没有改动。")
)

func init() {
	alsoDecides(decider{decide: decideEvents, waiting: eventsWaiting, routine: routineEvents})
}

// decideEvents decides on those of the named records that are events of reps within reach, each with the visits that it made for them
// (PRODUCT.md E1, M2). Unlike others they are decided one by one: what cannot be decided is said beside the rest.
func decideEvents(ctx context.Context, t *Turn, numbers []int64, approve bool) (a inbox.Answer, decided []int64, err error) {
	all, err := t.Tx.EventsNumbered(ctx, t.Book.reps, numbers)
	if err != nil || len(all) == 0 {
		return a, nil, err
	}
	slices.SortFunc(all, func(a, b event.Event) int { return int(a.Number - b.Number) })
	var lines, refused []string
	for _, e := range all {
		line, err := t.decideEvent(ctx, e, approve)
		r, no := domain.AsRefusal(err)
		switch {
		case err != nil && (!no || len(numbers) == 1):
			return a, nil, err
		case no:
			refused = append(refused, refusalWords(r))
		default:
			lines = append(lines, line)
		}
		decided = append(decided, e.Number)
	}
	if len(refused) > 0 {
		lines = append(lines, sayEventNotDecided.Say(strings.Join(refused, "\n")))
	}
	decision := "退回"
	if approve {
		decision = "批准"
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(all[0].Number), "decision": decision}), decided, nil
}

// decideEvent decides on one event and on the visits that it made for reps within reach, and returns the line that says so.
func (t *Turn) decideEvent(ctx context.Context, e event.Event, approve bool) (string, error) {
	by := t.decider(e.Rep)
	reason := strings.TrimSpace(t.Said.Text)
	held := e.State == event.Held
	var items []review.Item
	if held {
		all, err := t.Tx.ItemsOfEvents(ctx, []domain.ID{e.ID})
		if err != nil {
			return "", err
		}
		items = slices.DeleteFunc(all, func(i review.Item) bool { return !i.Waits() || !t.reach().Has(t.Who.UserID, i.Rep) })
	}
	e, err := event.Decide(t.Tx, by, e, notice.DecidedBy(t.Book.person(e.DecidedBy), t.nameOf(e.DecidedFor)), approve, reason)
	if err != nil {
		return "", err
	}
	for _, i := range items {
		if approve {
			err = review.Approve(t.Tx, t.decider(i.Rep), i)
		} else {
			_, err = review.RejectWith(t.Tx, t.Book.rules.Days, t.decider(i.Rep), i, reason)
		}
		if err != nil {
			return "", err
		}
	}
	with := ""
	if len(items) > 0 {
		with = sayEventWith2.Say(len(items))
	}
	if by.For != "" {
		with += sayOnBehalf.Say(t.Book.person(by.For))
	}
	if approve {
		return sayEventYes.Say(t.Book.person(e.Rep), e.Kind.Name(), e.Number, with), nil
	}
	return sayEventNo.Say(t.Book.person(e.Rep), e.Kind.Name(), e.Number, with, reason), nil
}

// nameOf is the name of a person, nothing for nobody.
func (t *Turn) nameOf(userid string) string {
	if userid == "" {
		return ""
	}
	return t.Book.person(userid)
}

// eventsWaiting says which events of the manager's reps wait for her, of one rep if one is named, the risky first; nothing where none
// does.
func eventsWaiting(ctx context.Context, t *Turn, rep string) (inbox.Answer, error) {
	reps := []string(t.reach())
	if rep != "" {
		reps = []string{rep}
	}
	all, err := t.Tx.EventsWaiting(ctx, reps)
	if err != nil || len(all) == 0 {
		return inbox.Answer{}, err
	}
	heads, visits, err := t.eventCounts(ctx, all)
	if err != nil {
		return inbox.Answer{}, err
	}
	var risky, routine []string
	for _, e := range all {
		why := t.eventRisks(e, heads[e.ID])
		what := sayEventAhead.Say()
		if e.State == event.Held {
			what = sayEventDone.Say(eventHeads(e, heads[e.ID]), visits[e.ID])
		}
		line := sharp([]int64{e.Number}) + " " + t.Book.person(e.Rep) + " " + what + " " + t.Book.eventLine(e.Details)
		if len(why) > 0 {
			risky = append(risky, "⚠ "+line+"（"+strings.Join(why, "，")+"）")
		} else {
			routine = append(routine, line)
		}
	}
	lines := append(risky, routine...)
	if rest := len(lines) - mostListed; rest > 0 {
		lines = append(lines[:mostListed], sayWaitingRest.Say(rest))
	}
	return say(sayEventsWaiting.Say(len(all), strings.Join(lines, "\n")), "decision",
		map[string]string{"no": number(all[0].Number), "decision": sayEventSMS.Say()}), nil
}

// eventRisks says why an event is no routine: held without approval, dearer a head than the company allows, nobody on its list.
func (t *Turn) eventRisks(e event.Event, listed int) (why []string) {
	if e.Unapproved() {
		why = append(why, sayEventRiskNoPlan.Say())
	}
	if e.Costed && e.Over(t.Book.rules.EventPerHead) {
		why = append(why, sayEventRiskCosts.Say(e.PerHead()))
	}
	if e.State == event.Held && listed == 0 {
		why = append(why, sayEventRiskNobody.Say())
	}
	return why
}

// eventCounts returns how many stand on the lists of events, and how many visits they made.
func (t *Turn) eventCounts(ctx context.Context, all []event.Event) (heads, visits map[domain.ID]int, err error) {
	ids := make([]domain.ID, len(all))
	for i, e := range all {
		ids[i] = e.ID
	}
	return t.Tx.EventCounts(ctx, ids)
}

// routineEvents approves the events that were held and are no risk (通过 常规).
func routineEvents(ctx context.Context, t *Turn) (inbox.Answer, error) {
	all, err := t.Tx.EventsWaiting(ctx, t.reach())
	if err != nil {
		return inbox.Answer{}, err
	}
	heads, _, err := t.eventCounts(ctx, all)
	if err != nil {
		return inbox.Answer{}, err
	}
	var lines []string
	var about int64
	for _, e := range all {
		if e.State != event.Held || len(t.eventRisks(e, heads[e.ID])) > 0 {
			continue
		}
		line, err := t.decideEvent(ctx, e, true)
		if err != nil {
			return inbox.Answer{}, err
		}
		lines, about = append(lines, line), e.Number
	}
	if len(lines) == 0 {
		return inbox.Answer{}, nil
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(about), "decision": "批准"}), nil
}
