package quality

import "github.com/yaoban/yaoban/domain"

// Schemes are all schemes that a company ever decided on, in the order of their versions. Without any, the default holds.
type Schemes []Scheme

// On returns the scheme that scores what is recorded on the day: the last one decided of those in force by then.
func (all Schemes) On(day domain.Date) Scheme {
	for i := len(all) - 1; i >= 0; i-- {
		if !all[i].From.After(day) {
			return all[i]
		}
	}
	return Default()
}

// Numbered returns the scheme of that version: a visit that was scored by it is explained and changed by it, so that another
// scheme never changes an old score. A version that nobody knows is the newest of those before it.
func (all Schemes) Numbered(version int) Scheme {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Version <= version {
			return all[i]
		}
	}
	return Default()
}

// LongestGap returns the most days that any of the schemes wants between two effective visits.
func (all Schemes) LongestGap() int {
	days := 0
	for _, s := range all {
		days = max(days, s.MinGapDays)
	}
	if len(all) == 0 {
		days = Default().MinGapDays
	}
	return days
}
