package command

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

// The keys of a record's buttons, before its number and the revision that was shown.
const (
	approveKey = "review.approve/"
	rejectKey  = "review.reject/"
)

var (
	sayCardReason  = words.New("review.card_reason", "请写原因")
	sayCardDone    = words.New("review.card_done", "已批准")
	sayCardNot     = words.New("review.card_not", "没有改动")
	sayCardChanged = words.New("review.card_changed", "#%d 在您看过之后改过，没有改动。请先“看 %[1]d”再决定。")
)

// button is what pressing one kind of button does; the key goes on with a number and, if one was shown, a revision.
type button struct {
	key     string
	approve bool
	run     func(context.Context, *Turn) (inbox.Answer, error)
	// revision returns the record's revision of now; false if it is none of hers.
	revision func(context.Context, *Turn, int64) (int, bool, error)
}

func buttons() []button {
	return []button{{approveKey, true, approveAll, visitRevision}, {rejectKey, false, rejectAll, visitRevision},
		{notice.WeekApproveKey, true, approveAll, weekRevision}, {notice.WeekRejectKey, false, rejectAll, weekRevision}}
}

// Pressed does what the button of a card says, as the command would: what may not be changes nothing, and neither does a button for a
// record that changed since it was shown. It returns the word that takes the place of the buttons (none: they stay) and what is to be
// said beside it; ok is false for a button that is none of these.
func Pressed(ctx context.Context, t *Turn, key string) (word string, said inbox.Answer, ok bool, err error) {
	if word, said, ok, err = pressedCase(ctx, t, key); ok || err != nil {
		return word, said, ok, err
	}
	if word, said, ok, err = pressedBroadcast(ctx, t, key); ok || err != nil {
		return word, said, ok, err
	}
	if text, says := strings.CutPrefix(key, notice.SayKey); says {
		said, err = t.typed(ctx, text)
		return "", said, true, err
	}
	for _, b := range buttons() {
		if rest, of := strings.CutPrefix(key, b.key); of {
			word, said, err = t.press(ctx, b, rest)
			return word, said, true, err
		}
	}
	return "", said, false, nil
}

// typed does what a text would, as if she had written it.
func (t *Turn) typed(ctx context.Context, text string) (inbox.Answer, error) {
	t.In.Text = text
	t.Said = t.Read(text, t.In.At)
	var said inbox.Answer
	var err error
	if Shows(t) {
		said, err = showRecord(ctx, t)
	} else {
		intent := t.Said.Intent
		if t.Said.Further != "" {
			intent = t.Said.Further
		}
		said, err = For(intent, t.Who.Role).Run(ctx, t)
	}
	if r, refused := domain.AsRefusal(err); refused {
		return say(refusalWords(r), "", nil), nil
	}
	return said, err
}

// press decides on the record that a button names.
func (t *Turn) press(ctx context.Context, b button, rest string) (word string, said inbox.Answer, err error) {
	first, shown, revised := strings.Cut(rest, "/")
	n, err := strconv.ParseInt(first, 10, 64)
	if err != nil || !t.Who.Role.Manages() {
		return sayCardNot.Say(), said, nil
	}
	if revised {
		now, reaches, err := b.revision(ctx, t, n)
		if err != nil {
			return "", said, err
		}
		if reaches && strconv.Itoa(now) != shown && b.approve {
			return sayCardNot.Say(), say(sayCardChanged.Say(n), "", nil), nil
		}
		if reaches {
			t.State.See(n, now)
		}
	}
	t.Said.Items = []int{int(n)}
	t.In.Text = first
	said, err = b.run(ctx, t)
	if r, refused := domain.AsRefusal(err); refused {
		word := sayCardNot.Say()
		if slices.Contains([]string{"review.reason", "week.reason", "event.reason", "coach.reason"}, r.Code) { // a button brings no reason: she is asked for it
			word = sayCardReason.Say()
		}
		return word, say(refusalWords(r), "", nil), nil
	}
	return sayCardDone.Say(), said, err
}

// visitRevision is the revision of a visit that waits within the person's reach. What was decided on says so by itself.
func visitRevision(ctx context.Context, t *Turn, n int64) (int, bool, error) {
	items, err := t.Tx.ItemsNumbered(ctx, []int64{n})
	if err != nil || len(items) != 1 || !items[0].Waits() || !t.reach().Has(t.Who.UserID, items[0].Rep) {
		return 0, false, err
	}
	return items[0].Revision, true, nil
}

func weekRevision(ctx context.Context, t *Turn, n int64) (int, bool, error) {
	w, ok, err := t.Tx.WeekNumbered(ctx, t.reach(), n)
	return w.Revision, ok, err
}
