package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAdditionNear      = words.New("notice.addition_near", "公司名单来了 %s %s（%s），和%s新增的待核医生 #%d %s（%s%s）相近但对不上，没有自动合并。\n是同一人请说“合并 %[5]d 到 %[1]s”，是另一位请说“批准 %[5]d 是另一位”。")
	sayAdditionNearAdmin = words.New("notice.addition_near_admin", "公司名单来了 %s %s（%s），和%s新增的待核医生 #%d %s（%s%s）相近但对不上，没有自动合并，对方没有上级可核实。\n是同一人请把名单里的姓名和科室改成一致再导入，或先给这位代表设上级。")
	sayAdditionNearSMS   = words.New("notice.addition_near_sms", "有相近的名单医生待核")
)

// NearView is what a notice needs to know of a doctor of the company who may be one who waits.
type NearView struct{ Name, Hospital, Department, Title string }

// nearTruth is what the notice about doctors whom a file did not bind reads.
type nearTruth interface {
	// AdditionNear returns who a verified doctor is, and false if there is none of that code.
	AdditionNear(ctx context.Context, code string) (NearView, bool, error)
}

type additionNear struct {
	Code string `json:"code"`
}

// AdditionNear tells the steward, or the admins where the rep has none, that a file has brought somebody who may be a doctor who waits and whom
// it did not bind, so that no two stand beside each other unseen (PRODUCT.md D7).
var AdditionNear = register(Kind{
	Name: "addition_near",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		var near additionNear
		if err := json.Unmarshal(n.Args, &near); err != nil {
			return Content{}, false, fmt.Errorf("read who may be a doctor who waits: %w", err)
		}
		v, ok, err := truth.Addition(ctx, n.Subject)
		if err != nil || !ok || v.State != "waiting" {
			return Content{}, false, err
		}
		o, ok, err := truth.AdditionNear(ctx, near.Code)
		if err != nil || !ok {
			return Content{}, false, err
		}
		say := sayAdditionNear
		if v.Steward == "" {
			say = sayAdditionNearAdmin
		}
		text := say.Say(near.Code, o.Name, strings.TrimSpace(o.Hospital+o.Department+" "+o.Title), v.Rep, v.Number, v.Doctor, v.Hospital, v.Department)
		return Content{Text: text, Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayAdditionNearSMS.Say()}}, true, nil
	},
})

// AdditionNearTo is the notice to one person that the doctor of that code may be the one whom an addition brought.
func AdditionNearTo(person string, id domain.ID, number int64, code string, now time.Time) (Notice, error) {
	args, err := json.Marshal(additionNear{Code: code})
	if err != nil {
		return Notice{}, fmt.Errorf("keep who may be a doctor who waits: %w", err)
	}
	return Notice{Kind: AdditionNear.Name, Key: AdditionNear.Name + "/" + id.String() + "/" + code + "/" + person, Person: person, Subject: id,
		Number: number, Args: args, DueAt: now}, nil
}
