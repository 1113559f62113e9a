package understand

import "slices"

// findTitles finds doctors named by surname and form of address (张主任, 老张, 小李医生, 姓孔的主任), and names written with
// other characters of the same sound.
func (m *message) findTitles() {
	for i := 0; i < len(m.r); i++ {
		if m.taken[i] {
			continue
		}
		if m.r[i] == '姓' {
			i = m.readSurnameOnly(i)
			continue
		}
		if m.readSoundAlike(i) || m.readCompound(i) || m.readStranger(i) {
			continue
		}
		if m.r[i] == '老' || m.r[i] == '小' {
			if m.readFamiliar(i) {
				continue
			}
		}
		kind, end := m.readTitle(i)
		if end == i || i == 0 || m.taken[i-1] {
			continue
		}
		m.readAddress(i, end, kind)
	}
}

// readCompound reads at i a surname of two characters of one of the doctors that stands alone (省医 欧阳 倍欣康).
func (m *message) readCompound(i int) bool {
	if i+2 > len(m.r) || !compoundSurnames[string(m.r[i:i+2])] || !m.free(i, i+2) || len(m.bySurname(m.r[i:i+2], false)) == 0 {
		return false
	}
	if _, end := m.readTitle(i + 2); end > i+2 {
		return false
	}
	m.addMention(mention{from: i, to: i + 2, name: m.r[i : i+2], title: anybody})
	return true
}

// readSurnameOnly reads 姓孔的主任 and 姓孔 at i and returns where to go on.
func (m *message) readSurnameOnly(i int) int {
	length := 1
	if i+2 < len(m.r) && compoundSurnames[string(m.r[i+1:i+3])] {
		length = 2
	}
	if i+length >= len(m.r) || !m.isSurname(m.r[i+1:i+1+length]) {
		return i
	}
	p := mention{from: i, to: i + 1 + length, name: m.r[i+1 : i+1+length]}
	at := p.to
	if m.text.at(at) == '的' {
		at++
	}
	if kind, end := m.readTitle(at); end > at {
		p.title, p.to = kind, end
	}
	m.addMention(p)
	return p.to - 1
}

// isSurname reports whether characters are a surname: of one of the doctors, a usual one, or a typed syllable that sounds like
// one of the doctors'.
func (m *message) isSurname(name []rune) bool {
	if len(name) == 2 {
		return compoundSurnames[string(name)] || isSyllable(name[0])
	}
	c := name[0]
	return m.ownSurname(c) || surnames[c] && !runeIn(c, notBeforeTitles)
}

// ownSurname reports whether a doctor on the list has the surname c, as written or, for a typed syllable, as heard.
func (m *message) ownSurname(c rune) bool {
	if isSyllable(c) {
		return len(m.g.bySound[reading(c)]) > 0
	}
	for _, n := range m.g.bySurname[c] {
		if surnameOf(m.g.names[n]) == 1 {
			return true
		}
	}
	return false
}

// readAddress reads the name before a form of address at i..end.
func (m *message) readAddress(i, end int, kind title) {
	clipped := end-i == 1 && m.r[i] != '总'
	at := func(n int) ([]rune, bool) {
		if i-n < 0 || !m.free(i-n, i) || m.isTimeToken(i-n, i) {
			return nil, false
		}
		name := m.r[i-n : i]
		return name, !slices.ContainsFunc(name, func(c rune) bool { return !isHan(c) })
	}
	surname := 0
	if name, ok := at(2); ok && compoundSurnames[string(name)] {
		surname = 2
	} else if name, ok := at(2); ok && isSyllable(name[0]) && m.compoundHeard(name) {
		surname = 2
	} else if name, ok := at(1); ok && m.isSurname(name) {
		surname = 1
	}
	if surname == 1 && m.ownSurname(m.r[i-1]) || surname == 2 {
		if clipped && kind == dean && !m.anyDean(m.r[i-surname:i]) {
			return
		}
		m.address(i, end, kind, surname)
		return
	}
	if clipped {
		return
	}
	for n := 3; n >= 2; n-- {
		if name, ok := at(n); ok && m.isSurname(name[:1]) && !isSyllable(name[0]) && m.nameBegins(i-n) && !m.wordIn(i-n, i) {
			m.addMention(mention{from: i - n, to: end, name: name, full: true, title: kind})
			return
		}
	}
	if surname == 1 {
		m.address(i, end, kind, 1)
	}
}

// address adds a mention by surname. 小李医生 takes the 小 in.
func (m *message) address(i, end int, kind title, surname int) {
	from := i - surname
	if runeIn(m.text.at(from-1), "老小") && m.free(from-1, from) {
		from--
	}
	m.addMention(mention{from: from, to: end, name: m.r[i-surname : i], title: kind})
}

