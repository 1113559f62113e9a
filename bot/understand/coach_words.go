package understand

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
)

// CoachWords are marks, words and follow-ups of a coaching.
type CoachWords struct {
	// Scores are the marks of the five items, 0 where none was said. Unclear: there are digits that cannot be marks.
	Scores  [5]int
	Unclear bool
	// Strengths, Advice and FollowUps are what stands under 优点, 建议 and 待办; words under none of them are advice.
	Strengths, Advice string
	FollowUps         []FollowUp
	// Plain: none of it stands under a label, and there are no marks.
	Plain bool `json:"-"`
}

// None reports whether nothing is said.
func (w CoachWords) None() bool {
	return w.Scores == [5]int{} && w.Strengths == "" && w.Advice == "" && len(w.FollowUps) == 0
}

// FollowUp is one thing to be done until a day; Due is zero where no day was said that can be read.
type FollowUp struct {
	Text string      `json:"text"`
	Due  domain.Date `json:"due,omitzero"`
}

var (
	coachLabels = regexp.MustCompile(`(?:^|[\s,。;!\n])(?:(优点|亮点|优势|做得好的?(?:地方)?|好的地方|好的方面|强项|表现好的?)|(建议|改进建议|改进点?|不足之处|不足|待改进|待提升|提升点|需要改进|要改进)|((?:[一二两三四五六七八九]|\d)?[条个项]?(?:待办|任务|作业|行动计划|后续行动|跟进事项)))\s*[:是]?`)
	fiveMarks   = regexp.MustCompile(`([1-5])[\s,、/.;-]*([1-5])[\s,、/.;-]*([1-5])[\s,、/.;-]*([1-5])[\s,、/.;-]*([1-5])`)
	sameMarks   = regexp.MustCompile(`(?:都是?|全部?是?|各|均|五项都?是?)\s*([1-5一二三四五])\s*分`)
	itemMarks   = [5]*regexp.Regexp{
		regexp.MustCompile(`(?:访前准备|访前|准备)\s*[:是给打]?\s*([1-5一二三四五])`),
		regexp.MustCompile(`(?:沟通探询|沟通|探询|开场|提问|倾听)\s*[:是给打]?\s*([1-5一二三四五])`),
		regexp.MustCompile(`(?:信息传递|产品信息|关键信息|传递|讲解|信息)\s*[:是给打]?\s*([1-5一二三四五])`),
		regexp.MustCompile(`(?:异议处理|处理异议|异议|反对意见)\s*[:是给打]?\s*([1-5一二三四五])`),
		regexp.MustCompile(`(?:收尾跟进|收尾|跟进|缔结|收场)\s*[:是给打]?\s*([1-5一二三四五])`),
	}
	itemLabel  = regexp.MustCompile(`^(?:访前|准备|沟通|探询|开场|提问|倾听|信息|产品|关键|传递|讲解|异议|处理|反对|收尾|跟进|缔结|收场)`)
	itemBare   = regexp.MustCompile(`(?:访前|准备|沟通|探询|开场|提问|倾听|信息|传递|讲解|异议|处理|反对意见|收尾|跟进|缔结|收场)\s*[:是给打]?\s*\d`)
	withinDays = regexp.MustCompile(`([一二两三四五六七八九十]|\d{1,2})\s*(天|个?星期|周|个?月)(?:之?内|以内)`)
	dueAfter   = regexp.MustCompile(`^\s*(?:\d{1,2}[:点时]\S{0,3})?(?:之前|以前|前|之内|以内|内|截止|到期|为止|下班前)?(?:要|必须|得)?(?:完成|做完|搞定)?\s*[,:]?\s*`)
	dueBefore  = regexp.MustCompile(`(?:\s|,|在|到|于|最晚|最迟|截止到?|期限|改到|改成|改为|延到|延期到?|推迟到?|推到|提前到)+$`)
)

// CoachSlots reads the answer to a question about a coaching: marks, words and follow-ups.
func CoachSlots(text string, who Sender, c Context) CoachWords {
	if utf8.RuneCountInString(text) > MaxLength {
		return CoachWords{}
	}
	m := newMessage(text, who, c, gazetteerOf(c))
	return m.coachWords(m.string())
}

