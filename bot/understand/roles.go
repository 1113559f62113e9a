package understand

// markRoles says what each named doctor does in a text that may tell of visits: is visited, is only named with the next
// visit, or only wrote or phoned.
func (m *message) markRoles(mode Intent) {
	for n := range m.people {
		p := &m.people[n]
		if p.role == withdrawn {
			continue
		}
		p.role = visited
		c := m.clauseOf(p.from)
		switch {
		case p.leads:
			p.role = caller
		case c.adverse:
			p.role = caller
		case mode == VisitReport && c.ahead && !m.consented(p, c):
			p.role = followed
		case m.colleague(n), mode == VisitPlan && m.busyElsewhere(p, c), mode == VisitReport && m.sentTo(p, c):
			p.role = caller
		case mode == VisitReport && m.heardOf(p):
			p.role = caller
		case m.mentionedOnly(p, c) && !(mode == VisitPlan && m.appointed(c)), m.spokenOf(n):
			p.role = caller
		}
	}
	if len(m.people) == 1 && m.people[0].role == caller && (m.possessive(&m.people[0]) && !m.theirPeople(&m.people[0]) && m.doneIn(0, len(m.r)) || m.thenWent(&m.people[0])) {
		m.people[0].role = visited // 王芳的病人停了安络畅，今天聊了10分钟
	}
	for n := range m.people {
		if p := &m.people[n]; p.role == followed && len(m.people) > 1 && m.talkedAfter(p) {
			p.role = visited // 刘主任约我下周二再谈，今天只聊了5分钟；王芳…
		}
	}
	if len(m.people) == 1 && m.people[0].role == followed && m.doneIn(0, len(m.r)) && (m.busyElsewhere(&m.people[0], m.clauseOf(m.people[0].from)) || m.sawToday(&m.people[0])) {
		m.people[0].role = visited // 谢峰下周一出差，所以今天赶紧去见了
	}
}

// heardOf reports whether the doctor only passes on what others said: 曹阳听别人讲.
func (m *message) heardOf(p *mention) bool {
	for _, s := range []string{"听别人", "听人", "听说", "听同事", "听同行", "也是听"} {
		if m.is(p.to, s) {
			return true
		}
	}
	return false
}

// talkedAfter reports whether the sentence of a name goes on, without another name, with a talk of today: how long it took.
func (m *message) talkedAfter(p *mention) bool {
	_, end := m.sentence(p.from)
	for _, c := range m.clauses[m.clauseIndex(p.from)+1:] {
		if c.from >= end || m.namesOther(p, c.from, c.to) {
			return false
		}
		if d, ok := m.dayIn(c); ok && d.day.kind == relativeDay && d.day.offset == 0 && !c.ahead && m.minutes([]span{{c.from, c.to}}, false) > 0 {
			return true
		}
	}
	return false
}

// consented reports whether a clause tells, before the day to come, what the doctor said to us (许诺答应下周一 …).
func (m *message) consented(p *mention, c clause) bool {
	d, ok := m.dayIn(c)
	return ok && p.to <= d.from && m.within(p.to, d.from, wAgreed, wInterested, wRefused)
}

// colleague reports whether mention n is a colleague who visits the doctor named next: 小陈今天去拜访了马主任.
func (m *message) colleague(n int) bool {
	p := &m.people[n]
	if p.full || p.title != anybody || !runeIn(m.r[p.from], "小老") || n+1 >= len(m.people) {
		return false
	}
	q := m.people[n+1]
	c := m.clauseOf(p.from)
	return q.from < c.to && p.from-c.from <= 4 && !m.mine(c.from, q.from) && m.within(p.to, q.from, wVisit) && !m.joined(p.to, q.from)
}

// mentionedOnly reports whether a clause names a doctor as one who phones, writes, or is merely spoken of.
func (m *message) mentionedOnly(p *mention, c clause) bool {
	if m.channel == "sms" { // typed words stand apart: xiaoran zhuren dadianhua
		for n := m.clauseIndex(c.from) + 1; n < len(m.clauses) && m.text.at(c.to) == ' ' && c.to < p.to+8; n++ {
			c.to = m.clauses[n].to
		}
	}
	if w, ok := m.first(c.from, c.to, wPhone, wDistant); ok && !m.faceToFace(c) {
		return w.from >= p.to || w.from < p.from
	}
	return m.possessive(p)
}

// possessive reports whether a name only says whose patient or student is spoken of.
func (m *message) possessive(p *mention) bool {
	if m.theirPeople(p) {
		return true
	}
	for _, s := range []string{"的病人", "的患者", "的学生", "的助手", "的同事", "的秘书", "的电话", "的微信", "的门诊量"} {
		if m.is(p.to, s) {
			return true
		}
	}
	return false
}

// faceToFace reports whether a clause tells of going there and not only of a call.
func (m *message) faceToFace(c clause) bool {
	for _, w := range m.words {
		if w.from >= c.from && w.from < c.to && w.tag == wVisit && !m.negated(w.from) && !runeIn(m.r[w.from], "到过") {
			s := string(m.r[w.from:w.to])
			if s != "回访" && s != "找" && s != "跟进" {
				return true
			}
		}
	}
	return false
}

