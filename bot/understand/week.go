package understand

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// The commands of the weekly plan and report, beyond the table (GUIDE.md).
const (
	WeekPropose Intent = "week.propose"
	WeekSubmit  Intent = "week.submit"
	WeekCopy    Intent = "week.copy"
	WeekShow    Intent = "week.show"
	WeekEdit    Intent = "week.edit"
	WeekAlter   Intent = "week.alter"
	ReportShow  Intent = "report.show"
)

// WeekSaid is what a text says of a week. Nothing of it is compared.
type WeekSaid struct {
	// Monday is the week that is meant, zero if none was said; From is the week that is taken as a pattern by a WeekCopy.
	Monday, From domain.Date
	// Number is the week's record number, if one was said.
	Number int64
	// Anew: 重排.
	Anew bool
	// Manager is the userid of the manager whose team's report is asked for, empty if none is named.
	Manager string
}

// EditSaid is a change of a week that is being talked about: 加上王芳, 不去社区, 周三不去, 去掉附二. It is read beside whatever else the
// text may mean, because only the conversation knows whether a week is in hand.
type EditSaid struct {
	// Add a stop, or take stops away.
	Add bool
	// Target is the doctor, the place (Candidates) or the day.
	Target
	Start domain.TimeOfDay
	// Said is how the text named the doctor.
	Said string
}

const (
	someWeek = `(?:下?下个?(?:周|星期|礼拜)|(?:\d{1,2}月\d{1,2}|\d{4})[号日]?(?:那|这|开始的?|起的?)个?一?(?:周|星期|礼拜)|本周|这个?(?:周|星期|礼拜)|这一周|周)`
	itsPlan  = `(?:的)?(?:我的)?(?:拜访)?(?:计划|安排|行程|日程|拜访)?`
	polite   = `(?:请|麻烦|麻烦你|能不能|可以)?(?:帮我|给我|帮忙|替我|你来?)?`
	little   = `(?:一下|一排|个|一个|一份|出|好)?`
)

var (
	proposes = []*regexp.Regexp{
		regexp.MustCompile(`^` + polite + `(?:把)?(重新|重|再)?(?:排|安排|生成|制定|做|推荐|规划|拟)` + little + someWeek + itsPlan + `$`),
		regexp.MustCompile(`^` + polite + `(?:把)?` + someWeek + itsPlan + polite + `(重新|重|再)?(?:怎么|如何)?(?:排|安排|生成|推荐|规划)` + little + `$`),
		regexp.MustCompile(`^` + polite + `(重新|重)?排` + little + `(?:周)?(?:计划)?$`),
	}
	submits = regexp.MustCompile(`^(?:我要|请|帮我)?(?:提交|上交|上报|交|送审|报批)` + little + `(?:` + someWeek + `)?(?:的)?(?:拜访|工作)?(?:周)?(?:计划)?#?(\d{4,9})?` +
		`(?:审批|审核|给(?:经理|主管|领导))?$`)
	copies = regexp.MustCompile(`(?:按照?|照着?|照搬|复制|参照|跟|和|同)(上个?周|上个?星期|上个?礼拜|上一周|本周|这周|这个星期)(?:的)?(?:计划|安排|行程)?`)
	shows  = regexp.MustCompile(`^(?:看|看看|看一下|查|查看|打开|周计划)?#?(\d{4,9})(?:的)?(?:明细|详情|周计划|计划|内容)?$`)
	copied = regexp.MustCompile(`再来|再排|再跑|一样|复制|照搬|一周|来一遍|排`)
)

