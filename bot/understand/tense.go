package understand

// tense decides whether a text speaks of visits made or of visits to be made.
func (m *message) tense() Intent {
	if m.form != "" {
		return m.form
	}
	main := m.mainEnd()
	if m.form == "" && m.plainPlan(main) {
		return VisitPlan
	}
	if m.promises() {
		return VisitPlan
	}
	if m.pastIn(0, len(m.r)) {
		return VisitReport
	}
	if m.futureIn(0, len(m.r)) {
		return VisitPlan
	}
	return m.unmarked()
}

// mainEnd returns the end of the clause that names the first doctor: what stands before it tells what the text is about.
func (m *message) mainEnd() int {
	for n := range m.people {
		if m.people[n].role == visited {
			return m.clauseOf(m.people[n].from).to
		}
	}
	if len(m.clauses) > 0 {
		return m.clauses[0].to
	}
	return 0
}

// plainPlan reports whether the main part speaks of a time to come and of nothing done, and no talk of today follows.
func (m *message) plainPlan(main int) bool {
	if !m.futureIn(0, main) || m.pastIn(0, main) {
		return false
	}
	for _, w := range m.words {
		if w.tag == wAbsent && runeIn(m.r[w.from], "没未扑白") && (w.from >= main || m.failed(w)) {
			return false // 约了十点见张薇，结果没见成; 想见李静没见成
		}
	}
	for _, t := range m.tokens {
		if t.kind == tokMinutes && t.from > main && !t.before && !t.after && !t.waiting {
			return false
		}
		if t.kind == tokDay && t.from > main && (t.day.behind() || t.day.kind == relativeDay && t.day.offset == 0) && m.pastIn(main, len(m.r)) {
			return false
		}
	}
	return true
}

// failed reports whether a word tells that what was meant to be done was not: 想见李静没见成. 明天去见上次没见到的李静 does not.
func (m *message) failed(w word) bool {
	return w.tag == wAbsent && runeIn(m.r[w.from], "没未扑白") && len(m.people) > 0 && w.from >= m.people[0].to && m.text.at(w.to) != '的' && !m.has[wIf]
}

// pastIn reports whether something done is told in from..to.
func (m *message) pastIn(from, to int) bool {
	if m.doneIn(from, to) {
		return true
	}
	for _, w := range m.words {
		if w.from < from || w.from >= to || m.clauseOf(w.from).ahead {
			continue
		}
		switch w.tag {
		case wPast:
			if !m.within(m.clauseOf(w.from).from, w.from, wFuture) && !m.justDecided(w) {
				return true
			} // 打算下周三补上
		case wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent:
			if m.isResult(w) && (!m.within(max(0, w.from-6), w.from, wFuture, wIf) || m.failed(w)) && !m.lastTime(w.from) {
				return true
			}
		case wMet:
			if !m.within(max(0, w.from-4), w.from+1, wFuture) {
				return true
			} // 要见到陈主任
		}
	}
	for _, t := range m.tokens {
		if t.from < from || t.from >= to || t.dead {
			continue
		}
		switch t.kind {
		case tokDay:
			if t.day.behind() {
				return true
			}
		case tokMinutes:
			if !t.before && !t.waiting && !(t.after && !runeIn(m.text.at(t.from-1), "了聊谈讲坐")) && !m.within(max(0, t.from-8), t.from, wFuture) {
				return true
			}
		case tokClock:
			if t.minutes > 0 && !m.futureIn(0, m.mainEnd()) {
				return true
			}
		}
	}
	return false
}

// justDecided reports whether a word such as 刚 says that something was planned, not done (刚想好, 刚约了).
func (m *message) justDecided(w word) bool {
	if m.r[w.from] != '刚' && !m.is(w.from, "已经") {
		return false
	}
	c := m.clauseOf(w.from)
	for i := w.to; i < c.to; i++ {
		for _, s := range []string{"想好", "想到", "想起", "决定", "定好", "定了", "约了", "约好", "约到", "排好", "排了", "接到", "接了", "收到", "看到通知"} {
			if m.is(i, s) {
				return true
			}
		}
	}
	return false
}

// doneIn reports whether a verb of visiting or talking stands with 了, 过 or 完 in from..to.
func (m *message) doneIn(from, to int) bool {
	for i := from; i < to && i < len(m.r); i++ {
		if !runeIn(m.r[i], "了过完到着") || i == 0 || m.taken[i] {
			continue
		}
		if m.r[i] == '过' && runeIn(m.text.at(i+1), "去来") || m.clauseOf(i).ahead {
			continue
		}
		if runeIn(m.r[i], "到着") {
			if runeIn(m.r[i-1], "碰遇见聊谈讲说提问") && m.r[i] == '到' && !m.negated(i-1) || runeIn(m.r[i-1], "站坐") {
				return true
			}
			continue
		}
		for _, w := range m.words {
			if w.to == i && (w.tag == wVisit || w.tag == wTalk || w.tag == wDetailing || w.tag == wFollowup || w.tag == wRelationship || w.tag == wInvite) &&
				!m.negated(w.from) && !m.modalBefore(w.from) {
				return true
			}
		}
		if runeIn(m.r[i-1], "聊谈讲见去跑送给看问说坐待留带过传发介推找") && !m.negated(i-1) && !m.modalBefore(i-1) {
			return true
		}
	}
	return false
}

