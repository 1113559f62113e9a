package understand

import "github.com/yaoban/yaoban/domain"

// This file knows what speaks of harm in general, of other makers' drugs, or of whom a drug suits, so that nobody was harmed by ours.

// general reports whether the harm is told of nobody: compared (出血比竞品少), supposed of a drug (会让人恶心), asked about (问低血糖), counted
// among many patients (不耐受的患者不少), or named as whom a drug suits or does not (脑出血的禁用).
func (s *scene) general() bool {
	return s.untaken() || s.against() || s.expected() || s.m.little(word{from: s.w.from, to: s.w.to}) || s.w.kind == cueNoEffect && s.careless() || s.lesser() || s.supposed() || s.atHome() || s.askedOf() || s.suits() || s.taughtToUse()
}

// nothingTaken are words of somebody who took no drug of ours at all.
var nothingTaken = []string{"啥药没用", "啥药都没", "啥药没吃", "啥药不吃", "什么药没", "什么药都没", "没吃过药", "没用过药", "没吃药", "没用药", "没上药", "没吃咱", "没用咱", "没用过咱", "没吃过咱", "没吃我们", "没用我们", "没用过我们", "没吃过我们",
	"不吃咱", "不用咱", "不吃我们", "不用我们", "还没用上", "还没吃上", "还没用过", "还没吃过", "还没开始用", "还没开始吃", "没沾过", "未用药", "未服药", "平常不吃药", "平时不吃药", "不吃药", "从没吃过", "从没用过", "没服过", "没打过", "没用过降"}

// untaken reports whether the text says that whoever is ill took no drug of ours: what befell her befell her without it.
func (s *scene) untaken() bool {
	if s.m.productIn(s.from, s.to) {
		return false // 从没吃过药的老人，吃立舒平三天起疹
	}
	for i := s.from; i < min(s.to+1, len(s.m.r)); i++ {
		for _, w := range nothingTaken {
			if s.m.is(i, w) && !s.says(i, i+len([]rune(w))+3, "别的", "其他", "其它", "另外", "之前", "按时") && !s.says(s.from, i, "之前", "以前", "原来") && !s.counted(i+len([]rune(w))) {
				return true
			}
		}
	}
	return false
}

// counted reports whether a number stands at i: 还没吃上三天就吐了.
func (s *scene) counted(i int) bool {
	_, end := number(s.m.r, i)
	return end > i || s.m.text.at(i) == '几'
}

// against reports whether the harm is what a drug is good for: 对反酸烧心效果不错.
func (s *scene) against() bool {
	return s.w.kind == cueSymptom && s.says(s.w.from-8, s.w.from, "对") && s.says(s.w.to, s.w.to+6, "效果不错", "效果好", "效果很好", "效果挺好", "有效", "管用", "疗效好", "起效", "好使", "效果明显")
}

// expected reports whether an effect is spoken of as what is usual, of nobody: 刚开始打恶心正常的.
func (s *scene) expected() bool {
	return !s.patient && !s.oneCase && s.w.kind == cueSymptom && s.says(s.w.to, min(s.w.to+6, s.c.to), "正常的", "正常现象", "常见", "都会有", "难免", "很正常", "是正常")
}

// unnamed reports whether the one to whom it happened is only known by what she takes: 内科走了一个 吃倍欣康的, 碰到一个想不开的.
func (s *scene) unnamed() bool {
	for _, t := range s.m.tokensIn(s.from, s.to) {
		if t.kind == tokProduct && runeIn(s.m.text.at(t.from-1), "吃服用打吸") && s.m.text.at(t.to) == '的' && (t.to+1 >= len(s.m.r) || isBreak(s.m.text.at(t.to+1)) || s.m.text.at(t.to+1) == ' ') {
			return true
		}
	}
	for i := s.from; i < s.to; i++ {
		if s.m.is(i, "一个") && s.w.from <= i+3 && s.w.from > i && s.m.text.at(s.w.to) == '的' {
			return true
		}
	}
	return false
}

