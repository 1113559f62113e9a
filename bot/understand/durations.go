package understand

// readDuration reads a span of minutes at r[i]: 20分钟, 半小时, 一个半小时, 1.5小时, 1小时20分, 一刻钟, 15fz. end is i if there is
// none. Rounding words (来, 多, 左右) are passed over.
func readDuration(r []rune, i int) (minutes, end int) {
	if i > 0 && (isDigit(r[i-1]) || r[i-1] == '.') {
		return 0, i
	}
	if _, second := numeral(peek(r, i-1)); second && !isDigit(peek(r, i)) {
		return 0, i // 七八分钟 is no amount
	}
	switch {
	case hasAt(r, i, "一刻钟"), hasAt(r, i, "1刻钟"):
		return 15, i + 3
	case hasAt(r, i, "两刻钟"):
		return 30, i + 3
	case hasAt(r, i, "三刻钟"), hasAt(r, i, "3刻钟"):
		return 45, i + 3
	}
	if i < len(r) && r[i] == '半' {
		at := i + 1
		if hasAt(r, at, "个") {
			at++
		}
		if hasAt(r, at, "多") {
			at++
		}
		if n := hours(r, at); n > 0 {
			return 30, at + n
		}
		return 0, i
	}
	n, at := number(r, i)
	if at == i || n > 1440 {
		return 0, i
	}
	tenths := 0
	if at+1 < len(r) && (r[at] == '.' || r[at] == '点') && isDigit(r[at+1]) && isDigit(r[i]) {
		tenths = int(r[at+1] - '0')
		if h := hours(r, at+2); h > 0 {
			return n*60 + tenths*6, at + 2 + h
		}
		return 0, i
	}
	for runeIn(peek(r, at), "来多几") {
		if peek(r, at) == '几' {
			return 0, i
		}
		at++
	}
	if hasAt(r, at, " ") && (minuteUnit(r, at+1) > 1 || hours(r, at+1) > 1) {
		at++ // 20 分钟
	}
	if m := minuteUnit(r, at); m > 0 {
		return n, at + m
	}
	halfMore := 0
	if hasAt(r, at, "个半") {
		halfMore, at = 30, at+2
	} else if hasAt(r, at, "个") {
		at++
	}
	h := hours(r, at)
	if h == 0 || n > 24 {
		return 0, i
	}
	at += h
	minutes = n*60 + halfMore
	if hasAt(r, at, "半") && halfMore == 0 {
		return minutes + 30, at + 1
	}
	start := at
	if hasAt(r, at, "零") {
		start++
	}
	if m, stop := number(r, start); stop > start && m < 60 {
		if u := minuteUnit(r, stop); u > 0 {
			return minutes + m, stop + u
		}
	}
	return minutes, at
}

func peek(r []rune, i int) rune {
	if i < 0 || i >= len(r) {
		return 0
	}
	return r[i]
}

// hours returns the length of a unit that means hours.
func hours(r []rune, i int) int {
	for _, w := range []string{"小时", "钟头"} {
		if hasAt(r, i, w) {
			return 2
		}
	}
	if hasAt(r, i, "个小时") || hasAt(r, i, "个钟头") {
		return 3
	}
	if hasAt(r, i, "h") && !isLatin(peek(r, i+1)) {
		return 1
	}
	return 0
}

// minuteUnit returns the length of a unit that means minutes.
func minuteUnit(r []rune, i int) int {
	for _, w := range []string{"分钟", "分鐘", "mins", "min", "fz", "fen"} {
		if hasAt(r, i, w) && (!isLatin(r[i]) || !isLatin(peek(r, i+len(w)))) {
			return len([]rune(w))
		}
	}
	if hasAt(r, i, "分") && !runeIn(peek(r, i+1), "之店析钟别开享") {
		return 1
	}
	if hasAt(r, i, "m") && !isLatin(peek(r, i+1)) {
		return 1
	}
	return 0
}
