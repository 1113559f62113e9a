package understand

// shifts are the words that move a week or a month, longest first.
var shifts = []struct {
	word   string
	offset int
}{{"上上个", -2}, {"下下个", 2}, {"上上", -2}, {"下下", 2}, {"上个", -1}, {"下个", 1}, {"这个", 0}, {"本", 0}, {"这", 0}, {"上", -1}, {"下", 1}, {"当", 0}}

func readShift(r []rune, i int) (offset, end int, said bool) {
	for _, s := range shifts {
		if hasAt(r, i, s.word) {
			return s.offset, i + len([]rune(s.word)), true
		}
	}
	return 0, i, false
}

func hasAt(r []rune, i int, word string) bool {
	for _, c := range word {
		if i >= len(r) || r[i] != c {
			return false
		}
		i++
	}
	return true
}

// readWeekday reads 周五, 上周五, 下下周二, 下周, 周末 and the like.
func readWeekday(r []rune, i int) (day, int) {
	if r[i] == '下' && peek(r, i-1) == '一' {
		return day{}, i // 补一下周五的, 安排一下下周三
	}
	offset, at, shifted := readShift(r, i)
	length := 0
	for _, w := range []string{"星期", "礼拜", "周"} {
		if hasAt(r, at, w) {
			length = len([]rune(w))
			break
		}
	}
	if length == 0 || shifted && r[i] == '当' {
		return day{}, i
	}
	at += length
	wd := 0
	if at < len(r) {
		switch c := r[at]; {
		case c == '日' || c == '天':
			wd = 7
		case c == '末':
			return day{kind: weekend, offset: offset}, at + 1
		case c >= '1' && c <= '7' && (at+1 >= len(r) || !isDigit(r[at+1]) && r[at+1] != '点' && r[at+1] != ':'):
			wd = int(c - '0')
		default:
			if n, ok := numeral(c); ok && n >= 1 && n <= 6 && c != '两' && !(shifted && runeIn(peek(r, at+1), "个位例名些")) {
				wd = n
			}
		}
	}
	switch {
	case wd > 0 && shifted:
		return day{kind: weekdayOf, offset: offset, weekday: wd}, at + 1
	case wd > 0:
		return day{kind: bareWeekday, weekday: wd}, at + 1
	case shifted && !(at < len(r) && (r[at] == '报' || r[at] == '会')) || hasAt(r, i, "这周"):
		return day{kind: wholeWeek, offset: offset}, at
	}
	return day{}, i
}

// readMonthEnd reads 月底, 下月底, 年底, and a month alone (下个月).
func readMonthEnd(r []rune, i int) (day, int) {
	if hasAt(r, i, "年底") || hasAt(r, i, "年末") {
		return day{kind: yearEnd}, i + 2
	}
	offset, at, shifted := readShift(r, i)
	if !hasAt(r, at, "月") {
		return day{}, i
	}
	at++
	if hasAt(r, at, "底") || hasAt(r, at, "末") {
		return day{kind: monthEnd, offset: offset}, at + 1
	}
	if !shifted {
		return day{}, i
	}
	for at2 := at; at2 < len(r) && at2 <= at+1; at2++ {
		n, end := number(r, at2)
		if end > at2 && n >= 1 && n <= 31 && end < len(r) && (r[end] == '号' || r[end] == '日') {
			return day{kind: dayOfMonthAt, offset: offset, day: n}, end + 1
		}
		if r[at2] != '的' {
			break
		}
	}
	return day{kind: wholeMonth, offset: offset}, at
}

// readMonthDay reads 11月20号, 2026年11月20日, 2026-11-20, 11.20 and 11/20. Digits alone count only where they cannot be an
// amount.
func readMonthDay(r []rune, i int) (day, int) {
	if i > 0 && (isDigit(r[i-1]) || r[i-1] == '.') {
		return day{}, i
	}
	n, end := number(r, i)
	if end == i || end >= len(r) {
		return day{}, i
	}
	year := 0
	if isDigit(r[i]) && end-i == 4 && n >= 2000 && n < 2100 && (r[end] == '年' || r[end] == '-' || r[end] == '/' || r[end] == '.') {
		year = n
		at := end + 1
		if n, end = number(r, at); end == at || end >= len(r) {
			return day{}, i
		}
	}
	if n < 1 || n > 12 {
		return day{}, i
	}
	if r[end] == '月' {
		d, stop := number(r, end+1)
		if stop == end+1 || d < 1 || d > 31 || stop < len(r) && (r[stop] == '份' || r[stop] == '个') {
			return day{}, i
		}
		if stop < len(r) && (r[stop] == '号' || r[stop] == '日') {
			stop++
		}
		return day{kind: monthDay, month: n, day: d, year: year}, stop
	}
	if !isDigit(r[i]) || r[end] != '.' && r[end] != '/' && r[end] != '-' {
		return day{}, i
	}
	at := end + 1
	d, stop := number(r, at)
	if r[end] == '-' && stop < len(r) && (r[stop] == '号' || r[stop] == '日') {
		return day{}, i // 3-5号 are days of one month
	}
	if stop == at || !isDigit(r[at]) || stop-at > 2 || d < 1 || d > 31 || year == 0 && !looksLikeDate(r, i, stop, r[end]) {
		return day{}, i
	}
	if stop < len(r) && (r[stop] == '号' || r[stop] == '日') {
		stop++
	}
	return day{kind: monthDay, month: n, day: d, year: year}, stop
}

