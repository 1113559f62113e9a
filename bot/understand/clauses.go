package understand

import "strings"

// clause is a stretch of text between signs. What it tells decides which slots its words may fill.
type clause struct {
	from, to int
	// strong says that a full stop, a semicolon, a line break or an item number ends it.
	strong bool
	// adverse clauses tell of an adverse event or a complaint; ahead clauses of a time to come.
	adverse, ahead bool
}

// split cuts the text into clauses at signs and spaces; a point between digits is none.
func (m *message) split() {
	from := 0
	end := func(i int, strong bool) {
		if i > from {
			m.clauses = append(m.clauses, clause{from: from, to: i, strong: strong})
		} else if n := len(m.clauses); strong && n > 0 {
			m.clauses[n-1].strong = true
		}
		from = i + 1
	}
	for i, c := range m.r {
		if i > from && m.conjunctionAt(i) {
			m.clauses = append(m.clauses, clause{from: from, to: i})
			from = i
		}
		switch {
		case isBreakStrong(c), c == '.' && !isDigit(m.text.at(i+1)):
			end(i, c != '?' || i+1 < len(m.r))
		case c == ',' || c == ':' && !isDigit(m.text.at(i+1)) || c == ' ' || c == '、' && !m.inNumbers(i):
			end(i, false)
		}
	}
	end(len(m.r), true)
}

// inNumbers reports whether the 、 at i stands in a list of numbers or days (30、31号; 周一、二、三).
func (m *message) inNumbers(i int) bool {
	_, before := numeral(m.text.at(i - 1))
	_, after := numeral(m.text.at(i + 1))
	return (before || isDigit(m.text.at(i-1))) && (after || isDigit(m.text.at(i+1)))
}

// conjunctions begin a clause of their own where people speak without signs.
var conjunctions = []string{"所以", "因此", "于是", "然后", "接着", "随后", "后来", "但是", "不过", "可是"}

func (m *message) conjunctionAt(i int) bool {
	if !runeIn(m.r[i], "所因于然接随后但不可") || m.taken[i] {
		return false
	}
	for _, w := range conjunctions {
		if m.is(i, w) {
			return !(w == "不过" && runeIn(m.text.at(i+2), "敏期量分来去") || w == "接着" && runeIn(m.text.at(i+2), "用吃给") || w == "所以" && m.text.at(i+2) == '然')
		}
	}
	return false
}

