package export

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Broadcast is a row of `yaoban export broadcasts`: one receiver of one broadcast, and one row without a receiver for each that has none yet
// (drafts and what was given up only with Range.All). A day counts by DueAt, or by SaidAt where it was never confirmed.
type Broadcast struct {
	ID     domain.ID `json:"id"`
	Number int64     `json:"number"`
	// Sender is a userid, For the manager whom she stood in for.
	Sender string `json:"sender"`
	For    string `json:"for,omitempty"`
	// State is draft, confirmed, sent, withdrawn or dropped.
	State     string    `json:"state"`
	Whom      string    `json:"whom"`
	Text      string    `json:"text"`
	Channel   string    `json:"channel"`
	SaidAt    time.Time `json:"said_at"`
	DueAt     time.Time `json:"due_at,omitzero"`
	Receivers int       `json:"receivers"`
	// Person is a receiver; Fate is waiting, told, acknowledged, unreachable or withdrawn.
	Person     string    `json:"person,omitempty"`
	Fate       string    `json:"fate,omitempty"`
	ToldAt     time.Time `json:"told_at,omitzero"`
	AckedAt    time.Time `json:"acked_at,omitzero"`
	RemindedAt time.Time `json:"reminded_at,omitzero"`
}
