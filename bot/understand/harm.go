package understand

import "strings"

// isHarm reports whether a word tells of harm that happened on our product: not denied, feared, asked about, read in a study
// or a label, wanted, or a patient's earlier illness.
func (m *message) isHarm(w word) bool {
	c := m.clauseOf(w.from)
	if m.little(w) {
		return !m.pass("harm", w.from, w.to, "it is said to be little, or is no harm at all")
	}
	switch w.tag {
	case wHarm, wMaybeHarm:
		if m.history(w) || m.feeling(w) {
			return !m.pass("harm", w.from, w.to, "an illness that the patient had before, how somebody feels, or the name of something else")
		}
	case wSevere:
		if !m.within(c.from, c.to, wHarm, wExpose) && !m.exposed(w) || !m.is(w.from, "住") && !m.is(w.from, "抢") && !m.is(w.from, "送") && !m.is(w.from, "收") && !m.is(w.from, "icu") && !m.is(w.from, "进") {
			return false
		}
	case wLab:
		if !m.abnormal(w) {
			return !m.pass("harm", w.from, w.to, "the value is not told to have gone wrong")
		}
	case wNoEffect:
		if !m.hasAny(wPatient, wPerson) && !m.tookDone(w) {
			return !m.pass("harm", w.from, w.to, "no patient in whom it had no effect is told of")
		}
	case wPregnant:
		if m.within(c.from, c.to, wLabel, wStudy) || m.hasAny(wAsk) && !m.hasAny(wHarm) && !m.oneWoman() || !m.exposed(w) || !m.oneWoman() {
			return false
		}
	case wMisuse, wStopped:
	case wEarlier:
		return m.news(w)
	default:
		return false
	}
	if m.unreal(w, c) {
		return false
	}
	if (w.tag == wHarm || w.tag == wSevere || w.tag == wLab) && m.harmless(w) {
		return !m.pass("harm", w.from, w.to, "it was there before the drug, grew less, or only names a subject")
	}
	if w.tag == wNoEffect && m.notGiven(w) {
		return !m.pass("harm", w.from, w.to, "it is what a drug is to be given for, or it was not taken")
	}
	if !m.exposed(w) {
		return !m.pass("harm", w.from, w.to, "nobody is said to have taken one of our products")
	}
	return m.onOurs(w) || !m.pass("harm", w.from, w.to, "it is told of another maker's drug alone")
}

// unreal reports whether a word of harm is denied, feared, asked about, or read in a study or on a label.
func (m *message) unreal(w word, c clause) bool {
	if w.tag != wNoEffect && (m.deniedWithin(w.from, 6) || m.deniedList(w)) {
		return m.pass("harm", w.from, w.to, "it is denied")
	}
	for _, s := range []string{"少了", "减少", "减轻", "轻了", "好转", "消失", "缓解", "明显少", "改善", "没了", "也少", "好多了"} {
		if w.tag == wHarm && m.is(w.to, s) {
			return m.pass("harm", w.from, w.to, "it grew less: a wanted effect")
		}
	}
	if f, ok := m.first(c.from, c.to, wFear); ok && (f.from < w.from || m.is(f.from, "风险")) {
		return m.pass("harm", w.from, w.to, "it is feared, not told to have happened")
	}
	if n := m.clauseIndex(w.from); n > 0 && !m.clauses[n-1].strong && m.endsFear(m.clauses[n-1]) {
		return m.pass("harm", w.from, w.to, "it is feared, not told to have happened")
	}
	actual := m.oneCase(w)
	if m.within(c.from, c.to, wStudy) && !actual {
		return m.pass("harm", w.from, w.to, "it is told of a study")
	}
	if m.within(c.from, c.to, wLabel) && !actual {
		return m.pass("harm", w.from, w.to, "it is told or asked of the label")
	}
	if m.has[wStudy] && !m.hasAny(wPerson) && !actual && !m.within(c.from, c.to, wPatient, wExpose) {
		return m.pass("harm", w.from, w.to, "it is told of a study")
	}
	return !actual && m.asksAbout(c) && m.pass("harm", w.from, w.to, "it is asked about")
}

// endsFear reports whether a clause ends in a word of fear, which then speaks of the next clause.
func (m *message) endsFear(c clause) bool {
	w, ok := m.first(c.from, c.to, wFear)
	return ok && c.to-w.to <= 1
}

// deniedList reports whether a word stands in a list that begins with a denial (没有皮疹、恶心).
func (m *message) deniedList(w word) bool {
	c := m.clauseOf(w.from)
	if m.text.at(c.from) == '无' || m.is(c.from, "没有") || m.is(c.from, "未见") || m.is(c.from, "否认") || m.is(c.from, "未出现") || m.is(c.from, "没出现") {
		return true
	}
	for k := w.from - 1; k > c.from; k-- {
		if m.r[k] == '、' || m.r[k] == '和' || m.r[k] == '或' {
			return m.deniedWithin(k, 8)
		}
	}
	tail := string(m.r[w.to:min(w.to+5, len(m.r))])
	return strings.HasPrefix(tail, "没有") || strings.HasPrefix(tail, "也没有") || strings.HasPrefix(tail, "都没有") || strings.HasPrefix(tail, "没出现")
}

