package dialog

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// WeekInHand is a weekly plan that is being talked about. While it is, 加上王芳 and 周三不去 are changes of it, and a bare weekday is a
// day of it.
type WeekInHand struct {
	Number int64       `json:"number"`
	Monday domain.Date `json:"monday"`
	At     time.Time   `json:"at"`
}

// InHand returns the week that a message of that time may change: it was talked about in the last half hour, and nothing else was
// recorded since.
func (s *State) InHand(at time.Time) (WeekInHand, bool) {
	w := s.Week
	if w == nil || at.Before(w.At) || at.Sub(w.At) > inbox.OpenFor || s.Last != nil && s.Last.At.After(w.At) {
		return WeekInHand{}, false
	}
	return *w, true
}

// Take has a week talked about from now on.
func (s *State) Take(number int64, monday domain.Date, at time.Time) {
	s.Week = &WeekInHand{Number: number, Monday: monday, At: at}
}
