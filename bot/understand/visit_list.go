package understand

import (
	"regexp"
	"strings"
)

// VisitList asks which visits the sender made on some days. It is a command beyond the table of GUIDE.md.
const VisitList Intent = "visit.list"

var visitsAsked = regexp.MustCompile(`(拜访|见|去|跑|看)[了过]?的?(?:都|总共|一共)?(?:有|是)?(哪些|哪几|哪里|哪儿|谁|几个|几家|几位|多少)|拜访(的)?(记录|情况|列表|清单|明细)|(我的|全部|所有)记录|记录(列表|清单|明细)|^(今天|昨天|今日|昨日|本周|这周|上周)(的)?记录$`)

// listsVisits reads 上周拜访了谁, 我今天的拜访记录, 昨天去了哪些医院; without a day it is today that is meant.
func (m *message) listsVisits(s string, r *Reading) bool {
	if len([]rune(s)) > 24 || len(m.people) > 0 || m.productSaid() || m.who.Role.Manages() || !visitsAsked.MatchString(s) || strings.Contains(s, "还没") {
		return false
	}
	from, to, ok := m.daysPast()
	if !ok && m.hasDay() {
		return false // a day to come
	}
	if !ok {
		from, to = m.today, m.today
	}
	r.Further = VisitList
	r.Team = &TeamSaid{About: TeamDone, From: from, To: to}
	if from == from.Monday() && to == from.AddDays(6) {
		r.Team.About = TeamWeek
	}
	return true
}
