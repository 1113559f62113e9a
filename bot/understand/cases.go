package understand

import "strings"

// The commands of the safety desk on cases (GUIDE.md, "Beyond the table": case.*), and what others may do to a case of theirs. They are
// said by a word and the number of a case, which bot/command reads by itself, because no words on a case mean anything else.
const (
	CaseList     Intent = "case.list"
	CaseShow     Intent = "case.show"
	CaseTake     Intent = "case.take"
	CaseAssign   Intent = "case.assign"
	CaseAsk      Intent = "case.ask"
	CaseAssess   Intent = "case.assess"
	CaseSet      Intent = "case.set"
	CaseReported Intent = "case.reported"
	CaseMerge    Intent = "case.merge"
	CaseClose    Intent = "case.close"
	CaseReopen   Intent = "case.reopen"
	CaseExport   Intent = "case.export"
	CaseClassify Intent = "case.classify"
	CaseHandle   Intent = "case.handle"
	CaseCallback Intent = "case.callback"
	CaseReply    Intent = "case.reply"
)

// ColleaguesNamed returns the colleagues whose whole name stands in a text, or whose userid it is.
func (g *Gazetteer) ColleaguesNamed(text string) []Staff {
	var out []Staff
	for _, s := range g.staff {
		if s.Name != "" && strings.Contains(text, s.Name) || strings.EqualFold(strings.TrimSpace(text), s.UserID) {
			out = append(out, s.Staff)
		}
	}
	return out
}
