package export

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Event is a row of `yaoban export events`: a group event with who came; a day counts by Date. Attendees are doctors' codes and, for those
// who are on no list, names; Visits are the numbers of the visits that it made.
type Event struct {
	ID         domain.ID        `json:"id"`
	Number     int64            `json:"number"`
	Rep        string           `json:"rep"`
	Kind       string           `json:"kind"`
	Date       domain.Date      `json:"date,omitzero"`
	Start      domain.TimeOfDay `json:"start,omitempty"`
	Minutes    int              `json:"minutes,omitempty"`
	Hospital   string           `json:"hospital,omitempty"`
	Department string           `json:"department,omitempty"`
	Place      string           `json:"place,omitempty"`
	Products   []string         `json:"products,omitempty"`
	// Budget is in yuan; absent where none was said.
	Budget    *int   `json:"budget,omitempty"`
	Speaker   string `json:"speaker,omitempty"`
	Materials string `json:"materials,omitempty"`
	Expected  int    `json:"expected,omitempty"`
	Headcount int    `json:"headcount,omitempty"`
	// State is planned, held, cancelled or withdrawn; Approval draft, none, waiting, approved or sent_back; Reviewed open, approved or
	// rejected once it was held.
	State        string         `json:"state"`
	Approval     string         `json:"approval"`
	Reviewed     string         `json:"reviewed,omitempty"`
	DecidedBy    string         `json:"decided_by,omitempty"`
	Reason       string         `json:"reason,omitempty"`
	Satisfaction int            `json:"satisfaction,omitempty"`
	Useful       int            `json:"useful,omitempty"`
	Again        *bool          `json:"again,omitempty"`
	Words        string         `json:"words,omitempty"`
	Attendees    []string       `json:"attendees,omitempty"`
	Visits       []string       `json:"visits,omitempty"`
	Channel      domain.Channel `json:"channel"`
	SaidAt       time.Time      `json:"said_at"`
	RecordedAt   time.Time      `json:"recorded_at"`
}
