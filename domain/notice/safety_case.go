package notice

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	saySafety      = words.New("notice.safety_case", "【安全信息 #%d】%s %s报告\n产品：%s\n提及医生：%s\n原文：%s")
	saySafetyTitle = words.New("notice.safety_case_title", "新的安全信息")
	saySafetyField = words.New("notice.safety_case_field", "四要素")
	sayTake        = words.New("notice.safety_case_take", "接手")
	sayUnsaid      = words.New("notice.unsaid", "未说明")
)

// CaseTakeKey begins the key of the button by which one of the desk takes a case; its number follows.
const CaseTakeKey = "case.take/"

// safetyPatience is how long the safety desk's acknowledgement is waited for (DESIGN.md part 4).
const safetyPatience = 15 * time.Minute

// SafetyCase tells the safety desk of an adverse event at once, over WeCom and SMS together (PRODUCT.md C1). Day 0 is the
// message's own time.
var SafetyCase = register(Kind{
	Name:     "safety_case",
	AtOnce:   true,
	Patience: safetyPatience,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		r, ok, err := truth.Report(ctx, n.Subject)
		if err != nil || !ok || !r.Open {
			return Content{}, false, err
		}
		text := saySafety.Say(r.Number,
			r.SaidAt.Format("01-02 15:04"), r.Rep, orUnknown(strings.Join(r.Products, "、")), orUnknown(r.Doctor), r.Text)
		return Content{
			Text:     text,
			Card:     &Card{Title: saySafetyTitle.Say(), Buttons: append([]Button{{Text: sayTake.Say(), Key: CaseTakeKey + strconv.FormatInt(r.Number, 10)}}, ackButton...)},
			Template: "safety",
			Params: map[string]string{"no": strconv.FormatInt(r.Number, 10),
				"time": SMSTime(r.SaidAt.AddDate(0, 0, 15)), "field": saySafetyField.Say()},
		}, true, nil
	},
})

// SafetyCaseKey is the key of the notice to one person of the safety desk.
func SafetyCaseKey(id domain.ID, person string) string {
	return "safety_case/" + id.String() + "/" + person
}

func orUnknown(s string) string {
	if s == "" {
		return sayUnsaid.Say()
	}
	return s
}
