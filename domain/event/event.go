// Package event is group events (市场活动, PRODUCT.md E1–E5): planned by a sentence, approved before they happen, attended by doctors,
// of whom each of the rep's own list gets one visit, and judged afterwards by the audience's reaction and by what followed.
//
// The rules receive a Ledger, which means "inside a transaction that someone else owns", with the event locked: whoever adds
// attendees to one event waits for whoever does so before her, so that nobody is counted twice. It imports domain, domain/calendar,
// domain/fact, domain/notice, domain/quality, domain/review and domain/visit.
package event

import (
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/visit"
)

// Kind is the form of an event (PRODUCT.md E1).
type Kind string

// The kinds.
const (
	Department Kind = "department"
	Academic   Kind = "academic"
	Launch     Kind = "launch"
	Clinical   Kind = "clinical"
	Roundtable Kind = "roundtable"
	FreeClinic Kind = "free_clinic"
)

var names = map[Kind]string{Department: "科室会", Academic: "学术会", Launch: "新产品推荐会", Clinical: "临床应用讨论会", Roundtable: "圆桌会", FreeClinic: "义诊"}

// Name is what the field calls the kind.
func (k Kind) Name() string {
	if n, ok := names[k]; ok {
		return n
	}
	return "活动"
}

// State is where an event stands.
type State string

// The states.
const (
	Planned   State = "planned"
	Held      State = "held"
	Cancelled State = "cancelled"
	Withdrawn State = "withdrawn"
)

// Approval is where the plan of an event stands; Review, where what was reported of it does.
type Approval string

// The approvals. Draft: something that the manager must know is missing, so that she was not asked yet. None: it was reported without
// having been planned.
const (
	Draft    Approval = "draft"
	None     Approval = "none"
	Waiting  Approval = "waiting"
	Approved Approval = "approved"
	SentBack Approval = "sent_back"
)

// PerHead is how many yuan a head a budget may have before compliance is told, where the company sets nothing else. It is the limit
// for meals of the industry's code (RDPAC: 300 yuan a person).
const PerHead = 300

// Details are what is planned or told of an event. Empty means not said.
type Details struct {
	Kind       Kind             `json:"kind"`
	Date       domain.Date      `json:"date,omitzero"`
	Start      domain.TimeOfDay `json:"start,omitempty"`
	Minutes    int              `json:"minutes,omitempty"`
	Hospital   string           `json:"hospital,omitempty"`
	Department string           `json:"department,omitempty"`
	// Place are the words for where it is, if that is no hospital that is known.
	Place    string   `json:"place,omitempty"`
	Products []string `json:"products,omitempty"`
	// Budget is in yuan; Costed says that it was said, be it none.
	Budget    int    `json:"budget,omitempty"`
	Costed    bool   `json:"costed,omitempty"`
	Speaker   string `json:"speaker,omitempty"`
	Materials string `json:"materials,omitempty"`
	// Expected and Headcount are how many people were expected and how many were said to have come.
	Expected  int `json:"expected,omitempty"`
	Headcount int `json:"headcount,omitempty"`
	// Result is how the doctors took it: that of the visits which the event makes.
	Result domain.Result `json:"result,omitempty"`
}

// Reaction is what the audience thought (PRODUCT.md E4). Satisfaction and Useful are 1 to 5, 0 for not asked or not answered; Again
// says whether they would come again, nil for not answered.
type Reaction struct {
	Satisfaction int    `json:"satisfaction,omitempty"`
	Useful       int    `json:"useful,omitempty"`
	Again        *bool  `json:"again,omitempty"`
	Words        string `json:"words,omitempty"`
}

// Event is a group event as it is kept.
type Event struct {
	ID     domain.ID
	Number int64
	// Rep is the host.
	Rep string
	Details
	Reaction
	State    State
	Approval Approval
	// Reviewed is where the review of what was reported stands: empty before, else open, approved or rejected.
	Reviewed visit.Status
	// Code is what colleagues sign attendees in by.
	Code string
	// The last decision, on the plan or on the report.
	DecidedBy, DecidedFor, Reason string
	DecidedAt                     time.Time
	Channel                       domain.Channel
	SaidAt, RecordedAt            time.Time
	// Origin is the recording that planned it or, without a plan, told of it; HeldOrigin the one that first told that it was held, at
	// HeldAt; Undone the last that was an undo.
	Origin, HeldOrigin, Undone domain.ID
	HeldAt                     time.Time
	Revision                   int
}

// Lacks returns what a manager must know of a plan and does not, in the order in which it is asked for: date, start, place, products,
// heads, budget.
func (d Details) Lacks() []string {
	var out []string
	for _, f := range []struct {
		name    string
		lacking bool
	}{{"date", d.Date.IsZero()}, {"start", d.Start == ""}, {"place", d.Hospital == "" && d.Place == ""}, {"products", len(d.Products) == 0},
		{"heads", d.Expected == 0}, {"budget", !d.Costed}} {
		if f.lacking {
			out = append(out, f.name)
		}
	}
	return out
}

// PerHead is the budget a head, rounded up, by those who are expected or, once it was held, by those who came.
func (d Details) PerHead() int {
	heads := d.Expected
	if d.Headcount > 0 {
		heads = d.Headcount
	}
	if heads == 0 {
		return d.Budget
	}
	return (d.Budget + heads - 1) / heads
}

// Over reports whether the budget is beyond the limit a head.
func (d Details) Over(limit int) bool { return d.PerHead() > limit }

// Unapproved reports whether the event was held without its plan having been approved (未批先办), which is a risk in its review.
func (e Event) Unapproved() bool { return e.State == Held && e.Approval != Approved }

// Waits reports whether the manager has to decide on the plan or on what was reported.
func (e Event) Waits() bool {
	return e.State == Planned && e.Approval == Waiting || e.State == Held && e.Reviewed == visit.Open
}

// Purpose is the purpose of the visits that the event makes: a new product is detailed, everything else is academic.
func (k Kind) Purpose() domain.Purpose {
	if k == Launch {
		return domain.Detailing
	}
	return domain.Academic
}

// Codes returns the sign-in codes that an event of that id may get, the shorter first; which of them is free is known to the storage.
func Codes(id domain.ID) []string {
	n := uint64(0)
	for _, b := range id[8:] {
		n = n<<8 | uint64(b)
	}
	out := make([]string, 0, 8)
	for i := range 8 {
		low, span := uint64(1000), uint64(9000)
		if i >= 4 {
			low, span = 100000, 900000
		}
		out = append(out, strconv.FormatUint(low+n%span, 10))
		n = n*6364136223846793005 + 1442695040888963407
	}
	return out
}
