package understand

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// span is a stretch of runes that speaks of one thing.
type span struct{ from, to int }

// manySpans is from how many spans on they are searched by their order, so that long texts take linear time; no more than a few of
// them overlap.
const manySpans = 16

// in reports whether a rune lies in one of the spans, which stand in the order of the text.
func in(spans []span, i int) bool {
	if len(spans) > manySpans {
		at, _ := slices.BinarySearchFunc(spans, i+1, func(s span, i int) int { return s.from - i })
		spans = spans[max(0, at-manySpans/2):at]
	}
	for _, s := range spans {
		if s.from <= i && i < s.to {
			return true
		}
	}
	return false
}

// products returns the codes of the products that are spoken of in the spans, in the order of the text, each once. Where a
// word fits several products, none is taken. A product that was said not to have been spoken of does not count.
func (m *message) products(spans []span) []string {
	var out []string
	m.forget("products")
	for _, t := range m.tokens {
		if t.kind != tokProduct || t.dead || !in(spans, t.from) {
			continue
		}
		if len(t.codes) != 1 {
			m.pass("product", t.from, t.to, "the word fits several products")
			continue
		}
		if m.unspoken(t) || m.nothingMore(t.from) {
			m.pass("product", t.from, t.to, "it is said not to have been spoken of")
			continue
		}
		m.also("products", t.from, t.to, "products named in what is told of it")
		if !slices.Contains(out, t.codes[0]) {
			out = append(out, t.codes[0])
		}
	}
	return out
}

// unspoken reports whether a product is said not to have been spoken of (没讲立舒平, 立舒平没聊).
func (m *message) unspoken(t token) bool {
	for k := t.from - 1; k >= 0 && k >= t.from-6; k-- {
		c := m.r[k]
		if isBreak(c) && c != ' ' {
			break
		}
		if (c == '没' || c == '未') && m.talkAt(k+1, t.from) {
			return true
		}
	}
	for _, w := range []string{"没讲", "没聊", "没谈", "没提", "没说", "没有讲", "没有聊", "没有谈", "没有提", "还没讲", "还没聊", "就没讲", "就没聊", "先没讲", "没来得及讲", "没来得及聊", "没来得及提", "没顾上", "没时间讲", "没机会讲", "没介绍", "不聊", "不讲", "不谈", "不提", "先不聊", "先不讲", "这次不聊", "这次不讲", "就不聊", "就不讲"} {
		if m.is(t.to, w) && !runeIn(m.text.at(t.to+len([]rune(w))), "完透够清") {
			return true
		}
	}
	return m.leftAside(t)
}

// leftAside reports whether the clause of a product ends in a denial of having spoken of it, with words between (立舒平她问了我不熟没讲).
func (m *message) leftAside(t token) bool {
	end := m.clauseOf(t.from).to
	for _, o := range m.tokens {
		if o.kind == tokProduct && o.from >= t.to && o.from < end {
			end = o.from
		}
	}
	for i := t.to; i < end; i++ {
		if m.r[i] != '没' || runeIn(m.text.at(i-1), "他她也") {
			continue
		}
		at := i + 1
		for runeIn(m.text.at(at), "有多怎么再") {
			at++
		}
		if runeIn(m.text.at(at), "讲聊谈提") && isBreak(m.text.at(at+1)) || m.is(at, "介绍") && isBreak(m.text.at(at+2)) {
			return true
		}
	}
	return false
}

func (m *message) talkAt(from, to int) bool {
	for i := from; i < to; i++ {
		if runeIn(m.r[i], "讲聊谈提说介推传") && m.r[to-1] != '完' {
			return true
		}
	}
	return false
}

// purpose returns the first purpose of GUIDE.md's order that the spans say and do not deny.
func (m *message) purpose(spans []span) domain.Purpose {
	for _, p := range []struct {
		tag     tag
		purpose domain.Purpose
	}{{wAccess, domain.Access}, {wInvite, domain.Invite}, {wFollowup, domain.Followup}, {wAcademic, domain.Academic},
		{wDetailing, domain.Detailing}, {wRelationship, domain.Relationship}} {
		for _, w := range m.words {
			if w.tag == p.tag && in(spans, w.from) && m.isPurpose(w) {
				m.found("purpose", w.from, w.to, "the first purpose in the guide's order that is said")
				m.passPurposes(spans, w)
				return p.purpose
			}
		}
	}
	return ""
}

