package evidence

import (
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
)

// What people send with an adverse event or a complaint belongs to its case: pictures of a rash or of a broken package, a voice message,
// a short film. It is kept as long as the case, which no cadence removes (《药物警戒质量管理规范》 article 110: ten years after the
// registration ends), and shown to the desk only.

// Voice and Video belong to cases only.
const (
	Voice Kind = "voice"
	Video Kind = "video"
)

// Asked is how long what somebody sends belongs to the case on which the desk has asked her something that she has not answered.
const Asked = 72 * time.Hour

// MostOutside is how many files one unknown sender brings within a day; each may have MostBytes.
const MostOutside = 20

// HeldFor is how long what an unknown sender sent waits for words that make a case of it; WeCom keeps it no longer.
const HeldFor = 72 * time.Hour

// taken are the types in which each kind is kept.
var taken = map[Kind][]string{Image: append(slices.Clone(Types), "image/gif"), Voice: {"audio/amr"}, Video: {"video/mp4"}}

// Takes reports whether a file of that type is kept as this kind; one of a case may have some forms more than the evidence of a visit.
func (k Kind) Takes(kind string, ofCase bool) bool {
	if !ofCase {
		return slices.Contains(Types, kind)
	}
	return slices.Contains(taken[k], kind)
}

// Case is what must be known of a case to give it a file.
type Case struct {
	ID     domain.ID
	Number int64
	Kind   string // safety, complaint
}

// CaseLedger is the storage of what belongs to cases, inside a transaction that someone else owns.
type CaseLedger interface {
	Ledger
	// WantCasesNear asks for the open cases that the person told within Window of an instant, or on which the desk has asked her something
	// within Asked before it; they arrive with the next Flush.
	WantCasesNear(person string, at time.Time, into *[]Case)
	// AttachToCase queues that evidence which belongs to nothing belongs to a case.
	AttachToCase(id, report domain.ID)
}

// KeepForCase keeps something that somebody sent for a case and has it fetched; by names who sent it in the case's history. Without a case
// it is held: nothing is fetched until there is one.
func KeepForCase(l CaseLedger, e Evidence, c Case, by string) error {
	e.Report = c.ID
	if !c.ID.IsZero() {
		e.File = Due
	}
	if err := l.PutEvidence(e); err != nil || c.ID.IsZero() {
		return err
	}
	rememberCase(l, e, c, by)
	return nil
}

// AttachToCase gives what waits to a case.
func AttachToCase(l CaseLedger, e Evidence, c Case, by string) {
	l.AttachToCase(e.ID, c.ID)
	rememberCase(l, e, c, by)
}

func rememberCase(l Ledger, e Evidence, c Case, by string) {
	l.Remember(fact.Fact{Kind: fact.EvidenceAttached, At: l.Now(), Person: by, Subject: c.ID, Number: c.Number,
		After: map[string]any{"evidence": e.ID, "kind": e.Kind}})
}
