package command

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// ranks orders doctors for a question.
type ranks interface {
	// LikelyDoctors returns the codes, the doctor who is likeliest meant first: planned for that day, then visited last, then
	// by grade.
	LikelyDoctors(ctx context.Context, rep string, codes []string, day domain.Date) ([]string, error)
}

// Rank puts the doctors who fit an unclear name in the order in which a question shows them: those of today's plan first, then
// the most recently visited, then by grade. It only orders; a choice stays the person's (PRODUCT.md V2). A message in which
// nobody is unclear costs nothing.
func (t *Turn) Rank(ctx context.Context) error {
	var lists []*[]string
	add := func(list *[]string, doctor string) {
		if len(*list) > 1 && doctor == "" { // her own words may have settled it
			lists = append(lists, list)
		}
	}
	add(&t.Said.Candidates, t.Said.Doctor)
	for i := range t.Said.Visits {
		add(&t.Said.Visits[i].Candidates, t.Said.Visits[i].Doctor)
	}
	if t.Said.Changes != nil {
		add(&t.Said.Changes.Candidates, t.Said.Changes.Doctor)
	}
	if t.Said.Target != nil {
		add(&t.Said.Target.Candidates, t.Said.Target.Doctor)
	}
	if len(lists) == 0 {
		return nil
	}
	all := map[string]bool{}
	for _, list := range lists {
		for _, code := range *list {
			all[code] = true
		}
	}
	likely, err := t.Tx.LikelyDoctors(ctx, t.Who.UserID, slices.Sorted(maps.Keys(all)), t.Today())
	if err != nil {
		return err
	}
	place := make(map[string]int, len(likely))
	for i, code := range likely {
		place[code] = i
	}
	for _, list := range lists {
		ordered := slices.Clone(*list) // what was read may be the book's own
		slices.SortStableFunc(ordered, func(a, b string) int { return cmp.Compare(place[a], place[b]) })
		*list = ordered
	}
	return nil
}
