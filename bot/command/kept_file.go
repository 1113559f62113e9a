package command

import (
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayKeptFollow = words.New("kept.follow", "\n%d张图片随后发来。")
	sayKeptSMS    = words.New("kept.sms", "，图%d张发企业微信")
	keptMissing   = map[evidence.File]words.Text{evidence.Due: words.New("kept.due", "%d张还在取，稍后再看"), evidence.Gone: words.New("kept.gone", "%d张微信已过期，没取到"),
		evidence.Refused: words.New("kept.refused", "%d张不是图片或过大，没有保存"), evidence.Purged: words.New("kept.purged", "%d张已过保存期")}
	keptMissingOrder = []evidence.File{evidence.Due, evidence.Gone, evidence.Refused, evidence.Purged}
)

// notKept says of how many pictures there is nothing to see, and why; empty where all are kept.
func notKept(files map[evidence.File]int) string {
	var parts []string
	for _, f := range keptMissingOrder {
		if files[f] > 0 {
			parts = append(parts, "，"+keptMissing[f].Say(files[f]))
		}
	}
	return strings.Join(parts, "")
}

// following is what an answer says of the kept files that follow it, and what of them by SMS.
type following struct{ said, sms string }

// pictures has the kept pictures of a visit follow over WeCom, each once for this message; who asks by SMS is told that they are there.
// Whoever calls it has seen that the person may see the visit.
func (t *Turn) pictures(number int64, shown []review.Shown) (f following, err error) {
	kept := 0
	for _, s := range shown {
		if s.Kind != evidence.Image || s.File != evidence.Stored {
			continue
		}
		kept++
		n, err := notice.KeptFileTo(t.Who.UserID, t.Origin, s.ID, number, kept, t.Tx.Now())
		if err != nil {
			return f, err
		}
		if err := t.Tx.Tell(n); err != nil {
			return f, err
		}
	}
	switch {
	case kept == 0:
	case t.In.Channel == domain.WeCom:
		f.said = sayKeptFollow.Say(kept)
	default:
		f.sms = sayKeptSMS.Say(kept)
	}
	return f, nil
}
