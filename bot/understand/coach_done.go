package understand

import "regexp"

var (
	// alsoDone reads another number right behind one (完成 1006、1007), finishesToo another follow-up later in the same message.
	alsoDone    = regexp.MustCompile(`^(?:号)?\s*(?:、|,|和|跟|与|及|以及)\s*#?(\d{4,9})(?:号)?`)
	finishesToo = regexp.MustCompile(`[,;。!\n ]\s*(?:也|还|另外|还有)?(?:已经?|都)?(?:完成|做完|练完|办好|做好|搞定)了?(?:辅导)?(?:待办|任务|作业)?[#:\s]*(\d{4,9})(?:号)?(?:了)?`)
)

// doneSaid reads which follow-ups are done, each with the words behind its number; at is where the first was found. Numbers that stand
// together share what follows the last of them.
func (m *message) doneSaid(s string, at []int) (out []DoneSaid) {
	first := 0
	add := func(from, to int) {
		out = append(out, DoneSaid{Number: recordNumber(s[from:to])})
	}
	words := func(from, to int) {
		said := m.cut(runes(s[:from]), runes(s[:to]))
		for k := first; k < len(out); k++ {
			out[k].Text = said
		}
		first = len(out)
	}
	add(at[2], at[3])
	end := at[1]
	for {
		for next := alsoDone.FindStringSubmatchIndex(s[end:]); next != nil; next = alsoDone.FindStringSubmatchIndex(s[end:]) {
			add(end+next[2], end+next[3])
			end += next[1]
		}
		next := finishesToo.FindStringSubmatchIndex(s[end:])
		if next == nil || startsHan(s[end+next[1]:]) {
			words(end, len(s))
			return out
		}
		words(end, end+next[0])
		add(end+next[2], end+next[3])
		end += next[1]
	}
}
