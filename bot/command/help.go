package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayHelpRep = words.New("help.rep", "直接说话就行，例如：\n① 记拜访：下午三点%s，%s，20分钟，认可，下周一再去\n② 排计划：周四上午十点去%s，提前半小时提醒；发“排下周”我来排好\n"+
		"③ 设提醒：明天下午3点提醒我给%s打电话\n④ 查：今天计划、本周计划、周报、本月还差几次、查 %s\n⑤ 改错：“改成25分钟”“不是张伟是李静”“撤销”“不撤了”；不良反应、投诉直接说")
	sayHelpManager = words.New("help.manager", "直接说话就行，例如：\n① 审阅：待审、批准 1024、通过 常规、驳回 1024 没写产品；看安排：今天计划、下周计划、周报\n② 查医生：查 %s\n③ 设提醒：明天上午9点提醒我开会；用短信收提醒请发“用短信”；群发：通知全组：明天下午两点开会\n"+
		"④ 不良反应：直接说，立即转药物警戒\n⑤ 下属记了与您的协访会告诉您，打分回“辅导 1024 45344”，看“辅导记录”")
	sayHelpOther = words.New("help.other", "直接说话就行，例如：\n① 设提醒：明天上午9点提醒我开会\n② 新的安全信息会立即告诉药物警戒岗位，点“知道了”确认\n"+
		"③ 用短信收提醒请发“用短信”，改回请发“用微信”\n④ 停发短信请回“退订”，恢复请回“恢复”\n⑤ 人员、医生、产品由管理员导入")
	sayHelpAdmin = words.New("help.admin", "直接说话就行，例如：\n① 改评级方案：“把职称权重改到30，床位权重改成5”“A级的线改到80”，先看影响，回“确认”才应用\n"+
		"② 看“评级方案”“方案历史”，退回发“撤回方案”或“回滚到第2版”\n③ 改医生资料：“张伟的床位改成80”，撤回发“撤回 编号”\n④ 设提醒：明天上午9点提醒我开会；停发短信回“退订”\n⑤ 人员、医生、产品用文件导入")
	sayUnknown = words.New("unknown.nearest", "没看懂这句话。要记拜访可以这样说：“今天%s，%s，15分钟，感兴趣”。更多请发“帮助”。")
	sayGreeted = words.New("unknown.greeted", "%s您好，我在。有事直接说，发“帮助”看我能做什么。")
	sayUnsure  = words.New("unknown.other", "没看懂这句话。发“帮助”看我能做什么。")
	sayTooLong = words.New("unknown.too_long", "这条超过4000字，太长了，没有记录。请分几条发。")
	sayVoice   = words.New("unknown.voice", "语音还听不了。请按住输入框上的话筒转成文字再发，内容照说就行。")
	sayMedia   = words.New("unknown.media", "视频和链接用不上，没有保存。要记拜访请直接说内容，如“今天%s，%s，15分钟，感兴趣”。")
	sayTryNum  = words.New("unknown.try", "没看懂。%s")
	sayTryHelp = words.New("unknown.try_help", "还是没看懂，先放着：%s 想起来了带编号发就行，也可以发“帮助”。")
	_          = register(Command{Intent: understand.Help, Run: help})
	_          = register(Command{Intent: understand.Unknown, Run: unknown})
)

// help says in five lines what the assistant can do for that role, with the person's own doctors (PRODUCT.md, identity).
func help(_ context.Context, t *Turn) (inbox.Answer, error) {
	return t.Help(), nil
}

// Help is the help by role.
func (t *Turn) Help() inbox.Answer {
	a, b := t.Book.example(0), t.Book.example(1)
	switch {
	case t.Who.Role == domain.Rep:
		return say(sayHelpRep.Say(a, t.Book.exampleProduct(), b, t.Book.exampleName(0), t.Book.exampleName(1)), "help", nil)
	case t.Who.Role.Manages():
		return say(sayHelpManager.Say(t.Book.exampleName(0)), "help", nil)
	case t.Who.Role == domain.Admin:
		return say(sayHelpAdmin.Say(), "help", nil)
	}
	return say(sayHelpOther.Say(), "help", nil)
}

// example is a doctor of the person's list as one would speak of her: 市一心内张伟.
func (b *Book) example(i int) string {
	if len(b.order) == 0 {
		return "市一院心内张主任"
	}
	return b.place(b.order[i%len(b.order)]) + b.exampleName(i)
}

// Example is a report of a visit as a rep would say it, with a doctor of her own list, for the first greeting.
func (b *Book) Example() string {
	return "下午三点" + b.example(0) + "，讲了" + b.exampleProduct() + "，20分钟，认可，下周一再去"
}

// exampleProduct is a product of the company.
func (b *Book) exampleProduct() string {
	if len(b.sold) == 0 {
		return "产品名"
	}
	return b.brands(b.sold[:1])
}

// Codes returns the codes of the person's doctors in the order of her list.
func (b *Book) Codes() []string { return b.order }

func (b *Book) exampleName(i int) string {
	if len(b.order) == 0 {
		return "张伟"
	}
	d, _ := b.Doctor(b.order[i%len(b.order)])
	return d.Name
}

// moreWord is what the menu says, typed; its other words are shorthands for questions.
const moreWord = "更多"

// unknown answers what means nothing: with the open question if there is one, otherwise with one nearest example. Two
// answers that are not understood show the choices again, a third offers help and keeps the draft (DESIGN.md part 6).
func unknown(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.Said.TooLong {
		return say(sayTooLong.Say(), "help", nil), nil
	}
	switch t.In.Kind {
	case inbox.Voice:
		return notHeard(ctx, t, say(sayVoice.Say(), "", nil))
	case inbox.Image, inbox.Location:
		return showsVisit(ctx, t)
	case inbox.Video, inbox.Link:
		return notHeard(ctx, t, say(sayMedia.Say(t.Book.example(0), t.Book.exampleProduct()), "", nil))
	}
	if strings.TrimSpace(t.In.Text) == moreWord {
		return t.Help(), nil
	}
	if q, ok := t.State.Newest(); ok && !forms[q.Form].aside && !forms[q.Form].unasked {
		if t.State.Failed(q.ID) > 2 {
			t.State.Park(q)
			return t.askAgain(q, sayTryHelp.Say(q.Asked)), nil
		}
		return t.askAgain(q, sayTryNum.Say(q.Asked)), nil
	}
	if understand.Greets(t.In.Text) {
		return say(sayGreeted.Say(t.Book.person(t.Who.UserID)), "help", nil), nil
	}
	if t.Who.Role == domain.Rep {
		return say(sayUnknown.Say(t.Book.example(0), t.Book.exampleProduct()), "help", nil), nil
	}
	return say(sayUnsure.Say(), "help", nil), nil
}
