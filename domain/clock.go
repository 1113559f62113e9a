package domain

import "time"

// Clock tells business time: due times, quiet hours, questions, quotas, gateway windows and every "at". Wall time (leases,
// heartbeats, tokens, HTTP time-outs, back-off) is time.Now and never comes from here. In the sandbox the two differ by an
// offset that only grows.
type Clock interface {
	// Now returns the business time in the company's time zone.
	Now() time.Time
}

// ClockFunc makes a Clock of a function; tests use it.
type ClockFunc func() time.Time

// Now calls the function.
func (f ClockFunc) Now() time.Time { return f() }

// SystemClock is the machine's clock in the zone loc.
func SystemClock(loc *time.Location) Clock {
	return ClockFunc(func() time.Time { return time.Now().In(loc) })
}
