package understand

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
)

// The commands on the grading scheme, and on what waits for a yes. They are commands beyond the table of GUIDE.md.
const (
	SchemeSet      Intent = "scheme.set"
	SchemeShow     Intent = "scheme.show"
	SchemeHistory  Intent = "scheme.history"
	SchemeRollback Intent = "scheme.rollback"
	ChangeConfirm  Intent = "change.confirm"
	ChangeUndo     Intent = "change.undo"
)

// SchemeSaid is what a text says of the grading scheme. Nothing of it is compared.
type SchemeSaid struct {
	// Edits are what a SchemeSet wants; Unread is a part of it that could not be read, so that nothing of it may be done. Default: the
	// default scheme is to be in force.
	Edits   []grading.Edit
	Unread  string
	Default bool
	// Version is the one that a SchemeShow or a SchemeRollback names, nil: none; a SchemeRollback without one means the one before.
	Version *int
}

const (
	schemePlease = `^(?:请|麻烦|帮我|再|并且|并|同时|然后)*(?:把|将)?`
	schemeVerb   = `(?:改成|改为|改到|改回|改|调成|调到|调为|调整为|调整成|调整到|设为|设成|设置为|设置成|定为|定到|定成|升到|提到|提高到|加到|降到|降为|降低到|减到|减为|变成|变为|换成|给到|给|=|:|是|为|到)`
)

var (
	schemeWeight    = regexp.MustCompile(schemePlease + `(.+?)的?(?:权重|比重|占比)` + schemeVerb + `?\s*(\d{1,4})\s*(?:%|分|点)?$`)
	schemeThreshold = regexp.MustCompile(schemePlease + `(.*?)([abcd])\s*(?:级|类)?(?:医生)?的?(?:分数线|分线|等级线|级别线|及格线|门槛|阈值|标准线|线)` + schemeVerb + `?\s*(\d{1,4})分?$`)
	schemePoints    = regexp.MustCompile(schemePlease + `(.+?)的?(?:分数|分值|得分|分)` + schemeVerb + `\s*(\d{1,4})分?$`)
	schemePoints2   = regexp.MustCompile(schemePlease + `(.+?)` + schemeVerb + `\s*(\d{1,4})分$`)
	schemeUnset     = regexp.MustCompile(schemePlease + `(?:去掉|删掉|删除|取消)(.+?)(?:这个|这一?项)?指标$`)

	schemeWord     = `(?:(?:评级|分级|定级|等级|评分)?方案)`
	schemeHistory  = regexp.MustCompile(`^(?:看看?|查看?|查一下|看一下|显示)?(?:评级|分级|定级|等级)?方案的?(?:修改|变更|版本)?(?:历史|记录|版本|列表)$`)
	schemeShow     = regexp.MustCompile(`^(?:看看?|查看?|查一下|看一下|显示)?(?:现在|目前|当前|现行)?的?(?:评级|分级|定级|等级)方案(?:是什么|是怎样的?|是多少)?$|^(?:看看?|查看?|查一下|看一下|显示|现在的?|当前的?)方案$`)
	schemeShowNo   = regexp.MustCompile(`^(?:看看?|查看?|查一下|看一下|显示)?` + schemeWord + `?第(\d{1,5})版` + schemeWord + `?$`)
	schemeBack     = regexp.MustCompile(`^(?:请|把)*` + schemeWord + `?(?:撤回|撤销|还原|回滚|恢复|退回|回退|回)(?:到)?` + schemeWord + `?(?:到)?第?(\d{1,5})版?` + schemeWord + `?$`)
	schemePrevious = regexp.MustCompile(`^(?:请|把)*(?:撤回|撤销|还原|回滚|退回|回退)(?:到)?(?:上一?版|上一个|上次|刚才|最近)?的?` + schemeWord + `(?:的?修改|的?改动)?(?:到?上一?版)?$|^` + schemeWord + `(?:撤回|撤销|还原|回滚|退回|回退)(?:到?上一?版)?$`)
	schemeStop     = regexp.MustCompile(`^(?:请)?(?:停用|关闭|取消使用|不用)(?:评级|分级|定级|等级)方案$|^(?:恢复|回到|用回)导入的?等级$`)
	schemeDefault  = regexp.MustCompile(`^(?:请)?(?:启用|使用|用|恢复|换成)默认的?(?:评级|分级|定级|等级)?方案$`)

	confirmsChange = regexp.MustCompile(`^(?:确认|确定|应用|执行)(?:应用|修改|更改|方案|改动)?[#号]?(\d{4,})?$|^#?(\d{4,})(?:确认|应用|执行)$`)
	undoesChange   = regexp.MustCompile(`^(?:撤回|撤销|还原)[#号]?(\d{4,})?$|^#?(\d{4,})(?:撤回|撤销|还原)$`)
)

