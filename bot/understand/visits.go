package understand

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// visits reads the visits of a report or a plan. It returns none where the text names no visit of the sender's own.
func (m *message) visits(mode Intent) []Visit {
	m.planned = mode == VisitPlan
	m.lookAhead(mode)
	m.markRoles(mode)
	l := m.arrange()
	l.keep(m, mode)
	if len(l.stops) == 0 {
		return m.nameless(mode)
	}
	several := len(l.stops) > 1
	var out []Visit
	var day when
	for k := range l.stops {
		st := &l.stops[k]
		all := slices.Concat(l.heading, st.spans, st.own, l.everyone)
		slices.SortFunc(all, func(a, b span) int { return a.from - b.from })
		told := m.toldIn(all, mode)
		v := Visit{Said: m.cut(m.people[st.person].from, m.people[st.person].to)}
		m.toVisit(k)
		v.Doctor, v.Ask, v.Candidates = m.people[st.person].answer()
		if v.Ask != "" && len(v.Candidates) == 0 {
			v.New = m.asNewDoctor(&m.people[st.person])
		}
		m.gaveDoctor(&m.people[st.person])
		if d := m.when(m.toldIn(slices.Concat(st.spans, st.own), mode), mode); d.said() {
			day = d
		} else if d := m.when(m.toldIn(l.everyone, mode), mode); d.said() {
			day = d
		} else if !day.said() {
			day = m.headDay(l.heading, mode)
		}
		m.dateOf(&v, day, mode)
		m.fill(&v, told, m.resultsIn(all, mode), m.toldIn(st.own, mode), several, mode)
		if len(out) > 0 && len(v.Products) == 0 && m.sameThings(told) {
			v.Products = slices.Clone(out[len(out)-1].Products)
			m.gave("products", len(v.Products) > 0)
		}
		v.Start = m.startOf(l, k, mode)
		m.gave("start", v.Start != "")
		if v.Joint = m.jointIn(told); v.Joint == "" {
			v.Joint = m.joint(0, l.firstFrom(m))
		}
		m.gave("joint", v.Joint != "")
		if mode == VisitReport {
			m.next(&v, all)
			v.Feedback = m.feedback(told)
		} else {
			v.Joint, v.Minutes, v.Result = "", 0, ""
			v.Remind = m.remindBefore(all)
			m.gave("remind", v.Remind > 0)
		}
		v.Rest, v.Gist = m.wordsOf(all), m.gist(all)
		out = append(out, v)
	}
	m.dealDays(l, out, mode)
	m.deal(l, out, mode)
	m.toTop()
	return m.onEachDay(l, out, mode)
}

// fill puts the slots of the told spans into a visit; what is said of this doctor alone (own) has the last word.
func (m *message) fill(v *Visit, told, results, own []span, several bool, mode Intent) {
	v.Start = m.start(told)
	m.gave("start", v.Start != "")
	v.Minutes = m.minutes(told, several)
	m.gave("minutes", v.Minutes > 0)
	v.Products = m.products(told)
	m.gave("products", len(v.Products) > 0)
	v.Purpose = m.purpose(results)
	m.gave("purpose", v.Purpose != "")
	v.Result = m.result(results)
	m.gave("result", v.Result != "")
	if r := m.result(own); r != "" {
		v.Result = r
		m.gave("result", true)
	}
	if n := m.minutes(own, several); n > 0 {
		v.Minutes = n
		m.gave("minutes", true)
	}
	if mode == VisitReport && v.Minutes == 0 {
		if m.form != "" {
			v.Minutes = m.bareMinutes(told)
		} else {
			v.Minutes = m.fieldAlone(told)
		}
		m.gave("minutes", v.Minutes > 0)
	}
}

// headDay returns the day that the heading says nearest to the first doctor (昨晚看书看到两点，今天去了市一院…).
func (m *message) headDay(heading []span, mode Intent) when {
	for k := len(heading) - 1; k >= 0; k-- {
		if d := m.when(m.toldIn(heading[k:k+1], mode), mode); d.said() {
			return d
		}
	}
	return when{}
}

// startOf returns when visit k began: by what is said of it, then of all, then by the heading, whose clock time counts for later
// visits only in the same sentence.
func (m *message) startOf(l layout, k int, mode Intent) domain.TimeOfDay {
	st := l.stops[k]
	for _, said := range [][]span{st.own, st.spans, l.everyone} {
		if s := m.start(m.toldIn(said, mode)); s != "" {
			return s
		}
	}
	for n := len(l.heading) - 1; n >= 0; n-- {
		h := l.heading[n]
		if k > 0 && st.group != l.stops[0].group && m.strongBetween(h.to, m.people[st.person].from) {
			continue
		}
		if s := m.start(m.toldIn([]span{h}, mode)); s != "" {
			return s
		}
	}
	return ""
}

// strongBetween reports whether a full stop, a semicolon, a line break or an item number stands in from..to.
func (m *message) strongBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if isBreakStrong(m.r[i]) {
			return true
		}
	}
	return false
}