// CoachDue reads a text that is nothing but a day as the one by which a follow-up is to be done; zero if it is none.
func CoachDue(text string, who Sender, c Context) domain.Date {
	if utf8.RuneCountInString(text) > MaxLength {
		return domain.Date{}
	}
	m := newMessage(text, who, c, gazetteerOf(c))
	if f := m.followUp(0, len(m.r)); f.Text == "" {
		return f.Due
	}
	return domain.Date{}
}

// coachWords reads the end of the text: marks, and what stands under the labels.
func (m *message) coachWords(rest string) (w CoachWords) {
	offset := len(m.r) - utf8.RuneCountInString(rest) // of rest in the text; the end of rest is the end of the text
	labels := coachLabels.FindAllStringSubmatchIndex(rest, -1)
	head := rest
	if len(labels) > 0 {
		head = rest[:labels[0][0]]
	}
	left := w.marks(head)
	w.Unclear = w.unclear(left)
	w.Plain = len(labels) == 0 && w.Scores == [5]int{}
	if free := strings.Trim(left, " ,。;:、!\n分"); free != "" && !w.Unclear {
		w.Advice = m.freeWords(offset, head, free)
	}
	for i, at := range labels {
		end := len(rest)
		if i+1 < len(labels) {
			end = labels[i+1][0]
		}
		part := rest[at[1]:end]
		from := offset + utf8.RuneCountInString(rest[:at[1]])
		text := m.cut(from, from+utf8.RuneCountInString(part))
		switch {
		case at[2] >= 0:
			w.Strengths = joinWords(w.Strengths, text)
		case at[4] >= 0:
			w.Advice = joinWords(w.Advice, text)
		default:
			w.FollowUps = append(w.FollowUps, m.followUpsIn(from, from+utf8.RuneCountInString(part))...)
		}
	}
	return w
}

func joinWords(before, more string) string {
	if before == "" || more == "" {
		return before + more
	}
	return before + "；" + more
}

// freeWords are the words of head that stand under no label, as they were written.
func (m *message) freeWords(offset int, head, free string) string {
	if at := strings.LastIndex(head, free); at >= 0 {
		from := offset + utf8.RuneCountInString(head[:at])
		return m.cut(from, from+utf8.RuneCountInString(free))
	}
	return free
}

// marks reads the marks of head, and returns what is left of it. Five marks stand at its beginning; otherwise each is named by its item.
func (w *CoachWords) marks(head string) string {
	if at := fiveMarks.FindStringSubmatchIndex(head); at != nil && strings.Trim(head[:at[0]], " ,.;:、是给打了\n") == "" && !digitAfter(head, at[1]) {
		for i := range w.Scores {
			w.Scores[i] = mark(head[at[2*i+2]:at[2*i+3]])
		}
		return strings.TrimPrefix(head[at[1]:], "分")
	}
	if at := sameMarks.FindStringSubmatchIndex(head); at != nil {
		for i := range w.Scores {
			w.Scores[i] = mark(head[at[2]:at[3]])
		}
		return head[:at[0]] + " " + head[at[1]:]
	}
	for i, re := range itemMarks {
		if at := re.FindStringSubmatchIndex(head); at != nil && endsMark(head[at[1]:]) {
			w.Scores[i] = mark(head[at[2]:at[3]])
			head = head[:at[0]] + " " + strings.TrimPrefix(head[at[1]:], "分")
		}
	}
	return head
}

// endsMark reports whether a mark ends before rest: 4分, 4 and a break, 4 and another item; not 4位医生.
func endsMark(rest string) bool {
	rest, points := strings.CutPrefix(rest, "分")
	c, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || points && c != '钟' || isBreak(c) || itemLabel.MatchString(rest)
}

