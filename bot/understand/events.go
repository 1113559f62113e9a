package understand

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// event reads a group meeting that took place: 科室会, 学术会, 沙龙, 义诊, 圆桌会 (GUIDE.md).
func (m *message) event() (Reading, bool) {
	w, ok := m.eventWord()
	if !ok {
		return Reading{}, false
	}
	if m.has[wIf] || m.isQuestion() {
		m.lost(EventReport, "the meeting is only supposed or asked about")
		return Reading{}, false
	}
	if m.within(0, w.from, wInvite) || m.hasAny(wUndone) || m.absentFor(w) {
		m.lost(EventReport, "the text invites to the meeting, or it did not take place, or the doctor was away at it")
		return Reading{}, false
	}
	head := m.headcount()
	if m.costs() && !m.held() && !m.doneIn(0, len(m.r)) {
		m.lost(EventReport, "a budget is asked for what is still to be held")
		return Reading{}, false
	}
	took := head > 0 || m.hasAny(wAttend, wPast) || m.doneIn(0, len(m.r)) || m.held()
	if !took || m.futureIn(0, len(m.r)) && !m.doneIn(0, len(m.r)) && !m.hasAny(wPast) {
		m.lost(EventReport, "nothing says that the meeting took place")
		return Reading{}, false
	}
	m.found("intent", w.from, w.to, "a group meeting that took place")
	all := []span{{0, len(m.r)}}
	r := Reading{Intent: EventReport, Products: m.products(all), Headcount: head, Date: m.heldOn()}
	m.gave("products", len(r.Products) > 0)
	m.gave("headcount", r.Headcount > 0)
	m.gave("date", !r.Date.IsZero())
	if r.Date.IsZero() && m.noDaySaid() == "" {
		r.Date = m.today
		m.gaveBy("date", "no day is said: a report is of today")
	}
	m.venue(&r)
	for n := range m.people {
		p := &m.people[n]
		if p.role == withdrawn {
			continue
		}
		if len(p.fits) == 1 {
			if !slices.Contains(r.Attendees, p.fits[0]) {
				r.Attendees = append(r.Attendees, p.fits[0])
				m.also("attendees", p.from, p.to, "the doctors who are named")
			}
		} else if r.Ask == "" {
			_, r.Ask, r.Candidates = p.answer()
			r.Said = m.cut(p.from, p.to)
			m.gaveDoctor(p)
		}
	}
	m.gave("attendees", len(r.Attendees) > 0)
	e := m.eventSlots()
	e.Came = m.cameTo(0, false)
	r.Event = &e
	return r, true
}

// heldOn returns the day of a meeting that took place.
func (m *message) heldOn() domain.Date {
	for _, t := range m.tokens {
		if t.kind != tokDay || t.dead || !t.day.single() {
			continue
		}
		if d := t.day.on(m.today, false); !d.IsZero() && !d.After(m.today) {
			m.found("date", t.from, t.to, dayRule(VisitReport))
			return d
		}
	}
	return domain.Date{}
}

// eventWord returns the word for the meeting. A meeting that a visit only speaks of (邀请参加, 药事会) is none.
func (m *message) eventWord() (word, bool) {
	for _, w := range m.words {
		if w.tag != wEvent || m.negated(w.from) {
			continue
		}
		if s := string(m.r[w.from:w.to]); (s == "晨会" || s == "论坛" || s == "交流会" || s == "患教" || s == "圆桌") && m.headcount() == 0 && !m.held() {
			continue
		}
		return w, true
	}
	return word{}, false
}

// held reports whether a meeting is told as held: 开了, 办了, 举办, 结束.
func (m *message) held() bool {
	for i := range m.r {
		if runeIn(m.r[i], "开办搞") && runeIn(m.text.at(i+1), "了完的过") || m.is(i, "举办") || m.is(i, "召开") || m.is(i, "组织") || m.is(i, "结束") || m.is(i, "开完") {
			return true
		}
	}
	return false
}

// absentFor reports whether the meeting is only why a doctor was not met (主任去开科室会了).
func (m *message) absentFor(w word) bool {
	for i := max(0, w.from-4); i < w.from; i++ {
		if m.is(i, "去开") || m.is(i, "在开") || m.is(i, "去参加") {
			return m.hasAny(wAbsent) || len(m.people) > 0 && m.headcount() == 0
		}
	}
	return m.has[wAbsent] && m.headcount() == 0
}

