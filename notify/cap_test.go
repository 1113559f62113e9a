package notify

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/delivery"
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

// Two follow-ups that are due on one day are one message, whatever else waits; one keeps its buttons.
func TestSeveralOfAKindAreToldTogether(t *testing.T) {
	task, other := notice.Notice{Kind: notice.CoachTaskDue.Name}, notice.Notice{Kind: notice.MonthEnd.Name}
	card := notice.Content{Text: "words", Card: &notice.Card{Title: "title"}}
	for _, c := range []struct {
		name    string
		kind    notice.Kind
		waiting []notice.Notice
		want    bool
	}{
		{"two follow-ups", notice.CoachTaskDue, []notice.Notice{task}, true},
		{"two follow-ups and another", notice.CoachTaskDue, []notice.Notice{other, task}, true},
		{"one follow-up", notice.CoachTaskDue, nil, false},
		{"one follow-up and two others", notice.CoachTaskDue, []notice.Notice{other, other}, false},
		{"one follow-up and three others", notice.CoachTaskDue, []notice.Notice{other, other, other}, true},
		{"another kind's card beside two follow-ups", notice.ManagerMorning, []notice.Notice{task, task}, false},
	} {
		first := task
		if c.kind.Name != task.Kind {
			first = notice.Notice{Kind: c.kind.Name}
		}
		if got := mergeable(c.kind, card, around(c.kind, delivery.Case{Notice: first, Waiting: c.waiting})); got != c.want {
			t.Errorf("%s may be merged: %v, want %v", c.name, got, c.want)
		}
	}
}
