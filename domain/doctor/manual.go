// Package doctor is what people of the field change about doctors by talking, each of which somebody else decides on: a new doctor
// (PRODUCT.md D7), and a grade that is given by hand (D6). The rules receive a ledger, which means "inside a transaction that someone else owns"; whose
// doctors a person sees is known to who calls them. It imports domain, domain/fact, domain/notice and domain/visit.
package doctor

import (
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// The states of what waits for a second person and of what she has decided.
const (
	Waiting  = "waiting"
	Approved = "approved"
	Refused  = "refused"
	// Ended: the last day of a manual grade is past. Replaced: another manual grade was approved in its place.
	Ended    = "ended"
	Replaced = "replaced"
)

const (
	// longestGrade is for how many days a grade may be given by hand: what holds for longer belongs into the scheme.
	longestGrade = 366
	// longestReason is how many characters a reason may have.
	longestReason = 200
)

// Manual is a grade that somebody asked for by hand. Approved, it stands over the scheme in every product line from From to Until,
// both included; afterwards the scheme's grade counts again.
type Manual struct {
	ID     domain.ID
	Number int64
	Doctor string
	Grade  domain.Grade
	// Was is the grade that she had when it was asked for.
	Was    domain.Grade
	Reason string
	Until  domain.Date
	// AskedBy asked for it at AskedAt over Channel; Second decides on it.
	AskedBy string
	Second  string
	Channel domain.Channel
	AskedAt time.Time
	State   string
	// DecidedBy is who decided on it, with DecisionReason where it was refused; From is the day since which it holds.
	DecidedBy      string
	DecisionReason string
	From           domain.Date
	Revision       int
}

// Holds returns the grade by hand that holds on a day, and false if none of these does.
func Holds(all []Manual, on domain.Date) (Manual, bool) {
	for _, m := range all {
		if m.State == Approved && !on.After(m.Until) {
			return m, true
		}
	}
	return Manual{}, false
}

// WaitingManual is a grade by hand that waits, as a list names it.
type WaitingManual struct {
	Manual
	Name     string // of the doctor
	Hospital string // shortest name
	By       string // name of who asked
}

// ManualLedger is the storage of manual grades.
type ManualLedger interface {
	Now() time.Time
	PutManual(m Manual)
	ChangeManual(m Manual)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
	// Withdraw takes back what was not told yet about the subject.
	Withdraw(subject domain.ID)
}

// AskGrade asks for a grade by hand and tells the second person; nothing changes before she has approved it. standing are the manual
// grades of that doctor that wait or hold. It refuses a grade that she has already (manual.same), one without a reason, or with too
// long a one (manual.reason, manual.long), one whose last day is not after today or more than a year away (manual.until), one without
// a second person (manual.second), and one of a doctor for whom another waits (manual.waits).
func AskGrade(l ManualLedger, s visit.Source, m Manual, standing []Manual, today domain.Date) (Manual, error) {
	if err := grantable(m, standing, today); err != nil {
		return Manual{}, err
	}
	m.AskedBy, m.Channel, m.AskedAt, m.State = s.Person, s.Channel, l.Now(), Waiting
	l.PutManual(m)
	l.Remember(fact.Fact{Kind: fact.GradeAsked, At: l.Now(), Person: s.Person, Subject: m.ID, Number: m.Number, Before: m.Was, After: m})
	return m, l.Tell(notice.Notice{Kind: notice.GradeWaits.Name, Key: notice.GradeWaitsKey(m.ID), Person: m.Second, Subject: m.ID, Number: m.Number,
		DueAt: l.Now()})
}

func grantable(m Manual, standing []Manual, today domain.Date) error {
	for _, o := range standing {
		switch {
		case o.State == Waiting:
			return domain.Refuse("manual.waits", o.Number)
		case o.State == Approved && o.Grade == m.Grade && !m.Until.After(o.Until):
			return domain.Refuse("manual.same", m.Grade)
		}
	}
	byHand := len(standing) > 0
	switch days := m.Until.Sub(today); {
	case m.Grade == m.Was && !byHand:
		return domain.Refuse("manual.same", m.Grade)
	case m.Reason == "":
		return domain.Refuse("manual.reason")
	case utf8.RuneCountInString(m.Reason) > longestReason:
		return domain.Refuse("manual.long", longestReason)
	case days < 1 || days > longestGrade:
		return domain.Refuse("manual.until", m.Until.String())
	case m.Second == "":
		return domain.Refuse("manual.second")
	}
	return nil
}

// DecideGrade approves a manual grade, which then holds from today on, or refuses it with a reason; who asked is told. Whoever asked
// never decides (manual.own), nobody decides twice (manual.decided), one whose last day has come is not approved any more
// (manual.late), and none is refused without a reason (manual.why).
func DecideGrade(l ManualLedger, by string, m Manual, approve bool, reason string, today domain.Date) (Manual, error) {
	switch {
	case by == m.AskedBy:
		return Manual{}, domain.Refuse("manual.own", m.Number)
	case m.State != Waiting:
		return Manual{}, domain.Refuse("manual.decided", m.Number)
	case approve && today.After(m.Until):
		return Manual{}, domain.Refuse("manual.late", m.Number, m.Until.String())
	case !approve && reason == "":
		return Manual{}, domain.Refuse("manual.why", m.Number)
	}
	before, kind := m.State, fact.GradeApproved
	m.State, m.DecidedBy, m.From = Approved, by, today
	if !approve {
		m.State, m.DecisionReason, m.From, kind = Refused, reason, domain.Date{}, fact.GradeRefused
	}
	m.Revision++
	l.ChangeManual(m)
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: by, Subject: m.ID, Number: m.Number, Before: before, After: m})
	l.Withdraw(m.ID)
	return m, l.Tell(notice.Notice{Kind: notice.GradeDecided.Name, Key: notice.GradeDecidedKey(m.ID), Person: m.AskedBy, Subject: m.ID,
		Number: m.Number, Revision: m.Revision, DueAt: l.Now()})
}
