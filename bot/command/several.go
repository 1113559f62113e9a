package command

import (
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var _ = words.Refusal("several", "一次请只说一条，没有改动。分开发就行，如“改 1024 时长25分钟”“撤销 1025”。")

// RefuseSeveral refuses a change, an undo or a cancellation that names several records: what is said of one must not be done to another,
// and none may be passed over in silence.
func RefuseSeveral(r understand.Reading) error {
	if r.Several {
		return domain.Refuse("several")
	}
	return nil
}
