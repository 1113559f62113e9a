package understand

import "regexp"

// ReviewReopen takes an approval back; it stands in Reading.Further, beyond the table of GUIDE.md.
const ReviewReopen Intent = "review.reopen"

var reopening = regexp.MustCompile(`(?:撤销|取消|撤回|收回|撤掉)(?:对)?.{0,2}(?:批准|审批|通过)|重新打开|重新审[批阅核]?|反审核?|重审|重开`)

// reopens reads a manager's taking an approval back: 撤销批准 1024 结果写错了.
func (m *message) reopens(r *Reading) bool {
	if !m.who.Role.Manages() {
		return false
	}
	s := m.string()
	at := reopening.FindStringIndex(s)
	if at == nil {
		return false
	}
	from := len([]rune(s[:at[0]]))
	to := from + len([]rune(s[at[0]:at[1]]))
	items, end := m.itemsAfter(to)
	before := from
	if len(items) == 0 {
		end = to
		if items, before = m.itemsBefore(from); len(items) == 0 {
			for i := from + 1; i < to; i++ { // 撤销1024的批准
				if items, _ = m.items(i); len(items) > 0 {
					break
				}
			}
		}
	}
	r.Further, r.Items, r.Text = ReviewReopen, items, m.remainder(end, before)
	return true
}
