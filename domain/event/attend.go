package event

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/visit"
)

// Credit is what an attendance gives the doctor's rep.
type Credit string

// The credits (PRODUCT.md E3). Made: a visit of its own. Tied: the rep had visited her that day already; that visit belongs to the event
// now. Capped: an event has counted for her this month. NoCredit: she is on no list of who signed her in.
const (
	Made     Credit = "visit"
	Tied     Credit = "tied"
	Capped   Credit = "capped"
	NoCredit Credit = "none"
)

// Attendee is one person on the list of an event. A doctor is on it once, and so is a name.
type Attendee struct {
	ID    domain.ID
	Event domain.ID
	// Doctor is her code; empty for somebody who is on nobody's list.
	Doctor string
	Name   string
	// By is the rep who signed her in, Origin the recording.
	By     string
	Credit Credit
	// Visit is the visit that she got or that was tied.
	Visit  domain.ID
	Origin domain.ID
	// RemovedBy is the recording that took her off the list; zero while she stands on it.
	RemovedBy domain.ID
}

// Came is somebody who is to be put on the list, with the ids and the number that she needs: a visit may become of it.
type Came struct {
	Doctor, Name string
	ID, VisitID  domain.ID
	Number       int64
}

// Attendance is what putting people on a list did.
type Attendance struct {
	// Added are new on the list, Again stood on it already.
	Added []Attendee
	Again []Came
	// Visits are those that the event made, Around all that were read beside them, for counting the month.
	Visits []visit.Visit
	Around []visit.Visit
	// Plans are the numbers of the planned visits that became of it.
	Plans []int64
}

// Count is how many of the new ones have that credit.
func (a Attendance) Count(c Credit) (n int) {
	for _, one := range a.Added {
		if one.Credit == c {
			n++
		}
	}
	return n
}

// Attend puts people on the list of an event that was held, and gives each doctor of the rep's own list one visit of it (PRODUCT.md
// E3): not twice in one event, whoever signs her in, at most once a month by events, and where the rep has visited her that day already
// that visit is tied. present is who stands on the list, around as visit.Report needs it from the first of the event's month on, q the
// quality schemes, own whether a doctor is on the list of who signs in.
func Attend(l Ledger, q quality.Schemes, s visit.Source, today domain.Date, e Event, came []Came, present []Attendee, around []visit.Visit,
	own func(doctor string) bool) (Attendance, error) {
	var out Attendance
	var made []visit.Numbered
	present = slices.Clone(present)
	for _, c := range came {
		if i := onList(present, c); i >= 0 {
			if c.Doctor == "" || present[i].Doctor != "" {
				out.Again = append(out.Again, c)
				continue
			}
			named := present[i] // a name that turns out to be a doctor of who signs her in now
			named.RemovedBy = s.Origin
			l.ChangeAttendee(named)
			present = slices.Delete(present, i, i+1)
		}
		a := Attendee{ID: c.ID, Event: e.ID, Doctor: c.Doctor, Name: c.Name, By: s.Person, Origin: s.Origin, Credit: NoCredit}
		if c.Doctor != "" && own(c.Doctor) {
			a.Credit, a.Visit = credit(e, c, around)
		}
		switch a.Credit {
		case Made:
			made = append(made, visit.Numbered{ID: c.VisitID, Number: c.Number, Event: e.ID, Details: e.visitOf(c.Doctor)})
		case Tied:
			l.TieVisit(a.Visit, e.ID)
		}
		present = append(present, a)
		out.Added = append(out.Added, a)
	}
	out.Around = around
	if len(made) > 0 {
		kept, err := visit.Report(l, q, s, today, made, around)
		if err != nil {
			return Attendance{}, err
		}
		out.Visits, out.Around = kept.Visits, kept.Around
	}
	for _, a := range out.Added { // after the visits that they name
		l.PutAttendee(a)
	}
	if len(out.Added) > 0 {
		l.Remember(fact.Fact{Kind: fact.EventAttended, At: l.Now(), Person: s.Person, Subject: e.ID, Number: e.Number, After: listed(out.Added)})
	}
	return out, nil
}

