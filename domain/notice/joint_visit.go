package notice

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayJoint       = words.New("notice.joint_visit", "%s记了一次与您的协访：%s（#%d）\n打分回“辅导 %[3]d 45344”，依次是%s，各1到5分；可带“优点：…；建议：…；待办：下周三前…”。没有同去回“没有同去 %[3]d”。")
	sayJointCard   = words.New("notice.joint_card", "协访 #%d")
	sayJointRate   = words.New("notice.joint_rate", "打分")
	sayJointNo     = words.New("notice.joint_no", "没有同去")
	sayJointYes    = words.New("notice.joint_yes", "有同去")
	sayJointSMS    = words.New("notice.joint_sms", "记您协访")
	sayJointDenied = words.New("notice.joint_denied", "%s说没有参加您记的协访：%s（#%d），这次不算协访。记错了回“改 %[3]d 去掉协访”，有疑问直接问%[1]s。")
	sayJointIs     = words.New("notice.joint_confirmed", "%s已确认参加了您记的协访：%s（#%d）。")
	sayJointNoSMS  = words.New("notice.joint_sms_denied", "被否认协访")
	sayJointIsSMS  = words.New("notice.joint_sms_confirmed", "确认协访")
)

// JointVisit tells a manager that a rep named her as the one who came along (PRODUCT.md V9), and how to rate it or to say that she did
// not.
var JointVisit = register(Kind{
	Name: "joint_visit",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Visit(ctx, n.Subject)
		if err != nil || !ok || v.Withdrawn || v.Joint != n.Person {
			return Content{}, false, err
		}
		number := strconv.FormatInt(v.Number, 10)
		return Content{Text: sayJoint.Say(v.Rep, v.joint(), v.Number, strings.Join(CoachItems[:], "、")), Template: "decision", Params: coachParams(v.Number, sayJointSMS),
			Card: &Card{Title: sayJointCard.Say(v.Number), Buttons: []Button{{sayJointRate.Say(), SayKey + "辅导 " + number},
				{sayJointYes.Say(), SayKey + "确认协访 " + number}, {sayJointNo.Say(), SayKey + "没有同去 " + number}}}}, true, nil
	},
})

// joint says which visit it was.
func (v VisitView) joint() string {
	what := strings.Join(strings.Fields(v.Date.String()+" "+string(v.Start)+" "+v.Hospital+" "+v.Doctor), " ")
	if len(v.Products) > 0 {
		what += "｜" + strings.Join(v.Products, "、")
	}
	return what
}

// JointAnswerView is what a manager said last on whether she came along.
type JointAnswerView struct {
	Manager string // name
	Came    bool
}

// JointDenied tells a rep that the manager whom she named did not come along.
var JointDenied = jointAnswer("joint_denied", false, sayJointDenied, sayJointNoSMS)

// JointConfirmed tells her that the manager says so no more.
var JointConfirmed = jointAnswer("joint_confirmed", true, sayJointIs, sayJointIsSMS)

func jointAnswer(name string, came bool, text, sms words.Text) Kind {
	return register(Kind{Name: name, Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Visit(ctx, n.Subject)
		if err != nil || !ok || v.Withdrawn {
			return Content{}, false, err
		}
		said, ok, err := truth.JointAnswer(ctx, n.Subject)
		if err != nil || !ok || said.Came != came {
			return Content{}, false, err
		}
		return Content{Text: text.Say(said.Manager, v.joint(), v.Number), Template: "decision", Params: coachParams(v.Number, sms)}, true, nil
	}})
}

// JointVisitKey is the key of the notice to the manager of one visit.
func JointVisitKey(id domain.ID, manager string) string {
	return "joint_visit/" + id.String() + "/" + manager
}
