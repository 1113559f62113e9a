package screen

import "strings"

// token is a word, a number, or a character that the lexicon does not know.
type token struct {
	class
	// from and to are places among the chars, to excluded.
	from, to int
	// sentence and clause count up over the text.
	sentence, clause int
	// gap is what stands before the token.
	gap gap
	// value is a number's value as far as the rules care (at most a million), vague an unspoken one (几盒, 多少).
	value int
	vague bool
}

// tokens cuts a text into words. Every place of the text is looked at a bounded number of times.
func tokens(text string, cs []char) []token {
	out := make([]token, 0, len(cs)/2+1)
	sentence, clause := 0, 0
	for i := 0; i < len(cs); {
		switch cs[i].gap {
		case stop:
			sentence++
			clause++
		case comma:
			clause++
		}
		t := token{from: i, to: i + 1, sentence: sentence, clause: clause, gap: cs[i].gap}
		n, value, vague := numeral(text, cs, i)
		if w, c := longest(lexicon, cs, i); w > 0 && w >= n {
			t.class, t.to = c, i+w
			if c&question != 0 {
				t.class |= number
				t.vague = true
			}
			if c&number != 0 && c&question == 0 {
				t.value = 10 * plain // a number in pinyin: its size does not matter
			}
		} else if w, v := pinyinNumber(cs, i); w > 0 {
			t.class, t.to, t.value = number, i+w, v
		} else if n > 0 && i > 0 && cs[i-1].r == '第' {
			t.class, t.to = timeUnit, i+n // 第24条 counts nothing
		} else if n > 0 {
			t.class, t.to, t.value, t.vague = number, i+n, value, vague
		} else if isLatin(cs[i].r) {
			t.to = latinRun(cs, i)
			t.class = titleAtEnd(cs[i:t.to])
		}
		for j := i + 1; j < t.to; j++ { // a spelled-out word may hold commas
			if cs[j].gap == comma {
				clause++
			}
		}
		out = append(out, t)
		i = t.to
	}
	markNames(cs, out)
	markRecords(cs, out)
	return out
}

// pinyinDigits are the syllables of numbers; pinyinUnits what they count in pinyin.
var (
	pinyinDigits = map[string]rune{"yi": '一', "er": '二', "liang": '两', "san": '三', "si": '四', "wu": '五', "liu": '六', "qi": '七', "ba": '八', "jiu": '九', "shi": '十', "bai": '百', "qian": '千'}
	pinyinUnits  = []string{"he", "zhi", "ping", "zhang", "xiang"}
)

// pinyinNumber reads a number from ten on that is spelled in pinyin before what it counts (shi er zhi): how many characters it has, and
// its value; 0 if there is none.
func pinyinNumber(cs []char, i int) (n, value int) {
	if !isLatin(cs[i].r) || i > 0 && cs[i].gap == tight && isLatin(cs[i-1].r) {
		return 0, 0
	}
	var said []char
	j := i
	for j < len(cs) && len(said) < 8 && (j == i || cs[j].gap <= mark) {
		size := 0
		for k := 5; k >= 2 && size == 0; k-- {
			if j+k > len(cs) {
				continue
			}
			var b strings.Builder
			for m := j; m < j+k; m++ {
				b.WriteRune(cs[m].r)
			}
			if r, ok := pinyinDigits[b.String()]; ok {
				said, size = append(said, char{r: r}), k
			}
		}
		if size == 0 {
			break
		}
		j += size
	}
	if len(said) < 2 || j >= len(cs) || !spells(cs, j, pinyinUnits) {
		return 0, 0
	}
	if _, value, _ = written(said, 0); value < plain {
		return 0, 0
	}
	return j - i, value
}

func latinRun(cs []char, i int) int {
	for i++; i < len(cs) && cs[i].gap == tight && isLatin(cs[i].r); i++ {
	}
	return i
}

// titleAtEnd reads tangzhuren, written in one, as a doctor.
func titleAtEnd(cs []char) class {
	var b strings.Builder
	for _, c := range cs {
		b.WriteRune(c.r)
	}
	if run := b.String(); len(run) >= 7 && (strings.HasPrefix(run, "pei") || strings.HasPrefix(run, "qing")) {
		return invite // peixiaoran hejiu, written in one
	}
	for _, title := range []string{"zhuren", "yisheng", "jiaoshou", "yuanzhang"} {
		if strings.HasSuffix(b.String(), title) {
			return doctor
		}
	}
	return 0
}

