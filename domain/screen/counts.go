package screen

import "strings"

// subject are the words that stand for the one who prescribes.
const subject = doctor | pronoun | named

// verbs are the words of which the nearest before a count says what was counted.
const verbs = rx | use | intake | stock | broken | want

// plain is a figure from which on a count says something without a time over which it was counted.
const plain = 10

// count looks at a number: a count of packs or prescriptions that somebody prescribed is hidden (PRODUCT.md C3), or a
// sales task if it was asked for.
func (t *text) count(i int) {
	k := t.ts[i]
	if i > 0 && t.ts[i-1].class&number != 0 && t.ts[i].gap <= mark && k.class&perUnit == 0 && t.ts[i-1].sentence == k.sentence && k.gap == tight {
		return // the second half of one number
	}
	if k.class&perUnit != 0 && t.cs[k.from].r == '按' {
		return
	}
	unit, last := t.unit(i)
	end := max(unit, last)
	var of class
	if unit >= 0 {
		of = t.ts[unit].class
	}
	if k.class&perUnit != 0 {
		of, end, unit = pack, i, i
	}
	if of&goods != 0 || of&timeUnit != 0 && of&(pack|script|cases) == 0 || of&money != 0 {
		return
	}
	first := t.range_(i)
	big := k.value >= plain || k.vague && k.class&question != 0
	often := t.has(i, period|rate)
	verb := t.verb(first)
	prescribed := verb >= 0 && t.ts[verb].class&rx != 0
	small := k.value < plain
	aboutPatient := t.left(first, 12, patient, 2) >= 0
	if aboutPatient && small && !prescribed && k.class&question == 0 {
		return
	}
	if of&(pack|script) != 0 && t.asked(first, verb) {
		t.hide(t.taskStart(first), end, SalesTask)
		return
	}
	switch {
	case of&cases != 0 && of&(pack|script) == 0 && t.right(end, 2, rx, 0) >= 0 && k.value > 1 && (often || big):
		t.hide(first, t.right(end, 2, rx, 0), PrescriptionCount)
	case unit < 0 && last > i && k.value > 1 && t.has(i, subject|cases) && t.right(last, 1, rx, 0) == last+1 && t.ts[last+1].gap == tight:
		t.hide(first, last+1, PrescriptionCount) // 六个开
	case prescribed:
		if t.mayPrescribe(i, unit, end, of, verb, big, often) {
			return
		}
		t.hide(verb, t.through(end), PrescriptionCount)
	case t.prescribedAfter(end) >= 0 && of&(pack|script) != 0:
		t.hide(first, t.prescribedAfter(end), PrescriptionCount)
	case verb >= 0 && t.ts[verb].class&use != 0:
		who := t.has(i, subject|dept) || often && !t.has(i, hospital)
		if of&(pack|script) != 0 && who && (often || big) && !(aboutPatient && small) && t.right(end, 3, broken|harm, 0) < 0 {
			t.hide(verb, end, PrescriptionCount)
		}
	case verb < 0 && of&(pack|script) != 0 && of&cases == 0:
		who := t.left(first, 14, subject, 2) >= 0
		if who && (often || k.value >= 2*plain) && t.right(end, 4, broken|harm|intake, 0) < 0 && !t.has(i, stock|hospital) {
			t.hide(first, end, PrescriptionCount)
		}
	}
}

// range_ returns the first word of a range (三到五盒, 2-3盒) that ends with the number at i.
func (t *text) range_(i int) int {
	first := i
	for first > 0 && i-first < 3 && t.ts[first-1].class&number != 0 && t.ts[first].gap <= mark && t.ts[first].sentence == t.ts[first-1].sentence {
		first--
	}
	return first
}

// verb returns the word before the count at i that says what was counted, or -1. It looks eight words and one comma back.
func (t *text) verb(i int) int {
	return t.left(i, 8, verbs, 1)
}

