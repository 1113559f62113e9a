package understand

import (
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// further tries the commands beyond the table (GUIDE.md); the intent is Unknown in any case.
func (m *message) further() Reading {
	r := Reading{Intent: Unknown}
	s := strings.TrimRight(m.bare(), "啦吧哈哦啊呀")
	switch {
	case slices.Contains(ackWords, s):
		r.Further = Ack
	case slices.Contains(threadWords, s):
		r.Further = ThreadShow
	case slices.Contains(cancelWords, s):
		r.Further = CancelQuestion
	case slices.Contains(repeatWords, s):
		r.Further = Repeat
	case slices.Contains(agreeWords, s), slices.Contains(disagreeWords, s):
		r.Further, r.Agrees = Consent, slices.Contains(agreeWords, s)
	case slices.Contains(chartWords, s), len([]rune(s)) <= 14 && slices.ContainsFunc(chartParts, func(w string) bool { return strings.Contains(s, w) }):
		r.Further = ChartShow
	case m.schemes(s, &r), m.delegates(&r), m.reopens(&r), m.shares(&r), m.acknowledges(s, &r):
	case m.asksIndicator(s), m.asksManager():
		r.Further = TeamShow
	case m.setsGrade(&r), m.mergesNewDoctor(&r):
	case m.explainsGrade(s, &r):
	case m.listsVisits(s, &r):
	case m.phrases(s, &r):
	case m.events(s, &r):
	case asksTodo(s):
		r.Further = TodoShow
	case m.fills(&r):
	case m.restores(s):
		r.Further = VisitRestore
		m.target(&r)
	case m.prefers(s, &r), m.binds(s, &r):
	case len([]rune(s)) <= 16 && slices.ContainsFunc(deliveryWords, func(w string) bool { return strings.Contains(s, w) }):
		r.Further = DeliveryShow
	case m.asksScore(s, &r), m.leaveCommand(&r):
	case m.week(s, &r):
	case m.cancelsPlan(s):
		r.Further = PlanCancel
		m.target(&r)
	case m.setsField(&r):
	}
	return r
}

var (
	ackWords = []string{"知道了", "收到", "好", "好的", "好滴", "好嘞", "ok", "okay", "嗯", "嗯嗯", "嗯好的", "嗯嗯好的", "明白", "明白了", "了解", "了解了", "行", "可以", "得嘞", "收到谢谢", "好的谢谢", "谢谢", "多谢", "已阅", "已知", "好的收到",
		"收到了", "知道", "ok的", "好勒", "没问题", "辛苦了", "enenhaode"}
	cancelWords   = []string{"取消", "算了", "不用了", "不说了", "退出", "停", "放弃", "不填了", "先不填", "不记了", "别问了", "取消操作"}
	chartWords    = []string{"图", "表格", "月图", "本月图", "本月表格", "看图", "看表格", "画个图", "发个图", "发图", "发个表格", "发表格", "给我表格"}
	chartParts    = []string{"图表", "进度图", "进度表", "月度图", "目标图", "目标表", "达成图", "达成表"}
	repeatWords   = []string{"再记", "再记一次", "再记一条", "是另一次", "确是另一次", "另一次", "不是重复", "确实是另一次", "再记一遍"}
	agreeWords    = []string{"同意授权", "同意隐私", "同意定位", "同意使用", "同意隐私政策", "我同意", "同意收集", "同意收集位置", "同意位置", "同意保存位置", "同意使用位置", "同意定位授权", "授权位置", "位置同意"}
	disagreeWords = []string{"不同意授权", "不同意隐私", "不同意定位", "撤回同意", "我不同意", "撤销授权", "不同意收集", "不同意收集位置", "不同意位置", "撤回位置同意", "撤回同意位置", "取消同意", "取消位置授权", "撤回授权", "不同意保存位置"}
	threadWords   = []string{"看评语", "评语", "看看评语", "看建议", "看留言", "看回复", "主管评语", "有什么评语", "有评语吗", "有回复吗", "有留言吗", "经理怎么说", "主管怎么说"}
	deliveryWords = []string{"发送记录", "通知记录", "发了哪些", "短信记录", "发给我什么", "有什么通知", "最近通知", "投递记录", "提醒记录", "有没有发", "消息记录", "送达"}
	restoreWords  = []string{"不撤了", "撤销错了", "撤错了", "别撤了", "不要撤", "撤销撤销", "不撤销了", "不撤回了", "恢复刚才", "恢复上一条", "恢复那条", "恢复记录", "撤回错了", "还原", "不取消了", "别取消", "恢复计划", "恢复刚刚", "取消错了"}
)

// restores reports whether the text undoes an undo: 不撤了, 撤销错了, 恢复1024.
func (m *message) restores(s string) bool {
	if slices.ContainsFunc(restoreWords, func(w string) bool { return strings.Contains(s, w) }) {
		return len([]rune(s)) <= 20
	}
	return (strings.HasPrefix(s, "恢复") || strings.HasSuffix(s, "恢复")) && m.numberSaid() != 0
}

// prefers reads 用短信, 用微信, 自动.
func (m *message) prefers(s string, r *Reading) bool {
	if len([]rune(s)) > 14 {
		return false
	}
	for _, p := range []struct {
		words []string
		want  domain.Preference
	}{
		{[]string{"用短信", "发短信给我", "走短信", "改用短信", "短信通知我", "以后发短信", "短信提醒我", "收短信"}, domain.PreferSMS},
		{[]string{"用微信", "用企业微信", "用企微", "走微信", "改用微信", "发微信给我", "微信通知我", "以后发微信", "微信提醒我", "走企微"}, domain.PreferWeCom},
		{[]string{"自动选渠道", "渠道自动", "都可以随便发", "自动选择渠道", "自动渠道"}, domain.PreferAuto},
	} {
		for _, w := range p.words {
			if strings.Contains(s, w) && !strings.Contains(s, "不"+w) && !strings.Contains(s, "别"+w) {
				r.Further, r.Prefers = ChannelPrefer, p.want
				return true
			}
		}
	}
	return false
}

// binds reads 绑定 138…: the mobile number's last 11 digits.
func (m *message) binds(s string, r *Reading) bool {
	rest, ok := strings.CutPrefix(s, "绑定")
	if !ok {
		return false
	}
	digits := strings.Map(func(c rune) rune {
		if isDigit(c) {
			return c
		}
		return -1
	}, rest)
	if len(digits) > 11 && (strings.HasPrefix(digits, "86") || strings.HasPrefix(digits, "0086")) {
		digits = digits[len(digits)-11:]
	}
	r.Further = Bind
	if len(digits) == 11 && digits[0] == '1' && digits[1] >= '3' {
		r.Mobile = digits
	}
	return true
}

// cancelsPlan reports whether the text takes back a planned visit: 取消周三的计划, 取消1025, 明天省医不去了.
func (m *message) cancelsPlan(s string) bool {
	if len([]rune(s)) > 30 {
		return false
	}
	if strings.Contains(s, "不去") && strings.HasSuffix(s, "了") || strings.Contains(s, "去不了") || strings.Contains(s, "去不成") {
		return m.hasDay() || len(m.people) > 0 || m.numberSaid() != 0
	}
	if !strings.Contains(s, "取消") && !strings.Contains(s, "删") && !strings.Contains(s, "不要了") {
		return false
	}
	return m.numberSaid() != 0 || m.hasDay() || len(m.people) > 0 || strings.Contains(s, "计划") || strings.Contains(s, "提醒")
}

// target puts what the text names into the reading's target.
func (m *message) target(r *Reading) {
	t := Target{Number: m.numberSaid()}
	m.targetPeople(&t)
	for _, k := range m.tokens {
		if k.kind == tokDay && k.day.single() && t.Date.IsZero() {
			t.Date = k.day.on(m.today, r.Further == PlanCancel)
			m.also("target", k.from, k.to, targetRule)
			if k.day.kind == bareWeekday && k.day.weekday == (int(m.today.Weekday())+6)%7+1 {
				t.Date = k.day.on(m.today, false) // 周三 on a Wednesday: today's plan may still be cancelled
			}
		}
	}
	if !t.none() {
		r.Target = &t
	}
}