// unclear reports whether what is left beside the marks has digits that were meant as marks: it begins with one, or names an item
// that has no mark.
func (w *CoachWords) unclear(left string) bool {
	left = strings.TrimLeft(left, " ,。;:、!\n分")
	some := w.Scores != [5]int{} && slices.Contains(w.Scores[:], 0)
	return left != "" && isDigit(rune(left[0])) || some && itemBare.MatchString(left)
}

func mark(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return strings.Index("一二三四五", s)/len("一") + 1
}

func digitAfter(s string, at int) bool { return at < len(s) && isDigit(rune(s[at])) }

// followUps reads the end of the text as follow-ups.
func (m *message) followUps(rest string) []FollowUp {
	return m.followUpsIn(len(m.r)-utf8.RuneCountInString(rest), len(m.r))
}

// followUpsIn reads the runes from..to as follow-ups: one for each line, number or ;, and after a comma where another day begins.
func (m *message) followUpsIn(from, to int) (all []FollowUp) {
	begin := from
	for i := from; i <= to; i++ {
		if i < to && !m.endsFollowUp(i, from, to) {
			continue
		}
		if f := m.followUp(begin, i); f.Text != "" || !f.Due.IsZero() {
			all = append(all, f)
		}
		begin = i + 1
	}
	return all
}

// endsFollowUp reports whether the sign at i ends a follow-up.
func (m *message) endsFollowUp(i, from, to int) bool {
	switch {
	case runeIn(m.r[i], ";\n") || '①' <= m.r[i] && m.r[i] <= '⑨':
		return true
	case isDigit(m.r[i]) && (i == from || !isDigit(m.text.at(i-1))) && (m.text.at(i+1) == '、' || m.text.at(i+1) == '.' && !isDigit(m.text.at(i+2))):
		return true
	case !runeIn(m.r[i], ",。、"):
		return false
	}
	day := false
	for _, t := range m.tokens {
		day = day || t.kind == tokDay && t.from > i && t.from <= i+2 && t.from < to
	}
	return day && m.dueIn(from, i)
}

func (m *message) dueIn(from, to int) bool {
	return slices.ContainsFunc(m.tokens, func(t token) bool { return t.kind == tokDay && t.from >= from && t.from < to })
}

// followUp reads one follow-up: its day, and what is to be done by then.
func (m *message) followUp(from, to int) FollowUp {
	for from < to && (isBreak(m.r[from]) || m.r[from] == ')') {
		from++
	}
	for _, t := range m.tokens {
		if t.kind != tokDay || t.dead || t.from < from || t.from >= to {
			continue
		}
		due := t.day.on(m.today, true)
		switch {
		case t.day.kind == wholeWeek:
			due = m.today.Monday().AddDays(7*t.day.offset + 4) // Friday
		case t.day.kind == weekend:
			_, due = t.day.span(m.today)
		case t.day.kind == wholeMonth:
			_, due = t.day.span(m.today)
		case !t.day.single():
			due = domain.Date{}
		}
		return FollowUp{m.withoutDay(from, t.from, t.to, to), due}
	}
	part := string(m.r[from:to])
	if at := withinDays.FindStringSubmatchIndex(part); at != nil {
		n, _ := number([]rune(part[at[2]:at[3]]), 0)
		due := m.today.AddDays(n)
		switch unit := part[at[4]:at[5]]; {
		case strings.HasSuffix(unit, "月"):
			due = m.today.AddDays(30 * n)
		case unit != "天":
			due = m.today.AddDays(7 * n)
		}
		a := from + utf8.RuneCountInString(part[:at[0]])
		return FollowUp{m.withoutDay(from, a, from+utf8.RuneCountInString(part[:at[1]]), to), due}
	}
	return FollowUp{Text: m.cut(from, to)}
}

// withoutDay is what is to be done: the words of from..to without the day at a..b and the words that belong to it.
func (m *message) withoutDay(from, a, b, to int) string {
	before, after := string(m.r[from:a]), string(m.r[b:to])
	a -= utf8.RuneCountInString(dueBefore.FindString(before))
	b += utf8.RuneCountInString(dueAfter.FindString(after))
	return strings.TrimSpace(m.cut(from, a) + m.cut(b, to))
}
