package understand

import (
	"slices"
	"strings"
)

// Slots reads a text as the answer to a question about a record: 感兴趣, 20分钟, 讲了立舒平. ok is false where the text holds no slot, or
// speaks of somebody or asks something: then it is a message of its own and no answer.
func Slots(text string, who Sender, c Context) (v Visit, ok bool) {
	m := newMessage("改成"+text, who, c, gazetteerOf(c))
	if len(m.r) > longestAnswer+2 || len(m.people) > 0 || m.isQuestion() || asksSomething(m.r) || m.hasAny(wPatient, wPerson, wUndo, wRemind, wOthers) {
		return Visit{}, false
	}
	changed := m.changes(0, &Target{})
	if changed == nil {
		return Visit{}, false
	}
	return *changed, true
}

// asksSomething reports whether a text ends as questions do.
func asksSomething(r []rune) bool {
	s := strings.TrimRight(string(r), " ")
	return strings.HasSuffix(s, "?") || strings.HasSuffix(s, "吗") || strings.HasSuffix(s, "呢")
}

// longestAnswer is how many characters an answer may have; who says more tells something new.
const longestAnswer = 24

// todoWords are the whole of a text that asks what waits for an answer.
var todoWords = []string{"待办", "我的待办", "待办事项", "还有什么没答", "还有什么没回", "还有什么没回答", "还有什么要答", "还有哪些没答", "还有哪些没回", "还有什么待确认", "待确认", "哪些待确认",
	"有哪些待确认", "有什么没答", "什么没答", "还有没答的吗", "还有什么要确认", "还有哪些要确认", "还有什么没确认", "还有什么没处理", "没答的", "未答", "daiban"}

func asksTodo(s string) bool {
	return slices.Contains(todoWords, strings.TrimRight(s, "的吗呢了"))
}

// fills reads that what a record lacks is to be filled in: 补, 补 1024, 补 15分钟 感兴趣. Text is what follows.
func (m *message) fills(r *Reading) bool {
	s := strings.TrimLeft(m.string(), " ,.:")
	rest, ok := strings.CutPrefix(s, "补")
	if !ok || m.isQuestion() || len(m.people) > 0 {
		return false
	}
	for _, other := range []string{"货", "签", "充", "课", "办", "贴", "休", "药", "位", "品", "偿", "钙", "液"} {
		if strings.HasPrefix(rest, other) {
			return false
		}
	}
	t := &Target{}
	m.targetNumber(t)
	rest = strings.TrimLeft(strings.TrimLeft(rest, "一下充全齐完整"), " ,.:#")
	if t.Number != 0 {
		rest = strings.TrimLeft(rest, "0123456789")
		r.Target = t
	}
	r.Further, r.Text = VisitFill, strings.Trim(rest, " ,.:")
	return true
}
