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
	// howOften reads 上个月我见了刘国强几次.
	howOften = regexp.MustCompile(`(见|拜访|去|聊|跑|看|找)[了过][^,。;!]{0,10}(几|多少)(次|回|趟)$`)
	// sitsOn reads when a doctor receives patients (李静周三上午出门诊): of today or yesterday it tells why she was not met.
	sitsOn   = regexp.MustCompile(`(出门诊|坐门诊|坐诊|出诊|上门诊)$`)
	todaySat = regexp.MustCompile(`今|昨|前天|刚|当时|正在`)
	// wantToSee reads 我想看看欧阳明的资料, 我想了解一下李静.
	wantToSee = regexp.MustCompile(`^(我们?|俺)?(还|也|就|先)?(想|要|想要|需要)(再)?(看看|看下|看一下|看|了解一下|了解下|了解|知道|查查|查下|查一下|查|问问|问下|问一下)[^去来]`)
	// guesses reads 我觉得李静会同意, 李静应该会感兴趣, 李静会不会同意.
	guesses = regexp.MustCompile(`(觉得|估计|感觉|猜|相信|希望|但愿|可能|应该|说不定|大概|没准|也许|恐怕)[^,。;!]{0,10}(会|能|肯|愿意)|(会不会|能不能|肯不肯|愿不愿意?|可不可以)`)
	// hardToSee reads 李静很难见.
	hardToSee = regexp.MustCompile(`(难|不好|不容易|不方便|不太好)(见|约|拜访|搞定?|接触)(到|上)?(了|啊|的|呀)?$`)
	// howTo reads 怎么跟李静聊立舒平, 下次见李静我该聊什么.
	howTo = regexp.MustCompile(`^[^,。;!]{0,4}(怎么|如何|咋|怎样)(样)?(才能|才)?(去)?(跟|和|对|向|给|约|见|拜访|说服|搞定|打动)|(该|应该|要|可以|能)(聊|说|讲|谈|问|带|准备|注意)(点|些)?(什么|啥|哪些)`)
	// onTheWay reads 去李静那的路上, 正赶去李静那儿.
	onTheWay = regexp.MustCompile(`的?路上$|^(我)?(正|正在|在)(赶|去|往)`)
	// noTime reads 今天没时间见李静, where it is the sender who has none.
	noTime = regexp.MustCompile(`(没|没有)(时间|空|来得及|顾上|顾得上|工夫|功夫|机会)(再)?(去)?(见|拜访|看|找|跑)[^,。;!到着]{2,6}$`)
	// onLeave reads 李静请假了: news of her, and no try to see her.
	onLeave = regexp.MustCompile(`(请假|休假|休产假|产假|年假|退休|调走|住院|生病)(了|呢|中)?$`)
	// byWire reads 给李静发了资料，微信发的.
	byWire = regexp.MustCompile(`[^,。;!],(是|用|通过)?(微信|邮件|短信|企微|电话|快递)(上|里)?(发|传|说|聊|讲|寄|联系|沟通)的$`)
	// promised reads 李静答应明天见我, 李静让我下周再来.
	promised = regexp.MustCompile(`(答应|同意|约|让|叫|喊|要)了?(我)?[^,。;!]{0,8}(见我|再去|再来|过去|去找|再找)(一趟|她|他|聊)?$`)
	// theirs is somebody else who asks or says.
	theirs = regexp.MustCompile(`问|咨询|想知道|关心|打听|质疑|纠结|好奇|不知道|不清楚|不确定|看看有没有|看有没有|了解有没有`)
)

// inquires reports whether the whole text is a question of the sender's own about a doctor or about what was done with her.
func (m *message) inquires() bool {
	if len(m.people) == 0 || m.form != "" || len(m.r) > 30 || m.minutes([]span{{0, len(m.r)}}, false) > 0 {
		return false
	}
	s := strings.TrimRight(m.string(), " 。!?,~啊呀呢哦")
	if wantToSee.MatchString(s) {
		return !m.hasDay() && !m.productSaid()
	}
	for _, re := range []*regexp.Regexp{lastTime, whether, didI, whenWho, howOften} {
		at := re.FindStringIndex(s)
		if at != nil && !theirs.MatchString(s[:at[0]]) && !strings.ContainsAny(s, ",;。") {
			return true
		}
	}
	return false
}

// muses reports whether one clause only guesses, asks how, or tells of what keeps the sender from a visit: nothing was done.
func (m *message) muses() bool {
	s := strings.TrimRight(m.string(), " 。!?,~啊呀呢哦吧")
	if byWire.MatchString(s) && m.form == "" {
		return true
	}
	if m.form != "" || strings.ContainsAny(s, ",;。!") || len(m.r) > 26 || m.minutes([]span{{0, len(m.r)}}, false) > 0 {
		return false
	}
	if onLeave.MatchString(s) && !m.hasAny(wVisit, wMet, wTalk) && !m.hasDay() || howTo.MatchString(s) || hardToSee.MatchString(s) || onTheWay.MatchString(s) || noTime.MatchString(s) {
		return true
	}
	if visitsAsked.MatchString(s) && !m.productSaid() || sitsOn.MatchString(s) && !todaySat.MatchString(s) && m.hasDay() && !m.hasAny(wVisit, wMet, wTalk) {
		return true
	}
	return guesses.MatchString(s) && !m.hasAny(wVisit, wMet, wTalk, wPast, wDetailing) && !theirs.MatchString(s)
}

// promises reports whether one clause tells only of a visit to come that the doctor agreed to: its 答应 and 同意 are no result.
func (m *message) promises() bool {
	s := strings.TrimRight(m.string(), " 。!?,~啊呀呢哦吧了")
	return m.hasDay() && !m.productSaid() && m.minutes([]span{{0, len(m.r)}}, false) == 0 && !m.hasAny(wMet, wTalk, wDetailing) &&
		!strings.ContainsAny(s, ",;。!") && promised.MatchString(s)
}
