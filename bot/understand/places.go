package understand

import "slices"

// findTerms finds products, hospitals and departments as they are written.
func (m *message) findTerms() {
	for i := 0; i < len(m.r); i++ {
		if m.taken[i] {
			continue
		}
		var best *term
		end := i
		look := func(v *vocabulary) {
			v.words.each(m.r, i, func(e int, found []int32) {
				for _, n := range found {
					t := &v.terms[n]
					if e > end && m.free(i, e) && m.fits(t, i, e) && !(t.kind == termDepartment && m.titledAt(i)) {
						best, end = t, e
					}
				}
			})
		}
		look(m.g.terms)
		if m.g.own != nil {
			look(m.g.own)
		}
		if best != nil {
			m.addTerm(best, i, end)
			i = end - 1
		}
	}
}

// titledAt reports whether a surname stands before i and its form of address begins there: 沈院长办公室 is where 沈院长 sits.
func (m *message) titledAt(i int) bool {
	if i == 0 || m.taken[i-1] || len(m.g.bySurname[m.r[i-1]]) == 0 {
		return false
	}
	kind, end := m.readTitle(i)
	return kind != noTitle && end > i+1
}

func (m *message) addTerm(t *term, from, to int) {
	kind := tokProduct
	switch t.kind {
	case termHospital:
		kind = tokHospital
		if m.is(to, "医院") {
			to += 2
		}
	case termDepartment:
		kind = tokDepartment
		if m.text.at(to) == '科' && !runeIn(m.text.at(to+1), "室会内") {
			to++
		}
	}
	tok := token{kind: kind, from: from, to: to, codes: t.codes, weak: t.weak}
	if kind != tokProduct {
		tok.alike = m.alike(t, from)
		if m.isTyped(from) { // 肾内 and 神内 are one word in pinyin
			tok.codes, tok.alike = append(slices.Clone(tok.codes), tok.alike...), nil
		}
	}
	m.tokens = append(m.tokens, tok)
	m.take(from, to)
}

