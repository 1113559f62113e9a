package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEventOff    = words.New("event.off", "已从 #%d 名单移除%d位：%s%s。记错了请重新签到。")
	sayEventOffMet = words.New("event.off_visits", "，撤回拜访%s")
	sayEventNotOn  = words.New("event.not_on", "名单里没有：%s。")
	sayEventSMSOff = words.New("event.sms_off", "移除%d位")
	_              = words.Refusal("event.code", "没有签到码或编号为 %d 的活动（签到码只在会议当天和次日有效）。请向主办同事核对。")
	_              = words.Refusal("event.code_twice", "签到码 %d 对应多场活动，请主办同事用编号签到，如“签到 1030 张伟”。")
	_              = words.Refusal("event.who", "谁来了？请写姓名，如“签到 %d 张伟 李静”。")
	_              = words.Refusal("event.not_by_you", "%s 不是您签到的，要移除请联系签到的同事。没有改动。")
	_              = words.Refusal("event.approved", "活动 #%d 已审批，不能再改。确有错误请联系主管。")
	_              = register(Command{Intent: understand.EventSignIn, Roles: reporters, Run: signIn})
)

// codeDays is for how many days after an event its sign-in code serves.
const codeDays = 1

// signIn puts people on the list of an event, by its number for the host and by its sign-in code for every rep who was there, or takes
// them off (PRODUCT.md E2).
func signIn(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Event
	e, err := t.eventToSign(ctx, said.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if said.Remove {
		return t.signOff(ctx, e, said.Came)
	}
	if len(said.Came) == 0 && said.Heads == 0 && !said.Over {
		return inbox.Answer{}, domain.Refuse("event.who", said.Number)
	}
	if e.Reviewed == visit.Approved {
		return inbox.Answer{}, domain.Refuse("event.approved", e.Number)
	}
	if a, repeated := t.repeated(); repeated {
		return a, nil
	}
	d := e.Details
	if t.Who.UserID == e.Rep { // what the host says of the event stands; a colleague only signs people in
		told := *said
		told.Kind, told.Hospital, told.Department, told.Place = "", "", "", ""
		d = eventOver(d, told, true)
	}
	if e, err = t.hold(ctx, e, d); err != nil {
		return inbox.Answer{}, err
	}
	if t.Who.UserID == e.Rep {
		t.recorded(e.Number)
	}
	a, err := t.attended(ctx, e, said.Came)
	t.State.Tell(sum(t.In.Text), t.In.At, t.numbers)
	return a, err
}

// eventToSign finds the event of a number of one's own, or of a sign-in code of these days.
func (t *Turn) eventToSign(ctx context.Context, n int64) (event.Event, error) {
	e, ok, err := t.Tx.EventNumbered(ctx, []string{t.Who.UserID}, n)
	if err != nil {
		return e, err
	}
	if !ok {
		all, err := t.Tx.EventsByCode(ctx, number(n), t.Today().AddDays(-codeDays), t.Today())
		switch {
		case err != nil:
			return e, err
		case len(all) == 0:
			return e, domain.Refuse("event.code", n)
		case len(all) > 1:
			return e, domain.Refuse("event.code_twice", n)
		}
		e = all[0]
	}
	if e.State == event.Cancelled || e.State == event.Withdrawn {
		return e, domain.Refuse("event.called_off", e.Number)
	}
	return e, nil
}

// signOff takes people off the list whom the person signed in, and takes their visits back.
func (t *Turn) signOff(ctx context.Context, e event.Event, came []understand.CameSaid) (inbox.Answer, error) {
	if len(came) == 0 {
		return inbox.Answer{}, domain.Refuse("event.who", e.Number)
	}
	present, err := t.Tx.Attendees(ctx, e.ID, domain.ID{})
	if err != nil {
		return inbox.Answer{}, err
	}
	var off []event.Attendee
	var names, unknown []string
	for _, c := range came {
		means := func(a event.Attendee) bool {
			return c.Doctor != "" && a.Doctor == c.Doctor || a.Doctor != "" && slices.Contains(c.Candidates, a.Doctor) || a.Name == c.Said
		}
		i := slices.IndexFunc(present, means)
		switch {
		case i < 0 || slices.ContainsFunc(present[i+1:], means): // nobody, or one of several
			unknown = append(unknown, c.Said)
		case present[i].By != t.Who.UserID:
			return inbox.Answer{}, domain.Refuse("event.not_by_you", present[i].Name)
		default:
			off, names = append(off, present[i]), append(names, present[i].Name)
		}
	}
	if len(off) == 0 {
		return say(sayEventNotOn.Say(strings.Join(unknown, "、")), "missing", map[string]string{"no": number(e.Number), "field": eventLacks["heads"]}), nil
	}
	visits, err := t.visitsOf(ctx, off)
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := event.Remove(t.Tx, t.source(), e, off); err != nil {
		return inbox.Answer{}, err
	}
	if err := t.unmakeVisits(ctx, visits); err != nil {
		return inbox.Answer{}, err
	}
	met := ""
	if len(visits) > 0 {
		numbers := make([]int64, len(visits))
		for i, v := range visits {
			numbers[i] = v.Number
		}
		met = sayEventOffMet.Say(sharp(numbers))
	}
	text := sayEventOff.Say(e.Number, len(off), strings.Join(names, "、"), met)
	if len(unknown) > 0 {
		text += sayEventNotOn.Say(strings.Join(unknown, "、"))
	}
	return say(text, "decision", map[string]string{"no": number(e.Number), "decision": sayEventSMSOff.Say(len(off))}), nil
}

// visitsOf are the person's visits that these attendances made.
func (t *Turn) visitsOf(ctx context.Context, of []event.Attendee) ([]visit.Visit, error) {
	var ids []domain.ID
	for _, a := range of {
		if a.Credit == event.Made {
			ids = append(ids, a.Visit)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	visits, err := t.Tx.VisitsByID(ctx, t.Who.UserID, ids)
	return slices.DeleteFunc(visits, func(v visit.Visit) bool { return v.Status == visit.Withdrawn }), err
}
