package review

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// Ledger is the storage of decisions inside a transaction that someone else owns. The items that are decided on are locked.
type Ledger interface {
	Now() time.Time
	// PutDecision writes the visit's status, revision, OpenUntil and ReworkedAt, and who decided so now, with her reason.
	PutDecision(v visit.Visit, by Decider, reason string)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
	// Withdraw takes back what was not told yet about the subject.
	Withdraw(subject domain.ID)
}

// decision is what the facts keep of one.
type decision struct {
	Status visit.Status `json:"status"`
	Reason string       `json:"reason,omitempty"`
	// For is the manager whom the decider stands in for.
	For string `json:"for,omitempty"`
}

// Approve approves a record. One that is her own, was decided on already, or was taken back is refused (review.own,
// review.approved, review.rejected, review.withdrawn) and stays as it is.
func Approve(l Ledger, by Decider, i Item) error {
	if err := decidable(i, by.Person, i.Waits()); err != nil {
		return err
	}
	before := decision{Status: i.Status}
	v := i.Visit
	v.Status, v.OpenUntil = visit.Approved, time.Time{}
	v.Revision++
	l.PutDecision(v, by, "")
	l.Remember(fact.Fact{Kind: fact.ReviewApproved, At: l.Now(), Person: by.Person, Subject: v.ID, Number: v.Number, Before: before,
		After: decision{Status: v.Status, For: by.For}})
	return nil
}

// Reject sends a record back to its rep with a reason, who is told and may change it for Workdays workdays. One that was not
// reworked in that time may be sent back again. Without a reason it is refused (review.reason), else as Approve.
func Reject(l Ledger, days calendar.Calendar, by Decider, i Item, reason string) error {
	v, err := RejectWith(l, days, by, i, reason)
	if err != nil {
		return err
	}
	l.Withdraw(v.ID)
	return l.Tell(notice.Notice{Kind: notice.ReviewRejected.Name, Key: notice.ReviewRejectedKey(v.ID, v.Revision), Person: v.Rep,
		Subject: v.ID, Number: v.Number, Revision: v.Revision, DueAt: l.Now()})
}

// RejectWith is Reject for a record that goes back with another one, of which its rep is told.
func RejectWith(l Ledger, days calendar.Calendar, by Decider, i Item, reason string) (visit.Visit, error) {
	lapsed := i.Status == visit.Rejected && l.Now().After(i.OpenUntil)
	return sendBack(l, days, by, i, reason, i.Waits() || lapsed)
}

// Return is RejectWith for a record whose doctor turned out to be none: it goes back to its rep also where it was approved or sent back
// before, for as many workdays again.
func Return(l Ledger, days calendar.Calendar, by Decider, i Item, reason string) (visit.Visit, error) {
	return sendBack(l, days, by, i, reason, true)
}

func sendBack(l Ledger, days calendar.Calendar, by Decider, i Item, reason string, open bool) (visit.Visit, error) {
	if err := decidable(i, by.Person, open); err != nil {
		return visit.Visit{}, err
	}
	if reason == "" {
		return visit.Visit{}, domain.Refuse("review.reason", i.Number)
	}
	before := decision{Status: i.Status}
	v := i.Visit
	v.Status, v.OpenUntil = visit.Rejected, deadline(days.AddWorkdays, l.Now(), Workdays)
	v.Revision++
	l.PutDecision(v, by, reason)
	l.Remember(fact.Fact{Kind: fact.ReviewRejected, At: l.Now(), Person: by.Person, Subject: v.ID, Number: v.Number, Before: before,
		After: decision{v.Status, reason, by.For}})
	return v, nil
}

func decidable(i Item, by string, open bool) error {
	switch {
	case i.Rep == by:
		return domain.Refuse("review.own", i.Number)
	case i.Status == visit.Withdrawn:
		return domain.Refuse("review.withdrawn", i.Number)
	case !open && i.Status == visit.Rejected:
		return domain.Refuse("review.rejected", i.Number, i.DecidedBy, i.DecidedAt.Format("01-02 15:04"))
	case !open:
		return domain.Refuse("review.approved", i.Number, i.DecidedBy, i.DecidedAt.Format("01-02 15:04"))
	}
	return nil
}
