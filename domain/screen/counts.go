package screen

import "strings"

// subject are the words that stand for the one who prescribes.
const subject = doctor | pronoun | named

// verbs are the words of which the nearest before a count says what was counted.
const verbs = rx | use | intake | stock | broken | want

// plain is a figure from which on a count says something without a time over which it was counted.
const plain = 10

// tally is a number and what it counts.
type tally struct {
	// number is the word of the number, first where a range that ends with it begins, end the last word of number and unit.
	number, first, end int
	// of is what the unit counts; bare means that there is no unit.
	of   class
	bare bool
	// verb is the word before it that says what was counted, or -1.
	verb int
	// asked: how many? small: fewer than ten, and not asked. often: a time over which one counts stands in the sentence.
	asked, small, often bool
	// ofPatient: a patient stands shortly before.
	ofPatient bool
}

// tally reads the number at i; false if it counts nothing that the rules care for (times, visits, money, copies).
func (t *text) tally(i int) (tally, bool) {
	k := t.ts[i]
	if i > 0 && k.gap == tight && k.class&perUnit == 0 && t.ts[i-1].class&number != 0 {
		return tally{}, false // the second half of one number
	}
	c := tally{number: i, asked: k.class&question != 0}
	if k.class&perUnit != 0 { // 开一盒; but 按盒 counts nothing, and 一盒14片 is a size
		if t.cs[k.from].r == '按' || i+1 < len(t.ts) && t.ts[i+1].class&number != 0 {
			return tally{}, false
		}
		c.of, c.end = pack, i
	} else {
		unit, last := t.unit(i)
		c.bare, c.end = unit < 0, max(unit, last)
		if !c.bare {
			c.of = t.ts[unit].class
		}
	}
	if !c.bare && t.sameGoods(i, c.end) {
		return tally{}, false // 从20张床加到28张
	}
	if c.of&(goods|money) != 0 || c.of&timeUnit != 0 && c.of&(pack|script|cases) == 0 {
		return tally{}, false
	}
	if t.dose(i) {
		return tally{}, false
	}
	c.first = t.rangeFrom(i)
	c.verb = t.left(c.first, 8, verbs, 1)
	if c.verb >= 0 && t.word(c.verb) == "少" && t.left(c.verb, 8, rx, 0) >= 0 {
		c.verb = t.left(c.verb, 8, rx, 0) // 他开的比上个月少20盒
	}
	if c.verb >= 0 && t.cs[t.ts[c.verb].from].r == '写' && !c.bare && strings.ContainsRune("条段句页件", t.cs[t.ts[c.end].from].r) {
		return tally{}, false // 写一条信息
	}
	if c.verb >= 0 && t.word(c.verb) == "说" && (t.has(i, rate) || k.value >= plain && t.has(i, period)) {
		c.verb = -1 // 他说人均每天两支
	}
	c.small = k.value < plain && !c.asked
	c.often = t.has(i, period|rate) || t.perDay(c.end)
	c.ofPatient = t.left(c.first, 12, patient, 2) >= 0
	return c, true
}

// sameGoods reports whether a number shortly before counts goods by the same word.
func (t *text) sameGoods(i, unit int) bool {
	j := t.left(i, 8, number, 0)
	if j < 0 {
		return false
	}
	u, _ := t.unit(j)
	return u >= 0 && u != unit && t.ts[u].class&goods != 0 && t.cs[t.ts[u].from].r == t.cs[t.ts[unit].from].r
}

// packs reports whether packs or prescriptions are counted, people whether patients are.
func (c tally) packs() bool  { return c.of&(pack|script) != 0 }
func (c tally) people() bool { return c.of&cases != 0 && !c.packs() }

// prescribed reports whether the verb of a tally is one of prescribing. For patients it must stand close by.
func (t *text) prescribed(c tally) bool {
	return c.verb >= 0 && t.ts[c.verb].class&rx != 0 && (!c.people() || t.left(c.first, 3, rx, 0) >= 0)
}

// count looks at a number: a count of packs or prescriptions that somebody prescribed is hidden (PRODUCT.md C3), or a
// sales task if it was asked for.
func (t *text) count(i int) {
	c, ok := t.tally(i)
	if !ok || c.asked && t.forbidden(c.first) {
		return
	}
	prescribed := t.prescribed(c)
	if c.ofPatient && c.small && !prescribed {
		return // what one patient took
	}
	if c.packs() && t.asked(c.first, c.verb) {
		t.hide(t.taskStart(c.first), c.end, SalesTask)
		return
	}
	switch after := t.prescribedAfter(c); {
	case after >= 0:
		t.hide(c.first, after, PrescriptionCount)
	case prescribed:
		if !t.mayPrescribe(c) {
			t.hide(c.verb, t.through(c.end), PrescriptionCount)
		}
	case !c.packs():
	case c.verb >= 0 && t.ts[c.verb].class&use != 0:
		if t.usedUp(c) {
			t.hide(c.verb, c.end, PrescriptionCount)
		}
	case c.verb < 0:
		if t.besideDoctor(c) {
			t.hide(c.first, c.end, PrescriptionCount)
		}
	}
}

