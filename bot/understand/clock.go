package understand

import (
	"fmt"

	"github.com/yaoban/yaoban/domain"
)

// half is a part of the day; it says which of two hours a bare hour is.
type half uint8

const (
	noHalf half = iota
	dawn
	morning
	noon
	afternoon
	evening
)

// am reports whether the part lies before noon.
func (h half) am() bool { return h == dawn || h == morning }

var halves = func() *trie[half] {
	t := newTrie[half]()
	for words, h := range map[string]half{"上午": morning, "早上": morning, "早晨": morning, "清晨": morning, "一早": morning, "早": morning, "一大早": morning,
		"大清早": morning, "晨": morning, "am": morning, "中午": noon, "午间": noon, "正午": noon, "下午": afternoon, "午后": afternoon, "pm": afternoon, "傍晚": evening,
		"晚上": evening, "晚": evening, "夜里": evening, "夜": evening, "晚间": evening, "凌晨": dawn, "半夜": dawn} {
		t.add(words, h)
	}
	return t
}()

// hourIn returns the hour of the day that a said hour means in a part of the day. A bare hour from 1 to 7 is in the afternoon
// (GUIDE.md, start).
func hourIn(h int, part half) int {
	switch part {
	case noHalf:
		if h >= 1 && h <= 7 {
			return h + 12
		}
	case noon:
		if h >= 1 && h <= 3 {
			return h + 12
		}
	case afternoon:
		if h >= 1 && h < 12 {
			return h + 12
		}
	case evening:
		if h >= 5 && h < 12 {
			return h + 12
		}
		if h == 12 {
			return 0
		}
	}
	return h
}

// clock is a clock time as it was said: the hour on a dial of 12 or 24 hours, and the minute.
type clock struct {
	hour, minute int
	// exact says that the form itself tells the hour of the day (1500, 0830).
	exact bool
}

func (c clock) in(part half) domain.TimeOfDay {
	h := c.hour
	if !c.exact {
		h = hourIn(h, part)
	}
	return domain.TimeOfDay(fmt.Sprintf("%02d:%02d", h%24, c.minute))
}

// readClock reads a clock time at r[i]: 3点半, 三点一刻, 15:30, 10点10分, 两点二十. four also allows four digits (1430).
func readClock(r []rune, i int, four bool) (c clock, end int) {
	if i > 0 && (isDigit(r[i-1]) || r[i-1] == '.' || r[i-1] == ':' && i > 1 && isDigit(r[i-2]) || r[i-1] == '#') {
		return c, i
	}
	n, at := number(r, i)
	if at == i || n < 0 {
		return c, i
	}
	digits := isDigit(r[i])
	if digits && at-i == 4 {
		if four && n/100 <= 23 && n/100 >= 6 && n%100 <= 59 && (at >= len(r) || !isDigit(r[at]) && (!runeIn(r[at], ".:/-年号月%元米") || r[at] == '-' && fourDigits(r, at+1))) {
			return clock{n / 100, n % 100, true}, at
		}
		return c, i
	}
	if n > 24 || at >= len(r) {
		return c, i
	}
	if digits && r[at] == ':' && at+2 < len(r) && isDigit(r[at+1]) && isDigit(r[at+2]) && (at+3 >= len(r) || !isDigit(r[at+3])) {
		m := int(r[at+1]-'0')*10 + int(r[at+2]-'0')
		if m <= 59 {
			return clock{n, m, n >= 12 || r[i] == '0'}, at + 3
		}
		return c, i
	}
	if r[at] != '点' && !(r[at] == '时' && !hasAt(r, at, "时候") && !hasAt(r, at, "时间")) {
		return c, i
	}
	at++
	c = clock{hour: n, exact: n > 12 || n == 0}
	if hasAt(r, at, "钟") {
		at++
	}
	return c, readMinute(r, at, &c)
}

// fourDigits reports whether four digits, and no more, stand at i (1000-1020).
func fourDigits(r []rune, i int) bool {
	n, end := number(r, i)
	return end-i == 4 && isDigit(peek(r, i)) && n/100 <= 23 && n%100 <= 59
}

// readMinute reads what follows 点 (半, 一刻, 十分, 05) and returns the end.
func readMinute(r []rune, at int, c *clock) int {
	switch {
	case hasAt(r, at, "半"):
		c.minute = 30
		return at + 1
	case hasAt(r, at, "一刻"), hasAt(r, at, "1刻"):
		c.minute = 15
		return at + 2
	case hasAt(r, at, "三刻"), hasAt(r, at, "3刻"):
		c.minute = 45
		return at + 2
	case hasAt(r, at, "整"), hasAt(r, at, "多"), hasAt(r, at, "左"):
		return at
	}
	m, end := number(r, at)
	if hasAt(r, at, "零") || hasAt(r, at, "过") {
		m, end = number(r, at+1)
	}
	if end <= at || m > 59 {
		return at
	}
	minutes := end-at >= 2 // 三点二十, 3点05; a single digit needs 分
	if end < len(r) && r[end] == '分' && !hasAt(r, end, "分钟") {
		c.minute = m
		return end + 1
	}
	if minutes && (end >= len(r) || !runeIn(r[end], "分天个人家号月次位点小片盒") && r[end] != '.') {
		c.minute = m
		return end
	}
	return at
}
