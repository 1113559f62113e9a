package understand

import (
	"regexp"
	"strings"
	"sync"

	"github.com/yaoban/yaoban/domain"
)

// Audience is whom a broadcast is for, as it was said. What is said of several sorts of people adds up.
type Audience struct {
	// Team: the sender's own people; Company: everybody. Roles narrows both to roles.
	Team, Company bool
	Roles         []domain.Role
	// Lines are the words for product lines, Products the codes of products whose line is meant.
	Lines, Products []string
	// Under are managers whose people are meant, People single colleagues, Except those who are not; all userids.
	Under, People, Except []string
	// Unplanned: who has not handed in the plan of next week; Behind: who has not made this month's visits yet.
	Unplanned, Behind bool
	// Doctors are the words by which doctors were named; Outsiders those for people outside the company; Strangers those for nobody who is
	// known.
	Doctors, Outsiders, Strangers []string
	// Unclear are names that several colleagues bear, with their userids.
	Unclear []Unclear
}

// Unclear is a name and whom it may mean.
type Unclear struct {
	Said   string
	People []string
}

// None reports whether nobody is named.
func (a Audience) None() bool {
	return !a.Team && !a.Company && !a.Unplanned && !a.Behind && len(a.Roles)+len(a.Lines)+len(a.Products)+len(a.Under)+len(a.People)+len(a.Doctors)+
		len(a.Outsiders)+len(a.Strangers)+len(a.Unclear) == 0
}

// crowd is what a word for many people means.
type crowd struct {
	team, company, outside bool
	role                   domain.Role
}

// teamWords are the words for many people.
var teamWords = sync.OnceValue(func() *trie[crowd] {
	t := newTrie[crowd]()
	for words, c := range map[string]crowd{
		"全组 全队 全团队 整个团队 团队 全员 大家 大家伙 所有人 全体 全体同事 全体成员 全体人员 所有同事 所有下属 各位同事 各位 我们组 咱们组 组里 组里所有人 团队所有人 团队成员 全组同事 全组成员 全组人 " +
			"本组 我的团队 我团队 我们团队 全部人 每个人 每人 小组 全区 全大区 大区所有人 我的组": {team: true},
		"全公司 全公司同事 公司全员 公司所有人 全司 全公司所有人 公司全体":                                           {company: true},
		"所有代表 各位代表 全体代表 代表们 全组代表 所有医药代表 团队代表 组里代表 代表":                                   {team: true, role: domain.Rep},
		"所有经理 各位经理 全体经理 经理们 所有主管 各位主管 全体主管 主管们 各区经理 地区经理们 经理 主管":                        {team: true, role: domain.Manager},
		"所有总监 各位总监 全体总监 总监们":                                                            {team: true, role: domain.Director},
		"医生 医生们 各位医生 所有医生 各位主任 主任们 专家 各位专家 专家们 客户 客户们 所有客户 各位客户 药师 药师们 护士 护士们 患者 病人 医院": {outside: true},
	} {
		for _, w := range strings.Fields(words) {
			t.add(w, c)
		}
	}
	return t
})

var (
	unplannedWords = regexp.MustCompile(`^(?:还)?(?:没有?|未)(?:提?交|报)(?:下周|本周|周)?的?(?:周)?计划的(?:人|代表|同事)?(?:们)?|^(?:下周|本周|周)?的?(?:周)?计划(?:还)?(?:没有?|未)(?:提?交|报)的(?:人|代表|同事)?(?:们)?`)
	behindWords    = regexp.MustCompile(`^(?:本月|这个月)?(?:拜访)?(?:额度|频次|目标|次数|拜访)?(?:还)?(?:没有?|未)(?:完成|达标|做完|跑完|做满)(?:本月|这个月)?的?(?:拜访)?(?:额度|频次|目标|次数)?的(?:人|代表|同事)?(?:们)?|^(?:本月|这个月)?(?:拜访)?(?:进度|额度|频次|次数)(?:落后|不足|偏低|不够|欠)的(?:人|代表|同事)?(?:们)?`)
	lineWords      = regexp.MustCompile(`^([\p{Han}]{2,6}?)(?:产品线|条线|产品组|线|组)(?:的)?(?:所有|全体)?(?:代表|同事|人员|人|们)*`)
	ofProduct      = regexp.MustCompile(`^的?(?:产品线|条线|产品组|线|组|代表|同事|人)(?:的)?(?:代表|同事|人员|人)?`)
	teamOf         = regexp.MustCompile(`^(?:的|那个|那)?(?:团队|全组|小组|组|全队|队|手下|下属|下面|的人)(?:的)?(?:所有人|全体|全员|代表|同事|人)?`)
	exceptWords    = []string{"除了", "不包括", "不含", "但不含", "除"}
)

// audience reads whom a broadcast is for from i on, and returns where that ends. Where a colon closes it (-1: none does), all before the
// colon is meant: what nobody knows of it is named in Strangers.
func (m *message) audience(i, colon int) (a Audience, end int) {
	end = i
	named := false // the last one was a single person, whom others may follow after a space or a comma
	for first := true; ; first = false {
		at, strong := m.separated(end)
		if colon >= 0 && at >= colon {
			return a, colon
		}
		tried := a
		next, single := m.receiver(at, &tried)
		if next == at && colon >= 0 {
			next = m.stranger(at, colon, &tried)
		}
		if next == at || !first && colon < 0 && !strong && !(named && single) {
			break
		}
		a, end, named = tried, next, single
	}
	return a, m.excepted(end, &a)
}

// colon returns where a colon closes the receivers that begin at i, -1 if none does. That of a clock time is none.
func (m *message) colon(i int) int {
	for k := i; k < len(m.r) && k < i+60; k++ {
		if m.r[k] == ':' && !(isDigit(m.text.at(k-1)) && isDigit(m.text.at(k+1))) {
			return k
		}
		if isBreakStrong(m.r[k]) && m.r[k] != '\n' {
			return -1
		}
	}
	return -1
}

