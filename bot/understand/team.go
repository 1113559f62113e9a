package understand

import (
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// TeamAbout is what a question about the team asks for.
type TeamAbout string

// What is asked for.
const (
	// TeamMonth: the indicators of a month (团队, 陈晓这个月, 覆盖率).
	TeamMonth TeamAbout = "month"
	// TeamPlans: where somebody goes (小李下周去哪).
	TeamPlans TeamAbout = "plans"
	// TeamDone: what was done on days that are over or on today (赵磊今天跑了几家).
	TeamDone TeamAbout = "done"
	// TeamWeek: how a week went (团队这周怎么样).
	TeamWeek TeamAbout = "week"
	// TeamUnplanned: whose weekly plan is missing (谁没交计划).
	TeamUnplanned TeamAbout = "unplanned"
)

// TeamSaid is what a manager's question about her team says beside the rep.
type TeamSaid struct {
	About TeamAbout
	// From and To are the days or the week that are named; zero where none is.
	From, To domain.Date
	// Month is the first day of the month that is meant.
	Month domain.Date
	// Indicator is the one that is asked for; empty means all.
	Indicator Indicator
	// Manager is the userid of the manager whose team is named (何敏团队), empty for the asker's own.
	Manager string
	// Who is how somebody was named who is no rep that is known (小李).
	Who string
}

// Indicator is one of PRODUCT.md Q7.
type Indicator string

// The indicators.
const (
	Coverage  Indicator = "coverage"
	Frequency Indicator = "frequency"
	CallPlan  Indicator = "call_plan"
	Adherence Indicator = "adherence"
	OffPlan   Indicator = "off_plan"
	PerDay    Indicator = "per_day"
	Effective Indicator = "effective"
	Quality   Indicator = "quality"
	Within24h Indicator = "within_24h"
	Reviewed  Indicator = "reviewed"
	JointRate Indicator = "joint"
	Coached   Indicator = "coached"
	Loop      Indicator = "loop"
)

// teamShow reads a manager's question about the team or a rep: 团队, 陈晓这个月, 小李下周去哪.
func (m *message) teamShow() (Reading, bool) {
	if m.delegating() {
		return Reading{}, false
	}
	if m.doneIn(0, len(m.r)) && !m.has[wAsk] || m.minutes([]span{{0, len(m.r)}}, false) > 0 {
		return Reading{}, false // what happened is told, not asked
	}
	s := m.bare()
	if strings.Contains(s, "分享") {
		return Reading{}, false
	}
	rep := m.repNamed()
	team := false
	for _, w := range []string{"团队", "大家", "组里", "队里", "下属", "手下", "我的人", "全组", "各代表", "代表们", "小组", "每个人", "谁没", "谁还没", "谁完成", "谁落后", "谁的", "排名", "谁最", "我们组", "部门", "几个代表", "各组", "各个组", "每组", "每个组", "哪个代表", "谁跑", "谁还差", "哪些代表"} {
		team = team || strings.Contains(s, w)
	}
	familiar := m.familiarRep()
	if rep == "" && !team && !familiar {
		return Reading{}, false
	}
	if len(m.people) > 0 && rep == "" && !familiar && !team {
		return Reading{}, false
	}
	asked := m.hasAny(wAsk, wPlanAsk, wQuota, wAbout) || m.spanSaid() || len(m.r) <= 6 && !strings.Contains(s, "大家") || strings.Contains(s, "表现") || strings.Contains(s, "拜访") || strings.Contains(s, "数据") || strings.Contains(s, "业绩")
	if !asked {
		return Reading{}, false
	}
	m.found("intent", 0, len(m.r), "the team or a rep is asked about")
	m.gave("rep", rep != "")
	return Reading{Intent: TeamShow, Rep: rep}, true
}

func (m *message) spanSaid() bool { return m.hasDay() }

// familiarRep reports whether a manager's text names somebody by 小X or 老X who is no doctor in question: 小李下周去哪.
func (m *message) familiarRep() bool {
	for _, p := range m.people {
		if !p.full && p.title == anybody && p.to-p.from == 2 && runeIn(m.r[p.from], "小老") && m.hasAny(wPlanAsk, wQuota, wAsk) {
			return true
		}
	}
	return false
}

// indicatorWords are how people name the indicators; the first that a text holds is the one.
var indicatorWords = []struct {
	word string
	is   Indicator
}{
	{"覆盖", Coverage}, {"频次达", Frequency}, {"频率达", Frequency}, {"频次", Frequency}, {"计划执行", Adherence}, {"执行率", Adherence}, {"计划外", OffPlan}, {"日均", PerDay},
	{"每天跑", PerDay}, {"有效率", Effective}, {"有效拜访率", Effective}, {"拜访质量", Quality}, {"平均分", Quality}, {"均分", Quality}, {"质量", Quality}, {"及时率", Within24h},
	{"及时", Within24h}, {"24小时", Within24h}, {"审核率", Reviewed}, {"审批率", Reviewed}, {"评审率", Reviewed}, {"协访反馈", Coached}, {"反馈率", Coached}, {"闭环", Loop}, {"待办按时", Loop}, {"协访率", JointRate}, {"协访", JointRate}, {"达成率", CallPlan},
	{"完成率", CallPlan}, {"达成", CallPlan},
}

func indicatorIn(s string) Indicator {
	for _, w := range indicatorWords {
		if strings.Contains(s, w.word) {
			return w.is
		}
	}
	return ""
}

// asksIndicator reports whether a manager's text is little more than the name of an indicator (覆盖率, 有效率怎么样).
func (m *message) asksIndicator(s string) bool {
	return m.who.Role.Manages() && len([]rune(s)) <= 10 && (strings.HasSuffix(s, "率") || m.has[wAsk]) && indicatorIn(s) != "" && len(m.people) == 0 && !m.productSaid()
}

// asksManager reports whether a manager's text asks about one manager and her people (何敏这个月怎么样).
func (m *message) asksManager() bool {
	return m.who.Role.Manages() && m.managerNamed() != "" && len(m.r) <= 16 && (m.hasAny(wAsk, wQuota, wAbout) || m.spanSaid())
}

// managerNamed is the one manager whom a text names, empty for none or several.
func (m *message) managerNamed() string {
	for _, s := range m.staff {
		if s.manager && len(s.userids) == 1 && s.userids[0] != m.who.UserID {
			return s.userids[0]
		}
	}
	return ""
}

var (
	noPlanWords = []string{"没交", "未交", "没提交", "未提交", "没报", "没排", "没做", "没写", "还没有", "没有交", "缺", "没定"}
	whereWords  = []string{"去哪", "跑哪", "去哪儿", "哪几家", "去几家", "安排", "行程", "去见谁", "见谁", "拜访谁"}
)

// teamSaid reads what a question about the team or a rep asks for.
func (m *message) teamSaid(r Reading) *TeamSaid {
	trace := m.trace
	m.trace = nil // the days are none of the compared slots
	defer func() { m.trace = trace }()
	s := m.bare()
	said := &TeamSaid{About: TeamMonth, Month: m.monthSaid(s), Indicator: indicatorIn(s), Manager: m.managerNamed()}
	if r.Rep == "" && m.familiarRep() {
		for _, p := range m.people {
			if p.to-p.from == 2 && runeIn(m.r[p.from], "小老") {
				said.Who = string(m.r[p.from:p.to])
			}
		}
	}
	from, to, ok := m.days()
	if ok && from == from.FirstOfMonth() && to == from.LastOfMonth() {
		said.Month, ok = from, false
	}
	if ok {
		said.From, said.To = from, to
	}
	holds := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
	}
	planned := strings.Contains(s, "计划") && said.Indicator == ""
	if !planned && said.Indicator == "" && !holds(whereWords) && (didAsked.MatchString(s) || m.recentDays() > 0) {
		if a, b, over := m.daysPast(); over && (visitsAsked.MatchString(s) && r.Rep != "" || a != a.FirstOfMonth() || b != a.LastOfMonth()) {
			from, to, ok = a, b, true
			said.From, said.To = a, b
		}
	}
	switch {
	case planned && holds(noPlanWords):
		said.About = TeamUnplanned
	case holds(whereWords) || planned || ok && from.After(m.today):
		said.About = TeamPlans
	case ok && to.Sub(from) == 6 && from == from.Monday() && said.Indicator == "":
		said.About = TeamWeek
	case ok && said.Indicator == "" && !from.After(m.today):
		said.About = TeamDone
	}
	return said
}

// monthSaid returns the first day of the month that a text names (上个月, 10月): the last one of that number that has begun; otherwise
// of this month.
func (m *message) monthSaid(s string) domain.Date {
	first := m.today.FirstOfMonth()
	if strings.Contains(s, "上个月") || strings.Contains(s, "上月") {
		return first.AddDays(-1).FirstOfMonth()
	}
	for i, c := range m.r {
		if c != '月' || i == 0 || !isDigit(m.r[i-1]) || isDigit(m.text.at(i+1)) {
			continue
		}
		n := int(m.r[i-1] - '0')
		if i > 1 && isDigit(m.r[i-2]) {
			n += 10 * int(m.r[i-2]-'0')
		}
		if n < 1 || n > 12 {
			continue
		}
		for int(first.Month) != n {
			first = first.AddDays(-1).FirstOfMonth()
		}
		return first
	}
	return first
}
