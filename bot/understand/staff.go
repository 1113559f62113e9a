package understand

import (
	"github.com/yaoban/yaoban/domain"
)

// staffMention is a place where a text names a colleague: userids holds who can be meant.
type staffMention struct {
	from, to int
	userids  []string
	manager  bool
}

// officeTitles are forms of address that only colleagues have.
var officeTitles = func() *trie[bool] {
	t := newTrie[bool]()
	for _, w := range []string{"经理", "总监", "主管", "地区经理", "大区经理", "区域经理", "总经理", "大区总监", "大区", "地总", "区总", "大区总", "领导", "老板"} {
		t.add(w, true)
	}
	return t
}()

// findStaff finds colleagues: whole names, and managers by surname with 经理, 总监 and the like. X总 is one only in company
// (和王总, 王总带我, 王总协访); otherwise a doctor is addressed so (GUIDE.md, joint).
func (m *message) findStaff() {
	for i := 0; i < len(m.r); i++ {
		if end, found := m.g.staffNames.longest(m.r, i); end > i && !m.doctorNamed(i, end) {
			s := staffMention{from: i, to: end}
			for _, n := range found {
				s.userids = append(s.userids, m.g.staff[n].UserID)
				s.manager = s.manager || m.g.staff[n].Role.Manages()
			}
			if stop, _ := officeTitles.longest(m.r, end); stop > end {
				s.to = stop
			} else if m.text.at(end) == '总' {
				s.to = end + 1
			}
			m.addStaff(s)
			i = s.to - 1
			continue
		}
		if i == 0 || m.taken[i-1] || !surnames[m.r[i-1]] && m.g.managers[m.r[i-1]] == nil {
			continue
		}
		end, _ := officeTitles.longest(m.r, i)
		if end == i && m.r[i] == '总' && m.bossInCompany(i) {
			end = i + 1
		}
		if end > i {
			m.addStaff(staffMention{from: i - 1, to: end, userids: m.managersNamed(m.r[i-1]), manager: true})
			i = end - 1
		}
	}
}

func (m *message) addStaff(s staffMention) {
	m.staff = append(m.staff, s)
	m.take(s.from, s.to)
}

// doctorNamed reports whether the runes are the name of a doctor on the list, who then is meant; for a manager a colleague is.
func (m *message) doctorNamed(from, to int) bool {
	if m.who.Role.Manages() {
		return false
	}
	for _, n := range m.g.bySurname[m.r[from]] {
		if len(m.g.names[n]) == to-from && m.g.hasName(n, m.r, from, false) {
			return true
		}
	}
	return false
}

// managersNamed returns the managers with a surname as it is written or, if there is none, as it sounds.
func (m *message) managersNamed(c rune) []string {
	var out []string
	for _, n := range m.g.managers[c] {
		out = append(out, m.g.staff[n].UserID)
	}
	if len(out) > 0 {
		return out
	}
	for surname, list := range m.g.managers {
		if sound(c, surname, true) {
			for _, n := range list {
				out = append(out, m.g.staff[n].UserID)
			}
		}
	}
	return out
}

// bossInCompany reports whether X总 at i (the 总) came along.
func (m *message) bossInCompany(i int) bool {
	if len(m.managersNamed(m.r[i-1])) == 0 {
		return false
	}
	for _, s := range m.staff {
		if s.manager && m.r[s.from] == m.r[i-1] {
			return true // 陪王总去见了刘主任，王总讲得多
		}
	}
	if runeIn(m.text.at(i-2), "和跟陪与同随着") {
		return true
	}
	for k := i + 1; k < len(m.r) && k < i+8 && !isBreakStrong(m.r[k]) && m.r[k] != ','; k++ {
		for _, w := range []string{"带我", "带着我", "带队", "协访", "随访", "陪我", "陪同", "陪访", "跟访", "和我", "跟我", "一起", "一同", "也去", "也一起", "带教"} {
			if m.is(k, w) {
				return true
			}
		}
	}
	for _, w := range []string{"协访", "协访:", "协访 ", "陪同", "陪同:", "随访:"} {
		if m.ends(i-1, w) {
			return true
		}
	}
	return false
}

