package doctor

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// Unlisted is the code and the name of the one hospital that stands for those that the company's files do not have. What was said of
// it stays with the doctor (HospitalSaid), until a file brings the hospital.
const Unlisted = "未收录医院"

// The kinds of additions and the state of their doctors.
const (
	// New is a doctor whom nobody had; Joined one of the company's who came to one more rep.
	New    = "new"
	Joined = "joined"
	// Merged: she was the same person as another doctor, to whom everything went.
	Merged = "merged"
	// Verified and Unverified are states of a doctor, not of an addition; a refused addition of a new doctor makes her Refused.
	Verified   = "verified"
	Unverified = "unverified"
)

// longestName is how many characters a name, a department or a hospital may have.
const longestName = 40

// Profile is who a new doctor is, as far as her rep says it.
type Profile struct {
	Name string `json:"name,omitempty"`
	// Hospital is a code, or Unlisted with HospitalSaid.
	Hospital     string `json:"hospital,omitempty"`
	HospitalSaid string `json:"hospital_said,omitempty"`
	// Department is the standard name, Title what was said of her rank and Post of her office; the last two may be empty.
	Department string `json:"department,omitempty"`
	Title      string `json:"title,omitempty"`
	Post       string `json:"post,omitempty"`
}

// Known is a doctor of the company at the same hospital who may be the one whom a rep adds: of the same name, or of one that sounds
// alike.
type Known struct {
	Code  string
	State string
	// Mine says that she is on the rep's own list; Reps are the names of those who see her.
	Mine  bool
	Title string
	Twin  int
	// Name and Department are hers; Exact: both are as they were said.
	Name, Department string
	Exact            bool
}

// Addition is a doctor who came to a rep's list by message and waits for the steward, the rep's manager (PRODUCT.md D7). She is usable
// at once.
type Addition struct {
	ID     domain.ID
	Number int64
	Kind   string
	// Doctor is her code: N and the number for a new one.
	Doctor     string
	Rep        string
	State      string
	DecidedBy  string
	Reason     string
	Channel    domain.Channel
	SaidAt     time.Time
	RecordedAt time.Time
	Revision   int
	Profile
	// DoctorState is her own state, HospitalName what people call her hospital, RepName the rep's name.
	DoctorState  string
	HospitalName string
	RepName      string
	// Alike are codes of other doctors of the same name at the same hospital, Same those of the same department too; a merge may be
	// what is right.
	Alike, Same []string
}

// AdditionLedger is the storage of additions.
type AdditionLedger interface {
	Now() time.Time
	PutAddition(a Addition)
	// ChangeAddition writes state, decision and revision; an approved new doctor becomes verified, one that is refused leaves the
	// rep's list.
	ChangeAddition(a Addition)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
	Withdraw(subject domain.ID)
}

// Check says what is wrong with a profile that is complete: a name that cannot be one (addition.name), or words that are too long
// (addition.long).
func (p Profile) Check() error {
	n := utf8.RuneCountInString(p.Name)
	switch {
	case n < 2 || n > 20 || strings.ContainsAny(p.Name, "0123456789,，;；"):
		return domain.Refuse("addition.name", p.Name)
	case max(utf8.RuneCountInString(p.HospitalSaid), utf8.RuneCountInString(p.Department), utf8.RuneCountInString(p.Title)) > longestName:
		return domain.Refuse("addition.long", longestName)
	}
	return nil
}

// Add records that a doctor came to a rep's list and tells the steward; without one (manager empty) she waits for the company's next
// file.
func Add(l AdditionLedger, s visit.Source, a Addition, manager string) (Addition, error) {
	a.Rep, a.State, a.Channel, a.SaidAt, a.RecordedAt = s.Person, Waiting, s.Channel, s.SaidAt, l.Now()
	l.PutAddition(a)
	l.Remember(fact.Fact{Kind: fact.DoctorAdded, At: l.Now(), Person: s.Person, Subject: a.ID, Number: a.Number, After: a.said()})
	if manager == "" {
		return a, nil
	}
	return a, l.Tell(notice.Notice{Kind: notice.AdditionWaits.Name, Key: notice.AdditionWaitsKey(a.ID), Person: manager, Subject: a.ID, Number: a.Number,
		DueAt: l.Now()})
}

// said is what facts keep of an addition.
func (a Addition) said() map[string]any {
	return map[string]any{"kind": a.Kind, "doctor": a.Doctor, "profile": a.Profile, "state": a.State, "reason": a.Reason}
}

