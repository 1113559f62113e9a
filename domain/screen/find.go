package screen

import "strings"

// text is a text on the table: its characters, its words, and what was found in it.
type text struct {
	src   string
	cs    []char
	ts    []token
	in    []class // what stands in each sentence, all together
	spans []Span
	// visiting and others are answers that were found once: 0 not asked, 1 no, 2 yes.
	visiting, others, declined int8
	// parts and cues are the second reading (deal.go).
	parts []part
	cues  []cue
}

// find returns the spans that the rules hide, in order and merged.
func find(s string) []Span {
	cs := chars(s)
	t := &text{src: s, cs: cs, ts: tokens(s, cs)}
	if len(t.ts) == 0 {
		return nil
	}
	t.in = make([]class, t.ts[len(t.ts)-1].sentence+1)
	for _, k := range t.ts {
		t.in[k.sentence] |= k.class
	}
	t.table()
	t.figures()
	for i := range t.ts {
		k := &t.ts[i]
		if k.class == 0 {
			continue
		}
		if k.class&(number|perUnit) != 0 {
			t.count(i)
			t.paid(i)
			t.howMuch(i)
			t.hurried(i)
		}
		if k.class&(statWord|statNoun) != 0 {
			t.figure(i)
		}
		if k.class&(ask|trend) != 0 {
			t.ranking(i)
		}
		if k.class&(bribe|wire|gift|gadget|fee|travel|perUnit|thing|cover) != 0 {
			t.gain(i)
			t.commission(i)
		}
		if k.class&(treat|meal|fun|intake) != 0 {
			t.entertained(i)
		}
		if k.class&(taskWord|taskNoun|must|use) != 0 {
			t.target(i)
		}
	}
	t.deals()
	t.otherwiseCounted()
	return merge(s, t.spans)
}

// hide marks the words from a to b, both included, as hidden for a rule.
func (t *text) hide(a, b int, rule Rule) {
	t.spans = append(t.spans, Span{Start: t.cs[t.ts[a].from].from, End: t.cs[t.ts[b].to-1].to, Rule: rule})
}

// left returns the nearest word of a class within n words before i in the same sentence, or -1. It crosses at most so many
// commas.
func (t *text) left(i, n int, c class, commas int) int {
	for j := i - 1; j >= 0 && j >= i-n; j-- {
		k := t.ts[j]
		if k.sentence != t.ts[i].sentence || t.ts[i].clause-k.clause > commas {
			return -1
		}
		if k.class&c != 0 {
			return j
		}
	}
	return -1
}

// right is left in the other direction.
func (t *text) right(i, n int, c class, commas int) int {
	for j := i + 1; j < len(t.ts) && j <= i+n; j++ {
		k := t.ts[j]
		if k.sentence != t.ts[i].sentence || k.clause-t.ts[i].clause > commas {
			return -1
		}
		if k.class&c != 0 {
			return j
		}
	}
	return -1
}

// near returns the nearest word of a class within n words of i on either side, before i first, or -1.
func (t *text) near(i, n int, c class, commas int) int {
	if j := t.left(i, n, c, commas); j >= 0 {
		return j
	}
	return t.right(i, n, c, commas)
}

// has reports whether the sentence of i has a word of a class anywhere.
func (t *text) has(i int, c class) bool { return t.in[t.ts[i].sentence]&c != 0 }

// forbidden reports whether a word is only named to be forbidden, refused or reported (禁止送礼品卡, 举报有人送红包), or
// belongs to a text on the rules, and nothing takes that back (但我还是塞了).
func (t *text) forbidden(i int) bool {
	asked := t.left(i, 8, forbid, 0)
	if j := t.left(i, 8, forbid, 1); asked < 0 && j >= 0 && t.word(j) == "举报" {
		asked = j // 匿名举报：同行给医生送购物卡
	}
	if asked >= 0 && strings.ContainsRune("能可", t.cs[t.ts[asked].from].r) && (t.has(i, named|ask|period) || t.left(asked, 3, doctor|pronoun, 0) >= 0) {
		asked = -1 // 能不能拿到潘登的处方明细, 主任问能不能给现金: no questions about the rules
	}
	no := asked >= 0 || t.has(i, teach) && !t.has(i, number|perUnit)
	if j := t.right(i, 6, forbid|teach, 1); j >= 0 {
		w := t.word(j)
		no = no || forbidsBefore[w] || turnedDown[w] && (t.left(i, 5, transfer|present, 0) < 0 || t.tells())
	}
	if !no {
		return false
	}
	if back := t.right(i, 12, yet, 3); back >= 0 && t.right(back, 10, give|transfer|rx|present, 1) >= 0 {
		return false
	}
	return true
}

// forbidsBefore are the words of refusal that may follow what they forbid (统方都是禁止的).
var forbidsBefore = wordSet(`禁止 严禁 不得 不准 不允许 不许 不能 不能写 不得写 不可以 不让 不让写 为什么不让 请删 删掉 删除 屏蔽 被屏蔽 红线 违规 违法 驳回 报合规 区别 什么意思 有什么区别 是什么 举报`)

// turnedDown are words of somebody who did not take it; they excuse what was offered by others only.
var turnedDown = wordSet(`退了 退掉 退回去 没要 没有要 退回 谢绝 拒绝 拒绝了 婉拒 婉拒了`)

// others are those whose gifts a rep tells of without having given any.
var others = []string{"有人送", "有人给", "同行", "竞品", "别家", "对手", "别的厂家", "其他厂家"}

// receiver reports whether somebody who must not be given anything stands in the sentence.
func (t *text) receiver(i int) bool {
	return t.has(i, doctor|dept|person|named) || t.has(i, pronoun)
}

// numbersAfter hides the figures that follow a forbidden word in its sentence, up to twelve words on, but not times, visits
// and the like.
func (t *text) numbersAfter(i int, rule Rule) {
	for j := i + 1; j < len(t.ts) && j <= i+12 && t.ts[j].sentence == t.ts[i].sentence; j++ {
		if t.ts[j].class&number == 0 {
			continue
		}
		if unit, _ := t.unit(j); unit < 0 || t.ts[unit].class&(timeUnit|goods) == 0 || t.ts[unit].class&(pack|script|money) != 0 {
			t.hide(j, max(j, unit), rule)
		}
	}
}

// numbersBefore hides the bare numbers of the sentence before i, up to twenty words back.
func (t *text) numbersBefore(i int, rule Rule) {
	for j := i - 1; j >= 0 && j >= i-20 && t.ts[j].sentence == t.ts[i].sentence; j-- {
		if unit, last := t.unit(j); t.ts[j].class&number != 0 && unit < 0 && t.ts[j].value >= plain {
			t.hide(j, last, rule)
		}
	}
}

// unit returns the word that the number at i counts, or -1 for a bare number, and the last word of the number itself.
func (t *text) unit(i int) (unit, last int) {
	last = i
	for j := i + 1; j < len(t.ts) && j <= i+4; j++ {
		k := t.ts[j]
		if k.sentence != t.ts[i].sentence || k.gap > mark {
			break
		}
		switch {
		case k.class&(pack|script|cases|money|timeUnit|goods) != 0:
			return j, last
		case k.class&number != 0 && j == last+1, k.class&filler != 0:
			last = j
		default:
			return -1, last
		}
	}
	return -1, last
}