// joint returns the manager who came along on a visit told in from..to, or "" if nobody or nobody certain did.
func (m *message) joint(from, to int) string {
	for _, s := range m.staff {
		if s.from < from || s.from >= to || !s.manager || len(s.userids) != 1 {
			continue
		}
		if !m.cameAlong(s) {
			m.pass("colleague", s.from, s.to, "nothing says that she came along")
			continue
		}
		m.found("joint", s.from, s.to, "the one manager of that name, who came along")
		return s.userids[0]
	}
	return ""
}

// cameAlong reports whether the text says that a colleague was there: 和王经理一起, 陪周总监, 王经理随访, 协访：王经理.
func (m *message) cameAlong(s staffMention) bool {
	c := m.clauseOf(s.from)
	if m.stayedAway(s) {
		return false
	}
	if runeIn(m.text.at(s.from-1), "和跟陪与同随着带") && !m.within(c.from, c.to, wPhone, wDistant) {
		return true
	}
	if w, ok := m.first(c.from, c.to, wJoint); ok && !m.negated(w.from) {
		return true
	}
	for _, w := range []string{"协访", "协访:", "协访 ", "陪同", "陪同:", "随访:", "陪访:", "协访人:"} {
		if m.ends(s.from, w) {
			return true
		}
	}
	at := s.to // 周航 总监 协访, each a clause of its own in a short message
	for m.text.at(at) == ' ' {
		at++
	}
	if end, _ := officeTitles.longest(m.r, at); end > at {
		at = end
	}
	for m.text.at(at) == ' ' {
		at++
	}
	return m.within(at, at+1, wJoint)
}

// stayedAway reports whether the text says that a colleague who was to come did not (本来说好协访，结果临时没来，我自己跑的).
func (m *message) stayedAway(s staffMention) bool {
	from, to := m.sentence(s.from)
	meant := false
	for i := from; i < to; i++ {
		if m.is(i, "没来") || m.is(i, "没能来") || m.is(i, "来不了") || m.is(i, "没去成") || m.is(i, "没跟") || m.is(i, "没一起") {
			return i > s.to && i-s.to <= 16 || meant
		}
		meant = meant || m.is(i, "本来") || m.is(i, "原本") || m.is(i, "说好")
	}
	return false
}

// repNamed returns the rep whom a manager's text names: by name, or by 小X, 老X and a bare surname form; "" if none or several.
func (m *message) repNamed() string {
	for _, s := range m.staff {
		if !s.manager && len(s.userids) == 1 {
			m.found("rep", s.from, s.to, "the rep's name")
			return s.userids[0]
		}
	}
	for _, p := range m.people {
		if len(p.name) > 1 || p.title != anybody {
			continue
		}
		found := ""
		for _, n := range m.g.reps[p.name[0]] {
			if found != "" {
				return ""
			}
			found = m.g.staff[n].UserID
			m.found("rep", p.from, p.to, "the one rep of that surname")
		}
		return found
	}
	return ""
}

// indexStaff fills the look-ups of colleagues.
func (c *common) indexStaff(staff []Staff) {
	c.staffNames, c.managers, c.reps = newTrie[int32](), map[rune][]int32{}, map[rune][]int32{}
	for n, s := range staff {
		i := int32(n)
		name := normalise(s.Name).r
		c.staff = append(c.staff, colleague{s, name})
		c.staffOf[s.UserID] = i
		if len(name) < 2 {
			continue
		}
		switch {
		case s.Role.Manages():
			if p := letters(string(name)); p != "" && c.typed[p] == "" {
				c.typed[p] = string(name)
			}
			c.managers[name[0]] = append(c.managers[name[0]], i)
			c.staffNames.add(string(name), i)
		case s.Role == domain.Rep:
			c.reps[name[0]] = append(c.reps[name[0]], i)
			c.staffNames.add(string(name), i)
		}
	}
}
