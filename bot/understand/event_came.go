package understand

import "slices"

// This file reads who came to a group event.

// guestTitles are the forms of address that may follow a name that is not on the list.
var guestTitles = []string{"副主任", "主任", "教授", "医生", "大夫", "老师", "院长", "护士长", "护士", "药师"}

// cameTo returns who is named from a rune on: doctors of the list, and names beside them. listed: the text is a list, so that a
// name needs no other one beside it.
func (m *message) cameTo(from int, listed bool) []CameSaid {
	var out []CameSaid
	type segment struct {
		from, to int
		person   bool
	}
	var all []segment
	at := from
	for i := from; i <= len(m.r); i++ {
		if i < len(m.r) && !isBreak(m.r[i]) && !(m.r[i] == '和' && !m.taken[i]) {
			continue
		}
		if i > at {
			s := segment{from: at, to: i}
			s.person = slices.ContainsFunc(m.people, func(p mention) bool { return p.from >= s.from && p.from < s.to })
			all = append(all, s)
		}
		at = i + 1
	}
	add := func(c CameSaid) {
		if !slices.ContainsFunc(out, func(o CameSaid) bool { return o.Doctor != "" && o.Doctor == c.Doctor || o.Said == c.Said }) {
			out = append(out, c)
		}
	}
	for n, s := range all {
		if s.person {
			for k := range m.people {
				if p := &m.people[k]; p.from >= s.from && p.from < s.to && p.role != withdrawn {
					add(m.came(p))
				}
			}
			continue
		}
		beside := listed || n > 0 && all[n-1].person || n+1 < len(all) && all[n+1].person
		if name := m.guest(s.from, s.to); name != "" && beside {
			all[n].person = true
			add(CameSaid{Said: name})
		}
	}
	return out
}

// came is a doctor who is named.
func (m *message) came(p *mention) CameSaid {
	to := p.to
	if p.foreign {
		to = min(to+1, len(m.r)) // 李静怡 is not 李静
	}
	c := CameSaid{Said: m.cut(p.from, to)}
	code, _, candidates := p.answer()
	c.Doctor = code
	if len(candidates) > 0 {
		c.Candidates = candidates
	}
	return c
}

// guest returns the name in a segment that is nothing but one of somebody who is not on the list.
func (m *message) guest(from, to int) string {
	for from < to && (isDigit(m.r[from]) || runeIn(m.r[from], ".)）有是")) {
		from++
	}
	s := m.r[from:to]
	for i := range s {
		if s[i] == '等' || s[i] == '共' || s[i] == '都' || s[i] == '一' && i+1 < len(s) && s[i+1] == '共' {
			s = s[:i]
			break
		}
	}
	for _, t := range guestTitles {
		if k := len(s) - len([]rune(t)); k > 0 && string(s[k:]) == t {
			s = s[:k]
			break
		}
	}
	if len(s) < 2 || len(s) > 4 || !m.free(from, from+len(s)) || slices.ContainsFunc(s, func(c rune) bool { return !isHan(c) }) {
		return ""
	}
	if !surnames[s[0]] && !compoundSurnames[string(s[:2])] || everydayWords[string(s)] || len(s) == 4 && !compoundSurnames[string(s[:2])] {
		return ""
	}
	for _, w := range m.words {
		if w.from >= from && w.to <= from+len(s) && w.to-w.from > 1 {
			return ""
		}
	}
	return string(s)
}
