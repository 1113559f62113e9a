package understand

// spokenOf reports whether mention n is only a third person in what the visited doctor says or means to do: 她说要请示唐主任,
// 她说李静主任推荐过. She is visited after all if the rep then tells of going to her herself, or if she was not met.
func (m *message) spokenOf(n int) bool {
	p := &m.people[n]
	c := m.clauseOf(p.from)
	if m.within(p.to, c.to, wAbsent) || m.wentMyself(p) {
		return false
	}
	from := -1
	for k := 0; k < n; k++ {
		if q := &m.people[k]; q.role == visited && !q.same(p) {
			from = max(c.from, q.to)
		}
	}
	if from < 0 {
		return false
	}
	for _, s := range []string{"请示", "得问", "要问", "要听"} {
		if m.ends(p.from, s) {
			return !m.mine(c.from, p.from)
		}
	}
	for i := from; i < p.from; i++ {
		if m.refersTo(i, p.from) {
			return true
		}
	}
	for i := from; i < p.from; i++ {
		if !m.is(i, "说") && !m.is(i, "表示") && !m.is(i, "提到") || m.taken[i] {
			continue
		}
		theirs := i == from || m.ends(i, "他") || m.ends(i, "她")
		return theirs && !m.mine(i, p.from) && !m.within(i, p.from, wAgreed, wInterested, wNeutral, wObjection, wRefused) && !m.doneIn(i, p.from)
	}
	return false
}

// orders are how somebody sends the rep.
var orders = []string{"让我", "叫我", "要我", "派我", "安排我", "要求我", "通知我", "嘱咐我", "催我", "喊我"}

// sentTo reports whether the rep was only told to see the doctor (王经理说让我去见欧阳明): nothing says that she did.
func (m *message) sentTo(p *mention, c clause) bool {
	for i := c.from; i < p.from; i++ {
		for _, w := range orders {
			if m.is(i, w) && !m.doneIn(i, len(m.r)) && !m.met([]span{{i, len(m.r)}}) {
				return m.within(i, p.from, wVisit, wTalk) || m.only(i+len([]rune(w)), p.from, "我先再去也找见问跟和联系一下直接多同到")
			}
		}
	}
	return false
}

// refersTo reports whether the doctor sends somebody to the person named at to, or sends that person: 建议我去找李静, 他让高凤负责.
func (m *message) refersTo(i, to int) bool {
	for _, s := range []string{"让", "叫", "建议", "推荐"} {
		if !m.is(i, s) || m.doneIn(i, to) {
			continue
		}
		at := i + len([]rune(s))
		if at == to {
			return m.ends(i, "他") || m.ends(i, "她")
		}
		return m.text.at(at) == '我' && m.only(at, to, "我先再去也找见问跟和联系一下直接多同")
	}
	return false
}

// wentMyself reports whether the sentence goes on, after a name, with what the rep herself did: 我顺便去找赵敏聊了5分钟. What she will
// do is no visit, and what she did with somebody else (我跟徐丽聊了20分钟) is not of this doctor.
func (m *message) wentMyself(p *mention) bool {
	i := p.to
	_, end := m.sentence(i)
	for _, c := range m.clauses[m.clauseIndex(i):] {
		if c.from >= end {
			break
		}
		from, to := max(c.from, i), min(c.to, end)
		if from < to && !c.ahead && !m.namesOther(p, from, to) && m.mine(from, to) && m.within(from, to, wVisit, wTalk, wMet) {
			return true
		}
	}
	return false
}

// namesOther reports whether from..to names doctors, and p is none of them.
func (m *message) namesOther(p *mention, from, to int) bool {
	other := false
	for n := range m.people {
		q := &m.people[n]
		if q.from < from || q.from >= to || q.role == withdrawn {
			continue
		}
		if q.same(p) {
			return false
		}
		other = true
	}
	return other
}

// lastTime reports whether the clause of i speaks of an earlier meeting: 上次黄主任说考虑.
func (m *message) lastTime(i int) bool {
	c := m.clauseOf(i)
	for k := c.from; k < i && k <= c.from+2; k++ {
		if m.is(k, "上次") || m.is(k, "上回") {
			return true
		}
	}
	return false
}

// sentOther reports whether somebody else made the visit told in from..to for the rep: 小孙替我去见了刘主任.
func (m *message) sentOther(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if m.is(i, "替我") || m.is(i, "代我") || m.is(i, "帮我去") || m.is(i, "帮我跑") || m.is(i, "帮我见") || m.is(i, "帮我拜访") {
			return !isBreak(m.text.at(i-1)) && m.within(i, to, wVisit)
		}
	}
	return false
}

