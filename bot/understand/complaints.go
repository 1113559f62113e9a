package understand

import "strings"

// complaint reads a complaint on quality, packaging, delivery, price or service (GUIDE.md). A defect is one by itself; delivery,
// price and service only with a word of complaint. A remark on the price alone is a result of the visit.
func (m *message) complaint() (Reading, bool) {
	if !m.hasAny(wComplain, wDefect) {
		return Reading{}, false
	}
	first := -1
	for _, w := range m.words {
		if m.isComplaint(w) {
			first = w.from
			break
		}
	}
	if first < 0 {
		return Reading{}, false
	}
	from := m.complaintBegins(first)
	m.wordAt(first, "a complaint or a defect of one of our products")
	told := m.markAdverse(from, first)
	return m.caseOf(ComplaintReport, from, told), true
}

func (m *message) isComplaint(w word) bool {
	c := m.clauseOf(w.from)
	if w.tag != wComplain && w.tag != wDefect || m.deniedWithin(w.from, 4) || m.within(c.from, w.from, wFear, wIf) || m.isQuestion() && m.has[wAsk] && w.tag == wDefect {
		return (w.tag == wComplain || w.tag == wDefect) && !m.pass("complaint", w.from, w.to, "it is denied, feared, supposed or asked")
	}
	from, to := m.sentence(w.from)
	ours := m.productSaid() || m.has[wOurs]
	theirs := m.within(from, to, wDrug) && !m.productIn(from, to) && !m.within(from, to, wOurs)
	if theirs {
		return !m.pass("complaint", w.from, w.to, "it is told of another maker's drug")
	}
	if w.tag == wDefect {
		return ours && (!m.within(c.from, c.to, wStudy) || m.has[wComplain])
	}
	switch s := string(m.r[w.from:w.to]); s {
	case "反映", "反馈", "反应说":
		return m.within(w.to, to, wDefect) || m.within(w.to, to, wSupply) && m.bad(w.to, to)
	case "投诉", "不满", "举报", "索赔", "要求退货", "要求换货", "退货", "换货":
		return m.hasAny(wSupply, wDefect) || ours || strings.ContainsAny(string(m.r[from:to]), "药货司们")
	}
	return m.within(from, to, wSupply, wDefect) || m.within(0, len(m.r), wSupply, wDefect) && ours || m.within(from, to, wOurs)
}

// bad reports whether a word of delivery or price in from..to tells of a fault.
func (m *message) bad(from, to int) bool {
	for _, s := range []string{"断", "缺", "慢", "错", "迟", "没货", "差", "贵", "涨", "不送", "不回", "没人", "联系不上", "跟不上", "拖", "不及时", "紧张", "不足"} {
		if strings.Contains(string(m.r[from:to]), s) {
			return true
		}
	}
	return false
}

func (m *message) productIn(from, to int) bool {
	for _, t := range m.tokens {
		if t.kind == tokProduct && t.from >= from && t.from < to {
			return true
		}
	}
	return false
}

// complaintBegins returns where the telling of a complaint begins: at the word of complaint before the fault, otherwise at the
// thing that is faulty.
func (m *message) complaintBegins(first int) int {
	c := m.clauseOf(first)
	best := first
	for _, w := range m.words {
		if w.tag == wComplain && w.from >= c.from && w.from < best {
			best = w.from
		}
	}
	if m.within(best, best+1, wComplain) {
		return best
	}
	for _, t := range m.tokens {
		if t.kind == tokProduct && t.from >= c.from && t.from < best && !m.within(c.from, t.from, wDetailing) {
			best = t.from
		}
	}
	return best
}
