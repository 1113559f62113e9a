package understand

import (
	"regexp"
	"strings"
)

// Questions about a visit that was made, or about a doctor, that hold every word of a report. What somebody else asked (张伟问有没有样品)
// is none: the question must be the sender's own.
var (
	// lastTime reads 上次聊了什么, 最近一次结果怎么样, 之前说过啥.
	lastTime = regexp.MustCompile(`(上次|上回|上一次|最近|前几次|历次|之前|以前)[^,。;!]{0,12}(什么|啥|哪些|哪天|怎么样|怎样|如何|几次|多久|多少)[^,。;!]{0,4}$`)
	// whether reads 是不是同意了, 有没有说试用.
	whether = regexp.MustCompile(`(是不是|有没有|是否|有无)[^,。;!]{0,14}$`)
	// didI reads 见过李静没有, 昨天拜访了李静吗.
	didI = regexp.MustCompile(`(见|拜访|去|聊|跑|看|找|谈|来|说|同意|记录?)[了过到][^,。;!]{0,14}(吗|没有|没|么|嘛)$`)
	// whenWho reads 我什么时候见的李静, 谁见过李静, 李静对立舒平啥态度.
	whenWho = regexp.MustCompile(`(什么时候|啥时候|哪天|哪一天|哪次|几号)[^,。;!]{0,4}(见|拜访|去|聊|跑|看|找|谈)(的|过|了)|(啥|什么|怎样的|怎么个)(态度|看法|反应|反馈|意见|想法|说法|结果|情况)$|(态度|看法|反应|反馈|意见|想法|说法|结果)(是|怎么样|如何|怎样|是啥|是什么)$`)
	// wantToSee reads 我想看看欧阳明的资料, 我想了解一下李静.
	wantToSee = regexp.MustCompile(`^(我们?|俺)?(还|也|就|先)?(想|要|想要|需要)(再)?(看看|看下|看一下|看|了解一下|了解下|了解|知道|查查|查下|查一下|查|问问|问下|问一下)[^去来]`)
	// theirs is somebody else who asks or says.
	theirs = regexp.MustCompile(`问|咨询|想知道|关心|打听|质疑|纠结|好奇|不知道|不清楚|不确定|看看有没有|看有没有|了解有没有`)
)

// inquires reports whether the whole text is a question of the sender's own about a doctor or about what was done with her.
func (m *message) inquires() bool {
	if len(m.people) == 0 || m.form != "" || len(m.r) > 30 || m.minutes([]span{{0, len(m.r)}}, false) > 0 {
		return false
	}
	s := strings.TrimRight(string(m.r), " 。!?,~啊呀呢哦")
	if wantToSee.MatchString(s) {
		return !m.hasDay() && !m.productSaid()
	}
	for _, re := range []*regexp.Regexp{lastTime, whether, didI, whenWho} {
		at := re.FindStringIndex(s)
		if at != nil && !theirs.MatchString(s[:at[0]]) && !strings.ContainsAny(s, ",;。") {
			return true
		}
	}
	return false
}
