package understand

import (
	"slices"
	"strings"
)

// TimeOffCancel and TimeOffShow are about days off; they stand in Reading.Further, beyond the table of GUIDE.md.
const (
	TimeOffCancel Intent = "timeoff.cancel"
	TimeOffShow   Intent = "timeoff.show"
)

// leaveNouns are the words for days off in 取消明天的假.
var leaveNouns = []string{"请假", "的假", "休假", "年假", "病假", "事假", "调休", "这个假", "那个假", "假期", "半天假", "天假"}

// leaveLists are the words of who wants to see her days off.
var leaveLists = []string{"我的请假", "请假记录", "请假列表", "我的假", "我请了哪些假", "请了哪些假", "请了几天假", "请假情况", "看请假", "查请假", "我的休假", "休假记录", "假期列表", "我什么时候请假", "哪几天请假"}

// cancelsLeave reports whether the text takes days off back: 取消明天的假, 销假, 明天不请假了.
func (m *message) cancelsLeave() bool {
	s := strings.TrimRight(m.bare(), "啦吧哈哦啊呀")
	if len([]rune(s)) > 24 || len(m.people) > 0 {
		return false
	}
	if strings.Contains(s, "销假") || strings.Contains(s, "销个假") {
		return true
	}
	for _, w := range []string{"不请假了", "不休假了", "不休了", "不请了", "不用请假了", "假不请了", "假不休了", "假取消", "假不要了", "不放假了", "照常上班", "照常拜访"} {
		if strings.Contains(s, w) {
			return strings.ContainsRune(s, '假') || m.hasDay()
		}
	}
	for _, verb := range []string{"取消", "撤销", "撤回", "撤掉", "删掉", "删除", "去掉"} {
		if _, rest, ok := strings.Cut(s, verb); ok {
			return slices.ContainsFunc(leaveNouns, func(n string) bool { return strings.Contains(rest, n) || strings.HasSuffix(s, n+verb) }) ||
				strings.HasSuffix(rest, "假") || strings.HasSuffix(rest, "假了")
		}
	}
	return false
}

// listsLeave reports whether the sender wants to see her days off: 我的请假, 请了哪些假.
func (m *message) listsLeave() bool {
	s := m.bare()
	return len([]rune(s)) <= 14 && !m.hasDay() && slices.ContainsFunc(leaveLists, func(w string) bool { return strings.Contains(s, w) })
}

// leaveCommand reads the commands beyond the table: days off taken back or shown.
func (m *message) leaveCommand(r *Reading) bool {
	switch {
	case m.cancelsLeave():
		r.Further = TimeOffCancel
		var said bool
		if r.From, r.To, said = m.days(); said && r.From == r.To {
			r.Half = m.halfOff()
		}
		if n := m.numberSaid(); n != 0 {
			r.Target = &Target{Number: n}
		}
		return true
	case m.listsLeave():
		r.Further = TimeOffShow
		return true
	}
	return false
}
