package understand

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// This file tells the correction of a record from a correction inside a report, which is the report's own.

// amendsAt returns where a correction of a record begins to say the new value; ok is false if the text is none.
func (m *message) amendsAt() (at int, ok bool) {
	if move, _, moved := m.movedReminder(); moved {
		return move.from, true
	}
	if m.has[wRemind] || m.isQuestion() || m.form != "" && !m.hasAny(wAmend, wWrong) {
		return 0, false
	}
	if at := wrongPerson.FindStringIndex(m.string()); at != nil && m.form == "" && m.takenFor(0) {
		return len([]rune(m.string()[:at[0]])), true
	}
	not := strings.Index(m.string(), "不是")
	word, found := m.amendWord()
	if !found && not < 0 {
		if m.startsAmend() {
			return 0, true
		}
		return m.saysOfRecord()
	}
	if at, ok := m.contrast(); ok || m.resultCorrected(&at) {
		return at, !m.hasAny(wIf)
	}
	if found {
		at = word.from
	} else {
		at = len([]rune(m.string()[:not]))
	}
	if m.startsAmend() || m.onRecord() && !m.reportBefore(at) && (found || m.anyDead() || m.resultAfter(not)) {
		return at, !m.hasAny(wIf)
	}
	if !found && m.resultDenied(not) {
		return at, true
	}
	if !found {
		// 不是张伟是张薇: the whole message is the correction
		return at, at <= 6 && m.anyDead() && len(m.r) <= 30 && !m.valueBefore(at) && !m.doneIn(0, len(m.r))
	}
	if m.reportBefore(at) || word.tag == wWrong && m.reportAround() {
		return 0, false
	}
	switch s := string(m.r[word.from:word.to]); s {
	case "改成", "改为", "改到", "改约到", "换成", "换到", "挪到", "推到", "推迟到", "延到", "提前到", "调到", "改在", "应该是", "应为", "应是", "顺延":
		for _, s := range []string{"门诊", "会议", "手术", "会诊", "讲课", "开会", "科室会", "学术会", "药事会"} {
			if m.ends(word.from, s) || m.ends(word.from-1, s) {
				return 0, false // 刘国强的门诊改到周三了
			}
		}
		if s == "换成" && m.tookOver(word.to) {
			return 0, false
		}
		return at, !runeIn(m.text.at(word.from-1), "方药他她") && !strings.Contains(string(m.r[:word.from]), "把方案") && !m.hasAny(wPatient)
	case "去掉", "删掉", "拿掉", "划掉", "加上":
		return at, word.from <= 3 || word.from <= 10 && len(m.people) == 0 && !m.hasAny(wPatient) // 把立舒平去掉
	}
	return at, word.from <= 8 && word.tag == wWrong || word.from <= 3
}

// resultDenied reports whether a short text about one doctor puts one result in the place of another and tells nothing else (刘国强不是认可，
// 是有顾虑); the 不是 stands at byte i.
func (m *message) resultDenied(i int) bool {
	at := len([]rune(m.string()[:i]))
	if at > 8 || len(m.r) > 24 || len(m.people) > 1 || m.productSaid() || m.hasDay() || m.hasAny(wVisit, wTalk) || !m.resultAfter(i) || m.minutes([]span{{0, len(m.r)}}, false) > 0 {
		return false
	}
	for k := at + 3; k < len(m.r); k++ {
		if m.r[k] == '是' && m.within(k, len(m.r), wAgreed, wInterested, wNeutral, wObjection, wRefused) && !m.ends(k, "不") {
			return true
		}
	}
	return false
}

// tookOver reports whether the clause at i says who stood in for somebody (换成吴主任接待, 换成吴主任坐诊): that corrects no record.
func (m *message) tookOver(i int) bool {
	c := m.clauseOf(i)
	rest := string(m.r[i:c.to])
	for _, s := range []string{"接待", "坐诊", "出诊", "值班", "顶班", "代班", "负责", "对接", "查房", "管"} {
		if strings.Contains(rest, s) {
			return m.personIn(clause{from: i, to: c.to})
		}
	}
	return false
}

