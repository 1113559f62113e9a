package event

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// Ledger is the storage of events inside a transaction that someone else owns; writes travel with the commit.
type Ledger interface {
	visit.Ledger
	PutEvent(e Event)
	ChangeEvent(e Event)
	PutAttendee(a Attendee)
	ChangeAttendee(a Attendee)
	// TieVisit says of which event a visit is one; the zero event unties it.
	TieVisit(visit, event domain.ID)
	Tell(n notice.Notice) error
	Withdraw(subject domain.ID)
}

// Chain is whom an event is put to: the host's manager, empty if she has none, and the people of compliance; Limit is the budget a head
// beyond which the latter are told.
type Chain struct {
	Manager    string
	Compliance []string
	Limit      int
	Zone       *time.Location
}

const (
	// lastCallHour is the hour on the day before an event at which a plan that still waits is told of.
	lastCallHour = 15
	// eveHour is the hour on the day before at which the host is reminded, aheadBy how long before the start once more.
	eveHour = 17
	aheadBy = time.Hour
	// usualLength is how long an event lasts of which no length is known; afterBy is how long after its end the host is asked for it.
	usualLength = 60
	afterBy     = time.Hour
	// furthest is how many days ahead an event may be planned.
	furthest = 366
)

// Plan keeps the plan of an event. A complete one goes to the manager at once; without a manager it is approved; one that lacks
// something stays a draft. A day that is over is refused (event.past), one too far ahead too (event.far).
func Plan(l Ledger, s visit.Source, id domain.ID, number int64, code string, d Details, to Chain, now time.Time) (Event, error) {
	if err := checkAhead(d, now); err != nil {
		return Event{}, err
	}
	e := Event{ID: id, Number: number, Rep: s.Person, Details: d, State: Planned, Approval: Draft, Code: code, Channel: s.Channel,
		SaidAt: s.SaidAt, RecordedAt: l.Now(), Origin: s.Origin}
	submit(&e)
	if e.Approval == Waiting && to.Manager == "" {
		e.Approval = Approved
	}
	l.PutEvent(e)
	l.Remember(fact.Fact{Kind: fact.EventPlanned, At: l.Now(), Person: s.Person, Subject: id, Number: number, After: d})
	return e, announce(l, e, to)
}

// submit hands a draft that lacks nothing to the manager.
func submit(e *Event) {
	if e.Approval == Draft && len(e.Lacks()) == 0 {
		e.Approval = Waiting
	}
}

func checkAhead(d Details, now time.Time) error {
	if d.Date.IsZero() {
		return nil
	}
	today := domain.DateOf(now)
	switch {
	case d.Date.Before(today), d.Date == today && d.Start != "" && d.Date.At(d.Start, now.Location()).Before(now.Add(-15*time.Minute)):
		return domain.Refuse("event.past", d.Date)
	case d.Date.Sub(today) > furthest:
		return domain.Refuse("event.far", d.Date)
	}
	return nil
}

// Change changes the plan of an event. What was approved or sent back waits again where the host changed it; a manager's change leaves
// it as it is, because she knows what she changed. One that was held or called off is refused (event.over).
func Change(l Ledger, by string, e Event, d Details, to Chain, now time.Time) (Event, error) {
	if e.State != Planned {
		return Event{}, domain.Refuse("event.over", e.Number)
	}
	if err := checkAhead(d, now); err != nil {
		return Event{}, err
	}
	before := e.Details
	e.Details = d
	e.Revision++
	if by == e.Rep && (e.Approval == Approved || e.Approval == SentBack) {
		e.Approval, e.DecidedBy, e.DecidedFor, e.Reason, e.DecidedAt = Draft, "", "", "", time.Time{}
	}
	if e.Approval == Draft {
		submit(&e)
	}
	if e.Approval == Waiting && to.Manager == "" {
		e.Approval = Approved
	}
	l.ChangeEvent(e)
	l.Remember(fact.Fact{Kind: fact.EventChanged, At: l.Now(), Person: by, Subject: e.ID, Number: e.Number, Before: before, After: d})
	l.Withdraw(e.ID)
	return e, announce(l, e, to)
}

// Cancel calls an event off before it was held; who was told of it by then is told that too.
func Cancel(l Ledger, by string, e Event, to Chain) (Event, error) {
	if e.State != Planned {
		return Event{}, domain.Refuse("event.over", e.Number)
	}
	told := e.Approval != Draft
	e.State = Cancelled
	e.Revision++
	l.ChangeEvent(e)
	l.Remember(fact.Fact{Kind: fact.EventCancelled, At: l.Now(), Person: by, Subject: e.ID, Number: e.Number, Before: Planned, After: Cancelled})
	l.Withdraw(e.ID)
	if !told || to.Manager == "" {
		return e, nil
	}
	return e, l.Tell(tell(notice.EventCalledOff, e, to.Manager, l.Now()))
}

// Reopen brings a plan that was called off back; it is approved, or waits, as before.
func Reopen(l Ledger, by string, e Event, to Chain, now time.Time) (Event, error) {
	if err := checkAhead(e.Details, now); err != nil {
		return Event{}, err
	}
	before := e.State
	e.State = Planned
	e.Revision++
	l.ChangeEvent(e)
	l.Remember(fact.Fact{Kind: fact.EventRestored, At: l.Now(), Person: by, Subject: e.ID, Number: e.Number, Before: before, After: Planned})
	return e, announce(l, e, to)
}

// announce tells whom an event waits for, and sets its reminders. Each reads the truth when it is due.
func announce(l Ledger, e Event, to Chain) error {
	if e.Approval == Draft {
		return nil
	}
	all := []notice.Notice{}
	if e.Approval == Waiting {
		all = append(all, tell(notice.EventWaits, e, to.Manager, l.Now()))
	}
	if e.Over(to.Limit) {
		for _, person := range to.Compliance {
			all = append(all, tell(notice.EventCosts, e, person, l.Now()))
		}
	}
	begins := e.Date.At(e.Start, to.Zone)
	eve := e.Date.AddDays(-1).Time(to.Zone)
	soon := begins.Add(-2 * aheadBy)
	call := eve.Add(lastCallHour * time.Hour)
	if !call.After(l.Now()) {
		call = soon
	}
	if e.Approval == Waiting && call.After(l.Now()) {
		all = append(all, tell(notice.EventUndecided, e, to.Manager, call), tell(notice.EventUndecided, e, e.Rep, call))
	}
	if at := eve.Add(eveHour * time.Hour); at.After(l.Now()) {
		all = append(all, tell(notice.EventTomorrow, e, e.Rep, at))
	}
	if at := begins.Add(-aheadBy); at.After(l.Now()) {
		all = append(all, tell(notice.EventSoon, e, e.Rep, at))
	}
	length := e.Minutes
	if length == 0 {
		length = usualLength
	}
	all = append(all, tell(notice.EventAfter, e, e.Rep, begins.Add(time.Duration(length)*time.Minute+afterBy)))
	for _, n := range all {
		if err := l.Tell(n); err != nil {
			return err
		}
	}
	return nil
}

// tell makes a notice of an event to one person; the revision in its key lets a changed event be told again.
func tell(kind notice.Kind, e Event, person string, due time.Time) notice.Notice {
	return notice.Notice{Kind: kind.Name, Key: notice.EventKey(kind, e.ID, e.Revision, person), Person: person, Subject: e.ID, Number: e.Number,
		Revision: e.Revision, DueAt: due}
}