// schemes reads what an admin says of the grading scheme, and her yes to a change; others say such things too, and are told who may.
func (m *message) schemes(s string, r *Reading) bool {
	said := &SchemeSaid{}
	version := func(re *regexp.Regexp) bool {
		at := re.FindStringSubmatch(s)
		if at == nil {
			return false
		}
		n, _ := strconv.Atoi(at[1]) // five digits at most
		said.Version = &n
		return true
	}
	none := 0
	switch {
	case schemeHistory.MatchString(s):
		r.Further = SchemeHistory
	case schemeShow.MatchString(s), version(schemeShowNo):
		r.Further = SchemeShow
	case schemeDefault.MatchString(s):
		r.Further, said.Default = SchemeSet, true
	case schemeStop.MatchString(s):
		r.Further, said.Version = SchemeRollback, &none
	case schemePrevious.MatchString(s):
		r.Further = SchemeRollback
	case strings.Contains(s, "版") && version(schemeBack):
		r.Further = SchemeRollback
	case m.schemeEdits(said):
		r.Further = SchemeSet
	default:
		return m.who.Role == domain.Admin && m.confirms(s, r)
	}
	r.Scheme = said
	return true
}

// confirms reads 确认 1012, 撤回 1012.
func (m *message) confirms(s string, r *Reading) bool {
	for _, c := range []struct {
		re     *regexp.Regexp
		intent Intent
	}{{confirmsChange, ChangeConfirm}, {undoesChange, ChangeUndo}} {
		at := c.re.FindStringSubmatch(s)
		if at == nil {
			continue
		}
		r.Further = c.intent
		if n := recordNumber(at[1] + at[2]); n != 0 {
			r.Target = &Target{Number: n}
		}
		return true
	}
	return false
}

// schemeEdits reads 把职称权重改到30，A级的线改到80. The first part decides whether the scheme is spoken of at all.
func (m *message) schemeEdits(said *SchemeSaid) bool {
	from := 0
	for i := 0; i <= len(m.r); i++ {
		if i < len(m.r) && !strings.ContainsRune(",，;；。、\n", m.r[i]) {
			continue
		}
		if strings.TrimSpace(string(m.r[from:i])) != "" && !m.schemeEdit(from, i, said) {
			said.Unread = m.exact(from, i)
			break
		}
		from = i + 1
	}
	return len(said.Edits) > 0
}

func (m *message) schemeEdit(from, to int, said *SchemeSaid) bool {
	for from < to && m.r[from] == ' ' {
		from++
	}
	s := strings.TrimRight(string(m.r[from:to]), " 吧了哦啊!")
	// original returns what the nth group has as the person wrote it.
	original := func(at []int, n int) string {
		begin := from + runes(s[:at[2*n]])
		return m.exact(begin, begin+runes(s[at[2*n]:at[2*n+1]]))
	}
	value := func(at []int, n int) int {
		v, _ := strconv.Atoi(s[at[2*n]:at[2*n+1]]) // four digits at most
		return v
	}
	if at := schemeThreshold.FindStringSubmatchIndex(s); at != nil {
		said.Edits = append(said.Edits, grading.Edit{Kind: grading.EditThreshold, Said: original(at, 1), Grade: domain.Grade(strings.ToUpper(s[at[4]:at[5]])), Value: value(at, 3)})
		return true
	}
	if at := schemeWeight.FindStringSubmatchIndex(s); at != nil {
		said.Edits = append(said.Edits, grading.Edit{Kind: grading.EditWeight, Said: original(at, 1), Value: value(at, 2)})
		return true
	}
	if at := schemeUnset.FindStringSubmatchIndex(s); at != nil {
		said.Edits = append(said.Edits, grading.Edit{Kind: grading.EditWeight, Said: original(at, 1)})
		return true
	}
	if m.who.Role != domain.Admin {
		return false // 张伟的评分改成90分 may mean anything
	}
	for _, re := range []*regexp.Regexp{schemePoints, schemePoints2} {
		if at := re.FindStringSubmatchIndex(s); at != nil {
			said.Edits = append(said.Edits, grading.Edit{Kind: grading.EditPoints, Said: original(at, 1), Value: value(at, 2)})
			return true
		}
	}
	return false
}