// tookAlong reports whether the colleague of mention n only came with the rep: 带小孙去见了刘主任. After another name (小韩和小孙去见了)
// both went without her.
func (m *message) tookAlong(n int) bool {
	p := &m.people[n]
	return runeIn(m.text.at(p.from-1), "带和跟陪同与") && (n == 0 || m.people[n-1].to < m.clauseOf(p.from).from)
}

// talkedTo reports whether the spans tell, after i, how long the rep talked with the doctor herself (出门诊，抽空跟她聊了6分钟): she
// was met, though she was said to be busy. A talk with somebody else (跟护士长聊了10分钟) is none.
func (m *message) talkedTo(spans []span, i int) bool {
	for _, t := range m.tokens {
		if t.kind != tokMinutes || t.dead || t.from < i || !in(spans, t.from) || t.waiting || t.before || t.after {
			continue
		}
		c := m.clauseOf(t.from)
		if m.satWith(c, t) && c.from >= i {
			return true
		}
		if w, ok := m.first(max(c.from, i), t.from, wTalk); !ok || m.negated(w.from) {
			continue
		}
		for k := max(c.from, i); k < t.from; k++ {
			if runeIn(m.r[k], "他她") && runeIn(m.text.at(k-1), "跟和同与给") {
				return true
			}
		}
	}
	return false
}

// satWith reports whether a clause of its own says how long one sat and talked, with nobody else named (坐了半个小时, 聊了10分钟).
func (m *message) satWith(c clause, t token) bool {
	for k := c.from; k < t.from; k++ {
		if runeIn(m.r[k], "跟和与同找等") {
			return false
		}
	}
	k := t.from - 1
	for runeIn(m.text.at(k), "了有 ") {
		k--
	}
	return runeIn(m.text.at(k), "坐聊谈讲")
}

// stillToDo reports whether a word of purpose speaks of what is to come in a text of what was done (还要再跟进).
func (m *message) stillToDo(w word) bool {
	if runeIn(m.text.at(w.to), "了过") || !m.pastIn(0, len(m.r)) {
		return false
	}
	for _, s := range []string{"要再", "得再", "需再", "需要再", "还要", "还得", "还需要"} {
		if m.ends(w.from, s) {
			return true
		}
	}
	return false
}

// bodyParts are what can hurt; painDegrees are the characters of the words that may stand between them and how they hurt.
var bodyParts = []string{"腿", "脚", "手", "胳膊", "背", "腰", "肩膀", "胸口", "头", "肚子", "胃", "嗓子", "喉咙", "关节", "肌肉", "膝盖", "全身", "浑身", "身上", "牙", "脸", "嘴"}

const painDegrees = "一直老总有点些特别很非常就又都开始经现在还得会也这几天发"

// findPains finds harm that is said in pieces: 腿一直疼, 身上老是痒.
func (m *message) findPains() {
	for i := range m.r {
		if m.taken[i] {
			continue
		}
		for _, part := range bodyParts {
			if !m.is(i, part) {
				continue
			}
			from := i + len([]rune(part))
			k := from
			for k < len(m.r) && k-from < 6 && runeIn(m.r[k], painDegrees+"是") {
				k++
			}
			if k > from && runeIn(m.text.at(k), "疼痛酸麻肿痒") {
				m.addWord(word{wHarm, i, k + 1})
			}
		}
	}
}

// withdrawTold takes back the products told of the doctor whom a correction at w replaces, where the correction tells others
// of the right one: 跟张伟聊了立舒平，不对，是附二的张伟，聊的糖维宁.
func (m *message) withdrawTold(values []value, w word) {
	_, end := m.sentence(w.from)
	right := -1
	for n, v := range values {
		if v.from < w.to || v.kind != tokPerson {
			continue
		}
		if v.from-w.to <= 12 {
			right = n
		}
		break
	}
	if right < 0 {
		return
	}
	again := false
	for _, v := range values[right+1:] {
		if v.from >= end || v.kind == tokPerson {
			break
		}
		if v.kind == tokProduct {
			again = !m.addsTo(v.from)
			break
		}
	}
	for n := right - 1; again && n >= 0 && values[n].kind != tokPerson; n-- {
		if v := values[n]; v.kind == tokProduct && v.to <= w.from {
			m.kill(v)
		}
	}
}

// addsTo reports whether what stands at i is told in addition (还聊了, 也讲了, 另外).
func (m *message) addsTo(i int) bool {
	c := m.clauseOf(i)
	for k := c.from; k < i; k++ {
		if runeIn(m.r[k], "还也又另") {
			return true
		}
	}
	return false
}
