package screen

import "github.com/yaoban/yaoban/domain"

// Window is how long back a person's refused messages count as repeats, in days.
const Window = 30

// TellsCompliance reports whether compliance hears of a refused message (PRODUCT.md C4): at once of bribery and hospitality, and of
// whatever a manager asks her people for (counts of prescriptions, sales tasks); of a rep's own slip only when it is not her first
// of that rule in 30 days, because a figure typed by habit is answered by the explanation.
func TellsCompliance(rule Rule, role domain.Role, before int) bool {
	return rule == Bribery || rule == Hospitality || role.Manages() || before > 0
}

// Names are the rules as compliance and inspectors read them.
var Names = map[Rule]string{PrescriptionCount: "统方（医生处方量）", Bribery: "财物、回扣或礼品", Hospitality: "宴请或娱乐", SalesTask: "销售任务"}
