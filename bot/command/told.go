package command

import (
	"slices"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/visit"
)

// told is a visit as a message tells it, with the number that it has already, if any.
type told struct {
	said understand.Visit
	visit.Details
	number int64
	// gist is what its note is compared by.
	gist string
	// days are the other days of which the same is told, while it is not clear who was visited.
	days []domain.Date
}

func unnumbered(all []told) (n int) {
	for _, w := range all {
		if w.number == 0 {
			n++
		}
	}
	return n
}

func nexts(all []told) (n int) {
	for _, d := range all {
		if !d.Next.Date.IsZero() {
			n++
		}
	}
	return n
}

// onAnotherDay reports whether w is the same as v told of another day (昨天和今天都见了张主任).
func (v told) onAnotherDay(w told) bool {
	return v.said.Ask != "" && v.number == 0 && w.number == 0 && v.said.NoDay == "" && w.said.NoDay == "" && v.said.Said == w.said.Said &&
		slices.Equal(v.said.Candidates, w.said.Candidates) && v.said.Rest == w.said.Rest && v.Date != w.Date && v.Start == w.Start
}

// addDay has v stand for w too; what was said once stays with the last day.
func (v *told) addDay(w told) {
	v.days = append(v.days, w.Date)
	v.Next, v.Feedback, v.said.NextNoDay = w.Next, w.Feedback, w.said.NextNoDay
}

// onEachDay is a draft as the visits of its days; number is that of the first.
func (d visitDraft) onEachDay(number int64) []told {
	days := append([]domain.Date{d.Date}, d.Days...)
	all := make([]told, len(days))
	for i, day := range days {
		all[i] = told{Details: d.Details, gist: d.Gist}
		all[i].Date = day
		if i < len(days)-1 { // said once: it follows the last of them
			all[i].Next, all[i].Feedback = visit.Next{}, nil
		}
	}
	all[0].number = number
	return all
}