// resultAfter reports whether the 不是 at byte i denies a result, a purpose or a number (不是同意，是考虑; 时长不是15是25).
func (m *message) resultAfter(i int) bool {
	at := len([]rune(m.string()[:i])) + 2
	return isDigit(m.text.at(at)) || m.within(at, at+3, wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent, wAccess, wInvite, wFollowup, wAcademic, wDetailing, wRelationship)
}

// contrast reports whether the text begins by putting one value in the place of another and tells nothing else (不是25分钟，是15分钟，
// 手滑; 是苏婉，不是余华，我写岔了), and where.
func (m *message) contrast() (at int, ok bool) {
	for at < len(m.r) && (isBreak(m.r[at]) || runeIn(m.r[at], "哦噢啊呃嗯诶哎")) {
		at++
	}
	if !m.is(at, "不是") && !m.is(at, "是") || !m.anyDead() || !m.stands() || m.hasAny(wAsk) {
		return 0, false
	}
	values := m.values()
	if len(values) == 0 {
		return 0, false
	}
	first := values[0]
	if first.from-at > 4 || first.from > at+2 && !m.is(at, "不是") && !m.within(at, first.from, wField) {
		return 0, false
	}
	return at, !m.doneIn(0, len(m.r)) && !m.within(0, len(m.r), wDetailing, wAcademic)
}

// resultCorrected reports whether the text only puts one result in the place of another (结果不是同意，是考虑), and where.
func (m *message) resultCorrected(at *int) bool {
	f, ok := m.first(0, min(3, len(m.r)), wField)
	if !ok || !m.is(f.to, "不是") || len(m.people) > 0 {
		return false
	}
	*at = f.to
	return m.within(f.to+2, f.to+4, wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent)
}

// stands reports whether a value that was not withdrawn is said.
func (m *message) stands() bool {
	for _, v := range m.values() {
		if v.person >= 0 && m.people[v.person].role != withdrawn || v.token >= 0 && !m.tokens[v.token].dead {
			return true
		}
	}
	return false
}

// saysOfRecord reports whether a text names a record first and then gives it a value without a word of correction (刚报的那条，是十点半
// 开始的; 上一条再加个倍欣康; 1024 时长 25), and where the value begins.
func (m *message) saysOfRecord() (at int, ok bool) {
	if m.hasAny(wAsk, wUndo, wAbout, wPlanAsk) || m.who.Role != domain.Rep || !m.onRecord() {
		return 0, false
	}
	w, found := m.first(0, min(6, len(m.r)), wRecord)
	if !found {
		f, field := m.first(0, len(m.r), wField)
		return f.from, field && m.numberSaid() != 0 && f.from <= 12 && !m.doneIn(0, len(m.r))
	}
	for i := w.to; i < min(len(m.r), w.to+12); i++ {
		is := m.r[i] == '是' && !m.negated(i) && m.text.at(i-1) != '不'
		for _, s := range []string{"漏了", "少了", "忘了写", "没写", "没记", "还有", "再加", "加个", "缺了", "加一下", "添一下"} {
			is = is || m.is(i, s)
		}
		is = is || len(m.people) == 0 && m.within(i, i+1, wField)
		if is && m.valueAfter(i) {
			return i, !m.doneIn(0, w.to) && len(m.r) <= 40
		}
	}
	return 0, false
}

// amendWord returns the first word of correction that is not denied.
func (m *message) amendWord() (word, bool) {
	for _, w := range m.words {
		if (w.tag == wAmend || w.tag == wWrong) && !m.negated(w.from) {
			s := string(m.r[w.from:w.to])
			if s == "改" && w.from > 2 && !isBreak(m.text.at(w.from-1)) && !runeIn(m.text.at(w.from-1), "把要再我请") || s == "补充" && w.from > 2 && !m.onlyRecordBefore(w.from) || s == "不好意思" || s == "改" && m.wentElsewhere(w) {
				continue
			}
			if s == "补上" && m.hasDay() && runeIn(m.text.at(w.to), "周星礼个次回月") {
				continue // 补上周四的一条
			}
			late := (s == "调整" || s == "修改") && w.from > 6 || (s == "加上" || s == "去掉") && w.from > 10
			if s == "改" && runeIn(m.text.at(w.to), "天善良变用") || late && !m.onRecord() {
				continue
			}
			return w, true
		}
	}
	return word{}, false
}

