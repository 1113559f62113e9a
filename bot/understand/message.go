package understand

import (
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// message is a text with everything that was found in it. The stages fill it in the order of newMessage; the files of the
// intents read it.
type message struct {
	text
	who     Sender
	g       *Gazetteer
	at      time.Time
	today   domain.Date
	ahead   bool
	channel domain.Channel

	// form is what a compact SMS begins with: VisitReport (BF), VisitPlan (JH), or nothing.
	form Intent
	// tokens are the times, amounts and terms in the order of the text; taken marks the runes of terms and names.
	tokens []token
	taken  []bool
	words  []word
	has    [tags]bool
	people []mention
	staff  []staffMention
	// clauses are the stretches between signs; looked says that those of a time to come are marked.
	clauses []clause
	looked  bool
	// planned says that the text is read as a plan: who speaks in it is the rep.
	planned bool
	// trace is nil but for Explain.
	trace *trace
	// aside marks the runes of names, places, times and amounts; nil until the first gist is wanted.
	aside []bool
}

// tokenKind says what a token is.
type tokenKind uint8

const (
	tokDay tokenKind = iota + 1
	tokHalf
	tokClock
	tokMinutes
	tokProduct
	tokHospital
	tokDepartment
)

// token is a time, an amount or a term, at the runes from..to.
type token struct {
	kind     tokenKind
	from, to int
	// dead tokens were withdrawn by a self-correction or denied.
	dead bool
	day  day
	half half
	// clock is the time said in the part of the day half; minutes is a span: of a tokMinutes, or of "from … to …" of a
	// tokClock (0: no end was said).
	clock   clock
	minutes int
	// before says 提前N, after N后: minutes then counts from something else. waiting is time spent before the talk.
	before, after, waiting bool
	// codes are what a term means as it is written, alike what terms of the same sound mean.
	codes, alike []string
	weak         bool
}

// newMessage finds everything in a text that has a meaning of its own.
func newMessage(src string, who Sender, c Context, g *Gazetteer) *message {
	m := &message{text: normalise(src).spell(g), who: who, g: g, at: c.At, today: domain.DateOf(c.At), channel: c.Channel, ahead: c.Ahead, trace: c.trace}
	m.taken = make([]bool, len(m.r))
	m.findForm()
	m.findStaff()
	m.findNames()
	m.findTimes()
	m.findTerms()
	m.findTitles()
	m.findHeard()
	m.findBareSurnames()
	m.sortTokens()
	m.listedDays()
	m.headWeek()
	m.sameDays()
	m.beginsAndEnds()
	m.findWords()
	m.findSplitWords()
	m.findInvites()
	m.findPains()
	m.findDoses()
	m.split()
	m.findAgain()
	m.withdraw()
	m.resolve()
	m.findHeads()
	return m
}

// read decides what the text is.
func (m *message) read() Reading {
	adverse := m.adverse() // before the intents cut clauses
	r := m.decide()
	r.Adverse = adverse || r.Intent == SafetyReport
	r.Complains = r.Intent == SafetyReport && m.hasAny(wComplain, wDefect) && slices.ContainsFunc(m.words, m.isComplaint)
	r.NoDay, r.Several = m.noDaySaid(), m.several(r)
	r.Unsent = (r.Intent == SafetyReport || r.Intent == ComplaintReport) && m.meantForMany()
	if r.Coach = m.coachSaid(); r.Coach != nil && !r.Coach.Maybe && r.Intent == Unknown {
		r.Further = r.Coach.Intent
	}
	r.Edit, r.BareDays, r.Weekly = m.edit(), m.bareDays(), m.reportAsked(m.bare())
	if r.Intent == TeamShow || r.Further == TeamShow {
		r.Team = m.teamSaid(r)
	}
	if r.Weekly && r.Week == nil {
		r.Week = &WeekSaid{Monday: m.monday(m.bare())}
	}
	if r.Weekly && m.who.Role.Manages() {
		r.Week.Manager = m.managerNamed()
	}
	return r
}

// take marks runes as part of a term or a name.
func (m *message) take(from, to int) {
	for i := from; i < to; i++ {
		m.taken[i] = true
	}
}

func (m *message) free(from, to int) bool {
	for i := from; i < to; i++ {
		if m.taken[i] {
			return false
		}
	}
	return true
}

// tokensIn returns the tokens that begin in from..to, once they are sorted.
func (m *message) tokensIn(from, to int) []token {
	before := func(t token, at int) int { return t.from - at }
	a, _ := slices.BinarySearchFunc(m.tokens, from, before)
	b, _ := slices.BinarySearchFunc(m.tokens[a:], to, before)
	return m.tokens[a : a+b]
}

// findForm reads the first word of a compact text (GUIDE.md, SMS).
func (m *message) findForm() {
	i := 0
	for i < len(m.r) && isBreak(m.r[i]) {
		i++
	}
	for _, f := range []struct {
		word   string
		intent Intent
	}{{"bf", VisitReport}, {"jh", VisitPlan}, {"拜访", VisitReport}, {"计划", VisitPlan}} {
		if m.is(i, f.word) && isBreak(m.text.at(i+2)) && m.text.at(i+2) != 0 {
			m.form = f.intent
			return
		}
		if m.is(i, f.word) && isLatin(m.r[i]) && !isLatin(m.text.at(i+2)) {
			m.form = f.intent
			return
		}
	}
}

// findWords finds the words of the lexicon; words inside names and terms do not count.
func (m *message) findWords() {
	lex := m.g.lexicon
	var ends [families]int
	for i := range m.r {
		if m.taken[i] {
			continue
		}
		var best [families]int
		lex.each(m.r, i, func(end int, found []tag) {
			for _, t := range found {
				if f := t.family(); end > best[f] {
					best[f] = end
				}
			}
		})
		lex.each(m.r, i, func(end int, found []tag) {
			if m.taken[end-1] {
				return
			}
			for _, t := range found {
				f := t.family()
				if end == best[f] && i >= ends[f] {
					m.words = append(m.words, word{t, i, end})
					m.has[t] = true
				}
			}
		})
		for f, end := range best {
			if end > 0 && i >= ends[f] && !m.taken[end-1] {
				ends[f] = end
			}
		}
	}
	m.dropInside()
}

// dropInside drops verbs of one character that are only a part of a longer word of another meaning (见 in 有意见), but not those of
// meeting (没见到, 见到了).
func (m *message) dropInside() {
	end := 0
	m.words = slices.DeleteFunc(m.words, func(w word) bool {
		if w.tag == wVisit && w.to-w.from == 1 && w.to <= end || w.tag == wOurs && m.within(w.from+1, w.to, wDrug) {
			return true // 问我司美格鲁肽 is not 我司
		}
		if w.tag != wVisit && w.tag != wAbsent && w.tag != wMet && w.to-w.from > 1 {
			end = max(end, w.to)
		}
		return false
	})
	m.has[wVisit] = slices.ContainsFunc(m.words, func(w word) bool { return w.tag == wVisit })
	m.has[wOurs] = slices.ContainsFunc(m.words, func(w word) bool { return w.tag == wOurs })
}

// findSplitWords finds consent and interest that are said in two pieces: 会在透析病人里用, 愿意给新病人用; 要了瑞胃安的资料.
func (m *message) findSplitWords() {
	for i := range m.r {
		if !m.is(i, "会在") && !m.is(i, "会给") && !m.is(i, "会教") && !m.is(i, "会让") && !m.is(i, "愿意在") && !m.is(i, "愿意给") || runeIn(m.text.at(i-1), "不没") {
			continue
		}
		for k := i + 2; k < len(m.r) && k < i+16 && !isBreak(m.r[k]); k++ {
			if m.r[k] == '用' && !runeIn(m.text.at(k+1), "药法量情户品") {
				m.addWord(word{wAgreed, i, k + 1})
				break
			}
		}
	}
	for i := range m.r {
		if !m.is(i, "要了") && !m.is(i, "想要") && !m.is(i, "想看") && !m.is(i, "要看") && !m.is(i, "索要") || runeIn(m.text.at(i-1), "不没") {
			continue
		}
		for k := i + 2; k < len(m.r) && k < i+14 && !isBreak(m.r[k]); k++ {
			if m.is(k, "资料") || m.is(k, "文献") || m.is(k, "彩页") {
				m.addWord(word{wInterested, i, k + 2})
				break
			}
		}
	}
}

// findAgain finds 再 with any verb where its clause names a day to come (下周二上午9点再战).
func (m *message) findAgain() {
	for i := range m.r {
		if m.r[i] != '再' || !isHan(m.text.at(i+1)) || m.taken[i] || runeIn(m.text.at(i+1), "三也说次不加") || m.within(i, i+1, wAgain, wInterested, wFuture) {
			continue
		}
		if d, ok := m.dayIn(m.clauseOf(i)); ok && d.to <= i && i-d.to <= 12 && (d.day.ahead() || !d.day.behind() && d.day.kind != relativeDay) {
			m.addWord(word{wAgain, i, i + 2})
		}
	}
}

// findInvites finds invitations that are said in two pieces (请欧阳主任做讲者, 请她来讲课).
func (m *message) findInvites() {
	for i := range m.r {
		if m.r[i] != '请' || m.taken[i] || m.is(i, "请假") || m.is(i, "请教") || runeIn(m.text.at(i-1), "申没不") {
			continue
		}
		for k := i + 1; k < len(m.r) && k < i+14 && (!isBreak(m.r[k]) || m.r[k] == ' '); k++ {
			if m.is(k, "参加") || m.is(k, "出席") || m.is(k, "做讲者") || m.is(k, "当讲者") || m.is(k, "讲课") || m.is(k, "做主持") || m.is(k, "当主持") || m.is(k, "参会") {
				m.addWord(word{wInvite, i, i + 1})
				break
			}
		}
	}
}

// addWord puts a word in its place.
func (m *message) addWord(w word) {
	at, _ := slices.BinarySearchFunc(m.words, w.from, func(o word, from int) int { return o.from - from })
	m.words = slices.Insert(m.words, at, w)
	m.has[w.tag] = true
}

// within reports whether a word of one of the tags begins in from..to.
func (m *message) within(from, to int, any ...tag) bool {
	_, ok := m.first(from, to, any...)
	return ok
}

// first returns the first word of one of the tags that begins in from..to.
func (m *message) first(from, to int, any ...tag) (word, bool) {
	at, _ := slices.BinarySearchFunc(m.words, from, func(w word, from int) int { return w.from - from })
	for _, w := range m.words[at:] {
		if w.from >= to {
			break
		}
		for _, t := range any {
			if w.tag == t {
				return w, true
			}
		}
	}
	return word{}, false
}

// hasAny reports whether the text has a word of one of the tags.
func (m *message) hasAny(any ...tag) bool {
	for _, t := range any {
		if m.has[t] {
			return true
		}
	}
	return false
}
