package command

import (
	"context"

	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/screen"
	"github.com/yaoban/yaoban/domain/words"
)

var sayScreened = map[screen.Rule]words.Text{
	screen.PrescriptionCount: words.New("screen.prescription_count", "内容含医生处方量信息（统方），已屏蔽未保存（编号%d）。《医药代表管理办法》第二十四条禁止收集。请去掉后重发拜访内容。"),
	screen.Bribery:           words.New("screen.bribery", "内容涉及财物、回扣或礼品，已屏蔽未保存（编号%d）。《医药代表管理办法》第二十四条禁止。请去掉后重发；如系他人要求，请联系合规。"),
	screen.Hospitality:       words.New("screen.hospitality", "内容涉及宴请或娱乐，已屏蔽未保存（编号%d）。《医药代表管理办法》第二十五条禁止。请去掉后重发拜访内容。"),
	screen.SalesTask:         words.New("screen.sales_task", "内容涉及销售任务，已屏蔽未保存（编号%d）。《医药代表管理办法》第十一条禁止给医药代表下销售任务。请去掉后重发拜访内容。"),
}

// Screened answers a message that the screen masked: nothing of it is recorded, and the rule is named. An adverse event that
// the same text tells of opens its case all the same (overheard.go; PRODUCT.md C1, C3, C4).
func Screened(ctx context.Context, t *Turn) (inbox.Answer, error) {
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	rule := screen.Rule(t.In.Screened)
	t.Tx.Remember(fact.Fact{Kind: fact.MessageRefused, At: t.Tx.Now(), Person: t.Who.UserID, Number: numbers[0], After: rule})
	a := say(sayScreened[rule].Say(numbers[0]), "refused", map[string]string{"no": number(numbers[0])})
	return a, nil
}
