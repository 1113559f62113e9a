package notify

import (
	"fmt"
	"time"
)

// Later says that a delivery has to be tried again: the gateway is busy, held or out of reach. It is no failure of the
// delivery's own, so that it never ends as dead.
type Later struct {
	// After is how long to wait, in wall time; 0 leaves it to the caller's back-off.
	After time.Duration
	// Code is the gateway's.
	Code string
}

// Error implements error.
func (l *Later) Error() string { return fmt.Sprintf("try again later: gateway code %s", l.Code) }
