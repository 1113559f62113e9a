package understand

import (
	"strings"
	"sync"
)

// takenWords end in a drug having been taken; what follows is told of whoever took it.
const takenWords = "吃了 吃完 吃后 服后 服了 服完 服用后 用了 用后 用完 打了 打完 打后 吸了 吸完 吸后 注射后 口服后 连吃 连用 连打 吃药后 服药后 用药后 打针后 使用后 吃得 打得 吃到 打到 用到 加到 吸到 服到 用药期间 服药期间 服用期间 吃上 用上 吃着 用着"

// fineWords are what is told of patients who do well, or of what they pay, wait for and ask: no harm by themselves.
const fineWords = "有劲 有力 硬朗 结实 通畅 顺畅 灵活 轻松 自如 好 降 稳 正常 达标 满意 没 无 未 不错 改善 瘦 减 贵 嫌 有效 见效 起效 耐受 舒服 能 开心 依从 方便 便宜 缓解 控制 提高 恢复 认可 高兴 放心 达到 愈合 不 轻 少 消 出院 复查 随访 继续 效果 疗效 回来 合适 观察 可以 愿意 看看 问 吗 ? 怎么 要 想 反馈 情况 感觉 下周 换 进 盒 诊 查 睡 安静 分数 射血 快 夸 赞 感谢 送 稳住 精神 退 低 下来 下降 达 值 标准 理想 医保 钱 门诊 处方 开了 认 同意 推荐 多 会用 试 讲 聊 说明 指南 数据 依据 比较 优势 愈 治 救 安全 顺 习惯 摘 愈 建议 考虑 支持 价 断货 缺货 库存 负荷 剂量 疗程 起始 维持 坚持 长期 个病人 个患者 例病人 例患者 主任 医生 分钟 达格 早 晚 饭 空腹"

var takenLex = sync.OnceValues(func() (taken, everyday *trie[bool]) {
	taken, everyday = newTrie[bool](), newTrie[bool]()
	for w := range strings.FieldsSeq(takenWords) {
		taken.add(w, true)
	}
	for w := range strings.FieldsSeq(fineWords) {
		everyday.add(w, true)
	}
	return taken, everyday
})

// strangeAfter reports whether a patient took one of our products and then something is told of her that is neither good nor
// everyday: harm has more words than any list holds, and whoever tells of it this way means it.
func (m *message) strangeAfter() bool {
	taken, everyday := takenLex()
	if !m.productSaid() && !m.has[wOurs] || !(&scene{m: m}).any(adverseLex().patients, 0, len(m.r)) {
		return false
	}
	for i := range m.r {
		end, _ := taken.longest(m.r, i)
		for _, t := range m.tokensIn(i, i+1) {
			if t.kind == tokProduct && t.from == i && (runeIn(m.text.at(i-1), "吃服用打吸射换") || m.text.at(i-1) == '了' && runeIn(m.text.at(i-2), "吃服用打吸射换")) {
				end = t.to
			} else if t.kind == tokProduct && t.from == i && runeIn(m.text.at(t.to), "后第") {
				end = t.to + 1
			}
		}
		if end == i {
			continue
		}
		s := m.scene(heardCue{from: end, to: end, kind: cueSymptom})
		if !s.patient || !s.drugHere && !m.within(s.from, s.to, wOurs) || s.theirs() || s.asked() || s.taught() || s.feared() || s.says(s.c.from, end, "没", "能", "想", "准备", "打算", "会用", "愿意", "可以") {
			continue
		}
		if s.says(end, s.to, "高兴", "开心", "满意", "点赞", "惊喜") || s.ofOthers() { // a wanted effect (体重掉了5公斤), or theirs
			continue
		}
		from, to := m.outcome(end, s.to)
		if m.broken(from, s.to) {
			return true
		}
		if to-from >= 2 && !s.any(everyday, from, to) && !m.within(from, to, wAgreed, wInterested, wNeutral) {
			return true
		}
		if s.oneCase && m.strangeLater(s, to, everyday) {
			return true
		}
	}
	return false
}

