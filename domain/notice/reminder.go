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
	sayReminder      = words.New("notice.reminder", "⏰ %s\n%s（#%d）")
	sayReminderTitle = words.New("notice.reminder_title", "提醒")
	sayPlanReminder  = words.New("notice.plan_reminder", "⏰ %s 拜访 %s（#%d）")
	sayPlanTitle     = words.New("notice.plan_reminder_title", "拜访提醒")
	sayOwnSubject    = words.New("notice.sms_own", "自定提醒")
	saySubject       = words.New("notice.sms_visit", "拜访%s")
	sayReception     = words.New("notice.reception", "%s接待日")
	sayShut          = words.New("notice.shut", "当天不是接待日")
	sayAckButton     = words.New("notice.ack_button", "知道了")
)

// clockPatience is how long a reminder with a clock time waits for 知道了 before it goes by SMS too (DESIGN.md part 4).
const clockPatience = 10 * time.Minute

// ackButton is the one button of a card that must be acknowledged.
var ackButton = []Button{{Text: sayAckButton.Say(), Key: AckKey}}

// ReminderDue tells a person what she asked to be reminded of (PRODUCT.md P2). A cancelled or amended reminder says nothing.
var ReminderDue = register(Kind{
	Name:     "reminder",
	Asked:    true,
	Patience: clockPatience,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		r, ok, err := truth.Reminder(ctx, n.Subject)
		if err != nil || !ok || !r.Set || r.Revision != n.Revision {
			return Content{}, false, err
		}
		return Content{
			Text:     sayReminder.Say(r.At.Format("15:04"), r.Subject, r.Number),
			Card:     &Card{Title: sayReminderTitle.Say(), Buttons: ackButton},
			Template: "reminder",
			Params:   reminderParams(r.At, r.ShortCode, r.Number),
		}, true, nil
	},
})

// PlanReminder tells a rep of a planned visit as long before it as she wished (PRODUCT.md P1, P2; 提前半小时提醒). A plan
// that was done, cancelled or moved says nothing.
var PlanReminder = register(Kind{
	Name:     "plan_reminder",
	Asked:    true,
	Patience: clockPatience,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		p, ok, err := truth.Plan(ctx, n.Subject)
		if err != nil || !ok || !p.Planned || p.Revision != n.Revision {
			return Content{}, false, err
		}
		what := p.Hospital + " " + p.Department + " " + p.Doctor
		if p.ShortCode != "" {
			what += "(" + p.ShortCode + ")"
		}
		if len(p.Products) > 0 {
			what += "｜" + strings.Join(p.Products, "、")
		}
		switch {
		case p.Reception != "":
			what += "｜" + sayReception.Say(p.Reception)
		case p.Shut:
			what += "｜" + sayShut.Say()
		}
		return Content{
			Text:     sayPlanReminder.Say(p.Start, what, p.Number),
			Card:     &Card{Title: sayPlanTitle.Say(), Buttons: ackButton},
			Template: "reminder",
			Params:   reminderParams(p.Date.At(p.Start, time.UTC), p.ShortCode, p.Number),
		}, true, nil
	},
})

// reminderParams fills the SMS template: no names by SMS, only the doctor's short code (PRODUCT.md X3).
func reminderParams(at time.Time, shortCode string, number int64) map[string]string {
	subject := sayOwnSubject.Say()
	if shortCode != "" {
		subject = saySubject.Say(shortCode)
	}
	return map[string]string{"time": SMSTime(at), "subject": subject, "no": strconv.FormatInt(number, 10)}
}

// SMSTime writes an instant for a short message: 11-23 15:00.
func SMSTime(at time.Time) string { return at.Format("01-02 15:04") }

// ReminderKey is the key of a reminder's notice at one revision.
func ReminderKey(id domain.ID, revision int) string {
	return "reminder/" + id.String() + "/" + strconv.Itoa(revision)
}

// PlanReminderKey is the key of a plan's reminder at one revision.
func PlanReminderKey(id domain.ID, revision int) string {
	return "plan_reminder/" + id.String() + "/" + strconv.Itoa(revision)
}
