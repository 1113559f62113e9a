package understand

import (
	"slices"
	"strings"
)

// amend reads a correction of a record: 改成25分钟, 不是张伟是李静, 上一条结果改成有顾虑, 周三去附二改成周四. A correction inside a
// report (15分钟…不对是25分钟) is not one.
func (m *message) amend() (Reading, bool) {
	at, ok := m.amendsAt()
	if !ok {
		return Reading{}, false
	}
	r := Reading{Intent: VisitAmend, Target: &Target{}}
	m.found("intent", min(at, len(m.r)-1), len(m.r), "a correction of a record that stands")
	m.targetNumber(r.Target)
	r.Adds, r.Drops = m.parts()
	c := r.Drops.strip(m.changes(at, r.Target))
	if _, noun, moved := m.movedReminder(); moved {
		if c != nil {
			c = &Visit{Date: c.Date, Start: c.Start} // its other words say what it reminds of
		}
		r.Target.Reminder, r.Target.Subject = true, m.remindedOf(noun)
		m.also("target", noun.from, noun.to, targetRule)
	}
	if c == nil && r.Drops.None() && !m.hasAny(wRecord, wField) && !m.startsAmend() {
		return Reading{}, false
	}
	r.Changes = c
	r.Bare = c == nil && r.Drops.None() && m.onlyAmends()
	if r.Target.none() {
		r.Target = nil
	}
	return r, true
}

// amendsAt returns where a correction of a record begins to say the new value; ok is false if the text is none.
func (m *message) amendsAt() (at int, ok bool) {
	if move, _, moved := m.movedReminder(); moved {
		return move.from, true
	}
	if m.has[wRemind] || m.isQuestion() || m.form != "" && !m.hasAny(wAmend, wWrong) {
		return 0, false
	}
	not := strings.Index(string(m.r), "不是")
	word, found := m.amendWord()
	if !found && not < 0 {
		if m.startsAmend() {
			return 0, true
		}
		return 0, false
	}
	if found {
		at = word.from
	} else {
		at = len([]rune(string(m.r)[:not]))
	}
	if m.startsAmend() || m.onRecord() && !m.reportBefore(at) {
		return at, !m.hasAny(wIf)
	}
	if !found {
		// 不是张伟是张薇: the whole message is the correction
		return at, at <= 6 && m.anyDead() && len(m.r) <= 30 && !m.valueBefore(at) && !m.doneIn(0, len(m.r))
	}
	if m.reportBefore(at) {
		return 0, false
	}
	switch s := string(m.r[word.from:word.to]); s {
	case "改成", "改为", "改到", "换成", "换到", "挪到", "推到", "推迟到", "延到", "提前到", "调到", "改在", "应该是", "应为", "应是", "顺延":
		for _, s := range []string{"门诊", "会议", "手术", "会诊", "讲课", "开会", "科室会", "学术会", "药事会"} {
			if m.ends(word.from, s) || m.ends(word.from-1, s) {
				return 0, false // 刘国强的门诊改到周三了
			}
		}
		return at, !runeIn(m.text.at(word.from-1), "方药他她") && !strings.Contains(string(m.r[:word.from]), "把方案") && !m.hasAny(wPatient)
	case "去掉", "删掉", "拿掉", "划掉", "加上":
		return at, word.from <= 3 || word.from <= 10 && len(m.people) == 0 && !m.hasAny(wPatient) // 把立舒平去掉
	}
	return at, word.from <= 8 && word.tag == wWrong || word.from <= 3
}