func (m *message) compoundHeard(name []rune) bool {
	for _, n := range m.g.bySound[reading(name[0])] {
		if doctor := m.g.names[n]; surnameOf(doctor) == 2 && sound(name[0], doctor[0], true) && sound(name[1], doctor[1], false) {
			return true
		}
	}
	return false
}

func (m *message) anyDean(surname []rune) bool {
	return slices.ContainsFunc(m.bySurname(surname, true), func(n int32) bool { return fitsTitle(&m.g.doctors[n], dean) })
}

// nameBegins reports whether a name may begin at i: after a sign, a term, or a word that people are named after.
func (m *message) nameBegins(i int) bool {
	if i == 0 || m.taken[i-1] || isBreak(m.r[i-1]) {
		return true
	}
	return runeIn(m.r[i-1], "的了见访找看给和跟与到着去问约请对天午在是向")
}

// wordIn reports whether a word of the lexicon lies in from..to; names do not hold one.
func (m *message) wordIn(from, to int) bool {
	lex := m.g.lexicon
	for i := from; i < to; i++ {
		if end, found := lex.longest(m.r, i); end > i+1 && len(found) > 0 {
			return true
		}
	}
	return false
}

func (m *message) isTimeToken(from, to int) bool {
	for _, t := range m.tokens {
		if t.from < to && t.to > from && t.kind <= tokMinutes {
			return true
		}
	}
	return false
}

// readFamiliar reads 老张 and 小王 at i.
func (m *message) readFamiliar(i int) bool {
	if i+1 >= len(m.r) || m.taken[i+1] || runeIn(m.text.at(i-1), "大中较最变缩很更从渐减") {
		return false
	}
	c := m.r[i+1]
	if end, _ := notFamiliar.longest(m.r, i); end > i || m.isTimeToken(i, i+2) {
		return false
	}
	if kind, end := m.readTitle(i + 1); end > i+1 && (kind != anybody || m.r[i+1] == '老') {
		return false
	}
	own := m.ownSurname(c)
	if !own && !(surnames[c] && (m.familiarEnds(i+2) || len(m.g.bySound[reading(c)]) > 0)) {
		return false
	}
	p := mention{from: i, to: i + 2, name: m.r[i+1 : i+2], title: anybody}
	if kind, end := m.readTitle(i + 2); end > i+2 && end-i > 3 {
		p.title, p.to = kind, end
	} else if m.longerName(i + 2) {
		return false
	}
	m.addMention(p)
	return true
}

func (m *message) familiarEnds(i int) bool {
	c := m.text.at(i)
	return isBreak(c) || m.taken[i] || runeIn(c, "在说聊谈讲同没不也都今昨明约见去来问拒表觉担他她会要愿那处和跟提是就的这最下上本跑")
}

// notFamiliar are words that begin with 小 or 老 and a surname.
var notFamiliar = func() *trie[bool] {
	t := newTrie[bool]()
	for _, w := range []string{"小时", "小程序", "小高峰", "小包", "小于", "小米", "小白", "小红", "小黄", "小麦", "小单", "小金", "小康", "小万", "小石", "小路", "小车", "小苏打",
		"小毛病", "小雨", "小雪", "小年", "小安", "小计", "小项", "老年", "老白", "老方", "老花", "老司", "老金", "老马识途", "老毛病", "老时间", "老地方", "老师", "老江湖",
		"老路", "老黄牛", "老项目", "小项目", "小单位", "小党", "小文", "小范围", "小牛", "小宁", "小贺", "小支", "小班", "老鱼", "老于世故", "小于", "小管", "小毛"} {
		t.add(w, true)
	}
	return t
}()

// readSoundAlike reads at i a whole name of which only the sound is right (张威 for 张伟, typed pinyin).
func (m *message) readSoundAlike(i int) bool {
	length := 0
	for _, n := range m.g.bySound[reading(m.r[i])] {
		if k := len(m.g.names[n]); k > length && k > 1 && m.g.hasName(n, m.r, i, true) && m.free(i, i+k) && m.namedBySound(i, i+k) && m.isName(i, i+k) {
			length = k
		}
	}
	if length == 0 {
		return false
	}
	m.addName(i, i+length)
	return true
}

