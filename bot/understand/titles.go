package understand

import "strings"

// title is a form of address, by whom it fits (GUIDE.md, doctor).
type title uint8

const (
	noTitle title = iota
	// director fits who has 主任 in title or post, professor 主任医师 and 副主任医师, dean 院长 and 副院长.
	director
	professor
	dean
	// headNurse fits the post 护士长. anybody fits everybody of that surname.
	headNurse
	anybody
	// boss is X总: a manager after 和, 陪, 跟, 带我 or with 协访, otherwise anybody.
	boss
)

var titles = func() *trie[title] {
	t := newTrie[title]()
	for words, kind := range map[string]title{"主任": director, "主任医师": director, "副主任": director, "副主任医师": director, "主任药师": director,
		"副主任药师": director, "大主任": director, "科主任": director, "教授": professor, "副教授": professor, "院长": dean, "副院长": dean, "护士长": headNurse,
		"医生": anybody, "大夫": anybody, "老师": anybody, "医师": anybody, "药师": anybody, "护士": anybody, "护师": anybody, "博士": anybody, "科长": anybody,
		"处长": anybody, "书记": anybody, "所长": anybody, "站长": anybody, "主管药师": anybody, "总": boss, "哥": anybody, "姐": anybody, "院": dean, "主": director} {
		t.add(words, kind)
	}
	return t
}()

// readTitle reads a form of address at i. The clipped forms (总, 哥, 姐, 院, 主) count only where no longer word begins.
func (m *message) readTitle(i int) (kind title, end int) {
	end, found := titles.longest(m.r, i)
	if end == i {
		return noTitle, i
	}
	kind = found[0]
	next := m.text.at(end)
	if end-i == 1 {
		switch m.r[i] {
		case '总':
			if runeIn(next, "部共结之体算的量会理监是") && !(next == '的' && runeIn(m.text.at(end+1), "号办")) {
				return noTitle, i
			}
		case '院':
			if runeIn(next, "长区里内外士办感") || m.taken[i] {
				return noTitle, i
			}
		case '主':
			if runeIn(next, "要动任管张治诉题持讲办推打意观") {
				return noTitle, i
			}
		case '哥', '姐':
			if runeIn(next, "妹弟们哥姐") {
				return noTitle, i
			}
		}
	}
	if kind == anybody && m.r[i] == '老' && runeIn(next, "们") {
		return noTitle, i
	}
	return kind, end
}

// fitsTitle reports whether a form of address fits a doctor.
func fitsTitle(d *Doctor, kind title) bool {
	switch kind {
	case director:
		return strings.Contains(d.Title, "主任") || strings.Contains(d.Post, "主任")
	case professor:
		return d.Title == "主任医师" || d.Title == "副主任医师" || strings.Contains(d.Title, "教授")
	case dean:
		return strings.Contains(d.Post, "院长")
	case headNurse:
		return strings.Contains(d.Post, "护士长") || strings.Contains(d.Title, "护")
	}
	return true
}
