// Package desk is what the safety desk works: a case for each adverse event (PRODUCT.md C1) and for each product complaint (C2, B8),
// from the message that told of it to its closing. A case stands beside the report that it came from, with the same id and number.
// Nothing that happens to a visit touches it; only the desk closes, lengthens or merges it; whoever told it may add to it.
//
// Its rules receive a Ledger, which means "inside a transaction that someone else owns". Every change is a fact with the case before
// and after, so that the facts are its history.
package desk

import (
	"cmp"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/safety"
)

// Kind is what a case is of.
type Kind string

// The kinds: those of package report that a desk works.
const (
	Safety    Kind = "safety"
	Complaint Kind = "complaint"
)

// State is how far along a case is.
type State string

// The states. A complaint goes through all of them but Reported: 受理, 分类, 派单, 处理, 回访, 结案; an adverse event is received, then
// reported to the authority, then closed. Merged is a duplicate of another case.
const (
	Received   State = "received"
	Classified State = "classified"
	Assigned   State = "assigned"
	Handled    State = "handled"
	CalledBack State = "called_back"
	Reported   State = "reported"
	Closed     State = "closed"
	Merged     State = "merged"
)

// Category is what a complaint is about.
type Category string

// The categories.
const (
	Quality   Category = "quality"
	Packaging Category = "packaging"
	Delivery  Category = "delivery"
	Service   Category = "service"
	Price     Category = "price"
	Other     Category = "other"
)

// Expectedness says whether an event is in the product's label.
type Expectedness string

// The values; empty is not assessed.
const (
	Expected   Expectedness = "expected"
	Unexpected Expectedness = "unexpected"
)

// Case is one case. Its tags are those of its facts.
type Case struct {
	ID     domain.ID `json:"-"`
	Number int64     `json:"number"`
	Kind   Kind      `json:"kind"`
	// Reporter is the userid of who told it; empty for somebody whom the staff does not have, whom Outsider names: the channel and the
	// masked address.
	Reporter string `json:"reporter"`
	Outsider string `json:"outsider,omitempty"`
	// Day0 is the message's own time, from which the clock runs.
	Day0  time.Time `json:"day0"`
	DueAt time.Time `json:"due_at"`
	State State     `json:"state"`
	// Owner is the userid of who works it, empty while nobody has taken it.
	Owner       string             `json:"owner,omitempty"`
	Elements    safety.Elements    `json:"elements,omitzero"`
	Seriousness safety.Seriousness `json:"seriousness,omitempty"`
	Criteria    []safety.Criterion `json:"criteria,omitempty"`
	Expected    Expectedness       `json:"expected,omitempty"`
	// ReportedOn is the day on which the authority was told, Reference the number that it gave.
	ReportedOn domain.Date `json:"reported_on,omitzero"`
	Reference  string      `json:"reference,omitempty"`
	Category   Category    `json:"category,omitempty"`
	Batch      string      `json:"batch,omitempty"`
	// Handling is what was done about a complaint, Callback what the doctor said of it afterwards.
	Handling string `json:"handling,omitempty"`
	Callback string `json:"callback,omitempty"`
	// Reason is why it was closed, merged or opened again; Into the number of the case that it is a duplicate of.
	Reason   string    `json:"reason,omitempty"`
	Into     int64     `json:"into,omitempty"`
	ClosedBy string    `json:"closed_by,omitempty"`
	ClosedAt time.Time `json:"closed_at,omitzero"`
	Revision int       `json:"-"`
}

// Open reports whether the case still waits for the desk.
func (c Case) Open() bool { return c.State != Closed && c.State != Merged }

// Waits reports whether its clock runs: an adverse event until it is reported or closed, a complaint until it is closed.
func (c Case) Waits() bool { return c.Open() && c.State != Reported }

// ComplaintDays is within how many calendar days a complaint is to be settled. No law fixes it; ten workdays, the usual promise to a
// hospital, are at most two weeks.
const ComplaintDays = 14

// Ledger is the storage of cases inside a transaction that someone else owns.
type Ledger interface {
	Now() time.Time
	PutCase(c Case)
	SetCase(c Case)
	PutQuestion(q Question)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
}

// Question is what the desk asks somebody about a case.
type Question struct {
	ID     domain.ID `json:"-"`
	Case   domain.ID `json:"-"`
	Number int64     `json:"number"`
	By     string    `json:"by"`
	Person string    `json:"person"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
}

// Told is who hears of a case's deadlines: everybody of the desk, and once a deadline has come those above it too.
type Told struct{ Desk, Above []string }

// Open opens the case of what was told. The desk is told of each deadline before it comes, and that elements are missing should
// nobody have answered the questions by then.
func Open(l Ledger, c Case, told Told) (Case, error) {
	c.State, c.DueAt = Received, c.Day0.AddDate(0, 0, ComplaintDays)
	if c.Kind == Safety {
		c.DueAt = safety.Due(c.Day0, c.Seriousness)
		if safety.TellsDeath(c.Elements.Event) {
			c.DueAt = safety.Due(c.Day0, safety.Death) // until the desk grades it: a clock may be lengthened, not caught up with
		}
	}
	l.PutCase(c)
	l.Remember(fact.Fact{Kind: fact.CaseOpened, At: l.Now(), Person: cmp.Or(c.Reporter, c.Outsider), Subject: c.ID, Number: c.Number, After: c})
	if c.Kind == Safety && c.Reporter != "" && !c.Elements.Valid() { // an unknown sender is asked nothing
		for _, person := range told.Desk {
			if err := l.Tell(notice.CaseMissingTo(person, c.ID, c.Number, l.Now())); err != nil {
				return Case{}, err
			}
		}
	}
	return c, tellDeadlines(l, c, told)
}

// tellDeadlines has the desk told before the case is due and when it is: each stage once. What has passed already is not told again;
// what is overdue is told day by day by the sweep.
func tellDeadlines(l Ledger, c Case, told Told) error {
	for _, s := range notice.CaseStages {
		at := c.DueAt.Add(-s.Before)
		if !at.After(l.Now()) && s.Before > 0 {
			continue
		}
		people := told.Desk
		if s.Before == 0 {
			people = slices.Concat(told.Desk, told.Above)
		}
		for _, person := range people {
			if err := l.Tell(notice.CaseDueTo(string(c.Kind), person, c.ID, c.Number, c.DueAt, s.Name, at)); err != nil {
				return err
			}
		}
	}
	return nil
}

// changed stores a case and what was changed.
func changed(l Ledger, kind fact.Kind, by string, before, after Case) Case {
	after.Revision++
	l.SetCase(after)
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: by, Subject: after.ID, Number: after.Number, Before: before, After: after})
	return after
}
