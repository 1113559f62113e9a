package notice

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEventWaits       = words.New("notice.event_waits", "%s申请%s #%d：%s\n同意回“批准 %[3]d”，退回请说“驳回 %[3]d 原因”，要改直接说“活动 %[3]d 预算改500”。")
	sayEventCosts       = words.New("notice.event_costs", "【活动费用】%s的%s #%d 人均%d元，超过公司标准：%s")
	sayEventCalledOff   = words.New("notice.event_called_off", "%s取消了%s #%d（%s），不用再审批。")
	sayEventUndecided   = words.New("notice.event_undecided", "%s #%d（%s）还没有批准，请联系主管。没批准就开会记为“未批先办”，会列为风险。")
	sayEventUndecidedTo = words.New("notice.event_undecided_to", "%s的%s #%d（%s）快到时间了，还没有审批。同意回“批准 %[3]d”，退回请说“驳回 %[3]d 原因”。")
	sayEventTomorrow    = words.New("notice.event_tomorrow", "明天%s：%s #%d%s\n签到码 %s：同事发“签到 %[5]s 医生姓名”；会后您发“%[3]d 开完了，张伟、李静等12人参加”。")
	sayEventSoon        = words.New("notice.event_soon", "%s %s #%d 快开始了%s。签到码 %s。")
	sayEventAfter       = words.New("notice.event_after", "%s #%d 开完了吗？直接说谁来了，如“%[2]d 开完了，张伟、李静等12人参加”。没开成回“取消 %[2]d”。")
	sayEventApproved    = words.New("notice.event_approved", "%s批准了您的%s #%d（%s）。%s")
	sayEventCode        = words.New("notice.event_code", "签到码 %s。")
	sayEventBack        = words.New("notice.event_back", "%s退回了您的%s #%d（%s）：%s\n直接说怎么改，如“改 %[3]d 预算500”，改好会重新送审。")
	sayEventBackHeld    = words.New("notice.event_back_held", "%s退回了您报的%s #%d（%s）：%s\n请补充或更正后再发一遍，如“%[3]d 实到 张伟、李静等12人”，会重新送审。")
	sayEventPassed      = words.New("notice.event_passed", "%s通过了您报的%s #%d（%s）。")
	sayEventNotYet      = words.New("notice.event_not_yet", "（还没有批准，请催一下主管）")
	sayEventSubject     = words.New("notice.event_subject", "市场活动")
	sayEventPer         = words.New("notice.event_per_head", "预算%d元（人均%d元）")
	sayEventFree        = words.New("notice.event_free", "无预算")
	sayEventSMSLate     = words.New("notice.event_sms_late", "临近开会未批")
	sayEventSMSCosts    = words.New("notice.event_sms_costs", "超人均标准")
	sayEventSMSOff      = words.New("notice.event_sms_off", "取消")
	sayEventSMSWho      = words.New("notice.event_sms_who", "到场名单")
	sayEventSMSDecide   = words.New("notice.event_sms_decide", "您的审批")
)

// EventView is what a notice needs to know of a group event.
type EventView struct {
	Number                 int64
	Rep                    string // userid
	Name                   string // of the rep
	Kind                   string // as the field calls it
	Date                   domain.Date
	Start                  domain.TimeOfDay
	Hospital               string // shortest name
	Department             string
	Products               []string // brands
	Budget, Heads, PerHead int
	Costed                 bool
	Speaker, Materials     string
	// Waiting, Approved, Sent (back) say where its plan stands; Held, Gone what became of it; Passed, Back where its report stands.
	Waiting, Approved, Sent bool
	Held, Gone              bool
	Passed, Back            bool
	Code                    string
	DecidedBy, Reason       string
}

// eventTruth is what the notices about events read.
type eventTruth interface {
	// Event returns the event's state of now, and false if there is none.
	Event(ctx context.Context, id domain.ID) (EventView, bool, error)
}

// When is day and time of an event: 12-03 周四 14:00.
func (v EventView) When() string {
	if v.Date.IsZero() {
		return ""
	}
	return strings.TrimSpace(DayOfWeek(v.Date) + " " + string(v.Start))
}

// Place is where it is: 市一心血管内科.
func (v EventView) Place() string { return v.Hospital + v.Department }

// Line is all that is planned of an event: 12-03 周四 14:00 市一心血管内科｜立舒平｜20人｜预算800元（人均40元）｜讲者张伟.
func (v EventView) Line() string {
	parts := []string{strings.TrimSpace(v.When() + " " + v.Place())}
	if len(v.Products) > 0 {
		parts = append(parts, strings.Join(v.Products, "、"))
	}
	if v.Heads > 0 {
		parts = append(parts, strconv.Itoa(v.Heads)+"人")
	}
	switch {
	case v.Costed && v.Budget == 0:
		parts = append(parts, sayEventFree.Say())
	case v.Costed:
		parts = append(parts, sayEventPer.Say(v.Budget, v.PerHead))
	}
	if v.Speaker != "" {
		parts = append(parts, "讲者"+v.Speaker)
	}
	if v.Materials != "" {
		parts = append(parts, "资料："+v.Materials)
	}
	return strings.Join(parts, "｜")
}

func (v EventView) params(decision string) map[string]string {
	return map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": decision}
}

// eventKind registers a notice about an event; say is told what stands now, and answers no words where nothing is left to tell.
func eventKind(k Kind, say func(v EventView, n Notice) Content) Kind {
	k.Compose = func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Event(ctx, n.Subject)
		if err != nil || !ok {
			return Content{}, false, err
		}
		c := say(v, n)
		return c, c.Text != "", nil
	}
	return register(k)
}

