package command

import (
	"fmt"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMonth      = words.New("month.count", "%s%s级第%d/%d次。")
	sayMonthNot   = words.New("month.not_counted", "本次不计有效（%s），%s%s级%d/%d次。")
	sayNotMet     = words.New("month.not_met", "未遇")
	sayLowScore   = words.New("month.low_score", "得分%d，满%d计入")
	sayTooSoon    = words.New("month.too_soon", "距上次有效不足%d天")
	sayMonthFree  = words.New("month.free", "%s级%s不设目标。")
	sayNoHolidays = words.New("calendar.unknown", "（节假日未导入，按周一至周五计）")
)

// month is how far along one doctor's month is. The zero month says nothing.
type month struct {
	grade            domain.Grade
	actual, required int
	// judged: it speaks of a visit, which counted or not.
	judged, counted bool
	known           bool
	// why says why the visit does not count.
	why string
	// name is 本月, or the month's own name where it is another one.
	name string
}

// month counts a doctor's effective visits in the month of on and what is required (PRODUCT.md Q1). The month was asked for
// with wantMonth.
func (t *Turn) month(doctor string, on domain.Date, visits []visit.Visit) month {
	rules := t.Book.rules
	m := month{grade: t.Book.grade(doctor), name: monthName(on, t.Today()), known: rules.Days.Known(on.Year)}
	for _, v := range visits {
		if v.Doctor == doctor && v.Effective && v.Date.FirstOfMonth() == on.FirstOfMonth() {
			m.actual++
		}
	}
	for _, r := range t.recordsOf(on) {
		m.required = rules.Quota.Of(on).Required(quota.MonthOf(rules.Days, on), r, doctor)
	}
	return m
}

// wantMonth asks for the facts of the rep's months that the days lie in; they arrive with the next flush. doctors nil means all.
func (t *Turn) wantMonth(doctors []string, days ...domain.Date) {
	if t.months == nil {
		t.months = map[domain.Date]*[]quota.Record{}
	}
	for _, d := range days {
		m := quota.MonthOf(t.Book.rules.Days, d)
		if t.months[m.First()] == nil {
			into := new([]quota.Record)
			t.months[m.First()] = into
			t.Tx.WantMonth([]string{t.Who.UserID}, doctors, m, t.Today(), into)
		}
	}
}

// recordsOf returns the facts of the month of a day: one record, or none where they were not asked for.
func (t *Turn) recordsOf(day domain.Date) []quota.Record {
	if into := t.months[day.FirstOfMonth()]; into != nil {
		return *into
	}
	return nil
}

// monthOf is the month of a visit among all visits of its doctor.
func (t *Turn) monthOf(v visit.Visit, around []visit.Visit) month {
	m := t.month(v.Doctor, v.Date, around)
	m.judged, m.counted, m.why = true, v.Effective, t.whyNot(v)
	return m
}

// whyNot says why a visit does not count, in the order in which the rule tries it (PRODUCT.md Q5).
func (t *Turn) whyNot(v visit.Visit) string {
	scheme := t.Book.rules.Quality.Numbered(v.Scheme)
	switch {
	case !v.Met():
		return sayNotMet.Say()
	case v.Score < scheme.Threshold:
		return sayLowScore.Say(v.Score, scheme.Threshold)
	}
	return sayTooSoon.Say(scheme.MinGapDays)
}

func monthName(on, today domain.Date) string {
	if on.FirstOfMonth() == today.FirstOfMonth() {
		return "本月"
	}
	return fmt.Sprintf("%d月", on.Month)
}

// say words the month beside a record: 本月A级第3/4次.
func (m month) say() string {
	note := ""
	if !m.known && m.required > 0 {
		note = sayNoHolidays.Say()
	}
	switch {
	case m.grade == "":
		return ""
	case m.required == 0:
		return sayMonthFree.Say(m.grade, m.name)
	case m.judged && !m.counted:
		return sayMonthNot.Say(m.why, m.name, m.grade, m.actual, m.required) + note
	}
	return sayMonth.Say(m.name, m.grade, m.actual, m.required) + note
}