// alike returns what other terms of the same kind and sound mean.
func (m *message) alike(t *term, from int) []string {
	var out []string
	for _, v := range []*vocabulary{m.g.terms, m.g.own} {
		if v == nil {
			continue
		}
		v.hear(m.r, from, func(_ int, o *term) {
			if o.kind != t.kind || len(o.word) != len(t.word) {
				return
			}
			for _, c := range o.codes {
				if !slices.Contains(t.codes, c) && !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
		})
	}
	return out
}

// isTyped reports whether the rune at i came from typed pinyin: then it shares its letters with its neighbour.
func (m *message) isTyped(i int) bool {
	return i+1 < len(m.r) && m.from[i] == m.from[i+1]
}

// fits keeps short names from being read inside other words: 市一 in 城市一直, 一院 in 周一院里, 老年 in 老年人, 呼吸 in 呼吸困难.
func (m *message) fits(t *term, from, to int) bool {
	prev, next := m.text.at(from-1), m.text.at(to)
	if isLatin(t.word[0]) && (isLatin(prev) || isLatin(next)) {
		return false
	}
	switch t.kind {
	case termHospital:
		if len(t.word) > 2 {
			return true
		}
		last := t.word[len(t.word)-1]
		if _, ok := numeral(last); ok && runeIn(next, "直些下样起般定次名家个种时年点位共天周月遍") {
			return false
		}
		if _, ok := numeral(t.word[0]); ok && (runeIn(prev, "第十同") || isDigit(prev)) {
			return false
		}
		return !(t.word[0] == '市' && prev == '城') && !(runeIn(next, "路街桥区") && next != '区' && last != '院')
	case termDepartment:
		if runeIn(next, "病症炎") && !t.weak || m.r[to-1] == '科' && runeIn(next, "室会") && len(t.word) > 2 {
			return false
		}
		return !t.weak || m.weakDepartment(from, to)
	}
	return true
}

// weakDepartment reports whether an everyday word stands where a department does: after a hospital or the verbs of going, or
// before a person.
func (m *message) weakDepartment(from, to int) bool {
	next := m.text.at(to)
	if next == '科' {
		return !runeIn(m.text.at(to+1), "普技内")
	}
	if runeIn(next, "道困衰不病症瘙障兴患人炎性功问康史") {
		return false
	}
	if from > 0 && m.taken[from-1] && m.endsHospital(from) || from > 1 && m.text.at(from-1) == ' ' && m.endsHospital(from-1) {
		return true
	}
	before := isBreak(m.text.at(from-1)) || runeIn(m.text.at(from-1), "在去到跑的找和")
	after := isBreak(next) || runeIn(next, "见那里找的碰遇") || m.nameNext(to)
	if isBreak(m.text.at(from-1)) && isBreak(next) {
		return m.form != "" || m.channel == "sms"
	}
	return before && after
}

// nameNext reports whether a person is named at i: a surname of the list, or any with a form of address.
func (m *message) nameNext(i int) bool {
	c := m.text.at(i)
	if m.g.bySurname[c] != nil || isSyllable(c) && len(m.g.bySound[reading(c)]) > 0 {
		return true
	}
	_, end := m.readTitle(i + 1)
	return surnames[c] && end > i+2
}

func (m *message) endsHospital(at int) bool {
	for k := len(m.tokens) - 1; k >= 0; k-- {
		if m.tokens[k].to == at {
			return m.tokens[k].kind == tokHospital
		}
	}
	return false
}

// findHeard finds names and terms that are written with other characters of the same sound. Short ones count only where the
// text around them says what they are.
func (m *message) findHeard() {
	for i := 0; i+1 < len(m.r); i++ {
		if m.taken[i] || m.taken[i+1] || !isHan(m.r[i]) {
			continue
		}
		var best *term
		end := i
		look := func(e int, t *term) {
			if e > end && m.free(i, e) && m.heard(t, i, e) {
				best, end = t, e
			}
		}
		m.g.terms.hear(m.r, i, look)
		if m.g.own != nil {
			m.g.own.hear(m.r, i, look)
		}
		if best != nil {
			m.addTerm(best, i, end)
			i = end - 1
		}
	}
}

// heard reports whether a term that only sounds like the runes from..to is meant.
func (m *message) heard(t *term, from, to int) bool {
	typed := isSyllable(m.r[from])
	if !m.fits(t, from, to) && !typed {
		return false
	}
	if typed || len(t.word) > 3 || len(t.word) == 3 && (t.kind == termProduct || t.kind == termHospital) {
		return true
	}
	if m.isTime(from, to) {
		return false
	}
	prev, next := m.text.at(from-1), m.text.at(to)
	switch t.kind {
	case termProduct:
		return (isBreak(prev) || runeIn(prev, "讲推绍聊谈用了")) && (isBreak(next) || isDigit(next))
	case termHospital:
		return m.is(to, "医院") || m.tokenAt(to, tokDepartment) && (isBreak(prev) || runeIn(prev, "在去到跑天午"))
	case termDepartment:
		return m.endsHospital(from) && (m.personAt(to) || len(t.word) > 2 || isBreak(next) || runeIn(next, "的科那")) || len(t.word) > 2 && m.personAt(to)
	}
	return false
}

func (m *message) isTime(from, to int) bool {
	for _, t := range m.tokens {
		if t.from < to && t.to > from && t.kind <= tokMinutes {
			return true
		}
	}
	return false
}

func (m *message) tokenAt(at int, kind tokenKind) bool {
	for _, t := range m.tokens {
		if t.from == at && t.kind == kind {
			return true
		}
	}
	return false
}

func (m *message) personAt(at int) bool {
	for _, p := range m.people {
		if p.from == at {
			return true
		}
	}
	return false
}
