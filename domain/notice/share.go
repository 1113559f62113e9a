package notice

import (
	"context"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayShareMade      = words.New("notice.share_made", "%s分享了一次优秀拜访（#%d）：\n%s\n喜欢回“点赞 %[2]d”，说两句回“评论 %[2]d …”。")
	sayShareYours     = words.New("notice.share_yours", "%s把您的一次拜访分享给了团队（#%d），医生和医院已隐去：\n%s")
	sayShareProposed  = words.New("notice.share_proposed", "%s想把一次拜访分享给团队（#%d），医生和医院已隐去：\n%s\n同意回“分享 %[2]d”，不分享回“取消分享 %[2]d”。")
	sayShareCommented = words.New("notice.share_commented", "%s评论了分享 #%d：%s\n接着说回“评论 %[2]d …”。")
	sayShareCard      = words.New("notice.share_card", "优秀拜访 #%d")
	sayShareLike      = words.New("notice.share_like", "点赞")
	sayShareYes       = words.New("notice.share_yes", "分享给团队")
	sayShareNo        = words.New("notice.share_no", "不分享")
	sayShareSMS       = words.New("notice.share_sms", "分享给团队")
	sayShareAskSMS    = words.New("notice.share_ask_sms", "申请分享")
	sayShareSaidSMS   = words.New("notice.share_said_sms", "有新评论")
)

// ShareView is what a notice needs to know of a shared visit.
type ShareView struct {
	Number   int64
	Rep      string // name
	By       string // name of who shared it
	Text     string
	Proposed bool
	Shared   bool
}

// ShareSaid is what was said on a shared visit.
type ShareSaid struct {
	ShareView
	Who  string // name
	Text string
}

// shareTruth is what the notices about shared visits read.
type shareTruth interface {
	// Share returns a shared visit as it is now, and false if there is none.
	Share(ctx context.Context, id domain.ID) (ShareView, bool, error)
	// ShareComment returns what was said on a shared visit by the id of the comment, and false if there is none.
	ShareComment(ctx context.Context, id domain.ID) (ShareSaid, bool, error)
}

// ShareMade shows a visit to a colleague (PRODUCT.md M4). One that was taken back by then is not shown.
var ShareMade = register(Kind{Name: "share_made", Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Share(ctx, n.Subject)
	if err != nil || !ok || !v.Shared {
		return Content{}, false, err
	}
	return Content{Text: sayShareMade.Say(v.By, v.Number, v.Text), Template: "decision", Params: shareParams(v.Number, sayShareSMS),
		Card: &Card{Title: sayShareCard.Say(v.Number), Buttons: []Button{{sayShareLike.Say(), SayKey + "点赞 " + strconv.FormatInt(v.Number, 10)}}}}, true, nil
}})

// ShareOfYours tells a rep that a visit of hers is shown to her team.
var ShareOfYours = register(Kind{Name: "share_yours", Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Share(ctx, n.Subject)
	if err != nil || !ok || !v.Shared {
		return Content{}, false, err
	}
	return Content{Text: sayShareYours.Say(v.By, v.Number, v.Text), Template: "decision", Params: shareParams(v.Number, sayShareSMS)}, true, nil
}})

// ShareProposed asks a manager whether a visit may be shown to the team. Its buttons are the commands.
var ShareProposed = register(Kind{Name: "share_proposed", Deputised: true, Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Share(ctx, n.Subject)
	if err != nil || !ok || !v.Proposed {
		return Content{}, false, err
	}
	number := strconv.FormatInt(v.Number, 10)
	return Content{Text: sayShareProposed.Say(v.Rep, v.Number, v.Text), Template: "decision", Params: shareParams(v.Number, sayShareAskSMS),
		Card: &Card{Title: sayShareCard.Say(v.Number), Buttons: []Button{{sayShareYes.Say(), SayKey + "分享 " + number}, {sayShareNo.Say(), SayKey + "取消分享 " + number}}}}, true, nil
}})

// ShareCommented tells whose visit it is, and who shared it, what a colleague says on it.
var ShareCommented = register(Kind{Name: "share_commented", Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.ShareComment(ctx, n.Subject)
	if err != nil || !ok || !v.Shared {
		return Content{}, false, err
	}
	return Content{Text: sayShareCommented.Say(v.Who, v.Number, v.Text), Template: "decision", Params: shareParams(v.Number, sayShareSaidSMS)}, true, nil
}})

func shareParams(number int64, decision words.Text) map[string]string {
	return map[string]string{"no": strconv.FormatInt(number, 10), "decision": decision.Say()}
}

// ShareKey is the key of the notice of a kind to one person about a share or a comment on one.
func ShareKey(k Kind, id domain.ID, person string) string {
	return k.Name + "/" + id.String() + "/" + person
}
