package event

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
)

// decision is what the facts keep of one.
type decision struct {
	Approval Approval     `json:"approval,omitempty"`
	Reviewed visit.Status `json:"reviewed,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	For      string       `json:"for,omitempty"`
}

// Decide approves what waits of an event, its plan before it is held and its report afterwards, or sends it back with a reason; the host
// is told. deciderName names who decided before, where somebody was faster: she is told so (event.decided). Nobody decides on her own
// (event.own); what is not complete, was called off or taken back has nothing to decide (event.draft, event.gone); sending back needs a
// reason (event.reason). The visits of the event are the caller's to decide with it.
func Decide(l Ledger, by review.Decider, e Event, deciderName string, approve bool, reason string) (Event, error) {
	switch {
	case by.Person == e.Rep:
		return Event{}, domain.Refuse("event.own", e.Number)
	case e.State == Cancelled, e.State == Withdrawn:
		return Event{}, domain.Refuse("event.gone", e.Number)
	case e.State == Planned && e.Approval == Draft:
		return Event{}, domain.Refuse("event.draft", e.Number)
	case !e.Waits():
		return Event{}, domain.Refuse("event.decided", e.Number, deciderName, e.DecidedAt.Format("01-02 15:04"))
	case !approve && reason == "":
		return Event{}, domain.Refuse("event.reason", e.Number)
	}
	before := decision{Approval: e.Approval, Reviewed: e.Reviewed}
	e.DecidedBy, e.DecidedFor, e.DecidedAt, e.Reason = by.Person, by.For, l.Now(), ""
	e.Revision++
	kind := fact.EventApproved
	if !approve {
		e.Reason, kind = reason, fact.EventSentBack
	}
	switch {
	case e.State == Held && approve:
		e.Reviewed = visit.Approved
	case e.State == Held:
		e.Reviewed = visit.Rejected
	case approve:
		e.Approval = Approved
	default:
		e.Approval = SentBack
	}
	l.ChangeEvent(e)
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: by.Person, Subject: e.ID, Number: e.Number, Before: before,
		After: decision{e.Approval, e.Reviewed, reason, by.For}})
	return e, l.Tell(tell(notice.EventDecided, e, e.Rep, l.Now()))
}
