package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayFollowedGone = words.New("notice.followed_gone", "以下医生已不在您名下，计划已取消：%s。")
	sayFollowedOpen = words.New("notice.followed_open", "%s放假，以下计划改为待定：%s。要改到哪天请说“改 %d 下周三”。")
	sayFollowed     = words.New("notice.followed_sms", "调整")
)

// Followed is what became of a rep's plans without her doing.
type Followed struct {
	// Gone were cancelled, because the doctors are no longer hers.
	Gone []FollowedPlan `json:"gone,omitempty"`
	// Open lost their day, which is Holiday now.
	Open    []FollowedPlan `json:"open,omitempty"`
	Holiday string         `json:"holiday,omitempty"`
}

// FollowedPlan is one of them.
type FollowedPlan struct {
	Number int64  `json:"number"`
	Doctor string `json:"doctor"` // name
	Date   string `json:"date,omitempty"`
}

// PlansFollowed tells a rep that plans of hers followed a change: a doctor who went to a colleague, a holiday that was imported
// (PRODUCT.md P4). What happened is fixed when it is made, and stands in its Args.
var PlansFollowed = register(Kind{
	Name: "plans_followed",
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var f Followed
		if err := json.Unmarshal(n.Args, &f); err != nil {
			return Content{}, false, fmt.Errorf("read what became of plans: %w", err)
		}
		var texts []string
		number := int64(0)
		if len(f.Open) > 0 {
			number = f.Open[0].Number
			texts = append(texts, sayFollowedOpen.Say(f.Holiday, followedNames(f.Open), number))
		}
		if len(f.Gone) > 0 {
			number = f.Gone[0].Number
			texts = append([]string{sayFollowedGone.Say(followedNames(f.Gone))}, texts...)
		}
		return Content{Text: strings.Join(texts, "\n"), Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(number, 10), "decision": sayFollowed.Say()}}, len(texts) > 0, nil
	},
})

// PlansFollowedKey is the key of what a rep is told of her plans that followed, by why they did and the number of the first.
func PlansFollowedKey(why, rep string, number int64) string {
	return "plans_followed/" + why + "/" + rep + "/" + strconv.FormatInt(number, 10)
}

func followedNames(plans []FollowedPlan) string {
	names := make([]string, len(plans))
	for i, p := range plans {
		names[i] = "#" + strconv.FormatInt(p.Number, 10) + " " + p.Doctor
		if p.Date != "" {
			names[i] += " " + p.Date
		}
	}
	return strings.Join(names, "、")
}
