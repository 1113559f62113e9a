package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/binding"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/team"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayBindCode = words.New("bind.code", "请在10分钟内用 %s 这部手机，把验证码 %s 发短信到公司的药伴短信号码，收到就绑定好。")
	sayBindOwn  = words.New("bind.own", "%s 已经是您的号码，不用再绑定。")
	_           = words.Refusal("bind.number", "号码没看清。请发“绑定”加11位手机号，如“绑定 13800001001”。")
	_           = words.Refusal("bind.wecom", "绑定手机号请在企业微信里发“绑定 手机号”。")
	_           = words.Refusal("bind.taken", "这个号码不能绑定，请联系公司的系统管理员。")
	_           = words.Refusal("bind.often", "今天要的验证码太多了。请明天再试，或联系公司的系统管理员。")
	_           = register(Command{Intent: understand.Bind, Run: bindPhone})
)

// bindings is what a person's wish to bind a phone needs.
type bindings interface {
	NewCode() (string, error)
	// BindingOf returns what she asked to bind the last time, and whether a colleague has the number that she wants now.
	BindingOf(ctx context.Context, person, mobile string) (b binding.Binding, taken bool, err error)
	PutBinding(b binding.Binding)
}

// bindPhone shows the code that she has to send from the phone that she names (绑定 138…). Only WeCom knows who asks.
func bindPhone(ctx context.Context, t *Turn) (inbox.Answer, error) {
	mobile, masked := t.Said.Mobile, team.Mask(t.Said.Mobile)
	switch {
	case t.In.Channel != domain.WeCom:
		return inbox.Answer{}, domain.Refuse("bind.wecom")
	case mobile == "":
		return inbox.Answer{}, domain.Refuse("bind.number")
	case mobile == t.Who.Mobile:
		return say(sayBindOwn.Say(masked), "", nil), nil
	}
	before, taken, err := t.Tx.BindingOf(ctx, t.Who.UserID, mobile)
	if err != nil {
		return inbox.Answer{}, err
	}
	if taken {
		return inbox.Answer{}, domain.Refuse("bind.taken")
	}
	code, err := t.Tx.NewCode()
	if err != nil {
		return inbox.Answer{}, err
	}
	b, err := binding.Ask(before, t.Who.UserID, mobile, code, t.Tx.Now())
	if err != nil {
		return inbox.Answer{}, err
	}
	t.Tx.PutBinding(b)
	return say(sayBindCode.Say(masked, code), "", nil), nil
}
