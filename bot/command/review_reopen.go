package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayReopened    = words.New("review.reopen.done", "已撤销对 %s 的批准，重新待审，原因已告诉%s：%s\n要退给代表改，请说“驳回 %d 原因”。")
	sayReopenedSMS = words.New("review.reopen.sms", "撤销批准")
	_              = words.Refusal("review.reopen_which", "要撤销哪条的批准？请带编号和原因，如“撤销批准 1024 结果写错了”。")
	_              = words.Refusal("review.reopen_reason", "撤销 #%d 的批准请带上原因，如“撤销批准 %[1]d 结果写错了”。没有改动。")
	_              = words.Refusal("review.reopen_not", "#%d 是%s批准的，只有本人或上级可以撤销，没有改动。")
	_              = words.Refusal("review.not_approved", "#%d 还没有批准，没有可撤销的。")
	_              = register(Command{Intent: understand.ReviewReopen, Roles: managers, Run: reopen})
)

// reopen takes approvals back, with a reason: by who approved, or somebody above her. The record waits again; its history keeps both
// decisions.
func reopen(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if len(t.Said.Items) == 0 {
		return inbox.Answer{}, domain.Refuse("review.reopen_which")
	}
	reason := strings.TrimSpace(t.Said.Text)
	done, refused, err := t.decideEach(ctx, func(i review.Item) error {
		return review.Reopen(t.Tx, t.Book.rules.Quality, t.decider(i.Rep), t.mayReopen(i.Decider), i, reason)
	})
	if err != nil {
		return inbox.Answer{}, err
	}
	about := ""
	if len(done) > 0 {
		about = sayReopened.Say(sharp(numbersOf(done))+t.onBehalf(done), repsOf(done), reason, done[0].Number)
	}
	return decided(done, refused, about, sayReopenedSMS.Say()), nil
}

// mayReopen reports whether the person decided so herself, had it decided by who stands in for her, stands in for who decided, or is
// above one of these.
func (t *Turn) mayReopen(d review.Decider) bool {
	for _, who := range []string{d.Person, d.For} {
		for range longestLine {
			if who == "" {
				break
			}
			if who == t.Who.UserID || slices.Contains(t.managersStoodInFor(), who) {
				return true
			}
			above, _ := t.Book.Colleague(who)
			who = above.Manager
		}
	}
	return false
}

// longestLine bounds how many people stand above one another.
const longestLine = 20

// managersStoodInFor are the managers whom the person stands in for today.
func (t *Turn) managersStoodInFor() []string {
	var all []string
	for _, m := range t.Book.standsFor {
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}
