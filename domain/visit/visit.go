// Package visit is the call report: what is kept of a rep's visit to a doctor, and the rules of reporting, amending,
// taking back and restoring one. The rules receive a Ledger, which means "inside a transaction that someone else owns";
// nothing here begins or commits. It imports domain, domain/fact, domain/feedback and domain/quality.
package visit

import (
	"context"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/feedback"
)

// Status is where a visit stands between being told and being approved.
type Status string

// The statuses, as the export has them (DESIGN.md part 8). Incomplete: a required field is missing (PRODUCT.md V4).
const (
	Incomplete Status = "incomplete"
	Open       Status = "open"
	Approved   Status = "approved"
	Rejected   Status = "rejected"
	Withdrawn  Status = "withdrawn"
)

// Next is a follow-up that the report fixes in time. The zero Next means that none was said.
type Next struct {
	Date  domain.Date      `json:"date,omitzero"`
	Start domain.TimeOfDay `json:"start,omitempty"`
	// Remind is how many minutes before Start a reminder is wanted. The plan that the follow-up makes keeps it, the visit does not.
	Remind int `json:"remind,omitempty"`
}

// Details are the slots of GUIDE.md: what a message says of a visit, its doctor decided. Empty means not said.
type Details struct {
	Doctor   string           `json:"doctor"`
	Date     domain.Date      `json:"date"`
	Start    domain.TimeOfDay `json:"start,omitempty"`
	Minutes  int              `json:"minutes,omitempty"`
	Products []string         `json:"products,omitempty"`
	Purpose  domain.Purpose   `json:"purpose,omitempty"`
	Result   domain.Result    `json:"result,omitempty"`
	// Joint is the userid of the manager who came along.
	Joint string `json:"joint,omitempty"`
	Next  Next   `json:"next,omitzero"`
	// Note is the rep's own words of the visit, masked by the screen.
	Note string `json:"note,omitempty"`
	// Feedback is what the message says that the doctor said (PRODUCT.md V10). A visit that is read from the ledger lacks it:
	// nothing here judges by it.
	Feedback []feedback.Remark `json:"feedback,omitempty"`
}

// Source is the message that a record comes from.
type Source struct {
	Person  string
	Channel domain.Channel
	// SaidAt is the message's own time.
	SaidAt time.Time
	// Origin names the recording: everything that one message made carries it.
	Origin domain.ID
}

// Visit is a call report as it is kept.
type Visit struct {
	ID     domain.ID
	Number int64
	Rep    string
	Details
	Channel    domain.Channel
	SaidAt     time.Time
	RecordedAt time.Time
	Origin     domain.ID
	// Score is 0 to 100 by the quality scheme of that number; Effective says whether it fills the quota (PRODUCT.md Q4, Q5).
	Score     int
	Scheme    int
	Effective bool
	Status    Status
	// Plan is the planned visit that this one fulfilled, if any; the rules of package plan tie the two.
	Plan domain.ID
	// Event is the group event that this visit is one of, if any (PRODUCT.md E3).
	Event domain.ID
	// Copy is stored with a new visit, for the reviewer; it is not read back with the visit.
	Copy Copy
	// Revision grows with each change.
	Revision int
	// OpenUntil is until when a rejected visit may be changed by its rep; zero if it never was rejected, or is approved.
	// ReworkedAt is when she last changed one that was rejected, from when on it waits again.
	OpenUntil, ReworkedAt time.Time
}

// Met reports whether the doctor was met.
func (v Visit) Met() bool { return v.Result != domain.Absent }

// Ledger is the storage of visits inside a transaction that someone else owns. What is asked for with Want arrives with
// the next Flush, all in one round trip; what is put travels with the commit.
type Ledger interface {
	Now() time.Time
	// WantVisits asks for the rep's visits with the doctors on and after from, withdrawn ones left out, locked for update.
	WantVisits(rep string, doctors []string, from domain.Date, into *[]Visit)
	Flush(ctx context.Context) error
	PutVisit(v Visit)
	ChangeVisit(v Visit)
	// PutFeedback keeps remarks beside a visit; each takes the place of what stands there of its kind.
	PutFeedback(visit domain.ID, saidAt time.Time, said []feedback.Remark)
	Remember(f fact.Fact)
}
