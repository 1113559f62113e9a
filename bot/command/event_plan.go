package command

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEventWaits   = words.New("event.waits", "已申请 #%d：%s。已报%s审批，签到码 %s。%s改直接说“改 %[1]d …”，取消回“取消 %[1]d”。")
	sayEventInForce = words.New("event.no_manager", "已记 #%d：%s。没有上级，直接生效，签到码 %s。%s改直接说“改 %[1]d …”，取消回“取消 %[1]d”。")
	sayEventLacks   = words.New("event.lacks", "已记活动 #%d：%s。还缺%s，补齐后报审批。请直接回，如“%s”。")
	sayEventOver    = words.New("event.over_limit", "注意：人均%d元，超过公司标准%d元，已告诉合规。")
	sayEventNone    = words.New("event.lacks_still", "还是没看懂。活动 #%d 还缺%s，请直接回，如“%s”。")
	sayEventSMS     = words.New("event.sms_waits", "提交待批")
	sayEventSMSNow  = words.New("event.sms_now", "登记")
	eventLacks      = map[string]string{"date": "日期", "start": "时间", "place": "地点", "products": "产品", "heads": "人数", "budget": "预算"}
	eventSuch       = map[string]string{"date": "下周四", "start": "下午2点", "place": "市一院心内科", "products": "立舒平", "heads": "20人", "budget": "预算800"}
	_               = register(Command{Intent: understand.EventPlan, Roles: reporters, Run: planEvent})
)

// lacksDraft names the plan that an answer would complete; Text is the answer.
type lacksDraft struct {
	Number int64  `json:"number"`
	Text   string `json:"text,omitempty"`
}

var lacksForm = dialog.Form[lacksDraft]{Name: "event_plan", Version: 1, Slots: []dialog.Slot[lacksDraft]{{
	Name:    "rest",
	Missing: func(d lacksDraft) bool { return d.Text == "" },
	Fill:    func(d *lacksDraft, v string) error { d.Text = v; return nil },
}}}

func init() {
	onAnswer(lacksForm, completeEvent, readLacks)
	f := forms[lacksForm.Name]
	f.unasked = true
	forms[lacksForm.Name] = f
}

// planEvent keeps the plan of a group event and puts it to the manager; where something is missing that she must know, one question asks
// for all of it (PRODUCT.md E1).
func planEvent(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if a, repeated := t.repeated(); repeated {
		return a, nil
	}
	d := eventOver(event.Details{}, *t.Said.Event, false)
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	to, err := t.eventChain(ctx, t.Who.UserID)
	if err != nil {
		return inbox.Answer{}, err
	}
	id, code, err := t.newEvent(ctx, d.Date)
	if err != nil {
		return inbox.Answer{}, err
	}
	e, err := event.Plan(t.Tx, t.source(), id, numbers[0], code, d, to, t.At())
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(e.Number)
	t.State.Tell(sum(t.In.Text), t.In.At, t.numbers)
	return t.eventPlanned(e, to)
}

// newEvent makes the id of an event and finds a sign-in code that no other event around its day has.
func (t *Turn) newEvent(ctx context.Context, day domain.Date) (domain.ID, string, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return id, "", err
	}
	if day.IsZero() {
		day = t.Today()
	}
	code, err := t.Tx.FreeCode(ctx, event.Codes(id), day)
	return id, code, err
}

// eventPlanned says where a plan stands now, and asks for what it lacks.
func (t *Turn) eventPlanned(e event.Event, to event.Chain) (inbox.Answer, error) {
	line := t.Book.eventLine(e.Details)
	if lacks := e.Lacks(); len(lacks) > 0 {
		text := sayEventLacks.Say(e.Number, line, lackNames(lacks), lackSuch(lacks))
		return t.askLacks(e, text)
	}
	over := ""
	if e.Over(to.Limit) {
		over = sayEventOver.Say(e.PerHead(), to.Limit)
	}
	if e.Approval == event.Approved {
		return say(sayEventInForce.Say(e.Number, line, e.Code, over), "decision", eventSMS(e.Number, sayEventSMSNow)), nil
	}
	return say(sayEventWaits.Say(e.Number, line, t.Book.person(to.Manager), e.Code, over), "decision", eventSMS(e.Number, sayEventSMS)), nil
}

