package understand

// resolve gives each mention the hospital and the department that the text says for it, then finds who fits. A hospital
// carries on to later mentions until another is said; a department belongs to the person it stands before, to those joined
// to her by 和, and, said in a heading, to all that follow (GUIDE.md, A visit's slots).
func (m *message) resolve() {
	m.addPlaceOnly()
	var hospitals, heading, hospitalsAlike, headingAlike []string
	end := 0
	for n := range m.people {
		p := &m.people[n]
		var q *mention
		if n > 0 {
			q = &m.people[n-1]
		}
		said := false
		var place token
		for _, t := range m.tokensIn(end, p.from) {
			if t.dead {
				continue
			}
			switch {
			case t.kind != tokHospital && t.kind != tokDepartment:
			case q != nil && m.afterwards(q, t, p.from):
				m.hint(q, t)
			case t.kind == tokHospital && said && m.listsPlaces(place, t, p.from):
				hospitals, hospitalsAlike = either(hospitals, t.codes), either(hospitalsAlike, t.alike)
				place = t
			case t.kind == tokHospital:
				hospitals, hospitalsAlike, heading, said = t.codes, t.alike, nil, true
				place = t
			case m.leadsTo(t.to, p.from):
				p.departments, p.departmentsAlike = t.codes, t.alike
			case m.clauseOf(t.from).from != m.clauseOf(p.from).from || m.leadsFar(t.to, p.from):
				heading, headingAlike = t.codes, t.alike
			}
		}
		p.hospitals, p.hospitalsAlike = hospitals, hospitalsAlike
		if p.departments == nil {
			p.departments, p.departmentsAlike = heading, headingAlike
			if q != nil && !said && m.joined(q.to, p.from) {
				p.departments, p.departmentsAlike = q.departments, q.departmentsAlike
			}
		}
		end = p.to
	}
	if len(m.people) > 0 {
		q := &m.people[len(m.people)-1]
		for _, t := range m.tokens {
			if t.from >= q.to && !t.dead && (t.kind == tokHospital || t.kind == tokDepartment) && m.afterwards(q, t, len(m.r)) {
				m.hint(q, t)
			}
		}
	}
	for n := range m.people {
		m.identify(&m.people[n])
	}
	for n := range m.people {
		for k := 0; k < n && m.people[n].role == withdrawn; k++ {
			if m.people[k].same(&m.people[n]) {
				m.people[k].role = withdrawn // 谢峰，…，不是谢峰是马晓云
			}
		}
	}
}

// listsPlaces reports whether a heading names a further hospital beside one said just before (上午中心医院，下午胸科。马主任…): then the
// person named below may be in either.
func (m *message) listsPlaces(before, t token, person int) bool {
	c := m.clauseOf(person)
	return before.to > 0 && t.from-before.to <= 8 && t.to <= c.from && before.to <= c.from && m.strongBetween(t.to, person) &&
		m.clauseOf(before.from).from != m.clauseOf(t.from).from
}

func (m *message) hint(p *mention, t token) {
	if t.kind == tokHospital {
		p.hospitals, p.hospitalsAlike = t.codes, t.alike
	} else {
		p.departments, p.departmentsAlike = t.codes, t.alike
	}
}

// leadsTo reports whether only words of going, seeing and belonging stand between a department and a person.
func (m *message) leadsTo(from, to int) bool {
	return to-from <= 8 && m.only(from, to, "的科室那边里去见找看给到了拜访和在跟向约问候一下送带新来位个 、:")
}

// leadsFar reports whether a department stands before a person in one clause with other words between that say nothing of
// anybody else (心内今天见了张主任).
func (m *message) leadsFar(from, to int) bool {
	return !m.within(from, to, wDetailing, wAcademic, wInvite) && to-from <= 12
}

func (m *message) only(from, to int, set string) bool {
	for i := from; i < to; i++ {
		if !runeIn(m.r[i], set) {
			return false
		}
	}
	return true
}

// joined reports whether two people are named in one breath (张伟和李静, 苏婉余华, 程浩、袁野).
func (m *message) joined(from, to int) bool {
	loose := 0
	for i := from; i < to; i++ {
		if m.inPlace(i) {
			continue
		}
		if loose++; loose > 4 || !runeIn(m.r[i], "、和跟与及还有以的 ") {
			return false
		}
	}
	return true
}

