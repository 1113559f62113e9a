package understand

import "strings"

// farHarm is how far from a word of harm the words are sought that say of whom it is told.
const farHarm = 160

// scene is what stands around a word of harm.
type scene struct {
	m    *message
	w    heardCue
	from int
	to   int
	c    clause
	// drug: one of our products, or the drug without its name, is spoken of; drugHere: in this sentence.
	drug, drugHere bool
	// patient: somebody who takes drugs is spoken of in this sentence; oneCase: one that exists; happened: it is told as done.
	patient, oneCase, happened bool
	// tookBefore: the sentence says before the harm that a drug was taken, exposed: a patient on one of our products.
	tookBefore, exposed bool
}

func (m *message) scene(w heardCue) *scene {
	s := &scene{m: m, w: w, c: m.clauseOf(w.from)}
	s.from, s.to = m.sentence(w.from)
	s.from, s.to = max(s.from, w.from-farHarm), min(s.to, w.to+farHarm)
	s.c.from, s.c.to = max(s.c.from, s.from), min(s.c.to, s.to)
	l := adverseLex()
	s.patient = s.any(l.patients, s.from, s.to)
	s.oneCase = s.any(l.cases, s.from, s.to)
	if !s.patient && s.unnamed() {
		s.patient, s.oneCase = true, true
	}
	s.drugHere = m.productIn(s.from, s.to) || s.says(s.from, s.to, "药", "针", "我们产品", "咱们产品", "他汀", "贵司", "你们的", "胶囊", "吸入器", "激素", "mg", "毫克")
	s.drug = s.drugHere || m.productSaid() || s.drugHere || strings.ContainsAny(m.string(), "药针")
	for _, t := range m.tokens {
		if t.kind == tokProduct && t.from >= s.from && t.to <= w.from {
			s.tookBefore = true
			if s.any(l.patients, t.to, min(t.to+4, len(m.r))) {
				s.exposed = true
			}
		}
	}
	took := s.any(l.intake, s.from, w.from)
	s.tookBefore = s.tookBefore || took
	done := s.any(l.done, s.from, w.from) || m.text.at(w.to) == '了' || m.is(w.to, "过")
	s.happened = s.oneCase || s.exposed && done || took && done && s.patient
	return s
}

// any reports whether a word of the trie begins and ends in from..to.
func (s *scene) any(t *trie[bool], from, to int) bool {
	for i := from; i < to; i++ {
		found := false
		t.each(s.m.r, i, func(end int, _ []bool) { found = found || end <= to })
		if found {
			return true
		}
	}
	return false
}

// says reports whether one of the words begins in from..to.
func (s *scene) says(from, to int, words ...string) bool {
	for i := max(0, from); i < min(to, len(s.m.r)); i++ {
		for _, w := range words {
			if s.m.is(i, w) {
				return true
			}
		}
	}
	return false
}

// linked reports whether the harm came after a drug, or is told of a patient on one of our products.
func (s *scene) linked() bool {
	harmFirst := !s.tookBefore && s.m.productIn(s.w.to, s.to)
	if harmFirst {
		return s.blamed() && !s.chosen()
	}
	if s.w.kind == cueIllness || s.w.kind == cueDeath {
		return s.tookBefore && (s.exposed || s.patient || s.any(adverseLex().done, s.from, s.w.from)) && !s.before() ||
			s.patient && s.oneCase && s.says(s.from, s.to, "在吃", "在服", "一直吃", "一直用", "吃着", "怀疑", "有关", "无关", "引起", "副作用", "服了", "吃了", "停药", "不良反应")
	}
	switch {
	case s.tookBefore && (s.drug || s.patient):
		return !s.before()
	case s.drugHere:
		return s.patient || s.blamed()
	case s.patient && s.says(s.from, s.to, "补报", "上报", "要报", "没报"):
		return true
	}
	return s.patient && (s.drug && s.oneCase || s.says(s.c.from, s.w.from, "另外", "还有", "顺便", "对了")) && !s.before()
}