// keep drops the visits that were not made or are only wished for, were another person's, or of which the text tells nothing.
func (l *layout) keep(m *message, mode Intent) {
	kept := l.stops[:0]
	for _, st := range l.stops {
		all := append(append([]span{}, st.spans...), st.own...)
		all = append(all, l.everyone...)
		if m.void(all, mode) || m.wished(st) || m.othersVisit(st, l.heading) {
			continue
		}
		kept = append(kept, st)
	}
	l.stops = kept
}

// wished reports whether the clause right before a visit makes all of it an if (要是下午不下雨，我就去看看胡军了).
func (m *message) wished(st stop) bool {
	p := &m.people[st.person]
	n := m.clauseIndex(p.from)
	if n == 0 || m.clauses[n-1].strong || m.met(append(append([]span{}, st.spans...), st.own...)) {
		return false
	}
	before := m.clauses[n-1]
	w, ok := m.first(before.from, before.to, wIf)
	return ok && w.from <= before.from+1 && (m.is(w.from, "要是") || m.is(w.from, "如果") || m.is(w.from, "假如") || m.is(w.from, "若是") || m.is(w.from, "倘若"))
}

// void reports whether spans tell of a visit that did not take place or is only wished for.
func (m *message) void(spans []span, mode Intent) bool {
	if !m.met(spans) {
		for i := range m.r {
			if in(spans, i) && (m.is(i, "本来") || m.is(i, "原本") || m.is(i, "原打算") || m.is(i, "原计划")) {
				return true
			}
		}
	}
	for _, w := range m.words {
		if !in(spans, w.from) {
			continue
		}
		switch w.tag {
		case wIf:
			if w.from <= spans[0].from+6 || mode == VisitReport && !m.met(spans) {
				return true
			}
		case wUndone:
			if m.undoneByUs(w) && !m.met(spans) {
				return true
			}
		}
	}
	return false
}

// undoneByUs keeps 取消 and 放弃 of other things from undoing the visit (取消了医保, 黄了).
func (m *message) undoneByUs(w word) bool {
	if m.is(w.from, "取消") && runeIn(m.text.at(w.to), "医集限") {
		return false
	}
	return true
}

// met reports whether spans tell what only a real meeting has: its length, its result, words spoken.
func (m *message) met(spans []span) bool {
	for _, t := range m.tokens {
		if t.kind == tokMinutes && !t.before && !t.waiting && !t.after && in(spans, t.from) {
			return true
		}
	}
	for _, w := range m.words {
		switch w.tag {
		case wAgreed, wInterested, wNeutral, wObjection, wMet, wAbsent:
			if in(spans, w.from) && m.isResult(w) && !(w.tag == wAbsent && m.hasAny(wUndone)) {
				return true
			}
		}
	}
	return false
}

// othersVisit reports whether somebody else made the visit: 小李今天去拜访了张主任, 同事见了李静.
func (m *message) othersVisit(st stop, heading []span) bool {
	p := m.people[st.person]
	c := m.clauseOf(p.from)
	from := c.from
	if n := len(heading); n > 0 && heading[n-1].to < c.from {
		from = heading[n-1].from
	}
	if w, ok := m.first(from, p.from, wVisit); ok && m.otherSubject(from, w.from) {
		return true
	}
	if m.sentOther(from, p.from) {
		return true
	}
	if m.mine(from, p.from) {
		return false
	}
	if w, ok := m.first(from, p.from, wOthers); ok && (m.is(w.from, "听说") || m.is(w.from, "据说")) {
		return true
	}
	if st.person > 0 && m.colleague(st.person-1) && !m.tookAlong(st.person-1) {
		return true
	}
	for _, s := range m.staff {
		if s.from >= from && s.to <= p.from && !m.cameAlong(s) && !m.is(s.to, "的要求") && !m.is(s.to, "要求") && !m.is(s.to, "的安排") && !m.is(s.to, "的意思") && m.within(s.to, p.from, wVisit, wTalk) {
			return true
		}
	}
	if w, ok := m.first(from, p.from, wOthers); ok && m.within(w.to, p.from, wVisit, wTalk) {
		return true
	}
	return false
}

// otherSubject reports whether a colleague of ours, not we ourselves, does what stands at to (我同事, 我们经理).
func (m *message) otherSubject(from, to int) bool {
	w, ok := m.first(from, to, wOthers)
	return ok && runeIn(m.text.at(w.from-1), "我们的个") && !m.within(from, w.from, wWith) && !m.is(w.to, "一起") && !runeIn(m.text.at(w.from-2), "和跟陪")
}

// busyElsewhere reports whether a plan's clause only tells what the doctor herself will do (张主任下周要去上海开会).
func (m *message) busyElsewhere(p *mention, c clause) bool {
	if m.within(c.from, p.from, wVisit, wTalk, wFuture) || runeIn(m.text.at(p.from-1), "和跟给与约找陪") {
		return false
	}
	w, ok := m.first(p.to, c.to, wElsewhere, wTimeOff)
	return ok && w.from > p.to && !m.within(p.to, c.to, wTalk) && !m.is(w.from, "讲课") && !m.productIn(p.to, w.from)
}

