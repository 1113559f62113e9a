package understand

import "slices"

// bySurname returns the doctors with a written surname, or, if heard is true, those whose surname only sounds like it.
func (m *message) bySurname(surname []rune, heard bool) []int32 {
	var out []int32
	if !isSyllable(surname[0]) {
		for _, n := range m.g.bySurname[surname[0]] {
			if name := m.g.names[n]; surnameOf(name) == len(surname) && slices.Equal(name[:len(surname)], surname) {
				out = append(out, n)
			}
		}
	}
	if !heard {
		return out
	}
	for _, n := range m.g.bySound[reading(surname[0])] {
		name := m.g.names[n]
		if surnameOf(name) != len(surname) || slices.Contains(out, n) {
			continue
		}
		ok := true
		for k := range surname {
			ok = ok && sound(surname[k], name[k], k == 0)
		}
		if ok {
			out = append(out, n)
		}
	}
	return out
}

// byName returns the doctors with a written whole name, and those whose name only sounds like it.
func (m *message) byName(name []rune) (written, heard []int32) {
	for _, n := range m.g.bySurname[name[0]] {
		if slices.Equal(m.g.names[n], name) {
			written = append(written, n)
		}
	}
	for _, n := range m.g.bySound[reading(name[0])] {
		if len(m.g.names[n]) == len(name) && !slices.Contains(written, n) && m.g.hasName(n, name, 0, true) {
			heard = append(heard, n)
		}
	}
	return written, heard
}

// identify fills p.fits by the order of GUIDE.md: the written name that fits all hints; a homophone that fits all hints, if a
// hospital or a department is among them or nobody has the written name; the one doctor with exactly the written whole name.
func (m *message) identify(p *mention) {
	p.fits = nil
	switch {
	case p.code != "":
		p.fits = []string{p.code}
		m.identified(p, "the short code of the sender's list", nil, nil)
		return
	case p.foreign:
		m.identified(p, "a name that nobody on the list has", nil, nil)
		return
	case len(p.name) == 0:
		for n := range m.g.doctors {
			if m.hinted(int32(n), p) {
				p.fits = append(p.fits, m.g.doctors[n].Code)
			}
		}
		m.identified(p, "no name is said: whoever fits the place and the form of address", nil, nil)
		return
	}
	var written, heard []int32
	if p.full {
		written, heard = m.byName(p.name)
	} else {
		written = m.bySurname(p.name, false)
		for _, n := range m.bySurname(p.name, true) {
			if !slices.Contains(written, n) {
				heard = append(heard, n)
			}
		}
	}
	p.fits = m.fitting(written, p)
	rule := "the name as it is written fits all hints"
	if len(p.fits) == 0 && (p.hospitals != nil || p.departments != nil || len(written) == 0) {
		p.fits, rule = m.fitting(heard, p), "a name of the same sound fits all hints"
	}
	if len(p.fits) == 0 && (p.hospitalsAlike != nil || p.departmentsAlike != nil) {
		q := *p
		q.hospitals, q.departments = either(p.hospitals, p.hospitalsAlike), either(p.departments, p.departmentsAlike)
		rule = "the name fits a place of the same sound"
		if p.fits = m.fitting(written, &q); len(p.fits) == 0 {
			p.fits = m.fitting(heard, &q)
		}
	}
	if len(p.fits) == 0 && p.full && len(written) == 1 {
		p.fits, rule = []string{m.g.doctors[written[0]].Code}, "the only doctor with exactly this name, hints aside"
	}
	if len(p.fits) == 0 {
		rule = "nobody on the list fits the name with all hints"
	}
	m.identified(p, rule, written, heard)
}

// either joins two lists of codes; no hint stays no hint.
func either(a, b []string) []string {
	if a == nil {
		return nil
	}
	return append(slices.Clone(a), b...)
}

func (m *message) fitting(doctors []int32, p *mention) []string {
	var out []string
	for _, n := range doctors {
		if m.hinted(n, p) {
			out = append(out, m.g.doctors[n].Code)
		}
	}
	return out
}

// hinted reports whether every hint of a mention fits a doctor.
func (m *message) hinted(n int32, p *mention) bool {
	d := &m.g.doctors[n]
	return fitsTitle(d, p.title) && (p.hospitals == nil || slices.Contains(p.hospitals, d.Hospital)) &&
		(p.departments == nil || slices.Contains(p.departments, d.Department))
}

// answer returns the one doctor who is meant, or the question which of the candidates (never nil) is.
func (p *mention) answer() (code, ask string, candidates []string) {
	if len(p.fits) == 1 && !p.unsure {
		return p.fits[0], "", nil
	}
	return "", "doctor", append([]string{}, p.fits...)
}

// same reports whether two mentions mean the same doctor.
func (p *mention) same(q *mention) bool {
	if len(p.fits) == 1 && len(q.fits) == 1 {
		return p.fits[0] == q.fits[0]
	}
	if len(p.name) == 0 || len(q.name) == 0 {
		return false
	}
	// 张主任 … 张主任, or 张伟主任 … 张主任: the second names the first again.
	k := min(len(p.name), len(q.name))
	if !slices.Equal(p.name[:k], q.name[:k]) || p.full && q.full && len(p.name) != len(q.name) {
		return false
	}
	return true
}
