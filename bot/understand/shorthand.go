package understand

import (
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// The words that alone stand for a whole question. They may as well answer one (哪天？明天), so they are tried last.
var (
	monthWords  = []string{"本月", "这个月", "当月", "进度", "指标", "目标", "任务", "完成情况", "月进度", "频次", "达成"}
	pictureWord = []string{"月报", "图和表格", "图和表", "本月的图和表格", "图表和表格"}
)

// Shorthand reads a message of one word: 今天, 明天, 本周, 下周 ask for the plan, 本月 and 进度 for how far the month is, a grade for its
// doctors. Whoever manages means her team by the month.
func Shorthand(text string, manages bool, today domain.Date) (Reading, bool) {
	s := strings.Trim(strings.ToLower(strings.TrimSpace(text)), "?？。！!.~～ 呢吧啊呀")
	plan := func(from, to domain.Date) (Reading, bool) { return Reading{Intent: PlanShow, From: from, To: to}, true }
	monday := today.Monday()
	switch s {
	case "今天", "今日":
		return plan(today, today)
	case "明天", "明日":
		return plan(today.AddDays(1), today.AddDays(1))
	case "后天":
		return plan(today.AddDays(2), today.AddDays(2))
	case "本周", "这周", "这一周", "这礼拜":
		return plan(monday, monday.AddDays(6))
	case "下周", "下一周", "下礼拜":
		return plan(monday.AddDays(7), monday.AddDays(13))
	}
	switch {
	case slices.Contains(monthWords, s) && manages:
		return Reading{Intent: Unknown, Further: TeamShow, Team: &TeamSaid{About: TeamMonth, Month: today.FirstOfMonth()}}, true
	case slices.Contains(monthWords, s):
		return Reading{Intent: QuotaShow}, true
	case slices.Contains(pictureWord, s):
		return Reading{Intent: Unknown, Further: ChartShow}, true
	}
	if grade, ok := strings.CutSuffix(s, "级"); ok && len(grade) == 1 && grade >= "a" && grade <= "d" && !manages {
		return Reading{Intent: QuotaShow, Grade: domain.Grade(strings.ToUpper(grade))}, true
	}
	return Reading{}, false
}

// greetings are what people say before they say what they want.
var greetings = []string{"你好", "您好", "早", "早上好", "早安", "中午好", "下午好", "晚上好", "在吗", "在不在", "在么", "hi", "hello", "哈喽", "嗨", "hey", "喂", "药伴", "小药", "药伴你好", "你好药伴", "在"}

// Greets reports whether a text only greets.
func Greets(text string) bool {
	return slices.Contains(greetings, strings.Trim(strings.ToLower(strings.TrimSpace(text)), "?？。！!.~～， ,呀啊"))
}
