package understand

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// ReviewDelegate is about who reviews for a manager while she is away; it stands in Reading.Further, beyond the table of GUIDE.md.
const ReviewDelegate Intent = "review.delegate"

// DelegateSaid is what a text says of a manager's deputy. The days are in Reading.From and Reading.To. Nothing of it is compared.
type DelegateSaid struct {
	// Cancel takes the deputyship back; Show asks who stands in for whom. Otherwise a deputy is named.
	Cancel, Show bool
	// People are the userids of who can be meant, Named how the text named her; both are empty where nobody was named.
	People []string
	Named  string
}

var (
	// standsIn are the words of one person's doing another's reviews.
	standsIn      = regexp.MustCompile(`[代替帮]我.{0,4}[审批看管]|代我|替我.{0,3}(?:审|批)|代理我|代审|代批|代为审|委托.{1,8}[审批]|做我的?代理|当我的?代理`)
	asksDeputy    = regexp.MustCompile(`^(?:现在|目前|今天)?(?:是)?谁(?:在|能|来)?[代替帮]我|^谁是我的?代理|^(?:我的|看|查|查看)?代理(?:人|审批|安排|情况|列表|是谁|人是谁)?$|^我(?:在|现在)?[代替]谁|^代理人?是谁`)
	cancelsDeputy = regexp.MustCompile(`(?:取消|结束|停止|终止|收回|撤销|撤回|解除|不要|不用|不需要|别).{0,8}(?:代理|代审|代批|[代替]我|委托|代了)|(?:代理|代审|代批|委托).{0,3}(?:取消|结束|停止|终止|收回|撤销|解除|不要了|不用了)`)
	untilDay      = regexp.MustCompile(`[到至]`)
)

// delegating reports whether a manager's text speaks of who reviews for her; then no word or number of it decides on a record.
func (m *message) delegating() bool {
	s := m.bare()
	return len([]rune(s)) <= 40 && m.who.Role.Manages() && !strings.Contains(s, "提醒") && (standsIn.MatchString(s) || asksDeputy.MatchString(s) || cancelsDeputy.MatchString(s))
}

// delegates reads 何敏代我到周五, 这两周请周总代我审批, 取消代理, 谁在代我.
func (m *message) delegates(r *Reading) bool {
	if !m.delegating() {
		return false
	}
	s := m.bare()
	d := &DelegateSaid{}
	r.Further, r.Delegate = ReviewDelegate, d
	switch {
	case asksDeputy.MatchString(s):
		d.Show = true
		return true
	case cancelsDeputy.MatchString(s):
		d.Cancel = true
		return true
	}
	d.People, d.Named = m.deputyNamed()
	r.From, r.To = m.deputyDays(s)
	return true
}

// deputyNamed returns who can be meant by the colleague that is named.
func (m *message) deputyNamed() (people []string, named string) {
	if len(m.staff) > 0 {
		p := m.staff[0]
		return m.others(p.userids), m.cut(p.from, p.to)
	}
	for i := 1; i < len(m.r); i++ { // 周总: a manager here, though elsewhere a doctor may be addressed so
		if m.r[i] == '总' && !m.is(i, "总结") {
			return m.others(m.managersNamed(m.r[i-1])), m.cut(i-1, i+1)
		}
	}
	return nil, ""
}

// others are the people who can be meant without the sender, unless nobody else can.
func (m *message) others(people []string) []string {
	if len(people) == 1 {
		return people
	}
	return slices.DeleteFunc(slices.Clone(people), func(id string) bool { return id == m.who.UserID })
}

// deputyDays returns the days that are said; a last day alone begins today, and without a last day there are none.
func (m *message) deputyDays(s string) (from, to domain.Date) {
	switch {
	case strings.Contains(s, "这两周"), strings.Contains(s, "这两个星期"):
		return m.today, m.today.Monday().AddDays(13)
	case strings.Contains(s, "这几天"):
		return from, to
	}
	from, to, said := m.days()
	n := m.daysOff()
	switch {
	case !said && n == 0:
		return domain.Date{}, domain.Date{}
	case !said:
		return m.today, m.today.AddDays(n - 1)
	case from == to && n > 0:
		return from, from.AddDays(n - 1)
	case from == to && untilDay.MatchString(s) && from.After(m.today):
		from = m.today
	}
	if from.Before(m.today) && !to.Before(m.today) { // this week, of which a part is over
		from = m.today
	}
	return from, to
}
