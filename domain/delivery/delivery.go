// Package delivery is one notice on its way over one channel: its states, and what is known when a notice is claimed. The
// truth is read once, at the claim, and the rendered bytes are kept, so that every attempt sends the same (DESIGN.md
// part 4). notify decides and sends; domain/postgres keeps the rows. It imports domain and domain/notice only.
package delivery

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// State is how far a delivery has come.
type State string

// The states, as the export has them (DESIGN.md part 8).
const (
	// Claimed: its words are fixed; it was not sent yet, or nobody has recorded that it was.
	Claimed State = "claimed"
	// Sent: the gateway has accepted it.
	Sent State = "sent"
	// Delivered: the carrier says that the phone has it.
	Delivered State = "delivered"
	// Acknowledged: the person pressed 知道了.
	Acknowledged State = "acknowledged"
	// Refused: it was not sent over this channel and never will be.
	Refused State = "refused"
	// Unknown: it may have been sent, and nobody can tell yet.
	Unknown State = "unknown"
)

// NoChannel is the code of the refused delivery that stands for a notice which no channel can carry.
const NoChannel = "no_channel"

// Nowhere is the channel of such a delivery.
const Nowhere domain.Channel = "none"

// Delivery is one message (or one part of a long one) on its way.
type Delivery struct {
	ID domain.ID
	// Key is unique: the notice's id and the channel, with the part's number behind it for a long text.
	Key     string
	Notice  domain.ID
	Person  string
	Address string
	Kind    string
	Channel domain.Channel
	State   State
	// Body is what every attempt sends, byte for byte; Text the words as the person reads them.
	Body []byte
	Text string
	// Media says that it carries a picture or a file; its Attachment has the bytes. Empty for words.
	Media Media
	// Attachment is given for a new delivery only.
	Attachment *Attachment
	// TaskID is the id of its card, empty for a text.
	TaskID     string
	ProviderID string
	// Code is the gateway's last word, or ours. It is empty while the outcome of the running attempt is not recorded.
	Code     string
	Attempts int
	// DueAt and ClaimedAt are business time.
	DueAt     time.Time
	ClaimedAt time.Time
	// FirstTryAt and LastTryAt are wall time: the gateways' duplicate windows run on it.
	FirstTryAt time.Time
	LastTryAt  time.Time
}

// Open reports whether an attempt was begun and its outcome never recorded: whoever made it died in between.
func (d Delivery) Open() bool { return d.State == Claimed && d.Attempts > 0 && d.Code == "" }

// Attempt is the outcome of one attempt, to be recorded.
type Attempt struct {
	Delivery domain.ID
	Number   int
	// State is what the delivery becomes: Sent, Refused, Unknown, or Claimed where it is tried again.
	State State
	// Code is the gateway's, or "ok".
	Code         string
	ProviderID   string
	ResponseCode string
	// At is wall time.
	At time.Time
	// Unsent: the attempt did surely not reach anybody, so that the duplicate window did not begin with it.
	Unsent bool
	// SettleAt, if not zero, is the wall time at which the gateway is asked what became of it.
	SettleAt time.Time
}

// Count is how many deliveries of one kind stand in one state.
type Count struct {
	Channel domain.Channel
	State   State
	Kind    string
	N       int
}
