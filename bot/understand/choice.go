package understand

import (
	"slices"
	"strings"
)

// Choice reads an answer by number to a question with n options: 1, ①, １, 二, 第二个, 选2, 回2, 2吧, 最后一个. index counts from
// 0. ok is false where the text says anything more, or a number that is no option.
func Choice(text string, n int) (index int, ok bool) {
	t := normalise(text)
	r := []rune(strings.Map(func(c rune) rune {
		if '①' <= c && c <= '⑳' {
			return c
		}
		if isBreak(c) {
			return -1
		}
		return c
	}, string(t.r)))
	if len(r) == 0 || len(r) > 8 || n <= 0 {
		return 0, false
	}
	i := 0
	for _, lead := range []string{"我选择", "我选", "选择", "应该是", "选", "回复", "回", "是", "就", "要"} {
		if hasAt(r, i, lead) {
			i += len([]rune(lead))
			break
		}
	}
	if hasAt(r, i, "最后") && n > 0 && ends(r[i+2:]) {
		return n - 1, true
	}
	if hasAt(r, i, "第") {
		i++
	}
	v, at := 0, i
	if i < len(r) && '①' <= r[i] && r[i] <= '⑳' {
		v, at = int(r[i]-'①')+1, i+1
	} else if v, at = number(r, i); at == i {
		return 0, false
	}
	if at-i > 2 || !ends(r[at:]) || v < 1 || v > n {
		return 0, false
	}
	return v - 1, true
}

// NoneOf reports whether a text says that none of what was offered is right: 都不是, 没有他.
func NoneOf(text string) bool {
	switch strings.TrimRight(newMessage(text, Sender{}, Context{}, NewGazetteer(World{})).bare(), "的啊呀吧哦了") {
	case "都不是", "都不对", "不是这些", "不是他们", "不是她们", "没有他", "没有她", "一个都不是", "全不是", "都没有", "以上都不是", "不在里面", "这里没有", "doubushi":
		return true
	}
	return false
}

// ends reports whether only words that close a choice are left (个, 位, 号, 吧).
func ends(r []rune) bool {
	for _, c := range r {
		if !runeIn(c, "个位号条项吧啊的那这了一哈呢") {
			return false
		}
	}
	return true
}

// Among returns which of the candidates (codes of doctors) an answer fits, in their order: by name, surname and form of
// address, hospital, department, title, short code, or the sound of any of these. An answer that says nothing of the kind, or
// something that fits nobody, gives none.
func (g *Gazetteer) Among(text string, candidates []string) []string {
	m := newMessage(text, Sender{}, Context{}, g)
	if len(m.r) == 0 || len(m.r) > 40 {
		return nil
	}
	var out []string
	for _, code := range candidates {
		if n, ok := g.byCode[code]; ok && m.answers(n) {
			out = append(out, code)
		}
	}
	return out
}

// answers reports whether everything that an answer says of a doctor fits doctor n, and it says something.
func (m *message) answers(n int32) bool {
	d := &m.g.doctors[n]
	said := false
	for _, t := range m.tokens {
		switch t.kind {
		case tokHospital:
			if !slices.Contains(t.codes, d.Hospital) {
				return false
			}
			said = true
		case tokDepartment:
			if !slices.Contains(t.codes, d.Department) {
				return false
			}
			said = true
		case tokProduct, tokDay, tokClock, tokMinutes:
			return false // a message of its own
		}
	}
	written := false
	for k := range m.people {
		p := &m.people[k]
		switch {
		case p.code != "":
			if p.code != d.Code {
				return false
			}
		case !fitsTitle(d, p.title):
			return false
		case len(p.name) > 0 && !m.named(n, p):
			return false
		}
		written, said = true, true
	}
	if written {
		return true
	}
	rest := m.loose()
	if len(rest) == 0 {
		return said
	}
	if kind, found := titles.longest(rest, 0); kind == len(rest) && len(rest) > 1 {
		return fitsTitle(d, found[0])
	}
	if name := m.g.names[n]; len(rest) == 1 && sound(rest[0], name[0], true) || len(rest) == len(name) && m.g.hasName(n, rest, 0, true) {
		return true
	}
	for _, v := range []*vocabulary{m.g.terms, m.g.own} {
		if v == nil {
			continue
		}
		if end, found := v.words.longest(rest, 0); end == len(rest) {
			for _, k := range found {
				if t := v.terms[k]; t.kind == termDepartment && slices.Contains(t.codes, d.Department) {
					return true
				}
			}
		}
	}
	return false
}

// named reports whether a mention's name is doctor n's; a homophone serves where nobody has the written name.
func (m *message) named(n int32, p *mention) bool {
	name := m.g.names[n]
	if p.full {
		return slices.Equal(name, p.name) || len(name) == len(p.name) && m.g.hasName(n, p.name, 0, true) && !slices.ContainsFunc(m.g.bySurname[p.name[0]], func(k int32) bool { return slices.Equal(m.g.names[k], p.name) })
	}
	if len(name) < len(p.name) {
		return false
	}
	for k, c := range p.name {
		if !sound(c, name[k], k == 0) {
			return false
		}
	}
	return true
}

// loose returns the runes of an answer that belong to no term or name, without words that only introduce or close.
func (m *message) loose() []rune {
	var out []rune
	for i, c := range m.r {
		if !m.taken[i] && !isBreak(c) {
			out = append(out, c)
		}
	}
	s := strings.Trim(string(out), "的那个位是吧呀啊哦嗯选就在")
	return []rune(s)
}

// Near returns at most n codes of doctors whose names come closest to the words said, best first: those of the same surname as
// written, then as heard, then those who share a character of the given name. It offers; it never decides.
func (g *Gazetteer) Near(said string, n int) []string {
	m := newMessage(said, Sender{}, Context{}, g)
	name := []rune(nil)
	for k := range m.people {
		if name = m.people[k].name; len(name) > 0 {
			break
		}
	}
	if len(name) == 0 {
		for _, c := range m.r {
			if isHan(c) {
				name = append(name, c)
			}
		}
	}
	if len(name) == 0 || n <= 0 {
		return nil
	}
	type scored struct {
		code  string
		score int
	}
	var found []scored
	for k := range g.doctors {
		s := 0
		own := g.names[k]
		if len(own) == 0 {
			continue
		}
		if own[0] == name[0] {
			s += 6
		} else if sound(name[0], own[0], true) {
			s += 4
		}
		for _, c := range own[1:] {
			for _, d := range name[min(1, len(name)-1):] {
				if c == d {
					s += 3
				} else if sound(d, c, false) {
					s += 2
				}
			}
		}
		if s >= 3 {
			found = append(found, scored{g.doctors[k].Code, s})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return b.score - a.score })
	var out []string
	for _, f := range found[:min(n, len(found))] {
		out = append(out, f.code)
	}
	return out
}
