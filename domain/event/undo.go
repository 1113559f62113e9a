package event

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/visit"
)

// Undo takes back what the recording did to an event: the people it put on the list and, where it planned the event or told of it, that.
// whole: the event itself is meant, whatever made it. present is who stands on the list. The visits that the attendances made are the
// caller's to withdraw; those that were only tied are untied here. A decided report is refused (event.approved), and so is one of the
// host's to which colleagues have signed people in (event.shared). It returns who came off the list.
func Undo(l Ledger, s visit.Source, e Event, recording domain.ID, whole bool, present []Attendee) (Event, []Attendee, error) {
	holds := e.Rep == s.Person && (whole || recording == e.HeldOrigin || recording == e.Origin)
	var off []Attendee
	for _, a := range present {
		if a.By == s.Person && (holds || a.Origin == recording) {
			off = append(off, a)
		}
	}
	switch {
	case e.State == Held && e.Reviewed == visit.Approved:
		return Event{}, nil, domain.Refuse("event.approved", e.Number)
	case holds && len(off) < len(present):
		return Event{}, nil, domain.Refuse("event.shared", e.Number)
	}
	takeOff(l, s, e, off)
	if holds {
		before := e.State
		if e.State == Held && e.HeldOrigin != e.Origin && e.Origin != recording && !whole {
			e.State, e.Reviewed = Planned, ""
		} else {
			e.State = Withdrawn
		}
		l.Withdraw(e.ID)
		l.Remember(fact.Fact{Kind: fact.EventWithdrawn, At: l.Now(), Person: s.Person, Subject: e.ID, Number: e.Number, Before: before, After: e.State})
	}
	e.Undone = s.Origin
	e.Revision++
	l.ChangeEvent(e)
	return e, off, nil
}

// Remove takes people off the list of an event; visits as for Undo.
func Remove(l Ledger, s visit.Source, e Event, off []Attendee) error {
	if e.State == Held && e.Reviewed == visit.Approved {
		return domain.Refuse("event.approved", e.Number)
	}
	takeOff(l, s, e, off)
	return nil
}

func takeOff(l Ledger, s visit.Source, e Event, off []Attendee) {
	if len(off) == 0 {
		return
	}
	for _, a := range off {
		a.RemovedBy = s.Origin
		l.ChangeAttendee(a)
		if a.Credit == Tied {
			l.TieVisit(a.Visit, domain.ID{})
		}
	}
	l.Remember(fact.Fact{Kind: fact.EventUnattended, At: l.Now(), Person: s.Person, Subject: e.ID, Number: e.Number, Before: listed(off)})
}

// Restore undoes an undo of an event: who came off the list by it stands on it again, unless she was put on it anew, and if nothing was
// undone since the event stands as before. off is who was taken off by it, present who stands on the list. The visits are the caller's to
// bring back.
func Restore(l Ledger, s visit.Source, e Event, undo domain.ID, off, present []Attendee) Event {
	back := slices.DeleteFunc(slices.Clone(off), func(a Attendee) bool {
		return onList(present, Came{Doctor: a.Doctor, Name: a.Name}) >= 0
	})
	for _, a := range back {
		a.RemovedBy = domain.ID{}
		l.ChangeAttendee(a)
		if a.Credit == Tied {
			l.TieVisit(a.Visit, e.ID)
		}
	}
	before := e.State
	if undo == e.Undone {
		e.Undone = domain.ID{}
		switch {
		case e.State == Withdrawn && e.HeldOrigin.IsZero():
			e.State = Planned
		case e.State == Withdrawn, e.State == Planned && !e.HeldOrigin.IsZero():
			e.State, e.Reviewed = Held, visit.Open
		}
	}
	e.Revision++
	l.ChangeEvent(e)
	l.Remember(fact.Fact{Kind: fact.EventRestored, At: l.Now(), Person: s.Person, Subject: e.ID, Number: e.Number, Before: before, After: e.State})
	return e
}
