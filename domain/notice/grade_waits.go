package notice

import (
	"context"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayGradeWaits    = words.New("notice.grade_waits", "%s申请把%s(%s)从%s改成%s级，到%s。理由：%s。\n同意回“批准 %d”，不同意请说“驳回 %[8]d 原因”。批准之前等级不变。")
	sayGradeWaitsSMS = words.New("notice.grade_waits_sms", "申请人工定级待批")
)

// ManualView is what a notice needs to know of a grade by hand.
type ManualView struct {
	Number    int64
	Doctor    string // name
	Hospital  string // shortest name
	Was, Is   domain.Grade
	Reason    string
	Until     domain.Date
	AskedBy   string // name
	Asker     string // userid
	State     string // waiting, approved, refused, ended, replaced
	DecidedBy string // name
	Why       string // it was refused
}

// manualTruth is what the notices about grades by hand read.
type manualTruth interface {
	// Manual returns the state of now of a grade by hand, and false if there is none with that id.
	Manual(ctx context.Context, id domain.ID) (ManualView, bool, error)
}

// GradeWaits tells the second person that a grade by hand waits for her (PRODUCT.md D6). One that was decided says nothing.
var GradeWaits = register(Kind{
	Name: "grade_waits", Deputised: true,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Manual(ctx, n.Subject)
		if err != nil || !ok || v.State != "waiting" || v.Asker == n.Person { // nobody decides on her own, as a deputy either
			return Content{}, false, err
		}
		return Content{
			Text:     sayGradeWaits.Say(v.AskedBy, v.Doctor, v.Hospital, gradeOrNone(v.Was), v.Is, v.Until.String(), v.Reason, v.Number),
			Template: "decision",
			Params:   map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayGradeWaitsSMS.Say()},
		}, true, nil
	},
})

// GradeWaitsKey is the key of the notice that a grade by hand waits.
func GradeWaitsKey(id domain.ID) string { return "grade_waits/" + id.String() }
