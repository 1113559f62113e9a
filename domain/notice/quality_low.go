package notice

import (
	"context"
	"strconv"

	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayQuality = words.New("notice.quality_low", "%s：本月%d次拜访中%d次有效（%d%%），目标%d%%。%s\n有效＝见到医生、得分60以上、和该医生上次有效拜访隔够天数。报拜访时把产品、结果、目的、分钟和下一步一次说全。%s")
	// by level.
	sayQualityHead = []words.Text{
		words.New("notice.quality_low_head1", "【质量提醒】"),
		words.New("notice.quality_low_head2", "【质量告警】"),
	}
	sayQualityOpen = words.New("notice.quality_low_open", "有%d条还没补全，先补 #%d（回“改 %d …”）。")
	sayQualityWeak = words.New("notice.quality_low_weak", "先看 #%d 能补什么（回“改 %d …”）。")
	sayQualityBoss = words.New("notice.quality_low_boss", "请和主管约一次协访。")
)

// rateGoal is the effective rate that is asked for, in per cent (PRODUCT.md Q3).
const rateGoal = 60

// QualityLow warns a rep that too few of her visits are effective (PRODUCT.md Q3), once a month for each level.
var QualityLow = register(Kind{
	Name: "quality_low",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		w, err := readWarned(n)
		if err != nil {
			return Content{}, false, err
		}
		v, ok, err := monthOf(ctx, truth, n)
		if err != nil || !ok || v.RateLevel() < w.Level {
			return Content{}, false, err
		}
		count, number, err := truth.Unfinished(ctx, v.Rep, v.On)
		if err != nil {
			return Content{}, false, err
		}
		begin := ""
		switch {
		case count > 0:
			begin = sayQualityOpen.Say(count, number, number)
		case number > 0:
			begin = sayQualityWeak.Say(number, number)
		}
		boss := ""
		if w.Level == 2 {
			boss = sayQualityBoss.Say()
		}
		rate := percent(v.Effective, v.Made)
		c := Content{Text: sayQuality.Say(sayQualityHead[w.Level-1].Say(), v.Made, v.Effective, rate, rateGoal, begin, boss)}
		if number > 0 {
			c.Template, c.Params = "warning", map[string]string{"rate": strconv.Itoa(rate), "goal": strconv.Itoa(rateGoal),
				"n": strconv.Itoa(count), "no": strconv.FormatInt(number, 10)}
		}
		return c, true, nil
	},
})
