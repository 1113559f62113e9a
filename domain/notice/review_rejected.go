package notice

import (
	"context"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayRejected      = words.New("notice.review_rejected", "#%d %s %s %s\n%s：%s\n直接说要改的内容，如“改 %d 结果认可”，%s前改好会重新送审。")
	sayRejectedTitle = words.New("notice.review_rejected_title", "记录被驳回，请修改")
	sayRejectedSMS   = words.New("notice.review_rejected_sms", "驳回")
)

// rejectedPatience is how long the rep's acknowledgement of a rejection is waited for (DESIGN.md part 4).
const rejectedPatience = 4 * time.Hour

// ReviewView is what a notice needs to know of the review of a visit.
type ReviewView struct {
	Number   int64
	Doctor   string // name
	Hospital string // shortest name
	Date     domain.Date
	// Rejected: it was sent back and waits for the rep, who may change it until OpenUntil. By is the name of who decided.
	Rejected  bool
	By        string
	Reason    string
	OpenUntil time.Time
	Revision  int
}

// reviewTruth is what the notices about reviews read.
type reviewTruth interface {
	// Review returns where the review of a visit stands, and false if there is no such visit.
	Review(ctx context.Context, visit domain.ID) (ReviewView, bool, error)
}

// ReviewRejected tells a rep that a record of hers was sent back, why, and until when she may change it (PRODUCT.md M2, V3). What she
// reworked before she was told is not told.
var ReviewRejected = register(Kind{
	Name:     "review_rejected",
	Patience: rejectedPatience,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Review(ctx, n.Subject)
		if err != nil || !ok || !v.Rejected || v.Revision != n.Revision {
			return Content{}, false, err
		}
		last := domain.DateOf(v.OpenUntil.Add(-time.Second))
		return Content{
			Text:     sayRejected.Say(v.Number, monthDay(v.Date), v.Hospital, v.Doctor, v.By, v.Reason, v.Number, monthDay(last)+" 24:00"),
			Card:     &Card{Title: sayRejectedTitle.Say(), Buttons: ackButton},
			Template: "decision",
			Params:   map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayRejectedSMS.Say()},
		}, true, nil
	},
})

// ReviewRejectedKey is the key of the notice of one rejection.
func ReviewRejectedKey(visit domain.ID, revision int) string {
	return "review_rejected/" + visit.String() + "/" + strconv.Itoa(revision)
}
