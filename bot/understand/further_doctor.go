package understand

import (
	"regexp"
	"strings"
)

// GradeExplain asks why a doctor has her grade. It is a command beyond the table.
const GradeExplain Intent = "grade.explain"

// gradeAsked are the words of that question: 为什么是B, 怎么才C级, 为什么李静不是A, 等级怎么来的.
var gradeAsked = regexp.MustCompile(`(?i)(为什么|为啥|为何|怎么|凭什么|咋)[^,，。;；]{0,10}?(会|就|还|才|只|不|没)?(是|评|评成|评到|评的|评上|定|定为|定成|给|变|变成|变成了|成了|够)?[abcd](级|类)?(医生)?(了|的|呢|吗|啊|呀)?$|等级(怎么|如何|为什么|为啥|是怎么)|(怎么|如何)评的?(级|等级)|评级(依据|原因|得分|明细)`)

// AsksGrade reports whether a text asks why a doctor has her grade.
func AsksGrade(text string) bool {
	return gradeAsked.MatchString(strings.TrimRight(strings.Join(strings.Fields(text), ""), "?？。！!"))
}

// explainsGrade reads 为什么是B, 张伟为什么是B.
func (m *message) explainsGrade(s string, r *Reading) bool {
	if !AsksGrade(s) || len([]rune(s)) > 30 {
		return false
	}
	r.Further = GradeExplain
	m.about(r)
	return true
}
