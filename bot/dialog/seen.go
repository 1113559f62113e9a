package dialog

// Seen is a record that was shown to the person, at the revision that it had.
type Seen struct {
	Number   int64 `json:"number"`
	Revision int   `json:"revision"`
}

// mostSeen bounds the records that are remembered as shown.
const mostSeen = 50

// See remembers at which revision a record was shown; the oldest are forgotten, beyond what two
// lists hold.
func (s *State) See(number int64, revision int) {
	kept := make([]Seen, 0, len(s.Seen)+1)
	for _, o := range s.Seen {
		if o.Number != number {
			kept = append(kept, o)
		}
	}
	kept = append(kept, Seen{number, revision})
	s.Seen = kept[max(0, len(kept)-mostSeen):]
}

// Saw returns the revision at which a record was shown last, and false if it was not.
func (s *State) Saw(number int64) (revision int, ok bool) {
	for _, o := range s.Seen {
		if o.Number == number {
			return o.Revision, true
		}
	}
	return 0, false
}
