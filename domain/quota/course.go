package quota

// Level is how far off course a rep is: 0 is on course, 1 calls for attention, 2 is serious. Each level goes out once a
// month (PRODUCT.md Q3).
type Level int

// The rules of PRODUCT.md Q3 in numbers.
const (
	firstWarningDay = 5  // workdays of the month that must have begun
	enoughVisits    = 10 // visits below which a rate says nothing
)

// CountLevel says whether the count of visits is on course, at 17:30 of a workday: expected = required·elapsed/workdays, from
// the fifth workday on; level 1 below 0.8 of it, level 2 below 0.6. done is Σ min(A, P) over the doctors, so that many visits
// to an easy doctor hide nothing; required is ΣP; elapsed counts the workdays begun, of workdays in the month.
func CountLevel(done, required, elapsed, workdays int) Level {
	if elapsed < firstWarningDay || workdays <= 0 || required <= 0 {
		return 0
	}
	have := 10 * int64(done) * int64(workdays)
	expected := int64(required) * int64(min(elapsed, workdays))
	switch {
	case have < 6*expected:
		return 2
	case have < 8*expected:
		return 1
	}
	return 0
}

// RateLevel says whether enough of the visits are effective: with at least 10 visits in the month, level 1 below a rate of
// 0.6, level 2 below 0.4.
func RateLevel(effective, visits int) Level {
	if visits < enoughVisits {
		return 0
	}
	switch {
	case 10*effective < 4*visits:
		return 2
	case 10*effective < 6*visits:
		return 1
	}
	return 0
}

// DefaultCapacity is how many visits a rep can make on a whole day (PRODUCT.md Q6; a setting).
const DefaultCapacity = 8

// Feasibility says whether what is left of the month can be done.
type Feasibility struct {
	// Remaining is the sum of what the doctors still need.
	Remaining int
	// Capacity is how many visits the field days that are left hold.
	Capacity int
	// Short is how many too many remain; 0 means that it can be done.
	Short int
}

// Feasible compares the visits that remain with the half-days left in the field (Month.Left: time off is out of it) at
// capacity visits a day (PRODUCT.md Q6). An odd visit of a half-day does not fit.
func Feasible(remaining, halfDays, capacity int) Feasibility {
	f := Feasibility{Remaining: max(0, remaining), Capacity: max(0, halfDays) * max(0, capacity) / 2}
	f.Short = max(0, f.Remaining-f.Capacity)
	return f
}
