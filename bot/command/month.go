package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMonth       = words.New("month.count", "%s%s级第%d/%d次。")
	sayMonthNot    = words.New("month.not_counted", "本次不计有效（%s），%s%s级%d/%d次。")
	sayNotMet      = words.New("month.not_met", "未遇")
	sayLowScore    = words.New("month.low_score", "得分%d，满%d计入")
	sayTooSoon     = words.New("month.too_soon", "距上次有效不足%d天")
	sayMonthFree   = words.New("month.free", "%s级%s不设目标。")
	sayQuota       = words.New("quota.all", "本月还差%d次：%s；剩%d个工作日。")
	sayQuotaDone   = words.New("quota.done", "本月目标已完成，剩%d个工作日。")
	sayQuotaDoctor = words.New("quota.doctor", "%s 本月有效%d次，目标%d次，还差%d次。")
	sayNoHolidays  = words.New("calendar.unknown", "（节假日未导入，按周一至周五计）")
	_              = register(Command{Intent: understand.QuotaShow, Roles: reporters, Run: showQuota})
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

// month counts a doctor's effective visits in the month of on and what is required (PRODUCT.md Q1), for a doctor that the rep
// has the whole month.
func (t *Turn) month(doctor string, on domain.Date, visits []visit.Visit) month {
	m := month{grade: t.Book.grade(doctor), name: monthName(on, t.Today()), known: t.Book.days.Known(on.Year)}
	for _, v := range visits {
		if v.Doctor == doctor && v.Effective && v.Date.FirstOfMonth() == on.FirstOfMonth() {
			m.actual++
		}
	}
	m.required = t.Book.required(m.grade, on, t.off)
	return m
}

// monthOf is the month of a visit among all visits of its doctor.
func (t *Turn) monthOf(v visit.Visit, around []visit.Visit) month {
	m := t.month(v.Doctor, v.Date, around)
	m.judged, m.counted, m.why = true, v.Effective, whyNot(v)
	return m
}

// whyNot says why a visit does not count, in the order in which the rule tries it (PRODUCT.md Q5).
func whyNot(v visit.Visit) string {
	scheme := quality.Default()
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

// showQuota says how far along this month's required visits are: for all, for a grade or for one doctor.
func showQuota(ctx context.Context, t *Turn) (inbox.Answer, error) {
	codes := t.Book.ofGrade(t.Said.Grade)
	if t.Said.Doctor != "" {
		codes = []string{t.Said.Doctor}
	}
	if t.Said.Ask == "doctor" {
		if codes = t.Said.Candidates; len(codes) == 0 {
			return inbox.Answer{}, domain.Refuse("doctor.unknown")
		}
	}
	today := t.Today()
	var visits []visit.Visit
	t.Tx.WantVisits(t.Who.UserID, codes, today.FirstOfMonth(), &visits)
	t.wantTimeOff(today)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	byGrade := map[domain.Grade]int{}
	var lines []string
	total := 0
	for _, code := range codes {
		m := t.month(code, today, visits)
		left := max(m.required-m.actual, 0)
		total += left
		byGrade[m.grade] += left
		if len(codes) <= 3 {
			lines = append(lines, sayQuotaDoctor.Say(t.Book.full(code), m.actual, m.required, left))
		}
	}
	days := t.Book.days.Workdays(today, today.LastOfMonth())
	params := map[string]string{"n": number(int64(total)), "a": number(int64(byGrade[domain.GradeA])),
		"b": number(int64(byGrade[domain.GradeB])), "c": number(int64(byGrade[domain.GradeC])), "d": number(int64(days))}
	text := ""
	switch {
	case len(lines) > 0:
		text = strings.Join(lines, "\n")
	case total == 0:
		text = sayQuotaDone.Say(days)
	default:
		text = sayQuota.Say(total, gradeSums(byGrade), days)
	}
	if !t.Book.days.Known(today.Year) {
		text += sayNoHolidays.Say()
	}
	return say(text, "quota", params), nil
}

func gradeSums(by map[domain.Grade]int) string {
	var parts []string
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if by[g] > 0 {
			parts = append(parts, fmt.Sprintf("%s级%d次", g, by[g]))
		}
	}
	return strings.Join(parts, "、")
}

// required is P of PRODUCT.md Q1 for a doctor of that grade in the month of on, for a rep with those days off who has her the
// whole month.
func (b *Book) required(g domain.Grade, on domain.Date, off []quota.TimeOff) int {
	m := quota.NewMonth(b.days.Month(on))
	return m.Required(quota.DefaultNeed(), m.Presence(quota.Span{}, off), []quota.Span{{}}, []quota.GradeFrom{{Grade: g}})
}

// wantTimeOff asks for the days off that the month of a day is prorated by; they arrive with the next flush.
func (t *Turn) wantTimeOff(days ...domain.Date) {
	first := slices.MinFunc(days, func(a, b domain.Date) int { return a.Sub(b) })
	last := slices.MaxFunc(days, func(a, b domain.Date) int { return a.Sub(b) })
	t.Tx.WantTimeOff(t.Who.UserID, first.FirstOfMonth(), last.LastOfMonth(), &t.off)
}