// prescribedAfter returns where a tally ends whose word of prescribing follows it, or -1: 120盒是张主任开的, 六个开立舒平,
// 给40个病人开了.
func (t *text) prescribedAfter(c tally) int {
	many := t.ts[c.number].value > 1 || c.asked
	switch next := t.right(c.end, 2, rx, 0); {
	case next < 0 || !many:
	case c.people() && (c.often || !c.small):
		return next
	case c.bare && c.end > c.number && next == c.end+1 && t.ts[next].gap == tight && t.has(c.number, subject|cases):
		return next
	}
	if next := t.right(c.end, 1, use, 0); next > 0 && c.people() && !c.small && !c.asked && !t.ts[c.number].vague && c.often && t.word(next) == "用" && t.has(c.number, doctor|named) {
		return next // 一天三十个病人用咱的
	}
	verb := t.right(c.end, 7, rx, 1)
	if !c.packs() || t.prescribed(c) || verb < 0 || verb+1 >= len(t.ts) || t.cs[t.ts[verb+1].from].r != '的' || t.ts[verb+1].gap > mark {
		return -1
	}
	return verb + 1
}

// usedUp reports whether packs that were used, sold or turned over are a doctor's or a department's: those of a whole
// hospital are shipments, a few of a patient's are a dose.
func (t *text) usedUp(c tally) bool {
	who := t.has(c.number, subject|dept) || c.often && !t.has(c.number, hospital)
	return who && (c.often || !c.small) && !(c.ofPatient && t.ts[c.number].value < plain) &&
		t.right(c.end, 4, stock, 1) < 0 && t.right(c.end, 3, broken|harm, 0) < 0
}

// besideDoctor reports whether packs without a verb stand beside a doctor (张主任 120盒, 曾主任45支/月), or beside nothing but
// a time.
func (t *text) besideDoctor(c tally) bool {
	if c.people() || c.of&cases != 0 || t.right(c.end, 4, broken|harm|intake, 0) >= 0 || t.has(c.number, stock) {
		return false
	}
	value := t.ts[c.number].value
	who := t.left(c.first, 14, subject, 2)
	if who >= 0 && who > t.left(c.first, 20, hospital, 3) && (c.often || value >= 2*plain) {
		return true
	}
	typed := isLatin(t.cs[t.ts[max(0, c.first-1)].from].r) // fengtao yitian 2he
	return (value >= plain || typed) && t.left(c.first, 1, period|rate, 0) >= 0 && !t.has(c.number, hospital|patient|intake)
}

// rangeFrom returns the first word of a range (三到五盒, 2-3盒) that ends with the number at i.
func (t *text) rangeFrom(i int) int {
	first := i
	for first > 0 && i-first < 3 && t.ts[first-1].class&number != 0 && t.ts[first].gap <= mark {
		first--
	}
	return first
}

// mayPrescribe says which tallies beside a word of prescribing are no secret: what is allowed at once, a first try, one
// patient's packs in the tale of an adverse event, and numbers that count something else.
func (t *text) mayPrescribe(c tally) bool {
	k := t.ts[c.number]
	few := k.value <= 12 && !c.asked
	trying := k.vague && t.near(c.verb, 5, trial, 0) >= 0
	allowed := t.left(c.verb, 6, limit, 1)
	if allowed < 0 {
		allowed = t.left(c.number, c.number-c.verb-1, limit, 0)
	}
	switch {
	case few && allowed >= 0 && !t.has(c.number, rate),
		c.small && trying,
		few && !c.often && t.inTale(c.number) && !t.saidBefore(c.verb, 1, []string{"就", "才", "只"}):
		return true
	case c.people():
		return !c.often && c.small
	case c.bare && k.vague:
		return trying || !t.has(c.number, subject|period)
	case c.bare && c.end+1 < len(t.ts) && t.ts[c.end+1].gap == tight && t.ts[c.end+1].class&doctor != 0:
		return true // 12个委员
	case c.bare && c.verb == c.first-1 && c.end > c.number && t.startsProduct(c.end+1) && t.has(c.number, period) && t.has(c.number, subject):
		return false // 他一上午开了8个立舒平
	case c.bare:
		next := c.end + 1
		joined := next < len(t.ts) && t.ts[next].gap == tight && t.ts[next].class&(subject|rx) == 0 && !t.startsProduct(next)
		return joined || k.value < plain || c.verb+3 < c.number || !t.has(c.number, subject|period|rate)
	}
	return c.asked && !t.has(c.number, subject|period|rate) && !t.namedBefore(c.number)
}

// namedBefore reports whether the sentence before is about a doctor and no patient: 赵敏这周开了没？开了几盒.
func (t *text) namedBefore(i int) bool {
	s := t.ts[i].sentence
	return s > 0 && t.in[s-1]&(doctor|named) != 0 && (t.in[s-1]|t.in[s])&patient == 0
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

// through extends a count over the words that only finish it (120盒左右, 30支/月).
func (t *text) through(end int) int {
	for end+1 < len(t.ts) && t.ts[end+1].gap <= mark && t.ts[end+1].sentence == t.ts[end].sentence && t.ts[end+1].class&filler != 0 {
		end++
	}
	return end
}
