package wecom

import (
	"errors"
	"net/http"
)

// Reason says why a callback was refused. It is for logs and counters; the caller is told a status only, because whoever
// forges callbacks must not learn how far a forgery got.
type Reason string

// The reasons (protocols: WeCom part 1, the refusal table).
const (
	MissingParameter Reason = "missing_parameter"
	TooBig           Reason = "too_big"
	Unreadable       Reason = "unreadable"
	BadEnvelope      Reason = "bad_envelope"
	BadSignature     Reason = "bad_signature"
	BadBase64        Reason = "bad_base64"
	BadCipher        Reason = "bad_cipher"
	BadReceiver      Reason = "bad_receiver"
	BadMessage       Reason = "bad_message"
)

// reasons gives each reason its HTTP status and the number under which WeCom's own libraries know it; 0: they do not.
var reasons = map[Reason]struct{ status, official int }{
	MissingParameter: {http.StatusBadRequest, 0},
	TooBig:           {http.StatusRequestEntityTooLarge, 0},
	Unreadable:       {http.StatusBadRequest, 0},
	BadEnvelope:      {http.StatusBadRequest, -40002},
	BadSignature:     {http.StatusForbidden, -40001},
	BadBase64:        {http.StatusBadRequest, -40010},
	BadCipher:        {http.StatusBadRequest, -40007},
	BadReceiver:      {http.StatusForbidden, -40005},
	BadMessage:       {http.StatusBadRequest, -40002},
}

// Refused is the error of a callback that is not accepted.
type Refused struct{ Reason Reason }

func refused(r Reason) error { return Refused{r} }

// Error implements error. It holds nothing of what was sent.
func (r Refused) Error() string { return "callback refused: " + string(r.Reason) }

// Status is the HTTP status of the refusal.
func (r Refused) Status() int { return reasons[r.Reason].status }

// Official is the error number of WeCom's own libraries for the same defect, or 0.
func (r Refused) Official() int { return reasons[r.Reason].official }

// asRefused finds a Refused in err's chain; any other error counts as an unreadable request.
func asRefused(err error) Refused {
	var r Refused
	if errors.As(err, &r) {
		return r
	}
	return Refused{Unreadable}
}
