package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayClassified = words.New("case.classified", "#%d 分类为%s。下一步“派单 %[1]d 姓名”。")
	sayHandled    = words.New("case.handled", "#%d 已记处理：%s。已告诉%s。")
	sayCalledBack = words.New("case.called_back", "#%d 已记回访：%s。下一步“结案 %[1]d 原因”。")
	_             = words.Refusal("case.category", "#%d 分到哪一类？请写：质量、包装、物流、服务、价格、其他。")
	_             = words.Refusal("case.batch", "#%d 批号是多少？如“批号 %[1]d B20260912”。")
	_             = words.Refusal("case.assign_first", "#%d 请先派单或接手，如“派单 %[1]d 何敏”“接手 %[1]d”。")
	_             = words.Refusal("case.handling", "#%d 做了什么？如“处理 %[1]d 已换货2盒”。")
	_             = words.Refusal("case.handle_first", "#%d 请先记处理结果，如“处理 %[1]d 已换货2盒”。")
	_             = words.Refusal("case.callback", "#%d 回访结果是什么？如“回访 %[1]d 药师满意”。")
	_             = words.Refusal("case.callback_first", "#%d 回访过才能结案，如“回访 %[1]d 药师满意”。")
)

func init() {
	onCaseDo(understand.CaseClassify, classifyCase)
	onCaseDo(understand.CaseHandle, handleCase)
	onCaseDo(understand.CaseCallback, callBack)
}

// categoryWords are the words for the categories of complaints.
var categoryWords = map[desk.Category][]string{desk.Quality: {"质量", "破损", "变质"}, desk.Packaging: {"包装"}, desk.Delivery: {"物流", "配送", "供货", "断货"},
	desk.Service: {"服务"}, desk.Price: {"价格"}, desk.Other: {"其他", "其它"}}

func classifyCase(_ context.Context, t *Turn, c desk.Case) (string, error) {
	var category desk.Category
	for _, one := range desk.Categories {
		for _, w := range categoryWords[one] {
			if category == "" && strings.Contains(t.caseSaid.text, w) {
				category = one
			}
		}
	}
	c, err := desk.Classify(t.Tx, t.worker(), c, category)
	if err != nil {
		return "", err
	}
	return sayClassified.Say(c.Number, caseCategories[c.Category].Say()), nil
}

func handleCase(_ context.Context, t *Turn, c desk.Case) (string, error) {
	c, err := desk.Handle(t.Tx, t.worker(), c, t.caseSaid.text)
	return sayHandled.Say(c.Number, c.Handling, t.Book.person(c.Reporter)), err
}

func callBack(_ context.Context, t *Turn, c desk.Case) (string, error) {
	c, err := desk.CallBack(t.Tx, t.worker(), c, t.caseSaid.text)
	return sayCalledBack.Say(c.Number, c.Callback), err
}
