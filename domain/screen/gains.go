package screen

import "strings"

// gain looks at a bribe, a gift, a fee or travel costs (PRODUCT.md C4; notes, part 1.7).
func (t *text) gain(i int) {
	k := t.ts[i]
	switch {
	case k.class&bribe != 0:
		if !t.forbidden(i) && (!t.has(i, own) || t.receiver(i) || !strings.ContainsRune("生节随礼份送", t.cs[k.from].r)) {
			t.hide(i, i, Bribery)
			t.numbersAfter(i, Bribery)
		}
	case k.class&fee != 0 && demanded[t.word(i)] && !t.forbidden(i) && !t.has(i, patient) && t.feeAsked(i):
	case k.class&cover != 0 && k.class&fee == 0:
		if j := t.right(i, 10, give, 1); j >= 0 && usual[t.word(i)] && t.receiver(i) && !t.forbidden(i) {
			t.hide(i, j, Bribery) // 老规矩，月底把那个给马主任
		}
		if k.class&perUnit != 0 && !t.forbidden(i) {
			t.byThePack(i)
		}
	case t.forbidden(i) || t.has(i, patient|own) && !t.has(i, doctor|dept|named) || k.class&(fee|travel) != 0 && t.saidIn(i, ownMoney):
	case k.class&wire != 0:
		if t.receiver(i) && !t.has(i, approved|price|hospital) {
			t.hide(i, i, Bribery)
			t.numbersAfter(i, Bribery)
		}
	case k.class&gadget != 0:
		t.given(i, present)
	case k.class&gift != 0:
		t.given(i, give|present|transfer)
	case k.class&perUnit != 0:
		t.byThePack(i)
	case k.class&thing != 0:
		t.thingGiven(i)
	case k.class&fee != 0:
		t.feePaid(i)
		t.feeAsked(i)
	case k.class&travel != 0:
		if t.has(i, subject|dept|person) && !t.has(i, approved|price) {
			j := t.near(i, 8, settle|present|transfer, 1)
			if j >= 0 && (!t.has(i, patient) || t.cs[t.ts[j].from].r == '我' && t.has(i, doctor|named)) {
				t.hide(min(i, j), max(i, j), Bribery)
			}
		}
	}
}

// given hides a gift that is given to somebody in the sentence. 给我 is the other way round.
func (t *text) given(i int, by class) {
	if !t.receiver(i) || t.has(i, patient) && t.has(i, price) || t.saidIn(i, byChance) {
		return
	}
	j := t.left(i, 10, by, 1)
	if w := t.left(i, 4, wish, 0); j < 0 && w > 0 && t.cs[t.ts[w].from].r == '要' && t.ts[w-1].class&subject != 0 {
		j = w // 主任要两条烟
	}
	if j < 0 && t.left(i, 8, perHead, 0) >= 0 && !t.has(i, academic|patient|price) {
		t.hide(i, i, Bribery) // 每个重点医生一盒月饼
		return
	}
	if j < 0 {
		j = t.right(i, 8, by, 1)
		if j < 0 || !strings.ContainsRune("给送放发已交塞转打充每人买没到", t.cs[t.ts[j].from].r) {
			return
		}
	}
	if j+1 < len(t.ts) && t.cs[t.ts[j+1].from].r == '我' && strings.ContainsRune("给送发带", t.cs[t.ts[j].from].r) {
		return
	}
	if t.word(j) == "换" && t.left(j, 4, give, 0) < 0 && !t.has(i, own) {
		return // 主任说换手机了
	}
	t.hide(i, i, Bribery)
	if j >= 0 && j < i && i-j <= 4 {
		t.hide(j, i, Bribery)
	}
}

// byChance are the words by which a doctor comes in who is given nothing (买奶茶的时候碰到高凤), ownMoney those of who pays for herself.
var (
	byChance = strings.Fields(`碰到 碰见 遇到 遇见 撞见 偶遇 排队`)
	ownMoney = strings.Fields(`自己出 自己付 自己掏 自己交 自己买 自费 自理 自己报的`)
)

// thingGiven hides what is bought or given and is no paper: 送了一台净化器, 买了一束花送给护士长.
func (t *text) thingGiven(i int) {
	if i == 0 || t.ts[i-1].class&(number|present|perUnit) == 0 && t.ts[i].class&number == 0 || t.has(i, academic|patient|stock|broken|price|approved) || !t.has(i, doctor|dept|person|named) {
		return
	}
	j := t.left(i, 7, present, 0)
	if j < 0 || j+1 < len(t.ts) && t.cs[t.ts[j+1].from].r == '我' {
		return
	}
	t.hide(j, i, Bribery)
	if n := i + 1; n < len(t.ts) && t.ts[n].gap == tight && t.ts[n].sentence == t.ts[i].sentence {
		end := n
		for end+1 < len(t.ts) && end < i+4 && t.ts[end+1].gap == tight && t.ts[end+1].class == 0 {
			end++
		}
		t.hide(n, end, Bribery)
	}
}