// week reads the commands of the weekly plan.
func (m *message) week(s string, r *Reading) bool {
	if m.who.Role != domain.Rep && !m.who.Role.Manages() || len([]rune(s)) > 24 {
		return false
	}
	if n := shows.FindStringSubmatch(s); n != nil && !m.hasDay() { // 12-31 is a day
		r.Further, r.Week = WeekShow, &WeekSaid{Number: recordNumber(n[1])}
		return true
	}
	if m.reportAsked(s) {
		r.Further, r.Week = ReportShow, &WeekSaid{Monday: m.monday(s)}
		return true
	}
	if m.who.Role != domain.Rep {
		return m.alters(s, r)
	}
	if len(m.people) > 0 {
		return false
	}
	for _, p := range proposes {
		if found := p.FindStringSubmatch(s); found != nil && (!ofDay.MatchString(s) || !m.weekOfDay(s).IsZero()) { // no week of 13月40号
			r.Further, r.Week = WeekPropose, &WeekSaid{Monday: m.monday(s), Anew: found[1] == "重" || found[1] == "重新"}
			return true
		}
	}
	if found := submits.FindStringSubmatch(s); found != nil && s != "交" && s != "上报" && s != "上交" {
		w := &WeekSaid{Number: recordNumber(found[1])}
		if w.Number == 0 {
			w.Monday = m.monday(s)
		}
		r.Further, r.Week = WeekSubmit, w
		return true
	}
	if found := copies.FindStringSubmatch(s); found != nil && copied.MatchString(s) {
		w := &WeekSaid{From: m.today.Monday()}
		if strings.HasPrefix(found[1], "上") {
			w.From = w.From.AddDays(-7)
		}
		if rest := strings.Replace(s, found[1], "", 1); afterNext(rest) {
			w.Monday = m.today.Monday().AddDays(14)
		} else if strings.Contains(rest, "下") {
			w.Monday = m.today.Monday().AddDays(7)
		} else if day := m.monday(rest); !day.IsZero() && ofDay.MatchString(rest) {
			w.Monday = day
		} else if strings.Contains(rest, "本周") || strings.Contains(rest, "这周") {
			w.Monday = m.today.Monday()
		}
		r.Further, r.Week = WeekCopy, w
		return true
	}
	return false
}

// alters reads a manager's change of a stop of somebody's week: 1051改到周四, 取消1051.
func (m *message) alters(s string, r *Reading) bool {
	n := alterNumber.FindString(s)
	if n == "" || !altering.MatchString(s) {
		return false
	}
	date := domain.Date{}
	for _, k := range m.tokens {
		if k.kind == tokDay && k.day.single() {
			date = k.day.on(m.today, true)
		}
	}
	taken := drops.MatchString(s) || strings.Contains(s, "取消")
	if taken == !date.IsZero() { // a day to go to, or no visit at all
		return false
	}
	r.Further, r.Week = WeekAlter, &WeekSaid{Number: recordNumber(n)}
	r.Target = &Target{Number: recordNumber(n), Date: date}
	return true
}

var (
	alterNumber = regexp.MustCompile(`\d{4,9}`)
	altering    = regexp.MustCompile(`改|挪|调|换|推|取消|去掉|删掉|不去`)
)

// reportAsked reports whether the text asks for the weekly report.
func (m *message) reportAsked(s string) bool {
	return strings.Contains(s, "周报") && len([]rune(s)) <= 16
}

// monday returns the Monday of the week that the text names, the zero date where it names none.
func (m *message) monday(s string) domain.Date {
	offset := 0
	switch {
	case strings.Contains(s, "上上"):
		offset = -14
	case afterNext(s):
		offset = 14
	case strings.Contains(s, "上周"), strings.Contains(s, "上个周"), strings.Contains(s, "上星期"), strings.Contains(s, "上个星期"), strings.Contains(s, "上礼拜"), strings.Contains(s, "上一周"):
		offset = -7
	case strings.Contains(s, "下周"), strings.Contains(s, "下个周"), strings.Contains(s, "下星期"), strings.Contains(s, "下个星期"), strings.Contains(s, "下礼拜"), strings.Contains(s, "下个礼拜"):
		offset = 7
	case strings.Contains(s, "本周"), strings.Contains(s, "这周"), strings.Contains(s, "这个星期"), strings.Contains(s, "这星期"), strings.Contains(s, "这一周"), strings.Contains(s, "这礼拜"), strings.Contains(s, "这个周"):
	default:
		return m.weekOfDay(s)
	}
	return m.today.Monday().AddDays(offset)
}

