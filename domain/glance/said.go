package glance

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Said is one thing on a person's phone as it was stored: what she sent, what she was answered at once, or what was sent to her.
type Said struct {
	// ID is unique among the things of its channel. For what a gateway took, it is the gateway's own.
	ID      string
	Channel domain.Channel
	// Mine reports whether she sent it herself.
	Mine bool
	// Kind is that of the message; Event and EventKey are those of an event.
	Kind, Event, EventKey string
	Text                  string
	At                    time.Time
}
