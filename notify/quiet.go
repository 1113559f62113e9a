package notify

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// bound reports whether quiet hours, the cap and merging hold for a notice of that kind to that person: what Yaoban starts
// itself, towards reps and managers.
func bound(k notice.Kind, to delivery.Receiver) bool {
	return k.Bound() && (to.Role == domain.Rep || to.Role.Manages())
}

// hold returns when a live notice is to be taken up again instead of now, and the zero time if it may be told.
func hold(k notice.Kind, c delivery.Case) time.Time {
	if bound(k, c.To) && (notice.Quiet(c.Now) || c.Pushed >= notice.DailyCap) {
		return notice.Morning(c.Now)
	}
	return time.Time{}
}

// escalation returns when it is looked whether a notice that is told now was acknowledged: after its kind's patience, and in the morning
// where that ends in hours in which the notice itself would not be told.
func escalation(k notice.Kind, c delivery.Case) time.Time {
	at := c.Now.Add(k.Patience)
	if bound(k, c.To) && notice.Quiet(at) {
		return notice.Morning(at)
	}
	return at
}

// stale reports whether at the instant at a notice is too late to be told.
func stale(k notice.Kind, due, at time.Time) bool { return k.Stale > 0 && at.Sub(due) > k.Stale }
