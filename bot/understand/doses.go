package understand

// findDoses finds medication errors that are told by their amount: 一天吃了三片, 一次打了两支, 一口气服了4粒. One of a thing a day is how
// most of it is taken, and so many breaths of an inhaler are, so that only several tablets, capsules or shots count, and only where
// they are told as done.
func (m *message) findDoses() {
	for i := range m.r {
		if !runeIn(m.r[i], "吃服打吞注喂吸喷") || m.taken[i] || m.negated(i) {
			continue
		}
		at := i + 1
		for runeIn(m.text.at(at), "用射下") {
			at++
		}
		if m.text.at(at) != '了' {
			continue
		}
		n, end := number(m.r, at+1)
		least := 2
		if runeIn(m.text.at(end), "吸喷揿下") {
			least = 5
		}
		if end == at+1 || n < least || n > 200 || !runeIn(m.text.at(end), "片粒颗支针瓶板盒吸喷揿下") {
			continue
		}
		for _, w := range []string{"一天", "一次", "一顿", "一晚上", "一晚", "一下子", "一口气", "一下", "同时", "当天", "一起"} {
			if m.ends(i, w) || m.ends(i-1, w) {
				m.addWord(word{wMisuse, i, end + 1})
				break
			}
		}
	}
}