// byThePack hides pay that goes by the pack (一盒提20, 按盒结钱).
func (t *text) byThePack(i int) {
	if t.has(i, price|patient) {
		return
	}
	p := t.near(i, 7, pay|transfer, 1)
	if p < 0 && t.has(i, fee|cover) && t.receiver(i) {
		p = i
	}
	if p < 0 {
		return
	}
	if fees := t.near(i, 8, fee, 1); fees >= 0 {
		t.hide(min(i, fees), max(i, fees), Bribery)
		t.numbersAfter(i, Bribery)
		return
	}
	n := t.right(i, 8, number, 1)
	if n < 0 || t.cs[t.ts[i].from].r == '按' && t.ts[p].class&pay != 0 {
		if t.ts[p].to-t.ts[p].from > 1 || t.cs[t.ts[i].from].r == '按' {
			t.hide(min(i, p), max(i, p), Bribery)
		}
		return
	}
	if unit, last := t.unit(n); unit < 0 || t.ts[unit].class&money != 0 {
		t.hide(i, max(unit, last, p), Bribery)
	}
}

// feePaid hides a fee that is paid to somebody outside the approved way, or that a word gives away as a cover.
func (t *text) feePaid(i int) {
	if t.has(i, price) || t.has(i, approved) && !t.has(i, cover) {
		return
	}
	if !t.receiver(i) && (t.has(i, own) || t.near(i, 4, transfer, 0) < 0 || t.right(i, 6, number, 0) < 0) {
		return
	}
	j := t.near(i, 8, give|transfer|pay|cover|settle|perUnit, 1)
	if j < 0 {
		return
	}
	t.hide(min(i, j), max(i, j), Bribery)
	t.numbersAfter(i, Bribery)
}

// asks are the words by which somebody wants money, and demanded what is only ever wanted so.
var (
	asks     = wordSet(`要 要让 想要 求 得`)
	demanded = wordSet(`好处 个点 点数 个点数 提成 辛苦钱 钱`)
)

// usual are the words for what needs no name any more.
var usual = wordSet(`老规矩 老样子`)

// feeAsked hides a commission that somebody of a hospital asks for (对方要八个点), and one that is settled in the trade's own word
// (费用周五前兑完) or by way of somebody else's company.
func (t *text) feeAsked(i int) bool {
	if t.has(i, price|approved) {
		return false
	}
	if w := t.left(i, 4, wish, 0); w >= 0 && asks[t.word(w)] && demanded[t.word(i)] && (t.receiver(i) || w > 0 && t.ts[w-1].class&named != 0) {
		t.hide(w, i, Bribery)
		t.numbersAfter(i, Bribery)
		return true
	}
	if j := t.right(i, 6, pay, 0); j >= 0 && t.word(j) == "兑" {
		t.hide(i, j, Bribery)
		return true
	}
	if j := t.right(i, 1, use, 0); j >= 0 && t.word(j) == "走" && t.receiver(i) {
		t.hide(i, j, Bribery)
		return true
	}
	return false
}

// paid looks at a sum of money that is given to somebody.
func (t *text) paid(i int) {
	k := t.ts[i]
	if k.class&number == 0 || t.has(i, price|approved) || !t.receiver(i) || t.has(i, patient) && !t.has(i, doctor|named) {
		return
	}
	unit, last := t.unit(i)
	by := give | transfer
	if unit < 0 {
		both := t.left(i, 3, give, 0) >= 0 && t.right(last, 1, give, 0) > 0 // 发了个88给…
		if k.value < 100 && !(both && k.value >= plain) {
			return
		}
		if k.value < 10000 {
			by = transfer
		}
		for j := t.left(i, 8, give, 0); j >= i-8 && j >= 0 && by&give == 0; j = t.left(j, 8, give, 0) {
			if t.right(j, 1, named, 0) > 0 {
				by |= give // 给袁野500, 给董丽华包了600
			}
		}
		if j := last + 1; j < len(t.ts) && t.ts[j].class&give != 0 && t.ts[j].sentence == k.sentence {
			by |= give // 走了8000给…
		}
		next := last+1 < len(t.ts) && t.ts[last+1].gap == tight && t.ts[last+1].sentence == k.sentence
		if next && k.value < 10000 && t.left(i, 1, transfer, 0) < 0 && t.ts[last+1].class&give == 0 {
			return
		}
	} else if t.ts[unit].class&money == 0 {
		return
	}
	j := t.left(i, 8, by, 1)
	if j < 0 {
		j = t.right(max(unit, last), 3, by, 1)
	}
	if j < 0 || t.forbidden(i) {
		return
	}
	if verb := t.left(i, 3, rx|use, 0); verb > j && t.word(verb) != "走" { // 给程浩走2000
		return
	}
	t.hide(i, max(unit, last), Bribery)
	if j < i {
		t.hide(j, i, Bribery)
	}
}
