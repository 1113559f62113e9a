package understand

import (
	"slices"
	"strings"
	"sync"

	"github.com/yaoban/yaoban/domain/feedback"
)

// remarkWords are what doctors say of a product or of us, by kind: each is a remark by itself. topicWords only name what is
// spoken of: they are a remark where the doctor speaks (他问医保), not where the rep does (讲了用法).
var (
	remarkWords = map[feedback.Kind]string{
		feedback.Efficacy: "效果好 效果不错 效果很好 效果挺好 效果明显 效果一般 效果可以 效果还行 效果还可以 效果还不错 效果理想 效果稳定 效果也好 效果很明显 疗效好 疗效不错 疗效很好 疗效可以 疗效确切 疗效一般 起效快 起效慢 起效比较慢 见效快 " +
			"见效慢 用得不错 用得好 用着不错 用下来不错 反应不错 反映不错 反馈不错 反映很好 反馈很好 都说好 控制得好 控制得不错 控制得很好 降得快 降得好 降得不错 降得明显 达标快 不良反应少 副作用小 副作用少 安全性好 耐受性好 耐受好 没什么副作用",
		feedback.Dosage: "吃着方便 用着方便 服用方便 使用方便 打着方便 一天一次方便 一周一次方便 服用麻烦 用法麻烦 吃法麻烦 使用麻烦 操作麻烦 不好吞 吞不下 片子太大 片子大 药片太大 药片大 片太大 依从性好 依从性差 依从性高 规格太小 规格太大 规格太少 剂量太大 剂量太小",
		feedback.Supply: "断货 断了货 缺货 没货 断供 停供 拿不到货 进不到货 买不到 开不出 开不到 配不到 药房没有 药房没药 供货不稳 供不上 供应不上 供货不足 供应不足 供货紧张 供应紧张 货跟不上 到货慢 到货太慢 到货晚 库存不足 没库存 没有库存 经常没货 老断货",
		feedback.Price: "太贵 偏贵 有点贵 有些贵 比较贵 嫌贵 觉得贵 说贵 贵了 很贵 挺贵 不贵 更贵 更便宜 便宜 价格高 价格太高 价格偏高 价格贵 价格合适 价格合理 价格可以 价格能接受 价格不低 负担重 负担不起 吃不起 用不起 报不了 不能报销 报销比例低 自费贵 没进医保 " +
			"不在医保 医保不报",
		feedback.Competitor: "竞品更好 竞品好 竞品便宜 习惯用竞品 用惯了竞品",
		feedback.Service:    "服务好 服务不错 服务到位 服务及时 服务差 服务跟不上 没人管 没人跟进 代表来得少 代表来得太少 代表不来 代表换得勤 回复慢 回复太慢 回复及时 响应慢 响应及时 联系不上 找不到人 资料太少 资料不够 支持不够 支持太少",
	}
	topicWords = map[feedback.Kind]string{
		feedback.Efficacy:   "疗效 效果 起效 安全性 副作用 不良反应 伤肝 肝损 出血 低血糖",
		feedback.Dosage:     "用法 用量 剂量 疗程 服法 吃法 规格 减量 加量 怎么吃 怎么用 饭前 饭后 剂型",
		feedback.Supply:     "供货 供应 库存 到货 配送",
		feedback.Price:      "价格 费用 医保 报销 集采 自费 药价 价钱",
		feedback.Competitor: "竞品 对家 别家 其他厂家 别的厂家",
		feedback.Service:    "服务 学术支持 售后",
	}
	// voices are the words by which the doctor speaks.
	voices = []string{"说", "觉得", "认为", "反馈", "反映", "提到", "提出", "嫌", "担心", "希望", "建议", "抱怨", "表示", "顾虑", "吐槽", "强调", "指出", "关心", "质疑", "感觉", "问", "怕", "怀疑"}
)

// remarkWord is a word of a kind of feedback; topic says that it only names what is spoken of.
type remarkWord struct {
	kind  feedback.Kind
	topic bool
}

// remarks finds the words of feedback.
var remarks = sync.OnceValue(func() *trie[remarkWord] {
	t := newTrie[remarkWord]()
	add := func(lists map[feedback.Kind]string, topic bool) {
		for kind, words := range lists {
			for w := range strings.FieldsSeq(words) {
				t.add(w, remarkWord{kind, topic})
			}
		}
	}
	add(remarkWords, false)
	add(topicWords, true)
	return t
})

