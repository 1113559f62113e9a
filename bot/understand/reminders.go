package understand

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// remindedPlan reads a plan with 提前N提醒: the reminder is a slot of the plan (GUIDE.md, Rules between intents).
func (m *message) remindedPlan() (Reading, bool) {
	if m.remindBefore(nil) == 0 || len(m.people) == 0 {
		return Reading{}, false
	}
	if !m.hasClock() && !m.hasDay() {
		return Reading{}, false
	}
	if m.pastIn(0, m.mainEnd()) {
		return m.remindedNext()
	}
	visits := m.visits(VisitPlan)
	if len(visits) == 0 {
		return Reading{}, false
	}
	m.found("intent", 0, len(m.r), "a plan that wants a reminder before its start")
	return Reading{Intent: VisitPlan, Visits: visits}, true
}

// remindedNext reads a visit made whose next visit wants a reminder (聊了20分钟，约了下周一下午三点，提前一小时叫我): it is a report, and the
// reminder is the next visit's.
func (m *message) remindedNext() (Reading, bool) {
	if m.tense() != VisitReport {
		return Reading{}, false
	}
	visits := m.visits(VisitReport)
	for _, v := range visits {
		if v.Next != nil {
			m.found("intent", 0, len(m.r), "a visit made, whose next one wants a reminder")
			return Reading{Intent: VisitReport, Visits: visits}, true
		}
	}
	return Reading{}, false
}

// movedReminder returns the word that moves a reminder which stands already (把送资料的提醒改到明天10点), and the 提醒 before it.
func (m *message) movedReminder() (move, noun word, ok bool) {
	for _, w := range m.words {
		if w.tag != wRemind || !m.is(w.from, "提醒") {
			continue
		}
		at := w.from + 2
		for _, s := range []string{"的时间", "时间", "给我", "帮我", "请"} {
			if m.is(at, s) {
				at += len([]rune(s))
			}
		}
		for _, v := range m.words {
			if v.tag == wAmend && v.from >= at && v.from <= at+1 && m.only(at, v.from, " ,") && m.replaces(v) {
				return v, w, true
			}
		}
	}
	return word{}, word{}, false
}

// remindedOf returns what a reminder that stands is said to be about: the words before 的提醒, without a day and a clock time.
func (m *message) remindedOf(noun word) string {
	from, to := 0, noun.from
	for _, t := range m.tokens {
		if t.kind <= tokMinutes && t.to <= to && (t.from <= from || m.only(from, t.from, "把将的请帮我 ")) {
			from = t.to
		}
	}
	for from < to && runeIn(m.r[from], "把将的请帮我那个 ") {
		from++
	}
	if m.text.at(to-1) == '的' || m.text.at(to-1) == '个' {
		to--
	}
	return m.cut(from, max(from, to))
}

func (m *message) hasClock() bool {
	for _, t := range m.tokens {
		if t.kind == tokClock && !t.dead {
			return true
		}
	}
	return false
}

// reminder reads a request to be reminded (提醒我, 叫我, 喊我) with its time and theme.
func (m *message) reminder() (Reading, bool) {
	w, ok := m.remindWord()
	if !ok {
		return Reading{}, false
	}
	if _, _, moved := m.movedReminder(); moved {
		return Reading{}, false // a reminder that stands is changed by amend
	}
	r := Reading{Intent: ReminderSet}
	m.found("intent", w.from, w.to, "a reminder is asked for")
	if at := m.remindAt(w); !at.IsZero() {
		r.At = at.Format("2006-01-02T15:04")
		m.gave("at", true)
	}
	r.Subject = m.subject(w)
	m.about(&r)
	r.Ahead = m.aheadOfPlan(w)
	return r, true
}

// Ahead is a reminder that is wanted so many minutes before the start of a plan that stands.
type Ahead struct {
	Minutes int
	Target  Target
}

// aheadOfPlan reads 后天的提前半小时叫我, 1530提前半小时提醒我: nothing but which plan, and how long before. nil where anything else is said.
func (m *message) aheadOfPlan(w word) *Ahead {
	a := Ahead{Minutes: m.remindBefore(nil)}
	if a.Minutes == 0 || m.hasClock() || !onlyAhead.MatchString(string(m.r[w.to:])) {
		return nil
	}
	for i := range w.from {
		if !m.taken[i] && !slices.ContainsFunc(m.tokens, func(t token) bool { return t.from <= i && i < t.to }) && !isBreak(m.r[i]) && !isDigit(m.r[i]) && !runeIn(m.r[i], "的那个这次条家计划拜访都给请把号#提前先早主任医生院长老师") {
			return nil
		}
	}
	if said := numberFirst.FindStringSubmatch(m.string()); said != nil {
		a.Target.Number, _ = strconv.ParseInt(said[1], 10, 64) // its digits are few
	} else {
		m.targetPeople(&a.Target)
	}
	a.Target.Date = m.date([]span{{0, len(m.r)}}, VisitPlan)
	if !m.hasDay() {
		a.Target.Date = domain.Date{}
	}
	return &a
}

// numberFirst is a record's number at the beginning.
var numberFirst = regexp.MustCompile(`^[请把给# ]*(\d{4,9})`)

// onlyAhead is what may follow the word of reminding.
var onlyAhead = regexp.MustCompile(`^(我|一下|下|一声|哈|吧|啊|,|。| )*$`)

