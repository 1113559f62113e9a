package understand

// safety reads what harmed a person on one of our products (GUIDE.md, Rules between intents): it goes before everything else.
func (m *message) safety() (Reading, bool) {
	if !m.hasAny(wHarm, wMaybeHarm, wSevere, wLab, wMisuse, wNoEffect, wPregnant, wStopped, wEarlier) {
		return Reading{}, false
	}
	first := -1
	for _, w := range m.words {
		if m.isHarm(w) {
			first = w.from
			break
		}
	}
	if first < 0 {
		return Reading{}, false
	}
	from := m.harmBegins(first)
	m.wordAt(first, "harm, or another safety event, on one of our products")
	told := m.markAdverse(from, first)
	return m.caseOf(SafetyReport, from, told), true
}

// caseOf fills what a safety or complaint report holds: its products, who told it, and the visits of the same text. from is
// where the telling of the case begins.
func (m *message) caseOf(intent Intent, from int, adverse []span) Reading {
	r := Reading{Intent: intent, Products: m.products(adverse)}
	if len(r.Products) == 0 {
		r.Products = m.products([]span{{0, len(m.r)}})
	}
	m.gave("products", len(r.Products) > 0)
	m.teller(&r, from)
	if m.who.Role == "rep" && m.visitBeside() {
		mode := m.tense()
		if mode == VisitReport {
			r.Visits = m.visits(mode)
		}
	}
	return r
}

// teller fills the doctor who told a case or treats the patient: the last one named before it, otherwise the first after.
func (m *message) teller(r *Reading, from int) {
	best := -1
	for n := range m.people {
		if m.people[n].role == withdrawn {
			continue
		}
		if best < 0 || m.people[n].from <= from {
			best = n
		}
		if m.clauseOf(m.people[n].from).adverse && m.says(m.people[n].to) {
			best = n
			break
		}
	}
	if best < 0 {
		return
	}
	p := &m.people[best]
	r.Doctor, r.Ask, r.Candidates = p.answer()
	m.gaveDoctor(p)
	r.Said = m.cut(p.from, p.to)
}

func (m *message) says(i int) bool {
	for _, w := range []string{"说", "反映", "告诉", "报", "讲", "提到", "来电", "打电话", "反馈"} {
		if m.is(i, w) {
			return true
		}
	}
	return false
}

// harmBegins returns where the telling of a case begins: at the first patient, person or intake in the sentence of the harm.
func (m *message) harmBegins(harm int) int {
	from, _ := m.sentence(harm)
	best := harm
	for _, w := range m.words {
		if w.from < from || w.from >= best {
			continue
		}
		switch w.tag {
		case wPatient, wPerson, wEarlier, wOurs:
			best = w.from
		case wExpose:
			if !m.within(w.to, harm, wAgreed, wInterested) && m.clauseOf(w.from).from == m.clauseOf(harm).from {
				best = w.from
			}
		}
	}
	return m.leadIn(best)
}

// leadIn returns where the words that introduce a case at i begin: the start of its clause, or what follows the doctor, the
// product or the visit that the clause names first (张主任说昨天有个病人 …).
func (m *message) leadIn(i int) int {
	c := m.clauseOf(i)
	best := c.from
	for _, v := range m.values() {
		if v.to > best && v.to <= i && (v.kind == tokPerson || v.kind == tokProduct || v.kind == tokMinutes || v.kind == tokHospital || v.kind == tokDepartment) {
			best = v.to
		}
	}
	for _, w := range m.words {
		if w.tag == wVisit && w.to > best && w.to <= i {
			best = w.to
		}
	}
	return best
}

// markAdverse marks the clauses that tell of a case, from the rune from to the end of its sentence, and later ones that go on
// about it, and returns them.
func (m *message) markAdverse(from, at int) []span {
	n := m.clauseIndex(from)
	if c := m.clauses[n]; from > c.from {
		cut := clause{from: from, to: c.to, strong: c.strong}
		m.clauses[n].to, m.clauses[n].strong = from, false
		m.clauses = append(m.clauses[:n+1], append([]clause{cut}, m.clauses[n+1:]...)...)
		n++
	}
	_, end := m.sentence(max(at, from))
	var out []span
	back := false
	for k := n; k < len(m.clauses); k++ {
		c := &m.clauses[k]
		if c.from >= end && !m.goesOn(*c) || back && !m.goesOn(*c) {
			continue
		}
		if c.from < end && c.from > at && (m.againIn(*c) && m.hasDayIn(*c) || m.backToVisit(*c)) {
			back = back || m.backToVisit(*c) // 今天下午去聊了15分钟，她还是认可的
			continue
		}
		c.adverse = true
		out = append(out, span{c.from, c.to})
	}
	return out
}

// goesOn reports whether a later clause still speaks of the case.
func (m *message) goesOn(c clause) bool {
	return m.within(c.from, c.to, wPatient, wHarm, wSevere, wStopped, wLab) && !m.personIn(c)
}

func (m *message) hasDayIn(c clause) bool {
	_, ok := m.dayIn(c)
	return ok
}

// backToVisit reports whether a clause of the same sentence goes back to the visit: it has an amount of talk or names who was
// seen.
func (m *message) backToVisit(c clause) bool {
	return m.minutes([]span{{c.from, c.to}}, false) > 0
}

// visitBeside reports whether the text also tells of a visit of the sender's own beside the case: going there, talking, the
// length of the talk. A call, a message, or a doctor's report alone is none.
func (m *message) visitBeside() bool {
	if m.form != "" {
		return true
	}
	for _, c := range m.clauses {
		if c.adverse {
			continue
		}
		if m.within(c.from, c.to, wPhone, wDistant) && !m.faceToFace(c) {
			continue
		}
		for _, w := range m.words {
			if w.from < c.from || w.from >= c.to || m.negated(w.from) {
				continue
			}
			switch w.tag {
			case wVisit:
				if s := string(m.r[w.from:w.to]); s != "到" && s != "去" && s != "找" && s != "过去" || runeIn(m.text.at(w.to), "了过的") {
					return true
				}
			case wDetailing, wMet, wRelationship, wAcademic, wAccess, wFollowup:
				if m.toldMe(w.from) && w.tag == wDetailing {
					continue
				}
				return true
			case wTalk:
				if runeIn(m.r[w.from], "聊谈沟") || runeIn(m.r[w.from], "讲介推宣传") && !m.toldMe(w.from) {
					return true
				}
			}
		}
		if m.minutes([]span{{c.from, c.to}}, false) > 0 {
			return true
		}
	}
	return false
}
