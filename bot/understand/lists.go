package understand

import "strings"

// barest returns the first of the last groups that hold nothing but names, times and places (14:00-14:30胡军；14:30-14:45胡俊；…): they
// share what is told after them. It is the last group itself where that one tells more.
func (l *layout) barest(m *message) int {
	first := l.groups
	for k := len(l.stops) - 1; k >= 0; k-- {
		st := l.stops[k]
		if st.group < first-1 || len(st.own) > 0 {
			break
		}
		bare := true
		for _, s := range st.spans {
			bare = bare && m.onlyNamed(s)
		}
		if !bare {
			break
		}
		first = st.group
	}
	return first
}

// onlyNamed reports whether a span holds nothing but names, clock times, days and places.
func (m *message) onlyNamed(s span) bool {
	times := false
	for i := s.from; i < s.to; {
		next := i
		for _, t := range m.tokens {
			if t.from == i && t.kind != tokProduct && t.kind != tokMinutes {
				next = t.to
				times = times || t.kind == tokClock
			}
		}
		for _, p := range m.people {
			if p.from == i {
				next = p.to
			}
		}
		if next == i {
			if !isBreak(m.r[i]) && !runeIn(m.r[i], "的在和跟、") {
				return false
			}
			next++
		}
		i = next
	}
	return times
}

// labels are the words that begin a line of a list, by what they tell.
var labels = map[string]string{"产品": "products", "品种": "products", "内容": "products", "主题": "products", "反馈": "result", "结果": "result", "态度": "result", "情况": "result",
	"目的": "purpose", "时长": "minutes"}

// label gives a line that begins with a label, below a list of visits, to all of them that have nothing of the kind (产品：肺舒清).
func (l *layout) label(m *message, n int, s span) bool {
	c := m.clauses[n]
	if l.field == "" {
		begins := n > 0 && m.clauses[n-1].strong && m.text.at(c.to) == ':'
		l.field = labels[strings.Trim(string(m.r[c.from:c.to]), " -")]
		if !begins || l.field == "" || l.groups < 2 {
			l.field = ""
			return false
		}
	}
	field := l.field
	if c.strong {
		l.field = ""
	}
	lacking := 0
	for k := range l.stops {
		if !l.stops[k].tells(m, field) {
			lacking++
		}
	}
	last := len(l.stops) - 1
	if lacking < len(l.stops) && l.stops[last].tells(m, field) || lacking == 0 {
		return false
	}
	for k := range l.stops {
		if !l.stops[k].tells(m, field) {
			l.stops[k].own = append(l.stops[k].own, s)
		}
	}
	return true
}

// tells reports whether what was said of a visit so far has something of a field.
func (st *stop) tells(m *message, field string) bool {
	spans := append(append([]span{}, st.spans...), st.own...)
	switch field {
	case "products":
		return len(m.products(spans)) > 0
	case "result":
		return m.result(spans) != ""
	case "purpose":
		return m.purpose(spans) != ""
	}
	return m.minutes(spans, false) > 0
}
