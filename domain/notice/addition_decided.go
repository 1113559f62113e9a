package notice

import (
	"context"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAdditionYes    = words.New("notice.addition_approved", "%s核实了医生 #%d：%s(%s%s)，不再标“待核”。")
	sayAdditionNo     = words.New("notice.addition_refused", "%s没有通过医生 #%d：%s(%s%s)。原因：%s。\n她已移出您的名单，还没去的计划会取消。%s")
	sayAdditionBack   = words.New("notice.addition_back", "给她记的%d条拜访退回给您，三个工作日内请改到对的医生：回“改 %d 医生是…”一次全改，个别的说“改 拜访编号 医生是…”；改好重新计入频次。")
	sayAdditionMerged = words.New("notice.addition_merged", "医生 #%d：%s 和 %s 是同一人，已合并；您给她记的%d条拜访、计划和目标都跟了过去。")
	additionDecisions = map[string]string{"approved": "批准", "refused": "驳回", "merged": "合并"}
)

// AdditionDecided tells a rep what became of the doctor whom she added, and of her visits (PRODUCT.md D7).
var AdditionDecided = register(Kind{
	Name: "addition_decided",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Addition(ctx, n.Subject)
		if err != nil || !ok || v.State == "waiting" {
			return Content{}, false, err
		}
		var text string
		switch v.State {
		case "approved":
			text = sayAdditionYes.Say(v.DecidedBy, v.Number, v.Doctor, v.Hospital, v.Department)
		case "refused":
			text = sayAdditionNo.Say(v.DecidedBy, v.Number, v.Doctor, v.Hospital, v.Department, v.Reason, returned(v))
		default:
			text = sayAdditionMerged.Say(v.Number, v.Doctor, v.Into, v.Visits)
		}
		return Content{Text: text, Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": additionDecisions[v.State]}}, true, nil
	},
})

// AdditionDecidedKey is the key of the notice of one decision on a new doctor.
func AdditionDecidedKey(id domain.ID, revision int) string {
	return "addition_decided/" + id.String() + "/" + strconv.Itoa(revision)
}

// returned says how the visits that were told of a doctor who is none are put right.
func returned(v AdditionView) string {
	if v.Visits == 0 {
		return ""
	}
	return sayAdditionBack.Say(v.Visits, v.Number)
}
