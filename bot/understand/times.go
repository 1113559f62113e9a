package understand

import (
	"slices"
	"strings"
)

// farHalf is how many runes may stand between a part of the day and the clock time that it goes with.
const farHalf = 10

// findTimes finds days, parts of the day, clock times and amounts of time.
func (m *message) findTimes() {
	part, partEnd := noHalf, -farHalf
	for i := 0; i < len(m.r); {
		c := m.r[i]
		if c == '。' || c == ';' || c == '\n' {
			partEnd = -farHalf
		}
		if m.taken[i] {
			i++
			continue
		}
		if tok, ok := m.readBefore(i); ok {
			m.tokens = append(m.tokens, tok)
			i = tok.to
			continue
		}
		if end, h := halves.longest(m.r, i); end > i && m.isHalf(i, end) {
			part, partEnd = h[0], end
			m.tokens = append(m.tokens, token{kind: tokHalf, from: i, to: end, half: part})
			i = end
			continue
		}
		if minutes, end := readDuration(m.r, i); end > i {
			m.tokens = append(m.tokens, m.amount(i, end, minutes))
			i = end
			continue
		}
		if partEnd+farHalf < i {
			part = noHalf
		}
		if tok, ok := m.readSpan(i, part); ok {
			m.tokens = append(m.tokens, tok)
			i = tok.to
			continue
		}
		if d, end := readDay(m.r, i); end > i && m.isDay(i, end, d) {
			m.tokens = append(m.tokens, token{kind: tokDay, from: i, to: end, day: d})
			i = end
			continue
		}
		i++
		if isDigit(c) {
			for i < len(m.r) && isDigit(m.r[i]) {
				i++
			}
		}
	}
}

// isHalf keeps 早 and 晚 from being read inside other words (早就, 晚点, 晚期).
func (m *message) isHalf(i, end int) bool {
	if end-i > 1 {
		return !isLatin(m.r[i]) || !isLatin(m.text.at(end)) && !isLatin(m.text.at(i-1))
	}
	if m.r[i] == '晨' || m.r[i] == '夜' {
		return runeIn(m.text.at(i-1), "今昨明天日")
	}
	prev, next := m.text.at(i-1), m.text.at(end)
	n, stop := number(m.r, end)
	clockNext := stop > end && n <= 24 && runeIn(m.text.at(stop), "点:时")
	return clockNext || runeIn(prev, "今昨明前天日一二三四五六") && !runeIn(next, "就已点了些期")
}

// isDay keeps days from being read inside other words (明天 is fine, 周期 is not; 今后, 本周会).
func (m *message) isDay(i, end int, d day) bool {
	if d.kind == wholeMonth || d.kind == wholeWeek {
		return !runeIn(m.text.at(end), "年期岁")
	}
	if m.r[i] == '后' && (runeIn(m.text.at(i-1), "以之然今最过药") || m.text.at(i-1) == '大') {
		return false
	}
	return true
}

// readBefore reads 提前半小时 and 提前15分钟, 提前一天.
func (m *message) readBefore(i int) (token, bool) {
	if !m.is(i, "提前") {
		return token{}, false
	}
	at := i + 2
	for runeIn(m.text.at(at), "个大约 ") {
		at++
	}
	if minutes, end := readDuration(m.r, at); end > at {
		return token{kind: tokMinutes, from: i, to: end, minutes: minutes, before: true}, true
	}
	if n, end := number(m.r, at); end > at && n <= 30 && m.is(end, "天") {
		return token{kind: tokMinutes, from: i, to: end + 1, minutes: n * 24 * 60, before: true}, true
	}
	return token{}, false
}

// waitingWords stand before time that was not spent talking.
var waitingWords = []string{"等", "候", "排队", "路上", "堵", "开车", "迟到", "坐车", "晚了", "推迟", "耽误", "赶路", "走了", "骑车"}

// amount makes the token of a span of minutes and says what it counts.
func (m *message) amount(from, to, minutes int) token {
	t := token{kind: tokMinutes, from: from, to: to, minutes: minutes}
	for k := max(0, from-7); k < from; k++ {
		if isBreakStrong(m.r[k]) || m.r[k] == ',' {
			t.waiting = false
			continue
		}
		for _, w := range waitingWords {
			if m.is(k, w) {
				t.waiting = true
			}
		}
	}
	for _, w := range []string{"后", "以后", "之后", "过后"} {
		if m.is(to, w) || m.text.at(to) == ' ' && m.is(to+1, w) && (isBreak(m.text.at(to+1+len([]rune(w)))) || m.channel == "sms") {
			t.after = true
		}
	}
	return t
}

func isBreakStrong(c rune) bool { return runeIn(c, "。;!?\n") || '①' <= c && c <= '⑳' }

