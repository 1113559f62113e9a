package notice

import (
	"context"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayReopened    = words.New("notice.review_reopened", "#%d %s %s %s 的批准被%s撤销，等重新审阅：%s")
	sayReopenedSMS = words.New("notice.review_reopened_sms", "重新送审")
)

// ReviewReopened tells the rep, and who approved if it was somebody else, that an approval was taken back, and why. A record that was
// decided on again, or changed, by then says nothing.
var ReviewReopened = register(Kind{
	Name: "review_reopened",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Review(ctx, n.Subject)
		if err != nil || !ok || v.Revision != n.Revision {
			return Content{}, false, err
		}
		return Content{Text: sayReopened.Say(v.Number, monthDay(v.Date), v.Hospital, v.Doctor, v.By, v.Reason), Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayReopenedSMS.Say()}}, true, nil
	},
})

// ReviewReopenedKey is the key of the notice to one person of one reopening.
func ReviewReopenedKey(visit domain.ID, revision int, person string) string {
	return "review_reopened/" + visit.String() + "/" + strconv.Itoa(revision) + "/" + person
}