// dateOf gives a visit its day: a report without one is of today, but not one of a day that no calendar has.
func (m *message) dateOf(v *Visit, day when, mode Intent) {
	v.Date, v.NoDay = day.date, day.noDay
	m.gave("date", !v.Date.IsZero())
	if !day.said() && mode == VisitReport {
		v.Date = m.today
		m.gaveBy("date", "no day is said: a report is of today")
	}
}

// toldIn leaves out the clauses that look ahead and those of adverse events and complaints.
func (m *message) toldIn(spans []span, mode Intent) []span {
	var out []span
	for _, s := range spans {
		for _, c := range m.clauses[min(m.clauseIndex(s.from), len(m.clauses)):] {
			if c.from >= s.to {
				break
			}
			from, to := max(s.from, c.from), min(s.to, c.to)
			if from >= to || c.adverse || mode == VisitReport && c.ahead {
				continue
			}
			out = append(out, span{from, to})
		}
	}
	return out
}

// resultsIn is like toldIn, but keeps the clauses that look ahead to something else than our next visit (答应下周用起来): they
// tell how this one ended.
func (m *message) resultsIn(spans []span, mode Intent) []span {
	out := m.toldIn(spans, mode)
	for n, c := range m.clauses {
		if mode == VisitReport && c.ahead && !c.adverse && in(spans, c.from) && m.notOurs(n) {
			out = append(out, span{c.from, c.to})
		}
	}
	return out
}

// date returns the day that the spans say, or the zero date.
func (m *message) date(spans []span, mode Intent) domain.Date {
	var today domain.Date
	for _, t := range m.tokens {
		if t.kind != tokDay || t.dead || !in(spans, t.from) || !t.day.single() {
			continue
		}
		if m.otherDay(t, mode) {
			m.pass("date", t.from, t.to, "it is the day of something else: a treatment, a meeting, a limit, another time")
			continue
		}
		d := t.day.on(m.today, mode == VisitPlan)
		if d.IsZero() || mode == VisitReport && d.After(m.today) {
			m.pass("date", t.from, t.to, "no calendar has that day, or a report cannot be of it")
			continue
		}
		if t.day.kind == relativeDay && t.day.offset == 0 && mode == VisitReport && m.within(t.to, t.to+3, wPast) {
			today = d // 今天补一下昨天的
			m.found("date", t.from, t.to, dayRule(mode))
			continue
		}
		m.found("date", t.from, t.to, dayRule(mode))
		return d
	}
	return today
}

// otherDay reports whether a day is not that of the visit: of a treatment, of a meeting one is invited to, of another time
// that is only remembered, or a limit (月底前).
func (m *message) otherDay(t token, mode Intent) bool {
	next := m.text.at(t.to)
	if runeIn(next, "前起") && t.day.kind != relativeDay || m.is(t.to, "回来") || m.is(t.to, "才回") {
		return true
	}
	if t.day.kind == relativeDay && m.r[t.to-1] == '后' && (mode == VisitReport || runeIn(m.text.at(t.from-1), "药吃用服打")) {
		return true
	}
	if t.day.kind == monthEnd && mode == VisitReport && t.day.offset == 0 {
		return !m.within(t.to, m.clauseOf(t.to-1).to, wVisit, wTalk)
	}
	c := m.clauseOf(t.from)
	if mode == VisitReport && (m.calledOff(c) || m.wentAgain(t, c)) || mode == VisitPlan && m.calledToday(t, c) {
		return true
	}
	if w, ok := m.first(c.from, c.to, wInvite); ok && w.from < t.from {
		return true
	}
	if m.within(t.to, min(t.to+6, c.to), wEvent) && !m.personIn(c) {
		return true
	}
	return m.within(max(c.from, t.from-3), t.from, wEarlier) || m.besideVisit(t, c, mode)
}

// onlyTimesAndPlaces reports whether a clause holds nothing but times and places (12月1号南湖).
func (m *message) onlyTimesAndPlaces(c clause) bool {
	i := c.from
	for i < c.to {
		next := i
		for _, t := range m.tokens {
			if t.from == i && (t.kind <= tokClock || t.kind == tokHospital || t.kind == tokDepartment) {
				next = max(next, t.to)
			}
		}
		if next == i {
			if !runeIn(m.r[i], "的在是到跑去了 ") {
				return false
			}
			next++
		}
		i = next
	}
	return true
}

// theirDay reports whether a day is when the doctor will be busy or away (周五他休息，所以下周三再去), told after the visit.
func (m *message) theirDay(t token) bool {
	c := m.clauseOf(t.from)
	at := t.to
	for runeIn(m.text.at(at), " 的") {
		at++
	}
	subject := runeIn(m.text.at(at), "他她") || m.is(at, "主任") || runeIn(m.text.at(t.from-1), "他她说") || m.ends(t.from, "主任")
	if !subject || t.day.kind == relativeDay && t.day.offset <= 0 || t.day.behind() {
		return false
	}
	w, ok := m.first(at, c.to, wElsewhere, wTimeOff, wAbsent)
	return ok && !m.negated(w.from) && (m.pastIn(0, c.from) || m.minutes([]span{{0, c.from}}, false) > 0)
}

