// Package plan is the call plan: visits to be made, their reminders, and how they end (done, cancelled, moved, missed). Its
// rules receive a Ledger, which means "inside a transaction that someone else owns". It imports domain, domain/fact,
// domain/notice and domain/visit.
package plan

import (
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// State is where a plan stands.
type State string

// The states, as the export has them (DESIGN.md part 8). A plan whose day is not known yet (待定) is planned without a date.
const (
	Planned   State = "planned"
	Done      State = "done"
	Cancelled State = "cancelled"
	Moved     State = "moved"
	Missed    State = "missed"
)

// Details are the slots of a plan in GUIDE.md.
type Details struct {
	Doctor   string           `json:"doctor"`
	Date     domain.Date      `json:"date,omitzero"`
	Start    domain.TimeOfDay `json:"start,omitempty"`
	Products []string         `json:"products,omitempty"`
	Purpose  domain.Purpose   `json:"purpose,omitempty"`
	// Remind is how many minutes before the start a reminder is wanted; 0 means none.
	Remind int    `json:"remind,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Plan is a visit to be made, as it is kept.
type Plan struct {
	ID     domain.ID
	Number int64
	Rep    string
	Details
	State State
	// Visit is the visit that fulfilled it; Week the weekly plan that it belongs to.
	Visit domain.ID
	Week  domain.ID
	// Stood is where it stood before its rep's time off moved it; the zero value once it was changed by anything else.
	Stood      Stood
	Channel    domain.Channel
	SaidAt     time.Time
	RecordedAt time.Time
	Origin     domain.ID
	// Revision grows with each change, so that an old reminder knows that it is old.
	Revision int
}

// Stood is the place of a plan in the calendar, with the note that belongs to it.
type Stood struct {
	Date  domain.Date      `json:"date"`
	Start domain.TimeOfDay `json:"start,omitempty"`
	Note  string           `json:"note,omitempty"`
}

// Standing returns the plans that are still to be carried out.
func Standing(plans []Plan) []Plan {
	return slices.DeleteFunc(slices.Clone(plans), func(p Plan) bool { return p.State != Planned })
}

// Ledger is the storage of plans inside a transaction that someone else owns; writes travel with the commit.
type Ledger interface {
	Now() time.Time
	Zone() *time.Location
	PutPlan(p Plan)
	ChangePlan(p Plan)
	Remember(f fact.Fact)
	// Tie writes down at the visit which plan it fulfilled; the zero ID takes that back.
	Tie(visit, plan domain.ID)
	// Tell queues a notice; Withdraw takes back what was not told yet about the subject.
	Tell(n notice.Notice) error
	Withdraw(subject domain.ID)
}

// Make keeps a new plan and queues its reminder, if one is wanted and the visit still lies ahead: one that should have come
// already is told at once. The plan's day must not lie in the past (domain.Refusal plan.past) nor further ahead than a year
// (plan.far).
func Make(l Ledger, s visit.Source, id domain.ID, number int64, d Details) (Plan, error) {
	if err := check(l, s.SaidAt, d); err != nil {
		return Plan{}, err
	}
	p := Plan{ID: id, Number: number, Rep: s.Person, Details: d, State: Planned, Channel: s.Channel,
		SaidAt: s.SaidAt, RecordedAt: l.Now(), Origin: s.Origin}
	l.PutPlan(p)
	l.Remember(fact.Fact{Kind: fact.PlanMade, At: l.Now(), Person: s.Person, Subject: id, Number: number, After: p.Details})
	due, wanted := reminder(p, l.Zone())
	if wanted && p.Date.At(p.Start, l.Zone()).After(l.Now()) {
		return p, tell(l, p, due)
	}
	return p, nil
}

// Amend changes a planned visit to d. A plan that is no longer planned is refused (plan.over).
func Amend(l Ledger, s visit.Source, p Plan, d Details) (Plan, error) {
	return amend(l, s, p, d, Stood{})
}

// MakeWay changes a planned visit to d because its rep is away, and keeps where it stood at first. It is refused as Amend is.
func MakeWay(l Ledger, s visit.Source, p Plan, d Details) (Plan, error) {
	stood := p.Stood
	if stood.Date.IsZero() {
		stood = Stood{Date: p.Date, Start: p.Start, Note: p.Note}
	}
	return amend(l, s, p, d, stood)
}

// ComeBack puts a planned visit that made way back to where it stood. It is refused as Amend is.
func ComeBack(l Ledger, s visit.Source, p Plan) (Plan, error) {
	d := p.Details
	d.Date, d.Start, d.Note = p.Stood.Date, p.Stood.Start, p.Stood.Note
	return amend(l, s, p, d, Stood{})
}

func amend(l Ledger, s visit.Source, p Plan, d Details, stood Stood) (Plan, error) {
	if p.State != Planned {
		return Plan{}, domain.Refuse("plan.over", p.Number)
	}
	if err := check(l, s.SaidAt, d); err != nil {
		return Plan{}, err
	}
	before := p.Details
	p.Details, p.Stood = d, stood
	return change(l, s.Person, p, fact.PlanAmended, before)
}

// Cancel ends a planned visit that will not be made. A plan that is no longer planned is refused (plan.over).
func Cancel(l Ledger, person string, p Plan) (Plan, error) {
	if p.State != Planned {
		return Plan{}, domain.Refuse("plan.over", p.Number)
	}
	before := p.State
	p.State = Cancelled
	return change(l, person, p, fact.PlanCancelled, before)
}

// Restore brings a cancelled plan back.
func Restore(l Ledger, person string, p Plan) (Plan, error) {
	if p.State != Cancelled {
		return Plan{}, domain.Refuse("plan.over", p.Number)
	}
	before := p.State
	p.State = Planned
	return change(l, person, p, fact.PlanRestored, before)
}

// Fulfil ties a plan to the visit that was made of it.
func Fulfil(l Ledger, person string, p Plan, by domain.ID) (Plan, error) {
	before := p.State
	p.State, p.Visit = Done, by
	l.Tie(by, p.ID)
	return change(l, person, p, fact.PlanDone, before)
}

// Reopen makes a fulfilled plan planned again, because the visit was taken back.
func Reopen(l Ledger, person string, p Plan) (Plan, error) {
	before := p.State
	l.Tie(p.Visit, domain.ID{})
	p.State, p.Visit = Planned, domain.ID{}
	return change(l, person, p, fact.PlanReopened, before)
}

func check(l Ledger, saidAt time.Time, d Details) error {
	if d.Date.IsZero() {
		return nil
	}
	today := domain.DateOf(saidAt.In(l.Zone()))
	if d.Date.Before(today) {
		return domain.Refuse("plan.past", d.Date)
	}
	if d.Date.Sub(today) > 366 {
		return domain.Refuse("plan.far", d.Date)
	}
	return nil
}

// change writes a changed plan. Its reminder of before is withdrawn; a new one waits only if the plan still stands and the
// reminder's time still lies ahead, so that no change tells again what was told.
func change(l Ledger, person string, p Plan, kind fact.Kind, before any) (Plan, error) {
	p.Revision++
	l.Withdraw(p.ID)
	l.ChangePlan(p)
	var after any = p.State
	if kind == fact.PlanAmended {
		after = p.Details
	}
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: person, Subject: p.ID, Number: p.Number, Before: before, After: after})
	due, wanted := reminder(p, l.Zone())
	if p.State != Planned || !wanted || !due.After(l.Now()) {
		return p, nil
	}
	return p, tell(l, p, due)
}

// reminder returns when the plan's reminder is due, and false where none is wanted or the visit's time is not known.
func reminder(p Plan, zone *time.Location) (due time.Time, wanted bool) {
	if p.Remind == 0 || p.Date.IsZero() || p.Start == "" {
		return time.Time{}, false
	}
	return p.Date.At(p.Start, zone).Add(-time.Duration(p.Remind) * time.Minute), true
}

func tell(l Ledger, p Plan, due time.Time) error {
	return l.Tell(notice.Notice{Kind: notice.PlanReminder.Name, Key: notice.PlanReminderKey(p.ID, p.Revision), Person: p.Rep,
		Subject: p.ID, Number: p.Number, Revision: p.Revision, DueAt: due})
}
