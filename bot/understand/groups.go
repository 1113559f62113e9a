package understand

import "slices"

// stop is one visit in the making: a doctor and the parts of the text that speak of the visit.
type stop struct {
	person int
	// spans speak of this visit alone or of those named together with it.
	spans []span
	// own spans speak of this doctor alone, by name; they have the last word.
	own   []span
	group int
}

// layout is how a text divides into visits. heading speaks of all of them, everything of all by 都, 均, 各.
type layout struct {
	stops    []stop
	heading  []span
	everyone []span
	groups   int
	// shared is the first of the groups that hold only names, times and places and share what follows the last of them; field is
	// what a label (产品:) begins, until the end of its line.
	shared int
	field  string
	// all says that the clause before was nothing but 都 or 均, so that the next speaks of all too.
	all bool
}

// arrange divides the text into visits: each clause belongs to the doctors it names, or to those named last; clauses before
// the first doctor are the heading; doctors named in one breath share what follows; 都 and 两位 speak of all.
func (m *message) arrange() layout {
	var l layout
	pending := -1
	for n := range m.clauses {
		c := m.clauses[n]
		people := m.visitedIn(c)
		if len(people) == 0 {
			if m.onlyCallers(c) {
				pending = -1
				continue // 上午王芳打电话来问安络畅的库存: of no visit
			}
			l.place(m, n, &pending)
			continue
		}
		from := c.from
		if pending >= 0 {
			from = m.clauses[pending].from
			pending = -1
		}
		for k := 0; k < len(people); {
			group := []int{people[k]}
			for k++; k < len(people) && (m.joined(m.people[group[len(group)-1]].to, m.people[people[k]].from) || m.alsoThere(&m.people[people[k]])); k++ {
				group = append(group, people[k])
			}
			to := c.to
			if k < len(people) {
				to = m.leadOf(people[k])
			}
			l.take(m, group, span{from, to}, n)
			from = to
		}
	}
	return l
}

// onlyCallers reports whether a clause names doctors who phoned or wrote, and tells of nothing done by the rep.
func (m *message) onlyCallers(c clause) bool {
	called := false
	for n := range m.people {
		p := &m.people[n]
		called = called || p.from >= c.from && p.from < c.to && p.role == caller
	}
	return called && m.within(c.from, c.to, wPhone, wDistant)
}

// visitedIn returns the people named in a clause whom the text visits.
func (m *message) visitedIn(c clause) []int {
	var out []int
	for n := range m.people {
		if p := &m.people[n]; p.from >= c.from && p.from < c.to && p.role == visited {
			out = append(out, n)
		}
	}
	return out
}

// leadOf returns where the words that introduce a person begin: a place or a time directly before her.
func (m *message) leadOf(person int) int {
	from := m.people[person].from
	for again := true; again; {
		again = false
		for k := from - 1; k >= 0 && k >= from-3; k-- {
			if !runeIn(m.r[k], "的在去到和跟、见找又再给科看了 ") {
				break
			}
			from = k
			again = true
		}
		for _, t := range m.tokens {
			if t.to == from && t.kind != tokProduct && t.kind != tokMinutes {
				from, again = t.from, true
			}
		}
	}
	for _, p := range m.people[:person] {
		from = max(from, p.to)
	}
	return from
}

// take gives a span to the doctors it names: to the visits they have already, or to new ones.
func (l *layout) take(m *message, group []int, s span, clauseAt int) {
	var known []int
	for _, person := range group {
		for k := len(l.stops) - 1; k >= 0; k-- { // who was seen on two days is spoken of as on the last one
			if m.people[person].same(&m.people[l.stops[k].person]) {
				known = append(known, k)
				l.prefer(m, k, person)
				break
			}
		}
	}
	again := len(group) == 1 && len(known) == 1 && m.anotherDay(l, known[0], group[0], s)
	if len(known) > 0 && len(known) >= len(group) && !again {
		for _, k := range known {
			l.stops[k].own = append(l.stops[k].own, s)
		}
		return
	}
	l.shared, l.field = 0, ""
	join := len(known) == 0 && !again && (l.bareGroup(m, s, clauseAt) || l.joinedBy(m, group))
	if !join {
		l.groups++
	}
	var shared []span
	if join {
		for _, st := range l.stops {
			if st.group == l.groups {
				shared = st.spans
			}
		}
	}
	for _, person := range group {
		if !again && slices.ContainsFunc(l.stops, func(st stop) bool { return m.people[person].same(&m.people[st.person]) }) {
			continue
		}
		l.stops = append(l.stops, stop{person: person, group: l.groups, spans: slices.Clone(shared)})
	}
	for k := range l.stops {
		if l.stops[k].group == l.groups {
			l.stops[k].spans = append(l.stops[k].spans, s)
		}
	}
}

// prefer lets the clearer of two names of one doctor stand for her.
func (l *layout) prefer(m *message, k, person int) {
	if old := &m.people[l.stops[k].person]; len(old.fits) != 1 && len(m.people[person].fits) == 1 {
		l.stops[k].person = person
	}
}

// bareGroup reports whether the last group so far holds nothing but names, directly before this clause, so that the new name
// joins it (张伟，李静，都讲了立舒平).
func (l *layout) bareGroup(m *message, s span, clauseAt int) bool {
	if len(l.stops) == 0 || clauseAt == 0 || m.clauses[clauseAt-1].strong {
		return false
	}
	last := l.stops[len(l.stops)-1]
	if last.group != l.groups || len(last.spans) == 0 {
		return false
	}
	whole := last.spans[len(last.spans)-1]
	if whole.to != m.clauses[clauseAt-1].to {
		return false
	}
	first := s.from
	for runeIn(m.text.at(first), " 和跟与、") {
		first++
	}
	return m.personAt(first) && m.onlyBreaks(m.people[last.person].to, whole.to)
}