// onList returns where somebody stands on a list, -1 if nowhere: a doctor by her code or by a name that nobody had a code for, a name by
// itself.
func onList(present []Attendee, c Came) int {
	if i := slices.IndexFunc(present, func(a Attendee) bool { return c.Doctor != "" && a.Doctor == c.Doctor }); i >= 0 {
		return i
	}
	return slices.IndexFunc(present, func(a Attendee) bool { return a.Name == c.Name && (a.Doctor == "" || c.Doctor == "") })
}

func credit(e Event, c Came, around []visit.Visit) (Credit, domain.ID) {
	var tied domain.ID
	for _, v := range around {
		switch {
		case v.Doctor != c.Doctor:
		case v.Event != (domain.ID{}) && v.Date.FirstOfMonth() == e.Date.FirstOfMonth():
			return Capped, domain.ID{}
		case v.Event == (domain.ID{}) && v.Date == e.Date && v.Met():
			tied = v.ID
		}
	}
	if tied != (domain.ID{}) {
		return Tied, tied
	}
	return Made, c.VisitID
}

// visitOf is the visit that the event was for a doctor who came. What nobody said of her reaction is neutral.
func (e Event) visitOf(doctor string) visit.Details {
	d := visit.Details{Doctor: doctor, Date: e.Date, Start: e.Start, Minutes: e.Minutes, Products: e.Products, Purpose: e.Kind.Purpose(),
		Result: e.Result, Note: e.Kind.Name()}
	if d.Result == "" {
		d.Result = domain.Neutral
	}
	return d
}

func listed(all []Attendee) []string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.Name
		if a.Doctor != "" {
			names[i] = a.Doctor
		}
	}
	return names
}

// Hold records that an event took place, and hands what was reported to the manager for review. What was told of it stands over the
// plan. A day that has not come yet is refused (event.not_yet); what was called off comes back by being held.
func Hold(l Ledger, s visit.Source, e Event, d Details, today domain.Date) (Event, error) {
	if d.Date.After(today) {
		return Event{}, domain.Refuse("event.not_yet", e.Number, d.Date)
	}
	before := e.Details
	first := e.State != Held
	e.Details = d
	if first {
		e.State, e.HeldAt, e.HeldOrigin = Held, l.Now(), s.Origin
		if e.Approval == Draft || e.Approval == "" {
			e.Approval = None
		}
	}
	e.Reviewed = visit.Open // also what was sent back and is told anew
	e.Revision++
	l.ChangeEvent(e)
	kind := fact.EventChanged
	if first {
		kind = fact.EventHeld
	}
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: s.Person, Subject: e.ID, Number: e.Number, Before: before, After: d})
	l.Withdraw(e.ID)
	return e, nil
}

// Report keeps an event that was told of without having been planned: it is kept all the same, and its review says so.
func Report(l Ledger, s visit.Source, id domain.ID, number int64, code string, d Details, today domain.Date) (Event, error) {
	if d.Date.After(today) {
		return Event{}, domain.Refuse("event.not_yet", number, d.Date)
	}
	e := Event{ID: id, Number: number, Rep: s.Person, Details: d, State: Held, Approval: None, Reviewed: visit.Open, Code: code, Channel: s.Channel,
		SaidAt: s.SaidAt, RecordedAt: l.Now(), Origin: s.Origin, HeldOrigin: s.Origin, HeldAt: l.Now()}
	l.PutEvent(e)
	l.Remember(fact.Fact{Kind: fact.EventHeld, At: l.Now(), Person: s.Person, Subject: id, Number: number, After: d})
	return e, nil
}

// React keeps what the audience thought (PRODUCT.md E4).
func React(l Ledger, by string, e Event, r Reaction) Event {
	before := e.Reaction
	e.Reaction = r
	e.Revision++
	l.ChangeEvent(e)
	l.Remember(fact.Fact{Kind: fact.EventReaction, At: l.Now(), Person: by, Subject: e.ID, Number: e.Number, Before: before, After: r})
	return e
}

// TellOver tells compliance of an event that was held with more budget a head than the limit.
func TellOver(l Ledger, e Event, to Chain) error {
	if !e.Over(to.Limit) {
		return nil
	}
	for _, person := range to.Compliance {
		if err := l.Tell(tell(notice.EventCosts, e, person, l.Now())); err != nil {
			return err
		}
	}
	return nil
}
