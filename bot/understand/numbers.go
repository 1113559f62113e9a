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
	case '四', '五', '六', '七', '八', '九':
		return map[rune]int{'四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}[c], true
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
		u := map[rune]int{'十': 10, '百': 100, '千': 1000, '廿': 20}[r[end]]
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