// blamed reports whether the sentence names the drug as the cause or tells that the patient is on it, in whatever order.
func (s *scene) blamed() bool {
	return s.says(s.from, s.to, "在吃", "在服", "在用", "一直吃", "正在", "吃着", "用着", "怀疑", "有关", "无关", "关系", "引起", "副作用", "期间", "药停", "停药", "停了", "停掉", "停用", "是吃", "吃咱", "吃我们", "不良反应", "死前服", "翻出", "服了", "吃了") ||
		s.m.text.at(s.to-1) == '的' || s.says(s.w.to, s.to, "的那") || s.since()
}

// since reports whether a product is named with the time for which it was taken (立舒平两周).
func (s *scene) since() bool {
	for _, t := range s.m.tokens {
		if t.kind != tokProduct || t.from < s.w.to || t.to > s.to {
			continue
		}
		at := t.to
		if s.m.text.at(at) == '第' {
			at++
		}
		if _, end := number(s.m.r, at); end > at && runeIn(s.m.text.at(end), "天周月个年") {
			return true
		}
	}
	return false
}

// chosen reports whether one of our products is chosen for the patient, so that the harm was there before.
func (s *scene) chosen() bool {
	return s.says(s.w.to, s.to, "给上", "换成", "换用", "换了", "改用", "选", "起始", "打算", "准备", "加用", "试用", "能不能", "优先", "感兴趣", "认可", "同意", "会用", "愿意", "支持", "上了", "用于", "应用", "合适", "推荐", "用得少", "用得多")
}

// before reports whether the harm is told as what there was before the drug.
func (s *scene) before() bool {
	return s.says(s.c.from, s.w.from, "以前", "既往", "原来", "本来", "曾经", "曾有", "用于", "应用于", "针对", "在急性", "合并", "治疗", "适用", "高危") || s.says(s.w.to, min(s.w.to+4, s.c.to), "患者", "病人", "人群", "的应用") && !s.says(s.c.from, s.w.from, "后", "吃", "服", "那个", "上次", "跟进")
}

// denied reports whether the harm is said not to have been.
func (s *scene) denied() bool {
	m, w := s.m, s.w
	if w.kind == cueNoEffect || w.kind == cueMisuse {
		return false
	}
	if m.deniedWithin(w.from, 6) && !s.says(w.from-6, w.from, "才不", "才没", "不但", "没停", "没吃", "不知", "不清楚", "不到", "没上报", "没见到", "没长", "还", "反而", "却", "但") {
		return true
	}
	if m.deniedList(word{from: w.from, to: w.to}) && !s.says(w.to, min(w.to+6, s.c.to), "没有上报", "没有报") {
		return true
	}
	if s.says(s.c.from, w.from, "没有", "没人", "没一个", "未见", "否认", "未出现", "没出现", "没听", "没见", "均无", "尚未", "都没", "再也没", "几乎没", "不再", "无病人", "患者无", "没碰到", "还没碰") {
		return true
	}
	return s.says(w.to, min(w.to+5, s.c.to), "没有", "正常", "没升", "没高", "均无", "为零", "几乎没", "不犯", "都好", "不明显", "没出现", "很少", ":无", "零", "都不用", "不用去") &&
		!s.says(w.to, min(w.to+6, s.c.to), "没有上报", "没上报", "没有报", "没报", "没有处理")
}

// better reports whether the harm grew less or was cured: a wanted effect, unless the drug was stopped for it or an earlier case is
// followed up.
func (s *scene) better() bool {
	if s.says(s.from, s.to, "停药", "停了", "药停", "停掉", "停用", "上次", "之前", "上回", "换药", "出院", "上报", "跟进") || s.w.kind == cueReport || s.w.kind == cueMisuse {
		return false
	}
	// One who recovered had it: only what is said in the same clause makes the harm a wanted effect.
	return s.says(s.w.to, min(s.w.to+6, s.c.to), "缓解", "改善", "好转", "减轻", "消失", "消了", "退了", "消退", "下去了", "轻多了", "少了", "没了", "不犯", "愈合", "降了", "好了", "减少", "明显少", "轻了", "也好", "没再", "不疼", "不痛", "的老病人救", "救") ||
		s.says(s.c.from, s.w.from, "改善", "缓解", "减少", "降低", "治好", "治疗", "预防", "减轻", "避免", "摘掉", "救回", "从", "延缓")
}

