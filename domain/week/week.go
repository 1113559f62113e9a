// Package week is a rep's weekly plan (PRODUCT.md P3–P5): the proposal of it, how its stops follow when days fall away, how it is
// submitted and decided, and the report that its facts write. A week is a Monday to Sunday with a record number; its stops are
// the planned visits of those days (package plan), so that a stop is moved, cancelled and fulfilled like any other plan.
//
// The rules are pure: what they need of the world comes in a Situation or a Ledger, which means "inside a transaction that someone
// else owns". Workdays and time off come in as days. It imports domain, domain/fact, domain/notice, domain/quota, domain/reception and
// domain/visit.
package week

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// State is where a week stands between being proposed and being approved.
type State string

// The states. A draft is the rep's own; whoever changes what was submitted takes it back to draft, so that nobody approves what
// she has not seen.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	Approved  State = "approved"
	SentBack  State = "sent_back"
)

// Handed is where a rep's week stands, and how many stops it has.
type Handed struct {
	State State
	Stops int
}

// Week is one rep's plan of one week, as it is kept. There is one for each rep and Monday.
type Week struct {
	ID     domain.ID
	Number int64
	Rep    string
	Monday domain.Date
	State  State
	// SubmittedAt and DecidedAt are zero until then; DecidedBy is who approved it or sent it back, Reason why it came back.
	SubmittedAt time.Time
	DecidedAt   time.Time
	DecidedBy   string
	// DecidedFor is the manager whom who decided stands in for, empty where she decided on her own people.
	DecidedFor string
	Reason     string
	Channel    domain.Channel
	SaidAt     time.Time
	RecordedAt time.Time
	Origin     domain.ID
	// Revision grows with each change of the week or of a stop of it.
	Revision int
}

// Sunday is the last day of the week.
func (w Week) Sunday() domain.Date { return w.Monday.AddDays(6) }

// Ledger is the storage of weeks inside a transaction that someone else owns; writes travel with the commit.
type Ledger interface {
	Now() time.Time
	PutWeek(w Week)
	ChangeWeek(w Week)
	Remember(f fact.Fact)
	// Tell queues a notice; Withdraw takes back what was not told yet about the subject.
	Tell(n notice.Notice) error
	Withdraw(subject domain.ID)
}

// Open makes the draft of a week.
func Open(l Ledger, s visit.Source, id domain.ID, number int64, monday domain.Date) Week {
	w := Week{ID: id, Number: number, Rep: s.Person, Monday: monday, State: Draft, Channel: s.Channel, SaidAt: s.SaidAt,
		RecordedAt: l.Now(), Origin: s.Origin}
	l.PutWeek(w)
	l.Remember(fact.Fact{Kind: fact.WeekProposed, At: l.Now(), Person: s.Person, Subject: id, Number: number, After: monday})
	return w
}

// Submit hands a week with that many stops to the manager, who is told. Without a manager it is in force at once. A week that is
// over is refused (week.over), one without a stop too (week.empty), and one that waits or is approved already (week.waits,
// week.approved).
func Submit(l Ledger, person string, w Week, stops int, manager string, today domain.Date) (Week, error) {
	switch {
	case w.State == Submitted:
		return Week{}, domain.Refuse("week.waits", w.Number)
	case w.State == Approved:
		return Week{}, domain.Refuse("week.approved", w.Number)
	case w.Sunday().Before(today):
		return Week{}, domain.Refuse("week.over", w.Number)
	case stops == 0:
		return Week{}, domain.Refuse("week.empty", w.Number)
	}
	before := w.State
	w.State, w.SubmittedAt = Submitted, l.Now()
	w.DecidedAt, w.DecidedBy, w.DecidedFor, w.Reason = time.Time{}, "", "", ""
	if manager == "" {
		w.State, w.DecidedAt = Approved, l.Now()
	}
	w = change(l, person, w, fact.WeekSubmitted, before)
	if manager == "" {
		return w, nil
	}
	return w, l.Tell(notice.Notice{Kind: notice.WeekWaits.Name, Key: notice.WeekWaitsKey(w.ID, w.Revision, manager), Person: manager,
		Subject: w.ID, Number: w.Number, Revision: w.Revision, DueAt: l.Now()})
}

// Touch records that a stop of the week was changed. A week that waits for the manager goes back to draft, and what she was to be
// told of it is withdrawn; an approved one stays approved.
func Touch(l Ledger, person string, w Week) Week {
	before := w.State
	if w.State == Submitted {
		w.State = Draft
		l.Withdraw(w.ID)
	}
	return change(l, person, w, fact.WeekChanged, before)
}

// Decide approves a week that waits, or sends it back with a reason; the rep is told. standsFor is the manager whom the decider stands in
// for, empty if the rep is one of her own people. Whoever comes second is refused: the rep has
// taken it back to change it (week.not_submitted), or somebody has decided already (week.decided). Nobody decides on her own week
// (week.own), and a week goes back only with a reason (week.reason).
func Decide(l Ledger, by, standsFor string, w Week, approve bool, reason string) (Week, error) {
	switch {
	case by == w.Rep:
		return Week{}, domain.Refuse("week.own", w.Number)
	case w.State == Approved || w.State == SentBack:
		return Week{}, domain.Refuse("week.decided", w.Number)
	case w.State != Submitted:
		return Week{}, domain.Refuse("week.not_submitted", w.Number)
	case !approve && reason == "":
		return Week{}, domain.Refuse("week.reason", w.Number)
	}
	before, kind := w.State, fact.WeekApproved
	w.State, w.DecidedAt, w.DecidedBy, w.DecidedFor, w.Reason = Approved, l.Now(), by, standsFor, ""
	if !approve {
		w.State, w.Reason, kind = SentBack, reason, fact.WeekSentBack
	}
	l.Withdraw(w.ID) // another manager need not be told that it waits
	w = change(l, by, w, kind, before)
	return w, l.Tell(notice.Notice{Kind: notice.WeekDecided.Name, Key: notice.WeekDecidedKey(w.ID, w.Revision), Person: w.Rep,
		Subject: w.ID, Number: w.Number, Revision: w.Revision, DueAt: l.Now()})
}

// Alterable reports, as a refusal, why a manager cannot change a stop of the week: it is not hers to see yet (week.not_submitted), or
// it is her own (week.own).
func Alterable(by string, w Week) error {
	switch {
	case by == w.Rep:
		return domain.Refuse("week.own", w.Number)
	case w.State != Submitted && w.State != Approved:
		return domain.Refuse("week.not_submitted", w.Number)
	}
	return nil
}

// Alter records that a manager changed a stop of the week, which stays as it is: submitted, because she knows what she changed, or
// approved. The rep is told what was changed, in words that the caller has.
func Alter(l Ledger, by string, w Week, what string) (Week, error) {
	if err := Alterable(by, w); err != nil {
		return Week{}, err
	}
	w = change(l, by, w, fact.WeekChanged, w.State)
	n, err := notice.WeekAlteredOf(w.Rep, w.ID, w.Number, w.Revision, what, l.Now())
	if err != nil {
		return Week{}, err
	}
	return w, l.Tell(n)
}

// change writes a changed week.
func change(l Ledger, person string, w Week, kind fact.Kind, before State) Week {
	w.Revision++
	l.ChangeWeek(w)
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: person, Subject: w.ID, Number: w.Number, Before: before, After: w.State})
	return w
}
