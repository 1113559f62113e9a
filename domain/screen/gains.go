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
	case t.forbidden(i) || t.has(i, patient|own) && !t.has(i, doctor|dept|named):
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
	case k.class&travel != 0:
		if t.has(i, subject|dept) && !t.has(i, approved|price|patient) {
			if j := t.near(i, 8, settle|present|transfer, 1); j >= 0 {
				t.hide(min(i, j), max(i, j), Bribery)
			}
		}
	}
}

// given hides a gift that is given to somebody in the sentence. 给我 is the other way round.
func (t *text) given(i int, by class) {
	if !t.receiver(i) || t.has(i, patient) && t.has(i, price) {
		return
	}
	j := t.left(i, 10, by, 1)
	if w := t.left(i, 4, wish, 0); j < 0 && w > 0 && t.cs[t.ts[w].from].r == '要' && t.ts[w-1].class&subject != 0 {
		j = w // 主任要两条烟
	}
	if j < 0 {
		j = t.right(i, 8, by, 1)
		if j < 0 || !strings.ContainsRune("给送放发已交塞转打充每人", t.cs[t.ts[j].from].r) {
			return
		}
	}
	if j+1 < len(t.ts) && t.cs[t.ts[j+1].from].r == '我' && strings.ContainsRune("给送发带", t.cs[t.ts[j].from].r) {
		return
	}
	t.hide(i, i, Bribery)
	if j < i && i-j <= 4 {
		t.hide(j, i, Bribery)
	}
}

// thingGiven hides what is bought or given and is no paper: 送了一台净化器, 买了一束花送给护士长.
func (t *text) thingGiven(i int) {
	if i == 0 || t.ts[i-1].class&number == 0 || t.has(i, academic|patient|stock|broken|price) || !t.has(i, doctor|dept|person|named) {
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
	if n < 0 {
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
		if j := t.left(i, 4, give, 0); j >= 0 && t.right(j, 1, named, 0) > 0 {
			by |= give // 给袁野500
		}
		if j := last + 1; j < len(t.ts) && t.ts[j].class&give != 0 && t.ts[j].sentence == k.sentence {
			by |= give // 走了8000给…
		}
		next := last+1 < len(t.ts) && t.ts[last+1].gap == tight && t.ts[last+1].sentence == k.sentence
		if next && t.left(i, 1, transfer, 0) < 0 && t.ts[last+1].class&give == 0 {
			return
		}
	} else if t.ts[unit].class&money == 0 {
		return
	}
	j := t.left(i, 8, by, 1)
	if j < 0 {
		j = t.right(max(unit, last), 3, by, 1)
	}
	if j < 0 || t.forbidden(i) || t.left(i, 3, rx|use, 0) > j {
		return
	}
	t.hide(i, max(unit, last), Bribery)
	if j < i {
		t.hide(j, i, Bribery)
	}
}
