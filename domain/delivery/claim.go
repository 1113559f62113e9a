package delivery

import (
	"context"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

// Receiver is the person who is told.
type Receiver struct {
	UserID string
	Mobile string
	Role   domain.Role
	// Prefers is her own choice of channel, or the import's where she made none.
	Prefers    domain.Preference
	SMSStopped bool
	// Gone: her time in the company has not begun or is over.
	Gone bool
	// LastWeCom and LastSMS are when she last wrote over each channel; zero means never.
	LastWeCom time.Time
	LastSMS   time.Time
}

// Reads are what may be read while a notice is claimed, in the same transaction.
type Reads interface {
	notice.Truth
	// Repeated reports whether these bytes were sent to the person over the channel since the wall time: WeCom would not
	// show them again.
	Repeated(ctx context.Context, person string, channel domain.Channel, body []byte, since time.Time) (bool, error)
	// NewID makes an id for a row of this transaction.
	NewID() (domain.ID, error)
}

// Case is what is known of a notice when it is claimed; its row is locked until the claim ends.
type Case struct {
	// Now is the transaction's business time, in the company's zone. Wall is the machine's.
	Now, Wall time.Time
	Notice    notice.Notice
	// Live: not told yet, not withdrawn, not expired. ToldAt and AckedAt are zero where that did not happen.
	Live    bool
	ToldAt  time.Time
	AckedAt time.Time
	// Over: she got it because she stood in for somebody, and does so no longer.
	Over bool
	// Part: it was told as part of a digest.
	Part bool
	To   Receiver
	// Earlier are its deliveries so far, in the order of their keys.
	Earlier []Delivery
	// Pushed is how many messages she got today that quiet hours and the cap bind; Waiting are the others of them that are
	// due at the same instant. Both are read for a live notice of a bound kind only.
	Pushed  int
	Waiting []notice.Notice
	Reads   Reads
}

// Decision is what becomes of a claimed notice. The zero Decision changes nothing.
type Decision struct {
	// Withdraw: there is nothing left to tell. Expire: it comes too late. Both end a live notice.
	Withdraw, Expire bool
	// Postpone is when it is taken up again, instead of now.
	Postpone time.Time
	// Deliveries are new ones. A live notice becomes told by them, unless Untold.
	Deliveries []Delivery
	// Untold: its deliveries only stand for the record that it could not be told.
	Untold bool
	// Digest is a new notice that the deliveries belong to instead; Parts are the notices that it tells, this one among
	// them.
	Digest *notice.Notice
	Parts  []domain.ID
	// EscalateAt is when an acknowledgement is asked for; zero means never.
	EscalateAt time.Time
}
