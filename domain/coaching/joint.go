package coaching

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// Answer is a manager's word on a visit on which she was named: nothing yet, or whether she came along.
type Answer struct {
	Said, Came bool
}

// Joined is a visit as the manager who was named on it needs it.
type Joined struct {
	ID     domain.ID
	Number int64
	Rep    string
	// Joint is who was named, empty if nobody was.
	Joint  string
	Doctor string // code
	Date   domain.Date
	Status visit.Status
	Answer Answer
}

// Confirm keeps whether the manager who was named on a visit came along. That she did not, the rep is told, and the visit counts as none
// with a companion. A visit that was rated is not denied (joint.rated), one that was taken back has nothing to answer (joint.withdrawn),
// and saying the same again changes nothing (joint.same).
func Confirm(l Ledger, v Joined, manager string, came, rated bool) error {
	was := v.Answer
	switch {
	case v.Status == visit.Withdrawn:
		return domain.Refuse("joint.withdrawn", v.Number)
	case rated && !came:
		return domain.Refuse("joint.rated", v.Number)
	case was.Said && was.Came == came:
		return domain.Refuse("joint.same", v.Number)
	}
	l.PutJoint(v.ID, manager, came)
	kind := fact.JointDenied
	if came {
		kind = fact.JointConfirmed
	}
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: manager, Subject: v.ID, Number: v.Number})
	if came && !was.Said {
		return nil // as the rep said
	}
	k := notice.JointDenied
	if came {
		k = notice.JointConfirmed
	}
	return l.Tell(notice.Notice{Kind: k.Name, Key: notice.JointAnswerKey(k, v.ID, manager, l.Now()), Person: v.Rep, Subject: v.ID, Number: v.Number, DueAt: l.Now()})
}