// separated skips what stands between two receivers; strong says that it joins them for sure (、和).
func (m *message) separated(i int) (at int, strong bool) {
	for {
		next := i
		for _, w := range []string{"、", "以及", "还有", "和", "跟", "与", "及"} {
			if m.is(i, w) {
				next, strong = i+len([]rune(w)), true
				break
			}
		}
		if c := m.text.at(i); next == i && (c == ' ' || c == ',' || c == '@') {
			next++
		}
		if next == i {
			return i, strong
		}
		i = next
	}
}

// receiver reads one sort of receivers at i; single says that it is one person.
func (m *message) receiver(i int, a *Audience) (end int, single bool) {
	if i >= len(m.r) {
		return i, false
	}
	if at := m.excepted(i, a); at > i {
		return at, false
	}
	for _, s := range m.staff {
		if s.from == i {
			return m.colleagueMeant(s, a)
		}
	}
	rest := string(m.r[i:])
	if found := unplannedWords.FindString(rest); found != "" {
		a.Unplanned = true
		return i + len([]rune(found)), false
	}
	if found := behindWords.FindString(rest); found != "" {
		a.Behind = true
		return i + len([]rune(found)), false
	}
	if at, ok := m.productLine(i, a); ok {
		return at, false
	}
	if at, found := teamWords().longest(m.r, i); at > i {
		c := found[0]
		switch {
		case c.outside:
			a.Outsiders = append(a.Outsiders, string(m.r[i:at]))
		default:
			a.Team, a.Company = a.Team || c.team, a.Company || c.company
			if c.role != "" {
				a.Roles = append(a.Roles, c.role)
			}
		}
		return at, false
	}
	for n := range m.people {
		if p := &m.people[n]; p.from == i {
			return m.personMeant(p, a), true
		}
	}
	if found := lineWords.FindStringSubmatch(rest); found != nil && !m.isTimeToken(i, i+len([]rune(found[1]))) {
		a.Lines = append(a.Lines, found[1])
		return i + len([]rune(found[0])), false
	}
	return i, false
}

// colleagueMeant takes a colleague, or with 组 and the like the people below her.
func (m *message) colleagueMeant(s staffMention, a *Audience) (end int, single bool) {
	if found := teamOf.FindString(string(m.r[s.to:])); found != "" && s.manager && len(s.userids) == 1 {
		a.Under = append(a.Under, s.userids[0])
		return s.to + len([]rune(found)), false
	}
	switch len(s.userids) {
	case 0:
		a.Strangers = append(a.Strangers, m.cut(s.from, s.to))
	case 1:
		a.People = append(a.People, s.userids[0])
	default:
		a.Unclear = append(a.Unclear, Unclear{m.cut(s.from, s.to), s.userids})
	}
	return s.to, true
}

// personMeant takes 小陈 for the rep of that surname; everybody else whom the text names by surname or name is a doctor, or nobody.
func (m *message) personMeant(p *mention, a *Audience) (end int) {
	said := m.cut(p.from, p.to)
	if p.title == anybody && len(p.name) == 1 && p.to-p.from == 2 && runeIn(m.r[p.from], "小老") {
		var reps []string
		for _, n := range m.g.reps[p.name[0]] {
			reps = append(reps, m.g.staff[n].UserID)
		}
		switch len(reps) {
		case 0:
			a.Strangers = append(a.Strangers, said)
		case 1:
			a.People = append(a.People, reps[0])
		default:
			a.Unclear = append(a.Unclear, Unclear{said, reps})
		}
		return p.to
	}
	a.Doctors = append(a.Doctors, said)
	return p.to
}

// productLine reads 做立舒平的代表, 立舒平组 at i: the line of a product of ours.
func (m *message) productLine(i int, a *Audience) (end int, ok bool) {
	at := i
	for _, w := range []string{"所有做", "负责", "做", "跑", "推"} {
		if m.is(at, w) {
			at += len([]rune(w))
			break
		}
	}
	for _, t := range m.tokens {
		if t.kind != tokProduct || t.from != at || len(t.codes) != 1 {
			continue
		}
		if found := ofProduct.FindString(string(m.r[t.to:])); found != "" {
			a.Products = append(a.Products, t.codes[0])
			return t.to + len([]rune(found)), true
		}
	}
	return i, false
}

// excepted reads 除了陈晓外 at i.
func (m *message) excepted(i int, a *Audience) int {
	at, _ := m.separated(i)
	from := at
	for _, w := range exceptWords {
		if m.is(at, w) {
			at += len([]rune(w))
			break
		}
	}
	if at == from {
		return i
	}
	end := i
	for {
		next, _ := m.separated(at)
		var one Audience
		after := next
		for _, s := range m.staff {
			if s.from == next {
				after, _ = m.colleagueMeant(s, &one)
			}
		}
		if after == next {
			break
		}
		a.Except = append(append(a.Except, one.People...), one.Under...)
		a.Unclear, a.Strangers = append(a.Unclear, one.Unclear...), append(a.Strangers, one.Strangers...)
		at, end = after, after
	}
	for _, w := range []string{"以外", "之外", "外"} {
		if end > i && m.is(end, w) {
			end += len([]rune(w))
			break
		}
	}
	return end
}

// stranger takes the words at i up to a separator or the colon for the name of nobody who is known.
func (m *message) stranger(i, colon int, a *Audience) int {
	end := i
	for end < colon && !runeIn(m.r[end], "、, ") {
		end++
	}
	if end > i {
		a.Strangers = append(a.Strangers, m.cut(i, end))
	}
	return end
}
