package export

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Coaching is a row of `yaoban export coachings`: how a manager rated a joint visit or a day in the field; a day counts by Date. Marks are 1
// to 5. Withdrawn ones only come with Range.All.
type Coaching struct {
	ID     domain.ID `json:"id"`
	Number int64     `json:"number"`
	Coach  string    `json:"coach"`
	// TypedBy is the deputy who kept it for the coach.
	TypedBy string      `json:"typed_by,omitempty"`
	Rep     string      `json:"rep"`
	Date    domain.Date `json:"date"`
	// Visit is the number of the joint visit, absent for a day in the field.
	Visit      int64          `json:"visit,omitempty"`
	Prepare    int            `json:"prepare"`
	Opening    int            `json:"opening"`
	Message    int            `json:"message"`
	Objection  int            `json:"objection"`
	Closing    int            `json:"closing"`
	Strengths  string         `json:"strengths,omitempty"`
	Advice     string         `json:"advice,omitempty"`
	State      string         `json:"state"` // standing or withdrawn
	Channel    domain.Channel `json:"channel"`
	SaidAt     time.Time      `json:"said_at"`
	RecordedAt time.Time      `json:"recorded_at"`
}

// FollowUp is a row of `yaoban export followups`: what a rep does about a coaching until a day; a day counts by Due. State is open, done,
// confirmed or withdrawn (only with Range.All).
type FollowUp struct {
	ID       domain.ID   `json:"id"`
	Number   int64       `json:"number"`
	Coaching int64       `json:"coaching"` // number
	Coach    string      `json:"coach"`
	Rep      string      `json:"rep"`
	Text     string      `json:"text"`
	Due      domain.Date `json:"due"`
	State    string      `json:"state"`
	// Note are the rep's words on how she did it.
	Note      string    `json:"note,omitempty"`
	DoneAt    time.Time `json:"done_at,omitzero"`
	DecidedBy string    `json:"decided_by,omitempty"`
	DecidedAt time.Time `json:"decided_at,omitzero"`
	Reason    string    `json:"reason,omitempty"`
}
