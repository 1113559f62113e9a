package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAgreed    = words.New("consent.given", "好的，已记下您的同意。今后您主动发来的位置会保存并附到拜访，不会自动采集；之前没存的请再发一次。随时可回“撤回同意”。")
	sayDisagreed = words.New("consent.withdrawn", "已撤回同意。以后的位置不再保存，已存的坐标删除了；图片和拜访不变。要恢复请回“同意位置”。")
	_            = register(Command{Intent: understand.Consent, Run: consent})
)

// consent keeps a person's word on her places (PRODUCT.md V7, C6): the ledger of consents has each with its time, and what was
// kept of places goes when she takes it back.
func consent(_ context.Context, t *Turn) (inbox.Answer, error) {
	if err := evidence.Agree(t.Tx, t.Who.UserID, t.In.Channel, t.In.At, t.Said.Agrees); err != nil {
		return inbox.Answer{}, err
	}
	if t.Said.Agrees {
		return say(sayAgreed.Say(), "help", nil), nil
	}
	return say(sayDisagreed.Say(), "help", nil), nil
}
