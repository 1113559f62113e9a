package understand

import (
	"strings"
	"sync"
)

// tag says what a word of the lexicon means. Words of one family do not overlap in a text: the first and longest stands, so
// that 不考虑 is not also 考虑. Words of different families may.
type tag uint8

const (
	_ tag = iota
	// How a visit ended.
	wAgreed
	wInterested
	wNeutral
	wObjection
	wRefused
	wAbsent
	wMet
	// Why it was made.
	wAccess
	wInvite
	wFollowup
	wAcademic
	wDetailing
	wTell
	wRelationship
	// What was done, and when.
	wVisit
	wTalk
	wPast
	wFuture
	wAgain
	wElsewhere
	// What kind of sentence it is.
	wNot
	wIf
	wUndone
	wPhone
	wDistant
	wOthers
	wAsk
	wAll
	wEach
	wTotal
	wRest
	wJoint
	wWith
	// Corrections.
	wWrong
	wAmend
	wUndo
	wRecord
	wField
	// Other things people ask for.
	wRemind
	wPlanAsk
	wQuota
	wAbout
	wHelp
	wTimeOff
	wStaffMeeting
	wEvent
	wAttend
	wKnow
	wDrug
	// Adverse events and complaints.
	wPatient
	wPerson
	wExpose
	wHarm
	wMaybeHarm
	wSevere
	wLab
	wMisuse
	wNoEffect
	wPregnant
	wStopped
	wFear
	wStudy
	wLabel
	wWanted
	wEarlier
	wOurs
	wComplain
	wDefect
	wSupply
	tags
)

// family groups the tags whose words exclude each other.
func (t tag) family() int {
	switch {
	case t <= wMet:
		return 1
	case t <= wRelationship:
		return 2
	case t <= wElsewhere:
		return 3
	case t <= wWith:
		return 4
	case t <= wField:
		return 5
	case t <= wDrug:
		return 6
	case t <= wOurs:
		return 7
	}
	return 8
}

const families = 9

// expand returns the words that a pattern of the lexicon stands for: 还{要|得}去{几|多少} is 还要去几, 还要去多少, 还得去几, 还得去多少.
// An empty alternative leaves the place out.
func expand(pattern string) []string {
	head, rest, found := strings.Cut(pattern, "{")
	if !found {
		return []string{pattern}
	}
	choices, tail, _ := strings.Cut(rest, "}")
	tails := expand(tail)
	var out []string
	for choice := range strings.SplitSeq(choices, "|") {
		for _, t := range tails {
			out = append(out, head+choice+t)
		}
	}
	return out
}

// lexicon is the trie of all words with their tags; typedWords has their pinyin for texts typed in pinyin.
var (
	lexicon    = sync.OnceValue(newLexicon)
	typedWords = sync.OnceValue(func() map[string]string {
		m := map[string]string{}
		put := func(words string) {
			for w := range strings.FieldsSeq(words) {
				if strings.Contains(w, "{") {
					continue
				}
				if p := letters(w); len(p) > 2 && len([]rune(w)) > 1 {
					if _, ok := m[p]; !ok {
						m[p] = w
					}
				}
			}
		}
		put(typedFirst)
		for _, list := range [][tags]string{visitWords, otherWords} {
			for _, words := range list {
				put(words)
			}
		}
		return m
	})
)

// newLexicon makes the trie of all words.
func newLexicon() *trie[tag] {
	t := newTrie[tag]()
	for _, list := range [][tags]string{visitWords, otherWords} {
		for g, words := range list {
			for w := range strings.FieldsSeq(words) {
				for _, each := range expand(w) {
					t.add(each, tag(g))
				}
			}
		}
	}
	return t
}

// typedFirst are words that win where several have the same pinyin, and words that are in no list.
const typedFirst = "不是 就是 还是 但是 所以 然后 全部 所有 核准 短信 这个月 本月 几次 还差 什么 怎么 待审 批准 驳回 通过 评语 建议 留言 分享 团队 恢复 退订 经理 总监 协访 陪同 一起 主任 医生 教授 院长 大夫 老师 副主任 今天 明天 后天 大后天 昨天 前天 大前天 上午 下午 中午 晚上 早上 周一 周二 周三 周四 周五 周六 周日 " +
	"下周一 下周二 下周三 下周四 下周五 下周六 下周日 上周一 上周二 上周三 上周四 上周五 上周六 上周日 这周一 这周二 这周三 这周四 这周五 本周一 本周二 本周三 " +
	"本周四 本周五 星期一 星期二 星期三 星期四 星期五 下周 上周 本周 这周 月底 分钟 半小时 小时 一刻钟 同意 认可 考虑 感兴趣 支持 拒绝 拜访 计划 提醒 提醒我 介绍 文献 " +
	"指南 回访 邀请 进药 进院 没见到 不在 出差 患者 病人 出血 皮疹 头晕 恶心 过敏 住院 撤销 帮助 退订 恢复 取消 使用情况 一般 没表态 再去 下次 投诉 三点 两点 四点 十点 九点 升高 异常 嘶哑"

// word is a word of the lexicon found in a text.
type word struct {
	tag      tag
	from, to int
}