func (m *message) isPurpose(w word) bool {
	if m.negated(w.from) || m.stillToDo(w) {
		return !m.pass("purpose", w.from, w.to, "the purpose is denied or still to come")
	}
	if m.isOwn(w) {
		return true
	}
	switch w.tag {
	case wInvite:
		return !runeIn(m.text.at(w.from-1), "受被应") && m.meetingNear(w.to)
	case wFollowup:
		if m.is(w.from, "随访") && m.managerNear(w) {
			return false
		}
		return !m.patientBefore(w.from) || !m.is(w.from, "随访") && !m.is(w.from, "回访") && !m.is(w.from, "跟")
	case wAcademic:
		return !m.is(w.from, "研究研究") && !m.is(w.to, "研究") && !(m.is(w.from, "研究") && (m.is(w.to, "一下") || m.is(w.to, "下") || m.ends(w.from, "研究")))
	case wDetailing:
		return !m.spokenByThem(w.from)
	}
	return true
}

// spokenByThem reports whether the doctor is who speaks at i (他讲, 主任介绍说), not the rep who speaks to her (给他讲).
func (m *message) spokenByThem(i int) bool {
	if m.toldMe(i) {
		return true
	}
	for _, p := range m.people {
		if p.to == i && p.role == caller && !runeIn(m.text.at(p.from-1), "给跟和向对与同") {
			return true // 她说李静主任推荐过
		}
		if p.to == i && p.title != noTitle && !m.planned && !runeIn(m.text.at(i+1), "了过完") && !runeIn(m.text.at(p.from-1), "给跟和向对与同") && !m.is(i, "介绍一下") && m.text.at(i) == '讲' && m.text.at(i+1) != 0 && m.form == "" {
			return true // 冯主任讲糖维宁用得不错
		}
	}
	for _, s := range []string{"他", "她", "主任", "医生", "教授", "院长", "老师", "护士", "秘书", "药师", "听"} {
		if m.ends(i, s) {
			before := m.text.at(i - len([]rune(s)) - 1)
			return !m.taken[i-1] && !runeIn(before, "给跟和向对与同") || s == "听"
		}
	}
	return false
}

// toldMe reports whether what is said at i is said to the rep (谢峰跟我讲).
func (m *message) toldMe(i int) bool {
	return m.ends(i, "跟我") || m.ends(i, "和我") || m.ends(i, "给我") || m.ends(i, "对我") || m.ends(i, "向我") || m.ends(i, "同我")
}

// meetingNear reports whether what one invites to is a meeting, within the clause or the next.
func (m *message) meetingNear(i int) bool {
	c := m.clauseIndex(i)
	end := m.clauses[min(c+1, len(m.clauses)-1)].to
	for k := i; k < end; k++ {
		if runeIn(m.r[k], "会课") || m.is(k, "沙龙") || m.is(k, "义诊") || m.is(k, "论坛") || m.is(k, "参加") || m.is(k, "出席") || m.is(k, "讲者") || m.is(k, "活动") {
			return true
		}
	}
	return false
}

func (m *message) managerNear(w word) bool {
	c := m.clauseOf(w.from)
	for _, s := range m.staff {
		if s.manager && s.from >= c.from && s.from < c.to {
			return true
		}
	}
	return false
}

func (m *message) patientBefore(i int) bool { return m.within(max(0, i-4), i, wPatient) }

// minutes returns how long the talk was: the last amount in the spans that is not waiting, not a distance in time and, for
// several visits, not said of all together.
func (m *message) minutes(spans []span, several bool) int {
	out := 0
	for _, t := range m.tokens {
		if t.dead || t.minutes == 0 || !in(spans, t.from) {
			continue
		}
		switch t.kind {
		case tokMinutes:
			if t.before || t.waiting || t.after && !runeIn(m.text.at(t.from-1), "了聊谈讲坐") || m.dosing(t) {
				m.pass("minutes", t.from, t.to, "it is no length of a talk: a distance in time, waiting, or a treatment")
				continue
			}
		case tokClock:
		default:
			continue
		}
		if several && m.inTotal(t) {
			m.pass("minutes", t.from, t.to, "it is said of several visits together")
			continue
		}
		out = t.minutes
		m.found("minutes", t.from, t.to, "the length of the talk")
	}
	return out
}

// inTotal reports whether an amount is said of several visits together (一共45分钟).
func (m *message) inTotal(t token) bool {
	c := m.clauseOf(t.from)
	return m.within(max(c.from, t.from-6), t.from, wTotal)
}

// dosing reports whether an amount of time belongs to a treatment or to a journey.
func (m *message) dosing(t token) bool {
	return runeIn(m.text.at(t.to), "一内起") && runeIn(m.text.at(t.to+1), "次见效")
}

// start returns the first clock time in the spans at which a visit began.
func (m *message) start(spans []span) domain.TimeOfDay {
	for _, t := range m.tokens {
		if t.kind == tokClock && !t.dead && in(spans, t.from) {
			m.foundClock(t)
			return t.clock.in(t.half)
		}
	}
	return ""
}