// remindWord returns the word that asks for a reminder. The doctor who reminded us (主任提醒我) asks for none, nor does 不用提醒.
func (m *message) remindWord() (word, bool) {
	for _, w := range m.words {
		if w.tag != wRemind || m.negated(w.from) || m.has[wUndo] && m.within(max(0, w.from-8), w.from, wUndo) {
			continue
		}
		prev := m.text.at(w.from - 1)
		if runeIn(prev, "他她") || w.from > 0 && m.taken[w.from-1] && m.namedBefore(w.from) && !m.is(w.to, "我") {
			continue
		}
		if w.from > 0 && m.namedBefore(w.from) && m.pastIn(0, w.from) || m.ends(w.from, "主任") || m.ends(w.from, "医生") {
			continue
		}
		if m.is(w.from, "叫我") || m.is(w.from, "喊我") || m.is(w.from, "通知我") || m.is(w.from, "催我") {
			if !m.hasClock() && !m.hasDay() && !m.hasAfter() || m.doneIn(0, len(m.r)) {
				continue
			}
		}
		return w, true
	}
	return word{}, false
}

func (m *message) namedBefore(i int) bool {
	for _, p := range m.people {
		if p.to == i {
			return true
		}
	}
	return false
}

func (m *message) hasAfter() bool {
	for _, t := range m.tokens {
		if t.kind == tokMinutes && t.after {
			return true
		}
	}
	return false
}

// remindAt returns when the reminder is wanted: by the times before the word of reminding, otherwise by those after it; the zero
// time if none is said.
func (m *message) remindAt(w word) time.Time {
	before, after := m.timesIn(0, w.from), m.timesIn(w.to, len(m.r))
	if len(before) == 0 {
		before, after = after, nil
	}
	var day, clock *token
	for i := range before {
		t := &before[i]
		switch {
		case t.kind == tokMinutes && t.after:
			m.found("at", t.from, t.to, "counted from the message's own time")
			return m.at.Add(time.Duration(t.minutes)*time.Minute + time.Minute - time.Nanosecond).Truncate(time.Minute) // never early
		case t.kind == tokDay && (day == nil || t.from < w.from):
			day = t
		case t.kind == tokClock && (clock == nil || t.from < w.from):
			clock = t
		}
	}
	if clock == nil {
		for i := range after {
			if after[i].kind == tokDay {
				break
			}
			if after[i].kind == tokClock {
				clock = &after[i]
				break
			}
		}
	}
	if day == nil && clock == nil {
		return time.Time{}
	}
	date, start := m.today, domain.TimeOfDay("09:00")
	m.forget("at")
	if day != nil {
		m.also("at", day.from, day.to, atRule)
		if date = day.day.on(m.today, true); date.IsZero() {
			return time.Time{}
		}
	}
	if clock != nil {
		m.also("at", clock.from, clock.to, atRule)
		start = clock.clock.in(clock.half)
	}
	at := date.At(start, m.at.Location())
	if day == nil && !at.After(m.at) {
		at = date.AddDays(1).At(start, m.at.Location())
	}
	if b := m.remindBefore(nil); b > 0 {
		at = at.Add(-time.Duration(b) * time.Minute)
	}
	return at
}

// atRule is how a reminder's words become a time (GUIDE.md, Other slots).
const atRule = "the day and the clock time; a day without a clock time is 09:00, a time that is over is tomorrow's"

// timesIn returns the days, clock times and distances said in from..to.
func (m *message) timesIn(from, to int) []token {
	var out []token
	for _, t := range m.tokens {
		if t.from < from || t.from >= to || t.dead {
			continue
		}
		if t.kind == tokDay && t.day.single() || t.kind == tokClock || t.kind == tokMinutes && t.after {
			out = append(out, t)
		}
	}
	return out
}

// subject returns the theme of a reminder in the sender's words: what follows the word of reminding without its time, otherwise
// what stands before it.
func (m *message) subject(w word) string {
	from := w.to
	for from < len(m.r) {
		next := from
		for _, skip := range []string{"我们", "我", "一下", "下", "到时候", "记得", "要", "在", "的", "哈", "吧", "一声"} {
			if m.is(from, skip) && !m.taken[from] {
				next = from + len([]rune(skip))
				break
			}
		}
		if next == from && isBreak(m.r[from]) {
			next = from + 1
		}
		for _, t := range m.tokens {
			if t.from == from && (t.kind <= tokMinutes) {
				next = max(next, t.to)
				for _, after := range []string{"后", "以后", "之后"} {
					if m.is(next, after) {
						next += len([]rune(after))
						break
					}
				}
			}
		}
		if next == from {
			break
		}
		from = next
	}
	if s := strings.TrimRight(m.cut(from, len(m.r)), "吧哈啊呀"); s != "" {
		m.found("subject", from, len(m.r), "what follows the word of reminding and its time")
		m.gave("subject", true)
		return s
	}
	begin := 0
	for begin < w.from {
		next := begin
		for _, t := range m.tokens {
			if t.from == begin && t.kind <= tokMinutes {
				next = t.to
			}
		}
		for _, skip := range []string{"记得", "帮我", "请", "麻烦", "到时", "后", "以后", "之后"} {
			if next == begin && m.is(begin, skip) {
				next = begin + len([]rune(skip))
			}
		}
		if next == begin && isBreak(m.r[begin]) {
			next++
		}
		if next == begin {
			break
		}
		begin = next
	}
	end := w.from
	for _, skip := range []string{"记得", "帮我", "请", "麻烦", "到时候", "到时", "要", "你"} {
		if m.ends(end, skip) {
			end -= len([]rune(skip))
		}
	}
	m.found("subject", begin, end, "what stands before the word of reminding, without its time")
	m.gave("subject", begin < end)
	return m.cut(begin, max(begin, end))
}
