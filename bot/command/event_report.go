package command

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEventHeld       = words.New("event.held", "已记 #%d %s%s")
	sayEventUnapproved = words.New("event.unapproved", "（未批先办，审批时会列为风险）")
	_                  = words.Refusal("event.which", "这天有%d场活动：%s。请带编号说，如“%d 开完了，张伟、李静等12人参加”。")
	_                  = words.Refusal("event.not_yet", "活动 #%d 定在 %s，还没到，不能登记到场。改期请说“改 %[1]d 今天”。")
	_                  = words.Refusal("event.called_off", "活动 #%d 已取消。恢复请说“恢复 %[1]d”。")
	_                  = words.Refusal("event.old", "%s 太久以前了，一年以前的活动不能补录。日期写错了，请改后重发。")
	_                  = register(Command{Intent: understand.EventReport, Roles: reporters, Run: reportEvent})
)

// oldestEvent is how many days back an event may still be told of.
const oldestEvent = 366

// reportEvent records a group event that took place, with who came: the planned one of that day and place, or one that was not planned
// (PRODUCT.md E1–E3). Told again, it is the same event.
func reportEvent(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if a, repeated := t.repeated(); repeated {
		return a, nil
	}
	said := t.eventTold()
	if t.Today().Sub(said.Date) > oldestEvent {
		return inbox.Answer{}, domain.Refuse("event.old", said.Date)
	}
	standing, err := t.Tx.EventsOn(ctx, t.Who.UserID, said.Date)
	if err != nil {
		return inbox.Answer{}, err
	}
	meant := meantEvents(standing, said)
	if len(meant) > 1 {
		list := make([]string, len(meant))
		for i, e := range meant {
			list[i] = sharp([]int64{e.Number}) + " " + t.Book.eventLine(e.Details)
		}
		return inbox.Answer{}, domain.Refuse("event.which", len(meant), strings.Join(list, "；"), meant[0].Number)
	}
	var e event.Event
	if len(meant) == 1 {
		e, err = t.hold(ctx, meant[0], eventOver(meant[0].Details, said, true))
	} else {
		e, err = t.newHeld(ctx, said)
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(e.Number)
	a, err := t.attended(ctx, e, said.Came)
	t.State.Tell(sum(t.In.Text), t.In.At, t.numbers)
	return a, err
}

// eventTold is what a report says, by the slots of GUIDE.md where it has them.
func (t *Turn) eventTold() understand.EventSaid {
	s := *t.Said.Event
	s.Date, s.Hospital, s.Department, s.Products, s.Heads = t.Said.Date, t.Said.Hospital, t.Said.Department, t.Said.Products, t.Said.Headcount
	return s
}

// meantEvents are those of a day's events that a report can mean: nothing that it says speaks against them, and where several are left,
// those of exactly its place.
func meantEvents(all []event.Event, said understand.EventSaid) []event.Event {
	fits := func(a, b string) bool { return a == "" || b == "" || a == b }
	out := slices.DeleteFunc(slices.Clone(all), func(e event.Event) bool {
		return said.Kind != "" && e.Kind != said.Kind || !fits(e.Hospital, said.Hospital) || !fits(e.Department, said.Department) || !fits(e.Place, said.Place) ||
			!fits(string(e.Start), string(said.Start)) && e.State == event.Held
	})
	exact := slices.DeleteFunc(slices.Clone(out), func(e event.Event) bool { return e.Hospital != said.Hospital || e.Department != said.Department })
	if len(out) > 1 && len(exact) > 0 {
		return exact
	}
	return out
}

// newHeld keeps an event that nobody planned.
func (t *Turn) newHeld(ctx context.Context, said understand.EventSaid) (event.Event, error) {
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	id, code, err := t.newEvent(ctx, said.Date)
	if err != nil {
		return event.Event{}, err
	}
	d := eventOver(event.Details{}, said, true)
	d.Kind = cmp.Or(d.Kind, event.Academic)
	e, err := event.Report(t.Tx, t.source(), id, numbers[0], code, d, t.Today())
	if err != nil || !d.Costed {
		return e, err
	}
	to, err := t.eventChain(ctx, e.Rep)
	if err != nil {
		return e, err
	}
	return e, event.TellOver(t.Tx, e, to)
}
