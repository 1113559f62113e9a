package understand

import (
	"regexp"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// DoctorSet changes one field of one doctor. It is a command beyond the table.
const DoctorSet Intent = "doctor.set"

// FieldSaid is what a DoctorSet says: Of are the words for the doctor and the field, which only the company's own fields and all its
// doctors tell apart; To is the value in the person's words, empty where the field is to be emptied.
type FieldSaid struct {
	Of string
	To string
}

var (
	fieldSet = regexp.MustCompile(`^(?:请|麻烦|帮我|帮忙)*(?:把|将)?(.+?)\s*(?:改成|改为|改到|改回|更新为|更新成|更新到|更正为|调成|调到|调为|调整为|调整成|调整到|设为|设成|设置为|设置成|登记为|填成|填为|变成|变为|换成)了?[:\s]*(\S.*?)\s*$`)
	// fieldIs reads what is said of a doctor as if it were known to be otherwise: 李静的床位是40.
	fieldIs = regexp.MustCompile(`^(.+?(?:的床位数?|的门诊量|的职称|的职务|的科室))(?:是|为|有|应该是|应为)\s*(\S.*?)\s*$`)
	// fieldAsked asks for a field: 李静的科室是什么.
	fieldAsked = regexp.MustCompile(`(?:科室|职称|职务|级别|等级|床位数?|门诊量)(?:是|在|有)?(?:什么|啥|哪个?|多少|几)`)
	fieldEmpty = regexp.MustCompile(`^(?:请|麻烦|帮我|帮忙)*(?:把|将)(.+?)(?:清空|清掉|置空)$`)
	// fieldWords are fields of every company: whoever else than an admin speaks of them is told who may change them.
	fieldWords = regexp.MustCompile(`职称|职务|床位|门诊量|产品需求|科室|所在医院|姓名|级别|等级`)
)

// setsField reads 张伟的床位改成80, 把市一心内李静的职称改成主任医师.
func (m *message) setsField(r *Reading) bool {
	s := strings.TrimRight(m.string(), " 。!吧哦啊")
	at := fieldSet.FindStringSubmatchIndex(s)
	if at == nil && len(m.people) > 0 && len([]rune(s)) <= 24 && !fieldAsked.MatchString(s) {
		at = fieldIs.FindStringSubmatchIndex(s)
	}
	if at == nil {
		at = fieldEmpty.FindStringSubmatchIndex(s)
	}
	if at == nil || m.isQuestion() || m.who.Role != domain.Admin && !fieldWords.MatchString(s[at[2]:at[3]]) {
		return false
	}
	said := func(n int) string { return m.exact(runes(s[:at[2*n]]), runes(s[:at[2*n+1]])) }
	f := &FieldSaid{Of: said(1)}
	if len(at) > 4 {
		f.To = said(2)
	}
	r.Further, r.Field = DoctorSet, f
	return true
}
