package understand

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
)

// The commands of group events beyond the table (GUIDE.md).
const (
	EventPlan   Intent = "event.plan"
	EventSignIn Intent = "event.signin"
	EventShow   Intent = "event.show"
	EventChange Intent = "event.change"
)

// EventSaid is what a text says of a group event beside the slots of an EventReport. Nothing of it is compared.
type EventSaid struct {
	Kind event.Kind
	// Date is the day of an event that lies ahead; Reading.Date is that of one that took place.
	Date    domain.Date
	Start   domain.TimeOfDay
	Minutes int
	// Budget is in yuan; Costs says that one was said, be it none.
	Budget             int
	Costs              bool
	Speaker, Materials string
	// Heads is how many people are expected, or came.
	Heads                int
	Products             []string
	Hospital, Department string
	// Place is where it is, if that is no hospital that is known.
	Place string
	// Result is how the doctors took it, empty if nothing of that is said.
	Result domain.Result
	// Number is the record number or the sign-in code that the text begins with; Over says that the event is told as over.
	Number int64
	Over   bool
	// Came are the people who are named. Remove: they are to be taken off the list.
	Came   []CameSaid
	Remove bool
	// Effect asks for the effect of an event; Month is the month whose events are asked for.
	Effect bool
	Month  domain.Date
}

// CameSaid is one person who is named as an attendee: a doctor of the sender's list, one of several (Candidates), or a name alone.
type CameSaid struct {
	Said       string
	Doctor     string
	Candidates []string
}

// None reports whether nothing of the event was said that could change it.
func (e EventSaid) None() bool {
	return e.Date.IsZero() && e.Start == "" && e.Minutes == 0 && !e.Costs && e.Speaker == "" && e.Materials == "" && e.Heads == 0 &&
		len(e.Products) == 0 && e.Hospital == "" && e.Place == ""
}

// namesRecord is how a text begins that names the record which it is about.
var namesRecord = regexp.MustCompile(`^\s*(?:请|把)?(?:修?改|更正|更改|改一下|活动)*\s*[#＃]?\s*\d{4,9}\s*号?`)

// EventSlots reads what a text says of an event, whatever else it may mean: the answer to a question about one, or the change of one
// that it names by its number.
func EventSlots(text string, who Sender, c Context) EventSaid {
	if len([]rune(text)) > MaxLength {
		return EventSaid{}
	}
	m := newMessage(namesRecord.ReplaceAllString(text, ""), who, c, gazetteerOf(c))
	e := m.eventSlots()
	e.Came = m.cameTo(0, true)
	return e
}

var (
	eventKinds = []struct {
		words []string
		kind  event.Kind
	}{
		{[]string{"义诊", "患教"}, event.FreeClinic},
		{[]string{"圆桌"}, event.Roundtable},
		{[]string{"推荐会", "推广会", "产品会", "上市会"}, event.Launch},
		{[]string{"讨论", "座谈", "病例分享"}, event.Clinical},
		{[]string{"科室会", "科会", "院内会", "科内会", "午餐会", "早餐会", "晨会", "小讲课", "科室小会", "幻灯会", "读片会"}, event.Department},
	}
	speakerSaid = []*regexp.Regexp{
		regexp.MustCompile(`(?:讲者|主讲人?|讲师|讲课人|讲课老师)(?:是|为|请|:)?\s*([^,。;、\s:]{2,10})`),
		regexp.MustCompile(`(?:请|由)([^,。;、\s:]{2,8}?)(?:来)?(?:讲课|主讲|做讲者|当讲者|授课)`),
		regexp.MustCompile(`(?:^|[,。;\s])([^,。;、\s:]{2,8}?)(?:主讲|讲课)`),
	}
	materialsSaid = regexp.MustCompile(`(?:资料|材料|物料)(?:用|是|为|带|:)?\s*([^,。;\s:]{2,24})`)
	placeSaid     = regexp.MustCompile(`(?:^|[^现正])在([^,。;、\s:\d]{2,16}?)(?:召?开|举?办|举行|搞|做|组织|的)`)
	budgetWords   = []string{"预算", "经费", "费用"}
	freeOfCost    = []string{"无预算", "不用预算", "没有预算", "没预算", "零预算", "不花钱", "免费", "预算无", "预算没有", "无费用", "没有费用", "不需要预算"}

	signsIn   = regexp.MustCompile(`^\s*(?:活动\s*)?(签到名单|参会名单|到场名单|取消签到|撤签|签到|补签到|补签|名单|到场|参会|实到|qiandao)\s*[#:]?\s*(\d{4,9})`)
	signsInTo = regexp.MustCompile(`^\s*#?\s*(\d{4,9})\s*号?\s*(?:的)?(?:活动|科室会)?\s*[,:]?\s*(签到名单|参会名单|到场名单|取消签到|签到|补签到|补签|名单|到场|参会|实到|开完|结束|办完|搞完|已开|开好)`)
	removes   = regexp.MustCompile(`取消签到|撤签|去掉|删掉|删除|移除|划掉|没来|未到|没到|不在`)
	overNow   = regexp.MustCompile(`开完|结束|办完|搞完|已开|开好`)

	listsEvents = regexp.MustCompile(`^(?:看看|看|查看|查|列出)?(?:一下)?(?:我的|我们的|团队的?|本月的?|这个月的?|上个?月的?|下个?月的?|\d{1,2}月份?的?)*(?:市场)?活动(?:列表|清单|情况|安排|有哪些|都有哪些|汇总|统计)?$`)
	showsEvent  = regexp.MustCompile(`^(?:看看|看|查看|查)?(?:市场)?活动#?(\d{4,9})(?:的)?(?:情况|详情|明细|签到码)?$`)
	effectOf    = regexp.MustCompile(`^(?:看看|看|查看|查)?(?:市场)?(?:活动|科室会|会议)?(?:的)?(?:效果|成效)(?:报告|分析|评估)?#?(\d{4,9})?$`)
	effectTo    = regexp.MustCompile(`^(?:看看|看|查看|查)?(?:活动)?#?(\d{4,9})(?:号)?(?:的)?(?:活动|会议)?(?:效果|成效)(?:如何|怎么样|报告|分析)?$`)
	effectAfter = regexp.MustCompile(`^\s*(?:的|,|:)?\s*(?:情况|详情|明细|签到码|效果|成效)`)
	changes     = regexp.MustCompile(`^\s*(?:市场)?活动\s*#?\s*(\d{4,9})\s*(?:的|,|:)?`)
)