// oneCase reports whether the sentence tells of one patient or of something that happened (有个病人, 一例, 老太太, 出现了).
func (m *message) oneCase(w word) bool {
	from, to := m.sentence(w.from)
	if m.within(from, to, wPerson, wSevere) {
		return true
	}
	for _, p := range m.words {
		if p.tag != wPatient || p.from < from || p.from >= to {
			continue
		}
		s := string(m.r[p.from:p.to])
		if s != "病人" && s != "患者" && s != "老人" && s != "孕妇" && s != "病友" && s != "糖友" {
			return true
		}
		for k := max(from, p.from-8); k < p.from; k++ {
			if runeIn(m.r[k], "个位例名某床") && k > 0 && (runeIn(m.r[k-1], "有一两俩三几这那二") || isDigit(m.r[k-1])) || m.is(k, "有病") || m.is(k, "岁") || m.is(k, "他的") || m.is(k, "她的") {
				return true
			}
		}
		if k := p.from - 1; runeIn(m.text.at(k), "有") {
			return true
		}
	}
	return false
}

func (m *message) oneWoman() bool {
	for _, w := range m.words {
		if w.tag == wPregnant && (m.oneCase(w) || runeIn(m.text.at(w.to), "了才后还")) {
			return true
		}
	}
	return m.has[wPerson]
}

// asksAbout reports whether a clause or the whole text is a question about what may happen.
func (m *message) asksAbout(c clause) bool {
	s := strings.TrimRight(m.string(), " 。!,")
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, "吗") || strings.HasSuffix(s, "呢") || strings.HasSuffix(s, "么") {
		return !m.within(c.from, c.to, wPatient, wPerson) || m.within(c.from, c.to, wAsk)
	}
	return m.within(c.from, c.to, wAsk) && !m.within(c.from, c.to, wPatient, wPerson)
}

// history reports whether a word names an illness that a patient had before (心梗后的患者, 出血史, 既往胰腺炎).
func (m *message) history(w word) bool {
	at := w.to
	for runeIn(m.text.at(at), "后的类等型期性") && at < w.to+3 {
		at++
	}
	for _, s := range []string{"病人", "患者", "人群", "史", "适应症", "预防", "治疗", "的时候", "发作的时候", "合并", "风险", "科", "门诊", "病房", "中心", "方面", "领域", "高危", "评估", "评分", "指南", "管理"} {
		if m.is(at, s) || m.is(w.to, s) {
			return true
		}
	}
	for _, s := range []string{"既往", "有过", "合并", "治疗", "治", "缓解", "改善", "因", "预防", "针对", "抗", "防", "降低", "减少", "避免", "控制"} {
		if m.ends(w.from, s) {
			return !(s == "因" && m.within(w.to, min(w.to+6, len(m.r)), wSevere))
		}
	}
	return false
}

// abnormal reports whether a laboratory value is told to have gone wrong: 肌酸激酶升到正常的6倍, 血钾6.2; a wanted change
// (血糖降了) is none.
func (m *message) abnormal(w word) bool {
	end := min(w.to+10, len(m.r))
	s := string(m.r[w.to:end])
	if strings.HasPrefix(s, "正常") || strings.Contains(s, "恢复正常") || strings.Contains(s, "降到正常") || strings.Contains(s, "没升") || strings.Contains(s, "没高") {
		return false
	}
	if n, end := number(m.r, w.to); end > w.to && isDigit(m.r[w.to]) {
		switch string(m.r[w.from:w.to]) {
		case "心率":
			return n >= 100 || n <= 50
		case "血压":
			return n <= 90 || n >= 180
		case "血糖":
			return n < 4 || n >= 20
		}
	}
	wanted := m.is(w.from, "血糖") || m.is(w.from, "血压") || m.is(w.from, "血脂") || m.is(w.from, "心率") || m.is(w.from, "指标") || m.is(w.from, "尿酸")
	for i, c := range m.r[w.to:end] {
		if isBreakStrong(c) || c == ',' {
			break
		}
		if runeIn(c, "掉跌飙") || !wanted && (runeIn(c, "升高涨超倍增低") || m.is(w.to+i, "异常") || isDigit(c) && i <= 2) {
			return !m.within(w.to, end, wAsk)
		}
		if wanted && (runeIn(c, "升涨") || m.is(w.to+i, "过低") || m.is(w.to+i, "太低")) {
			return m.within(0, len(m.r), wPatient, wPerson)
		}
	}
	return false
}

