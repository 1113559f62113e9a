package quota

import (
	"slices"
	"time"
)

// Ratio is a share with the numbers behind it, so that a manager can be shown both.
type Ratio struct {
	Num, Den int
}

// Permille returns the ratio in thousandths, half up, and false where nothing was counted: no visits is not 0 %.
func (r Ratio) Permille() (int, bool) {
	if r.Den <= 0 {
		return 0, false
	}
	return int((2*1000*int64(r.Num) + int64(r.Den)) / (2 * int64(r.Den))), true
}

// DoctorMonth is one doctor in one month of one rep.
type DoctorMonth struct {
	// Required is P, Effective is A: the effective visits.
	Required, Effective int
	// Target doctors are T, the ones that the rep is to see.
	Target bool
}

// Remaining is how many effective visits the doctor still needs.
func (d DoctorMonth) Remaining() int { return max(0, d.Required-d.Effective) }

// Targets are the indicators over the doctors of a month (PRODUCT.md Q7).
type Targets struct {
	// Coverage = |{A≥1}| / |T|: many visits to one doctor count once.
	Coverage Ratio
	// Frequency attainment = |{A≥P}| / |{P>0}|, over the doctors with P>0.
	Frequency Ratio
	// Capped call-plan attainment = Σ min(A,P) / ΣP; Plain = ΣA / ΣP stands beside it.
	Capped, Plain Ratio
}

// MeasureTargets computes the indicators over the doctors. Doctors who are no targets count nothing.
func MeasureTargets(doctors []DoctorMonth) Targets {
	var t Targets
	for _, d := range doctors {
		if !d.Target {
			continue
		}
		t.Coverage.Den++
		if d.Effective >= 1 {
			t.Coverage.Num++
		}
		if d.Required > 0 {
			t.Frequency.Den++
			if d.Effective >= d.Required {
				t.Frequency.Num++
			}
		}
		t.Capped.Num += min(d.Effective, d.Required)
		t.Plain.Num += d.Effective
		t.Capped.Den += d.Required
		t.Plain.Den += d.Required
	}
	return t
}

// Activity is one visit as the indicators of a month see it.
type Activity struct {
	Effective bool
	// Planned: a plan stood for that doctor and day.
	Planned bool
	// Joint: a manager came along.
	Joint bool
	// Coached: she has rated it.
	Coached bool
	// Score is 0 to 100.
	Score int
	// Lag is from the visit to its record.
	Lag time.Duration
	// Reviewed: a manager has decided, Wait after it was recorded.
	Reviewed bool
	Wait     time.Duration
}

// Conduct is the indicators over the visits of a month (PRODUCT.md Q7).
type Conduct struct {
	// Adherence = planned visits done / planned visits due.
	Adherence Ratio
	// OffPlan = visits without a plan / all visits.
	OffPlan Ratio
	// CallsPerFieldDay: Den counts half-days, Num is doubled with it; field days are workdays less time off.
	CallsPerFieldDay Ratio
	EffectiveRate    Ratio
	// Quality is the sum of the scores over the visits: its mean.
	Quality Ratio
	// Within24h are the visits that were recorded within 24 hours.
	Within24h  Ratio
	ReviewRate Ratio
	// ReviewMedian is the median wait of the reviewed ones, 0 if there are none.
	ReviewMedian time.Duration
	JointRate    Ratio
	// Coached = joint visits that were rated / joint visits. Loop = follow-ups of coachings done in time / follow-ups due by now; it is
	// not counted from the visits (RepActivity).
	Coached, Loop Ratio
}

// MeasureConduct computes the indicators over the visits made. done and due are the planned visits that were carried out and
// that were due by now; halfDays is the rep's presence so far (Presence.HalfDays).
func MeasureConduct(visits []Activity, done, due, halfDays int) Conduct {
	n := len(visits)
	c := Conduct{
		Adherence: Ratio{done, due}, OffPlan: Ratio{Den: n}, CallsPerFieldDay: Ratio{2 * n, halfDays},
		EffectiveRate: Ratio{Den: n}, Quality: Ratio{Den: n}, Within24h: Ratio{Den: n}, ReviewRate: Ratio{Den: n}, JointRate: Ratio{Den: n},
	}
	var waits []time.Duration
	for _, v := range visits {
		c.Quality.Num += v.Score
		c.OffPlan.Num += one(!v.Planned)
		c.EffectiveRate.Num += one(v.Effective)
		c.Within24h.Num += one(v.Lag <= 24*time.Hour)
		c.JointRate.Num += one(v.Joint)
		c.Coached.Den += one(v.Joint)
		c.Coached.Num += one(v.Joint && v.Coached)
		if v.Reviewed {
			c.ReviewRate.Num++
			waits = append(waits, v.Wait)
		}
	}
	c.ReviewMedian = median(waits)
	return c
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// median returns the middle of the waits, or the mean of the two in the middle.
func median(waits []time.Duration) time.Duration {
	if len(waits) == 0 {
		return 0
	}
	slices.Sort(waits)
	mid := len(waits) / 2
	if len(waits)%2 == 1 {
		return waits[mid]
	}
	return waits[mid-1] + (waits[mid]-waits[mid-1])/2
}
