package quality

import "github.com/yaoban/yaoban/domain"

// Reason says why a visit is effective or not.
type Reason string

// The reasons, in the order in which they are tried.
const (
	NotMet        Reason = "not_met"
	LowScore      Reason = "low_score"
	TooSoon       Reason = "too_soon"
	EffectiveCall Reason = "effective"
)

// Effective reports whether a visit counts for the quota, and why (PRODUCT.md Q5): the doctor was met, the score reaches the
// threshold, and at least MinGapDays lie between date and that doctor's last effective visit. lastEffective is nil if there
// was none. An effective visit after date (a record that came late) keeps the same distance.
func (s Scheme) Effective(score int, met bool, lastEffective *domain.Date, date domain.Date) (bool, Reason) {
	switch {
	case !met:
		return false, NotMet
	case score < s.Threshold:
		return false, LowScore
	case lastEffective != nil && distance(*lastEffective, date) < s.MinGapDays:
		return false, TooSoon
	}
	return true, EffectiveCall
}

func distance(a, b domain.Date) int {
	if b.Before(a) {
		a, b = b, a
	}
	return b.Sub(a)
}

// Scored is one visit of a doctor as Walk needs it.
type Scored struct {
	Date  domain.Date
	Score int
	Met   bool
	// By is the scheme that gave the score: it judges too, so that another scheme changes no verdict of before.
	By Scheme
}

// Walk judges all visits of one doctor by one rep, in the order of their days (within a day, of their records): each against
// the last effective one before it. After a late record, an amendment or an undo the whole row is judged again, so that the
// facts alone decide and not the order in which they were told. last is the last effective visit before the first, or nil.
func Walk(visits []Scored, last *domain.Date) []Reason {
	reasons := make([]Reason, len(visits))
	for i, v := range visits {
		ok, why := v.By.Effective(v.Score, v.Met, last, v.Date)
		if ok {
			d := v.Date
			last = &d
		}
		reasons[i] = why
	}
	return reasons
}
