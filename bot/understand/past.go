package understand

import (
	"regexp"

	"github.com/yaoban/yaoban/domain"
)

// This file reads the days of a question about what was done: 昨天, 这两天, 最近三天, 上周五到今天, 11月20号到23号. The days of plans are those
// of shows.go.

// someDaysBack is how many days 这几天 and 最近 are taken for, today included; the answer says which days it is of.
const someDaysBack = 7

// didAsked are the words that ask for what is over: 跑了几家, 拜访记录.
var didAsked = regexp.MustCompile(`[了过]|记录|[做跑见去]的`)

// daysPast returns the first and the last of the days that are said, as days of what was done: the latest that have begun. ok is false
// if none is said, or one that is to come. A whole week or month that is not over yet is returned whole; other spans end today.
func (m *message) daysPast() (from, to domain.Date, ok bool) {
	if n := m.recentDays(); n > 0 {
		return m.today.AddDays(1 - n), m.today, true
	}
	week, weekSaid := 0, false
	for _, t := range m.tokens {
		if t.kind != tokDay || t.dead || t.day.kind == someDay {
			continue
		}
		d := t.day
		if d.kind == weekdayOf || d.kind == wholeWeek {
			week, weekSaid = d.offset, true
		} else if d.kind == bareWeekday && weekSaid {
			d.kind, d.offset = weekdayOf, week // 上周三到周五
		}
		a, b := d.spanPast(m.today)
		if ok && b.Before(from) {
			a, b = d.later(a, b, m.today)
		}
		switch {
		case a.IsZero() || a.After(m.today):
			return domain.Date{}, domain.Date{}, false
		case !ok:
			from, to = a, b
		case a.Before(from):
			from = a
		}
		if b.After(to) {
			to = b
		}
		ok = true
	}
	return from, to, ok
}

// spanPast is span for what is over: a weekday or a date is the latest that has begun.
func (d day) spanPast(today domain.Date) (from, to domain.Date) {
	switch d.kind {
	case wholeWeek, wholeMonth:
		return d.span(today)
	case weekend:
		from, to = d.span(today)
		if from.After(today) && d.offset == 0 {
			from, to = from.AddDays(-7), to.AddDays(-7)
		}
		return from, to
	}
	date := d.on(today, false)
	return date, date
}

// later moves the end of 周五到周一 and 20号到23号 behind its beginning, at most to today.
func (d day) later(from, to, today domain.Date) (domain.Date, domain.Date) {
	switch d.kind {
	case bareWeekday:
		to = to.AddDays(7)
	case dayOfMonth, monthDay:
		to = d.on(to.AddDays(1), true)
	default:
		return from, to
	}
	if to.After(today) {
		to = today
	}
	return to, to
}

// recentDays returns how many days up to today are meant by 最近三天, 这两天, 近一个月, 最近; 0 if nothing of the sort is said.
func (m *message) recentDays() int {
	for i := range m.r {
		for _, w := range []string{"最近这", "最近的", "最近", "过去的", "过去", "近", "这", "前"} {
			if !m.is(i, w) || m.taken[i] {
				continue
			}
			at := i + len([]rune(w))
			if n := m.spanOf(at); n > 0 {
				if w == "前" { // 前两天 does not hold today
					n++
				}
				return n
			}
			if w == "最近" && !m.hasDay() {
				return someDaysBack
			}
			break
		}
	}
	return 0
}

// spanOf reads 三天, 几天, 两周, 半个月 at i as a number of days, 0 if nothing of the sort stands there.
func (m *message) spanOf(i int) int {
	n, end := number(m.r, i)
	half, some := false, false
	if end == i {
		half, some = m.text.at(i) == '半', m.text.at(i) == '几'
		if !half && !some {
			return 0
		}
		n, end = 1, i+1
	}
	if m.text.at(end) == '个' {
		end++
	}
	unit := 0
	switch {
	case m.text.at(end) == '天', m.text.at(end) == '日' && !half:
		unit = 1
	case m.text.at(end) == '周', m.is(end, "星期"), m.is(end, "礼拜"):
		unit = 7
	case m.text.at(end) == '月' && (half || m.text.at(end-1) == '个'):
		unit = 30
	case m.text.at(end) == '年':
		unit = 365
	}
	switch {
	case n > 366 || some && unit != 1:
		return 0
	case some:
		return someDaysBack
	case half:
		return unit / 2
	}
	return n * unit
}
