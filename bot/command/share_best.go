package command

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayBest     = words.New("share.best", "%d月优秀拜访%d条：\n%s\n看全文回“看 编号”。")
	sayBestLine = words.New("share.best_line", "#%d %s（赞%d，评论%d）")
	sayBestNone = words.New("share.best_none", "%d月还没有分享的优秀拜访。有好的拜访可以发“分享 编号”。")
	sayCould    = words.New("share.could", "还没分享的高分拜访：%s。分享回“分享 %d”。")
	sayCouldOne = words.New("share.could_one", "#%d %s %d分")
	sayBestSMS  = words.New("share.sms_best", "列为优秀")
	_           = register(Command{Intent: understand.ShareBest, Roles: withPlans, Run: best})
)

// mostBest and mostUnshared are how many a list shows.
const (
	mostBest     = 10
	mostUnshared = 3
)

// best lists what was shared in a month, the best liked first; a manager sees also which visits could be (PRODUCT.md M4).
func best(ctx context.Context, t *Turn) (inbox.Answer, error) {
	first, last := t.Said.Date, t.Said.Date.LastOfMonth()
	var reach []string
	if t.Who.Role.Manages() {
		reach = t.reach()
	}
	zone := t.Tx.Zone()
	all, err := t.Tx.BestShares(ctx, t.Who.UserID, reach, first.Time(zone), last.AddDays(1).Time(zone), mostBest)
	if err != nil {
		return inbox.Answer{}, err
	}
	text := sayBestNone.Say(int(first.Month))
	a := say("", "help", nil)
	if len(all) > 0 {
		lines := make([]string, len(all))
		for i, l := range all {
			lines[i] = sayBestLine.Say(l.Number, l.Head, l.Likes, l.Said)
		}
		text = sayBest.Say(int(first.Month), len(all), strings.Join(lines, "\n"))
		a.Template, a.Params = "decision", map[string]string{"no": strconv.FormatInt(all[0].Number, 10), "decision": sayBestSMS.Say()}
	}
	if len(reach) > 0 {
		could, err := t.Tx.Unshared(ctx, reach, first, last, mostUnshared)
		if err != nil {
			return inbox.Answer{}, err
		}
		names := make([]string, len(could))
		for i, c := range could {
			names[i] = sayCouldOne.Say(c.Number, c.Rep, c.Score)
		}
		if len(could) > 0 {
			text += "\n" + sayCould.Say(strings.Join(names, "、"), could[0].Number)
		}
	}
	a.Text = text
	return a, nil
}
