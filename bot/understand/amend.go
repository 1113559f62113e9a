package understand

import (
	"slices"
	"strings"
)

// amend reads a correction of a record: 改成25分钟, 不是张伟是李静, 上一条结果改成有顾虑, 周三去附二改成周四. A correction inside a
// report (15分钟…不对是25分钟) is not one.
func (m *message) amend() (Reading, bool) {
	at, ok := m.amendsAt()
	if !ok || m.grade() != "" { // 把李静调到A级: a grade is no part of a record
		return Reading{}, false
	}
	r := Reading{Intent: VisitAmend, Target: &Target{}}
	m.found("intent", min(at, len(m.r)-1), len(m.r), "a correction of a record that stands")
	m.targetNumber(r.Target)
	r.Adds, r.Drops = m.parts()
	c := r.Drops.strip(m.changes(at, r.Target))
	if _, noun, moved := m.movedReminder(); moved {
		if c != nil {
			c = &Visit{Date: c.Date, Start: c.Start, Remind: c.Remind} // its other words say what it reminds of
		}
		if c == nil || c.Remind == 0 { // 提前N is of a plan
			r.Target.Reminder, r.Target.Subject = true, m.remindedOf(noun)
		}
		m.also("target", noun.from, noun.to, targetRule)
	}
	if c == nil && r.Drops.None() && !m.hasAny(wRecord, wField) && !m.startsAmend() {
		return Reading{}, false
	}
	r.Changes = c
	r.Bare = c == nil && r.Drops.None() && m.onlyAmends()
	if len(m.people) == 0 {
		m.targetPlace(r.Target, at) // 周三去附二改成周四
	}
	if r.Target.none() {
		r.Target = nil
	}
	return r, true
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
		if t.kind == tokDay && !t.dead && runeIn(m.text.at(t.to), "那这") && runeIn(m.text.at(t.to+1), "趟条次个回家") {
			t.dead = true // 今天这趟周总监也在
		}
		if t.kind == tokDay && t.dead {
			target.Date = t.day.on(m.today, mode == VisitPlan)
			m.also("target", t.from, t.to, targetRule)
		}
	}
	for k := range m.tokens {
		if t := &m.tokens[k]; t.kind == tokDay && !t.dead && t.to <= at && !target.Date.IsZero() && t.day.on(m.today, mode == VisitPlan) == target.Date {
			t.dead = true // 明天有事，明天的改到后天
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
	for _, s := range []string{"改到", "改约", "推到", "挪到", "延到", "换到", "提前到", "调到", "计划", "推迟", "顺延", "约", "改在", "要去", "打算"} {
		if strings.Contains(m.string(), s) {
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
	return strings.Contains(m.string(), "下次") || strings.Contains(m.string(), "下回")
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
	if !strings.Contains(m.string(), "时长") {
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
		names := p.role == withdrawn || m.takenFor(n) || others && p.from < at || m.pointsAt(p) && others
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

// takenFor reports whether a name is the first of two, of which the second is who it was: 记错人了，李静的拜访是李婧.
func (m *message) takenFor(n int) bool {
	return n == 0 && len(m.people) == 2 && m.ends(m.people[1].from, "是") && !m.ends(m.people[1].from, "不是")
}

// pointsAt reports whether a name says which record is meant: 张伟那条, 张主任的时长.
func (m *message) pointsAt(p *mention) bool {
	for _, s := range []string{"应该是", "其实是", "应是", "不是", "是", "改成", "改为"} {
		if m.is(p.to, s) && len(m.people) == 1 {
			return true // 说错了，王方是认可
		}
	}
	for _, s := range []string{"那条", "那个", "这条", "那次", "的记录", "的那", "的拜访", "的时长", "的结果", "的产品", "的目的", "的时间", "的日期", "那家", "那边"} {
		if m.is(p.to, s) {
			return true
		}
	}
	return false
}