// little reports whether a word names effects that are said to be little (副作用少), or only begins like harm (不适应).
func (m *message) little(w word) bool {
	switch string(m.r[w.from:w.to]) {
	case "副作用", "不良反应", "副反应", "不良事件":
		return m.scene(heardCue{from: w.from, to: w.to, kind: cueReport}).lesser()
	case "不适":
		return runeIn(m.text.at(w.to), "应合宜用")
	}
	return false
}

// notGiven reports whether a drug that did not work is one that is still to be given, or was not taken.
func (m *message) notGiven(w word) bool {
	s := m.scene(heardCue{from: w.from, to: w.to, kind: cueNoEffect})
	return s.suits() || s.careless()
}

// careless reports whether a drug that did not work was not taken as it should be.
func (s *scene) careless() bool {
	return s.says(s.from, s.to, "没按时", "不按时", "依从", "不规律", "忘吃", "忘了吃", "忘记吃", "没坚持", "断断续续", "自己停")
}

// lesser reports whether the harm is said to be little: 副作用少, 不良反应比竞品低, 出血比竞品少.
func (s *scene) lesser() bool {
	if s.happened && s.w.kind != cueReport {
		return false
	}
	end := min(s.w.to+10, s.c.to)
	if s.w.kind == cueReport {
		return s.says(s.w.to, min(s.w.to+3, s.c.to), "少", "小", "低", "轻", "不大", "不多", "可控", "很少", "可接受") ||
			s.says(s.w.to, min(s.w.to+4, s.c.to), "比", "较", "相对") && s.says(s.w.to, end, "少", "小", "低", "轻")
	}
	return s.w.kind != cueValue && s.says(s.w.to, min(s.w.to+2, s.c.to), "比", "较", "相对") && s.says(s.w.to, end, "少", "小", "低", "轻")
}

// atHome reports whether it happened in somebody's family, and no drug is spoken of: 家里老人过世了.
func (s *scene) atHome() bool {
	return !s.drug && s.says(s.c.from, s.w.from, "家里", "家人", "老家", "他家", "她家")
}

// supposed reports whether a drug is said to have an effect on people in general: 会让人恶心, 会声音嘶哑.
func (s *scene) supposed() bool {
	if s.oneCase || s.w.kind == cueNoEffect || s.w.kind == cueMisuse || s.says(s.w.to, min(s.w.to+2, s.c.to), "了") {
		return false
	}
	for i := max(s.c.from, s.w.from-6); i < s.w.from; i++ {
		if s.m.r[i] == '会' && !runeIn(s.m.text.at(i-1), "就总老还也机议开学不例周班一") {
			return true
		}
	}
	return false
}

// askedOf reports whether somebody asks about the harm as a subject: 问低血糖, 问脑出血后多久能用.
func (s *scene) askedOf() bool {
	if s.w.kind == cueReport && s.says(s.w.to, min(s.w.to+5, s.c.to), "报了几", "几例", "报几", "有几") {
		return true
	}
	if s.says(s.from, s.w.from, "问为啥", "问为什么", "问怎么会", "问为何") || s.m.text.at(s.from) == '查' && s.says(s.w.to, s.to, "说明书", "第几页", "哪一页", "资料", "文献") {
		return true
	}
	if near := max(s.c.from, s.w.from-2); s.says(near, s.w.from, "问") && s.says(s.w.to, s.c.to, "能不能", "可不可以", "能否", "还能", "怎么") {
		return true // 问肌溶解的病人还能不能再上
	}
	if s.oneCase || s.happened || s.tookBefore && s.patient {
		return false
	}
	if !s.patient && s.says(s.w.to, s.to, "怎么调", "怎么办", "怎么处理", "怎么用", "怎么预防", "咋处理", "咋办", "如何") {
		return true
	}
	for i := s.c.from; i < s.w.from; i++ {
		if s.m.r[i] == '问' && !runeIn(s.m.text.at(i+1), "题候诊") && !runeIn(s.m.text.at(i-1), "顾访慰学") {
			return true
		}
	}
	return false
}

