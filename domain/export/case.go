package export

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Case is a row of `yaoban export cases`: an adverse event or a complaint as the safety desk has it. A day counts by Day0. Cases that
// were merged into another one only come with Range.All.
type Case struct {
	ID     domain.ID `json:"id"`
	Number int64     `json:"number"`
	Kind   string    `json:"kind"`
	// State: received, classified, assigned, handled, called_back, reported, closed or merged.
	State    string    `json:"state"`
	Reporter string    `json:"reporter"`
	Owner    string    `json:"owner,omitempty"`
	Day0     time.Time `json:"day0"`
	DueAt    time.Time `json:"due_at"`
	// Patient is initials, sex and age; Source who told it; Event the words that did.
	Patient     string      `json:"patient,omitempty"`
	Source      string      `json:"source,omitempty"`
	Product     string      `json:"product,omitempty"`
	Event       string      `json:"event,omitempty"`
	Seriousness string      `json:"seriousness,omitempty"`
	Criteria    []string    `json:"criteria,omitempty"`
	Expected    string      `json:"expected,omitempty"`
	ReportedOn  domain.Date `json:"reported_on,omitzero"`
	Reference   string      `json:"reference,omitempty"`
	Category    string      `json:"category,omitempty"`
	Batch       string      `json:"batch,omitempty"`
	Handling    string      `json:"handling,omitempty"`
	Callback    string      `json:"callback,omitempty"`
	Reason      string      `json:"reason,omitempty"`
	MergedInto  int64       `json:"merged_into,omitempty"`
	ClosedBy    string      `json:"closed_by,omitempty"`
	ClosedAt    time.Time   `json:"closed_at,omitzero"`
}
