package understand

import (
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// decide says what the text is, by the rules of precedence of GUIDE.md: harm to a patient before all; then complaints, requests
// to be reminded, the manager's reviews, corrections, group meetings, questions, and at last visits. A known intent always
// wins; only where none is found the commands beyond the table are tried.
func (m *message) decide() Reading {
	if r, ok := m.stopWords(); ok {
		return r
	}
	if r := (Reading{Intent: Unknown}); m.addsNewDoctor(&r) { // a list of who she is, and nothing that the table has
		return r
	}
	rules := m.rules()
	for n, try := range rules {
		m.anew(n)
		if r, ok := try(m); ok {
			m.gave("intent", r.Intent != Unknown)
			for _, v := range r.Visits {
				r.Feedback = append(r.Feedback, v.Feedback...)
			}
			m.gave("feedback", len(r.Feedback) > 0)
			m.gave("target", r.Target != nil)
			return r
		}
	}
	m.anew(len(rules))
	r := m.further()
	m.gave("target", r.Target != nil)
	return r
}

// rule reads a text as one intent, and says no where it is none.
type rule func(*message) (Reading, bool)

// rules are the rules for who speaks, in the order in which they are tried.
func (m *message) rules() []rule {
	if m.who.Role.Manages() {
		return []rule{(*message).safety, (*message).complaint, (*message).broadcast, (*message).helpAsked, (*message).reminder, (*message).review,
			(*message).timeOff, (*message).teamShow, (*message).planShow, (*message).doctorShow, (*message).kbSearch}
	}
	if m.who.Role == domain.Rep {
		return []rule{(*message).safety, (*message).complaint, (*message).broadcast, (*message).signed, (*message).helpAsked, (*message).remindedPlan, (*message).reminder,
			(*message).undo, (*message).amend, (*message).event, (*message).eventAhead, (*message).timeOff, (*message).quotaShow,
			(*message).planShow, (*message).kbSearch, (*message).doctorShow, (*message).visitSaid}
	}
	return []rule{(*message).safety, (*message).complaint, (*message).broadcast, (*message).helpAsked, (*message).reminder}
}

// stopWords reads what ends and begins SMS (GUIDE.md: 退订, TD, T; 恢复, 订阅). They must be the whole message: a T in a report
// stops nothing.
func (m *message) stopWords() (Reading, bool) {
	if len(m.r) > 24 {
		return Reading{}, false
	}
	switch strings.TrimRight(m.bare(), "了吧啊谢哈") {
	case "td", "t", "退订", "退定", "退订短信", "短信退订", "我要退订", "取消订阅", "取消短信", "取消短信订阅", "回t", "回td", "不要再发短信", "别再发短信", "别发短信", "不要发短信", "别给我发短信",
		"不要给我发短信", "不要再给我发短信", "别再给我发短信", "停发短信", "停止短信", "停止发短信", "关闭短信", "不想收短信", "不收短信", "请退订", "tuiding", "停止发送短信", "我不想再收短信", "短信别发", "短信不要发":
		m.found("intent", 0, len(m.r), "a word that ends SMS is the whole text")
		m.gave("intent", true)
		return Reading{Intent: SMSStop}, true
	case "恢复", "订阅", "恢复短信", "重新订阅", "恢复订阅", "订阅短信", "短信恢复", "我要订阅", "开启短信", "继续发短信", "打开短信", "恢复发短信", "请恢复短信", "恢复短信提醒", "恢复短信通知", "重新订阅短信", "短信再发给我", "重新发短信", "重新开通短信", "开通短信", "请恢复", "恢复接收短信":
		m.found("intent", 0, len(m.r), "a word that begins SMS again is the whole text")
		m.gave("intent", true)
		return Reading{Intent: SMSStart}, true
	}
	if s := m.bare(); len([]rune(s)) <= 14 && m.startsSMS(s) {
		m.found("intent", 0, len(m.r), "words that ask for SMS again")
		m.gave("intent", true)
		return Reading{Intent: SMSStart}, true
	}
	if s := m.bare(); len([]rune(s)) <= 16 && strings.Contains(s, "短信") && m.stopsSMS(s) && len(m.people) == 0 && !m.productSaid() {
		m.found("intent", 0, len(m.r), "words that ask for no more SMS")
		m.gave("intent", true)
		return Reading{Intent: SMSStop}, true
	}
	for _, c := range m.clauses {
		if m.stopsSMS(string(m.r[c.from:c.to])) && len(m.people) == 0 && !m.productSaid() {
			return Reading{Intent: SMSStop}, true
		}
	}
	return Reading{}, false
}

// stopsSMS reports whether a clause asks for no more SMS: 别再给我发短信了, 以后不要发短信来.
func (m *message) stopsSMS(s string) bool {
	at := strings.Index(s, "短信")
	if at < 0 {
		return false
	}
	for _, no := range []string{"别", "不要", "不用", "甭", "不想", "停止", "停", "不需要"} {
		k := strings.Index(s, no)
		if k >= 0 && k < at && (strings.Contains(s[k:at], "发") || strings.Contains(s[k:at], "收") || strings.Contains(s[k:at], "推")) {
			return !strings.Contains(s, "提醒我") && !strings.Contains(s, "改")
		}
	}
	return strings.Contains(s, "退订")
}

// startsSMS reports whether a text asks for SMS again: 短信重新给我订阅上, 把短信恢复了吧.
func (m *message) startsSMS(s string) bool {
	if !strings.Contains(s, "短信") || len(m.people) > 0 || m.productSaid() || strings.Contains(s, "不") || strings.Contains(s, "别") {
		return false
	}
	for _, w := range []string{"订阅", "恢复", "重新开", "重新发"} {
		if strings.Contains(s, w) && !strings.Contains(s, "取消"+w) {
			return true
		}
	}
	return false
}

// about fills the doctor of an intent that is about one.
func (m *message) about(r *Reading) {
	for n := range m.people {
		p := &m.people[n]
		if p.role == withdrawn {
			continue
		}
		r.Doctor, r.Ask, r.Candidates = p.answer()
		r.Said = m.cut(p.from, p.to)
		m.gaveDoctor(p)
		return
	}
}

// visitSaid reads reports and plans.
func (m *message) visitSaid() (Reading, bool) {
	if len(m.r) == 0 || m.isQuestion() || m.onlyGrades() || m.asksScore(strings.TrimRight(m.bare(), "啦吧哈哦啊呀"), &Reading{}) {
		m.lost(VisitReport, "the text asks something")
		return Reading{}, false
	}
	mode := m.tense()
	if mode == VisitReport && m.muses() {
		m.lost(mode, "the text only guesses, asks how, or tells what is in the way")
		return Reading{}, false
	}
	m.lookAhead(mode)
	if !m.evidence(mode) && !m.promises() && !(mode == VisitPlan && m.onlyGoesAgain()) {
		m.lost(mode, "nothing in the text is a visit of the sender's own: no result, no length, no verb of visiting or talking, no product")
		return Reading{}, false
	}
	visits := m.visits(mode)
	if len(visits) == 0 {
		m.lost(mode, "no doctor in it is visited")
		return Reading{}, false
	}
	m.found("intent", 0, len(m.r), tenseRule(mode))
	return Reading{Intent: mode, Visits: visits}, true
}

// isQuestion reports whether the whole text asks something, rather than telling of somebody's question.
func (m *message) isQuestion() bool {
	s := strings.TrimRight(m.string(), " 。!,")
	if m.wonders() {
		return true
	}
	if !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, "吗") && !strings.HasSuffix(s, "呢") && !strings.HasSuffix(s, "没") {
		return false
	}
	return !m.met([]span{{0, len(m.r)}}) && !m.doneIn(0, len(m.r))
}

// wonders reports whether a text without a day and without a plan asks when, why or whether.
func (m *message) wonders() bool {
	if m.hasDay() || m.met([]span{{0, len(m.r)}}) || m.doneIn(0, len(m.r)) {
		return false
	}
	for _, w := range []string{"哪天", "什么时候", "啥时候", "几点", "为什么", "为啥", "怎么办", "该不该", "要不要", "能不能", "可不可以", "有没有空", "比较好", "合适"} {
		if strings.Contains(m.string(), w) {
			if strings.Contains(m.string(), w+"还没定") || strings.Contains(m.string(), w+"没定") || strings.Contains(m.string(), w+"待定") || strings.Contains(m.string(), w+"再定") {
				return false // 具体哪天还没定
			}
			return !m.hasAny(wFuture) || w == "哪天" || w == "比较好"
		}
	}
	return false
}
