package notify

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// The hours in which Yaoban starts nothing itself (PRODUCT.md X4, DESIGN.md part 4: 20:00 ≤ t < 08:00), and how many
// messages a day it starts at most.
const (
	quietFrom = 20
	quietTo   = 8
	dailyCap  = 6
)

// quiet reports whether t lies in the quiet hours of its own location.
func quiet(t time.Time) bool { return t.Hour() >= quietFrom || t.Hour() < quietTo }

// morning returns the first end of quiet hours after t, in t's location.
func morning(t time.Time) time.Time {
	m := time.Date(t.Year(), t.Month(), t.Day(), quietTo, 0, 0, 0, t.Location())
	if !m.After(t) {
		m = time.Date(t.Year(), t.Month(), t.Day()+1, quietTo, 0, 0, 0, t.Location())
	}
	return m
}

// bound reports whether quiet hours, the cap and merging hold for a notice of that kind to that person: what Yaoban starts
// itself, towards reps and managers.
func bound(k notice.Kind, to delivery.Receiver) bool {
	return k.Bound() && (to.Role == domain.Rep || to.Role.Manages())
}

// hold returns when a live notice is to be taken up again instead of now, and the zero time if it may be told.
func hold(k notice.Kind, c delivery.Case) time.Time {
	if bound(k, c.To) && (quiet(c.Now) || c.Pushed >= dailyCap) {
		return morning(c.Now)
	}
	return time.Time{}
}

// escalation returns when it is looked whether a notice that is told now was acknowledged: after its kind's patience, and in the morning
// where that ends in hours in which the notice itself would not be told.
func escalation(k notice.Kind, c delivery.Case) time.Time {
	at := c.Now.Add(k.Patience)
	if bound(k, c.To) && quiet(at) {
		return morning(at)
	}
	return at
}

// stale reports whether at the instant at a notice is too late to be told.
func stale(k notice.Kind, due, at time.Time) bool { return k.Stale > 0 && at.Sub(due) > k.Stale }
