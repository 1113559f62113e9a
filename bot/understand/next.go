package understand

import "slices"

// lookAhead finds, once, the clauses of a report that speak of a time to come.
func (m *message) lookAhead(mode Intent) {
	if mode != VisitReport || m.looked {
		return
	}
	m.looked = true
	m.splitAhead()
	m.markAhead()
}

// markAhead marks the clauses of a report that speak of a time to come: their words belong to the next visit or to nobody.
func (m *message) markAhead() {
	told := false
	for n := range m.clauses {
		c := &m.clauses[n]
		d, found := m.dayIn(*c)
		again := m.againIn(*c)
		switch {
		case found && told && m.theirDay(d):
			c.ahead = true
		case found && d.day.ahead():
			c.ahead = true
		case found && !d.day.behind() && !(d.day.kind == relativeDay) && (again || n > 0 && m.onlyTimes(m.clauses[n]) && m.beginsAgain(n+1) && !m.personIn(*c)):
			c.ahead = true
		case found && d.day.kind == relativeDay && d.day.offset == 0 && again && n > 0 && m.strongAgain(*c) && !m.toldOn(n):
			c.ahead = true
		case found && told && !d.day.behind() && d.day.kind != relativeDay && !m.personIn(*c) && m.within(c.from, c.to, wVisit, wTalk) && !m.within(c.from, c.to, wInvite) && !m.done(*c) && d.day.single() && !runeIn(m.text.at(d.to), "前起的") && !m.lastedOn(d, *c):
			c.ahead = true
		case !found && again && m.strongAgain(*c) && m.beginsAgain(n) && !m.done(*c) && !m.personIn(*c):
			c.ahead = n > 0 && told
		}
		if c.ahead && n > 0 && m.onlyAgain(m.clauses[n-1]) {
			m.clauses[n-1].ahead = true
		}
		if found && n > 0 && !d.day.behind() && d.day.kind != relativeDay && m.onlyAgain(m.clauses[n-1]) {
			c.ahead = true
		}
		if n > 0 && m.clauses[n-1].ahead && m.beginsAgain(n) && !m.personIn(*c) {
			c.ahead = true
		}
		told = told || m.done(*c) || m.personIn(*c) || m.within(c.from, c.to, wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent)
	}
}

// toldOn reports whether the sentence goes on, from clause n, with how long a talk was or how it ended (今天再去聊糖维宁，15分钟，她答应了).
func (m *message) toldOn(n int) bool {
	_, end := m.sentence(m.clauses[n].from)
	for _, c := range m.clauses[n:] {
		if c.from >= end {
			break
		}
		if s := []span{{c.from, c.to}}; m.minutes(s, false) > 0 || m.result(s) != "" {
			return true
		}
	}
	return false
}

// lastedOn reports whether a clause says how long a talk was on a weekday that is over or today (周二聊倍欣康15分钟).
func (m *message) lastedOn(d token, c clause) bool {
	if d.day.kind != bareWeekday || m.minutes([]span{{c.from, c.to}}, false) == 0 {
		return false
	}
	on := d.day.on(m.today, false)
	return !on.IsZero() && !on.After(m.today)
}

// splitAhead cuts a clause that goes over from what happened to the next visit without a sign (… 同意明天上午10点再去).
func (m *message) splitAhead() {
	for n := 0; n < len(m.clauses); n++ {
		c := m.clauses[n]
		d, ok := m.lastDay(c)
		if !ok || d.day.behind() || d.day.kind == relativeDay && d.day.offset == 0 || !m.toldBefore(c, d.from) {
			continue
		}
		at := d.from
		again, found := m.first(c.from, c.to, wAgain)
		if found && again.from < at && at-again.from <= 6 && m.toldBefore(c, again.from) {
			at = again.from
		}
		if !found && !(d.day.ahead() && m.within(d.to, c.to, wVisit)) || at <= c.from {
			continue
		}
		m.clauses[n].to, m.clauses[n].strong = at, false
		m.clauses = slices.Insert(m.clauses, n+1, clause{from: at, to: c.to, strong: c.strong, adverse: c.adverse})
		n++
	}
}

func (m *message) lastDay(c clause) (last token, ok bool) {
	for _, t := range m.tokensIn(c.from, c.to) {
		if t.kind == tokDay && !t.dead {
			last, ok = t, true
		}
	}
	return last, ok
}

// toldBefore reports whether a clause has told of a visit before the rune i: who was met, and how it went.
func (m *message) toldBefore(c clause, i int) bool {
	if m.doneIn(c.from, i) || m.minutes([]span{{c.from, i}}, false) > 0 {
		return true
	}
	for _, w := range m.words {
		if _, ok := resultTags[w.tag]; ok && w.from >= c.from && w.to <= i && m.isResult(w) {
			return true
		}
	}
	return false
}

func (m *message) done(c clause) bool { return m.doneIn(c.from, c.to) }

func (m *message) personIn(c clause) bool { return len(m.visitedIn(c)) > 0 }

func (m *message) dayIn(c clause) (token, bool) {
	for _, t := range m.tokensIn(c.from, c.to) {
		if t.kind == tokDay && !t.dead {
			return t, true
		}
	}
	return token{}, false
}