// suits reports whether the harm names whom a drug suits or not, or many who have it: an illness that was there before.
func (s *scene) suits() bool {
	near := min(s.w.to+5, s.c.to)
	if s.says(s.w.to, near, "的禁用", "的慎用", "的忌用", "的也能", "的也可", "的都能", "的可以用", "的不能用", "的能用", "的适合", "禁用", "慎用", "也能用", "的优先") {
		return true
	}
	if s.says(s.w.to, min(s.w.to+4, s.c.to), "的患者", "的病人", "患者", "病人", "的人") && s.says(s.w.to, min(s.w.to+10, s.c.to), "不少", "很多", "挺多", "太多", "较多", "越来越多", "占", "比例", "收满") {
		return true
	}
	return !s.tookBefore && s.w.kind != cueReport && s.m.productIn(s.w.to, s.to) && !s.blamed() &&
		s.says(s.w.to, s.to, "想加", "要加", "想上", "要上", "想用", "想换", "再加", "加上", "禁用", "慎用", "先稳", "再上", "再用")
}

// taughtToUse reports whether the harm is a trait for which a device is hard to handle.
func (s *scene) taughtToUse() bool {
	return s.says(s.w.to, min(s.w.to+3, s.c.to), "不好操作", "不好用", "不方便", "不会用", "拿不稳") || s.says(s.from, s.w.from, "演示", "示范")
}

// terse reports whether the text is a short message of a doctor, a patient and little else: what a patient of hers has is told because
// of what she takes.
func (s *scene) terse() bool {
	m := s.m
	return m.channel == domain.SMS && m.who.Role == domain.Rep && len(m.r) <= 14 && len(m.people) > 0 && !m.hasAny(wDrug) && s.any(adverseLex().patients, s.from, s.w.from) && !m.is(s.w.from, "抢救")
}

// otherMakers are the words for drugs that are not ours.
var otherMakers = []string{"竞品", "别家", "别的厂", "别人家", "其他家", "其它家", "外企", "对手", "人家的", "他们的", "另一家", "国产的", "进口的", "仿制"}

// ofOthers reports whether it happened on another maker's drug, that is named by whose it is, before anybody was given ours.
func (s *scene) ofOthers() bool {
	at := -1
	for i := s.from; i < s.w.from; i++ {
		if s.says(i, i+1, otherMakers...) && s.m.text.at(i-1) != '比' && s.m.text.at(i-1) != '从' && !s.m.is(i-1, "跟") {
			at = i
		}
	}
	if at < 0 || s.says(at, s.w.from, "换", "转", "改", "吃咱", "用咱", "我们", "咱们") {
		return false
	}
	for _, t := range s.m.tokensIn(s.from, s.w.from) {
		if t.kind == tokProduct && (t.from < at || t.from > at+6) {
			return false
		}
	}
	return true
}

// presupposes reports whether a question takes for granted that something happened: 吃了…要不要停.
func (s *scene) presupposes() bool {
	return s.tookBefore && s.says(s.w.to, s.to, "要不要停", "要不要紧", "要紧", "该不该停", "要停药", "停不停", "有没有关", "有关系", "跟药", "和药", "是不是药", "正常吗", "正常不", "咋办", "怎么办")
}

// moved reads from where to where a value went (从70到110) and whether that is harm; told is false where no two numbers stand.
func (s *scene) moved(name string, from, to int) (bad, told bool) {
	m := s.m
	a, at := number(m.r, from)
	if at == from {
		return false, false
	}
	for at < min(to, len(m.r)) && !isBreakStrong(m.r[at]) {
		b, end := number(m.r, at)
		if end == at {
			at++
			continue
		}
		switch name {
		case "心率", "心跳", "脉搏":
			return b >= 110 || b <= 50, true
		case "血压", "高压", "收缩压":
			return b <= 90 || b > a && b >= 160, true
		case "血糖":
			return b < 4 || b > a, true
		case "血小板", "白细胞", "中性粒", "血红蛋白", "血色素", "egfr", "血钠", "血镁", "血钙", "血氧", "氧饱和":
			return b < a, true
		}
		return b > a, true
	}
	return false, false
}
