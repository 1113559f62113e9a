package notice

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

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
		text := fmt.Sprintf("【安全信息 #%d】%s %s报告\n产品：%s\n提及医生：%s\n原文：%s", r.Number,
			r.SaidAt.Format("01-02 15:04"), r.Rep, orUnknown(strings.Join(r.Products, "、")), orUnknown(r.Doctor), r.Text)
		return Content{
			Text:     text,
			Card:     &Card{Title: "新的安全信息", Buttons: ackButton},
			Template: "safety",
			Params: map[string]string{"no": strconv.FormatInt(r.Number, 10),
				"time": SMSTime(r.SaidAt.AddDate(0, 0, 15)), "field": "四要素"},
		}, true, nil
	},
})

// SafetyCaseKey is the key of the notice to one person of the safety desk.
func SafetyCaseKey(id domain.ID, person string) string {
	return "safety_case/" + id.String() + "/" + person
}

func orUnknown(s string) string {
	if s == "" {
		return "未说明"
	}
	return s
}