// EventWaits puts the plan of an event to a manager (PRODUCT.md E1).
var EventWaits = eventKind(Kind{Name: "event_waits", Deputised: true}, func(v EventView, _ Notice) Content {
	if !v.Waiting || v.Held || v.Gone {
		return Content{}
	}
	return Content{Text: sayEventWaits.Say(v.Name, v.Kind, v.Number, v.Line()), Template: "decision", Params: v.params(sayWaits.Say())}
})

// EventCosts tells compliance that the budget a head of an event is beyond what the company allows.
var EventCosts = eventKind(Kind{Name: "event_costs"}, func(v EventView, _ Notice) Content {
	if v.Gone {
		return Content{}
	}
	return Content{Text: sayEventCosts.Say(v.Name, v.Kind, v.Number, v.PerHead, v.Line()), Template: "decision", Params: v.params(sayEventSMSCosts.Say())}
})

// EventCalledOff tells a manager that an event which she knew of will not take place.
var EventCalledOff = eventKind(Kind{Name: "event_called_off", Deputised: true}, func(v EventView, _ Notice) Content {
	if !v.Gone {
		return Content{}
	}
	return Content{Text: sayEventCalledOff.Say(v.Name, v.Kind, v.Number, v.When()), Template: "decision", Params: v.params(sayEventSMSOff.Say())}
})

// EventUndecided tells the manager and the host, the day before an event, that its plan still waits.
var EventUndecided = eventKind(Kind{Name: "event_undecided", Deputised: true}, func(v EventView, n Notice) Content {
	switch {
	case !v.Waiting || v.Held || v.Gone:
		return Content{}
	case n.Person == v.Rep:
		return Content{Text: sayEventUndecided.Say(v.Kind, v.Number, v.When()), Template: "decision", Params: v.params(sayEventSMSLate.Say())}
	}
	return Content{Text: sayEventUndecidedTo.Say(v.Name, v.Kind, v.Number, v.When()), Template: "missing",
		Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "field": sayEventSMSDecide.Say()}}
})

func (v EventView) reminder() map[string]string {
	return map[string]string{"time": strings.TrimSpace(monthDay(v.Date) + " " + string(v.Start)), "subject": sayEventSubject.Say(), "no": strconv.FormatInt(v.Number, 10)}
}

// planned reports whether the event still lies ahead, and what is to be said of its approval.
func (v EventView) planned() (unapproved string, ok bool) {
	if v.Held || v.Gone {
		return "", false
	}
	if !v.Approved {
		unapproved = sayEventNotYet.Say()
	}
	return unapproved, true
}

// EventTomorrow reminds the host of an event on the day before.
var EventTomorrow = eventKind(Kind{Name: "event_tomorrow", Asked: true}, func(v EventView, _ Notice) Content {
	unapproved, ok := v.planned()
	if !ok {
		return Content{}
	}
	return Content{Text: sayEventTomorrow.Say(string(v.Start), v.Place()+v.Kind, v.Number, unapproved, v.Code), Template: "reminder", Params: v.reminder()}
})

// EventSoon reminds the host an hour before.
var EventSoon = eventKind(Kind{Name: "event_soon", Asked: true, Stale: aheadOfEvent}, func(v EventView, _ Notice) Content {
	unapproved, ok := v.planned()
	if !ok {
		return Content{}
	}
	return Content{Text: sayEventSoon.Say(string(v.Start), v.Place()+v.Kind, v.Number, unapproved, v.Code), Template: "reminder", Params: v.reminder()}
})

// EventAfter asks the host for an event that should be over and was not told of.
var EventAfter = eventKind(Kind{Name: "event_after"}, func(v EventView, _ Notice) Content {
	if _, ok := v.planned(); !ok {
		return Content{}
	}
	return Content{Text: sayEventAfter.Say(v.Place()+v.Kind, v.Number), Template: "missing",
		Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "field": sayEventSMSWho.Say()}}
})

// EventDecided tells the host what became of her plan or of her report.
var EventDecided = eventKind(Kind{Name: "event_decided"}, func(v EventView, _ Notice) Content {
	yes := v.params(sayDecisions[true])
	no := v.params(sayDecisions[false])
	switch {
	case v.Gone:
		return Content{}
	case v.Passed:
		return Content{Text: sayEventPassed.Say(v.DecidedBy, v.Kind, v.Number, v.When()), Template: "decision", Params: yes}
	case v.Back:
		return Content{Text: sayEventBackHeld.Say(v.DecidedBy, v.Kind, v.Number, v.When(), v.Reason), Template: "decision", Params: no}
	case v.Held:
		return Content{}
	case v.Approved:
		return Content{Text: sayEventApproved.Say(v.DecidedBy, v.Kind, v.Number, v.When(), sayEventCode.Say(v.Code)), Template: "decision", Params: yes}
	case v.Sent:
		return Content{Text: sayEventBack.Say(v.DecidedBy, v.Kind, v.Number, v.When(), v.Reason), Template: "decision", Params: no}
	}
	return Content{}
})

// aheadOfEvent is how late the reminder just before an event may still be told.
const aheadOfEvent = 2 * time.Hour

// EventKey is the key of a notice of that kind about one revision of an event to one person.
func EventKey(k Kind, id domain.ID, revision int, person string) string {
	return k.Name + "/" + id.String() + "/" + strconv.Itoa(revision) + "/" + person
}
