// Package outbox is the shape of what must happen after a transaction: a row that was committed together with the business
// write that wants it (DESIGN.md part 4). domain/postgres keeps the rows, jobs carries them to the handlers.
package outbox

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// The topics. A row's ref is an id or a key; payloads are never copied into it.
const (
	// Notice has a notice told: ref is the notice's id.
	Notice = "notice"
	// Report has a notice told whose pictures and files take long to draw and that many people get at once: ref is the notice's id.
	Report = "report"
	// Turn has a stored short message answered: ref is its message id in the SMS channel.
	Turn = "turn"
	// Escalate asks, after a notice's patience, whether it was acknowledged: ref is the notice's id.
	Escalate = "escalate"
	// Settle asks the gateway about a delivery whose outcome is unknown: ref is the delivery's id.
	Settle = "settle"
	// Evidence has a picture fetched that somebody sent: ref is the evidence's id.
	Evidence = "evidence"
	// Scheme has a draft of the grading scheme weighed or put in force: ref is the draft's id.
	Scheme = "scheme"
	// Broadcast has the receivers of a broadcast told, or reminded, part by part: ref is the broadcast's id.
	Broadcast = "broadcast"
)

// Row is one row on its way to its handler.
type Row struct {
	ID    domain.ID
	Topic string
	Ref   string
	// Attempt grows each time the row is queued. A task that carries an older one has lost its right to work.
	Attempt int
	// Failures is how many attempts of it failed in a way that counts.
	Failures int
}

// Failure is an attempt that did not end well.
type Failure struct {
	ID      domain.ID
	Attempt int
	// Error is for operators and holds no message text, phone number or secret.
	Error string
	// RunAfter is the wall time before which the row is not tried again.
	RunAfter time.Time
	// Counts tells whether it counts towards the row's death; a gateway that is held or busy does not.
	Counts bool
	// Dead ends the row: an operator has to look at it.
	Dead bool
}

// Counts are the figures that operators watch.
type Counts struct {
	// Waiting rows are due and not done.
	Waiting int
	// Oldest is how long, in business time, the oldest of them has been due; 0 where none waits.
	Oldest time.Duration
	// Dead rows were given up.
	Dead int
}
