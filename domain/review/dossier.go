package review

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/visit"
)

// Dossier is what is known around a record beside the record itself.
type Dossier struct {
	// Steps are what was done with it since it was reported, the oldest first.
	Steps []Step
	// Said is what was said on it, the oldest first.
	Said []comment.Line
	// Shown are the pictures and places that belong to it.
	Shown []Shown
	// Original is the earlier visit whose note it nearly copies, a zero Number if there is none.
	Original Original
}

// Step is one thing that was done with a record: it was changed, taken back, restored, or decided on.
type Step struct {
	At   time.Time
	Kind fact.Kind
	By   string // notice.DecidedBy
	// Before and After are the visit around a change of it; both are zero for the other kinds.
	Before, After visit.Details
	Reason        string
}

// Shown is one picture or place.
type Shown struct {
	ID     domain.ID
	Kind   evidence.Kind
	SaidAt time.Time
	File   evidence.File
	Label  string
	// Metres is how far the place is from the hospital, nil where one of both is not known.
	Metres *int
}

// Original is the visit whose note another one nearly copies.
type Original struct {
	Number int64
	Date   domain.Date
	Doctor string // name
	Note   string
}

// Steps are the kinds of facts that a dossier tells of.
var Steps = []fact.Kind{fact.VisitAmended, fact.VisitWithdrawn, fact.VisitRestored, fact.ReviewApproved, fact.ReviewRejected, fact.ReviewReopened,
	fact.JointDenied, fact.JointConfirmed}
