package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayJointIs    = words.New("joint.confirmed", "已确认您参加了%s的拜访 #%d。打分回“辅导 %[2]d 45344”。")
	sayJointNot   = words.New("joint.denied", "已记下您没有参加%s的拜访 #%d，不算协访，已告诉本人。")
	sayJointIsSMS = words.New("joint.sms_confirmed", "确认协访")
	sayJointNoSMS = words.New("joint.sms_denied", "否认协访，已告诉代表")
	_             = words.Refusal("joint.number", "#%d 没有记您协访，没有可确认的。请核对编号。")
	_             = words.Refusal("joint.withdrawn", "拜访 #%d 代表已撤回，不用确认。")
	_             = words.Refusal("joint.rated", "拜访 #%d 您已打过分，不能说没有同去。打错了请先“撤销辅导”。")
	_             = words.Refusal("joint.same", "拜访 #%d 您已经这样确认过了，没有改动。")
	_             = register(Command{Intent: understand.CoachJoint, Roles: managers, Run: confirmJoint})
)

// confirmJoint keeps whether the manager who was named on a visit came along (PRODUCT.md V9). Only she herself knows.
func confirmJoint(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Coach
	v, ok, err := t.Tx.JointNumbered(ctx, said.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok || v.Joint != t.Who.UserID {
		return inbox.Answer{}, domain.Refuse("joint.number", said.Number)
	}
	_, rated, err := t.Tx.CoachingOfVisit(ctx, v.ID)
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := coaching.Confirm(t.Tx, v, t.Who.UserID, said.Came, rated); err != nil {
		return inbox.Answer{}, err
	}
	text, decision := sayJointNot, sayJointNoSMS
	if said.Came {
		text, decision = sayJointIs, sayJointIsSMS
	}
	return say(text.Say(t.Book.person(v.Rep), v.Number), "decision", map[string]string{"no": number(v.Number), "decision": decision.Say()}), nil
}
