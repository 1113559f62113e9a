package understand

import "slices"

// Drops is what a correction takes away without a new value: 去掉立舒平, 时长去掉.
type Drops struct {
	// Products are codes; Fields the slots of a visit by their names in GUIDE.md.
	Products []string `json:"products,omitempty"`
	Fields   []string `json:"fields,omitempty"`
}

// None reports whether nothing is taken away.
func (d Drops) None() bool { return len(d.Products) == 0 && len(d.Fields) == 0 }

var (
	addWords  = []string{"加上", "补充", "加一个", "补上", "漏写", "漏说", "少写", "少说", "漏了一个", "少了一个", "漏了个", "补一句", "忘写", "忘说"}
	dropWords = []string{"去掉", "删掉", "拿掉", "划掉"}
	// droppable are the words of fields that can stand empty, with their slots.
	droppable = map[string]string{"时长": "minutes", "分钟": "minutes", "时间": "start", "开始时间": "start", "目的": "purpose", "结果": "result",
		"协访": "joint", "下次": "next", "产品": "products", "品种": "products"}
)

// longestPart is how many characters such a correction may have; longer texts tell something else.
const longestPart = 200

// parts tells a correction that adds to what stands or takes from it (加上安络畅, 去掉立舒平, 不是立舒平是安络畅) from one that puts a
// value in the place of another. What is taken away is dead afterwards, so that it is no new value.
func (m *message) parts() (adds bool, drops Drops) {
	if len(m.r) > longestPart {
		return false, drops
	}
	replaces := false
	for _, w := range m.words {
		s := string(m.r[w.from:w.to])
		adds = adds || (w.tag == wAmend || w.tag == wWrong) && slices.Contains(addWords, s)
		replaces = replaces || w.tag == wAmend && s != "改" && !slices.Contains(addWords, s) && !slices.Contains(dropWords, s)
	}
	adds = adds && !replaces
	for _, t := range m.tokens {
		if t.kind == tokProduct && t.dead && len(t.codes) == 1 { // 不是立舒平是安络畅: the others stay
			drops.Products, adds = append(drops.Products, t.codes[0]), true
		}
	}
	for _, c := range m.clauses {
		if !m.drops(c) {
			continue
		}
		for k := range m.tokens {
			switch t := &m.tokens[k]; {
			case t.from < c.from || t.to > c.to || t.dead:
			case t.kind == tokProduct && len(t.codes) == 1:
				drops.Products, t.dead = append(drops.Products, t.codes[0]), true
			case t.kind == tokMinutes:
				drops.Fields, t.dead = append(drops.Fields, "minutes"), true
			}
		}
		if m.joint(c.from, c.to) != "" || slices.ContainsFunc(m.staff, func(s staffMention) bool { return s.from >= c.from && s.from < c.to }) {
			drops.Fields = append(drops.Fields, "joint")
		}
		if len(drops.Products) > 0 {
			continue // 去掉立舒平这个产品
		}
		for _, w := range m.words {
			if slot := droppable[string(m.r[w.from:w.to])]; w.tag == wField && w.from >= c.from && w.to <= c.to && slot != "" &&
				!slices.Contains(drops.Fields, slot) {
				drops.Fields = append(drops.Fields, slot)
			}
		}
	}
	return adds, drops
}

// drops reports whether a clause takes something away.
func (m *message) drops(c clause) bool {
	return slices.ContainsFunc(m.words, func(w word) bool {
		return w.tag == wAmend && w.from >= c.from && w.to <= c.to && slices.Contains(dropWords, string(m.r[w.from:w.to]))
	})
}

// partOnly reports whether a word of taking back speaks of a product or a field of the record, not of all of it: 删掉立舒平,
// 把时长删掉.
func (m *message) partOnly(w word) bool {
	s := string(m.r[w.from:w.to])
	if !slices.Contains(dropWords, s) {
		return false
	}
	part := func(from, to int) bool {
		return from >= w.to || to <= w.from && (runeIn(m.text.at(from-1), "把将") || !m.onRecord())
	}
	for _, t := range m.tokens {
		if (t.kind == tokProduct || t.kind == tokMinutes) && part(t.from, t.to) {
			return true
		}
	}
	for _, f := range m.words {
		if f.tag == wField && droppable[string(m.r[f.from:f.to])] != "" && part(f.from, f.to) {
			return true
		}
	}
	return false
}

// strip takes out of changes what is only taken away, and returns nil if nothing is left of them.
func (d Drops) strip(v *Visit) *Visit {
	if v == nil {
		return nil
	}
	for _, f := range d.Fields {
		switch f {
		case "minutes":
			v.Minutes = 0
		case "start":
			v.Start = ""
		case "purpose":
			v.Purpose = ""
		case "result":
			v.Result = ""
		case "joint":
			v.Joint = ""
		case "next":
			v.Next = nil
		}
	}
	if v.empty() {
		return nil
	}
	return v
}

// empty reports whether a visit holds no slot at all.
func (v *Visit) empty() bool {
	return v.Doctor == "" && v.Ask == "" && v.Date.IsZero() && v.Start == "" && v.Minutes == 0 && len(v.Products) == 0 && v.Purpose == "" &&
		v.Result == "" && v.Joint == "" && v.Next == nil && v.Remind == 0
}

// onlyAmends reports whether a text says that something is wrong, and perhaps of which record, but not what: 改, 改一下 1024.
func (m *message) onlyAmends() bool {
	said := make([]bool, len(m.r))
	for _, w := range m.words {
		if w.tag == wAmend || w.tag == wWrong || w.tag == wRecord {
			for i := w.from; i < w.to; i++ {
				said[i] = true
			}
		}
	}
	for i, c := range m.r {
		if !said[i] && !m.taken[i] && !isBreak(c) && !isDigit(c) && !runeIn(c, "我要想请帮把一下个的了吧号条这那#") {
			return false
		}
	}
	return true
}
