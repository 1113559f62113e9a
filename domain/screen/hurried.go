package screen

import "strings"

// How hurried people say a figure: as a total that they worked out, as a share, as a promise without a unit, by what is left to a target.

var (
	totals    = strings.Fields(`算下来 合计 折算 加起来 合起来 拢共`)
	shareOf   = strings.Fields(`开的占 写的占 用的占 开的就占 的量 的方 占科 占全科 占全院 顶全科 顶半个科 一个人占 一人占 一个人顶 开掉 处方占`)
	atLeast   = strings.Fields(`少说 起码 不下 估摸`)
	promises  = strings.Fields(`答应 保证 承诺 许诺 说好 打包票`)
	promised  = strings.Fields(`上 做 开 出 走 用 冲 给我`)
	leftOver  = strings.Fields(`离任务 离指标 离目标 距任务 距指标 距目标 离完成`)
	mineNow   = strings.Fields(`给我定 给我派 给我压 给我加 给我下 派给我 压给我 定给我`)
	perTime   = strings.Fields(`天 日 周 月 年`)
	ofCompany = strings.Fields(`经理 总监 地区经理 大区 代表 同事`)
)

// hurried looks at a number for a figure that is said in passing.
func (t *text) hurried(i int) {
	k := t.ts[i]
	if k.class&number == 0 || k.vague && k.value < plain {
		return
	}
	unit, last := t.unit(i)
	end := max(unit, last)
	who := t.has(i, subject)
	switch {
	case unit >= 0 && t.ts[unit].class&pack != 0 && t.ts[unit].class&goods == 0 && (t.saidBefore(i, 4, totals) && t.namesDoctor() || t.saidBefore(i, 2, atLeast) && who && t.has(i, period|rate)) && !t.has(i, stock):
		t.hide(i, end, PrescriptionCount) // 二十个病人每月都拿两盒，算下来四十盒
	case unit >= 0 && t.ts[unit].class&script != 0 && t.saidBefore(i, 2, []string{"下了", "下过"}) && who && !t.has(i, stock|hospital):
		t.hide(i, end, PrescriptionCount) // 今天下了4单立舒平
	case unit < 0 && k.value >= plain && who && t.has(i, period|rate) && t.passing(i, last) && !t.visits() && !t.has(i, patient|price|money) && !t.saidIn(i, clinical):
		t.hide(i, last, PrescriptionCount) // 这月走得好，二百出头; 每月固定走五十; 月月过百
	case unit >= 0 && t.ts[unit].class&pack != 0 && t.ts[unit].class&goods == 0 && t.grown(i, end) && !t.has(i, stock|hospital|patient):
		t.hide(t.rangeStart(i), end, PrescriptionCount) // 从5盒升到12盒; 一百支打不住
	case t.share(i) && t.saidIn(i, mineNow) && !t.visits():
		t.hide(i, min(i+1, len(t.ts)-1), SalesTask) // 增长30%，压给我了
	case t.share(i) && t.saidBefore(i, 4, []string{"任务", "指标"}) && t.saidBefore(i, 3, []string{"加", "涨", "提"}) && !t.visits():
		t.hide(i, min(i+1, len(t.ts)-1), SalesTask) // 任务又加了两成
	case unit < 0 && k.value >= 10*plain && t.saidBefore(i, 3, []string{"必须", "务必"}) && t.endsIn(i, promised) && t.ends(last) && !t.visits():
		t.hide(i, last, SalesTask) // 今天必须出三百
	case t.share(i) && t.has(i, subject|dept|hospital) && !t.has(i, patient|approved|price) && t.saidIn(i, shareOf):
		t.hide(i, min(i+1, len(t.ts)-1), PrescriptionCount) // 他自己开的占80%
	case unit < 0 && k.value >= plain && who && t.has(i, period) && t.saidIn(i, promises) && t.endsIn(i, promised) && t.ends(i):
		t.hide(max(i-1, 0), last, PrescriptionCount) // 张主任答应这个月给我上一百
	case unit < 0 && k.value >= plain && (t.saidBefore(i, 6, leftOver) || t.saidBefore(i, 5, mineNow) && k.value >= 10*plain) && !t.visits():
		t.hide(i, last, SalesTask) // 离任务还有三百, 给我定了3千
	case unit < 0 && k.value >= 10*plain && t.targetOfProduct(i) && !t.visits():
		t.hide(i, last, SalesTask) // 本月目标：倍欣康400, 肺舒清任务900
	}
}

// grown reports whether a count of packs is what somebody's prescribing grew to, or is said to be at least.
func (t *text) grown(i, end int) bool {
	if t.ts[i].value >= plain && spells(t.cs, t.ts[end].to, []string{"打不住", "都不止", "打底", "没跑"}) {
		return true
	}
	return t.rangeStart(i) < i && (t.has(i, subject) || t.namesDoctor())
}

// rangeStart returns the first number of a change (从5盒升到12盒) that ends with the number at i; i if there is none.
func (t *text) rangeStart(i int) int {
	if !t.saidBefore(i, 2, []string{"升到", "涨到", "提到", "爬到", "做到", "降到", "掉到", "变成"}) {
		return i
	}
	if j := t.left(i, 8, number, 0); j > 0 && t.saidBefore(j, 3, []string{"从"}) {
		return j
	}
	return i
}