// numerals are the characters of written numbers: below 10 a digit, otherwise a power of ten.
var numerals = map[rune]int{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '俩': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9,
	'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000, '万': 10000, '几': 5, '数': 5}

// most is where values end; the rules only compare with small ones.
const most = 1_000_000

// numeral returns how many characters from i on make a number, its value, and whether it is vague. Digits may be torn apart
// (1 2 0, 1,200) and disguised (5O, l20).
func numeral(text string, cs []char, i int) (n, value int, vague bool) {
	if _, ok := digit(cs, i); ok {
		n, value, vague = digits(text, cs, i)
		if j := i + n; j < len(cs) && cs[j].gap == tight && numerals[cs[j].r] >= 100 { // 2万
			n, value = n+1, min(most, value*numerals[cs[j].r])
		}
		return n, value, vague
	}
	return written(cs, i)
}

// written reads a number in characters: 一百二十, 两三百 (300), 一二〇 (120), 几十.
func written(cs []char, i int) (n, value int, vague bool) {
	var pending []int
	section := 0 // what is complete
	flush := func(times int) {
		part := 0
		switch {
		case len(pending) == 2 && pending[1] > 0: // 两三: the second one
			part = pending[1]
		default:
			for _, d := range pending {
				part = min(most, part*10+d)
			}
		}
		if times > 1 && len(pending) == 0 {
			part = 1
		}
		section = min(most, section+part*times)
		pending = pending[:0]
	}
	for j := i; j < len(cs); j++ {
		v, ok := numerals[cs[j].r]
		if !ok || j > i && cs[j].gap >= comma {
			break
		}
		r := cs[j].r
		if r == '数' && (j+1 >= len(cs) || numerals[cs[j+1].r] < 10) {
			break
		}
		vague = vague || r == '几' || r == '数'
		n = j - i + 1
		switch {
		case v < 10:
			pending = append(pending, v)
		case v == 10000 && section > 0:
			flush(1)
			section = min(most, section*v)
		default:
			flush(v)
		}
	}
	flush(1)
	return n, section, vague
}

// digit returns the digit at i. A letter o or l is one if digits stand on it without a letter on its other side.
func digit(cs []char, i int) (int, bool) {
	r := cs[i].r
	if r >= '0' && r <= '9' {
		return int(r - '0'), true
	}
	isNumber := func(j int) bool { return j >= 0 && j < len(cs) && cs[j].r >= '0' && cs[j].r <= '9' }
	before := cs[i].gap == tight && isNumber(i-1)
	after := i+1 < len(cs) && cs[i+1].gap == tight && isNumber(i+1)
	letterAfter := i+1 < len(cs) && cs[i+1].gap == tight && isLatin(cs[i+1].r)
	switch {
	case r == 'o' && before && !letterAfter:
		return 0, true
	case r == 'l' && after && (i == 0 || cs[i].gap != tight || !isLatin(cs[i-1].r)):
		return 1, true
	}
	return 0, false
}

// digits reads digits from i on: what touches; a group of three after a comma; and single digits with marks between them,
// unless the mark makes a range (2-3).
func digits(text string, cs []char, i int) (n, value int, vague bool) {
	run := 0 // digits since the last gap
	for j := i; j < len(cs); j++ {
		d, ok := digit(cs, j)
		if !ok {
			break
		}
		if j > i && cs[j].gap != tight {
			between := text[cs[j-1].to:cs[j].from]
			spelled := cs[j].gap == mark && run == 1 && digitsFrom(cs, j) == 1 && !strings.ContainsAny(between, "-~–—～")
			thousands := (between == "," || between == "，") && digitsFrom(cs, j) == 3
			decimal := between == "." && digitsFrom(cs, j) <= 2
			if !spelled && !thousands && !decimal {
				break
			}
			if decimal {
				return j + digitsFrom(cs, j) - i, value, false
			}
			run = 0
		}
		run++
		value = min(most, value*10+d)
		n = j - i + 1
	}
	return n, value, false
}

// digitsFrom counts the digits that touch each other from j on, up to four.
func digitsFrom(cs []char, j int) int {
	n := 0
	for n < 4 && j+n < len(cs) && (n == 0 || cs[j+n].gap == tight) {
		if _, ok := digit(cs, j+n); !ok {
			break
		}
		n++
	}
	return n
}