// exposed reports whether the sentence or the text says that somebody took one of the products.
func (m *message) exposed(w word) bool {
	from, to := m.sentence(w.from)
	patient := m.hasAny(wPatient, wPerson)
	if m.within(from, to, wOurs) {
		return true
	}
	if m.within(from, to, wExpose, wStopped) && (patient || m.has[wOurs] || m.productSaid() && m.tookSome(from, to)) {
		return true
	}
	for _, t := range m.tokens {
		if t.kind == tokProduct && t.from >= from && t.from < to && (m.within(from, to, wPatient, wPerson) || w.tag == wMisuse || m.text.at(t.to) == '后' || m.within(from, to, wSevere)) {
			return true
		}
		if t.kind == tokProduct && t.from >= from && t.from < w.from && (m.is(w.from-2, "一个") || m.is(w.from-2, "有个") || m.is(w.from-1, "例")) {
			return true
		}
	}
	return m.within(from, to, wPatient) && m.productSaid() && (m.within(0, from, wExpose) || m.oneCase(w))
}

// tookSome reports whether a word of intake in from..to is not only part of what a doctor means to do (会用, 先用用看).
func (m *message) tookSome(from, to int) bool {
	for _, w := range m.words {
		if w.from < from || w.from >= to || w.tag != wExpose && w.tag != wStopped {
			continue
		}
		meant := false
		for _, o := range m.words {
			meant = meant || o.from <= w.from && o.to >= w.to && o.tag <= wMet
		}
		if !meant {
			return true
		}
	}
	return false
}

// tookDone reports whether the sentence says that somebody took the product (诺胰平打了没效果).
func (m *message) tookDone(w word) bool {
	from, to := m.sentence(w.from)
	for _, e := range m.words {
		if e.tag == wExpose && e.from >= from && e.from < to && (m.r[e.to-1] == '了' || m.text.at(e.to) == '了') && runeIn(m.r[e.from], "吃打服吸注用") && m.productIn(from, to) {
			return m.has[wLab]
		}
	}
	return false
}

// feeling reports whether harm is only how strongly somebody feels (紧张到手抖, 累得头晕).
func (m *message) feeling(w word) bool {
	for k := w.from - 1; k >= 0 && k >= w.from-3; k-- {
		if runeIn(m.r[k], "到得") {
			for _, s := range []string{"紧张", "激动", "累", "吓", "冻", "冷", "晒", "饿", "笑", "忙", "熬", "站", "跑", "热"} {
				if m.ends(k, s) {
					return true
				}
			}
		}
	}
	return false
}

// onOurs reports whether the harm is not told of another maker's drug alone: the drug named last before it is ours or unnamed.
func (m *message) onOurs(w word) bool {
	if !m.has[wDrug] || m.has[wOurs] {
		return true
	}
	if m.onTheirs(w) {
		return false
	}
	from, to := m.sentence(w.from)
	ours, theirs := -1, -1
	for _, t := range m.tokens {
		if t.kind == tokProduct && !t.dead && t.from >= from && t.from < to {
			if ours < 0 || t.from < w.from {
				ours = t.from
			}
		}
	}
	for _, d := range m.words {
		if d.tag == wDrug && d.from >= from && d.from < to && (theirs < 0 || d.from < w.from) {
			theirs = d.from
		}
	}
	switch {
	case theirs < 0:
		return true
	case ours < 0:
		return false
	case ours > theirs:
		return ours < w.from || theirs > w.from
	}
	// ours, then theirs: taken together, or told apart
	between := string(m.r[ours:theirs])
	return theirs > w.from || !strings.ContainsAny(between, ",;。") || strings.ContainsAny(between, "加合联同")
}

// onTheirs reports whether the clause of the harm says itself that the patient took another maker's drug, and no other (她说有病人用司美
// 吐得厉害).
func (m *message) onTheirs(w word) bool {
	c := m.clauseOf(w.from)
	d, ok := m.first(c.from, w.from, wDrug)
	if !ok || m.productIn(c.from, c.to) || m.within(c.from, c.to, wOurs) {
		return false
	}
	return m.within(max(c.from, d.from-3), d.from, wExpose) && m.within(c.from, d.from, wPatient, wPerson) && !m.has[wOurs] && !m.within(d.to, c.to, wExpose)
}

// news reports whether a text brings news of a case that was told before.
func (m *message) news(w word) bool {
	if !m.hasAny(wPatient, wHarm, wSevere) {
		return false
	}
	for _, s := range []string{"好了", "出院", "去世", "过世", "死", "恢复", "好转", "停药", "加重", "转院", "消退", "退了", "复查", "缓解", "结果出来", "没事了", "转普通", "转出", "拔管", "走了", "抢救", "住院", "正常了", "降下来", "稳定"} {
		if strings.Contains(string(m.r[w.from:]), s) {
			return true
		}
	}
	return false
}