// feedback returns what the doctor said in the spans of a visit, by kind: each kind once, with the words of its clauses.
func (m *message) feedback(told []span) []feedback.Remark {
	var out []feedback.Remark
	for _, c := range m.clauses {
		if c.adverse || c.ahead || !in(told, c.from) && !in(told, c.to-1) {
			continue
		}
		for _, kind := range m.remarksIn(c) {
			text := m.anonymous(c)
			i := slices.IndexFunc(out, func(r feedback.Remark) bool { return r.Kind == kind })
			if i < 0 {
				out, i = append(out, feedback.Remark{Kind: kind}), len(out)
			}
			if out[i].Text != "" {
				text = out[i].Text + "，" + text
			}
			out[i].Text = feedback.Strip(text)
			m.also("feedback", c.from, c.to, "what the doctor said of a product or of us")
			for _, p := range m.products([]span{{c.from, c.to}}) {
				if !slices.Contains(out[i].Products, p) {
					out[i].Products = append(out[i].Products, p)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b feedback.Remark) int {
		return slices.Index(feedback.Kinds, a.Kind) - slices.Index(feedback.Kinds, b.Kind)
	})
	return slices.DeleteFunc(out, func(r feedback.Remark) bool { return r.Text == "" })
}

// remarksIn returns the kinds of the remarks in a clause.
func (m *message) remarksIn(c clause) []feedback.Kind {
	var out []feedback.Kind
	put := func(k feedback.Kind) {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	lex := remarks()
	for i := c.from; i < c.to; i++ {
		end, found := lex.longest(m.r, i)
		if end == i || end > c.to {
			continue
		}
		for _, w := range found {
			if m.leftOut(i) || w.topic && !m.doctorSpeaks(c, i) {
				continue
			}
			put(w.kind)
		}
		i = end - 1
	}
	if w, ok := m.first(c.from, c.to, wDrug); ok && !m.leftOut(w.from) && m.speaksOfOther(c, w) {
		put(feedback.Competitor)
	}
	return out
}

// leftOut reports whether what stands at i was said not to have been spoken of (没提价格, 没聊疗效).
func (m *message) leftOut(i int) bool {
	for k := i - 1; k >= 0 && k >= i-4 && !isBreak(m.r[k]); k-- {
		if runeIn(m.r[k], "没未") && runeIn(m.text.at(k+1), "提聊谈讲说问有") {
			return !m.is(k, "没有") || runeIn(m.text.at(k+2), "提聊谈讲说问")
		}
	}
	return false
}

// doctorSpeaks reports whether the words before i in the sentence of a clause are the doctor's: a word of speaking or feeling
// that is not the rep's own (我说) and not asked by her (问了他效果).
func (m *message) doctorSpeaks(c clause, i int) bool {
	from, _ := m.sentence(i)
	from = max(from, i-24)
	for k := i - 1; k >= from; k-- {
		if m.ends(k+1, "讲了") || m.ends(k+1, "介绍") || m.ends(k+1, "沟通") || m.ends(k+1, "宣传") {
			return false
		}
		for _, v := range voices {
			if !m.is(k, v) {
				continue
			}
			before := m.text.at(k - 1)
			if runeIn(before, "我咱") || m.ends(k, "我们") || m.ends(k, "跟他") || m.ends(k, "和他") || m.ends(k, "给他") {
				return false
			}
			return v != "问" || runeIn(before, "他她") || m.endsPerson(k)
		}
	}
	return false
}

func (m *message) endsPerson(i int) bool {
	return slices.ContainsFunc(m.people, func(p mention) bool { return p.to == i })
}

// speaksOfOther reports whether another maker's drug is what the doctor uses or compares with, not only what the rep spoke of.
func (m *message) speaksOfOther(c clause, w word) bool {
	for k := max(c.from, w.from-4); k < w.from; k++ {
		if runeIn(m.r[k], "用比如") && !m.is(k, "如果") || m.is(k, "习惯") || m.is(k, "喜欢") {
			return !m.isPatientNear(c)
		}
	}
	for k := w.to; k < min(w.to+5, c.to); k++ {
		if m.is(k, "更") || m.is(k, "便宜") || m.is(k, "好用") || m.is(k, "习惯") || m.is(k, "进院") || m.is(k, "搞活动") || m.is(k, "代表") {
			return true
		}
	}
	return m.doctorSpeaks(c, w.from)
}

// isPatientNear reports whether a patient is who takes the drug (病人在用胰岛素): that is her history, no remark.
func (m *message) isPatientNear(c clause) bool { return m.within(c.from, c.to, wPatient) }

// anonymous returns the words of a clause without names of people who are not on the sender's list and take something (李建国
// 吃了降得快): they are patients. feedback.Strip does the rest.
func (m *message) anonymous(c clause) string {
	for i := c.from; i < c.to; i++ {
		if m.taken[i] || !surnames[m.r[i]] || !m.nameBegins(i) || m.is(i, "习惯") || everydayWords[string(m.r[i:min(i+2, len(m.r))])] {
			continue
		}
		for n := 3; n >= 2; n-- {
			if i+n >= c.to || !m.free(i, i+n) || m.wordIn(i, i+n) || m.isTimeToken(i, i+n) || !runeIn(m.r[i+n], "吃服用打") {
				continue
			}
			return m.cut(c.from, i) + feedback.Gone + m.cut(i+n, c.to)
		}
	}
	return m.cut(c.from, c.to)
}
