package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	_ = words.Refusal("again.nothing", "没有要再记的内容。请把拜访内容再发一遍。")
	_ = register(Command{Intent: understand.Repeat, Run: again})
)

// again records the report that was taken for a repetition (再记, PRODUCT.md V6), as the message it was.
func again(ctx context.Context, t *Turn) (inbox.Answer, error) {
	held := t.State.Again
	if held == nil {
		return inbox.Answer{}, domain.Refuse("again.nothing")
	}
	t.State.Again = nil
	if t.In.At.Sub(held.At).Abs() > inbox.OpenFor {
		return inbox.Answer{}, domain.Refuse("again.nothing")
	}
	numbers, _ := t.State.Repeats(sum(held.Text), held.At)
	t.State.Forget(numbers)
	t.In.Text, t.In.At = held.Text, held.At
	t.Said = t.Read(held.Text, held.At)
	return For(t.Said.Intent, t.Who.Role).Run(ctx, t)
}
