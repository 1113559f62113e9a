package past

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// line is something that is said on one of the last days. Left is how many workdays of the past follow that day; a userid in braces
// stands for the number of that rep's newest record.
type line struct {
	left    int
	at      domain.TimeOfDay
	person  string
	channel domain.Channel
	text    string
}

// lines are what a newcomer is meant to find: a case at the safety desk, a complaint, time off, a joint visit, a meeting, what
// doctors said of prices, and on the last two days records that are no routine, each for another reason.
var lines = []line{
	{12, "16:40", "chenxiao", domain.WeCom, "今天下午3点在市一院心内开了科室会，讲的倍欣康，张伟主任、李静主任都到了，一共来了14个人"},
	{13, "10:20", "linyutong", domain.WeCom, "市中心谢峰主任反映有两盒肺舒清外盒压瘪了，要求换货"},
	{10, "16:10", "sunting", domain.WeCom, "明天下午请假"},
	{8, "15:30", "chenxiao", domain.WeCom, "下午1点和王经理一起去市一院心内见了李静主任，学术交流安络畅，20分钟，认可"},
	{8, "17:05", "wangjianguo", domain.WeCom, "辅导陈晓 4 4 5 3 4 优点：准备充分，先讲病人再讲产品；建议：遇到异议先复述再回答；待办：两周内和同事对练两次异议处理"},
	{6, "15:20", "linyutong", domain.WeCom, "下午1点去胸科医院呼吸科见了胡俊主任，肺舒清，15分钟，认可，他嫌价格有点贵"},
	{2, "16:20", "chenxiao", domain.WeCom, "附二刘国强主任说有个病人吃了安络畅三天，牙龈出血，已经停药了"},
	{2, "16:24", "chenxiao", domain.WeCom, "患者68岁男性，已好转"},
	{1, "15:05", "linyutong", domain.WeCom, "下午1点去市中心呼吸见了谢峰主任，带了两篇肺舒清的文献，把按需使用那一段逐条讲了，他想先看资料再定，20分钟，感兴趣"},
	{1, "15:40", "sunting", domain.WeCom, "下午1点去三院肾内见了吕斌主任，糖维宁，15分钟，认可，下周四再去"},
	{0, "09:10", "wangjianguo", domain.WeCom, "评语 {chenxiao} 切入点很好，先讲病人再讲产品"},
	{0, "09:12", "hemin", domain.WeCom, "建议 {sunting} 下次带上最新指南，围绕合并肾病的病人谈"},
	{0, "09:14", "hemin", domain.WeCom, "留言 {zhaolei} 下周一我和你一起去同德"},
	{0, "10:05", "linyutong", domain.WeCom, "上午8点半去胸科医院呼吸科见了林静怡医生，带了两篇肺舒清的文献，把按需使用那一段逐条讲了，她想先看资料再定，20分钟，感兴趣"},
	{0, "10:15", "chenxiao", domain.WeCom, "上午8点市一院心内赵敏医生，5分钟，没表态"},
	{0, "10:40", "sunting", domain.WeCom, "上午8点15分去三院内分泌见了叶子医生，糖维宁，20分钟，感兴趣"},
	{0, "10:41", "sunting", domain.WeCom, "上午8点20分去省医肾内见了薛刚主任，糖维宁，20分钟，认可"},
	{0, "10:50", "zhaolei", domain.SMS, "BF 肖冉 同德 立舒平 5fz 没表态"},
	{0, "12:05", "wangjianguo", domain.WeCom, "待审"},
	{0, "12:06", "wangjianguo", domain.WeCom, "看 {chenxiao}"},
	{0, "12:08", "hemin", domain.WeCom, "待审"},
	{0, "12:09", "hemin", domain.WeCom, "看 {sunting}"},
}

// staged puts the lines of the day on its agenda.
func (p *play) staged(i int, day domain.Date) {
	for _, l := range lines {
		if l.left != p.left(i) {
			continue
		}
		p.plan(day, l.at, func(ctx context.Context) error {
			text := l.text
			for _, r := range p.reps {
				text = strings.ReplaceAll(text, "{"+r.UserID+"}", strconv.FormatInt(r.newest, 10))
			}
			answer, err := p.Company.Say(ctx, l.person, l.channel, text)
			p.remember(l.person, answer)
			return err
		})
	}
}
