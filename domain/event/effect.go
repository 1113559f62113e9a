package event

import (
	"github.com/yaoban/yaoban/domain"
)

// EffectDays is how many days before and after an event its doctors' visits are compared (PRODUCT.md E5).
const EffectDays = 30

// Guest is one person on the list of an event, with what her visits were around it. Before and After count the visits of all reps on
// which she was met, those that events made left out, in the EffectDays before the day and after it.
type Guest struct {
	Doctor, Name         string
	Grade                domain.Grade
	Hospital, Department string
	Credit               Credit
	Before, After        int
}

// Effect is what an event was good for, as far as it is known on a day.
type Effect struct {
	Event  Event
	Guests []Guest
	// Elapsed is how many of the EffectDays after the event are over.
	Elapsed int
}

// Heads is how many people came.
func (f Effect) Heads() int { return max(f.Event.Headcount, len(f.Guests)) }

// Targets is how many of those on the list are doctors graded A or B.
func (f Effect) Targets() (n int) {
	for _, g := range f.Guests {
		if g.Grade == domain.GradeA || g.Grade == domain.GradeB {
			n++
		}
	}
	return n
}

// Doctors is how many of those on the list are doctors who are known.
func (f Effect) Doctors() (n int) {
	for _, g := range f.Guests {
		if g.Doctor != "" {
			n++
		}
	}
	return n
}

// Attendance is how many in a hundred of those expected came; false if nobody was expected.
func (f Effect) Attendance() (percent int, ok bool) { return share(f.Heads(), f.Event.Expected) }

// TargetShare is how many in a hundred of those on the list are target doctors; false without a list.
func (f Effect) TargetShare() (percent int, ok bool) { return share(f.Targets(), len(f.Guests)) }

// PerTarget is what each target doctor cost, in yuan rounded up; false without a budget or without one.
func (f Effect) PerTarget() (yuan int, ok bool) {
	n := f.Targets()
	if n == 0 || !f.Event.Costed {
		return 0, false
	}
	return (f.Event.Budget + n - 1) / n, true
}

// Visits are those of all on the list, before and after.
func (f Effect) Visits() (before, after int) {
	for _, g := range f.Guests {
		before, after = before+g.Before, after+g.After
	}
	return before, after
}

func share(part, whole int) (percent int, ok bool) {
	if whole == 0 {
		return 0, false
	}
	return (200*part + whole) / (2 * whole), true // half up
}

// ElapsedOn is how many of the EffectDays after an event are over on a day.
func ElapsedOn(held, today domain.Date) int { return min(max(today.Sub(held), 0), EffectDays) }
