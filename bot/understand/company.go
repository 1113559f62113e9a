package understand

import "slices"

// This file reads who was there besides the doctor named first, and which days are of other visits than the one told.

// alsoThere reports whether the text says of a doctor that she was there too (刘国强主任那边，王芳也在): she shares the talk. What she
// does too (也在用, 也在开会) is something else.
func (m *message) alsoThere(p *mention) bool {
	at := p.to
	for _, s := range []string{"正好", "刚好", "恰好", "当时"} {
		if m.is(at, s) {
			at += 2
		}
	}
	if !m.is(at, "也在") && !m.is(at, "在场") && !m.is(at, "在旁边") {
		return false
	}
	at += 2
	for runeIn(m.text.at(at), "场旁边那儿里") {
		at++
	}
	return isBreak(m.text.at(at)) || m.text.at(at) == 0
}

// joinedBy reports whether a new doctor was there too at the visit told last, of which nothing but the name is told so far
// (拜访刘国强主任，王芳也在，一起聊了倍欣康).
func (l *layout) joinedBy(m *message, group []int) bool {
	if len(l.stops) == 0 || len(group) != 1 || !m.alsoThere(&m.people[group[0]]) {
		return false
	}
	last := l.stops[len(l.stops)-1]
	return last.group == l.groups && len(last.own) == 0 && len(m.products(last.spans)) == 0 && m.result(last.spans) == "" && m.minutes(last.spans, false) == 0
}

// calledOff reports whether a clause that names nobody tells of a visit that was not made (周二的拜访取消): its day is of that one.
func (m *message) calledOff(c clause) bool {
	return m.within(c.from, c.to, wUndone) && !m.personIn(c) && !m.doneIn(c.from, c.to)
}

// wentAgain reports whether a day is of an earlier visit, after which the rep went again (昨天见过了，今天又跑了一趟): the later one is
// reported.
func (m *message) wentAgain(t token, c clause) bool {
	before := false
	for i := t.to; i < c.to; i++ {
		before = before || m.r[i] == '过' && runeIn(m.text.at(i-1), "见去来跑聊谈访")
	}
	n := m.clauseIndex(c.from) + 1
	if !before || n >= len(m.clauses) || m.clauses[n].ahead {
		return false
	}
	d, ok := m.dayIn(m.clauses[n])
	return ok && !d.day.ahead() && d.to < m.clauses[n].to && runeIn(m.text.at(d.to), "又再")
}

// thenWent reports whether the rep, after a call or a message from a doctor, went to her (郑爽微信上问我要资料，我下午送过去，聊了十分钟).
func (m *message) thenWent(p *mention) bool {
	if m.possessive(p) {
		return false
	}
	for _, c := range m.clauses[m.clauseIndex(p.from):] {
		if c.from < p.to || c.ahead || m.within(c.from, c.to, wPhone, wDistant, wUndone, wIf, wFuture) {
			continue
		}
		w, ok := m.first(c.from, c.to, wVisit)
		if ok && !m.negated(w.from) && m.text.at(w.from-1) != '打' && (m.doneIn(c.from, c.to) || m.minutes([]span{{c.from, c.to}}, false) > 0) {
			return true
		}
	}
	return false
}

// appointed reports whether a clause tells of a call that fixed a visit (跟郭志刚打了个电话约好了).
func (m *message) appointed(c clause) bool {
	for i := c.from; i < c.to; i++ {
		if m.is(i, "约好") || m.is(i, "约了") || m.is(i, "约定") || m.is(i, "约我") || m.is(i, "说好") {
			return !m.negated(i)
		}
	}
	return false
}

// calledToday reports whether today is when the rep phoned or wrote of a plan, not when it is to be (今天先打了电话，下周二去).
func (m *message) calledToday(t token, c clause) bool {
	return t.day.kind == relativeDay && t.day.offset == 0 && m.within(t.to, c.to, wPhone, wDistant)
}

// ofFollowed reports whether a clause ahead tells when somebody else than the visited doctor is to be seen (刘主任约了明天).
func (m *message) ofFollowed(c clause, v *Visit) bool {
	other := false
	for n := range m.people {
		p := &m.people[n]
		if p.from < c.from || p.from >= c.to || p.role != followed {
			continue
		}
		if len(p.fits) != 1 || v.Doctor == "" || p.fits[0] == v.Doctor {
			return false
		}
		other = true
	}
	return other
}

// nothingMore reports whether the clause after the one at i says that what it names was not spoken of this time (用得挺好，不用再讲了).
func (m *message) nothingMore(i int) bool {
	n := m.clauseIndex(i) + 1
	if n >= len(m.clauses) || m.clauses[n-1].strong {
		return false
	}
	c := m.clauses[n]
	for _, s := range []string{"不用再讲", "不用再聊", "不用多讲", "不用讲", "就没再讲", "就没再聊", "没再讲", "没再聊", "就没讲", "就没聊", "没多讲这个", "没聊这个", "没讲这个"} {
		if m.is(c.from, s) || m.is(c.from+1, s) {
			return !m.productIn(c.from, c.to) && !m.doneIn(m.clauses[n-1].from, m.clauses[n-1].to) && m.minutes([]span{{m.clauses[n-1].from, m.clauses[n-1].to}}, false) == 0
		}
	}
	return false
}

// sawToday reports whether, after what is to come with a doctor, the text tells how long the rep talked today (…，今天聊了肺舒清10分钟).
func (m *message) sawToday(p *mention) bool {
	for _, c := range m.clauses[m.clauseIndex(p.from):] {
		if c.from > p.to && !c.ahead && m.doneIn(c.from, c.to) && m.minutes([]span{{c.from, c.to}}, false) > 0 && !m.within(c.from, c.to, wPhone, wDistant) {
			return true
		}
	}
	return false
}

// theirTime reports whether a day is of what the doctor says she will do (他说月底前给答复).
func (m *message) theirTime(t token) bool {
	c := m.clauseOf(t.from)
	return (m.is(c.from, "他说") || m.is(c.from, "她说") || m.is(c.from, "他答应") || m.is(c.from, "她答应")) && !m.mine(c.from, c.to) && c.from > 0
}

// sameThings reports whether the spans say that the products are those of the visit before (同样的产品, 产品同上).
func (m *message) sameThings(spans []span) bool {
	for i := range m.r {
		if m.taken[i] || !in(spans, i) {
			continue
		}
		for _, s := range []string{"同样的产品", "一样的产品", "产品一样", "同上", "同样产品", "同一个产品", "相同产品", "讲的一样", "聊的一样", "同样的内容", "内容一样"} {
			if m.is(i, s) && !m.negated(i) {
				m.found("products", i, i+len([]rune(s)), "they are said to be those of the visit before")
				return true
			}
		}
	}
	return false
}

// theirPeople reports whether it is somebody of a doctor's who was met, and not herself: 见了李静的学生, 和李静的助手聊了.
func (m *message) theirPeople(p *mention) bool {
	for _, s := range []string{"的学生", "的研究生", "的徒弟", "的助手", "的助理", "的同事", "的秘书", "的护士", "的爱人", "的老公", "的老婆", "的下级", "的手下"} {
		if m.is(p.to, s) {
			return slices.ContainsFunc([]string{"见了", "见到", "见到了", "见", "找了", "找", "拜访了", "拜访", "聊了", "和", "跟", "碰到", "碰到了", "遇到", "遇到了", "找到", "与"}, func(w string) bool { return m.ends(p.from, w) })
		}
	}
	return false
}
