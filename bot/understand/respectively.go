package understand

import "strings"

// listedDays adds the days of a list that says the week once (下周一、二、三).
func (m *message) listedDays() {
	for k := range len(m.tokens) {
		t := m.tokens[k]
		if t.kind != tokDay || t.day.kind != bareWeekday && t.day.kind != weekdayOf {
			continue
		}
		for at := t.to; m.text.at(at) == '、' && !m.taken[at]; at += 2 {
			n, ok := numeral(m.text.at(at + 1))
			if c := m.text.at(at + 1); c == '日' {
				n, ok = 7, true
			}
			if !ok || n < 1 || n > 7 || runeIn(m.text.at(at+2), "个位点家次十月号日分") && !m.is(at+2, "分别") {
				break
			}
			t.from, t.to, t.day.weekday = at+1, at+2, n
			m.tokens = append(m.tokens, t)
		}
	}
	m.sortTokens()
}

// respectively reports whether the text says 分别 or 依次, so that as many days as visits belong to them one by one.
func (m *message) respectively() bool {
	return strings.Contains(m.string(), "分别") || strings.Contains(m.string(), "依次")
}

// dealDays gives the days that are told before the first doctor to the visits one by one (下周一、二、三分别去马超、胡军、何伟那里).
func (m *message) dealDays(l layout, visits []Visit, mode Intent) {
	if len(visits) < 2 || !m.respectively() {
		return
	}
	first := m.people[l.stops[0].person].from
	var days []token
	for _, t := range m.tokens {
		if t.kind == tokDay && !t.dead && t.day.single() && t.to <= first && !m.otherDay(t, mode) {
			days = append(days, t)
		}
	}
	if len(days) != len(visits) {
		return
	}
	for k := range visits {
		if d := days[k].day.on(m.today, mode == VisitPlan); !d.IsZero() {
			visits[k].Date, visits[k].NoDay = d, ""
		}
	}
}