// ofDay finds that a week is named by one of its days: 12月7号那周; 12-07那周 has lost its sign.
var ofDay = regexp.MustCompile(`(?:(\d{1,2})月(\d{1,2})|(\d\d)(\d\d))[号日]?(?:那|这|开始的?|起的?)个?一?(?:周|星期|礼拜)`)

// weekOfDay returns the Monday of the week that is named by one of its days, the next such day from half a year back on; the zero date
// where none is.
func (m *message) weekOfDay(s string) domain.Date {
	named := ofDay.FindStringSubmatch(s)
	if named == nil {
		return domain.Date{}
	}
	month, _ := strconv.Atoi(named[1] + named[3]) // digits, all of them
	day, _ := strconv.Atoi(named[2] + named[4])
	for _, year := range []int{m.today.Year, m.today.Year + 1} {
		d, err := domain.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
		if err == nil && d.Sub(m.today) > -183 {
			return d.Monday()
		}
	}
	return domain.Date{}
}

// afterNext reports whether a text speaks of the week after next. 排一下下周 does not.
func afterNext(s string) bool { return strings.Contains(strings.ReplaceAll(s, "一下", ""), "下下") }

func recordNumber(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

var (
	adds  = regexp.MustCompile(`^.{0,8}(?:加上|再加|加个|加一个|增加|添加|加进|排上|也去|加)`)
	drops = regexp.MustCompile(`不去|别去|不用去|不要去|去掉|删掉|删去|去除|拿掉|划掉|不排|不跑|不想去`)
	dayIn = regexp.MustCompile(`(?:下|这|本)?个?(?:周|星期|礼拜)[一二三四五六日天]|今天|明天|后天|全天|那天|上午|下午`)
)

// edit reads a change of a week that may be in hand.
func (m *message) edit() *EditSaid {
	s := m.bare()
	if m.who.Role != domain.Rep || len([]rune(s)) > 20 || m.told() || m.numberSaid() != 0 || strings.ContainsAny(s, "?？") || strings.HasSuffix(s, "吗") {
		return nil
	}
	e := &EditSaid{Start: m.start([]span{{0, len(m.r)}})}
	switch {
	case drops.MatchString(s):
	case adds.MatchString(s) && len(m.people) > 0:
		e.Add = true
	default:
		return nil
	}
	m.targetPeople(&e.Target)
	for n := range m.people {
		e.Said = m.cut(m.people[n].from, m.people[n].to)
	}
	for _, k := range m.tokens {
		if k.kind == tokDay && k.day.single() {
			e.Date = k.day.on(m.today, true)
		}
	}
	if e.Add || e.Doctor != "" || e.Candidates != nil {
		return e
	}
	rest := dayIn.ReplaceAllString(drops.ReplaceAllString(strings.TrimRight(s, "了吧啊啦"), ""), "")
	if place := strings.Trim(rest, "的把都就那边个"); len([]rune(place)) >= 2 {
		e.Candidates = m.g.at(place)
	} else if e.Date.IsZero() {
		return nil
	}
	return e
}

// at returns the doctors whose hospital has the words in one of its names, such as 社区.
func (g *Gazetteer) at(words string) []string {
	codes := []string{}
	for _, d := range g.doctors {
		if h, ok := g.Hospital(d.Hospital); ok && (strings.Contains(h.Name, words) || slices.ContainsFunc(h.Aliases, func(a string) bool { return strings.Contains(a, words) })) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// bareDays reports whether days are said, and all of them as weekdays without their week.
func (m *message) bareDays() bool {
	bare := false
	for _, k := range m.tokens {
		if k.kind == tokDay {
			if k.day.kind != bareWeekday {
				return false
			}
			bare = true
		}
	}
	return bare
}
