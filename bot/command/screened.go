package command

import (
	"context"
	"regexp"
	"time"

	"github.com/yaoban/yaoban/bot/understand"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/screen"
	"github.com/yaoban/yaoban/domain/words"
)

var sayScreened = map[screen.Rule]words.Text{
	screen.PrescriptionCount: words.New("screen.prescription_count", "内容含医生处方量信息（统方），已屏蔽未保存（编号%d）。《医药代表管理办法》第二十四条禁止收集。请去掉后重发拜访内容。"),
	screen.Bribery:           words.New("screen.bribery", "内容涉及财物、回扣或礼品，已屏蔽未保存（编号%d）。《医药代表管理办法》第二十四条禁止。请去掉后重发；如系他人要求，请联系合规。"),
	screen.Hospitality:       words.New("screen.hospitality", "内容涉及宴请或娱乐，已屏蔽未保存（编号%d）。《医药代表管理办法》第二十五条禁止。请去掉后重发拜访内容。"),
	screen.SalesTask:         words.New("screen.sales_task", "内容涉及销售任务，已屏蔽未保存（编号%d）。《医药代表管理办法》第十一条禁止给医药代表下销售任务。请去掉后重发拜访内容。"),
}

// refusals counts what was refused before.
type refusals interface {
	WantRefused(person string, rule screen.Rule, since time.Time, into *int)
}

// Screened answers a message that the screen masked, on every channel alike: nothing of it is recorded, a visit in it neither, because a
// record without the masked words would say something else than its author did. The rule is named, and compliance hears of it where
// screen.TellsCompliance says so. An adverse event that the same text tells of opens its case all the same (overheard.go; PRODUCT.md
// C1, C3, C4), and so is a complaint about our goods kept, as masked (C2).
func Screened(ctx context.Context, t *Turn) (inbox.Answer, error) {
	rule := screen.Rule(t.In.Screened)
	var numbers []int64
	var before int
	t.Tx.WantNumbers(1, &numbers)
	t.Tx.WantRefused(t.Who.UserID, rule, t.Tx.Now().AddDate(0, 0, -screen.Window), &before)
	compliance, err := t.Tx.PeopleWithRole(ctx, domain.Compliance)
	if err != nil {
		return inbox.Answer{}, err
	}
	if screen.TellsCompliance(rule, t.Who.Role, before) {
		for _, person := range compliance {
			n, err := notice.RefusedTo(person, t.Who.UserID, rule, numbers[0], t.Tx.Now())
			if err != nil {
				return inbox.Answer{}, err
			}
			if err := t.Tx.Tell(n); err != nil {
				return inbox.Answer{}, err
			}
		}
	}
	t.Tx.Remember(fact.Fact{Kind: fact.MessageRefused, At: t.Tx.Now(), Person: t.Who.UserID, Number: numbers[0], After: rule})
	a := say(sayScreened[rule].Say(numbers[0]), "refused", map[string]string{"no": number(numbers[0])})
	if t.Said.Intent != understand.ComplaintReport || !ofGoods(t) {
		return a, nil
	}
	said := t.Said
	t.Said = understand.Reading{Intent: said.Intent, Doctor: said.Doctor, Products: said.Products, Adverse: said.Adverse}
	kept, err := keepComplaint(ctx, t)
	t.Said = said
	return join(a, kept), err
}

// ofGoods reports whether a complaint is about the company's goods, not about what the screen masked beside it.
func ofGoods(t *Turn) bool {
	return len(t.Said.Products) > 0 || batchOf(t.In.Text) != "" || defect.MatchString(t.In.Text)
}

// defect are the words for what may be wrong with goods.
var defect = regexp.MustCompile(`漏|碎|破|裂|霉|变色|发黄|异物|杂质|异味|过期|受潮|结块|少装|少了|缺片|空泡|瘪|压坏|包装|说明书|标签|批号|喷不出|卡住|断货|缺货|没到货`)
