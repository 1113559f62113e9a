package notice

import (
	"context"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayGradeYes = words.New("notice.grade_approved", "%s批准了 #%d：%s(%s)按%s级安排，到%s为止，之后回到评级方案的等级。")
	sayGradeNo  = words.New("notice.grade_refused", "%s没有同意 #%d（%s(%s)改成%s级），等级不变。原因：%s")
)

// GradeDecided tells who asked for a grade by hand what became of it (PRODUCT.md D6).
var GradeDecided = register(Kind{
	Name: "grade_decided",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Manual(ctx, n.Subject)
		if err != nil || !ok || v.State == "waiting" {
			return Content{}, false, err
		}
		text := sayGradeYes.Say(v.DecidedBy, v.Number, v.Doctor, v.Hospital, v.Is, v.Until.String())
		if v.State == "refused" {
			text = sayGradeNo.Say(v.DecidedBy, v.Number, v.Doctor, v.Hospital, v.Is, v.Why)
		}
		return Content{Text: text, Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayDecisions[v.State != "refused"]}}, true, nil
	},
})

// GradeDecidedKey is the key of the notice that a grade by hand was decided on.
func GradeDecidedKey(id domain.ID) string { return "grade_decided/" + id.String() }
