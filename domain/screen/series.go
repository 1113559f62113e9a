package screen

import "strings"

// Figures without a unit: what was counted follows from a doctor and a month beside them.

// months are the periods of which nobody counts visits or minutes with a bare number.
var months = wordSet(`上月 上个月 上上月 本月 当月 这月 这个月 这个月份 上周 上上周 上礼拜 近三个月 三个月 shangyue benyue zheyue
	一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月 1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月`)

// dated are those of them that may be half of a date (三月28).
func dated(month string) bool {
	return strings.HasSuffix(month, "月") && strings.ContainsAny(month, "一二三四五六七八九十0123456789")
}

// visiting are words of whoever counts visits, not packs.
var visiting = []string{"拜访", "覆盖", "分钟", "家", "次", "见"}

// figures looks for bare numbers beside months or names that are a doctor's packs: 刘国强 9月46 10月61; 张伟八十、李静五十五，上月的;
// 高凤上月瑞胃安 18; 张主任上个月多少.
func (t *text) figures() {
	var ofMonths, ofNames []int
	odd, relative, doctors := false, false, false
	for i, k := range t.ts {
		doctors = doctors || k.class&(doctor|named) != 0
		if k.class&period != 0 && months[t.word(i)] {
			relative = relative || !dated(t.word(i))
			if n, ok := t.bareAfter(i, 1); ok {
				ofMonths = append(ofMonths, n)
				odd = odd || t.ts[n].value > 31 || !dated(t.word(i))
			}
		}
		if k.class&named != 0 {
			if n, ok := t.bareAfter(i, 3); ok && t.ts[n].gap < comma {
				ofNames = append(ofNames, n)
			}
		}
	}
	if !doctors || t.visits() {
		return
	}
	if len(ofMonths) >= 2 && odd || len(ofMonths) == 1 && !dated(t.word(ofMonths[0]-1)) && t.ends(ofMonths[0]) {
		t.hideBare(ofMonths)
	}
	if len(ofNames) >= 2 && relative {
		t.hideBare(ofNames)
	}
	for i, k := range t.ts { // 高凤上月瑞胃安 18
		if k.class&named == 0 {
			continue
		}
		if m := t.right(i, 3, period, 0); m > 0 && months[t.word(m)] && !dated(t.word(m)) {
			if n, ok := t.bareAfter(m, 4); ok && t.ends(n) {
				t.hideBare([]int{n})
			}
		}
	}
}

// bareAfter returns the bare number of two digits within n unknown characters after i.
func (t *text) bareAfter(i, n int) (int, bool) {
	for j := i + 1; j < len(t.ts) && j <= i+n && t.ts[j].gap < stop; j++ {
		if k := t.ts[j]; k.class&number != 0 {
			unit, _ := t.unit(j)
			return j, unit < 0 && k.value >= plain && !k.vague
		}
		if t.ts[j].class&^(pack|script|filler|named|thing|statNoun) != 0 {
			return 0, false
		}
	}
	return 0, false
}

// ends reports whether nothing of its sentence follows a number.
func (t *text) ends(i int) bool {
	_, last := t.unit(i)
	return last+1 >= len(t.ts) || t.ts[last+1].gap >= comma
}

func (t *text) hideBare(numbers []int) {
	for _, n := range numbers {
		_, last := t.unit(n)
		t.hide(n, last, PrescriptionCount)
	}
}

// howMuch looks at a question for a doctor's figure that names no unit: 张主任上个月多少, 马主任一个月用我们多少.
func (t *text) howMuch(i int) {
	if t.ts[i].class&question == 0 || t.word(i) != "多少" || !t.ends(i) || t.has(i, patient|price|money|own) && !t.has(i, doctor) || t.visits() {
		return
	}
	p := t.left(i, 5, period, 0)
	if p < 0 || t.left(i, 9, subject, 1) < 0 || t.left(i, 6, stock, 0) >= 0 {
		return
	}
	if verb := t.left(i, i-p, rx|use, 0); verb > 0 || p == i-1 {
		t.hide(p, i, PrescriptionCount)
	}
}

// visits reports whether the text counts visits, tells whether it tells of what others give; asked often, looked for once.
func (t *text) visits() bool { return once(&t.visiting, func() bool { return t.saysAny(visiting) }) }
func (t *text) tells() bool  { return once(&t.others, func() bool { return t.saysAny(others) }) }

func once(known *int8, look func() bool) bool {
	if *known == 0 {
		*known = 1
		if look() {
			*known = 2
		}
	}
	return *known == 2
}

// saysAny reports whether the text has one of the words, wherever.
func (t *text) saysAny(words []string) bool {
	for i := range t.cs {
		if spells(t.cs, i, words) {
			return true
		}
	}
	return false
}

// spells reports whether one of the words stands at i.
func spells(cs []char, i int, words []string) bool {
	for _, w := range words {
		j, whole := i, true
		for _, r := range w {
			if j >= len(cs) || cs[j].r != r {
				whole = false
				break
			}
			j++
		}
		if whole {
			return true
		}
	}
	return false
}