// Decide approves an addition, and the doctor is verified; or refuses it with a reason: then she leaves the rep's list, and her visits
// go back to the rep (review.Return), who says which doctor it was. The rep is told. Nobody decides on her own (addition.own) or twice (addition.decided), a refusal needs a reason
// (addition.why), a hospital that the company does not have must come first (addition.hospital), and where the company has the same
// name in the same department the two are one or said to be two (addition.twin; another: she was said to be another person).
func Decide(l AdditionLedger, by string, a Addition, approve, another bool, reason string) (Addition, error) {
	switch {
	case by == a.Rep:
		return Addition{}, domain.Refuse("addition.own", a.Number)
	case a.State != Waiting:
		return Addition{}, domain.Refuse("addition.decided", a.Number)
	case !approve && reason == "":
		return Addition{}, domain.Refuse("addition.why", a.Number)
	case approve && a.Hospital == Unlisted:
		return Addition{}, domain.Refuse("addition.hospital", a.Number, a.HospitalSaid)
	case approve && a.Kind == New && len(a.Same) > 0 && !another:
		return Addition{}, domain.Refuse("addition.twin", a.Number, a.Same[0])
	}
	a.State = Approved
	kind := fact.DoctorApproved
	if !approve {
		a.State, a.Reason, kind = Refused, reason, fact.DoctorRefused
	}
	return a, decided(l, by, &a, kind)
}

// ownReason is why an addition was taken back by who made it.
const ownReason = "本人撤回"

// TakeBack lets a rep take her own addition back while it waits (addition.decided) and nothing rests on it (addition.used; used: there
// are visits or plans).
func TakeBack(l AdditionLedger, a Addition, used bool) error {
	switch {
	case a.State != Waiting:
		return domain.Refuse("addition.decided", a.Number)
	case used:
		return domain.Refuse("addition.used", a.Number)
	}
	a.State, a.Reason = Refused, ownReason
	a.Revision++
	l.ChangeAddition(a)
	l.Remember(fact.Fact{Kind: fact.DoctorRefused, At: l.Now(), Person: a.Rep, Subject: a.ID, Number: a.Number, After: a.said()})
	l.Withdraw(a.ID)
	return nil
}

// Merge says that a new doctor is the same person as another one, to whom everything goes: visits, plans, reminders, the rep's list.
// Two different doctors who are both verified are never joined (merge.verified), nor one with herself (merge.self); nobody merges her
// own addition (addition.own). Moving is the caller's.
func Merge(l AdditionLedger, by string, a Addition, into, intoState string) (Addition, error) {
	switch {
	case by == a.Rep:
		return Addition{}, domain.Refuse("addition.own", a.Number)
	case a.Doctor == into:
		return Addition{}, domain.Refuse("merge.self", a.Number)
	case a.DoctorState == Verified:
		return Addition{}, domain.Refuse("merge.verified", a.Number)
	case a.State == Merged || a.DoctorState == Merged:
		return Addition{}, domain.Refuse("addition.decided", a.Number)
	case intoState != Verified && intoState != Unverified:
		return Addition{}, domain.Refuse("merge.gone", a.Number, into)
	}
	a.State = Merged
	return a, decided(l, by, &a, fact.DoctorMerged)
}

// SettleOthers ends what waits because other reps added the same doctor, as the decision on her ended: she was merged, or is none. Their reps
// are told. An approval settles nothing else: whether another rep sees her is her own manager's to say.
func SettleOthers(l AdditionLedger, by string, as Addition, others []Addition) error {
	kind := map[string]fact.Kind{Merged: fact.DoctorMerged, Refused: fact.DoctorRefused}[as.State]
	for _, o := range others {
		if kind == "" || o.ID == as.ID || o.State != Waiting {
			continue
		}
		o.State, o.Reason = as.State, as.Reason
		if err := decided(l, by, &o, kind); err != nil {
			return err
		}
	}
	return nil
}

func decided(l AdditionLedger, by string, a *Addition, kind fact.Kind) error {
	a.DecidedBy = by
	a.Revision++
	l.ChangeAddition(*a)
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: by, Subject: a.ID, Number: a.Number, After: a.said()})
	l.Withdraw(a.ID)
	return l.Tell(notice.Notice{Kind: notice.AdditionDecided.Name, Key: notice.AdditionDecidedKey(a.ID, a.Revision), Person: a.Rep, Subject: a.ID,
		Number: a.Number, Revision: a.Revision, DueAt: l.Now()})
}
