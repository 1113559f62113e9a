// Package report is what people tell that another desk works or that has no table of its own yet: adverse events,
// complaints, group events and days off. It is kept whole, with its number, in the transaction of the message, so that
// nothing that was said is lost. A safety report is never taken back by whoever told it (PRODUCT.md C1).
package report

import (
	"cmp"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// Kind is what sort of thing was told.
type Kind string

// The kinds.
const (
	Safety    Kind = "safety"
	Complaint Kind = "complaint"
	Event     Kind = "event"
	TimeOff   Kind = "timeoff"
)

// Report is one thing told, as it is kept.
type Report struct {
	ID     domain.ID
	Number int64
	Kind   Kind
	// Person is the userid of who told it; empty for somebody whom the staff does not have: Outsider names her (the channel and the
	// masked address), Address is where the message came from.
	Person            string
	Outsider, Address string
	Doctor            string
	Products          []string
	// Body is what was understood, as JSON will have it; Text is the person's own words, masked by the screen.
	Body       any
	Text       string
	Open       bool
	Channel    domain.Channel
	SaidAt     time.Time
	RecordedAt time.Time
	Origin     domain.ID
}

// Ledger is the storage of reports inside a transaction that someone else owns; writes travel with the commit.
type Ledger interface {
	Now() time.Time
	PutReport(r Report)
	CloseReport(id domain.ID, open bool)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
}

// Keep keeps what was told. An adverse event is told at once to everybody in desk (the safety desk); day 0 is the message's
// own time.
func Keep(l Ledger, s visit.Source, r Report, desk []string) (Report, error) {
	r.Person, r.Channel, r.SaidAt, r.Origin, r.RecordedAt, r.Open = s.Person, s.Channel, s.SaidAt, s.Origin, l.Now(), true
	l.PutReport(r)
	l.Remember(fact.Fact{Kind: fact.ReportKept, At: l.Now(), Person: cmp.Or(s.Person, r.Outsider), Subject: r.ID, Number: r.Number, After: r.Kind})
	if r.Kind != Safety {
		return r, nil
	}
	for _, person := range desk {
		err := l.Tell(notice.Notice{Kind: notice.SafetyCase.Name, Key: notice.SafetyCaseKey(r.ID, person), Person: person,
			Subject: r.ID, Number: r.Number, DueAt: l.Now()})
		if err != nil {
			return Report{}, err
		}
	}
	return r, nil
}

// Withdraw takes a report back. A safety report is refused (report.safety): only the safety desk closes it.
func Withdraw(l Ledger, person string, r Report) error {
	if r.Kind == Safety {
		return domain.Refuse("report.safety", r.Number)
	}
	l.CloseReport(r.ID, false)
	l.Remember(fact.Fact{Kind: fact.ReportWithdrawn, At: l.Now(), Person: person, Subject: r.ID, Number: r.Number, Before: r.Kind})
	return nil
}

// Restore brings a withdrawn report back.
func Restore(l Ledger, person string, r Report) {
	l.CloseReport(r.ID, true)
	l.Remember(fact.Fact{Kind: fact.ReportRestored, At: l.Now(), Person: person, Subject: r.ID, Number: r.Number, After: r.Kind})
}