// readSpan reads a clock time and, if one follows, the end of the span: 下午2点到2点40, 9点40聊到10点10分, 2-3点.
func (m *message) readSpan(i int, part half) (token, bool) {
	four := m.channel == "sms" || m.form != "" || part != noHalf || m.fourAllowed(i)
	c, end := readClock(m.r, i, four)
	if end == i {
		n, at := number(m.r, i)
		if at > i && n >= 1 && n <= 12 && !isDigit(m.text.at(i-1)) && runeIn(m.text.at(at), "到至-") {
			if later, stop := readClock(m.r, at+1, false); stop > at+1 && later.hour >= n {
				c, end = clock{hour: n}, at
			}
		}
	}
	if end == i || !m.isClock(i, end, c, part) {
		return token{}, false
	}
	t := token{kind: tokClock, from: i, to: end, clock: c, half: part}
	at := end
	for k := 0; k < 5 && (m.text.at(at) == ' ' || isHan(m.text.at(at))) && !runeIn(m.text.at(at), "到至半"); k++ {
		at++
	}
	if !runeIn(m.text.at(at), "到至-") {
		return t, true
	}
	at++
	later := part
	if stop, h := halves.longest(m.r, at); stop > at {
		later, at = h[0], stop
	}
	e, stop := readClock(m.r, at, four)
	if stop == at {
		return t, true
	}
	start, last := minutesOf(c, part), minutesOf(e, later)
	if last <= start && last+12*60 < 24*60 {
		last += 12 * 60
	}
	if last > start && last-start <= 12*60 {
		t.minutes, t.to = last-start, stop
	}
	return t, true
}

func minutesOf(c clock, part half) int {
	t := c.in(part)
	return t.Hour()*60 + t.Minute()
}

// fourAllowed reports whether four digits at i stand alone, so that they may be a clock time even in a chat.
func (m *message) fourAllowed(i int) bool {
	return isBreak(m.text.at(i-1)) && isBreak(m.text.at(i+4)) && i > 0
}

// isClock keeps 一点 and 三点 from being read as a time where they are not: 有一点贵, 讲了三点.
func (m *message) isClock(i, end int, c clock, part half) bool {
	if c.minute != 0 || m.r[end-1] != '点' || part != noHalf {
		return true
	}
	prev, next := m.text.at(i-1), m.text.at(end)
	if m.ends(i, "约了") || m.ends(i, "定了") {
		return !runeIn(next, "建意要问顾")
	}
	if runeIn(prev, "有快早晚多少大小好差慢这那贵高低难第几了讲说提的就") && !runeIn(next, "到-半钟去见拜") && !isDigit(m.r[i]) {
		return prev == '晚' || prev == '早'
	}
	for _, w := range []string{"建议", "意见", "要求", "要点", "要注", "问题", "顾虑", "优势", "优点", "注意", "担心", "担忧", "疑问", "疑虑", "效果", "资料", "东西"} {
		if m.is(end, w) {
			return false
		}
	}
	if runeIn(next, "儿都也不贵") {
		return false
	}
	return m.r[i] != '一' || isBreak(prev) || runeIn(prev, "天日一二三四五六午号上约")
}

// beginsAndEnds joins two clock times of which the second says when it ended (11:00开始，11:18结束) to one span.
func (m *message) beginsAndEnds() {
	last := -1
	for k := range m.tokens {
		t := &m.tokens[k]
		if t.kind != tokClock || t.dead {
			continue
		}
		if last >= 0 && t.minutes == 0 && m.tokens[last].minutes == 0 && t.from-m.tokens[last].to <= 24 && (m.endsAt(t.to) || m.lastsUntil(t.from)) {
			began := &m.tokens[last]
			length := minutesOf(t.clock, t.half) - minutesOf(began.clock, began.half)
			if length > 0 && length <= 6*60 {
				began.minutes, t.dead = length, true
			}
		}
		last = k
	}
}

// lastsUntil reports whether a talk is said to have gone on until the time that begins at i (聊到四点).
func (m *message) lastsUntil(i int) bool {
	return m.ends(i, "到") && runeIn(m.text.at(i-2), "聊谈讲坐说")
}

// endsAt reports whether a talk is said to end at the time that ends at i.
func (m *message) endsAt(i int) bool {
	for runeIn(m.text.at(i), " 左右多就才") {
		i++
	}
	for _, w := range []string{"结束", "聊完", "谈完", "讲完", "完事", "离开", "出来", "散", "收尾"} {
		if m.is(i, w) {
			return true
		}
	}
	return false
}

// appositions join two names of one day; the second is the clearer.
var appositions = []string{"也就是", "就是", "即", "也即", "亦即"}

// sameDays withdraws the first of two names of one day (元旦后第一个周一也就是1月4号).
func (m *message) sameDays() {
	last := -1
	for k := range m.tokens {
		if m.tokens[k].kind != tokDay {
			continue
		}
		if last >= 0 && m.tokens[last].to <= m.tokens[k].from {
			between := strings.Trim(string(m.r[m.tokens[last].to:m.tokens[k].from]), " ,")
			if slices.Contains(appositions, between) {
				m.tokens[last].dead = true
			}
		}
		last = k
	}
}

func (m *message) sortTokens() {
	slices.SortStableFunc(m.tokens, func(a, b token) int { return a.from - b.from })
}
