package understand

import (
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// planShow reads a wish to see the plan of a day or a week: 今天都安排了谁, 下周的拜访计划, 周五计划.
func (m *message) planShow() (Reading, bool) {
	if !m.has[wPlanAsk] || m.hasAny(wAmend, wUndo) && !m.has[wAsk] || m.form != "" && len(m.people) > 0 {
		return Reading{}, false
	}
	if len(m.people) > 0 || m.told() || m.productSaid() {
		return Reading{}, false
	}
	if w, ok := m.first(0, len(m.r), wPlanAsk); ok && m.negated(w.from) && !m.has[wAsk] || !m.asksForPlan() {
		return Reading{}, false
	}
	r := Reading{Intent: PlanShow}
	m.wordFound(wPlanAsk, "the plan is asked for")
	var said bool
	r.From, r.To, said = m.days()
	m.gaveDays(said)
	return r, true
}

// asksForPlan reports whether the words ask to be shown a plan; to have one made is another thing.
func (m *message) asksForPlan() bool {
	s := m.bare()
	for _, w := range []string{"提交", "帮我排", "帮我安排", "排一下", "生成", "推荐", "做个", "制定", "复制", "照搬", "取消", "写", "交计划", "交周计划", "执行率", "达成率"} {
		if strings.Contains(s, w) && !strings.Contains(s, "排了") {
			return false
		}
	}
	w, _ := m.first(0, len(m.r), wPlanAsk)
	word := string(m.r[w.from:w.to])
	noun := word == "计划" || word == "安排" || word == "行程" || word == "日程" || word == "排期" || word == "日程表" || word == "计划表" || word == "任务" || word == "拜访计划" || word == "待访"
	if !noun {
		return m.has[wAsk] || strings.Contains(s, "谁") || strings.Contains(s, "哪")
	}
	if m.has[wAsk] || m.hasAny(wAbout) {
		return true
	}
	for _, w := range []string{"看", "发", "列", "给我", "查", "显示", "说说", "报一下", "调出", "过一遍", "告诉", "念"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	// 周五计划, 今天安排: nothing but a day and the noun
	rest := 0
	for _, c := range m.r {
		if !isBreak(c) {
			rest++
		}
	}
	for _, t := range m.tokens {
		if t.kind == tokDay || t.kind == tokHalf {
			rest -= t.to - t.from
		}
	}
	return rest-len([]rune(word)) <= 4
}

// told reports whether the text tells what happened rather than asking.
func (m *message) told() bool {
	return m.hasAny(wAgreed, wInterested, wRefused, wObjection) && !m.has[wAsk] || m.minutes([]span{{0, len(m.r)}}, false) > 0
}

func (m *message) productSaid() bool {
	for _, t := range m.tokens {
		if t.kind == tokProduct {
			return true
		}
	}
	return false
}

// days reads the days of a plan or of time off: one day, a week, or from … to …; ok is false if no day is said.
func (m *message) days() (from, to domain.Date, ok bool) {
	week := 0
	weekSaid, whole := false, false
	m.forget("from")
	for _, t := range m.tokens {
		if t.kind != tokDay || t.dead {
			continue
		}
		d := t.day
		if d.kind == weekdayOf {
			week, weekSaid = d.offset, true
		}
		if ok && d.kind == bareWeekday && weekSaid {
			d.kind, d.offset = weekdayOf, week
		}
		if d.kind == wholeWeek {
			week, weekSaid, whole = d.offset, true, true
		} else if d.kind == weekdayOf && whole {
			from, to, ok, whole = domain.Date{}, domain.Date{}, false, false // 下周请假，周一到周三
		}
		a, b := d.span(m.today)
		if d.kind == bareWeekday && !ok && m.is(max(0, t.from-2), "今天") {
			a, b = m.today, m.today
		}
		if d.kind == dayOfMonth && ok && !from.IsZero() {
			if later := (domain.Date{Year: from.Year, Month: from.Month, Day: d.day}); d.day <= from.LastOfMonth().Day && !later.Before(from) {
				a, b = later, later
			}
		}
		if d.kind == bareWeekday && ok && a.Before(from) {
			a, b = a.AddDays(7), b.AddDays(7)
		}
		if a.IsZero() {
			continue
		}
		m.also("from", t.from, t.to, "the days that are said: the first and the last of them")
		if !ok || a.Before(from) {
			from = a
		}
		if !ok || b.After(to) {
			to = b
		}
		ok = true
	}
	if f, t, both := m.pairOfDays(); both {
		return f, t, true
	}
	return from, to, ok
}

// pairOfDays reads 明后天, 今明两天 and 这两天.
func (m *message) pairOfDays() (from, to domain.Date, ok bool) {
	for _, p := range []struct {
		word     string
		from, to int
	}{{"明后天", 1, 2}, {"明后两天", 1, 2}, {"今明两天", 0, 1}, {"今明", 0, 1}, {"这两天", 0, 1}, {"明天后天", 1, 2}, {"未来三天", 0, 2}, {"这三天", 0, 2}, {"接下来三天", 0, 2}} {
		if strings.Contains(m.string(), p.word) {
			m.foundText("from", p.word, "the days that are said: the first and the last of them")
			return m.today.AddDays(p.from), m.today.AddDays(p.to), true
		}
	}
	return from, to, false
}

// quotaShow reads a question about the required visits: A级还差几次, 沈院长这个月还差几回, B级医生我跑够了没.
func (m *message) quotaShow() (Reading, bool) {
	if s := m.bare(); s == "余" || s == "余额" || s == "余次" || s == "查余" {
		m.found("intent", 0, len(m.r), "the word that a short message offers for it")
		return Reading{Intent: QuotaShow}, true // the word that a short message offers
	}
	graded := m.grade() != "" && m.has[wAsk] && len(m.people) == 0
	if !m.has[wQuota] && graded {
		m.wordFound(wAsk, "a grade is asked about")
		m.gave("grade", true)
		return Reading{Intent: QuotaShow, Grade: m.grade()}, true
	}
	if !m.has[wQuota] || m.form != "" || m.minutes([]span{{0, len(m.r)}}, false) > 0 || m.hasAny(wRemind) {
		return Reading{}, false
	}
	w, _ := m.first(0, len(m.r), wQuota)
	word := string(m.r[w.from:w.to])
	if m.allVague() && (m.hasAny(wVisit, wFuture) && len(m.people) > 0 || !strings.ContainsAny(m.string(), "月我任拜访级")) {
		return Reading{}, false
	}
	ask := m.has[wAsk] || strings.ContainsAny(word, "差没够几多") || len(m.r) <= 12
	if !ask || m.productSaid() && len(m.people) == 0 || m.doneIn(0, w.from) && len(m.people) > 0 && !m.has[wAsk] {
		return Reading{}, false
	}
	if word == "情况" || word == "指标" && m.has[wLab] && len(m.people) > 0 && !strings.Contains(m.string(), "拜访") && !m.has[wAsk] {
		return Reading{}, false
	}
	r := Reading{Intent: QuotaShow, Grade: m.grade()}
	m.found("intent", w.from, w.to, "this month's required visits are asked for")
	m.gave("grade", r.Grade != "")
	if r.Grade == "" {
		m.about(&r)
	}
	return r, true
}

func (m *message) allVague() bool {
	for _, w := range m.words {
		if w.tag == wQuota && !vagueQuota[string(m.r[w.from:w.to])] {
			return false
		}
	}
	return true
}

// vagueQuota are words that ask about required visits only where the text speaks of the month or of visits.
var vagueQuota = map[string]bool{"进度": true, "指标": true, "频次": true, "达标": true, "完成情况": true, "覆盖率": true, "达成": true}

// grade reads A级, a类, A档 and 甲级 is none.
func (m *message) grade() domain.Grade {
	for i, c := range m.r {
		if c < 'a' || c > 'd' || isLatin(m.text.at(i-1)) || isLatin(m.text.at(i+1)) || isDigit(m.text.at(i+1)) {
			continue
		}
		if runeIn(m.text.at(i+1), "级类档等") || isBreak(m.text.at(i-1)) && runeIn(m.text.at(i+1), "的医客还") || i == 0 {
			m.found("grade", i, i+1, "the grade that is named")
			return domain.Grade(strings.ToUpper(string(c)))
		}
	}
	return ""
}

// doctorShow reads a question about a doctor: 张伟什么情况, 查一下李静, 邓超群这人啥来头, or a name alone.
func (m *message) doctorShow() (Reading, bool) {
	if r, ok := m.strangerShow(); ok {
		return r, true
	}
	if m.inquires() {
		r := Reading{Intent: DoctorShow}
		m.found("intent", 0, len(m.r), "a question about a doctor, or about what was done with her")
		m.about(&r)
		return r, true
	}
	if len(m.people) == 0 || m.form != "" || m.doneIn(0, len(m.r)) && !m.has[wAsk] || m.minutes([]span{{0, len(m.r)}}, false) > 0 {
		return Reading{}, false
	}
	if m.productSaid() || m.hasAny(wUndone, wIf, wRemind, wPhone) {
		return Reading{}, false
	}
	asked := m.has[wAbout] && !m.onlyLooks() && !strings.Contains(m.string(), "查房")
	asked = asked || len(m.r) <= 16 && fieldAsked.MatchString(m.string()) && m.who.Role.Manages()
	if !asked && !m.onlyNames() {
		return Reading{}, false
	}
	if m.has[wAbsent] && !m.has[wAsk] || m.hasAny(wAgreed, wNeutral, wRefused) && !m.has[wAsk] {
		return Reading{}, false
	}
	if m.has[wInterested] && !m.has[wAsk] && !m.onlyAsking() {
		return Reading{}, false
	}
	r := Reading{Intent: DoctorShow}
	m.found("intent", 0, len(m.r), "a doctor's name alone")
	if asked {
		m.wordFound(wAbout, "a doctor is asked about")
	}
	m.about(&r)
	return r, true
}

// strangerShow reads a question about somebody whose name nobody on the list has: 张伟什么情况, of who has no 张伟.
func (m *message) strangerShow() (Reading, bool) {
	if len(m.people) > 0 || !m.has[wAbout] || m.hasDay() || len(m.r) > 12 || m.form != "" {
		return Reading{}, false
	}
	asked := make([]bool, len(m.r))
	for _, w := range m.words {
		for i := w.from; w.tag == wAbout && i < w.to; i++ {
			asked[i] = true
		}
	}
	from, to := -1, 0
	for i := range m.r {
		switch {
		case asked[i] || isBreak(m.r[i]) || runeIn(m.r[i], "的这人呢啊"):
			continue
		case m.taken[i] || from >= 0 && i != to:
			return Reading{}, false
		case from < 0:
			from = i
		}
		to = i + 1
	}
	if from < 0 || to-from < 2 || to-from > 3 || !surnames[m.r[from]] || everydayWords[string(m.r[from:from+2])] {
		return Reading{}, false
	}
	m.found("intent", 0, len(m.r), "a doctor is asked about")
	m.found("ask", from, to, "a name that nobody on the list has")
	m.found("candidates", from, to, "a name that nobody on the list has")
	m.gave("ask", true)
	m.gave("candidates", true)
	return Reading{Intent: DoctorShow, Ask: "doctor", Candidates: []string{}, Said: m.cut(from, to)}, true
}

// onlyLooks reports whether the only word of asking is 看看 or 情况 within a plan or a report (去看看张主任, 了解使用情况).
func (m *message) onlyLooks() bool {
	for _, w := range m.words {
		if w.tag != wAbout {
			continue
		}
		s := string(m.r[w.from:w.to])
		prev := m.text.at(w.from - 1)
		looks := s == "看看" || s == "看下" || s == "看一下" || s == "了解一下" || s == "说说" || s == "资料" || s == "怎么样" || s == "情况" || s == "多久" || s == "历史" || s == "记录" || s == "信息"
		if !looks {
			return m.hasAny(wFuture) && m.hasDay()
		}
		if s == "看看" || s == "看下" || s == "看一下" {
			if runeIn(prev, "去来要") || m.hasDay() {
				return true
			}
			continue
		}
		if t := m.string(); s == "资料" && (strings.Contains(t, "给我") || strings.Contains(t, "发我") || strings.HasSuffix(t, "看下") || strings.HasSuffix(t, "看看")) {
			continue
		}
		if s == "资料" && (m.hasAny(wVisit, wTalk, wFuture) && !strings.ContainsAny(string(m.r[:w.from]), "看查发") || runeIn(prev, "送带")) {
			return true
		}
	}
	return m.hasAny(wVisit) && m.hasDay() && !m.has[wAsk]
}

func (m *message) hasDay() bool {
	for _, t := range m.tokens {
		if t.kind == tokDay && !t.dead {
			return true
		}
	}
	return false
}

// onlyAsking reports whether interest is asked about (他对什么感兴趣).
func (m *message) onlyAsking() bool { return strings.Contains(m.string(), "什么") }

// onlyNames reports whether a text holds nothing but one doctor's name with places.
func (m *message) onlyNames() bool {
	if len(m.people) != 1 {
		return false
	}
	for i := range m.r {
		if !m.taken[i] && !isBreak(m.r[i]) && !runeIn(m.r[i], "的科呢啊?") {
			return false
		}
	}
	for _, t := range m.tokens {
		if t.kind == tokProduct {
			return false
		}
	}
	return true
}

// helpAsked reads a question about the assistant itself.
func (m *message) helpAsked() (Reading, bool) {
	s := strings.TrimRight(m.bare(), "啊呀呢吗吧了")
	m.found("intent", 0, len(m.r), "what the assistant can do is asked")
	if s == "" && strings.Trim(m.string(), " ") == "?" || s == "bangzhu" {
		return Reading{Intent: Help}, true
	}
	if !m.has[wHelp] || m.productSaid() || m.drugSaid() || m.hasAny(wHarm, wPatient) && !strings.Contains(s, "上报") && !strings.Contains(s, "例子") {
		return Reading{}, false
	}
	w, _ := m.first(0, len(m.r), wHelp)
	word := string(m.r[w.from:w.to])
	switch word {
	case "帮助", "help", "菜单", "教程", "指令", "功能", "帮忙", "命令":
		if len([]rune(s)) <= len([]rune(word))+6 && len(m.people) == 0 && !m.hasDay() {
			return Reading{Intent: Help}, true
		}
		return Reading{}, false
	case "做啥", "干啥", "做些啥", "能帮我":
		if !strings.Contains(s, "你") && !strings.Contains(s, "能") || len(m.people) > 0 || m.hasDay() {
			return Reading{}, false
		}
		return Reading{Intent: Help}, word != "能帮我" || m.has[wAsk]
	}
	return Reading{Intent: Help}, len(m.people) == 0 && !m.hasDay()
}

func (m *message) drugSaid() bool { return m.has[wDrug] }

// kbSearch reads a question about a product or a competitor.
func (m *message) kbSearch() (Reading, bool) {
	if !m.productSaid() && !m.drugSaid() || m.form != "" {
		return Reading{}, false
	}
	if m.minutes([]span{{0, len(m.r)}}, false) > 0 || m.personVisited() || len(m.people) > 0 && m.hasAny(wDistant, wPhone) {
		return Reading{}, false
	}
	look := strings.Contains(m.bare(), "还是") && len(m.people) == 0 && !m.hasAny(wAgreed, wObjection, wRefused) || strings.HasPrefix(m.bare(), "查") || strings.Contains(m.bare(), "有没有") || strings.HasPrefix(m.bare(), "找")
	if !(m.has[wAsk] && !m.doneIn(0, len(m.r)) || look || m.has[wKnow] && len(m.people) == 0 && !m.doneIn(0, len(m.r)) && !m.hasAny(wVisit, wAgreed, wRefused)) {
		return Reading{}, false
	}
	if len(m.people) > 0 && !look && !(m.isQuestion() && m.has[wKnow]) {
		return Reading{}, false
	}
	r := Reading{Intent: KBSearch, Products: m.products([]span{{0, len(m.r)}})}
	m.found("intent", 0, len(m.r), "a question about a product or a competitor")
	m.gave("products", len(r.Products) > 0)
	return r, true
}

// personVisited reports whether a doctor is named together with a verb of visiting.
func (m *message) personVisited() bool {
	return len(m.people) > 0 && m.doneIn(0, len(m.r))
}