// feared reports whether the harm is only supposed: feared, a risk, an if.
func (s *scene) feared() bool {
	if s.says(s.w.to, min(s.w.to+6, s.c.to), "风险", "有顾虑", "问题比较", "概率") {
		return true
	}
	for i := s.c.from; i < s.w.from; i++ {
		for _, w := range []string{"担心", "怕", "顾虑", "忧虑", "会不会", "风险", "如果", "要是", "万一", "若", "假如", "可能会", "容易", "警惕", "防止", "注意", "嫌", "关注", "是不是会", "会引起", "以为", "能不能"} {
			if w == "嫌" && s.any(adverseLex().patients, s.c.from, i) && s.says(i, s.w.from, "吃了", "吃完", "服了", "打了", "打完", "吸了", "吸完", "用了", "用完", "吃着") { // the patient complains of it
				continue
			}
			if s.m.is(i, w) && !s.says(i, s.w.from, "有个", "有位", "一例", "那个", "上次", "已经") {
				return true
			}
		}
	}
	return false
}

// known reports whether the word names a case of which the sender and the reader know (那个肝损的患者怎么样了).
func (s *scene) known() bool {
	if s.w.kind != cueSymptom || s.drugHere && s.chosen() {
		return false
	}
	if s.says(max(s.c.from, s.w.from-4), s.w.from, "那个", "那位", "那例") && s.m.is(s.w.to, "的") && (s.w.to+1 >= s.c.to || runeIn(s.m.text.at(s.w.to+1), ",今昨还已转又他她人家")) {
		return true // 那个肌溶解的，今天透析第三次了
	}
	return s.says(max(s.c.from, s.w.from-6), s.w.from, "那个", "那位", "那例", "上次", "之前那", "昨天那", "上回") && s.says(s.w.to, min(s.w.to+2, s.c.to), "病人", "患者", "病例", "的病", "的患")
}

// topic reports whether the word only names a subject: of a score, a guideline, a ward, a talk.
func (s *scene) topic() bool {
	m, w := s.m, s.w
	if s.says(w.to, min(w.to+5, s.c.to), "的数据", "的资料", "就诊多", "的多", "急性期", "稳定期") || s.w.kind != cueValue && s.says(w.to, min(w.to+5, s.c.to), "%") || runeIn(m.text.at(w.from-1), "防抗治") || s.says(s.c.from, w.from, "批号", "印") {
		return true
	}
	if w.kind == cueValue && s.says(w.to, min(w.to+8, s.c.to), "的数据", "的资料", "的标准") {
		return true
	}
	for _, after := range []string{"二级预防", "一级预防", "那一段", "那段", "那一节", "那一章", "那一条", "那条", "那一页", "那页", "这一段", "一节", "章节", "条目", "的定义", "的分级", "分级", "的标准", "的条款", "风险", "发生率", "率", "管理", "评分", "评估", "的识别", "识别", "处理", "的处理", "监测", "资料", "手册", "流程", "高危", "史", "上报培训", "培训会", "科", "病房", "门诊", "指南", "共识", "机制", "培训", "病例讨论", "中心", "部", "绿色通道", "预防", "的预防", "的管理", "警示", "的安全", "上报流程", "数据", "鉴别", "怎么鉴别", "怎么处理", "多为", "年报", "协议", "低", "都写", "比较", "更少", "少于", "值班", "忙", "收住", "以轻度", "案例库", "获益", "大学"} {
		if s.m.is(s.w.to, after) && !(after == "低" && s.w.kind == cueValue) && !(s.oneCase && (after == "处理" || after == "史")) {
			return true
		}
	}
	return false
}

