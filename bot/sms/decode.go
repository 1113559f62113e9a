// Package sms is the way in for short messages: what Aliyun's gateway pushes over HTTP, or leaves in a message queue, is
// decoded into inbox items, and Handler stores a whole push in one transaction before it answers. Turns follow through the
// relay. Stop words (TD, 退订) are not special here: they are words, and bot/understand knows them.
//
// The shapes and rules are those of protocols: Aliyun SMS parts 5 and 6. Nobody signs these pushes. What they say is
// therefore untrusted text: a path with a secret guards it, a receipt only ever touches a delivery that exists, and nothing
// here creates people or records.
package sms

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/yaoban/yaoban/domain/inbox"
)

// ErrMalformed is in the chain of every error for a body that as a whole cannot be read. Sending it again cannot help.
var ErrMalformed = errors.New("not the JSON of a gateway push")

// Reason says in one word why one item of a push was left out; metrics and logs count by it.
type Reason string

// The reasons.
const (
	// NotObject: the item is no JSON object.
	NotObject Reason = "not_object"
	// UnknownSort: neither a reply nor a receipt, for example the result of a template review.
	UnknownSort Reason = "unknown_sort"
	// BadPhone: no mobile number of mainland China.
	BadPhone Reason = "bad_phone"
	// BadField: a field has a type, length or characters that it cannot have.
	BadField Reason = "bad_field"
	// NoIdentity: a reply with neither sequence_id nor send_time, of which nobody can tell whether it is a repeat, or a
	// receipt with neither biz_id nor out_id, of which nobody can tell what it is about.
	NoIdentity Reason = "no_identity"
	// TooOld: older than the keys of repeats are kept (DESIGN.md part 2), so that it can only be a replay.
	TooOld Reason = "too_old"
)

// Bad is one item of a push that was left out.
type Bad struct {
	// Index counts the items of the push from 0.
	Index  int
	Reason Reason
}

// Batch is what one push held. An item that came twice in it stands once.
type Batch struct {
	Messages []inbox.Inbound
	Receipts []inbox.Receipt
	Bad      []Bad
}

// Decode reads the body of one HTTP push: a JSON array of replies and receipts in any mixture, or one such object alone
// (protocols: Aliyun SMS part 5). Fields that nobody knows are passed over. arrived is the business time of the push; it
// stands in for a send_time that cannot be read. The error, if any, wraps ErrMalformed; a bad item is no error, it is
// named in Batch.Bad and the others stand.
func Decode(body []byte, arrived time.Time) (Batch, error) {
	body = bytes.TrimSpace(body)
	if len(body) > 0 && body[0] == '{' {
		return decodeOne(body, arrived)
	}
	var items []json.RawMessage
	if err := json.Unmarshal(body, &items); err != nil {
		return Batch{}, malformed(err)
	}
	if items == nil { // the JSON null
		return Batch{}, fmt.Errorf("%w: neither an array nor an object", ErrMalformed)
	}
	var b batcher
	for i, raw := range items {
		b.add(i, raw, arrived)
	}
	return b.Batch, nil
}

// DecodeQueue reads the MessageBody of one message of the queue Alicom-Queue-…-SmsUp or -SmsReport: Base64 of one JSON
// object (protocols: Aliyun SMS part 6); bare JSON serves too. The Batch holds one item, good or bad. An array, or anything
// else, is an error that wraps ErrMalformed.
func DecodeQueue(body []byte, arrived time.Time) (Batch, error) {
	body = bytes.TrimSpace(body)
	if len(body) > 0 && body[0] != '{' {
		plain := make([]byte, base64.StdEncoding.DecodedLen(len(body)))
		n, err := base64.StdEncoding.Decode(plain, body)
		if err != nil {
			return Batch{}, fmt.Errorf("%w: neither Base64 nor an object", ErrMalformed)
		}
		body = bytes.TrimSpace(plain[:n])
	}
	if len(body) == 0 || body[0] != '{' {
		return Batch{}, fmt.Errorf("%w: a queue message is one object", ErrMalformed)
	}
	return decodeOne(body, arrived)
}

func decodeOne(body []byte, arrived time.Time) (Batch, error) {
	if !json.Valid(body) {
		var whatever json.RawMessage
		return Batch{}, malformed(json.Unmarshal(body, &whatever))
	}
	var b batcher
	b.add(0, body, arrived)
	return b.Batch, nil
}

// malformed keeps the place of the error and nothing of the text around it.
func malformed(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("%w: broken after %d bytes", ErrMalformed, syntax.Offset)
	}
	return fmt.Errorf("%w: neither an array nor an object", ErrMalformed)
}

// batcher fills a Batch and passes over what it already holds.
type batcher struct {
	Batch
	messages map[string]bool
	receipts map[inbox.Receipt]bool
}

func (b *batcher) add(index int, raw json.RawMessage, arrived time.Time) {
	m, r, reason := decodeItem(raw, arrived)
	switch {
	case reason != "":
		b.Bad = append(b.Bad, Bad{index, reason})
	case m != nil:
		if b.messages == nil {
			b.messages = map[string]bool{}
		}
		if !b.messages[m.ID] {
			b.messages[m.ID] = true
			b.Messages = append(b.Messages, *m)
		}
	default:
		if b.receipts == nil {
			b.receipts = map[inbox.Receipt]bool{}
		}
		if !b.receipts[*r] {
			b.receipts[*r] = true
			b.Receipts = append(b.Receipts, *r)
		}
	}
}