// wentElsewhere reports whether 改 says that the rep went to somebody else (改去附二找了吴晓东): a report, no correction.
func (m *message) wentElsewhere(w word) bool {
	return runeIn(m.text.at(w.to), "去找见跑拜到") && m.doneIn(w.to, m.clauseOf(w.from).to)
}

// startsAmend reports whether the text begins with a word of correction.
func (m *message) startsAmend() bool {
	for i := 0; i < len(m.r) && i <= 4; i++ {
		for _, w := range m.words {
			if w.from == i && (w.tag == wAmend || w.tag == wWrong) && !(w.tag == wAmend && m.is(i, "补") && !m.is(i, "补充")) {
				return !m.is(i, "不好意思") && !(m.is(i, "改") && runeIn(m.text.at(i+1), "天善变用")) && !(m.is(i, "补上") && runeIn(m.text.at(i+2), "周星礼个次回月"))
			}
		}
		if !isBreak(m.r[i]) && !runeIn(m.r[i], "哦噢啊呃嗯诶哎那个我把请帮") {
			break
		}
	}
	return false
}

// onRecord reports whether the text speaks of a record that stands: 上一条, 刚才那条, 那个计划, #1024.
func (m *message) onRecord() bool {
	for _, w := range m.words {
		if w.tag != wRecord {
			continue
		}
		s := string(m.r[w.from:w.to])
		switch s {
		case "刚", "刚才", "刚刚":
			if runeIn(m.text.at(w.to), "那这报发记录说写的填") || m.is(w.to, "上报") {
				return true
			}
		case "计划", "这个", "那个", "记录", "上面", "前面":
			if m.is(w.to, "改") || m.is(w.to, "计划") || m.is(w.to, "拜访") || s == "记录" || s == "计划" && m.within(w.to, len(m.r), wAmend) {
				return true
			}
		case "一条":
			if !runeIn(m.text.at(w.from-1), "补记报") {
				return true
			}
		default:
			return true
		}
	}
	return m.numberSaid() != 0
}

// reportBefore reports whether a whole report stands before i: a doctor and what was done.
func (m *message) reportBefore(i int) bool {
	if m.onlyRecordBefore(i) {
		return false
	}
	person := false
	for _, p := range m.people {
		person = person || p.to <= i
	}
	slots := 0
	for _, t := range m.tokens {
		if t.to <= i && (t.kind == tokProduct || t.kind == tokMinutes || t.kind == tokClock) {
			slots++
		}
	}
	if m.within(0, i, wAgreed, wInterested, wNeutral, wObjection, wRefused, wAbsent, wDetailing, wTalk) {
		slots++
	}
	return person && (slots > 0 || m.doneIn(0, i) || m.correctsVisit(i)) || slots > 2
}

// reportAround reports whether the text, but for a correction inside it, is a whole report: where, whom and about what.
func (m *message) reportAround() bool {
	if m.onRecord() || !m.stands() {
		return false
	}
	person := slices.ContainsFunc(m.people, func(p mention) bool { return p.role != withdrawn })
	return person && m.productSaid() && (m.hasAny(wTalk, wVisit) || m.minutes([]span{{0, len(m.r)}}, false) > 0) && m.hasAny(wAgreed, wInterested, wNeutral, wObjection, wRefused, wDetailing, wAccess, wAcademic)
}

// correctsVisit reports whether the word at i takes back what was said just before of a visit (今天拜访李婧，不对，是李静): then the
// text is the report itself.
func (m *message) correctsVisit(i int) bool {
	return m.within(i, i+1, wWrong) && m.within(0, i, wVisit) && !m.onRecord()
}

func (m *message) onlyRecordBefore(i int) bool {
	w, ok := m.first(0, i, wRecord)
	return ok && w.from <= 4 && m.onRecord()
}

// wrongPerson says that the doctor of a record was another: 李静的拜访记错人了，是李婧.
var wrongPerson = regexp.MustCompile(`(记|写|说|报|弄|搞|填|认)错(人|医生|大夫|名字)`)
