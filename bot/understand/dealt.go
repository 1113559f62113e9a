package understand

// What is told of several doctors, or of one doctor on several days, without naming her again and again.

// dealers are words that deal what follows them to the doctors one by one; the words of one line belong together.
var dealers = [][]string{
	{"另外一个", "另外一位", "另一个", "另一位", "其中一个", "其中一位", "一个", "一位"},
	{"前者", "后者"}, {"前一个", "前一位", "前面一个", "前面那个", "前面那位", "后一个", "后一位", "后面一个", "后面那个", "后面那位"},
	{"第一个", "第一位", "第二个", "第二位", "第三个", "第三位", "第四个", "第四位"},
}

// notDealt are what follows 一个 where it counts something else (一个月, 一个病人).
const notDealt = "月星小钟多半疗病患科例礼季周上下人新问题方案"

// deal gives what stands behind 一个…一个…, 前者…后者…, 第一个…第二个… to the visits one by one: what is said of one of them is not said
// of the others.
func (m *message) deal(l layout, visits []Visit, mode Intent) {
	if len(visits) < 2 {
		return
	}
	after := 0
	for _, st := range l.stops {
		after = max(after, m.people[st.person].to)
	}
	for _, words := range dealers {
		parts := m.dealtParts(words, after)
		if len(parts) != len(visits) {
			continue
		}
		var products, minutes, results bool
		for _, p := range parts {
			told := m.toldIn([]span{p}, mode)
			products = products || len(m.products(told)) > 0
			minutes = minutes || m.minutes(told, false) > 0
			results = results || m.result([]span{p}) != ""
		}
		for k, p := range parts {
			told := m.toldIn([]span{p}, mode)
			m.toVisit(k)
			if v := &visits[k]; products {
				v.Products = m.products(told)
				m.gave("products", len(v.Products) > 0)
			}
			if mode != VisitReport {
				continue
			}
			if minutes {
				visits[k].Minutes = m.minutes(told, false)
				m.gave("minutes", visits[k].Minutes > 0)
			}
			if results {
				visits[k].Result = m.result([]span{p})
				m.gave("result", visits[k].Result != "")
			}
		}
	}
}

// dealtParts cuts the text behind after at the words, each part up to the next one, the last one to the end of its clause.
func (m *message) dealtParts(words []string, after int) (parts []span) {
	for i := after; i < len(m.r); i++ {
		to := 0
		for _, w := range words {
			if m.is(i, w) && to == 0 {
				to = i + len([]rune(w))
			}
		}
		if to == 0 || runeIn(m.text.at(to), notDealt) || runeIn(m.text.at(i-1), "每有开用某") {
			continue
		}
		if n := len(parts); n > 0 {
			parts[n-1].to = i
		}
		parts = append(parts, span{to, m.clauseOf(to).to})
		i = to - 1
	}
	return parts
}

// seenAgain makes one more visit of a clause that names nobody and tells of the last doctor on another day (周一没见到；今天又去，聊了20分钟). It
// asks for more than a day: that something was done again, or how long it took, or that she was not met.
func (l *layout) seenAgain(m *message, s span) bool {
	last, members := -1, 0
	for k, st := range l.stops {
		if st.group == l.groups {
			last, members = k, members+1
		}
	}
	if members != 1 || m.planned || m.within(s.from, s.to, wPhone, wDistant, wOthers, wEvent, wUndone) || !m.toldOn(m.clauseIndex(s.from)) && (!m.doneIn(s.from, s.to) || m.within(s.from, s.to, wFuture)) {
		return false
	}
	again := false
	for i := s.from; i < s.to; i++ {
		again = again || runeIn(m.r[i], "又再") && !m.taken[i]
	}
	if !again && !m.within(s.from, s.to, wTalk, wMet, wAbsent) && m.minutes([]span{s}, false) == 0 || again && !m.within(s.from, s.to, wVisit, wTalk, wMet, wAbsent, wFuture) {
		return false
	}
	if !m.onOtherDay(l, last, s, s.to) {
		return false
	}
	l.groups++
	l.stops = append(l.stops, stop{person: l.stops[last].person, group: l.groups, spans: []span{s}})
	l.shared, l.field, l.all = 0, "", false
	return true
}

// anotherDay reports whether a span tells of one more visit to the doctor of visit k, on another day than the one before (昨天见了刘国强…今天
// 又见了刘国强): the day stands before her name, and something was done on it.
func (m *message) anotherDay(l *layout, k, person int, s span) bool {
	return m.onOtherDay(l, k, s, m.people[person].from) && (m.planned || m.within(s.from, s.to, wVisit, wTalk, wMet))
}

// onOtherDay reports whether a span says, before the rune at end, another day than the first that is said of visit k.
func (m *message) onOtherDay(l *layout, k int, s span, end int) bool {
	mode := VisitReport
	if m.planned {
		mode = VisitPlan
	}
	single := func(spans []span, before int) (token, bool) {
		for _, t := range m.tokens {
			if t.kind == tokDay && !t.dead && t.day.single() && t.to <= before && in(spans, t.from) && !m.otherDay(t, mode) && (m.planned || !t.day.ahead()) {
				return t, true
			}
		}
		return token{}, false
	}
	now, ok := single([]span{s}, end)
	if !ok || !m.planned && m.clauseOf(now.from).ahead {
		return false
	}
	st := &l.stops[k]
	then, ok := single(append(append(append([]span{}, l.heading...), st.spans...), st.own...), now.from)
	if !ok {
		return false
	}
	a, b := then.day.on(m.today, m.planned), now.day.on(m.today, m.planned)
	return !a.IsZero() && !b.IsZero() && a != b
}