// taught reports whether the sentence speaks of what is read or taught.
func (s *scene) taught() bool {
	return s.says(s.c.from, s.c.to, "研究", "文献", "试验", "临床数据", "说明书", "发生率", "共识", "指南", "循证", "综述", "对照组", "安慰剂", "黑框", "培训", "讲课", "讲解", "学习", "介绍", "课题", "分享了", "讨论", "探讨", "沙龙", "学术会", "科室会", "内容", "主题", "资料", "机制", "技巧", "要点", "药物警戒", "手册", "三期", "临床里", "比对照", "优于", "少于") ||
		s.says(s.c.from, s.w.from, "讲", "送", "带", "介绍", "探讨", "拜访") && s.c.to-s.c.from < 30 && !s.oneCase && s.m.text.at(s.w.from-1) != '带' && !s.says(s.c.from, s.w.from, "听", "讲他", "讲她") && !s.says(s.c.from, s.w.from, "讲了他那例", "说", "有")
}

// asked reports whether the text only asks what may happen.
func (s *scene) asked() bool {
	m := s.m
	end := strings.TrimRight(string(m.r[s.from:s.to]), " 。!,")
	return strings.HasSuffix(end, "?") || strings.HasSuffix(end, "吗") || m.text.at(s.to) == '?' ||
		s.says(s.c.from, s.c.to, "能不能", "会不会", "怎么", "多少", "是不是", "有没有", "能用吗", "能吃吗", "能否", "是否", "想看", "想了解", "要不要", "高不高", "问我们", "为什么要")
}

// theirs reports whether it happened on another maker's drug alone: the drug named last before it, or the only one, is theirs.
func (s *scene) theirs() bool {
	m := s.m
	if m.within(s.from, s.to, wOurs) || m.productIn(s.c.from, s.c.to) && !s.says(s.w.to, s.c.to, "换", "改") {
		return false
	}
	theirs, ours := -1, -1
	for _, d := range m.words {
		if d.tag == wDrug && d.from >= s.from && d.from < s.w.from && (string(m.r[d.from:d.to]) != "他汀" || s.says(d.from-2, d.from, "那个", "伐")) {
			theirs = d.from
		}
	}
	for _, t := range m.tokens {
		if t.kind == tokProduct && t.from >= s.from && t.from < s.w.from {
			ours = t.from
		}
	}
	if theirs < 0 {
		return s.says(s.from, s.w.from, "竞品", "外企")
	}
	return theirs > ours && !m.together(ours, theirs)
}

// together reports whether our drug and another one were taken together: 雷贝拉唑和华法林一起用, 倍欣康+螺内酯.
func (m *message) together(ours, theirs int) bool {
	if ours < 0 || theirs-ours > 14 {
		return false
	}
	joined := false
	for _, c := range m.r[ours:theirs] {
		if isBreak(c) {
			return false
		}
		joined = joined || runeIn(c, "和跟与加+＋配同合联")
	}
	return joined
}

// own reports whether the one it happened to is the sender or a doctor who takes nothing of ours.
func (s *scene) own() bool {
	if s.patient || s.tookBefore && s.drugHere {
		return false
	}
	for _, p := range s.m.people {
		if p.from >= s.c.from && p.to <= s.w.from && s.w.from-p.to <= 6 && !s.drugHere {
			return true
		}
	}
	return !s.drug && (s.m.r[s.c.from] == '我' || s.says(s.from, s.to, "请假", "休息", "我爷爷", "孩子"))
}

// reported reports whether adverse events are told of: one was reported, is to be, or is known.
func (s *scene) reported() bool {
	return s.oneCase && (s.drug || s.says(s.from, s.to, "报")) || s.drug && (s.says(s.from, s.w.from, "报") || s.patient) || s.patient && s.says(s.from, s.w.from, "报") ||
		s.drugHere && (s.w.to-s.from < 8 || s.says(s.w.to, min(s.w.to+3, s.c.to), "表", "一例", "报告")) || s.says(s.from, s.to, "上报") && s.patient
}

// misused reports whether a drug went wrong on the way to a patient.
func (s *scene) misused() bool {
	if s.says(s.w.to, s.to, "没用过", "没用", "未使用", "还没用", "没拆", "没开封", "未开封") && !s.says(s.from, s.to, "发作", "病人") || s.asked() && !s.oneCase && !s.says(s.w.from, s.w.from+1, "误") || s.says(max(s.c.from, s.w.from-5), s.w.from, "避免", "防止", "以免", "不要", "别", "防") {
		return false
	}
	return (s.patient || s.says(s.from, s.to, "护士", "药师", "药房", "卫生站", "诊所", "自杀", "想不开", "洗胃", "洗了胃")) && s.drug
}