// amendWord returns the first word of correction that is not denied.
func (m *message) amendWord() (word, bool) {
	for _, w := range m.words {
		if (w.tag == wAmend || w.tag == wWrong) && !m.negated(w.from) {
			s := string(m.r[w.from:w.to])
			if s == "改" && w.from > 2 && !isBreak(m.text.at(w.from-1)) && !runeIn(m.text.at(w.from-1), "把要再我请") || s == "补充" && w.from > 2 || s == "不好意思" {
				continue
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

// startsAmend reports whether the text begins with a word of correction.
func (m *message) startsAmend() bool {
	for i := 0; i < len(m.r) && i <= 4; i++ {
		for _, w := range m.words {
			if w.from == i && (w.tag == wAmend || w.tag == wWrong) && !(w.tag == wAmend && m.is(i, "补") && !m.is(i, "补充")) {
				return !m.is(i, "不好意思") && !(m.is(i, "改") && runeIn(m.text.at(i+1), "天善变用"))
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

// correctsVisit reports whether the word at i takes back what was said just before of a visit (今天拜访李婧，不对，是李静): then the
// text is the report itself.
func (m *message) correctsVisit(i int) bool {
	return m.within(i, i+1, wWrong) && m.within(0, i, wVisit) && !m.onRecord()
}

func (m *message) onlyRecordBefore(i int) bool {
	w, ok := m.first(0, i, wRecord)
	return ok && w.from <= 4 && m.onRecord()
}

func (m *message) anyDead() bool {
	for _, p := range m.people {
		if p.role == withdrawn {
			return true
		}
	}
	return slices.ContainsFunc(m.tokens, func(t token) bool { return t.dead })
}

// changes returns the slots that the correction changes, or nil. What only says which record is meant goes into the target.
func (m *message) changes(at int, target *Target) *Visit {
	mode := VisitReport
	if _, _, moved := m.movedReminder(); m.ahead || moved || m.plansAhead(at) {
		mode = VisitPlan
	}
	for k := range m.tokens {
		t := &m.tokens[k]
		if t.kind == tokDay && !t.dead && t.to <= at && runeIn(m.text.at(t.to), "的那这去见跑拜到上下") && m.valueAfter(at) {
			t.dead = true
		}
		if t.kind == tokDay && t.dead {
			target.Date = t.day.on(m.today, mode == VisitPlan)
			m.also("target", t.from, t.to, targetRule)
		}
	}
	all := []span{{0, len(m.r)}}
	v := &Visit{Products: m.products(all), Start: m.start(all), Purpose: m.purpose(all), Joint: m.joint(0, len(m.r))}
	m.toChanges()
	defer m.toTop()
	m.gave("products", len(v.Products) > 0)
	m.gave("start", v.Start != "")
	m.gave("purpose", v.Purpose != "")
	m.gave("joint", v.Joint != "")
	if m.nextChanges() {
		v.Next = m.changedNext()
		v.Start = ""
		m.gaveAs("next", "date", v.Next != nil)
	} else {
		v.Date = m.date(all, mode)
		if v.Date.IsZero() && mode == VisitReport {
			v.Date = m.date(all, VisitPlan)
		}
		m.gave("date", !v.Date.IsZero())
	}
	v.Minutes = m.minutes(all, false)
	if v.Minutes == 0 {
		v.Minutes = m.fieldMinutes(at)
	}
	m.gave("minutes", v.Minutes > 0)
	v.Remind = m.remindBefore(all)
	m.gave("remind", v.Remind > 0)
	v.Result = m.result([]span{{min(at, len(m.r)), len(m.r)}})
	if v.Result == "" {
		v.Result = m.result(all)
	}
	m.gave("result", v.Result != "")
	m.changedDoctor(v, at, target)
	if mode == VisitReport {
		v.Feedback = m.feedback([]span{{min(at, len(m.r)), len(m.r)}})
	}
	if v.empty() {
		return nil
	}
	return v
}

// plansAhead reports whether the corrected record is a plan: its day is put somewhere else.
func (m *message) plansAhead(at int) bool {
	for _, s := range []string{"改到", "推到", "挪到", "延到", "换到", "提前到", "调到", "计划", "推迟", "顺延", "约", "改在", "要去", "打算"} {
		if strings.Contains(string(m.r), s) {
			return true
		}
	}
	for _, t := range m.tokens {
		if t.kind == tokDay && t.day.ahead() {
			return true
		}
		if t.kind == tokDay && t.dead && runeIn(m.text.at(t.to), "去见跑拜上下") && !m.doneIn(0, len(m.r)) {
			return true
		}
	}
	return false
}

// valueAfter reports whether a new value stands after the word of correction at i.
func (m *message) valueAfter(i int) bool {
	for _, v := range m.values() {
		if v.from >= i {
			return true
		}
	}
	for _, w := range m.words {
		if _, ok := resultTags[w.tag]; ok && w.from > i {
			return true
		}
		if w.tag >= wAccess && w.tag <= wRelationship && w.from > i {
			return true
		}
	}
	return false
}

// valueBefore reports whether a value that stands was said before i.
func (m *message) valueBefore(i int) bool {
	for _, v := range m.values() {
		if v.to <= i && (v.person >= 0 && m.people[v.person].role != withdrawn || v.token >= 0 && !m.tokens[v.token].dead) {
			return true
		}
	}
	return false
}

func (m *message) nextChanges() bool {
	return strings.Contains(string(m.r), "下次") || strings.Contains(string(m.r), "下回")
}

func (m *message) changedNext() *Next {
	all := []span{{0, len(m.r)}}
	date := m.date(all, VisitPlan)
	if date.IsZero() {
		return nil
	}
	return &Next{Date: date, Start: m.start(all)}
}

// fieldMinutes reads 时长改成25 without a unit.
func (m *message) fieldMinutes(at int) int {
	if !strings.Contains(string(m.r), "时长") {
		return 0
	}
	for i := at; i < len(m.r); i++ {
		if isDigit(m.r[i]) && !m.isTime(i, i+1) {
			if n, end := number(m.r, i); end-i <= 3 && end == len(m.r) {
				m.found("minutes", i, end, "a number after 时长")
				return n
			}
			return 0
		}
	}
	return 0
}

// changedDoctor fills the doctor of a correction. A doctor who only says which record is meant becomes the target.
func (m *message) changedDoctor(v *Visit, at int, target *Target) {
	others := !v.Date.IsZero() || v.Start != "" || v.Minutes != 0 || len(v.Products) > 0 || v.Purpose != "" || v.Result != "" || v.Joint != "" || v.Next != nil
	for n := range m.people {
		p := &m.people[n]
		names := p.role == withdrawn || others && p.from < at || m.pointsAt(p) && others
		if names {
			target.name(p)
			m.also("target", p.from, p.to, targetRule)
			m.pass("doctor", p.from, p.to, "the name says which record is meant, or is taken back")
			continue
		}
		v.Doctor, v.Ask, v.Candidates = p.answer()
		m.gaveDoctor(p)
		v.Said = m.cut(p.from, p.to)
	}
}

// pointsAt reports whether a name says which record is meant: 张伟那条, 张主任的时长.
func (m *message) pointsAt(p *mention) bool {
	for _, s := range []string{"那条", "那个", "这条", "那次", "的记录", "的那", "的拜访", "的时长", "的结果", "的产品", "的目的", "的时间", "的日期", "那家", "那边"} {
		if m.is(p.to, s) {
			return true
		}
	}
	return false
}