// headcount returns how many people were said to have come: the largest number with 人, 位 or 名.
func (m *message) headcount() int {
	best := 0
	for i := 0; i < len(m.r); i++ {
		if m.taken[i] || m.isTime(i, i+1) {
			continue
		}
		n, end := number(m.r, i)
		if end == i {
			continue
		}
		at := end
		for runeIn(m.text.at(at), "多来几余") {
			at++
		}
		if m.text.at(at) == '个' {
			at++
			if !m.attendsAt(at) {
				i = end - 1
				continue
			}
		}
		if n > best && n < 100000 && (runeIn(m.text.at(at), "人位名") && !m.is(at, "名片") || m.text.at(at-1) == '个') && !runeIn(m.text.at(i-1), "第") {
			best = n
			m.found("headcount", i, at+1, "the largest number of people that is said")
		}
		i = end - 1
	}
	return best
}

// attendsAt reports whether a word for people who come to a meeting stands at i. Patients do not: 给3个病人用 counts nobody.
func (m *message) attendsAt(i int) bool {
	for _, s := range []string{"人", "医生", "大夫", "专家", "听众", "老师", "护士", "居民", "群众", "街坊", "村民", "学员"} {
		if m.is(i, s) {
			return true
		}
	}
	return false
}

// venue fills hospital and department. An alias of several hospitals, or a department name with two meanings, counts only
// where the sender's doctors leave one.
func (m *message) venue(r *Reading) {
	for _, t := range m.tokens {
		if t.dead {
			continue
		}
		switch {
		case t.kind == tokHospital && r.Hospital == "":
			r.Hospital = m.one(t.codes, func(d Doctor) string { return d.Hospital })
			m.found("hospital", t.from, t.to, "the hospital that is named")
			m.gave("hospital", r.Hospital != "")
		case t.kind == tokDepartment && r.Department == "":
			r.Department = m.one(t.codes, func(d Doctor) string {
				if r.Hospital != "" && d.Hospital != r.Hospital {
					return ""
				}
				return d.Department
			})
			if r.Department == "" && len(t.codes) > 0 {
				r.Department = t.codes[0]
			}
			m.found("department", t.from, t.to, "the department that is named, by its standard name")
			m.gave("department", r.Department != "")
		}
	}
}

// one returns the one of the codes that belongs to any of the sender's doctors, or the only one.
func (m *message) one(codes []string, of func(Doctor) string) string {
	if len(codes) == 1 {
		return codes[0]
	}
	found := ""
	for _, c := range codes {
		if slices.ContainsFunc(m.g.doctors, func(d Doctor) bool { return of(d) == c }) {
			if found != "" {
				return ""
			}
			found = c
		}
	}
	return found
}

// strongLeave are words that mean time off by themselves; others (开会, 培训) need a day and nobody to visit.
var strongLeave = []string{"请假", "休假", "年假", "病假", "事假", "产假", "陪产假", "婚假", "丧假", "调休", "年休", "不拜访", "不跑", "不安排拜访", "不排拜访", "请一天假", "天假", "半天假", "回老家", "不能拜访", "没法跑", "不能跑", "补休", "倒休", "轮休", "陪护假", "哺乳假", "不出去跑", "不跑医院", "不下医院"}

// mostOff is how many days off may be meant; what seems longer began in the past.
const mostOff = 200

// withDoctors reads a meeting that is work with doctors: 今天和科室主任开会讨论进药.
var withDoctors = regexp.MustCompile(`(和|跟|与|同|陪|给)[^,。;]{0,8}(主任|医生|大夫|教授|院长|护士|药师|科室|科里|医院|药剂科)`)