// place gives a clause that names nobody to those it speaks of.
func (l *layout) place(m *message, n int, pending *int) {
	c := m.clauses[n]
	s := span{c.from, c.to}
	if len(l.stops) == 0 {
		l.heading = append(l.heading, s)
		return
	}
	if *pending >= 0 {
		return // part of what leads to the next doctor
	}
	if l.seenAgain(m, s) {
		return
	}
	if w, ok := m.first(c.from, c.to, wRest); ok && w.from <= c.from+4 {
		l.rest(m, s)
		return
	}
	if l.label(m, n, s) {
		return
	}
	last := l.groups
	members := 0
	for _, st := range l.stops {
		if st.group == last {
			members++
		}
	}
	if (l.all || m.ofAll(c, members)) && members == 1 && len(l.stops) > 1 {
		l.everyone = append(l.everyone, s)
		l.all = c.to-c.from <= 2 && !l.all
		if !l.all {
			l.shareThings(m, n)
		}
		return
	}
	l.all = false
	if !m.ofAll(c, members) && m.leads(n) {
		*pending = n
		return
	}
	if l.shared == 0 {
		l.shared = last
		if n > 0 && m.clauses[n-1].strong {
			l.shared = l.barest(m)
		}
	}
	for k := range l.stops {
		if l.stops[k].group >= l.shared && l.stops[k].group <= last {
			l.stops[k].spans = append(l.stops[k].spans, s)
		}
	}
	if k, ok := l.lastNamed(m, c.from); ok && members > 1 && !m.ofAll(c, members) {
		// after "韩雪说会用" the next clause without a name goes on about 韩雪
		for j := range l.stops {
			if l.stops[j].group == last {
				l.stops[j].spans = l.stops[j].spans[:len(l.stops[j].spans)-1]
			}
		}
		l.stops[k].own = append(l.stops[k].own, s)
	}
}

// shareThings gives what stands between the last doctor and a clause n that speaks of all (…，诺胰平，都有顾虑) to all of them: products
// and places, where no other visit has a product of its own.
func (l *layout) shareThings(m *message, n int) {
	last := len(l.stops) - 1
	for k := range last {
		if len(m.products(append(append([]span{}, l.stops[k].spans...), l.stops[k].own...))) > 0 {
			return
		}
	}
	st := &l.stops[last]
	from, _ := m.sentence(m.clauses[n].from)
	st.spans = slices.DeleteFunc(st.spans, func(s span) bool {
		things := s.from >= from && s.from >= m.people[st.person].to && m.onlyThings(s)
		if things {
			l.everyone = append(l.everyone, s)
		}
		return things
	})
	slices.SortFunc(l.everyone, func(a, b span) int { return a.from - b.from })
}

// onlyThings reports whether a span holds nothing but products and places.
func (m *message) onlyThings(s span) bool {
	i := s.from
	for _, t := range m.tokens {
		if t.from < s.from || t.from >= s.to {
			continue
		}
		if t.kind != tokProduct && t.kind != tokHospital && t.kind != tokDepartment || !m.only(i, t.from, "的在是讲聊谈和 ") {
			return false
		}
		i = t.to
	}
	return i > s.from && m.only(i, s.to, "的 ")
}

// lastNamed returns the visit whose own span ends right before i, if there is one.
func (l *layout) lastNamed(m *message, i int) (int, bool) {
	for k, st := range l.stops {
		if n := len(st.own); n > 0 && m.onlyBreaks(st.own[n-1].to, i) {
			return k, true
		}
	}
	return 0, false
}

// ofAll reports whether a clause without a name speaks of all: it begins with 都, 均, 各, 两位 and the like.
func (m *message) ofAll(c clause, members int) bool {
	w, ok := m.first(c.from, c.to, wAll, wEach)
	if !ok || w.from > c.from+3 {
		return false
	}
	s := string(m.r[w.from:w.to])
	if s == "他们" || s == "她们" {
		return members > 1 || m.within(w.to, min(w.to+3, c.to), wAll)
	}
	return !m.within(c.from, w.from, wPatient) && !runeIn(m.text.at(w.from-1), "里科")
}

// rest gives a clause such as 另外两个没表态 to the visits that have no result of their own.
func (l *layout) rest(m *message, s span) {
	for k := range l.stops {
		if m.result(l.stops[k].own) == "" {
			l.stops[k].own = append(l.stops[k].own, s)
		}
	}
}

// leads reports whether clause n, which names nobody, belongs to the doctor of a later clause: it tells of a place, a day or a
// clock time and of no result, and a clause with a new doctor follows.
func (m *message) leads(n int) bool {
	c := m.clauses[n]
	lead := false
	for _, t := range m.tokens {
		if t.from < c.from || t.from >= c.to {
			continue
		}
		switch t.kind {
		case tokHospital, tokClock:
			lead = true
		case tokDay:
			lead = lead || !c.ahead
		case tokProduct, tokMinutes:
			return false
		}
	}
	if !lead || m.within(c.from, c.to, wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent, wAgain) || c.ahead {
		return false
	}
	for k, far := n+1, n+2; k < len(m.clauses) && k <= far; k++ {
		if c := m.clauses[k]; m.onlyPlaces(c) || m.onlyBreaks(c.from, c.to) {
			far++
			continue
		}
		if len(m.visitedIn(m.clauses[k])) > 0 {
			return true
		}
		if m.clauses[k].strong || m.productIn(m.clauses[k].from, m.clauses[k].to) || m.minutes([]span{{m.clauses[k].from, m.clauses[k].to}}, false) > 0 {
			return false
		}
	}
	return false
}
