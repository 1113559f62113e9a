package screen

import "strings"

// A deal is read in whole clauses: somebody of a hospital gets something from us, whatever it is called and in whatever order it is
// told. The words of one kind are many (deal_words.go); what they do together is little, and stands here.

// cue is a word of deal_words.go at the characters from..to.
type cue struct {
	from, to, clause int
	role             class
}

// part is a clause: what its words are in both readings.
type part struct {
	sentence int
	class    class // of the first reading
	role     class
	from, to int // tokens
	// first and last are its words of the second reading, last excluded.
	first, last int
}

// said returns the words of the second reading in the clauses from a to b.
func (t *text) said(a, b int) []cue {
	a, b = max(a, 0), min(b, len(t.parts)-1)
	return t.cues[t.parts[a].first:t.parts[b].last]
}

// deals reads the text a second time.
func (t *text) deals() {
	t.parts = make([]part, t.ts[len(t.ts)-1].clause+1)
	for i, k := range t.ts {
		p := &t.parts[k.clause]
		if p.to == 0 {
			p.from = i
		}
		p.to, p.sentence, p.class = i+1, k.sentence, p.class|k.class
	}
	clause := t.ts[0].clause
	for i := 0; i < len(t.cs); i++ {
		clause += t.gapsAt(i)
		n, c := longest(dealing, t.cs, i)
		if n == 0 {
			continue
		}
		clause = min(clause, len(t.parts)-1)
		t.cues = append(t.cues, cue{i, i + n, clause, c})
		t.parts[clause].role |= c
		for j := i + 1; j < i+n; j++ {
			clause += t.gapsAt(j)
		}
		i += n - 1
	}
	k := 0
	for c := range t.parts {
		t.parts[c].first = k
		for k < len(t.cues) && t.cues[k].clause <= c {
			k++
		}
		t.parts[c].last = k
	}
	for k, u := range t.cues {
		if u.role&(everyday|occasion) != 0 {
			t.thing(k)
		}
		if u.role&(outing|place|ticket) != 0 {
			t.treated(k)
		}
		if u.role&pays != 0 {
			t.byPerformance(k)
		}
		if u.role&hush != 0 && t.next(k, 4, done) >= 0 && t.theirs(u.clause, 0, 0) && !t.excused(u.clause) && t.parts[u.clause].role&(paper|clinic) == 0 {
			t.cover(u.from, u.to, Bribery) // 黄主任那份已经到位
		}
		if u.role&(returned|exchange|favour|firm|volume|sham) != 0 {
			t.inReturn(k)
		}
	}
	for i, k := range t.ts {
		if k.class&number != 0 {
			t.handed(i)
			t.points(i)
		}
	}
}

// gapsAt returns by how much the count of clauses grows at a character: the tokens count the same way.
func (t *text) gapsAt(i int) int {
	if i > 0 && t.cs[i].gap >= comma {
		return 1
	}
	return 0
}

// around returns what stands in the clauses from c-before to c+after of the same sentence.
func (t *text) around(c, before, after int) (class, class) {
	var was, does class
	for j := max(0, c-before); j <= min(len(t.parts)-1, c+after); j++ {
		if t.parts[j].sentence == t.parts[c].sentence {
			was, does = was|t.parts[j].class, does|t.parts[j].role
		}
	}
	return was, does
}

// theirs reports whether somebody of a hospital is meant in the clauses around c.
func (t *text) theirs(c, before, after int) bool {
	was, does := t.around(c, before, after)
	return was&(doctor|named|dept|pronoun) != 0 || does&receives != 0
}

// excused reports whether a clause speaks of the speaker's own life, of patients, of what went the approved way or did not happen.
func (t *text) excused(c int) bool {
	p := t.parts[c]
	if p.role&(denied|lawful|meets|talk) != 0 || p.role&sick != 0 && p.class&(doctor|named) == 0 {
		return true
	}
	if p.role&ours != 0 && !t.theirs(c, 0, 0) {
		return true
	}
	_, does := t.around(c, 1, 1)
	return does&denied != 0
}

// barred reports whether the word at the characters from.. is only named to be forbidden, or what others do is told.
func (t *text) barred(from int) bool {
	i := t.tokenAt(from)
	return i < len(t.ts) && t.forbidden(i) || t.tells() && t.notTaken()
}

// notTaken reports whether the text says that something was not taken; looked for once.
func (t *text) notTaken() bool {
	return once(&t.declined, func() bool { return t.saysAny([]string{"退回", "拒", "谢绝", "举报", "合规"}) })
}

// cover hides the characters from..to.
func (t *text) cover(from, to int, rule Rule) {
	t.spans = append(t.spans, Span{Start: t.cs[from].from, End: t.cs[to-1].to, Rule: rule})
}