// mine reports whether the rep names herself in from..to.
func (m *message) mine(from, to int) bool {
	for i := from; i < to; i++ {
		if m.r[i] == '我' && m.text.at(i+1) != '们' || m.is(i, "咱") {
			return true
		}
	}
	return false
}

// evidence reports whether a text that names a doctor tells of a visit: a result, an amount of talk, a verb of visiting or
// talking of ours, a purpose, a product on its own. That the doctor said or asked something is none.
func (m *message) evidence(mode Intent) bool {
	if m.form != "" {
		return true
	}
	for _, w := range m.words {
		if c := m.clauseOf(w.from); c.adverse || c.ahead || m.negated(w.from) && w.tag > wAbsent {
			continue
		}
		switch w.tag {
		case wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent:
			if m.isResult(w) {
				return true
			}
		case wMet, wVisit, wRelationship, wAccess:
			return true
		case wDetailing, wFollowup, wAcademic, wInvite:
			if m.isPurpose(w) {
				return true
			}
		case wTalk:
			if m.oursToSay(w) {
				return true
			}
		case wFuture:
			if mode == VisitPlan && m.plansVisit(w) {
				return true
			}
		}
	}
	return m.evidentSlots(mode) || mode == VisitReport && m.doneIn(0, len(m.r)) && !m.theySpeak()
}

// plansVisit reports whether a word of intention means a visit: by itself (约了, 要去) or with a verb of visiting after it.
func (m *message) plansVisit(w word) bool {
	for i := w.from; i < w.to; i++ {
		if runeIn(m.r[i], "约去见找跑访聊谈讲送") {
			return true
		}
	}
	c := m.clauseOf(w.from)
	return m.within(w.to, c.to, wVisit, wDetailing) || m.is(w.from, "jh") || m.is(w.from, "安排") || m.is(w.from, "计划")
}

// evidentSlots reports whether tokens alone tell of a visit: 张伟 立舒平; 张伟 20分钟; for a plan a day with a clock or a place.
func (m *message) evidentSlots(mode Intent) bool {
	day, clock, place := false, false, false
	for _, t := range m.tokens {
		if t.dead || m.clauseOf(t.from).adverse {
			continue
		}
		switch t.kind {
		case tokProduct:
			if !m.theySpeak() {
				return true
			}
		case tokMinutes:
			if !t.before && !t.after {
				return true
			}
		case tokClock:
			clock = true
		case tokDay:
			day = true
		case tokHospital, tokDepartment:
			place = true
		}
	}
	return !m.theySpeak() && (mode == VisitPlan && day && (clock || place) || mode == VisitReport && clock && place)
}

// theySpeak reports whether the text is about what the doctor says, asks or has.
func (m *message) theySpeak() bool {
	for i := range m.r {
		if runeIn(m.r[i], "说问") && !m.taken[i] || m.is(i, "给我") || m.is(i, "找我") || m.is(i, "生日") || m.is(i, "结婚") || m.is(i, "要退休") {
			return true
		}
	}
	return m.has[wAsk]
}

// oursToSay reports whether a verb of talking is the rep's own: 聊, 谈, 讲, 介绍; 说, 问, 看, 给 only with 了 and a word that turns
// them to the doctor (给她看了).
func (m *message) oursToSay(w word) bool {
	if runeIn(m.r[w.from], "聊谈讲介沟推宣传交汇递请探讨唠演") {
		return !m.spokenByThem(w.from)
	}
	if m.is(w.from, "送") {
		return true
	}
	if !runeIn(m.text.at(w.to), "了过") {
		return false
	}
	c := m.clauseOf(w.from)
	for i := c.from; i < w.from; i++ {
		if runeIn(m.r[i], "给跟和向我把") {
			return true
		}
	}
	return false
}

// namelessVisit reports whether a text without a doctor tells of a visit: one went to see somebody, or talked to somebody about
// a product.
func (m *message) namelessVisit(mode Intent) bool {
	if m.hasAny(wIf, wUndone, wPhone, wDistant, wOthers, wEvent) || len(m.staff) > 0 && !m.hasAny(wJoint) {
		return false
	}
	place, product, length := false, false, false
	for _, t := range m.tokens {
		if t.dead {
			continue
		}
		switch t.kind {
		case tokHospital, tokDepartment:
			place = true
		case tokProduct:
			product = true
		case tokMinutes:
			length = length || !t.before && !t.after
		}
	}
	somebody := false
	for i := range m.r {
		if kind, end := m.readTitle(i); end > i+1 && kind != noTitle && !m.taken[i] {
			somebody = true
		}
	}
	if mode == VisitPlan {
		return m.has[wVisit] && (place || somebody)
	}
	visit := m.doneIn(0, len(m.r)) && m.has[wVisit]
	talk := (product || m.has[wAccess]) && m.hasAny(wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent)
	return m.form != "" || visit && (place || somebody || product) || talk && (length || place || somebody) || product && length || visit && m.has[wAbsent]
}
