package understand

import (
	"slices"
	"strings"
)

// undo reads that the last record is to be taken back: 撤销, 上一条作废, 刚刚那条发错了，帮我撤掉.
func (m *message) undo() (Reading, bool) {
	if !m.has[wUndo] || len(m.r) > 60 || m.isQuestion() || m.restores(m.bare()) {
		return Reading{}, false
	}
	for _, w := range m.words {
		if w.tag != wUndo || m.negated(w.from) || m.text.at(w.from-1) == '不' {
			continue
		}
		if !m.undoes(w) {
			continue
		}
		r := Reading{Intent: VisitUndo, Target: &Target{}}
		m.targetNumber(r.Target)
		m.anyNumber(r.Target)
		if r.Target.Number == 0 && m.isAny(w.to, otherThings) {
			return Reading{}, false
		}
		m.found("intent", w.from, w.to, "the last record is taken back")
		m.targetNamed(r.Target)
		if r.Target.none() {
			r.Target = nil
		}
		return r, true
	}
	return Reading{}, false
}

// otherThings are what can be taken back and is no record of whoever speaks: 撤回方案, 撤销批准. Without a number her last record is not
// meant by it.
var otherThings = []string{"批准", "审批", "辅导", "打分", "方案", "通知", "群发", "分享", "评语", "评论", "建议", "留言", "代理", "委托", "协访", "点赞"}

// isAny reports whether one of the words stands at i.
func (m *message) isAny(i int, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return m.is(i, w) })
}

// undoes reports whether a word of taking back means a record here: 撤销 always, 取消 and 删掉 with 那条 and the like, 发错了 alone.
func (m *message) undoes(w word) bool {
	s := string(m.r[w.from:w.to])
	if m.partOnly(w) {
		return false
	}
	told := m.met([]span{{0, len(m.r)}}) || m.productSaid() && len(m.people) > 0
	switch s {
	case "撤销", "撤回", "撤掉", "撤了", "作废", "撤", "收回":
		return !told && !m.hasAny(wPatient) && !(s == "撤" && len(m.r) > 8 && !m.onRecord())
	case "发错了", "重复了", "发重了", "发重复", "重复发", "报重", "录重", "记重", "重复":
		return !told && m.onRecord() && !m.hasAny(wAmend) && !m.valueAfter(w.to) || len(m.r) <= 8
	case "取消":
		if slices.ContainsFunc(m.tokens, func(t token) bool { return t.kind == tokDay && t.day.ahead() }) {
			return false // a plan, not a record
		}
		return !told && m.onRecord() && !strings.Contains(m.string(), "计划") && m.numberSaid() == 0
	case "去掉":
		return !told && m.onRecord() && !m.productSaid() && len(m.values()) == 0
	}
	return !told && m.onRecord() || !told && len(m.r) <= 8 && len(m.people) == 0
}

// targetNamed puts the doctor and the day that a text names into a target.
func (m *message) targetNamed(target *Target) {
	m.targetPeople(target)
	for _, t := range m.tokens {
		if t.kind == tokDay && t.day.single() {
			target.Date = t.day.on(m.today, false)
			m.also("target", t.from, t.to, targetRule)
			if m.has[wPlanAsk] || t.day.ahead() {
				target.Date = t.day.on(m.today, true)
			}
		}
	}
}
