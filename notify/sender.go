// Package notify turns what deserves telling (a notice, or a reply that goes out late) into a delivery over the best
// channel: the ladder, quiet hours, the daily cap, sizes and the record. It defines what a gateway must offer (Sender)
// and how a gateway says no (SendError). It imports domain packages only; storage is the small interfaces it declares.
package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/yaoban/yaoban/domain/notice"
)

// Sender is one gateway out: notify/wecom and notify/sms are the two.
type Sender interface {
	// Render turns content into the bytes of one request to the person at address. The same bytes are stored with the
	// delivery and sent by every attempt. It also returns the words as the person will read them, for the record.
	Render(address string, c Content) (body []byte, text string, err error)
	// Send makes one attempt. An error is a *SendError whenever the gateway, or the way to it, decided the outcome.
	Send(ctx context.Context, m Outgoing) (Sent, error)
}

// Content, Card, Button and CardUpdate are the words that domain/notice gives; the gateways give them their form.
type (
	Content    = notice.Content
	Card       = notice.Card
	Button     = notice.Button
	CardUpdate = notice.CardUpdate
)

// Outgoing is one attempt to send.
type Outgoing struct {
	// ID names delivery and attempt ("<delivery id>-<attempt>"); SMS carries it as OutId.
	ID string
	// Address is the WeCom userid or the mobile number.
	Address string
	Body    []byte
	// MediaID is the gateway's name for the picture or file of the message, empty for words.
	MediaID string
}

// Sent is what the gateway gave back for an accepted message.
type Sent struct {
	// ProviderID is WeCom's msgid or the gateway's BizId.
	ProviderID string
	// ResponseCode is WeCom's right to update the card that was sent.
	ResponseCode string
}

// Outcome says what a failed attempt means for the delivery.
type Outcome int

// The outcomes.
const (
	// Retry: not sent, and the same bytes may go again after After.
	Retry Outcome = iota + 1
	// Refuse: not sent and never will be over this channel to this person; the ladder goes on with the other channel.
	Refuse
	// Unknown: it may have been sent. Never sent again before a receipt or a query has settled it.
	Unknown
	// Halt: nothing goes over this gateway until a person has acted (secret, trusted IP, balance, template); held and
	// tried again after After, and an operator is alerted.
	Halt
	// Lost: not sent, because the gateway no longer has the picture or file that the message names.
	Lost
)

// SendError is how a gateway, or the way to it, said no. One table a gateway maps its codes to it. Its text holds no
// token, secret, phone number or message text.
type SendError struct {
	Outcome Outcome
	// Code is the gateway's own (60020, isv.BUSINESS_LIMIT_CONTROL), or ours for what never got an answer (timeout).
	Code string
	// Say is one English sentence for an operator: what is wrong and what to do.
	Say string
	// After is how long to wait before the next attempt; 0 lets the caller's back-off decide. Wall time.
	After time.Duration
}

// Error implements error.
func (e *SendError) Error() string { return fmt.Sprintf("gateway code %s: %s", e.Code, e.Say) }