// againIn reports whether a clause speaks of seeing each other again (再去, 下次, 约好, 让我).
func (m *message) againIn(c clause) bool {
	for _, w := range m.words {
		if w.tag == wAgain && w.from >= c.from && w.from < c.to && !m.negated(w.from) {
			return true
		}
	}
	return false
}

func (m *message) strongAgain(c clause) bool {
	w, ok := m.first(c.from, c.to, wAgain)
	return ok && (runeIn(m.r[w.from], "再过隔改有抽哪") || m.is(w.from, "到时") || m.is(w.from, "下次") || m.is(w.from, "下回") || m.is(w.from, "让我") || m.is(w.from, "改约") || m.is(w.from, "另约") || m.is(w.from, "回头"))
}

// onlyGoesAgain reports whether a text says no more than when somebody will be seen again: 李静下周一再去, 周四再去一次李静.
func (m *message) onlyGoesAgain() bool {
	if len(m.people) == 0 || len(m.r) > 30 || m.has[wPatient] {
		return false
	}
	return slices.ContainsFunc(m.clauses, func(c clause) bool { return m.personIn(c) && m.strongAgain(c) && !m.pastIn(c.from, c.to) })
}

// onlyAgain reports whether a clause holds nothing but such a word (下次, 约好).
func (m *message) onlyAgain(c clause) bool {
	w, ok := m.first(c.from, c.to, wAgain)
	return ok && w.from-c.from <= 2 && c.to-w.to <= 1
}

// beginsAgain reports whether clause n begins with such a word, so that it goes on from a clause of times alone.
func (m *message) beginsAgain(n int) bool {
	if n >= len(m.clauses) {
		return false
	}
	w, ok := m.first(m.clauses[n].from, m.clauses[n].to, wAgain)
	return ok && w.from-m.clauses[n].from <= 2
}

// onlyTimes reports whether a clause holds nothing but times.
func (m *message) onlyTimes(c clause) bool {
	i := c.from
	for i < c.to {
		next := i
		for _, t := range m.tokens {
			if t.from == i && t.kind <= tokMinutes {
				next = t.to
			}
		}
		if next == i {
			if !runeIn(m.r[i], "的在是到 ") {
				return false
			}
			next++
		}
		i = next
	}
	return true
}

// next fills the follow-up that the spans fix in time: the first day in a clause that looks ahead and speaks of our going
// there, not of the doctor's travels.
func (m *message) next(v *Visit, spans []span) {
	for n := range m.clauses {
		c := m.clauses[n]
		if !c.ahead || c.adverse || !in(spans, c.from) {
			continue
		}
		t, ok := m.dayIn(c)
		if !ok || !t.day.single() || m.notOurs(n) || m.ofFollowed(c, v) || runeIn(m.text.at(t.to), "前起") && t.day.kind != relativeDay {
			continue
		}
		date := t.day.on(m.today, true)
		if m.impossible(t) && v.NextNoDay == "" {
			v.NextNoDay = m.cut(t.from, t.to)
		}
		if date.IsZero() || date.Before(m.today) {
			continue
		}
		out := &Next{Date: date, Remind: m.remindBefore(nil)}
		for k := n; k < len(m.clauses) && m.clauses[k].ahead; k++ {
			if out.Start = m.start([]span{{m.clauses[k].from, m.clauses[k].to}}); out.Start != "" {
				break
			}
		}
		v.Next, v.NextNoDay = out, ""
		m.gaveNext(t, out.Start != "")
		return
	}
}

// notOurs reports whether a clause ahead speaks of something else than our next visit: 他下周三要出差, 下周开药事会, 邀请她参加
// 28号的圆桌会, 答应下周用起来.
func (m *message) notOurs(n int) bool {
	c := m.clauses[n]
	again := m.againIn(c) || m.beginsAgain(n+1) && m.onlyTimes(c) || n > 0 && m.onlyAgain(m.clauses[n-1])
	if m.within(c.from, c.to, wInvite) && !again {
		return true
	}
	if m.within(c.from, c.to, wElsewhere, wTimeOff, wEvent, wAgreed) && !again {
		return true
	}
	if again {
		return false
	}
	if d, ok := m.dayIn(c); ok && m.theirTravel(d, c) {
		return true
	}
	return !m.within(c.from, c.to, wVisit, wFuture) && !m.weTalk(c) && !m.onlyTimes(c)
}

// theirTravel reports whether the doctor named right before a day goes somewhere on it (萧主任下周三要去北京).
func (m *message) theirTravel(d token, c clause) bool {
	if m.mine(c.from, c.to) || m.within(d.to, c.to, wTalk) {
		return false
	}
	for n := range m.people {
		if p := &m.people[n]; p.to == d.from && p.from >= c.from {
			return m.is(d.to, "要去") || m.is(d.to, "去") || m.is(d.to, "要到") || m.is(d.to, "得去") || m.is(d.to, "会去")
		}
	}
	return false
}

// weTalk reports whether a clause has a verb of talking that is not only what the doctor said.
func (m *message) weTalk(c clause) bool {
	for _, w := range m.words {
		if w.tag == wTalk && w.from >= c.from && w.from < c.to && !runeIn(m.r[w.from], "说问提留发") {
			return true
		}
	}
	return false
}