// passing reports whether a bare number is said the way people say how much somebody prescribes: 二百出头, 走五十, 过百, 少说二十.
func (t *text) passing(i, last int) bool {
	if !t.ends(last) {
		return false
	}
	return spells(t.cs, t.ts[i].to, []string{"出头", "上下", "打底", "开外", "起步"}) || t.endsIn(i, []string{"走", "过", "走掉", "出掉"}) ||
		t.saidBefore(i, 2, atLeast)
}

// share reports whether the number at i is a share: 80%, 七成, 三分之一.
func (t *text) share(i int) bool {
	to := t.ts[i].to
	return spells(t.cs, to, []string{"%", "成", "分之", "个点"}) || i+1 < len(t.ts) && t.ts[i+1].gap <= mark && spells(t.cs, t.ts[i+1].from, []string{"成", "分之"}) ||
		to < len(t.cs) && t.cs[to].gap == mark && t.percentAfter(i)
}

// percentAfter reports whether a percent sign, which is no word, stands behind the number at i.
func (t *text) percentAfter(i int) bool {
	return t.src != "" && t.cs[t.ts[i].to-1].to < len(t.src) && strings.HasPrefix(t.src[t.cs[t.ts[i].to-1].to:], "%")
}

// targetOfProduct reports whether a bare number is the target of a product: behind 目标 and a name that nobody knows, or right behind the
// word for a target that follows one.
func (t *text) targetOfProduct(i int) bool {
	unknown := 0
	j := i - 1
	for ; j >= 0 && t.ts[j].sentence == t.ts[i].sentence && t.ts[j].class&^(script|pack|filler|thing|named) == 0 && unknown < 6; j-- {
		unknown += t.ts[j].to - t.ts[j].from
	}
	if j < 0 || t.ts[j].sentence != t.ts[i].sentence || t.ts[j].class&taskNoun == 0 || !targets[t.word(j)] ||
		t.word(j) != "任务" && !t.has(i, period) || t.saidBefore(i, 8, clinical) {
		return false
	}
	if unknown >= 2 {
		return true
	}
	return unknown == 0 && j >= 2 && t.ts[j].gap == tight && t.ts[j-1].class == 0 && t.ts[j-2].class == 0
}

var (
	targets  = wordSet(`目标 任务 指标`)
	clinical = strings.Fields(`血压 血糖 血脂 肌酐 尿酸 糖化 低密度 ldl 心率 体重 bmi 血钾 转氨酶 血小板 门诊 床位 人数`)
	strength = strings.Fields(`mg 毫克 μg ug 微克 ml 毫升 iu`)
)

// dose reports whether the number at i says how many are taken of a strength that stands before it: 75mg每日一片.
func (t *text) dose(i int) bool { return t.ts[i].value <= 4 && t.saidBefore(i, 4, strength) }

// saidBefore reports whether one of the words stands within n tokens before i, in the same sentence.
func (t *text) saidBefore(i, n int, words []string) bool {
	for j := i - 1; j >= 0 && j >= i-n && t.ts[j].sentence == t.ts[i].sentence; j-- {
		if spells(t.cs, t.ts[j].from, words) {
			return true
		}
	}
	return false
}

// endsIn reports whether the token before i ends in one of the words.
func (t *text) endsIn(i int, words []string) bool {
	if i == 0 {
		return false
	}
	w := t.word(i - 1)
	for _, one := range words {
		if strings.HasSuffix(w, one) {
			return true
		}
	}
	return false
}

// saidIn reports whether one of the words stands anywhere in the sentence of i.
func (t *text) saidIn(i int, words []string) bool {
	s := t.ts[i].sentence
	for j := i; j >= 0 && t.ts[j].sentence == s; j-- {
		if t.spellsWithin(j, words) {
			return true
		}
	}
	for j := i + 1; j < len(t.ts) && t.ts[j].sentence == s; j++ {
		if t.spellsWithin(j, words) {
			return true
		}
	}
	return false
}

// spellsWithin reports whether one of the words begins at a character of the token at j.
func (t *text) spellsWithin(j int, words []string) bool {
	for c := t.ts[j].from; c < t.ts[j].to; c++ {
		if spells(t.cs, c, words) {
			return true
		}
	}
	return false
}

// namesDoctor reports whether a doctor is named anywhere in the text.
func (t *text) namesDoctor() bool {
	for _, in := range t.in {
		if in&(doctor|named|pronoun) != 0 {
			return true
		}
	}
	return false
}

// commission looks at a commission in points about which somebody of a hospital is spoken of: 说点数太低，想加到15个点.
func (t *text) commission(i int) {
	w := t.word(i)
	if w != "点数" && w != "个点" && w != "个点数" || t.forbidden(i) || t.has(i, price|approved|patient|harm) || !t.has(i, doctor|named|dept) {
		return
	}
	if t.saidIn(i, []string{"太低", "低了", "加到", "提到", "涨到", "加点", "要", "谈到", "给"}) {
		t.hide(i, i, Bribery)
		t.numbersBefore(i, Bribery)
	}
}

// perDay reports whether a count is told by the day (10张/天).
func (t *text) perDay(end int) bool {
	next := end + 1
	return next < len(t.ts) && t.ts[next].gap == mark && t.ts[next].sentence == t.ts[end].sentence && spells(t.cs, t.ts[next].from, perTime) &&
		strings.ContainsAny(t.src[t.cs[t.ts[end].to-1].to:t.cs[t.ts[next].from].from], "/每")
}
