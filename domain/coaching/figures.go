package coaching

import (
	"cmp"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
)

// Day is one joint visit of a manager with a rep, or her coaching of a day in the field without one.
type Day struct {
	Coach, Rep string
	Date       domain.Date
	Joint      bool
	// Sum is the sum of the marks, 0 where it was not rated.
	Sum int
}

// Closed are the follow-ups of a manager's coachings of a rep that were done in time, and that were due by now.
type Closed struct {
	Coach, Rep string
	Loop       quota.Ratio
}

// Row is how much somebody coaches, or is coached, in a month (PRODUCT.md M9).
type Row struct {
	UserID string
	// Days are the days in the field, Rated the coachings, and Marks the sum of their marks.
	Days, Rated, Marks int
	// Coached = joint visits that were rated / joint visits, Loop = follow-ups done in time / follow-ups due by now.
	Coached, Loop quota.Ratio
}

// Figures sums up days and follow-ups for each of people, by who of the two it belongs to, those with the fewest days first; and for all
// together, where a day counts once for each manager.
func Figures(days []Day, closed []Closed, people []string, whose func(coach, rep string) string) (rows []Row, all Row) {
	of := map[string]*Row{}
	seen := map[[2]string]map[domain.Date]bool{}
	everywhere := map[string]map[domain.Date]bool{}
	for _, p := range people {
		of[p] = &Row{UserID: p}
	}
	for _, d := range days {
		row, ok := of[whose(d.Coach, d.Rep)]
		if !ok {
			continue
		}
		for _, r := range []*Row{row, &all} {
			if d.Joint {
				r.Coached.Den++
			}
			if d.Sum > 0 {
				r.Rated, r.Marks = r.Rated+1, r.Marks+d.Sum
				if d.Joint {
					r.Coached.Num++
				}
			}
		}
		row.Days += first(seen, [2]string{row.UserID, d.Coach}, d.Date)
		all.Days += first(everywhere, d.Coach, d.Date)
	}
	for _, c := range closed {
		if row, ok := of[whose(c.Coach, c.Rep)]; ok {
			for _, r := range []*Row{row, &all} {
				r.Loop.Num, r.Loop.Den = r.Loop.Num+c.Loop.Num, r.Loop.Den+c.Loop.Den
			}
		}
	}
	for _, p := range people {
		rows = append(rows, *of[p])
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Days, b.Days) })
	return rows, all
}

// first reports, as 1 or 0, whether a day is new to whom it belongs to.
func first[K comparable](seen map[K]map[domain.Date]bool, of K, day domain.Date) int {
	if seen[of][day] {
		return 0
	}
	if seen[of] == nil {
		seen[of] = map[domain.Date]bool{}
	}
	seen[of][day] = true
	return 1
}