// events reads the commands of group events: 签到 4831 张伟 李静, 我的活动, 活动效果 1030, 活动 1030 预算改600, and an event to be held.
func (m *message) events(s string, r *Reading) bool {
	if m.who.Role != domain.Rep && !m.who.Role.Manages() {
		return false
	}
	if len([]rune(s)) <= 24 {
		for _, re := range []*regexp.Regexp{effectOf, effectTo} {
			if n := re.FindStringSubmatch(s); n != nil {
				r.Further, r.Event = EventShow, &EventSaid{Number: recordNumber(n[1]), Effect: true}
				return true
			}
		}
		if n := showsEvent.FindStringSubmatch(s); n != nil {
			r.Further, r.Event = EventShow, &EventSaid{Number: recordNumber(n[1])}
			return true
		}
		if listsEvents.MatchString(s) {
			r.Further, r.Event = EventShow, &EventSaid{Month: m.eventMonth(s)}
			return true
		}
	}
	if m.changesEvent(r) {
		return true
	}
	if m.who.Role == domain.Rep && m.plansEvent(false) {
		e := m.eventSlots()
		r.Further, r.Event = EventPlan, &e
		return true
	}
	return false
}

// eventMonth returns the first day of the month that is meant; events lie ahead too, so that a month soon to come is the coming one.
func (m *message) eventMonth(s string) domain.Date {
	this := m.today.FirstOfMonth()
	if strings.Contains(s, "下个月") || strings.Contains(s, "下月") {
		return this.LastOfMonth().AddDays(1)
	}
	month := m.monthSaid(s)
	for ahead, next := 0, this; ahead < 3; ahead++ {
		if next = next.LastOfMonth().AddDays(1); next.Month == month.Month {
			return next
		}
	}
	return month
}

// signed reads a sign-in or the change of an event that is named by its number; no word of them tells of a visit.
func (m *message) signed() (Reading, bool) {
	r := Reading{Intent: Unknown}
	if !m.holdsNumber() { // as almost always
		return r, false
	}
	ok := m.signsIn(m.string(), &r) || m.changesEvent(&r)
	return r, ok
}

// holdsNumber reports whether a number of four digits stands in the text, as a record's or a code does.
func (m *message) holdsNumber() bool {
	digits := 0
	for _, c := range m.r {
		if !isDigit(c) {
			digits = 0
		} else if digits++; digits == 4 {
			return true
		}
	}
	return false
}

// eventAhead reads the plan of an event whose words could be a visit's.
func (m *message) eventAhead() (Reading, bool) {
	if !m.plansEvent(true) {
		return Reading{}, false
	}
	e := m.eventSlots()
	m.lost(VisitPlan, "what is to be held is a group meeting, not a visit")
	return Reading{Intent: Unknown, Further: EventPlan, Event: &e}, true
}

// changesEvent reads what is to be changed of an event: 活动 1030 预算600.
func (m *message) changesEvent(r *Reading) bool {
	text := m.string()
	n := changes.FindStringSubmatchIndex(text)
	if n == nil || strings.TrimSpace(text[n[1]:]) == "" || effectAfter.MatchString(text[n[1]:]) {
		return false
	}
	e := m.without(text[n[1]:]).eventSlots() // the number would be a clock time
	e.Number = recordNumber(text[n[2]:n[3]])
	r.Further, r.Event = EventChange, &e
	return true
}

// without is a part of the text, read anew.
func (m *message) without(rest string) *message {
	return newMessage(rest, m.who, Context{At: m.at, Channel: m.channel, Gazetteer: m.g}, m.g)
}

