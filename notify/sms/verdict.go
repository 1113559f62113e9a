package sms

import (
	"strings"

	"github.com/yaoban/yaoban/notify"
)

// State is how far an accepted message has come.
type State string

// The states.
const (
	// Waiting: the carrier has said nothing yet; without a further word the message ends as unknown.
	Waiting   State = "waiting"
	Delivered State = "delivered"
	Failed    State = "failed"
)

// Verdict is what a receipt means for the delivery and for the number.
type Verdict struct {
	State State
	// OptOut: the person wants no messages, or the carrier lets none through to her; send nothing more to the number.
	OptOut bool
	// RetryLater: the same message may be sent once more, with a new OutId, if it is still of use.
	RetryLater bool
	// Alert: an operator has to act, because other messages will fail alike.
	Alert bool
	// Say is one English sentence for an operator.
	Say string
}

// verdicts is the table of protocols: Aliyun SMS part 7. Its list is not complete and grows without notice; Judge has the
// rule for the rest.
var verdicts = map[string]Verdict{
	"DELIVERED":               {State: Delivered, Say: "Delivered to the phone."},
	"REQUEST_SUCCESS":         {State: Waiting, Say: "Accepted; the carrier has not said whether it arrived."},
	"MOBILE_NOT_ON_SERVICE":   {State: Failed, RetryLater: true, Say: "The phone is off, out of reach, suspended, or the number is empty."},
	"INVALID_NUMBER":          {State: Failed, Say: "The number is invalid or in a bad state; correct it in the staff list."},
	"MOBILE_SEND_LIMIT":       {State: Failed, Say: "The number is over its daily or monthly limit; nothing goes to it for 24 hours."},
	"MOBILE_ACCOUNT_ABNORMAL": {State: Failed, Say: "The number is in arrears, ported or abnormal at its carrier."},
	"MOBILE_IN_BLACK":         {State: Failed, OptOut: true, Say: "The number is on the carrier's blacklist for this signature."},
	"USER_REJECT":             {State: Failed, OptOut: true, Say: "The person opted out at her carrier."},
	"MOBLLE_TERMINAL_ERROR":   {State: Failed, RetryLater: true, Say: "The handset is faulty or its memory is full."},
	"MOBILE_TERMINAL_ERROR":   {State: Failed, RetryLater: true, Say: "The handset is faulty or its memory is full."},
	"CONTENT_KEYWORD":         {State: Failed, Alert: true, Say: "The carrier blocks a word of the text; change the template."},
	"CONTENT_ERROR":           {State: Failed, Alert: true, Say: "The carrier takes the text for a promotion without the words to opt out; change the template."},
	"SIGNATURE_BLACKLIST":     {State: Failed, Alert: true, Say: "The signature breaks the carrier's rules; apply for another."},
	"IS_CLOSE":                {State: Failed, RetryLater: true, Say: "The channel was shut down while sending."},
	"PARAMS_ILLEGAL":          {State: Failed, Say: "A parameter of the message was wrong; this is a bug."},
	"SP_NOT_BY_INTER_SMS":     {State: Failed, Say: "The number cannot receive international messages."},
	"SP_UNKNOWN_ERROR":        {State: Failed, RetryLater: true, Say: "The carrier failed without a reason."},
	"NO_ROUTE":                {State: Failed, Alert: true, Say: "There is no channel for this kind of text; ask Aliyun's support."},
	"EXPIRED":                 {State: Failed, RetryLater: true, Say: "The message expired in the carrier's queue."},
	"PORT_NOT_REGISTERED":     {State: Failed, Alert: true, Say: "The carrier has not registered the signature yet (实名报备 takes 7 to 10 working days)."},
}

// Judge says what a receipt means. success is the push's own field (or SendStatus 3 of a query). A code that the table
// knows decides; of codes that it does not know success decides, and a failure counts as passing.
func Judge(code string, success bool) Verdict {
	code = strings.TrimSpace(code)
	if v, ok := verdicts[code]; ok && (success || v.State != Delivered) {
		return v
	}
	switch {
	case success:
		return verdicts["DELIVERED"]
	case strings.HasPrefix(code, "isv."), strings.HasPrefix(code, "isp."):
		// The platform refused after it had accepted: the table of calls says why.
		r := ruleFor(code)
		return Verdict{State: Failed, OptOut: OptedOut(code), Alert: r.outcome == notify.Halt,
			RetryLater: r.outcome == notify.Retry || r.outcome == notify.Unknown, Say: r.say}
	}
	return Verdict{State: Failed, RetryLater: true, Say: "The carrier gave a code that we do not know; alert when it is frequent."}
}
