package notice

import "time"

// The hours in which Yaoban starts nothing itself (PRODUCT.md X4, DESIGN.md part 4: 20:00 ≤ t < 08:00).
const (
	quietFrom = 20
	quietTo   = 8
)

// Quiet reports whether t lies in the quiet hours of its own location.
func Quiet(t time.Time) bool { return t.Hour() >= quietFrom || t.Hour() < quietTo }

// Morning returns the first end of quiet hours after t, in t's location.
func Morning(t time.Time) time.Time {
	m := time.Date(t.Year(), t.Month(), t.Day(), quietTo, 0, 0, 0, t.Location())
	if !m.After(t) {
		m = time.Date(t.Year(), t.Month(), t.Day()+1, quietTo, 0, 0, 0, t.Location())
	}
	return m
}

// Awake returns the first instant from t on that lies outside quiet hours, in t's location.
func Awake(t time.Time) time.Time {
	if Quiet(t) {
		return Morning(t)
	}
	return t
}
