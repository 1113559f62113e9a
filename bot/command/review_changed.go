package command

import (
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayShownAnew    = words.New("review.changed", "#%d 在您看过之后改过，没有批准。现在是：\n%s\n确认请再回“批准 %[1]d”。")
	sayShownAnewSMS = words.New("review.changed_sms", "改过，没有批准")
)

// sees notes that records were shown to the person as they stand. Over SMS only their numbers are.
func (t *Turn) sees(items ...review.Item) {
	if t.In.Channel != domain.WeCom {
		return
	}
	for _, i := range items {
		t.State.See(i.Number, i.Revision)
	}
}

// changedSince reports whether a record that waits was changed since it was shown to the person last: what she says of it is about what
// she saw. Buttons carry the revision themselves.
func (t *Turn) changedSince(i review.Item) bool {
	saw, shown := t.State.Saw(i.Number)
	return shown && saw != i.Revision && i.Waits()
}

// showAnew shows the records that were changed since they were shown last, instead of approving them.
func (t *Turn) showAnew(items []review.Item) inbox.Answer {
	if len(items) == 0 {
		return inbox.Answer{}
	}
	lines := make([]string, len(items))
	for n, i := range items {
		lines[n] = sayShownAnew.Say(i.Number, t.shown(i))
		t.State.See(i.Number, i.Revision)
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(items[0].Number), "decision": sayShownAnewSMS.Say()})
}