// inPlace reports whether a rune belongs to a hospital or a department.
func (m *message) inPlace(i int) bool {
	if !m.taken[i] {
		return false
	}
	for _, t := range m.tokens {
		if t.from <= i && i < t.to {
			return t.kind == tokHospital || t.kind == tokDepartment
		}
	}
	return false
}

// afterwards reports whether a hospital or a department stands behind the person whom it belongs to: 张主任，市一院心内的;
// 李静在附二; BF 王芳 附二 安络畅. limit is where the next person begins.
func (m *message) afterwards(p *mention, t token, limit int) bool {
	from := p.to
	for _, o := range m.tokensIn(p.to, t.from) {
		if o.to <= t.from && (o.kind == tokHospital || o.kind == tokDepartment) && m.only(from, o.from, " ,在是的他她(") {
			from = o.to
		}
	}
	next := t.to
	for runeIn(m.text.at(next), "的 ") && next < limit {
		next++
	}
	if next >= limit && limit < len(m.r) {
		return false // it leads to the next person
	}
	direct := m.only(from, t.from, " ,在是的他她那:")
	if direct {
		if t.from == from && m.text.at(t.to) != '的' {
			return true
		}
		c := m.text.at(t.to)
		if runeIn(m.text.at(t.from-1), "在是") {
			return true
		}
		if isBreak(c) || c == '的' && isBreak(m.text.at(t.to+1)) || t.to < len(m.taken) && m.taken[t.to] || c == '那' {
			return limit == len(m.r) || !m.onlyBreaks(t.to, limit)
		}
		return false
	}
	if limit < len(m.r) {
		return false
	}
	if p.hospitals != nil && t.kind == tokHospital || p.departments != nil && t.kind == tokDepartment {
		return false
	}
	c := m.clauseOf(t.from)
	if m.onlyPlaces(c) {
		return true
	}
	if t.kind == tokDepartment && p.hospitals != nil && m.text.at(t.from-1) != ' ' && m.endsHospital(t.from) && m.placedByIn(t.from) {
		return true // 老李今天在市一心内
	}
	if t.kind == tokHospital && m.text.at(t.from-1) == '在' && !m.within(c.from, c.to, wAgain, wElsewhere) {
		return true
	}
	return (m.form != "" || m.channel == "sms") && isBreak(m.text.at(t.from-1)) && (isBreak(m.text.at(t.to)) || m.taken[t.to])
}

// placedByIn reports whether the hospital that ends at i stands behind 在.
func (m *message) placedByIn(i int) bool {
	for _, t := range m.tokens {
		if t.to == i && t.kind == tokHospital {
			return m.text.at(t.from-1) == '在'
		}
	}
	return false
}

// onlyPlaces reports whether a clause holds nothing but hospitals and departments (…，20分钟，江北内分泌).
func (m *message) onlyPlaces(c clause) bool {
	i := c.from
	for _, t := range m.tokens {
		if t.from >= c.from && t.from < c.to {
			if t.kind != tokHospital && t.kind != tokDepartment || !m.only(i, t.from, "的在是 ") {
				return false
			}
			i = t.to
		}
	}
	return i > c.from && m.only(i, c.to, "的 ")
}

func (m *message) onlyBreaks(from, to int) bool {
	for i := from; i < to; i++ {
		if !isBreak(m.r[i]) && m.r[i] != '的' {
			return false
		}
	}
	return true
}

// addPlaceOnly makes a mention of 心内主任 and 附二的药剂科主任, where a place and a title but no name is said, if the text
// names nobody else.
func (m *message) addPlaceOnly() {
	if len(m.people) > 0 {
		return
	}
	for _, t := range m.tokens {
		if t.kind != tokDepartment && t.kind != tokHospital || t.dead {
			continue
		}
		at := t.to
		for runeIn(m.text.at(at), "的大科") && at < t.to+2 {
			at++
		}
		kind, end := m.readTitle(at)
		if end-at >= 2 && (kind == director || kind == dean) && !m.taken[at] {
			m.people = append(m.people, mention{from: at, to: end, title: kind})
			return
		}
	}
}
