package understand

import "github.com/yaoban/yaoban/domain"

// This file knows days that no calendar has: 2月30号, 32号, 13月1号. Such a day is no other day: what was told of it keeps no date,
// and the words are said back and asked for.

// readNoDay reads a day and a month that cannot be. A number with 号 above 31 is a day only where no bed, house or record is
// meant.
func readNoDay(r []rune, i int) (day, int) {
	if c := peek(r, i-1); isDigit(c) || c == '.' || c == '#' || c == '第' {
		return day{}, i
	}
	n, end := number(r, i)
	if end == i || isDigit(r[i]) && end-i > 2 {
		return day{}, i
	}
	if peek(r, end) == '月' {
		d, stop := number(r, end+1)
		if stop == end+1 || !runeIn(peek(r, stop), "号日") || n >= 1 && n <= 12 && d >= 1 && d <= 31 || n > 99 || d > 99 {
			return day{}, i
		}
		return day{kind: noDay}, stop + 1
	}
	if n <= 31 || n > 99 || !runeIn(peek(r, end), "号日") {
		return day{}, i
	}
	if next := peek(r, end+1); !isBreak(next) && !runeIn(next, "拜去见找跑访聊讲上下早晚中约到在补那我和跟") {
		return day{}, i
	}
	return day{kind: noDay}, end + 1
}

// someDays are the names of several days, by whether they lie behind (-1), about today (0) or ahead (1).
var someDays = func() *trie[int] {
	t := newTrie[int]()
	for words, offset := range map[string]int{"前几天": -1, "前两天": -1, "前些天": -1, "前阵子": -1, "前段时间": -1, "上旬": -1, "这几天": 0, "这两天": 0, "明后天": 1, "明后两天": 1, "今明两天": 0, "过几天": 1,
		"过两天": 1} {
		t.add(words, offset)
	}
	return t
}()

// readSomeDay reads 前几天 and 明后天.
func readSomeDay(r []rune, i int) (day, int) {
	end, found := someDays.longest(r, i)
	if end == i {
		return day{}, i
	}
	return day{kind: someDay, offset: found[0]}, end
}

// impossible reports whether a token names one day that no calendar has.
func (m *message) impossible(t token) bool {
	return t.kind == tokDay && !t.dead && t.day.single() && t.day.on(m.today, true).IsZero() && t.day.on(m.today, false).IsZero()
}

// noDaySaid returns the words of the first such day in the whole text, "" if there is none.
func (m *message) noDaySaid() string {
	for _, t := range m.tokens {
		if m.impossible(t) {
			return m.cut(t.from, t.to)
		}
	}
	return ""
}

// when is the day of a visit: a date, or the words of a day that no calendar has or that may be any of several, or neither.
type when struct {
	date  domain.Date
	noDay string
}

func (w when) said() bool { return !w.date.IsZero() || w.noDay != "" }

// when returns the day that the spans say of a visit.
func (m *message) when(spans []span, mode Intent) when {
	if d := m.date(spans, mode); !d.IsZero() {
		return when{date: d}
	}
	for _, t := range m.tokens {
		if (m.impossible(t) || mode == VisitReport && m.vague(t)) && in(spans, t.from) && !m.otherDay(t, mode) {
			return when{noDay: m.cut(t.from, t.to)}
		}
	}
	return when{}
}

// vague reports whether a token names days that lie behind without saying which of them (上周, 前几天, 这两天, 周末): a visit of them is not of
// today.
func (m *message) vague(t token) bool {
	if t.kind != tokDay || t.dead || t.day.single() || !t.day.behind() && (t.day.kind != weekend || t.day.offset > 0) && (t.day.kind != someDay || t.day.offset != 0) {
		return false
	}
	c := m.clauseOf(t.from)
	for _, s := range []string{"约", "说", "定", "答应", "提", "讲好", "他", "她", "就", "一直"} {
		if m.is(t.to, s) {
			return false
		}
	}
	return m.done(c) || m.personIn(c) && m.within(c.from, c.to, wVisit, wTalk)
}
