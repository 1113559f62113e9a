package understand

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// span is a stretch of runes that speaks of one thing.
type span struct{ from, to int }

// in reports whether a rune lies in one of the spans.
func in(spans []span, i int) bool {
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
		if m.unspoken(t) {
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
	for _, p := range m.people {
		if p.to == i && p.role == caller && !runeIn(m.text.at(p.from-1), "给跟和向对与同") {
			return true // 她说李静主任推荐过
		}
		if p.to == i && p.title != noTitle && !runeIn(m.text.at(i+1), "了过完") && !runeIn(m.text.at(p.from-1), "给跟和向对与同") && !m.is(i, "介绍一下") && m.text.at(i) == '讲' && m.text.at(i+1) != 0 && m.form == "" {
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

// resultTags are the words of results with their codes.
var resultTags = map[tag]domain.Result{wAgreed: domain.Agreed, wInterested: domain.Interested, wNeutral: domain.Neutral,
	wObjection: domain.Objection, wRefused: domain.Refused, wAbsent: domain.Absent, wMet: ""}

// result returns the last result that the spans say. Meeting the doctor after all takes an absence back.
func (m *message) result(spans []span) domain.Result {
	var out domain.Result
	var last word
	for _, w := range m.words {
		if w.tag > wMet || !in(spans, w.from) {
			continue
		}
		if !m.isResult(w) {
			m.pass("result", w.from, w.to, "the words around it make it something else than a result")
			continue
		}
		r := resultTags[w.tag]
		if w.tag == wAbsent && !runeIn(m.r[w.from], "没未扑白闭吃不人") && (m.talked(spans, w.from) || m.talkedTo(spans, w.to)) {
			m.pass("result", w.from, w.to, "the doctor was talked to, so that she was there")
			continue // 聊了3分钟，他就去手术了
		}
		if w.tag == wMet {
			if out == domain.Absent {
				out = ""
				m.pass("result", w.from, w.to, "the doctor was met after all: the absence is taken back")
			}
			continue
		}
		if w.tag != wAbsent && m.deniedDirectly(w.from) {
			r = m.denied(w.tag)
			if r == "" {
				m.pass("result", w.from, w.to, "it is denied")
				continue
			}
		}
		if out != "" {
			m.pass("result", last.from, last.to, "a later state is said")
		}
		out, last = r, w
		m.found("result", w.from, w.to, "the last state that is said")
	}
	return out
}

// talked reports whether the spans tell of a talk before i.
func (m *message) talked(spans []span, i int) bool {
	for _, t := range m.tokens {
		if t.kind == tokMinutes && t.to <= i && in(spans, t.from) && !t.waiting && !t.before && !t.after {
			return true
		}
	}
	for _, w := range m.words {
		if w.to > i {
			break
		}
		if in(spans, w.from) && (w.tag == wAgreed || w.tag == wInterested || w.tag == wObjection || w.tag == wMet) && m.isResult(w) {
			return true
		}
	}
	return false
}

// deniedDirectly reports whether a denial stands right before i, but for words of degree (没啥顾虑, 不太感兴趣).
func (m *message) deniedDirectly(i int) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		if runeIn(m.r[k], "没不未无") {
			return m.negated(i)
		}
		if !runeIn(m.r[k], "有啥什么太大多任何很怎特明再是") {
			return false
		}
	}
	return false
}

// denied is what the opposite of a result means: 没(有)顾虑 says nothing, 没同意 is a refusal.
func (m *message) denied(t tag) domain.Result {
	switch t {
	case wAgreed:
		return domain.Refused
	case wInterested:
		return domain.Refused
	}
	return ""
}

// isResult keeps words from counting as a result where they are something else.
func (m *message) isResult(w word) bool {
	prev, next := m.text.at(w.from-1), m.text.at(w.to)
	s := string(m.r[w.from:w.to])
	c := m.clauseOf(w.from)
	switch s {
	case "一般":
		return !runeIn(next, "病患都用会是情来在要人剂的不只") && !isDigit(next)
	case "不用":
		return !runeIn(next, "换等担再说跑去送来管急想测调监吃打停减加谢做查写带讲") && !runeIn(prev, "用")
	case "支持":
		return !runeIn(prev, "据持術术后")
	case "会来", "能来", "不来":
		return m.has[wInvite]
	case "手术", "开会":
		return m.namedBefore(w.from) && !runeIn(next, "后前病室台间")
	case "走了", "出去了":
		return runeIn(prev, "经先人早都就也") && prev != 0
	case "休息", "外出", "请假", "休假", "进修", "出差", "查房去了", "做手术", "在开会", "上手术":
		return !m.speaksAhead(c) && !m.patientIn(c) && !m.mineIn(c, w.from)
	case "更好", "更好用", "更便宜", "更方便", "更强", "更有优势", "更安全", "效果更好":
		return m.within(c.from, w.from, wDrug)
	case "不在":
		return !runeIn(next, "乎意于话少药医") || m.taken[w.to]
	case "怕", "嫌", "担心", "顾虑", "怀疑":
		return !m.patientStops(w)
	case "考虑":
		return !m.is(w.to, "到") || m.text.at(w.from-1) == '在'
	case "没见":
		return !runeIn(next, "效好过出有")
	case "先用", "试试", "试用", "试一试", "试一下":
		return !runeIn(prev, "没别")
	case "可以用", "会用":
		return !m.questionIn(c)
	}
	return true
}

// patientStops reports whether a worry is denied or is the patient's (病人担心费用 is still the doctor's word; 不担心 is none).
func (m *message) patientStops(w word) bool { return runeIn(m.text.at(w.from-1), "不别") }

func (m *message) patientIn(c clause) bool { return m.within(c.from, c.to, wPatient) }

// mineIn reports whether the rep speaks of herself before i in the clause (我请假).
func (m *message) mineIn(c clause, i int) bool { return m.text.at(c.from) == '我' && i-c.from <= 3 }

func (m *message) questionIn(c clause) bool {
	return m.text.at(c.to) == '?' || m.text.at(c.to-1) == '吗' || m.text.at(c.to-1) == '么'
}

// speaksAhead reports whether a clause tells of a day to come.
func (m *message) speaksAhead(c clause) bool {
	for _, t := range m.tokens {
		if t.kind == tokDay && t.from >= c.from && t.from < c.to && t.day.ahead() {
			return true
		}
	}
	return false
}

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
