// Package remind is the reminder that a person sets for herself: a theme and a time (PRODUCT.md P2). It waits in Postgres
// as a notice. The rules receive a Ledger, which means "inside a transaction that someone else owns".
package remind

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// State is where a reminder stands.
type State string

// The states. A reminder becomes told by the storage, with the notice that tells it.
const (
	Set       State = "set"
	Told      State = "told"
	Cancelled State = "cancelled"
)

// farthest is how far ahead a reminder may be set.
const farthest = 366 * 24 * time.Hour

// Reminder is one reminder as it is kept.
type Reminder struct {
	ID     domain.ID
	Number int64
	Person string
	At     time.Time
	// Subject is the theme in the person's own words.
	Subject    string
	Doctor     string
	State      State
	Channel    domain.Channel
	SaidAt     time.Time
	RecordedAt time.Time
	Origin     domain.ID
	Revision   int
}

// Ledger is the storage of reminders inside a transaction that someone else owns; writes travel with the commit.
type Ledger interface {
	Now() time.Time
	PutReminder(r Reminder)
	ChangeReminder(r Reminder)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
	Withdraw(subject domain.ID)
}

// Make keeps a reminder of subject at the instant at. A time that is not after the message's own is refused
// (reminder.past), one more than a year ahead too (reminder.far). A message that came late may ask for what has gone by in the
// meantime: that is told at once.
func Make(l Ledger, s visit.Source, id domain.ID, number int64, at time.Time, subject, doctor string) (Reminder, error) {
	if err := check(s, at); err != nil {
		return Reminder{}, err
	}
	r := Reminder{ID: id, Number: number, Person: s.Person, At: at, Subject: subject, Doctor: doctor, State: Set,
		Channel: s.Channel, SaidAt: s.SaidAt, RecordedAt: l.Now(), Origin: s.Origin}
	l.PutReminder(r)
	l.Remember(fact.Fact{Kind: fact.ReminderSet, At: l.Now(), Person: s.Person, Subject: id, Number: number, After: r.At})
	return r, tell(l, r)
}

func check(s visit.Source, at time.Time) error {
	if !at.After(s.SaidAt) {
		return domain.Refuse("reminder.past", at.Format("01-02 15:04"))
	}
	if at.Sub(s.SaidAt) > farthest {
		return domain.Refuse("reminder.far", at.Format("2006-01-02"))
	}
	return nil
}

// Move changes the time of a reminder that is still set; one that was told or cancelled is refused (reminder.over), and so are
// the times that Make refuses.
func Move(l Ledger, s visit.Source, r Reminder, at time.Time) (Reminder, error) {
	if r.State != Set {
		return Reminder{}, domain.Refuse("reminder.over", r.Number)
	}
	if err := check(s, at); err != nil {
		return Reminder{}, err
	}
	before := r.At
	r.At = at
	return change(l, s.Person, r, fact.ReminderAmended, before, r.At)
}

// Cancel takes a reminder back; one that was told or cancelled is refused (reminder.over).
func Cancel(l Ledger, person string, r Reminder) (Reminder, error) {
	if r.State != Set {
		return Reminder{}, domain.Refuse("reminder.over", r.Number)
	}
	before := r.State
	r.State = Cancelled
	return change(l, person, r, fact.ReminderCancelled, before, r.State)
}

// Restore sets a cancelled reminder again; one whose time has gone by in the meantime is not told any more. One that is not
// cancelled is refused (reminder.over).
func Restore(l Ledger, person string, r Reminder) (Reminder, error) {
	if r.State != Cancelled {
		return Reminder{}, domain.Refuse("reminder.over", r.Number)
	}
	before := r.State
	r.State = Set
	return change(l, person, r, fact.ReminderRestored, before, r.State)
}

// change writes a changed reminder. What was to be told of it before is withdrawn; it is told anew only where its time still lies
// ahead, so that no change brings back what has gone by.
func change(l Ledger, person string, r Reminder, kind fact.Kind, before, after any) (Reminder, error) {
	r.Revision++
	l.Withdraw(r.ID)
	l.ChangeReminder(r)
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: person, Subject: r.ID, Number: r.Number, Before: before, After: after})
	if r.State != Set || !r.At.After(l.Now()) {
		return r, nil
	}
	return r, tell(l, r)
}

func tell(l Ledger, r Reminder) error {
	return l.Tell(notice.Notice{Kind: notice.ReminderDue.Name, Key: notice.ReminderKey(r.ID, r.Revision), Person: r.Person,
		Subject: r.ID, Number: r.Number, Revision: r.Revision, DueAt: r.At})
}
