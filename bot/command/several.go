package command

import (
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	_ = words.Refusal("several", "一次请只说一条，没有改动。分开发就行，如“改 1024 时长25分钟”“撤销 1025”。")
	_ = words.Refusal("several.decisions", "批准和驳回请分开发，没有改动。如“批准 1024”，再发“驳回 1025 没写产品”。")
)

// RefuseSeveral refuses a change, an undo or a cancellation that names several records, and a message that approves some and rejects
// others: what is said of one must not be done to another, and none may be passed over in silence.
func RefuseSeveral(r understand.Reading) error {
	switch {
	case !r.Several:
		return nil
	case r.Intent == understand.ReviewApprove, r.Intent == understand.ReviewReject:
		return domain.Refuse("several.decisions")
	}
	return domain.Refuse("several")
}