// signsIn reads who came to an event that is named by its number or its code.
func (m *message) signsIn(text string, r *Reading) bool {
	if m.who.Role != domain.Rep {
		return false
	}
	at := signsIn.FindStringSubmatchIndex(text)
	number := 2
	if at == nil {
		if at = signsInTo.FindStringSubmatchIndex(text); at == nil {
			return false
		}
		number = 1
	}
	rest := m.without(text[at[1]:])
	e := rest.eventSlots()
	e.Number = recordNumber(text[at[2*number]:at[2*number+1]])
	e.Date = domain.Date{}
	e.Remove, e.Over = removes.MatchString(text), overNow.MatchString(text)
	e.Came = rest.cameTo(0, true)
	r.Further, r.Event = EventSignIn, &e
	return true
}

// plansEvent reports whether a text speaks of a group event to be held. A text that could be a visit's needs words that only an
// event has: a budget, a speaker, a number of people, or that it is to be opened.
func (m *message) plansEvent(visitLike bool) bool {
	w, ok := m.eventWord()
	if !ok || m.has[wIf] || m.isQuestion() || m.within(0, w.from, wInvite) || m.hasAny(wUndone, wAbsent, wMet) || m.held() || m.doneIn(0, len(m.r)) {
		return false
	}
	for _, v := range m.words {
		if v.tag == wVisit && !slices.Contains([]string{"去", "到访", "过去", "见"}, string(m.r[v.from:v.to])) {
			return false
		}
	}
	if m.hasAny(wPast) || !m.futureIn(0, len(m.r)) && !m.costs() && !m.asked() {
		return false
	}
	if !visitLike {
		return true
	}
	return m.costs() || m.headcount() > 0 || m.speaker() != "" || m.opens(w)
}

// costs reports whether a budget is spoken of.
func (m *message) costs() bool { return strings.Contains(m.string(), "预算") }

// asked reports whether the event is asked for: 申请开科室会.
func (m *message) asked() bool {
	s := m.string()
	return strings.Contains(s, "申请") || strings.Contains(s, "报批")
}

// opens reports whether the event is to be opened: 开科室会, 办一场义诊, 举办.
func (m *message) opens(w word) bool {
	for i := max(0, w.from-8); i < w.from; i++ {
		if runeIn(m.r[i], "开办搞") || m.is(i, "组织") {
			return true
		}
	}
	return false
}

// eventSlots reads what is said of an event.
func (m *message) eventSlots() EventSaid {
	trace := m.trace
	m.trace = nil // none of it is compared
	defer func() { m.trace = trace }()
	all := []span{{0, len(m.r)}}
	e := EventSaid{Kind: m.eventKind(), Start: m.start(all), Minutes: m.minutes(all, false), Speaker: m.speaker(), Heads: m.headcount(), Products: m.products(all)}
	if got := materialsSaid.FindStringSubmatch(m.string()); got != nil {
		e.Materials = got[1]
	}
	for _, t := range m.tokens {
		if t.kind == tokDay && !t.dead && t.day.single() {
			e.Date = t.day.on(m.today, true)
			break
		}
	}
	e.Budget, e.Costs = m.budget()
	if r := m.result(all); r != domain.Absent {
		e.Result = r
	}
	var place Reading
	m.venue(&place)
	e.Hospital, e.Department = place.Hospital, place.Department
	if got := placeSaid.FindStringSubmatch(m.string()); got != nil && e.Hospital == "" && !m.hospitalSaid() {
		e.Place = got[1]
	}
	return e
}

// eventKind returns the kind that is named, the academic meeting where another word for one is said, and nothing without any.
func (m *message) eventKind() event.Kind {
	w, ok := m.eventWord()
	if !ok {
		return ""
	}
	s := string(m.r[w.from:w.to])
	for _, k := range eventKinds {
		if slices.ContainsFunc(k.words, func(word string) bool { return strings.Contains(s, word) }) {
			return k.kind
		}
	}
	return event.Academic
}

// speaker returns who is to speak, as the text says it.
func (m *message) speaker() string {
	for _, re := range speakerSaid {
		if got := re.FindStringSubmatch(m.string()); got != nil && !slices.ContainsFunc(budgetWords, func(w string) bool { return strings.Contains(got[1], w) }) {
			return got[1]
		}
	}
	return ""
}

// budget returns the yuan that are said, and whether any are.
func (m *message) budget() (yuan int, said bool) {
	s := m.string()
	if slices.ContainsFunc(freeOfCost, func(w string) bool { return strings.Contains(s, w) }) {
		return 0, true
	}
	for i := range m.r {
		if !slices.ContainsFunc(budgetWords, func(w string) bool { return m.is(i, w) }) {
			continue
		}
		at := i + 2
		for runeIn(m.text.at(at), " 约大概是为改成到:共了调") {
			at++
		}
		n, end := number(m.r, at)
		if end == at {
			continue
		}
		switch {
		case m.text.at(end) == '万':
			n *= 10000
		case m.text.at(end) == '千' || m.text.at(end) == 'k':
			n *= 1000
		}
		return n, n < 10_000_000
	}
	return 0, false
}