// clauseIndex returns the index of the clause that holds the rune i (the last one before it, if a sign is there).
func (m *message) clauseIndex(i int) int {
	lo, hi := 0, len(m.clauses)
	for lo < hi {
		mid := (lo + hi) / 2
		if m.clauses[mid].from <= i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return max(0, lo-1)
}

func (m *message) clauseOf(i int) clause {
	if len(m.clauses) == 0 {
		return clause{to: len(m.r)}
	}
	return m.clauses[m.clauseIndex(i)]
}

// sentence returns the runes from the strong break before i to the one after it.
func (m *message) sentence(i int) (from, to int) {
	if len(m.clauses) == 0 {
		return 0, len(m.r)
	}
	a := m.clauseIndex(i)
	b := a
	for a > 0 && !m.clauses[a-1].strong {
		a--
	}
	for b < len(m.clauses)-1 && !m.clauses[b].strong {
		b++
	}
	return m.clauses[a].from, m.clauses[b].to
}

// notNegations are words that hold a sign of negation and deny nothing.
var notNegations = []string{"不知道", "不晓得", "没想到", "非常", "别的", "不止", "不由", "不禁", "不过", "不错", "不但", "不仅", "不久", "差不多", "不断", "不少", "不管", "不愧", "不得不", "没事", "别忘", "别忘了", "没关系", "没多久", "没几句", "不一会", "不光", "不停", "无论", "未来", "无锡", "特别", "别人", "分别", "区别", "级别", "个别"}

// negated reports whether what begins at i is denied: a word of negation stands at most four characters before it in the same
// clause.
func (m *message) negated(i int) bool { return m.deniedWithin(i, 4) }

func (m *message) deniedWithin(i, far int) bool {
	for k := i - 1; k >= 0 && k >= i-far; k-- {
		c := m.r[k]
		if isBreak(c) && c != ' ' {
			return false
		}
		if !runeIn(c, "没未不无别非") || m.text.at(k-1) == m.text.at(k+1) {
			continue // 对不对, 有没有
		}
		harmless := false
		for _, w := range notNegations {
			if at := strings.IndexRune(w, c); at >= 0 && m.is(k-len([]rune(w[:at])), w) {
				harmless = true
			}
		}
		if !harmless {
			return true
		}
	}
	return false
}

// value is something that a correction can withdraw: a token or a mention.
type value struct {
	from, to int
	kind     tokenKind
	token    int
	person   int
}

// tokPerson is the kind of a mention among values.
const tokPerson tokenKind = 100

// values returns tokens and mentions in the order of the text.
func (m *message) values() []value {
	out := make([]value, 0, len(m.tokens)+len(m.people))
	k := 0
	for i, t := range m.tokens {
		for ; k < len(m.people) && m.people[k].from < t.from; k++ {
			out = append(out, value{m.people[k].from, m.people[k].to, tokPerson, -1, k})
		}
		if t.kind != tokHalf {
			out = append(out, value{t.from, t.to, t.kind, i, -1})
		}
	}
	for ; k < len(m.people); k++ {
		out = append(out, value{m.people[k].from, m.people[k].to, tokPerson, -1, k})
	}
	return out
}

// farCorrection is how many runes may stand between a correction and what it withdraws.
const farCorrection = 24

// withdraw marks what a self-correction takes back: 15分钟…不对是25分钟; 不是张伟是张薇; 是李静不是张伟; 张伟改成李静.
func (m *message) withdraw() {
	if !m.hasAny(wWrong, wAmend) && !strings.Contains(m.string(), "不是") {
		return
	}
	values := m.values()
	m.withdrawMade(values)
	for _, w := range m.words {
		if w.tag != wWrong && w.tag != wAmend || w.tag == wAmend && !m.replaces(w) {
			continue
		}
		if w.tag == wWrong {
			m.withdrawTold(values, w)
		}
		after := -1
		for n, v := range values {
			if v.from >= w.to && v.from-w.to <= 10 {
				after = n
				break
			}
		}
		if after < 0 {
			continue
		}
		for n := after - 1; n >= 0; n-- {
			if v := values[n]; v.kind == values[after].kind && v.to <= w.from && w.from-v.to <= farCorrection {
				m.kill(v)
				if n > 0 && m.ranges(values, n-1) && m.ranges(values, after) {
					m.kill(values[n-1]) // 12号到14号，不对，是13号到15号
				}
				break
			}
		}
	}
	for i := range m.r {
		if m.is(i, "不是") {
			m.withdrawNot(values, i)
		}
	}
}

// ranges reports whether value n and the next one are the ends of a range (12号到14号).
func (m *message) ranges(values []value, n int) bool {
	if n+1 >= len(values) || values[n].kind != values[n+1].kind {
		return false
	}
	between := strings.TrimSpace(string(m.r[values[n].to:values[n+1].from]))
	return between == "到" || between == "至" || between == "-"
}

// withdrawMade handles 产品整成立舒平了，其实是倍欣康: what was written is the wrong value, where another of its kind follows.
func (m *message) withdrawMade(values []value) {
	for n, v := range values {
		if m.text.at(v.from-1) != '成' || !runeIn(m.text.at(v.from-2), "写记整弄搞填报打说录选听看发输错") {
			continue
		}
		for _, o := range values[n+1:] {
			if o.kind == v.kind && o.from-v.to <= farCorrection {
				m.kill(v)
				break
			}
		}
	}
}

// replaces reports whether a word of amendment puts what follows in the place of what stands before (改成, 应该是).
func (m *message) replaces(w word) bool {
	s := string(m.r[w.from:w.to])
	return s != "改" && s != "补充" && s != "加上" && s != "去掉" && s != "加一个" && s != "补上"
}

// withdrawNot handles 不是A是B and 是B不是A at i.
func (m *message) withdrawNot(values []value, i int) {
	for n, v := range values {
		if v.from < i+2 {
			continue
		}
		if v.from > i+5 {
			return
		}
		if gap := string(m.r[i+2 : v.from]); isBreak(m.text.at(i+2)) && strings.Contains(gap, "是") {
			for k := n - 1; k >= 0 && i-values[k].to <= 6; k-- {
				if values[k].kind == v.kind {
					m.kill(values[k]) // 15分钟，不是，是10分钟
					break
				}
			}
			return
		}
		other := false
		for k := n + 1; k < len(values) && values[k].from-v.to <= 12; k++ {
			other = other || values[k].kind == v.kind && strings.ContainsRune(string(m.r[v.to:values[k].from]), '是')
		}
		if i <= 3 && n+1 < len(values) && values[n+1].kind == v.kind && m.onlyBreaks(v.to, values[n+1].from) {
			other = true // 不是今天，昨天的
		}
		for k := n - 1; k >= 0 && i-values[k].to <= 6; k-- {
			other = other || values[k].kind == v.kind && (runeIn(m.text.at(values[k].from-1), "是为成") || m.onlyBreaks(values[k].to, i))
		}
		if other {
			m.kill(v)
		}
		return
	}
}

func (m *message) kill(v value) {
	if v.person >= 0 {
		m.people[v.person].role = withdrawn
		return
	}
	m.tokens[v.token].dead = true
}
