package broadcast

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
)

// Part is how many receivers one transaction of the worker tells, so that no other waits for it.
const Part = 1000

// Step is what a worker has to do next for a broadcast.
type Step int

// The steps.
const (
	// Nothing: it is done, taken back, or not due.
	Nothing Step = iota
	// Telling its receivers; Reminding those who have not confirmed.
	Telling
	Reminding
)

// Next says what is to be done at the instant now.
func (b Broadcast) Next(now time.Time) Step {
	switch {
	case b.State == Confirmed && !b.DueAt.After(now):
		return Telling
	case b.State == Sent && !b.RemindAt.IsZero() && b.RemindedAt.IsZero() && !b.RemindAt.After(now):
		return Reminding
	}
	return Nothing
}

// Receiver is somebody who gets a broadcast. Back is the first day after days off that she has when it goes, zero if she has none.
type Receiver struct {
	Person string
	Back   domain.Date
}

// backAt is when somebody is told on her first day after days off: when quiet hours end.
const backAt = "08:00"

// Notices are what a part of the receivers is told, at the instant now: at its time, spread over ten minutes where there are more than 200
// of them, and on her first day back where a receiver has the day off.
func (b Broadcast) Notices(part []Receiver, now time.Time) []notice.Notice {
	begin := b.begins(now)
	all := make([]notice.Notice, len(part))
	for i, r := range part {
		at := begin
		if back := r.Back.At(backAt, now.Location()); !r.Back.IsZero() && back.After(at) {
			at = back
		}
		all[i] = notice.Notice{Kind: notice.Broadcast.Name, Key: notice.BroadcastKey(b.ID, r.Person), Person: r.Person, Subject: b.ID, Number: b.Number,
			DueAt: notice.Spread(r.Person, at, b.Receivers)}
	}
	return all
}

// Reminders are what those of a part are told who have not confirmed, spread like the broadcast itself.
func (b Broadcast) Reminders(part []string, now time.Time) []notice.Notice {
	all := make([]notice.Notice, len(part))
	for i, person := range part {
		all[i] = notice.Notice{Kind: notice.BroadcastReminder.Name, Key: notice.BroadcastReminderKey(b.ID, person), Person: person, Subject: b.ID, Number: b.Number,
			DueAt: notice.Spread(person, notice.Awake(now), b.Receivers)}
	}
	return all
}

// Told ends the telling: each of so many receivers has her notice. The sender of one that went at a time set before hears of it.
func Told(l Ledger, b Broadcast, receivers int) error {
	b.State, b.SentAt, b.Receivers = Sent, l.Now(), receivers
	l.ChangeBroadcast(b)
	f := b.fact(fact.BroadcastSent, l.Now(), b.Person)
	f.After = map[string]int{"receivers": receivers}
	l.Remember(f)
	if b.At.IsZero() {
		return nil
	}
	return l.Tell(b.report(notice.BroadcastGone, l.Now()))
}

// Reminded ends the one reminder: so many were reminded. Where nobody had to be, it was none, and can still be asked for. The sender hears of
// it.
func Reminded(l Ledger, b Broadcast, people int) error {
	if b.RemindedAt, b.Reminded = l.Now(), people; people == 0 {
		b.RemindAt, b.RemindedAt = time.Time{}, time.Time{}
	}
	l.ChangeBroadcast(b)
	f := b.fact(fact.BroadcastReminded, l.Now(), b.Person)
	f.After = map[string]int{"reminded": people}
	l.Remember(f)
	n := b.report(notice.BroadcastNudged, l.Now())
	n.Key += "/" + l.Now().Format(time.RFC3339) // there may be one more, after one that reminded nobody
	return l.Tell(n)
}

// report tells the sender where it stands. She asked for it.
func (b Broadcast) report(k notice.Kind, now time.Time) notice.Notice {
	return notice.Notice{Kind: k.Name, Key: k.Name + "/" + b.ID.String(), Person: b.Person, Subject: b.ID, Number: b.Number, DueAt: now}
}

// Lost ends a broadcast whose sender may send none any more when its time comes, because she has left or manages nobody.
func Lost(l Ledger, b Broadcast) {
	b.State = Withdrawn
	l.ChangeBroadcast(b)
	l.Withdraw(b.ID)
	f := b.fact(fact.BroadcastWithdrawn, l.Now(), b.Person)
	f.After = map[string]string{"why": "sender"}
	l.Remember(f)
}

// Standing is how far a broadcast has come: Told receivers of Made notices, Acked of those, Waiting not told yet (quiet hours, days off, the
// cap), Failed whom no channel reached, and Replied who wrote back.
type Standing struct {
	Made, Told, Acked, Waiting, Failed, Replied int
}

// Open is how many were told and have not confirmed.
func (s Standing) Open() int { return s.Told - s.Acked }

// Preview is who would get it now.
type Preview struct {
	Count int
	// BySMS is how many want short messages; Names are the first few, OffNames the first few of the Off who have the day off.
	BySMS, Off      int
	Names, OffNames []string
}

// Line is a broadcast as its sender's list shows it.
type Line struct {
	Broadcast
	Standing
}

// Unacked is somebody who has not confirmed: what she reads and why, if that is known.
type Unacked struct {
	Name string
	// Waiting: she was not told yet. Failed: no channel reached her. Reminded: the reminder is made.
	Waiting, Failed, Reminded bool
}

// Fate is a receiver and what became of the broadcast for her. State is that of her notice.
type Fate struct {
	Name, Manager   string
	State           string
	ToldAt, AckedAt time.Time
	Reply           string
}