// timeOff reads days on which the sender makes no visits: leave, training, meeting.
func (m *message) timeOff() (Reading, bool) {
	if !m.has[wTimeOff] && !m.rests() || m.productSaid() || m.isQuestion() || m.hasAny(wAbsent) && len(m.people) > 0 || m.has[wEvent] {
		return Reading{}, false
	}
	if m.cancelsLeave() || m.listsLeave() {
		return Reading{}, false
	}
	if strings.ContainsRune(m.string(), '谁') || len(m.people) > 0 || m.form != "" || m.has[wAmend] || m.has[wUndo] || m.has[wPlanAsk] && !m.leave() && m.has[wAsk] {
		return Reading{}, false
	}
	for _, w := range m.words {
		if w.tag == wTimeOff && (m.negated(w.from) && !m.is(w.from, "不")) {
			return Reading{}, false
		}
	}
	for _, s := range m.staff {
		if s.from <= 2 {
			return Reading{}, false
		}
	}
	if !m.leave() && withDoctors.MatchString(m.string()) {
		return Reading{}, false
	}
	from, to, ok := m.days()
	if !ok && !m.leave() {
		return Reading{}, false
	}
	if !m.leave() && !(m.has[wStaffMeeting] || m.has[wTimeOff]) {
		return Reading{}, false
	}
	if !m.leave() && (m.hospitalSaid() || strings.Contains(m.string(), "没")) || m.pastLeave() {
		return Reading{}, false
	}
	r := Reading{Intent: TimeOffSet, From: from, To: to}
	m.wordFound(wTimeOff, "days on which no visits are made")
	m.gaveDays(ok)
	if past := (domain.Date{Year: to.Year - 1, Month: to.Month, Day: to.Day}).AddDays(0); ok && to.Sub(from) > mostOff && from.Sub(past) < mostOff {
		r.From, r.To = past, from // 11-20到11-25请假, said on the 23rd: it began already
	}
	if n := m.daysOff(); n > 1 && ok && from == to {
		r.To = from.AddDays(n - 1)
		m.gave("to", true)
	}
	if from == to && ok {
		r.Half = m.halfOff()
		m.gave("half", r.Half != "")
	}
	return r, true
}

func (m *message) leave() bool {
	if m.rests() {
		return true
	}
	for _, w := range m.words {
		if s := string(m.r[w.from:w.to]); w.tag == wTimeOff && (slices.Contains(strongLeave, s) || strings.HasPrefix(s, "没") || strings.HasPrefix(s, "无法") || strings.HasPrefix(s, "不能") || strings.HasPrefix(s, "请")) {
			return true
		}
	}
	return false
}

// rests reports whether the text says how many days one is off: 休5天.
func (m *message) rests() bool {
	for i := range m.r {
		if m.r[i] == '休' {
			if n, end := number(m.r, i+1); end > i+1 && n > 0 && m.text.at(end) == '天' {
				return true
			}
		}
	}
	return false
}

func (m *message) hospitalSaid() bool {
	return slices.ContainsFunc(m.tokens, func(t token) bool { return t.kind == tokHospital || t.kind == tokDepartment })
}

// pastLeave reports whether the words only tell of leave taken (昨天请假了).
func (m *message) pastLeave() bool {
	return m.doneIn(0, len(m.r)) && !m.leave()
}

// daysOff reads 请三天假, 休5天.
func (m *message) daysOff() int {
	for i := range m.r {
		if n, end := number(m.r, i); end > i && m.text.at(end) == '天' && n <= 999 && !runeIn(m.text.at(end+1), "后前") && !runeIn(m.text.at(i-1), "这那") {
			m.found("to", i, end+1, "as many days as are said, from the first on")
			return n
		}
		if n, end := number(m.r, i); end > i && (m.is(end, "个工作日") || m.is(end, "个礼拜") || m.is(end, "周")) && !runeIn(m.text.at(end+1), "后前") && n <= 30 && !m.isTime(i, end) {
			m.found("to", i, end+1, "as many days as are said, from the first on")
			if m.is(end, "个工作日") {
				return n
			}
			return 7 * n
		}
	}
	return 0
}

func (m *message) halfOff() string {
	am, pm := false, false
	for _, t := range m.tokens {
		if t.kind == tokHalf {
			m.found("half", t.from, t.to, "the part of the day")
			am = am || t.half.am()
			pm = pm || t.half == afternoon
		}
	}
	switch {
	case am && !pm:
		return "am"
	case pm && !am:
		return "pm"
	}
	return ""
}
