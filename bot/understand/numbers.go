package understand

// numeral returns the value of a Chinese digit, and false for any other rune.
func numeral(c rune) (int, bool) {
	switch c {
	case '零', '〇':
		return 0, true
	case '一', '壹', '幺':
		return 1, true
	case '二', '两', '贰':
		return 2, true
	case '三', '叁', '仨':
		return 3, true
	case '四':
		return 4, true
	case '五':
		return 5, true
	case '六':
		return 6, true
	case '七':
		return 7, true
	case '八':
		return 8, true
	case '九':
		return 9, true
	}
	return 0, false
}

// number reads a whole number at r[i], in digits or in characters up to 九千九百九十九, and returns the end; end is i if there
// is none. Nine digits are the most that are read.
func number(r []rune, i int) (value, end int) {
	for end = i; end < len(r) && isDigit(r[end]) && end-i < 9; end++ {
		value = value*10 + int(r[end]-'0')
	}
	if end > i {
		return value, end
	}
	return chineseNumber(r, i)
}

// unitOf returns the value of 十, 百 and 千, and 20 for 廿; 0 for any other rune.
func unitOf(c rune) int {
	switch c {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '廿':
		return 20
	}
	return 0
}

func chineseNumber(r []rune, i int) (value, end int) {
	digit, have, unit := 0, false, 0
	for end = i; end < len(r); end++ {
		if d, ok := numeral(r[end]); ok {
			if have && digit != 0 && unit == 0 && value == 0 {
				break // 三五 is no number of its own
			}
			digit, have = d, true
			continue
		}
		u := unitOf(r[end])
		if u == 0 || u == 20 && have {
			break
		}
		if u == 20 {
			value, unit = 20, 10
			continue
		}
		if !have {
			digit = 1
			if u != 10 {
				break
			}
		}
		value, digit, have, unit = value+digit*u, 0, false, u
	}
	if have {
		value += digit
	}
	if end == i {
		return 0, i
	}
	return value, end
}
