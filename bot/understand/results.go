package understand

import "github.com/yaoban/yaoban/domain"

// This file reads how a visit ended.

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
		if w.tag == wAbsent && !runeIn(m.r[w.from], "没未扑白闭吃不人") && (m.talked(spans, w.from) || m.talkedTo(spans, w.to) || m.deniedDirectly(w.from)) {
			m.pass("result", w.from, w.to, "the doctor was talked to, so that she was there")
			continue // 聊了3分钟，他就去手术了; 没休息
		}
		if w.tag == wMet {
			if out == domain.Absent {
				out = ""
				m.pass("result", w.from, w.to, "the doctor was met after all: the absence is taken back")
			}
			continue
		}
		if w.tag == wNeutral && (out == domain.Objection || out == domain.Refused) && m.is(w.from, "没松口") {
			continue // 嫌贵没松口
		}
		if m.ends(w.from, "不是") && (m.within(0, len(m.r), wWrong, wAmend) || m.within(w.to, w.to+5, wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent)) {
			continue // 写错了，是感兴趣，不是同意
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
	for k := 0; k < i-1; k++ {
		if runeIn(m.r[k], "聊谈讲说") && runeIn(m.r[k+1], "了过") && in(spans, k) && !m.negated(k) && !m.taken[k] && runeIn(m.text.at(k+2), "几两会一下半") {
			return true // 说了两句就走了
		}
		if runeIn(m.r[k], "聊谈讲说") && in(spans, k) && !m.taken[k] && (m.is(k+1, "几句") || m.is(k+1, "两句") || m.is(k+1, "没几句") || m.is(k+1, "没两句")) {
			return true // 没聊几句就走了
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
	case "说行", "说可以", "说没问题", "说好的", "说要得", "说中", "说好嘞":
		n := m.clauseIndex(w.from) // an answer to 我下周三再来 is none to the product
		return (isBreak(next) || runeIn(next, "用试先开的啊吧呀嘛")) && !c.ahead && (n == 0 || !m.clauses[n-1].ahead)
	case "一般":
		return !runeIn(next, "病患都用会是情来在要人剂的不只") && !isDigit(next)
	case "说在用", "倒是在用", "就在用", "说也在用":
		return isBreak(next) || next == 0 || runeIn(next, "了着的呢")
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
		return !m.speaksAhead(c) && !c.ahead && !m.patientIn(c) && !m.mineIn(c, w.from)
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
		return !m.questionIn(c) && !runeIn(prev, "晨早例周年月开科大论")
	case "会开", "会试", "会推荐", "会参加":
		return !runeIn(prev, "晨早例周年月开科大论")
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
