package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCopyLeft = words.New("week.copy_left", "没有沿用：%s（不在您名下，或这周排不下）。")
	_           = words.Refusal("week.copy_none", "%s没有可以沿用的计划。要我排请说“排下周”。")
	_           = words.Refusal("week.copy_same", "两周是同一周，没法沿用。请说“下周按上周再来一周”。")
	_           = words.Refusal("week.copy_full", "%s已经排了%d家（#%d）。要换成沿用的，请先回“重排”或去掉原来的。")
	_           = register(Command{Intent: understand.WeekCopy, Roles: reporters, Run: copyWeek})
)

// copyWeek plans a week as another one was (按上周再来一周): the same doctors on the same weekdays, with the times, products and
// reminders that were planned. A day that is not worked, or on which she is away, gives its stops to the other days; doctors who are
// no longer hers are left out. Without a week named, it is for next week; on a Monday without a plan, for the week that begins.
func copyWeek(ctx context.Context, t *Turn) (inbox.Answer, error) {
	from, to := t.Said.Week.From, t.Said.Week.Monday
	this := t.Today().Monday()
	if to.IsZero() {
		if to = this.AddDays(7); t.Today() == this && from.Before(this) {
			to = this
		}
	}
	if from == to {
		return inbox.Answer{}, domain.Refuse("week.copy_same")
	}
	pattern, err := t.Tx.PlansOfWeek(ctx, t.Who.UserID, from)
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(pattern) == 0 {
		return inbox.Answer{}, domain.Refuse("week.copy_none", weekTitle(from, t.Today()))
	}
	d, err := t.readWeek(ctx, to)
	if err != nil {
		return inbox.Answer{}, err
	}
	w, ok := d.week()
	switch {
	case ok && w.State == week.Submitted:
		return inbox.Answer{}, domain.Refuse("week.waits", w.Number)
	case ok && w.State == week.Approved:
		return inbox.Answer{}, domain.Refuse("week.approved", w.Number)
	case ok && len(d.stops) > 0:
		return inbox.Answer{}, domain.Refuse("week.copy_full", weekTitle(to, t.Today()), len(d.stops), w.Number)
	}
	days := t.weekDays(to)
	if len(days) == 0 {
		return inbox.Answer{}, t.noDays(to)
	}
	details, left := t.copied(pattern, d, days, to.Sub(from))
	if len(details) == 0 {
		return inbox.Answer{}, domain.Refuse("week.copy_none", weekTitle(from, t.Today()))
	}
	a, err := t.keepWeek(ctx, d, details, nil)
	if shut := t.shut(details); shut != "" {
		a.Text += "\n" + shut
	}
	if len(left) > 0 {
		a.Text += "\n" + sayCopyLeft.Say(strings.Join(left, "、"))
	}
	return a, err
}

// copied are the stops of a pattern, shift days later, where they can be; left names those that cannot.
func (t *Turn) copied(pattern []plan.Plan, d weekDraft, days []week.Day, shift int) (details []plan.Details, left []string) {
	var wishes []week.Wish
	var kept []plan.Plan
	for _, p := range pattern {
		if _, hers := t.Book.Doctor(p.Doctor); !hers {
			left = append(left, t.Book.name(p.Doctor))
			continue
		}
		if sameDay(d.stops, p.Doctor, p.Date.AddDays(shift)) >= 0 {
			continue
		}
		kept = append(kept, p)
		wishes = append(wishes, week.Wish{Doctor: t.placed(p.Doctor), Like: p.Date.AddDays(shift)})
	}
	for i, date := range week.Seat(t.places(days, d.stops), wishes) {
		if date.IsZero() {
			if name := t.Book.name(kept[i].Doctor); !slices.Contains(left, name) {
				left = append(left, name)
			}
			continue
		}
		k := kept[i].Details
		k.Date, k.Note = date, ""
		details = append(details, k)
	}
	return details, left
}

// shut says where stops stand on days on which their hospitals do not receive.
func (t *Turn) shut(details []plan.Details) string {
	plans := make([]plan.Plan, len(details))
	for i, d := range details {
		plans[i].Details = d
	}
	return t.notes(plans, plans...)
}