func lackNames(lacks []string) string {
	names := make([]string, len(lacks))
	for i, l := range lacks {
		names[i] = eventLacks[l]
	}
	return strings.Join(names, "、")
}

func lackSuch(lacks []string) string {
	such := make([]string, len(lacks))
	for i, l := range lacks {
		such[i] = eventSuch[l]
	}
	return strings.Join(such, " ")
}

// askLacks opens the question for what a plan lacks; whoever says something else first is not asked again, and the plan stays a draft.
func (t *Turn) askLacks(e event.Event, text string) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	d := lacksDraft{Number: e.Number}
	slot, _ := lacksForm.Next(d)
	q, err := lacksForm.Question(dialog.Question{ID: id, Number: e.Number, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}, slot,
		dialog.Prompt{Text: text}, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(text, "missing", map[string]string{"no": number(e.Number), "field": lackNames(e.Lacks())})), nil
}

// longestLacks is how long an answer to what a plan lacks may be.
const longestLacks = 60

// readLacks takes a text that means nothing of its own, nor would to somebody else (批准 1008), as the answer to what a plan lacks. A word
// that stands for a question of its own (本月) is one only if it says something of an event (明天).
func readLacks(t *Turn, _ dialog.Question, text string) (value string, ok bool) {
	if _, short := understand.Shorthand(text, t.Who.Role.Manages(), t.Today()); short && t.EventSlots(text).None() {
		return "", false
	}
	return text, utf8.RuneCountInString(text) <= longestLacks && !understand.Decides(text)
}

// completeEvent puts an answer into a plan; once it lacks nothing it goes to the manager.
func completeEvent(ctx context.Context, t *Turn, _ dialog.Question, d lacksDraft) (inbox.Answer, error) {
	e, ok, err := t.Tx.EventNumbered(ctx, []string{t.Who.UserID}, d.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok || e.State != event.Planned {
		return inbox.Answer{}, domain.Refuse("event.over", d.Number)
	}
	lacks := e.Lacks()
	said := t.answerFor(d.Text, lacks)
	if said.None() {
		return t.askLacks(e, sayEventNone.Say(e.Number, lackNames(lacks), lackSuch(lacks)))
	}
	return t.changeEvent(ctx, e, said)
}

// answerFor reads the answer to what a plan lacks. Where one thing is missing, a bare number is it; where the place is, words that say
// nothing else are it.
func (t *Turn) answerFor(text string, lacks []string) understand.EventSaid {
	said := t.EventSlots(text)
	bare := strings.TrimRight(strings.TrimSpace(text), "元块人。")
	if n := parseNumber(bare); n > 0 && len(lacks) == 1 && bare != "" && strings.Trim(bare, "0123456789") == "" {
		switch lacks[0] {
		case "heads":
			said.Heads = int(n)
		case "budget":
			said.Budget, said.Costs = int(n), true
		}
	}
	if slices.Contains(lacks, "budget") && slices.Contains([]string{"无", "没有", "0", "零", "不要", "不用"}, bare) {
		said.Budget, said.Costs = 0, true
	}
	if length := utf8.RuneCountInString(bare); said.None() && slices.Contains(lacks, "place") && length >= 2 && length <= 20 {
		said.Place = bare
	}
	return said
}

// changeEvent changes a plan by what was said of it and says how it stands.
func (t *Turn) changeEvent(ctx context.Context, e event.Event, said understand.EventSaid) (inbox.Answer, error) {
	d := eventOver(e.Details, said, false)
	to, err := t.eventChain(ctx, e.Rep)
	if err != nil {
		return inbox.Answer{}, err
	}
	changed, err := event.Change(t.Tx, t.Who.UserID, e, d, to, t.At())
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.eventPlanned(changed, to)
}