// last returns the nearest cue before k in its clause, at most far characters away, that plays the role; -1 if there is none.
func (t *text) last(k, far int, role class) int {
	for j := k - 1; j >= 0 && t.cues[j].clause == t.cues[k].clause; j-- {
		if t.cues[k].from-t.cues[j].to > far {
			return -1
		}
		if t.cues[j].role&role != 0 {
			return j
		}
	}
	return -1
}

// next is last in the other direction.
func (t *text) next(k, far int, role class) int {
	for j := k + 1; j < len(t.cues) && t.cues[j].clause == t.cues[k].clause; j++ {
		if t.cues[j].from-t.cues[k].to > far {
			return -1
		}
		if t.cues[j].role&role != 0 {
			return j
		}
	}
	return -1
}

// thing looks at an everyday thing that somebody of a hospital is given, and at an occasion on which one gives.
func (t *text) thing(k int) {
	u := t.cues[k]
	if t.excused(u.clause) || t.barred(u.from) {
		return
	}
	switch {
	case u.role&everyday != 0:
		g := t.last(k, 10, gives)
		if g >= 0 && t.next(g, u.from-t.cues[g].to, paper|talk) >= 0 {
			g = -1
		}
		if g < 0 {
			g = t.next(k, 8, gives)
		}
		if _, next := t.around(u.clause, 0, 1); g < 0 && next&bill != 0 && t.theirs(u.clause, 0, 0) && !t.aboutGoods(u.clause) {
			t.cover(u.from, u.to, Bribery) // 黄主任看上个包，我刷的卡
			return
		}
		if g < 0 || !t.theirs(u.clause, 1, 1) || t.toMe(g) || t.aboutGoods(u.clause) {
			return
		}
		t.cover(min(u.from, t.cues[g].from), max(u.to, t.cues[g].to), Bribery)
	case u.role&occasion != 0:
		for j := k + 1; j < len(t.cues) && t.cues[j].clause <= u.clause+1 && t.parts[t.cues[j].clause].sentence == t.parts[u.clause].sentence; j++ {
			g := t.cues[j]
			if g.role&gives == 0 || !strings.ContainsRune("送买寄捎拎塞包孝备", t.cs[g.from].r) || t.toMe(j) {
				continue
			}
			c := g.clause
			if t.excused(c) || t.parts[c].role&(paper|lawful|clinic) != 0 || !t.theirs(c, 1, 1) || t.parts[c].class&(patient|stock|academic) != 0 {
				return
			}
			t.cover(g.from, g.to, Bribery)
			return
		}
	}
}

// toMe reports whether a word of giving is followed by the speaker: 送我.
func (t *text) toMe(k int) bool {
	u := t.cues[k]
	return u.to < len(t.cs) && t.cs[u.to].r == '我' && t.cs[u.from].r != '我'
}

// aboutGoods reports whether a clause is about what goods cost or how they are kept and delivered.
func (t *text) aboutGoods(c int) bool { return t.parts[c].class&(stock|broken|price) != 0 }

// treated looks at a meal, an entertainment or a journey to which somebody of a hospital is taken, or which we pay.
func (t *text) treated(k int) {
	u := t.cues[k]
	if t.excused(u.clause) || t.barred(u.from) {
		return
	}
	_, paid := t.around(u.clause, 1, 2)
	paysHere := t.parts[u.clause].role&bill != 0
	switch {
	case u.role&outing != 0:
		h := t.last(k, 16, hosts)
		if h >= 0 && t.theirs(u.clause, 0, 0) && !t.toMe(h) {
			t.cover(t.cues[h].from, u.to, Hospitality)
			return
		}
		if (paid&bill != 0) && t.theirs(u.clause, 1, 1) {
			t.cover(u.from, u.to, Hospitality)
		}
	case u.role&place != 0:
		h := t.last(k, 14, gives|hosts)
		sent := h >= 0 && strings.ContainsRune("送请带", t.cs[t.cues[h].from].r) && u.from > 0 && t.cs[u.from-1].r == '去'
		if t.theirs(u.clause, 1, 0) && (sent && t.cs[t.cues[h].from].r == '送' || paid&bill != 0) {
			t.cover(u.from, u.to, Hospitality)
		}
	case u.role&ticket != 0:
		if (paysHere || paid&bill != 0 && t.theirs(u.clause, 0, 1)) && t.theirs(u.clause, 1, 1) {
			t.cover(u.from, u.to, Hospitality)
		}
	}
}

