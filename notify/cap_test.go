package notify

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/notice"
)

// A card keeps its buttons where few notices wait for one instant, and is words among others where many do. What must be acknowledged is
// never only a part of a message.
func TestCardsAreMergedWhereManyWait(t *testing.T) {
	card := notice.Content{Text: "words", Card: &notice.Card{Title: "title"}}
	for _, c := range []struct {
		name    string
		kind    notice.Kind
		content notice.Content
		waiting int
		want    bool
	}{
		{"words", notice.Kind{}, notice.Content{Text: "words"}, 1, true},
		{"words to acknowledge", notice.Kind{Patience: time.Hour}, notice.Content{Text: "words"}, 1, true},
		{"a card with two others", notice.Kind{}, card, 2, false},
		{"a card with three others", notice.Kind{}, card, 3, true},
		{"a card to acknowledge", notice.Kind{Patience: time.Hour}, card, 9, false},
	} {
		if got := mergeable(c.kind, c.content, c.waiting); got != c.want {
			t.Errorf("%s may be merged: %v, want %v", c.name, got, c.want)
		}
	}
}
