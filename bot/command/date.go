package command

import (
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayNoDay     = words.New("date.none", "“%s”对不上具体日期。%s的拜访是哪天？请回日期，如“昨天”“11月20日”（#%d，其他内容都留着）")
	sayPlanNoDay = words.New("date.none_plan", "没有“%s”这一天。")
	sayNextNoDay = words.New("date.none_next", "没有“%s”这一天。")
	_            = words.Refusal("date.none", "没有“%s”这一天，请换个日期重发。")
)

// daySign stands between the days of an answer.
const daySign = ","

// datesOf reads the value of an answer that names days: the first, and the others.
func datesOf(v string) (first domain.Date, others []domain.Date, err error) {
	for i, said := range strings.Split(v, daySign) {
		d, err := domain.ParseDate(said)
		if err != nil {
			return domain.Date{}, nil, err
		}
		if i == 0 {
			first = d
		} else {
			others = append(others, d)
		}
	}
	return first, others, nil
}

// longestDate is how many characters the answer to the question for a day may have, longestDates one that names several.
const (
	longestDate  = 12
	longestDates = 24
)

// askDate words the question on which day a visit was that was told of a day that no calendar has.
func (t *Turn) askDate(d visitDraft, no int64) (dialog.Prompt, inbox.Answer) {
	text := sayNoDay.Say(d.NoDay, t.Book.name(d.Doctor), no)
	return dialog.Prompt{Text: text}, say(text, "missing", map[string]string{"no": number(no), "field": "日期"})
}

// readDay reads a text as the answer to the question on which day a visit was, by reading it as an amendment; several days are a visit
// each.
func readDay(t *Turn, q dialog.Question, text string) (value string, ok bool) {
	if q.Slot != "date" || utf8.RuneCountInString(text) > longestDates {
		return "", false
	}
	if days := understand.DaysSaid(text, t.At()); len(days) > 1 {
		said := make([]string, len(days))
		for i, d := range days {
			said[i] = d.String()
		}
		return strings.Join(said, daySign), true
	}
	if utf8.RuneCountInString(text) > longestDate {
		return "", false
	}
	c := t.Read("改成"+text, t.In.At).Changes
	if c == nil || c.Date.IsZero() {
		return "", false
	}
	return c.Date.String(), true
}

// RefuseNoDay refuses what needs a day and was told of one that no calendar has. Visits ask for the day, a reminder asks for its
// time, and what harms a patient is kept whatever day it was told of.
func RefuseNoDay(r understand.Reading) error {
	switch r.Intent {
	case understand.VisitAmend, understand.EventReport, understand.TimeOffSet, understand.PlanShow:
		if r.NoDay != "" {
			return domain.Refuse("date.none", r.NoDay)
		}
	}
	return nil
}