// modalBefore reports whether a verb at i is only intended (打算去, 要去见).
func (m *message) modalBefore(i int) bool {
	return m.within(max(0, i-4), i, wFuture) && !m.is(max(0, i-2), "约了")
}

// futureIn reports whether a day to come or an intention is told in from..to.
func (m *message) futureIn(from, to int) bool {
	for _, w := range m.words {
		if w.tag == wFuture && w.from >= from && w.from < to && !m.negated(w.from) && !m.pastPlan(w) {
			return true
		}
	}
	for _, t := range m.tokens {
		if t.from < from || t.from >= to || t.dead {
			continue
		}
		if t.kind == tokDay && t.day.ahead() && t.day.kind != wholeMonth && !m.invitedDay(t) && !m.theirTime(t) || t.kind == tokMinutes && t.before {
			return true
		}
		if t.kind == tokDay && t.day.kind == weekdayOf && t.day.offset == 0 && t.day.on(m.today, true).After(m.today) {
			return true
		}
	}
	return false
}

// invitedDay reports whether a day is that of a meeting to which somebody was invited, where the answer is told (邀请刘国强参加下周六的
// 学术会，他答应来).
func (m *message) invitedDay(t token) bool {
	c := m.clauseOf(t.from)
	w, ok := m.first(c.from, t.from, wInvite)
	return ok && !m.within(max(0, w.from-6), w.from, wFuture) && m.result([]span{{c.from, len(m.r)}}) != ""
}

// pastPlan keeps words of intention that belong to something else from counting: 采购计划, 本来打算, 按计划.
func (m *message) pastPlan(w word) bool {
	prev := m.text.at(w.from - 1)
	if m.is(w.from, "计划") && (runeIn(prev, "购按照原") || m.text.at(w.to) == '外' || m.text.at(w.to) == '内') {
		return true
	}
	if m.is(w.from, "安排") && runeIn(prev, "的他她") {
		return true
	}
	if m.is(w.from, "将") && runeIn(m.text.at(w.to), "近来军") {
		return true
	}
	for _, s := range []string{"本来", "原本", "原来", "他", "她", "主任", "院长", "教授", "医生"} {
		if m.ends(w.from, s) {
			return true
		}
	}
	return false
}

// unmarked decides for texts in which no word tells the time: by the day, the clock and the verb.
func (m *message) unmarked() Intent {
	moves := m.within(0, m.mainEnd(), wVisit)
	now := m.at.Hour()*60 + m.at.Minute()
	for _, t := range m.tokens {
		c := m.clauseOf(t.from)
		if t.dead || t.kind != tokDay || c.adverse || m.theirTime(t) || m.againIn(c) && !(m.personIn(c) && c.to == m.mainEnd()) && !m.lastTime(m.mainEnd()-1) {
			continue // 周五再去 is the next visit of a report, 周五再去找刘主任 a plan
		}
		switch t.day.kind {
		case bareWeekday:
			return VisitPlan // what was done on a day of the week is told with 了, a result or a length
		case dayOfMonth, monthDay, noDay:
			if t.day.on(m.today, true) == m.today || t.day.kind == monthDay && t.day.on(m.today, true).Sub(m.today) > 120 {
				break
			}
			if moves || t.day.kind == monthDay || t.day.day > m.today.Day {
				return VisitPlan
			}
			return VisitReport
		case monthEnd, yearEnd:
			return VisitPlan
		case weekend, wholeWeek, wholeMonth, someDay:
			if moves && !t.day.behind() {
				return VisitPlan
			}
		}
		break
	}
	for _, t := range m.tokens {
		if t.dead || m.clauseOf(t.from).adverse {
			continue
		}
		switch t.kind {
		case tokClock:
			if minutesOf(t.clock, t.half) > now {
				return VisitPlan
			}
			return VisitReport
		case tokHalf:
			if moves && (t.half == afternoon && now < 12*60 || t.half == evening && now < 17*60) {
				return VisitPlan
			}
		}
	}
	if moves && now < 9*60+30 && m.within(0, m.mainEnd(), wVisit) && !m.hasAny(wPast) {
		return VisitPlan
	}
	return VisitReport
}
