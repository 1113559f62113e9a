package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMoved = words.New("amend.reminder", "已改 #%d：原 %s，现 %s 提醒「%s」。")
	_        = words.Refusal("amend.no_reminder", "没有找到您说的那个提醒。请带上编号，如“改 1024 明天上午10点”，或重新说“…提醒我…”。")
)

// furthest is how many days ahead a reminder that stands is looked for; nobody may set a later one.
const furthest = 366

// remindersMeant returns the numbers of the reminders to come that a person means by a day, a doctor or words of the subject.
// Words that no subject has choose nothing.
func (t *Turn) remindersMeant(ctx context.Context, target understand.Target) ([]int64, error) {
	from, to := t.Today(), t.Today().AddDays(furthest)
	if !target.Date.IsZero() {
		from, to = target.Date, target.Date
	}
	reminders, err := t.Tx.RemindersBetween(ctx, t.Who.UserID, from, to)
	if err != nil {
		return nil, err
	}
	var all, named []int64
	for _, r := range reminders {
		if target.Doctor != "" && r.Doctor != target.Doctor {
			continue
		}
		all = append(all, r.Number)
		if target.Subject != "" && strings.Contains(r.Subject, target.Subject) {
			named = append(named, r.Number)
		}
	}
	if len(named) > 0 {
		return named, nil
	}
	return all, nil
}

func (t *Turn) moveReminder(r remind.Reminder, c change) (inbox.Answer, error) {
	if c.Date.IsZero() && c.Start == "" {
		return inbox.Answer{}, domain.Refuse("amend.unclear")
	}
	date, start := c.Date, c.Start
	if date.IsZero() {
		date = domain.DateOf(r.At)
	}
	if start == "" {
		start = domain.ClockTime(r.At)
	}
	moved, err := remind.Move(t.Tx, t.source(), r, date.At(start, t.Tx.Zone()))
	if err != nil {
		return inbox.Answer{}, err
	}
	return say(sayMoved.Say(r.Number, r.At.Format("01-02 15:04"), moved.At.Format("01-02 15:04"), r.Subject), "planned",
		map[string]string{"n": "1", "no": number(r.Number), "time": moved.At.Format("01-02 15:04")}), nil
}
