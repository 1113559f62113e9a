package wecom

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/yaoban/yaoban/domain/inbox"
)

// The pauses between attempts of a turn that failed.
const (
	firstPause = 50 * time.Millisecond
	maxPause   = 800 * time.Millisecond
)

// errNoPlace is the failure of a callback that got no place among the running turns in time.
var errNoPlace = errors.New("too many turns run")

// turn waits for a place and runs the turn, again after each failure until the patience is over. An attempt that has begun may
// go on until within ends: if it commits, the repeat finds its answer. The claim inside the turn tells whether an attempt whose
// outcome was lost had committed.
func (h *Handler) turn(within context.Context, patience <-chan time.Time, in inbox.Inbound) (inbox.Answer, error) {
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-patience:
		return inbox.Answer{}, errNoPlace
	}
	for pause := firstPause; ; pause = min(2*pause, maxPause) {
		answer, err := h.o.Turner.Turn(within, in)
		if err == nil {
			return answer, nil
		}
		h.o.Count("retried")
		next := time.NewTimer(pause)
		select {
		case <-next.C:
		case <-patience:
			next.Stop()
			return inbox.Answer{}, err
		case <-within.Done():
			next.Stop()
			return inbox.Answer{}, err
		}
	}
}

// abandon lets the request time out: it waits for WeCom to hang up, at most until within ends, and breaks the connection
// without an answer. It does not return.
func (h *Handler) abandon(r *http.Request, within context.Context, in inbox.Inbound, err error) {
	h.o.Count("abandoned")
	h.o.Log.ErrorContext(r.Context(), "a message was not stored and is left to WeCom's repeat", "message", in.ID, "error", err)
	select {
	case <-r.Context().Done():
	case <-within.Done():
	}
	panic(http.ErrAbortHandler)
}