// strangeLater reports whether a later clause of the sentence tells of the same patient what is neither good nor everyday: she is one
// who exists, and the clause names nobody and nothing else.
func (m *message) strangeLater(s *scene, from int, everyday *trie[bool]) bool {
	for _, c := range m.clauses {
		if c.from < from || c.from >= s.to || c.to-c.from < 4 || c.to-c.from > 16 || len(m.tokensIn(c.from, c.to)) > 0 || m.within(c.from, c.to, wAgreed, wInterested, wNeutral, wTalk, wDetailing, wVisit) {
			continue
		}
		if (runeIn(m.text.at(c.to-1), "了着") || strings.ContainsAny(string(m.r[c.from:c.to]), "得不")) && !s.any(everyday, c.from, c.to) {
			return true
		}
	}
	return false
}

// outcome returns the runes that tell what came after a drug was taken: behind the product, the time and the amount, as far as the
// next sign.
func (m *message) outcome(from, to int) (int, int) {
	for from < to {
		if end := m.beside(from); end > from {
			from = end
			continue
		}
		if isLatin(m.r[from]) {
			from++
			continue
		}
		if !isBreak(m.r[from]) && !runeIn(m.r[from], "后之以期间的了时候就都才有在，第整大约差不多快半些") {
			break
		}
		from++
	}
	end := from
	for end < to && !isBreak(m.r[end]) {
		end++
	}
	return from, end
}

// beside returns the end of a product, a time or an amount that begins at i; i if there is none.
func (m *message) beside(i int) int {
	for _, t := range m.tokensIn(i, i+1) {
		if t.from == i {
			return t.to
		}
	}
	n, end := number(m.r, i)
	if end == i || n == 0 {
		return i
	}
	for runeIn(m.text.at(end), "多几来") {
		end++
	}
	for _, unit := range []string{"个月", "毫克", "星期", "小时", "分钟", "mg", "天", "周", "月", "年", "片", "粒", "针", "支", "次", "吸", "顿", "盒", "瓶", "宿", "晚", "个", "日"} {
		if m.is(end, unit) {
			return end + len([]rune(unit))
		}
	}
	return i
}

// partsOfBody are where it hurts; changedRunes is what parts of the body do only when something is wrong.
var partsOfBody = []string{"腿", "脚", "手", "胳膊", "背", "腰", "肩", "胸口", "头", "肚子", "胃", "嗓子", "喉咙", "膝盖", "身上", "牙", "脸", "嘴", "眼", "舌", "唇", "指甲", "头发", "皮", "穿刺点", "伤口", "耳朵", "鼻", "肉", "脖子", "尿", "便", "血管"}

const changedRunes = "抽麻肿歪裂渗黑青紫烂鼓痒疼痛酸僵硬烫瘸哑聋瞎抖"

// broken reports whether from..to tells of what somebody can no longer do (握不动, 睡不成, 记不住) or of a part of the body that
// changed (半边脸鼓起来, 指甲发黑).
func (m *message) broken(from, to int) bool {
	for i := from; i < to; i++ {
		if m.r[i] == '不' && i > from && isHan(m.text.at(i-1)) && runeIn(m.text.at(i+1), "了住成动起开着稳清下直") && !m.within(i-1, i+2, wAgreed, wRefused) && !runeIn(m.text.at(i-1), "少差错受买付用") && !m.is(i+1, "了解") {
			return true
		}
		for _, part := range partsOfBody {
			if !m.is(i, part) {
				continue
			}
			for k := i + len([]rune(part)); k < min(to, i+5); k++ {
				if isBreak(m.r[k]) || runeIn(m.r[k], "不没好") {
					break
				}
				if runeIn(m.r[k], changedRunes) {
					return true
				}
			}
		}
	}
	return false
}
