// Package export is what Yaoban gives out to other systems: one row type a kind, whose json tags are the names and the order
// of the columns in every format (DESIGN.md part 8). Codes are those of GUIDE.md and of the company's files. Absent values
// are omitted. domain/postgres fills the rows, cmd/yaoban writes them.
package export

import (
	"encoding/json"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/feedback"
)

// Range says which rows are wanted.
type Range struct {
	// From and To are the first and the last day, in the company's zone; a zero date leaves that end open. With either,
	// rows that have no day are left out.
	From, To domain.Date
	// All wants what is withdrawn too.
	All bool
}

// Next is a follow-up that a visit fixed in time.
type Next struct {
	Date  domain.Date      `json:"date"`
	Start domain.TimeOfDay `json:"start,omitempty"`
}

// String returns the follow-up as a cell shows it: 2026-11-30 or 2026-11-30 15:00.
func (n Next) String() string {
	if n.Start == "" {
		return n.Date.String()
	}
	return n.Date.String() + " " + string(n.Start)
}

// Visit is a row of `yaoban export visits`; a day counts by Date.
type Visit struct {
	ID         domain.ID        `json:"id"`
	Number     int64            `json:"number"`
	Rep        string           `json:"rep"`
	Doctor     string           `json:"doctor"`
	Date       domain.Date      `json:"date"`
	Start      domain.TimeOfDay `json:"start,omitempty"`
	Minutes    int              `json:"minutes,omitempty"`
	Products   []string         `json:"products,omitempty"`
	Purpose    domain.Purpose   `json:"purpose,omitempty"`
	Result     domain.Result    `json:"result,omitempty"`
	Joint      string           `json:"joint,omitempty"`
	Next       *Next            `json:"next,omitempty"`
	Channel    domain.Channel   `json:"channel"`
	SaidAt     time.Time        `json:"said_at"`
	RecordedAt time.Time        `json:"recorded_at"`
	Score      int              `json:"score"`
	Effective  bool             `json:"effective"`
	Status     string           `json:"status"`
	// Event is the number of the group event that the visit was made at, 0 for none.
	Event int64 `json:"event,omitempty"`
}

// Feedback is a row of `yaoban export feedback`: what a doctor said during a visit, without what tells who a patient is. A day
// counts by Date, that of the visit.
type Feedback struct {
	// Visit is the visit's id, Number its number, Status its status.
	Visit    domain.ID     `json:"visit"`
	Number   int64         `json:"number"`
	Rep      string        `json:"rep"`
	Doctor   string        `json:"doctor"`
	Date     domain.Date   `json:"date"`
	Kind     feedback.Kind `json:"kind"`
	Products []string      `json:"products,omitempty"`
	Text     string        `json:"text"`
	SaidAt   time.Time     `json:"said_at"`
	Status   string        `json:"status"`
}

// Plan is a row of `yaoban export plans`; a day counts by Date, which a plan whose day is not known yet (待定) lacks.
type Plan struct {
	ID       domain.ID        `json:"id"`
	Number   int64            `json:"number"`
	Rep      string           `json:"rep"`
	Doctor   string           `json:"doctor"`
	Date     domain.Date      `json:"date,omitzero"`
	Start    domain.TimeOfDay `json:"start,omitempty"`
	Products []string         `json:"products,omitempty"`
	Purpose  domain.Purpose   `json:"purpose,omitempty"`
	// Remind is minutes before the start.
	Remind int    `json:"remind,omitempty"`
	State  string `json:"state"`
	// Visit is the id of the visit that fulfilled it, Week that of its weekly plan.
	Visit domain.ID `json:"visit,omitzero"`
	Week  domain.ID `json:"week,omitzero"`
}

// Reminder is a row of `yaoban export reminders`; a day counts by At.
type Reminder struct {
	ID         domain.ID      `json:"id"`
	Number     int64          `json:"number"`
	Person     string         `json:"person"`
	At         time.Time      `json:"at"`
	Subject    string         `json:"subject"`
	Doctor     string         `json:"doctor,omitempty"`
	State      string         `json:"state"`
	Channel    domain.Channel `json:"channel"`
	SaidAt     time.Time      `json:"said_at"`
	RecordedAt time.Time      `json:"recorded_at"`
}

// Report is a row of `yaoban export reports`: adverse events, complaints, group events, days off. A day counts by SaidAt,
// which is day 0 of a safety case.
type Report struct {
	ID       domain.ID `json:"id"`
	Number   int64     `json:"number"`
	Kind     string    `json:"kind"`
	Person   string    `json:"person"`
	Doctor   string    `json:"doctor,omitempty"`
	Products []string  `json:"products,omitempty"`
	// Body is what was understood, Text the person's own words as the screen left them.
	Body       json.RawMessage `json:"body,omitempty"`
	Text       string          `json:"text"`
	State      string          `json:"state"`
	Channel    domain.Channel  `json:"channel"`
	SaidAt     time.Time       `json:"said_at"`
	RecordedAt time.Time       `json:"recorded_at"`
}

// Delivery is a row of `yaoban export deliveries`; a day counts by DueAt.
type Delivery struct {
	ID         domain.ID `json:"id"`
	Person     string    `json:"person"`
	Kind       string    `json:"kind"`
	Channel    string    `json:"channel"`
	State      string    `json:"state"`
	ProviderID string    `json:"provider_id,omitempty"`
	DueAt      time.Time `json:"due_at"`
	SentAt     time.Time `json:"sent_at,omitzero"`
	Attempts   int       `json:"attempts"`
	Text       string    `json:"text"`
}

// Fact is a row of `yaoban export facts`: who did what when, with the record before and after. A day counts by At.
type Fact struct {
	ID      domain.ID       `json:"id"`
	At      time.Time       `json:"at"`
	Kind    string          `json:"kind"`
	Person  string          `json:"person,omitempty"`
	Subject domain.ID       `json:"subject,omitzero"`
	Number  int64           `json:"number,omitempty"`
	Before  json.RawMessage `json:"before,omitempty"`
	After   json.RawMessage `json:"after,omitempty"`
}
