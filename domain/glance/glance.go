// Package glance is what was stored for one person, at one glance: the last visits, plans, reminders, reports and
// deliveries, as short as a panel beside the chat shows them. It is for looking only; no rule reads it. domain/postgres
// fills it and the sandbox page shows it (PRODUCT.md O1).
package glance

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Stored is what was last stored for a person and, if she manages, for the people below her; newest first, each list
// limited.
type Stored struct {
	Visits     []Visit    `json:"visits"`
	Plans      []Plan     `json:"plans"`
	Reminders  []Reminder `json:"reminders"`
	Reports    []Report   `json:"reports"`
	Deliveries []Delivery `json:"deliveries"`
}

// Doctor is a doctor as a panel names her.
type Doctor struct {
	Name       string       `json:"name"`
	Hospital   string       `json:"hospital"` // the shortest name
	Department string       `json:"department"`
	Grade      domain.Grade `json:"grade,omitempty"`
}

// Visit is a call report. Purpose, Result and Status are the codes of GUIDE.md and of the export; Minutes is 0 where nobody
// said how long it took.
type Visit struct {
	Number    int64            `json:"number"`
	Rep       string           `json:"rep"` // name
	Doctor    Doctor           `json:"doctor"`
	Date      domain.Date      `json:"date"`
	Start     domain.TimeOfDay `json:"start,omitempty"`
	Minutes   int              `json:"minutes,omitempty"`
	Products  []string         `json:"products"` // brands
	Purpose   domain.Purpose   `json:"purpose,omitempty"`
	Result    domain.Result    `json:"result,omitempty"`
	Joint     string           `json:"joint,omitempty"` // name of the manager who came along
	NextDate  domain.Date      `json:"next_date,omitzero"`
	NextStart domain.TimeOfDay `json:"next_start,omitempty"`
	Score     int              `json:"score"`
	Effective bool             `json:"effective"`
	Status    string           `json:"status"`
	Channel   domain.Channel   `json:"channel"`
	// Revision is how often it was changed after it was recorded.
	Revision int `json:"revision"`
}

// Plan is a planned visit. Remind is minutes before Start, 0 for none; State is planned, done, cancelled, moved or missed.
type Plan struct {
	Number   int64            `json:"number"`
	Rep      string           `json:"rep"`
	Doctor   Doctor           `json:"doctor"`
	Date     domain.Date      `json:"date,omitzero"` // absent: 待定
	Start    domain.TimeOfDay `json:"start,omitempty"`
	Products []string         `json:"products"`
	Remind   int              `json:"remind,omitempty"`
	State    string           `json:"state"`
}

// Reminder is what a person wishes to be told at a time. State is set, told or cancelled.
type Reminder struct {
	Number  int64     `json:"number"`
	Person  string    `json:"person"`
	At      time.Time `json:"at"`
	Subject string    `json:"subject"`
	State   string    `json:"state"`
}

// Report is what another desk works: Kind is safety, complaint, event or timeoff, State open, withdrawn or closed.
type Report struct {
	Number int64     `json:"number"`
	Kind   string    `json:"kind"`
	Person string    `json:"person"`
	Doctor string    `json:"doctor,omitempty"`
	SaidAt time.Time `json:"said_at"`
	Text   string    `json:"text"`
	State  string    `json:"state"`
}

// Delivery is one notice or late reply on its way to the person herself. State is claimed, sent, delivered, acknowledged,
// refused or unknown.
type Delivery struct {
	ID       string         `json:"id"`
	Kind     string         `json:"kind"`
	Channel  domain.Channel `json:"channel"`
	State    string         `json:"state"`
	Text     string         `json:"text"` // its first 120 characters
	DueAt    time.Time      `json:"due_at"`
	SentAt   *time.Time     `json:"sent_at,omitempty"`
	Attempts int            `json:"attempts"`
	Code     string         `json:"code,omitempty"` // the gateway's word, if it said no
}
