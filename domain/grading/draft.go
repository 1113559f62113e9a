package grading

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/roster"
)

// DraftState is how far a wanted scheme has come.
type DraftState string

// The states of a draft.
const (
	Weighing DraftState = "weighing" // a worker works out what it would do
	Ready    DraftState = "ready"    // that is known, and it waits for a yes
	Applying DraftState = "applying" // it was confirmed, and a worker puts it in force
	Applied  DraftState = "applied"  // it is a version of the scheme
	Dropped  DraftState = "dropped"  // whoever wanted it does not any more
	Stale    DraftState = "stale"    // another version came into force before it
)

// DraftKept is for how long after it was said a draft can be confirmed.
const DraftKept = 7 * 24 * time.Hour

// Draft is a scheme that an admin wants in force and that waits for her yes after she has seen what it would do.
type Draft struct {
	ID     domain.ID
	Number int64
	// Person said it over Channel at SaidAt.
	Person  string
	Channel domain.Channel
	SaidAt  time.Time
	// Base is the version that was in force then; the draft holds for no other.
	Base int
	// Scheme is what would be in force; one that is not InForce lets the imported grades stand again. Back is the version that it goes
	// back to, nil where it is a new one.
	Scheme  Scheme
	Back    *int
	Changes []Change
	State   DraftState
	// Effect is what it would do, known from Ready on.
	Effect *Effect
	// Version is its number once it is in force; DecidedBy confirmed or dropped it.
	Version   int
	DecidedBy string
}

// Effect is what a scheme would do to grades and to the visits that a whole month requires.
type Effect struct {
	// Moved is how many grades would be others, a doctor once for each product line that grades apart; Visits how many visits a month
	// more (or less) it makes over all reps.
	Moved  int `json:"moved"`
	Visits int `json:"visits"`
	// Flows count by line and grades, Teams by the manager of the reps, Movers are those whose visits change most.
	Flows  []Flow       `json:"flows,omitempty"`
	Teams  []TeamEffect `json:"teams,omitempty"`
	Movers []Mover      `json:"movers,omitempty"`
}

// Flow is how many doctors would go from one grade to another.
type Flow struct {
	Line  string       `json:"line,omitempty"`
	Was   domain.Grade `json:"was"`
	Is    domain.Grade `json:"is"`
	Count int          `json:"count"`
}

// TeamEffect is what it does to the reps of one manager: Moved of their doctors, Visits a month more or less.
type TeamEffect struct {
	Manager string `json:"manager"` // name
	Moved   int    `json:"moved"`
	Visits  int    `json:"visits"`
}

// Mover is one doctor who would move.
type Mover struct {
	Line       string       `json:"line,omitempty"`
	Name       string       `json:"name"`
	Hospital   string       `json:"hospital"` // shortest name
	Department string       `json:"department"`
	Was        domain.Grade `json:"was"`
	Is         domain.Grade `json:"is"`
	Visits     int          `json:"visits"`
}

// Version is a scheme that was put in force, by whom, when and why. One that is not InForce means that the imported grades stand.
type Version struct {
	Scheme    Scheme
	AppliedAt time.Time
	Person    string
	Note      string
}

// DraftLedger is the storage of drafts.
type DraftLedger interface {
	Now() time.Time
	PutDraft(d Draft)
	ChangeDraft(d Draft)
	Remember(f fact.Fact)
}

// draftFact is what the log keeps of a draft.
type draftFact struct {
	Base    int        `json:"base"`
	Back    *int       `json:"back,omitempty"`
	Changes []Change   `json:"changes,omitempty"`
	State   DraftState `json:"state"`
}

// Propose keeps a draft; nothing changes by it. It refuses one that says the same as what is in force (scheme.same).
func Propose(l DraftLedger, d Draft) (Draft, error) {
	if len(d.Changes) == 0 && d.Scheme.InForce() {
		return d, domain.Refuse("scheme.same")
	}
	l.PutDraft(d)
	l.Remember(fact.Fact{Kind: fact.SchemeProposed, At: l.Now(), Person: d.Person, Subject: d.ID, Number: d.Number,
		After: draftFact{d.Base, d.Back, d.Changes, d.State}})
	return d, nil
}

// Confirm says yes to a draft: it is to be put in force. inForce is the version that is in force now. It refuses a draft that is still
// weighed (scheme.weighing), was confirmed (scheme.applying, scheme.applied), dropped (scheme.dropped) or said too long ago (scheme.late),
// and one that was made for another version than the one in force (scheme.stale).
func Confirm(l DraftLedger, d Draft, by string, inForce int) (Draft, error) {
	switch {
	case d.State == Weighing:
		return d, domain.Refuse("scheme.weighing", d.Number)
	case d.State == Applying:
		return d, domain.Refuse("scheme.applying", d.Number)
	case d.State == Applied:
		return d, domain.Refuse("scheme.applied", d.Number, d.Version)
	case d.State == Dropped:
		return d, domain.Refuse("scheme.dropped", d.Number)
	case d.State == Stale || d.Base != inForce:
		return d, domain.Refuse("scheme.stale", d.Number, inForce)
	case l.Now().Sub(d.SaidAt) > DraftKept:
		return d, domain.Refuse("scheme.late", d.Number)
	}
	d.State, d.DecidedBy = Applying, by
	l.ChangeDraft(d)
	l.Remember(fact.Fact{Kind: fact.SchemeConfirmed, At: l.Now(), Person: by, Subject: d.ID, Number: d.Number,
		After: draftFact{d.Base, d.Back, d.Changes, d.State}})
	return d, nil
}

// Drop takes a draft back before it is in force. It refuses one that is (scheme.applied, scheme.applying) or was dropped already
// (scheme.dropped).
func Drop(l DraftLedger, d Draft, by string) (Draft, error) {
	switch d.State {
	case Applying:
		return d, domain.Refuse("scheme.applying", d.Number)
	case Applied:
		return d, domain.Refuse("scheme.applied", d.Number, d.Version)
	case Dropped, Stale:
		return d, domain.Refuse("scheme.dropped", d.Number)
	}
	before := d.State
	d.State, d.DecidedBy = Dropped, by
	l.ChangeDraft(d)
	l.Remember(fact.Fact{Kind: fact.SchemeDropped, At: l.Now(), Person: by, Subject: d.ID, Number: d.Number, Before: before,
		After: draftFact{d.Base, d.Back, d.Changes, d.State}})
	return d, nil
}

// Valid refuses a draft whose scheme cannot be in force among the company's fields (scheme.invalid). One that goes back to a version that
// was in force once may stand as it was.
func (d Draft) Valid(fields []roster.Field) error {
	if d.Back == nil && d.Scheme.InForce() && d.Scheme.Validate(fields) != nil {
		return domain.Refuse("scheme.invalid", d.Number)
	}
	return nil
}

// Book is what a change of the scheme by message looks at.
type Book struct {
	// Versions are all so far, in order; the last one is in force.
	Versions []Version
	// Lines are the product lines of the company's products, Fields its own fields of doctors and hospitals.
	Lines  []string
	Fields []roster.Field
	// Doctors is how many there are, up to a bound.
	Doctors int
}

// InForce returns the version in force; without any, one whose number is 0 and whose scheme is not in force.
func (b Book) InForce() (v Version) {
	if len(b.Versions) > 0 {
		v = b.Versions[len(b.Versions)-1]
	}
	return v
}
