package quota

import "time"

// RepActivity is what a rep did in a month up to a day, as the indicators of PRODUCT.md Q7 see it.
type RepActivity struct {
	Rep string
	// Visits are those on which the doctor was met.
	Visits []Activity
	// Done and Due are the planned visits that were carried out and that were due by the day.
	Done, Due int
	// HalfDays is how many half-days she was in the field.
	HalfDays int
	// Loop are the follow-ups of her coachings that were done in time, and that were due by now.
	Loop Ratio
}

// Conduct is the rep's indicators.
func (r RepActivity) Conduct() Conduct {
	c := MeasureConduct(r.Visits, r.Done, r.Due, r.HalfDays)
	c.Loop = r.Loop
	return c
}

// TeamConduct is the indicators of several reps together: every visit, plan and half-day counts once.
func TeamConduct(team []RepActivity) Conduct {
	var all RepActivity
	for _, r := range team {
		all.Visits = append(all.Visits, r.Visits...)
		all.Done += r.Done
		all.Due += r.Due
		all.HalfDays += r.HalfDays
		all.Loop.Num += r.Loop.Num
		all.Loop.Den += r.Loop.Den
	}
	return all.Conduct()
}

// Lag returns how long after a visit it was told. A visit whose time was not said ended with its day.
func Lag(dayEnds time.Time, began time.Time, minutes int, told time.Time) time.Duration {
	ended := dayEnds
	if !began.IsZero() {
		ended = began.Add(time.Duration(minutes) * time.Minute)
	}
	return max(0, told.Sub(ended))
}
