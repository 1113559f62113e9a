package screen

// entertained looks at meals and entertainments: hidden if somebody of a hospital is invited to them or their bill is paid
// (PRODUCT.md C4). Meals that only happen to be eaten (吃饭去了, 饭后服用) are other words in the lexicon.
func (t *text) entertained(i int) {
	k := t.ts[i]
	if t.forbidden(i) {
		return
	}
	// What a patient ate belongs to her case; a doctor who is invited in the clause itself is none.
	invited := t.left(i, 10, invite, 0) >= 0 && t.left(i, 10, doctor|named, 0) >= 0
	if (t.has(i, patient) && !t.has(i, doctor) || t.has(i, harm)) && !invited {
		return
	}
	if k.class&treat != 0 {
		if t.has(i, own) && !t.receiver(i) || t.saidBefore(i, 2, []string{"食堂", "医院", "院里"}) {
			return
		}
		t.hide(i, i, Hospitality)
		return
	}
	if k.class&(meal|fun) == 0 { // 请主任吃碗面
		j := t.left(i, 7, invite, 0)
		if j >= 0 && t.invited(i) && !t.told(j, i) && !t.has(i, patient|timeUnit) && t.right(i, 3, academic|pack, 0) < 0 && t.ts[i].to-t.ts[i].from <= 3 {
			t.hide(j, i, Hospitality)
		}
		return
	}
	near := 3
	if isLatin(t.cs[t.ts[i].from].r) {
		near = 5 // qing xiao ran chi huo guo
	}
	if j := t.left(i, 10, invite, 1); j >= 0 && (t.invited(i) || i-j <= near && (!ordered[t.word(j)] || t.left(j, 6, give, 0) >= 0)) && !t.told(j, i) {
		t.hide(j, i, Hospitality)
		return
	}
	if !t.invited(i) {
		return
	}
	if j := t.left(i, 10, along, 0); j >= 0 && !t.told(j, i) {
		t.hide(j, i, Hospitality)
		return
	}
	if j := t.right(i, 2, along, 0); j >= 0 && j+1 < len(t.ts) && t.ts[j+1].class&(named|doctor) != 0 {
		t.hide(i, j, Hospitality) // 晚饭和郭志刚吃的
		return
	}
	if t.carried(i) {
		return
	}
	if j := t.right(i, 6, invite, 1); j >= 0 && (t.cs[t.ts[j].from].r != '约' || j <= i+2) {
		t.hide(i, j, Hospitality)
		return
	}
	if j := t.near(i, 12, settle, 2); j >= 0 {
		t.hide(min(i, j), max(i, j), Hospitality)
	}
}

// invited reports whether the sentence has somebody of a hospital, and not only the speaker's own people.
func (t *text) invited(i int) bool {
	if t.has(i, doctor|dept|named) {
		return true
	}
	return t.has(i, pronoun|person|hospital) && !t.has(i, own)
}

// told reports whether a word of telling stands between: 和主任聊到火锅 is talk, not an invitation.
func (t *text) told(from, to int) bool {
	j := t.left(to, to-from-1, say, 2)
	return j > from && t.ts[j].class&(want|give) == 0
}

// brought are the meals that are carried to somebody, and shared what only two do together.
var (
	ordered = wordSet(`点了 叫了 订了 定了`) // what people do for themselves too
	brought = wordSet(`夜宵 宵夜 外卖 披萨 下午茶 咖啡 甜品 海鲜 烤肉 星巴克 瑞幸 喜茶 奈雪 肯德基 麦当劳 必胜客 奶茶`)
	shared  = wordSet(`喝酒 唱歌 k歌 ktv 麻将 打麻将 钓鱼 足疗 火锅 🍲 🍻 🍺 🥂 🍷`)
)

// carried hides a meal that is brought (送了夜宵过去), and what stands beside a doctor's name alone (冯涛 喝酒 昨晚, 🍻和张主任).
func (t *text) carried(i int) bool {
	w := t.word(i)
	if j := t.left(i, 6, give|present, 0); j >= 0 && brought[w] {
		t.hide(j, i, Hospitality)
		return true
	}
	beside := t.left(i, 3, named|doctor, 0) >= 0 || t.right(i, 2, named|doctor, 0) >= 0
	if shared[w] && beside && !t.has(i, patient|say|price) {
		t.hide(i, i, Hospitality)
		return true
	}
	return false
}