// inReturn looks at something for something: a favour against more use, a place on the list or help.
func (t *text) inReturn(k int) {
	u := t.cues[k]
	if t.excused(u.clause) || !t.theirs(u.clause, 2, 2) {
		return
	}
	was, does := t.around(u.clause, 2, 2)
	if u.role&volume != 0 && (was&fee != 0 || does&favour != 0) {
		t.cover(u.from, u.to, Bribery) // 推广费按采购额3%走咨询合同
		return
	}
	if u.role&sham != 0 && (was&(fee|money) != 0 || does&favour != 0) && was&patient == 0 {
		t.cover(u.from, u.to, Bribery) // 给杜鹃挂个顾问，一个月三千
		return
	}
	if does&lawful != 0 || was&patient != 0 && does&favour == 0 {
		return
	}
	switch {
	case u.role&favour != 0 && does&(returned|exchange) != 0 && does&(returned) != 0:
		t.cover(u.from, u.to, Bribery)
	case u.role&returned != 0 && does&exchange != 0 && (was&bribe != 0 || does&(favour|bill) != 0):
		t.cover(u.from, u.to, Bribery)
	case u.role&exchange != 0 && t.cs[u.from].r == '才' && does&favour != 0 && t.parts[u.clause].role&paper == 0:
		t.cover(u.from, u.to, Bribery) // 要一笔赞助才上药事会
	case u.role&firm != 0 && does&kin != 0 && does&returned != 0:
		t.cover(u.from, u.to, Bribery)
	}
}

// byPerformance looks at what a rep earns by what is sold or prescribed: 奖金按卖出去的盒数算.
func (t *text) byPerformance(k int) {
	u := t.cues[k]
	s := t.next(k, 14, sells)
	if s < 0 || t.excused(u.clause) || t.parts[u.clause].class&(patient|forbid) != 0 {
		return
	}
	for j := u.to; j < t.cues[s].from; j++ {
		if strings.ContainsRune("按跟和与看占挂靠", t.cs[j].r) {
			t.cover(u.from, t.cues[s].to, SalesTask)
			return
		}
	}
}

// handing are the verbs after which a bare sum may stand.
var handing = strings.Fields(`给了她 给了他 给她 给他 给ta 给他们 给她们 谢他 谢她 谢了 塞她 塞他 转她 转他 打她 打他 分她 分他 分给 补她 补他 留给 先给了 交 留 让 提 转给 打给 塞给 补给 发给 给了 给 谢 塞 转 返他 返她 返`)

// handed looks at a sum of money without its unit that goes to somebody of a hospital: 事成谢他两万, 每个给她五十, 学费1980我转给她.
func (t *text) handed(i int) {
	k := t.ts[i]
	unit, last := t.unit(i)
	c := k.clause
	if unit >= 0 && t.ts[unit].class&money == 0 || unit < 0 && (k.value < 50 || k.value%10 != 0) || k.vague && unit < 0 || t.excused(c) {
		return
	}
	p := t.parts[c]
	if p.role&(ourDrug|paper|clinic|field) != 0 || p.class&(price|approved|rx|stock|pack|script) != 0 || !t.theirs(c, 1, 0) {
		return
	}
	end := max(unit, last)
	before := t.ts[i].from
	gave := false
	for from := before - 1; from >= 0 && from >= before-4 && t.cs[from+1].gap < comma; from-- {
		for _, w := range handing {
			gave = gave || from+len([]rune(w)) == before && spells(t.cs, from, []string{w})
			// 给高凤500: the name stands between
		}
	}
	if !gave && end+1 < len(t.ts) && t.ts[end+1].clause == c {
		gave = spells(t.cs, t.ts[end+1].from, []string{"我转", "转给", "我给", "打给", "塞给", "给他", "给她", "给了", "谢她", "谢他", "我塞", "我打", "我包", "我垫"})
	}
	if !gave || !t.ends(i) && unit < 0 && !(end+1 < len(t.ts) && strings.ContainsRune("我转给打塞谢", t.cs[t.ts[end+1].from].r)) {
		return
	}
	t.hide(i, end, Bribery)
}

// percentBefore reports whether the number at i is so many of a hundred: 百分之五.
func (t *text) percentBefore(i int) bool {
	from := t.ts[i].from
	return from >= 3 && spells(t.cs, from-3, []string{"百分之"})
}

// points looks at a share that is given, promised or kept for somebody: 竞品给他8%，我先答应了10%, 给他太太挂2%.
func (t *text) points(i int) {
	if !t.share(i) && !t.percentBefore(i) && !(t.ts[i].to < len(t.cs) && spells(t.cs, t.ts[i].to, []string{"个点"})) {
		return
	}
	c := t.ts[i].clause
	p := t.parts[c]
	was, _ := t.around(c, 2, 1)
	if t.excused(c) || !t.theirs(c, 1, 0) || was&(patient|price|approved|harm|trial) != 0 || p.role&(field|tale|clinic|target|ourDrug) != 0 || p.class&(rx|use|statNoun) != 0 && p.class&(give|pay) == 0 {
		return
	}
	if t.percentBefore(i) && t.right(i, 3, pay, 0) >= 0 || t.saidBefore(i, 5, []string{"给", "返", "留", "提", "答应", "挂", "抽", "分", "要", "谈到", "加到", "许"}) && !t.saidBefore(i, 6, []string{"降", "升", "下降", "提高", "高出", "减", "缓解", "降低", "涨", "有效"}) {
		t.hide(i, min(i+0, len(t.ts)-1), Bribery)
	}
}