// besideVisit reports whether a report's day stands in a later clause that speaks of something else than the visit (他12号回来).
func (m *message) besideVisit(t token, c clause, mode Intent) bool {
	if mode == VisitReport && m.theirDay(t) {
		return true
	}
	if mode == VisitReport && m.onlyTimesAndPlaces(c) && m.leads(m.clauseIndex(c.from)) {
		return false
	}
	if mode != VisitReport || m.personIn(c) || m.onlyTimes(c) || m.within(c.from, c.to, wVisit, wTalk, wPast, wMet) || m.wentOnce(c) || m.result([]span{{c.from, c.to}}) != "" || runeIn(m.text.at(t.to), "的") {
		return false
	}
	for n := range m.people {
		if p := &m.people[n]; p.role == visited && p.from < c.from {
			return true
		}
	}
	return false
}

// wentOnce reports whether a clause says that the rep went there again (又去一趟).
func (m *message) wentOnce(c clause) bool {
	for i := c.from; i < c.to; i++ {
		if m.r[i] == '又' && (m.is(i+1, "去一趟") || m.is(i+1, "去趟") || m.is(i+1, "跑一趟") || m.is(i+1, "跑趟")) {
			return true
		}
	}
	return false
}

// bareMinutes reads the number of 1 to 3 digits that the compact form gives for minutes (GUIDE.md, SMS).
func (m *message) bareMinutes(spans []span) int {
	for i := 0; i < len(m.r); i++ {
		if !isDigit(m.r[i]) || m.taken[i] || !isBreak(m.text.at(i-1)) && !m.taken[i-1] && !runeIn(m.text.at(i-1), "各均") || m.text.at(i-1) == ':' && isDigit(m.text.at(i-2)) || m.isTime(i, i+1) || !in(spans, i) {
			continue
		}
		n, end := number(m.r, i)
		if end-i <= 3 && n > 0 && !runeIn(m.text.at(end), "号点月天时个%级期年.:日位人岁周片盒支次/-") {
			m.found("minutes", i, end, "a bare number of one to three digits in the compact form")
			return n
		}
		i = end
	}
	return 0
}

// fieldAlone reads a number of 1 to 3 digits that is a field of its own in a short message of fields without BF (王方 附二 氯吡格雷
// 20 同意).
func (m *message) fieldAlone(spans []span) int {
	if m.channel != "sms" || len(m.clauses) < 3 {
		return 0
	}
	out := 0
	for _, c := range m.clauses {
		if c.to-c.from > 12 {
			return 0 // sentences, not fields
		}
		n, end := number(m.r, c.from)
		if end == c.to && c.to-c.from <= 3 && isDigit(m.r[c.from]) && n > 0 && n <= 240 && in(spans, c.from) && m.text.at(c.to) != '.' && out == 0 {
			out = n
			m.found("minutes", c.from, c.to, "a number of one to three digits that is a field of its own in a short message of fields")
		}
	}
	return out
}

func (m *message) jointIn(spans []span) string {
	for _, s := range spans {
		if id := m.joint(s.from, s.to); id != "" {
			return id
		}
	}
	return ""
}

func (l *layout) firstFrom(m *message) int {
	if len(l.stops) == 0 {
		return 0
	}
	return m.people[l.stops[0].person].from
}

// remindBefore returns how many minutes before a plan a reminder is wanted.
func (m *message) remindBefore(spans []span) int {
	for _, t := range m.tokens {
		if t.kind == tokMinutes && t.before && !t.dead {
			m.found("remind", t.from, t.to, "how long before the start a reminder is wanted")
			return t.minutes
		}
	}
	return 0
}

// wordsOf returns the original words of the spans.
func (m *message) wordsOf(spans []span) string {
	if len(spans) == 0 {
		return ""
	}
	return m.cut(spans[0].from, spans[len(spans)-1].to)
}

// nameless makes the visit of a text that tells of one without naming the doctor: who it was must be asked.
func (m *message) nameless(mode Intent) []Visit {
	if len(m.people) > 0 || !m.namelessVisit(mode) {
		return nil
	}
	all := []span{{0, len(m.r)}}
	told := m.toldIn(all, mode)
	v := Visit{Ask: "doctor", Candidates: []string{}}
	m.toVisit(0)
	m.gaveBy("ask", "the text tells of a visit and names no doctor")
	m.gaveBy("candidates", "the text tells of a visit and names no doctor")
	m.dateOf(&v, m.when(told, mode), mode)
	m.fill(&v, told, m.resultsIn(all, mode), nil, false, mode)
	if mode == VisitReport {
		v.Joint = m.joint(0, len(m.r))
		m.gave("joint", v.Joint != "")
		m.next(&v, all)
		v.Feedback = m.feedback(told)
	} else {
		v.Minutes, v.Result, v.Remind = 0, "", m.remindBefore(all)
		m.gave("remind", v.Remind > 0)
	}
	v.Rest, v.Gist = m.wordsOf(all), m.gist(all)
	m.toTop()
	return m.onEachDay(layout{}, []Visit{v}, mode)
}
