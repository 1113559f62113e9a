package command

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

// events reads and writes group events. What is read is locked.
type events interface {
	event.Ledger
	effects
	EventsNumbered(ctx context.Context, reps []string, numbers []int64) ([]event.Event, error)
	EventNumbered(ctx context.Context, reps []string, number int64) (event.Event, bool, error)
	EventsByCode(ctx context.Context, code string, from, to domain.Date) ([]event.Event, error)
	FreeCode(ctx context.Context, codes []string, day domain.Date) (string, error)
	EventsOn(ctx context.Context, rep string, day domain.Date) ([]event.Event, error)
	EventsBetween(ctx context.Context, reps []string, from, to domain.Date, drafts bool) ([]event.Event, error)
	EventsWaiting(ctx context.Context, reps []string) ([]event.Event, error)
	EventsOfOrigin(ctx context.Context, person string, origin domain.ID) ([]event.Event, error)
	EventsUndone(ctx context.Context, person string, undo domain.ID) ([]event.Event, error)
	Attendees(ctx context.Context, id, by domain.ID) ([]event.Attendee, error)
	VisitsByID(ctx context.Context, rep string, ids []domain.ID) ([]visit.Visit, error)
	EventCounts(ctx context.Context, ids []domain.ID) (heads, visits map[domain.ID]int, err error)
	ItemsOfEvents(ctx context.Context, ids []domain.ID) ([]review.Item, error)
}

var (
	sayEventPer    = words.New("event.per_head", "预算%d元（人均%d元）")
	sayEventFree   = words.New("event.free", "无预算")
	sayEventPeople = words.New("event.people", "预计%d人")
	sayEventLength = words.New("event.minutes", "%d分钟")
	sayEventBy     = words.New("event.speaker", "讲者%s")
	sayEventWith   = words.New("event.materials", "资料：%s")
	eventStates    = map[event.State]words.Text{event.Cancelled: words.New("event.state.cancelled", "已取消"), event.Withdrawn: words.New("event.state.withdrawn", "已撤回")}
	eventApprovals = map[event.Approval]words.Text{event.Draft: words.New("event.approval.draft", "草稿"), event.Waiting: words.New("event.approval.waiting", "待批"),
		event.Approved: words.New("event.approval.approved", "已批准"), event.SentBack: words.New("event.approval.sent_back", "已退回")}
	eventReviews = map[visit.Status]words.Text{visit.Open: words.New("event.reviewed.open", "待审"), visit.Approved: words.New("event.reviewed.approved", "已通过"),
		visit.Rejected: words.New("event.reviewed.rejected", "已退回")}
	_ = words.Refusal("event.number", "没有找到活动 #%d，或它不是您的。发“我的活动”看编号。")
	_ = words.Refusal("event.over", "活动 #%d 已经结束或取消，不能再改。要补名单请说“签到 %[1]d 张伟”。")
	_ = words.Refusal("event.past", "%s 已经过了，不能再申请。已开的会直接说，如“今天中午在市一院心内开了科室会，立舒平，张伟、李静等12人参加”。")
	_ = words.Refusal("event.far", "%s 太远了，最多提前一年申请。日期写错了，请改后重发。")
	_ = words.Refusal("visit.of_event", "#%d 是活动的拜访，医生和日期跟着活动走，没有改动。名单错了请说“签到 活动编号 去掉 姓名”再重新签到。")
	_ = words.Refusal("event.visited", "有医生刚被同事签到过这场活动，没有重复记。请再发一次。")
	_ = words.Refusal("event.capped", "有医生本月已由别的活动计过一次，不能再计，没有改动。")
)

// eventChain is whom an event of the rep's is put to.
func (t *Turn) eventChain(ctx context.Context, rep string) (event.Chain, error) {
	manager, err := t.Tx.ManagerOf(ctx, rep)
	if err != nil {
		return event.Chain{}, err
	}
	compliance, err := t.Tx.PeopleWithRole(ctx, domain.Compliance)
	return event.Chain{Manager: manager, Compliance: compliance, Limit: t.Book.rules.EventPerHead, Zone: t.Tx.Zone()}, err
}

// eventOver puts what was said over the details of an event; held: the heads that were said came.
func eventOver(d event.Details, s understand.EventSaid, held bool) event.Details {
	d.Kind = cmp.Or(s.Kind, d.Kind)
	d.Date, d.Start, d.Minutes = cmp.Or(s.Date, d.Date), cmp.Or(s.Start, d.Start), cmp.Or(s.Minutes, d.Minutes)
	if s.Hospital != "" {
		d.Hospital, d.Place = s.Hospital, ""
		d.Department = cmp.Or(s.Department, d.Department)
	} else if s.Place != "" && d.Hospital == "" {
		d.Place = s.Place
	}
	d.Department = cmp.Or(s.Department, d.Department)
	if len(s.Products) > 0 {
		d.Products = s.Products
	}
	if s.Costs {
		d.Budget, d.Costed = s.Budget, true
	}
	d.Speaker, d.Materials = cmp.Or(s.Speaker, d.Speaker), cmp.Or(s.Materials, d.Materials)
	if held {
		d.Headcount, d.Result = cmp.Or(s.Heads, d.Headcount), cmp.Or(s.Result, d.Result)
	} else {
		d.Expected = cmp.Or(s.Heads, d.Expected)
	}
	return d
}

// venue is where an event is: 市一心内.
func (b *Book) venue(d event.Details) string {
	place := d.Place
	if d.Hospital != "" {
		place = b.hospital(d.Hospital)
	}
	if d.Department != "" {
		place += shortDepartment(d.Department)
	}
	return place
}

// eventLine says all that is known of an event: 科室会 12-03 周四 14:00 市一心内｜立舒平｜20人｜预算800元（人均40元）｜讲者张伟.
func (b *Book) eventLine(d event.Details) string {
	head := []string{d.Kind.Name()}
	if !d.Date.IsZero() {
		head = append(head, notice.DayOfWeek(d.Date))
	}
	for _, s := range []string{string(d.Start), b.venue(d)} {
		if s != "" {
			head = append(head, s)
		}
	}
	parts := []string{strings.Join(head, " ")}
	if len(d.Products) > 0 {
		parts = append(parts, b.brands(d.Products))
	}
	if d.Minutes > 0 {
		parts = append(parts, sayEventLength.Say(d.Minutes))
	}
	if d.Expected > 0 {
		parts = append(parts, sayEventPeople.Say(d.Expected))
	}
	switch {
	case d.Costed && d.Budget == 0:
		parts = append(parts, sayEventFree.Say())
	case d.Costed:
		parts = append(parts, sayEventPer.Say(d.Budget, d.PerHead()))
	}
	if d.Speaker != "" {
		parts = append(parts, sayEventBy.Say(d.Speaker))
	}
	if d.Materials != "" {
		parts = append(parts, sayEventWith.Say(d.Materials))
	}
	return strings.Join(parts, "｜")
}

// eventStands says where an event stands: 已批准, 待审.
func eventStands(e event.Event) string {
	if s, ok := eventStates[e.State]; ok {
		return s.Say()
	}
	if e.State == event.Held {
		return eventReviews[e.Reviewed].Say()
	}
	return eventApprovals[e.Approval].Say()
}

// eventHeads is how many people came: as many as were said, and never fewer than stand on the list.
func eventHeads(e event.Event, listed int) int { return max(e.Headcount, listed) }

// eventSMS are the variables of the template "decision" for an event.
func eventSMS(n int64, decision words.Text) map[string]string {
	return map[string]string{"no": strconv.FormatInt(n, 10), "decision": decision.Say()}
}