// unborn reports whether a woman with child, or nursing, or her partner, took a drug.
func (s *scene) unborn() bool {
	return s.drug && (s.oneCase || s.says(s.w.to, s.w.to+3, "了", "服用", "在用") || s.says(s.from, s.to, "在用", "在打", "在吃", "在吸", "吸着", "吃着", "打着", "用着", "一直吸", "还在", "服用过", "一直服", "期间"))
}

// news reports whether word of an earlier case is brought.
func (s *scene) news() bool {
	if !s.patient && !(s.w.to-s.w.from > 3 && s.says(s.w.from, s.w.from+1, "那")) && !s.says(s.from, s.to, "异常的", "人没了", "人走了", "病例", "不良反应", "安全信息", "#", "疹", "肝损") && !(s.says(s.w.from, s.w.to, "报", "例") && s.says(s.from, s.to, "水肿", "出血", "过敏", "休克", "胰腺炎")) {
		return false
	}
	return s.says(s.from, s.to, "好了", "出院", "去世", "过世", "死", "人没了", "恢复", "好转", "停药", "加重", "转院", "消了", "消退", "复查", "缓解", "补充", "没事了", "降到", "升到", "呕血", "正常了", "正常", "出血", "回升", "怎么样", "过敏", "皮疹", "肝损", "不良反应", "岁", "会诊", "确诊", "诊断", "降下来", "拔管", "插管", "透析", "icu", "退了", "没了", "走了")
}

// wrong reports whether a laboratory value is told to have gone wrong.
func (s *scene) wrong() bool {
	m, w := s.m, s.w
	end := min(w.to+9, s.to)
	name := string(m.r[w.from:w.to])
	wanted := name == "血糖" || name == "血压" || name == "糖化" || name == "心率" || name == "心跳" || name == "脉搏" || name == "低压" || name == "高压" || name == "收缩压" || name == "舒张压" || name == "体温" || strings.HasPrefix(name, "尿酸")
	for i := w.to; i < end; i++ {
		if isBreakStrong(m.r[i]) {
			break
		}
		n, to := number(m.r, i)
		switch {
		case s.says(i, i+1, "正常", "没升", "达标", "稳", "平稳", "理想"), wanted && s.says(i, i+1, "降"):
			return false
		case s.says(i, i+1, "往下", "往上", "走低", "走高", "千", "万", "百", "猛"):
			return true
		case s.says(i, i+1, "从") && to == i:
			if bad, told := s.moved(name, i+1, end+4); told {
				return bad
			}
			if wanted {
				return false
			}
		case !wanted && s.says(i, i+1, "差了", "变差", "坏了", "很差", "越来越差"):
			return true
		case s.says(i, i+1, "异常", "不好", "翻倍", "超标", "飙", "骤降", "失控", "延长", "倍"):
			return true
		case !wanted && s.says(i, i+1, "升", "高", "涨", "掉", "低", "只剩", "减少", "下降", "跌"):
			return true
		case wanted && s.says(i, i+1, "升高", "反而升", "升到", "掉到", "过低", "太低", "飙", "高了"):
			return true
		case to > i && n >= 20 && (name == "心跳" || name == "低压" || name == "高压") && !isDigit(m.r[i]):
			return name == "心跳" && (n >= 110 || n <= 50) || name == "低压" && n <= 50 || name == "高压" && n <= 90
		case to > i && isDigit(m.r[i]) && !isDigit(m.text.at(i-1)):
			switch name {
			case "心率", "心跳", "脉搏":
				return n >= 110 || n <= 50
			case "血压", "高压", "收缩压":
				return n <= 90 || n >= 180
			case "低压", "舒张压":
				return n <= 50 || n >= 110
			case "体温":
				return n >= 38
			case "血糖":
				return n < 4 || n >= 18
			case "糖化":
				return n >= 9
			}
			return true
		}
	}
	return false
}