// looksLikeDate tells 11.20 the day from 6.2 the amount: what stands before it may not be a measured thing, what stands after
// it not a unit.
func looksLikeDate(r []rune, i, stop int, sep rune) bool {
	if stop < len(r) {
		switch c := r[stop]; {
		case isDigit(c), isLatin(c), c == '.', c == '%', c == '/', c == sep && sep == '-':
			return false
		case runeIn(c, "倍小个元块片公岁盒支级万克毫分度厘千米年粒次人折家位点天周"):
			return false
		}
	}
	if i == 0 {
		return true
	}
	c := r[i-1]
	return !isHan(c) && !isLatin(c) && c != '/' && (c != '-' || sep == '.') || runeIn(c, "在于约到至是补录改报日天条的见从等期")
}

func runeIn(c rune, set string) bool {
	for _, s := range set {
		if s == c {
			return true
		}
	}
	return false
}

// readDayOfMonth reads 20号. 12号楼 is no day.
func readDayOfMonth(r []rune, i int) (day, int) {
	if i > 0 && isDigit(r[i-1]) {
		return day{}, i
	}
	n, end := number(r, i)
	if end > i && n >= 1 && n <= 31 && end < len(r) && runeIn(r[end], "到至-、和") && end+1 < len(r) {
		// 3到5号, 3-5号: the first number has its unit from the second
		if later, stop := number(r, end+1); stop > end+1 && later > n && later <= 31 && stop < len(r) && (r[stop] == '号' || r[stop] == '日') {
			return day{kind: dayOfMonth, day: n}, end
		}
	}
	if end == i || n < 1 || n > 31 || end >= len(r) || r[end] != '号' && r[end] != '日' {
		return day{}, i
	}
	if end+1 < len(r) && runeIn(r[end+1], "楼线院床馆厅门") {
		return day{}, i
	}
	return day{kind: dayOfMonth, day: n}, end + 1
}

// readDistance reads 三天后, 两天前, 一周后, 一个月后, 半个月后.
func readDistance(r []rune, i int) (day, int) {
	at, half := i, false
	n, end := number(r, i)
	if end == i {
		if r[i] != '半' {
			return day{}, i
		}
		half, n, end = true, 0, i+1
	}
	at = end
	if hasAt(r, at, "个") {
		at++
	}
	unit := 0
	switch {
	case hasAt(r, at, "天"):
		unit, at = 1, at+1
	case hasAt(r, at, "周"):
		unit, at = 7, at+1
	case hasAt(r, at, "星期"), hasAt(r, at, "礼拜"):
		unit, at = 7, at+2
	case hasAt(r, at, "月"):
		unit, at = 30, at+1
	}
	if unit == 0 || n > 366 {
		return day{}, i
	}
	way := 0
	for _, w := range []string{"之后", "以后", "过后", "后"} {
		if hasAt(r, at, w) {
			way, at = 1, at+len([]rune(w))
			break
		}
	}
	if way == 0 {
		for _, w := range []string{"之前", "以前", "前"} {
			if hasAt(r, at, w) {
				way, at = -1, at+len([]rune(w))
				break
			}
		}
	}
	switch {
	case way == 0:
		return day{}, i
	case half && unit == 30:
		return day{kind: relativeDay, offset: 15 * way}, at
	case half:
		return day{}, i
	case unit == 30:
		return day{kind: monthsAway, offset: n * way}, at
	}
	return day{kind: relativeDay, offset: n * unit * way}, at
}

// headWeek gives the days of the week that follow a heading the week it names: 上周的:周二刘主任,周四王芳. Without it they would be the
// latest such days.
func (m *message) headWeek() {
	week, found := 0, false
	for k := range m.tokens {
		t := &m.tokens[k]
		if t.kind != tokDay {
			continue
		}
		if t.day.kind == wholeWeek {
			week, found = t.day.offset, m.heads(t.to)
		} else if found && t.day.kind == bareWeekday {
			t.day.kind, t.day.offset = weekdayOf, week
		}
	}
}

// heads reports whether what ends at i is a heading: a colon follows within a few characters (的:, 补录:).
func (m *message) heads(i int) bool {
	for k := i; k < i+6; k++ {
		c := m.text.at(k)
		if c == ':' {
			return true
		}
		if isBreak(c) {
			return false
		}
	}
	return false
}
