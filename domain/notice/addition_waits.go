package notice

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAdditionNew    = words.New("notice.addition_new", "%s新增了医生 #%d：%s，%s %s%s。已可记拜访，标记“待核”。\n%s同意回“批准 %[2]d”，不对请说“驳回 %[2]d 原因”；和别的医生是同一人请说“合并 %[2]d 到 D001”。")
	sayAdditionJoined = words.New("notice.addition_joined", "%s把公司名单里的医生 #%d：%s，%s %s%s 加到了自己名下。\n同意回“批准 %[2]d”，不同意请说“驳回 %[2]d 原因”。")
	sayAdditionAlike  = words.New("notice.addition_alike", "同院同名的还有：%s。\n")
	sayAdditionSMS    = words.New("notice.addition_sms", "新增医生待批")
)

// AdditionView is what a notice needs to know of a doctor who came to a rep's list by message.
type AdditionView struct {
	Number     int64
	Kind       string // new, joined
	Doctor     string // name
	Hospital   string // as people call it, or as it was said if the company's files do not have it
	Department string
	Title      string
	Rep        string // name
	State      string // waiting, approved, refused, merged
	DecidedBy  string // name
	Reason     string
	Into       string // name and department of the doctor she was merged into
	Visits     int    // of the rep to her
	Alike      []string
	Steward    string // userid of the rep's manager, empty where she has none
}

// additionTruth is what the notices about new doctors read.
type additionTruth interface {
	// Addition returns the state of now of a doctor who was added by message, and false if there is none with that id.
	Addition(ctx context.Context, id domain.ID) (AdditionView, bool, error)
}

// AdditionWaits tells a steward that a rep of hers has added a doctor (PRODUCT.md D7). One that was decided on says nothing.
var AdditionWaits = register(Kind{
	Name: "addition_waits", Deputised: true,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Addition(ctx, n.Subject)
		if err != nil || !ok || v.State != "waiting" {
			return Content{}, false, err
		}
		title := v.Title
		if title != "" {
			title = " " + title
		}
		text := sayAdditionJoined.Say(v.Rep, v.Number, v.Doctor, v.Hospital, v.Department, title)
		if v.Kind == "new" {
			alike := ""
			if len(v.Alike) > 0 {
				alike = sayAdditionAlike.Say(strings.Join(v.Alike, "、"))
			}
			text = sayAdditionNew.Say(v.Rep, v.Number, v.Doctor, v.Hospital, v.Department, title, alike)
		}
		return Content{Text: text, Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayAdditionSMS.Say()}}, true, nil
	},
})

// AdditionWaitsKey is the key of the notice that a new doctor waits for her steward.
func AdditionWaitsKey(id domain.ID) string { return "addition_waits/" + id.String() }
