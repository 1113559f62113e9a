package review

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
)

// LongestDeputyship is for how many days one naming holds at most: more is a slip of the pen, or a matter for the import.
const LongestDeputyship = 62

// Decider is who decides on a record.
type Decider struct {
	Person string
	// For is the manager whom she stands in for, empty if the record is her own people's.
	For string
}

// Deputyship is that somebody sees and decides what a manager would, from one day to another, both included (PRODUCT.md M1). It
// reaches no further than the manager's own people: whom she stands in for herself is not handed on.
type Deputyship struct {
	ID       domain.ID
	Number   int64
	Manager  string
	Deputy   string
	From, To domain.Date
	Channel  domain.Channel
	SaidAt   time.Time
	Origin   domain.ID
}

// overlaps reports whether two deputyships have a day in common.
func (d Deputyship) overlaps(o Deputyship) bool { return !d.From.After(o.To) && !o.From.After(d.To) }

// Deputies is the storage of deputyships inside a transaction that someone else owns. Who names a deputy has her conversation locked,
// so that no two namings of one manager cross.
type Deputies interface {
	Now() time.Time
	PutDeputyship(d Deputyship)
	EndDeputyship(d Deputyship)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
	// Withdraw takes back what was not told yet about the subject.
	Withdraw(subject domain.ID)
}

// Name makes the deputyship d. Those of standing, the manager's deputyships that are not over, end where they share a day with it, and are
// returned. The deputy is told now, and both when it is over. Refused are the manager herself (deputy.self), who does not manage
// (deputy.role), days that are past or in the wrong order (deputy.past), and more than LongestDeputyship of them (deputy.long).
func Name(l Deputies, d Deputyship, role domain.Role, standing []Deputyship) (replaced []Deputyship, err error) {
	switch {
	case d.Deputy == d.Manager:
		return nil, domain.Refuse("deputy.self")
	case !role.Manages():
		return nil, domain.Refuse("deputy.role")
	case d.To.Before(domain.DateOf(l.Now())) || d.To.Before(d.From):
		return nil, domain.Refuse("deputy.past")
	case d.To.Sub(d.From) >= LongestDeputyship:
		return nil, domain.Refuse("deputy.long", LongestDeputyship)
	}
	for _, s := range standing {
		if s.overlaps(d) {
			if err := End(l, d.Manager, s); err != nil {
				return nil, err
			}
			replaced = append(replaced, s)
		}
	}
	l.PutDeputyship(d)
	l.Remember(fact.Fact{Kind: fact.DeputyNamed, At: l.Now(), Person: d.Manager, Subject: d.ID, Number: d.Number, After: span(d)})
	over := d.To.AddDays(1).At(deputyOverAt, l.Now().Location())
	for _, n := range []notice.Notice{
		{Kind: notice.DeputyNamed.Name, Key: notice.DeputyNamedKey(d.ID), Person: d.Deputy, DueAt: l.Now()},
		{Kind: notice.DeputyOver.Name, Key: notice.DeputyOverKey(d.ID, d.Manager), Person: d.Manager, DueAt: over},
		{Kind: notice.DeputyOver.Name, Key: notice.DeputyOverKey(d.ID, d.Deputy), Person: d.Deputy, DueAt: over},
	} {
		n.Subject, n.Number = d.ID, d.Number
		if err := l.Tell(n); err != nil {
			return nil, err
		}
	}
	return replaced, nil
}

// deputyOverAt is when both hear on the day after the last that a deputyship is over.
const deputyOverAt = "08:00"

// End takes a deputyship back before it is over; the deputy is told.
func End(l Deputies, by string, d Deputyship) error {
	l.EndDeputyship(d)
	l.Withdraw(d.ID)
	l.Remember(fact.Fact{Kind: fact.DeputyEnded, At: l.Now(), Person: by, Subject: d.ID, Number: d.Number, Before: span(d)})
	return l.Tell(notice.Notice{Kind: notice.DeputyEnded.Name, Key: notice.DeputyEndedKey(d.ID), Person: d.Deputy, Subject: d.ID, Number: d.Number,
		DueAt: l.Now()})
}

// deputySpan is what the facts keep of a deputyship.
type deputySpan struct {
	Deputy string      `json:"deputy"`
	From   domain.Date `json:"from"`
	To     domain.Date `json:"to"`
}

func span(d Deputyship) deputySpan { return deputySpan{d.Deputy, d.From, d.To} }
