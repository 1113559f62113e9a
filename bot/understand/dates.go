package understand

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// day is a day as it was said. What it means depends on whether the past or the future is spoken of (GUIDE.md, date).
type day struct {
	kind dayKind
	// offset counts days, weeks or months from today; month, day and year are as said; weekday is 1 (Monday) to 7.
	offset, month, day, year, weekday int
}

type dayKind uint8

const (
	// relativeDay is 今天, 后天, 三天后.
	relativeDay dayKind = iota + 1
	// bareWeekday is 周五; weekdayOf is 上周五, 这周五, 下周五: a day of the week at offset.
	bareWeekday
	weekdayOf
	// monthDay is 11月20号 and 11.20; dayOfMonth 20号; dayOfMonthAt 下个月5号.
	monthDay
	dayOfMonth
	dayOfMonthAt
	// monthEnd is 月底 of the month at offset; yearEnd 年底.
	monthEnd
	yearEnd
	// wholeWeek and wholeMonth are 下周 and 这个月 alone, weekend 周末: spans, not days.
	wholeWeek
	wholeMonth
	weekend
	// monthsAway is 一个月后.
	monthsAway
	// noDay is 32号 and 13月1号, which no calendar has.
	noDay
	// someDay is 前几天 and 这几天: one of several days, and not said which.
	someDay
)

// ahead reports whether the day lies after today whatever is spoken of; behind whether it lies before.
func (d day) ahead() bool {
	return (d.kind == relativeDay || d.kind == weekdayOf || d.kind == dayOfMonthAt || d.kind == monthEnd || d.kind == wholeWeek ||
		d.kind == monthsAway || d.kind == weekend || d.kind == someDay) && d.offset > 0
}

func (d day) behind() bool {
	return (d.kind == relativeDay || d.kind == weekdayOf || d.kind == dayOfMonthAt || d.kind == monthEnd || d.kind == wholeWeek || d.kind == wholeMonth || d.kind == weekend || d.kind == someDay) && d.offset < 0
}

// single reports whether one day is meant, not a span of days.
func (d day) single() bool {
	return d.kind != wholeWeek && d.kind != wholeMonth && d.kind != weekend && d.kind != someDay
}

// on returns the date that is meant on the day today: the next such day if the future is spoken of, otherwise the latest that
// is not after today. A day that no calendar has, and a span, is the zero date.
func (d day) on(today domain.Date, future bool) domain.Date {
	switch d.kind {
	case relativeDay:
		return today.AddDays(d.offset)
	case bareWeekday:
		date := today.Monday().AddDays(d.weekday - 1)
		if future && !date.After(today) {
			return date.AddDays(7)
		}
		if !future && date.After(today) {
			return date.AddDays(-7)
		}
		return date
	case weekdayOf:
		return today.Monday().AddDays(7*d.offset + d.weekday - 1)
	case monthDay:
		return d.monthDay(today, future)
	case dayOfMonth:
		for k := range 4 {
			first := addMonths(today.FirstOfMonth(), sign(k, future))
			date := domain.Date{Year: first.Year, Month: first.Month, Day: d.day}
			if d.day <= first.LastOfMonth().Day && (future && !date.Before(today) || !future && !date.After(today)) {
				return date
			}
		}
	case dayOfMonthAt:
		first := addMonths(today.FirstOfMonth(), d.offset)
		if d.day <= first.LastOfMonth().Day {
			return domain.Date{Year: first.Year, Month: first.Month, Day: d.day}
		}
	case monthEnd:
		date := addMonths(today.FirstOfMonth(), d.offset).LastOfMonth()
		if d.offset == 0 && !future && date.After(today) {
			return addMonths(today.FirstOfMonth(), -1).LastOfMonth()
		}
		return date
	case yearEnd:
		return domain.Date{Year: today.Year, Month: time.December, Day: 31}
	case monthsAway:
		first := addMonths(today.FirstOfMonth(), d.offset)
		return domain.Date{Year: first.Year, Month: first.Month, Day: min(today.Day, first.LastOfMonth().Day)}
	}
	return domain.Date{}
}

func (d day) monthDay(today domain.Date, future bool) domain.Date {
	year := today.Year
	if d.year != 0 {
		year = d.year
	}
	date := domain.Date{Year: year, Month: time.Month(d.month), Day: d.day}
	if d.year == 0 && future && date.Before(today) {
		date.Year++
	}
	if d.year == 0 && !future && date.After(today) {
		date.Year--
	}
	if d.day > date.LastOfMonth().Day {
		return domain.Date{}
	}
	return date
}

// span returns the first and the last date of what was said on the day today, as a plan: a week runs from Monday to Sunday.
func (d day) span(today domain.Date) (from, to domain.Date) {
	switch d.kind {
	case wholeWeek:
		from = today.Monday().AddDays(7 * d.offset)
		return from, from.AddDays(6)
	case weekend:
		from = today.Monday().AddDays(7*d.offset + 5)
		return from, from.AddDays(1)
	case wholeMonth:
		from = addMonths(today.FirstOfMonth(), d.offset)
		return from, from.LastOfMonth()
	}
	date := d.on(today, true)
	return date, date
}

func addMonths(first domain.Date, n int) domain.Date {
	return domain.DateOf(first.Time(time.UTC).AddDate(0, n, 0))
}

func sign(k int, positive bool) int {
	if positive {
		return k
	}
	return -k
}

// relativeDays are the names of days counted from today. A name that ends in a part of the day (今晚) tells it too.
var relativeDays = func() *trie[day] {
	t := newTrie[day]()
	for words, offset := range map[string]int{"大前天": -3, "大前日": -3, "前天": -2, "前日": -2, "前儿": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "昨": -1,
		"今天": 0, "今日": 0, "今儿": 0, "今": 0, "当天": 0, "明天": 1, "明日": 1, "明儿": 1, "明": 1, "后天": 2, "后日": 2, "后儿": 2, "大后天": 3, "大后日": 3} {
		if len([]rune(words)) > 1 {
			t.add(words, day{kind: relativeDay, offset: offset})
			continue
		}
		for _, part := range []string{"早", "晚", "晨", "上午", "中午", "下午", "夜", "晚上", "早上"} {
			t.add(words+part, day{kind: relativeDay, offset: offset})
		}
	}
	t.add("前晚", day{kind: relativeDay, offset: -2})
	return t
}()

// fieldDays are days that stand alone as a field of a short message.
var fieldDays = map[rune]int{'昨': -1, '今': 0, '明': 1}

// readDay reads a day at r[i]; end is i if there is none.
func readDay(r []rune, i int) (d day, end int) {
	if end, found := relativeDays.longest(r, i); end > i {
		d = found[0]
		if k := r[end-1]; end-i == 2 && (k == '早' || k == '晚' || k == '晨' || k == '夜') || end-i > 2 && (k == '午' || k == '上') {
			end -= partLength(r, i, end) // the part of the day is read again, for the hour that follows
		}
		return d, end
	}
	if offset, ok := fieldDays[r[i]]; ok && isBreak(peek(r, i-1)) && peek(r, i+1) == ' ' {
		return day{kind: relativeDay, offset: offset}, i + 1 // 昨 李静 立舒平 15
	}
	for _, read := range []func([]rune, int) (day, int){readWeekday, readMonthEnd, readMonthDay, readDayOfMonth, readDistance, readSomeDay, readNoDay} {
		if d, end = read(r, i); end > i {
			return d, end
		}
	}
	return day{}, i
}

func partLength(r []rune, i, end int) int {
	if end-i >= 3 {
		return 2
	}
	return 1
}
