// Package review is what a manager does with the records of the reps below her: which of them wait, which of those are a risk
// and why, and approving them or sending them back (PRODUCT.md M1, M2). The rules receive a Ledger, which means "inside a
// transaction that someone else owns"; whether a record is within the manager's reach is known to who reads it.
package review

import (
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/visit"
)

const (
	// lateAfter is how long after a visit it may be told without being late.
	lateAfter = 24 * time.Hour
	// Workdays is how many workdays a rep has to rework a record that was rejected (PRODUCT.md V3).
	Workdays = 3
)

// Item is a visit as a reviewer sees it.
type Item struct {
	visit.Visit
	RepName    string
	DoctorName string
	Hospital   string // shortest name
	// DecidedBy names who decided on it last (notice.DecidedBy), at DecidedAt, with Reason; empty before the first decision.
	DecidedBy string
	// Decider is the same by userid.
	Decider   Decider
	DecidedAt time.Time
	Reason    string
	// Overlaps is the number of another visit of the rep's that took place at the same time, 0 if there is none. Doctors who
	// were met together, told by one message with one beginning, do not count.
	Overlaps int64
	// CopyOf is the number of the earlier visit whose note this one nearly copies, 0 if it does not; Copy has the similarity.
	CopyOf int64
}

// Waits reports whether the visit waits for a decision.
func (i Item) Waits() bool { return i.Status == visit.Open || i.Status == visit.Incomplete }

// Since is when the clock of the review began: when the visit was recorded, or reworked.
func (i Item) Since() time.Time {
	if i.ReworkedAt.IsZero() {
		return i.RecordedAt
	}
	return i.ReworkedAt
}

// RiskKind is one reason to look at a record before it is approved.
type RiskKind string

// The reasons (PRODUCT.md M1). They are told in this order.
const (
	NearCopy   RiskKind = "near_copy"  // Amount is the number of the earlier one, Percent the similarity
	LowScore   RiskKind = "low_score"  // Amount is the score
	Incomplete RiskKind = "incomplete" // a required field is missing
	Overlap    RiskKind = "overlap"    // Amount is the number of the other visit
	Ahead      RiskKind = "ahead"      // told before it can have begun
	Late       RiskKind = "late"       // Amount is how many whole days after the visit it was told
)

// Risk is a reason that holds for a record.
type Risk struct {
	Kind    RiskKind
	Amount  int64
	Percent int
}

// Risks returns why a record is no routine, nothing if it is. q are all quality schemes; zone is the company's. A visit on which the
// doctor was not met has no score to be low and lacks nothing.
func Risks(i Item, q quality.Schemes, zone *time.Location) []Risk {
	var all []Risk
	if i.CopyOf != 0 {
		all = append(all, Risk{NearCopy, i.CopyOf, int(100 * i.Copy.Similarity)})
	}
	if i.Met() && i.Score < q.Numbered(i.Scheme).Threshold {
		all = append(all, Risk{Kind: LowScore, Amount: int64(i.Score)})
	}
	if i.Status == visit.Incomplete {
		all = append(all, Risk{Kind: Incomplete})
	}
	if i.Overlaps != 0 {
		all = append(all, Risk{Kind: Overlap, Amount: i.Overlaps})
	}
	over := i.Date.AddDays(1).Time(zone) // without a time, at the end of its day at the latest
	if i.Start != "" {
		begun := i.Date.At(i.Start, zone)
		over = begun.Add(time.Duration(i.Minutes) * time.Minute)
		if begun.After(i.SaidAt) {
			all = append(all, Risk{Kind: Ahead})
		}
	}
	if late := i.SaidAt.Sub(over); late > lateAfter {
		all = append(all, Risk{Kind: Late, Amount: int64(late / (24 * time.Hour))})
	}
	return all
}

// Judged is an item with what makes it a risk.
type Judged struct {
	Item
	Risks []Risk
}

// Sort judges items and returns the risks, the most reasons first, and the routine ones, both by their numbers.
func Sort(items []Item, q quality.Schemes, zone *time.Location) (risks, routine []Judged) {
	for _, i := range items {
		j := Judged{i, Risks(i, q, zone)}
		if len(j.Risks) > 0 {
			risks = append(risks, j)
		} else {
			routine = append(routine, j)
		}
	}
	byNumber := func(a, b Judged) int { return int(a.Number - b.Number) }
	slices.SortStableFunc(risks, func(a, b Judged) int {
		if n := len(b.Risks) - len(a.Risks); n != 0 {
			return n
		}
		return byNumber(a, b)
	})
	slices.SortStableFunc(routine, byNumber)
	return risks, routine
}

// Reach is whom a manager reviews: the reps below her and those of managers whom she stands in for.
type Reach []string

// Has reports whether the manager may see and decide on what that rep recorded. Nobody reviews herself.
func (r Reach) Has(manager string, rep string) bool { return manager != rep && slices.Contains(r, rep) }

// deadline is the end of the last of n workdays after an instant.
func deadline(after func(domain.Date, int) domain.Date, at time.Time, n int) time.Time {
	return after(domain.DateOf(at), n).AddDays(1).Time(at.Location())
}
