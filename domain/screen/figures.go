package screen

import "strings"

// figure looks at a word for the forbidden figure itself.
func (t *text) figure(i int) {
	k := t.ts[i]
	if k.class&statWord != 0 {
		if t.forbidden(i) && !t.counted(i) {
			return
		}
		rule := PrescriptionCount
		if t.near(i, 6, must, 0) >= 0 && t.counted(i) {
			rule = SalesTask
		}
		t.hide(i, i, rule)
		t.numbersAfter(i, rule)
		if j := t.left(i, 2, number, 0); j >= 0 && t.ts[i].gap <= mark {
			if unit, last := t.unit(j); unit < 0 || t.ts[unit].class&(pack|script) != 0 {
				t.hide(j, max(unit, last), PrescriptionCount)
			}
		}
		return
	}
	packsNamed := t.cs[k.to-1].r == '数' && k.to-k.from == 2 // 盒数, 支数
	if !t.has(i, subject|dept) && !(packsNamed && t.has(i, period)) || t.has(i, patient|stock) || t.forbidden(i) {
		return
	}
	if j := t.near(i, 8, trend, 1); j >= 0 {
		t.hide(min(i, j), max(i, j), PrescriptionCount)
		t.numbersAfter(i, PrescriptionCount)
		return
	}
	asked := t.near(i, 8, ask, 1) >= 0 || t.right(i, 4, question, 0) >= 0
	j := t.right(i, 6, number, 1)
	for next := j; next >= 0 && next <= i+8; next = t.right(next, 6, number, 1) { // 方子一上午收了14张
		if unit, _ := t.unit(next); unit >= 0 && t.ts[unit].class&(pack|script) != 0 {
			j = next
			break
		}
	}
	if j >= 0 {
		unit, last := t.unit(j)
		packs := unit >= 0 && t.ts[unit].class&(pack|script) != 0
		bare := unit < 0 && t.ts[j].value >= plain
		if packs && t.asked(j, i) {
			t.hide(i, unit, SalesTask)
			return
		}
		daily := unit < 0 && t.ts[j].value > 1 && strings.ContainsRune("日周", t.cs[k.from].r) && j == i+1 // 日开3
		if packs && (t.ts[j].value >= plain || t.has(i, period|rate)) || bare || daily {
			t.hide(i, max(unit, last), PrescriptionCount)
			return
		}
	}
	if asked || packsNamed && (t.has(i, period) || t.left(i, 16, number, 4) >= 0) { // 都是上月支数
		t.hide(i, i, PrescriptionCount)
		t.numbersBefore(i, PrescriptionCount)
	}
}

// counted reports whether the sentence has a count of packs or prescriptions, or a bare number of two digits.
func (t *text) counted(i int) bool {
	for j := max(0, i-12); j < len(t.ts) && j <= i+12; j++ {
		if t.ts[j].sentence != t.ts[i].sentence || t.ts[j].class&number == 0 || t.ts[j].vague {
			continue
		}
		if unit, _ := t.unit(j); unit >= 0 && t.ts[unit].class&(pack|script) != 0 && t.ts[unit].class&goods == 0 {
			return true
		}
	}
	return false
}

// ranking looks at a question of who prescribes how much (谁开得最多), and at words of growth (开立舒平的数量翻倍了).
func (t *text) ranking(i int) {
	if t.ts[i].class&trend != 0 {
		if j := t.left(i, 12, rx, 0); j >= 0 && t.has(i, subject) && !t.has(i, patient) {
			t.hide(j, i, PrescriptionCount)
		}
		return
	}
	for j := i + 1; j < len(t.ts) && j <= i+20 && t.ts[j].sentence == t.ts[i].sentence; j++ {
		unit, last := t.unit(j)
		if k := t.ts[j]; k.class&number != 0 && unit < 0 && k.value >= plain && t.ts[j-1].class&(doctor|named) != 0 && k.gap < comma {
			t.hide(j, last, PrescriptionCount) // 导出的数据：蔡主任230
		}
	}
	if !strings.ContainsRune("多高好", t.cs[t.ts[i].to-1].r) || t.forbidden(i) || t.has(i, patient) {
		return
	}
	if t.cs[t.ts[i].from].r == '开' && t.has(i, subject) { // 开得最好
		t.hide(i, i, PrescriptionCount)
	} else if j := t.left(i, 8, rx, 1); j >= 0 && t.has(i, subject|ask) {
		t.hide(j, i, PrescriptionCount)
	}
}

// table looks for a table: a line that names a column of doctors and one of figures hides the numbers after it.
func (t *text) table() {
	for i := 0; i+1 < len(t.ts); i++ {
		k := t.ts[i]
		if k.gap == tight || t.ts[i+1].gap == tight || !doctorColumn[t.word(i)] {
			continue
		}
		j := i + 1
		for j < len(t.ts) && j <= i+12 && t.ts[j].sentence == k.sentence && !(t.alone(j) && figureColumn[t.word(j)]) {
			j++
		}
		if j == len(t.ts) || j > i+12 || t.ts[j].sentence != k.sentence {
			continue
		}
		for n := j + 1; n < len(t.ts); n++ {
			if t.ts[n].class&number != 0 {
				_, last := t.unit(n)
				t.hide(n, last, PrescriptionCount)
			}
		}
		return
	}
}

// word returns the plain characters of the word at i.
func (t *text) word(i int) string {
	var b strings.Builder
	for _, c := range t.cs[t.ts[i].from:t.ts[i].to] {
		b.WriteRune(c.r)
	}
	return b.String()
}

// alone reports whether a word fills its field.
func (t *text) alone(i int) bool {
	return t.ts[i].gap > tight && (i+1 == len(t.ts) || t.ts[i+1].gap > tight)
}
