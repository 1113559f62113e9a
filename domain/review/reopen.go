package review

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/visit"
)

// Reopen takes the approval of a record back, so that it waits again and its clock begins anew; the rep is told, and who approved, if
// that was somebody else. may says that the person approved it, or is above who did. What counts stays: a record that waits counts
// like an approved one. Refused are her own (review.own), one that is not approved (review.not_approved), somebody else's decision
// (review.reopen_not) and no reason (review.reopen_reason).
func Reopen(l Ledger, q quality.Schemes, by Decider, may bool, i Item, reason string) error {
	switch {
	case i.Rep == by.Person:
		return domain.Refuse("review.own", i.Number)
	case i.Status != visit.Approved:
		return domain.Refuse("review.not_approved", i.Number)
	case !may:
		return domain.Refuse("review.reopen_not", i.Number, i.DecidedBy)
	case reason == "":
		return domain.Refuse("review.reopen_reason", i.Number)
	}
	v := i.Visit
	v.Status, v.ReworkedAt = visit.Open, l.Now()
	if len(visit.Missing(q, v)) > 0 {
		v.Status = visit.Incomplete
	}
	v.Revision++
	l.PutDecision(v, by, reason)
	l.Remember(fact.Fact{Kind: fact.ReviewReopened, At: l.Now(), Person: by.Person, Subject: v.ID, Number: v.Number,
		Before: decision{Status: i.Status}, After: decision{v.Status, reason, by.For}})
	told := []string{v.Rep}
	if i.Decider.Person != "" && i.Decider.Person != by.Person {
		told = append(told, i.Decider.Person)
	}
	for _, person := range told {
		if err := l.Tell(notice.Notice{Kind: notice.ReviewReopened.Name, Key: notice.ReviewReopenedKey(v.ID, v.Revision, person), Person: person,
			Subject: v.ID, Number: v.Number, Revision: v.Revision, DueAt: l.Now()}); err != nil {
			return err
		}
	}
	return nil
}