// namedBySound reports whether the runes from..to, which sound like a name, stand where a name does.
func (m *message) namedBySound(from, to int) bool {
	if isSyllable(m.r[from]) {
		return true
	}
	if m.isTimeToken(from, to) || everydayWords[string(m.r[from:to])] {
		return false
	}
	_, end := m.readTitle(to)
	titled := end > to && (end-to > 1 || m.r[to] == '总')
	placed := from > 0 && m.taken[from-1]
	if titled && (surnames[m.r[from]] || placed || to-from > 2 || m.nameBegins(from) && !m.wordIn(from, to)) {
		return true
	}
	if m.wordIn(from, to) {
		return false
	}
	if !surnames[m.r[from]] && !placed && to-from < 3 { // 攀登那边 may be 潘登's
		return isBreak(m.text.at(from-1)) && (m.is(to, "那边") || m.is(to, "那里") || m.is(to, "那儿"))
	}
	prev, next := m.text.at(from-1), m.text.at(to)
	before := placed || isBreak(prev) || runeIn(prev, "见访找看给和跟与问约请了的是下到过对向由陪带叫等后在去")
	after := isBreak(next) || to < len(m.taken) && m.taken[to] || runeIn(next, "一在说聊谈讲同没不也都今昨明约见去来问拒表觉担他她会要愿那处和跟提是的这什情啥怎资背档信详履几就又还才先刚正上下对嘛吧呢啊很挺")
	return before && (after || isDigit(next)) && !runeIn(next, "险")
}

// readStranger reads at i the whole name of somebody who is not on the list, where it stands right behind a place (内分泌卢俊杰也
// 见了) or is joined to a name. Without it her visit would fall to the doctor named before.
func (m *message) readStranger(i int) bool {
	if !m.isSurname(m.r[i:i+1]) || isSyllable(m.r[i]) || !m.afterPlace(i) && !m.afterJoint(i) && !m.afterQuery(i) {
		return false
	}
	for n := 3; n >= 2; n-- {
		if i+n > len(m.r) || !m.free(i, i+n) || m.isTimeToken(i, i+n) || m.wordIn(i, i+n) || everydayWords[string(m.r[i:i+n])] {
			continue
		}
		name := m.r[i : i+n]
		if _, end := m.readTitle(i + 1); end > i+1 {
			return false
		}
		if slices.ContainsFunc(name, func(c rune) bool { return !isHan(c) }) || runeIn(name[n-1], "也都在说见了没不今昨的和跟那聊谈讲很是有") {
			continue
		}
		if c := m.text.at(i + n); isBreak(c) || c == '、' || runeIn(c, "也都在说见没不今昨的和跟聊谈讲") || i+n < len(m.taken) && m.taken[i+n] {
			m.addMention(mention{from: i, to: i + n, name: name, full: true})
			return true
		}
	}
	return false
}

func (m *message) afterPlace(i int) bool {
	for _, t := range m.tokens {
		if t.to == i && (t.kind == tokHospital || t.kind == tokDepartment) {
			return true
		}
	}
	return false
}

// afterJoint reports whether a name stands right before i with 、 or 和 between.
func (m *message) afterJoint(i int) bool {
	return runeIn(m.text.at(i-1), "、和跟") && m.namedBefore(i-1)
}

// afterQuery reports whether a word of looking somebody up stands right before i (查一下王刚).
func (m *message) afterQuery(i int) bool {
	for _, w := range []string{"查", "查一下", "查下", "查查", "查询", "看看", "看下", "看一下", "说说", "介绍下", "介绍一下", "了解一下", "了解下"} {
		if m.ends(i, w) && i-len([]rune(w)) <= 4 {
			return true
		}
	}
	return false
}

// speaks are words that follow a bare surname which stands for a doctor named before (刘认可，王无感).
var speaks = []string{"认可", "同意", "无感", "没感", "感兴趣", "有兴趣", "没兴趣", "不感兴趣", "说", "觉得", "表示", "嫌", "答应", "拒绝", "反对", "没表态", "不表态", "未表态", "愿意", "不愿", "担心", "犹豫",
	"不同意", "不认可", "一般", "中立", "想", "有顾虑", "没意见"}

// findBareSurnames finds surnames alone, at the beginning of a clause and before what somebody said, that stand for the one doctor of that
// surname whose whole name came before; only where several doctors are named, because otherwise nothing is in doubt.
func (m *message) findBareSurnames() {
	if len(m.people) < 2 {
		return
	}
	named := slices.Clone(m.people)
	for i := 1; i < len(m.r); i++ {
		if m.taken[i] || !isBreak(m.r[i-1]) {
			continue
		}
		fits := []rune(nil)
		several := false
		for _, p := range named {
			if p.full && p.to <= i && len(p.name) > 1 && p.name[0] == m.r[i] && !slices.Equal(p.name, fits) {
				several = several || fits != nil
				fits = p.name
			}
		}
		if fits == nil || several {
			continue
		}
		for _, w := range speaks {
			if m.is(i+1, w) {
				m.addMention(mention{from: i, to: i + 1, name: fits, full: true})
				break
			}
		}
	}
}
