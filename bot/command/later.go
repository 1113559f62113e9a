package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	_ = words.Refusal("later.kb", "产品知识问答还没有开通。请先查说明书，或联系医学信息部。")
)

// later answers what the assistant understands and cannot do yet with the plain truth, so that nobody believes that something
// was done.
func later(intent understand.Intent, roles []domain.Role, code string) Command {
	return register(Command{Intent: intent, Roles: roles, Run: func(context.Context, *Turn) (inbox.Answer, error) {
		return inbox.Answer{}, domain.Refuse(code)
	}})
}

var (
	_ = later(understand.KBSearch, nil, "later.kb")
)