// mayPrescribe says which counts beside a word of prescribing are no secret: what is allowed at once, a first try, one
// patient's packs in the tale of an adverse event, and bare numbers that count something else.
func (t *text) mayPrescribe(i, unit, end int, of class, verb int, big, often bool) bool {
	k := t.ts[i]
	small := k.value <= 12 && k.class&question == 0
	if t.left(verb, 6, limit, 1) >= 0 || t.right(verb, 4, limit, 0) >= 0 && t.right(verb, 4, limit, 0) < i {
		if small && !t.has(i, rate) {
			return true
		}
	}
	if k.vague && k.value < plain && k.class&question == 0 && t.near(verb, 5, trial, 0) >= 0 {
		return true
	}
	if small && !often && t.inTale(i) {
		return true
	}
	switch {
	case of&cases != 0 && of&(pack|script) == 0:
		return !often && !big
	case unit < 0:
		if k.vague {
			return !t.has(i, subject|period) || t.near(verb, 5, trial, 0) >= 0
		}
		joined := end+1 < len(t.ts) && t.ts[end+1].gap == tight && t.ts[end+1].sentence == k.sentence && t.ts[end+1].class&(subject|rx) == 0
		return k.value < plain || joined && !t.startsProduct(end+1) || !t.has(i, subject|period|rate) || verb+3 < i
	case of&pack != 0 || of&script != 0:
		return k.vague && k.class&question != 0 && !t.has(i, subject|period|rate)
	}
	return false
}

// startsProduct reports whether three or more unknown characters stand at i: the name of a product after a bare number.
func (t *text) startsProduct(i int) bool {
	for j := i; j < i+3; j++ {
		if j >= len(t.ts) || t.ts[j].class != 0 || t.ts[j].sentence != t.ts[i].sentence {
			return false
		}
	}
	return true
}

// inTale reports whether the text tells what happened to a patient on a drug.
func (t *text) inTale(i int) bool {
	s := t.ts[i].sentence
	for j := max(0, s-1); j < len(t.in) && j <= s+1; j++ {
		if t.in[j]&harm != 0 {
			return true
		}
	}
	return false
}

// prescribedAfter returns the word of prescribing that follows a count (120盒是张主任开的), or -1.
func (t *text) prescribedAfter(end int) int {
	verb := t.right(end, 7, rx, 1)
	if verb < 0 || verb+1 >= len(t.ts) || t.cs[t.ts[verb+1].from].r != '的' || t.ts[verb+1].gap > mark {
		return -1
	}
	return verb + 1
}

// through extends a count over the words that only finish it (120盒左右, 30支/月).
func (t *text) through(end int) int {
	for end+1 < len(t.ts) && t.ts[end+1].gap <= mark && t.ts[end+1].sentence == t.ts[end].sentence && t.ts[end+1].class&filler != 0 {
		end++
	}
	return end
}

// figure looks at a word for the forbidden figure itself.
func (t *text) figure(i int) {
	k := t.ts[i]
	if k.class&statWord != 0 {
		if t.forbidden(i) && !t.counted(i) {
			return
		}
		t.hide(i, i, PrescriptionCount)
		t.numbersAfter(i, PrescriptionCount)
		if j := t.left(i, 2, number, 0); j >= 0 && t.ts[i].gap <= mark {
			if unit, last := t.unit(j); unit < 0 || t.ts[unit].class&(pack|script) != 0 {
				t.hide(j, max(unit, last), PrescriptionCount)
			}
		}
		return
	}
	if !t.has(i, subject|dept) || t.has(i, patient) || t.forbidden(i) {
		return
	}
	if j := t.near(i, 8, trend, 1); j >= 0 {
		t.hide(min(i, j), max(i, j), PrescriptionCount)
		t.numbersAfter(i, PrescriptionCount)
		return
	}
	asked := t.near(i, 8, ask, 1) >= 0 || t.right(i, 4, question, 0) >= 0
	if j := t.right(i, 6, number, 1); j >= 0 {
		unit, last := t.unit(j)
		packs := unit >= 0 && t.ts[unit].class&(pack|script) != 0
		bare := unit < 0 && t.ts[j].value >= plain
		if packs && t.asked(j, i) {
			t.hide(i, unit, SalesTask)
			return
		}
		if packs && (t.ts[j].value >= plain || t.has(i, period|rate)) || bare {
			t.hide(i, max(unit, last), PrescriptionCount)
			return
		}
	}
	if asked || t.cs[k.to-1].r == '数' && k.to-k.from == 2 && (t.has(i, period) || t.left(i, 16, number, 4) >= 0) { // 都是上月支数
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

// ranking looks at a question of who prescribes how much (谁开得最多).
func (t *text) ranking(i int) {
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
