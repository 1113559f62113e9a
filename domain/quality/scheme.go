// Package quality scores a visit record and says whether the visit is effective (PRODUCT.md Q4, Q5, V4). Every field has a
// weight and every coded value a coefficient; both are data of a versioned Scheme that the admin sets, so that a score given
// under an old version can be told again exactly. All arithmetic is in whole numbers.
package quality

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// Field is a field of a visit record.
type Field string

// The fields. Doctor and Date carry no points, but a record without them is incomplete.
const (
	FieldDoctor   Field = "doctor"
	FieldDate     Field = "date"
	FieldPurpose  Field = "purpose"
	FieldResult   Field = "result"
	FieldProducts Field = "products"
	FieldMinutes  Field = "minutes"
	FieldNext     Field = "next"
)

// Percent is a hundredth: weights of a scheme sum to 100, a coefficient is 0 to 100.
type Percent int

// Band gives the coefficient of talks that lasted up to so many minutes.
type Band struct {
	// UpTo is the longest talk of the band in minutes, included; 0 in the last band means any length.
	UpTo        int     `json:"up_to,omitempty"`
	Coefficient Percent `json:"coefficient"`
}

// Scheme is one version of the weights and coefficients. A version is never changed once visits were scored by it; a change
// makes the next version.
type Scheme struct {
	Version int `json:"version"`
	// From is the day from which what is recorded is scored by it; zero: always.
	From domain.Date `json:"-"`
	// Weights of purpose, result, products, minutes and next; they sum to 100.
	Weights map[Field]Percent `json:"weights"`
	// Purpose and Result give each coded value its coefficient; a value that is not listed has 0.
	Purpose map[domain.Purpose]Percent `json:"purpose"`
	Result  map[domain.Result]Percent  `json:"result"`
	// Minutes are in order of length; the last band has no end.
	Minutes []Band `json:"minutes"`
	// Threshold is the lowest score of an effective visit, 0 to 100.
	Threshold int `json:"threshold"`
	// MinGapDays is how many days must lie between two effective visits of one doctor (3: Monday, then Thursday).
	MinGapDays int `json:"min_gap_days"`
	// Required are the fields without which a record stands marked incomplete, beside doctor and date (PRODUCT.md V4).
	Required []Field `json:"required"`
}

// longestGap bounds MinGapDays: no rule asks for more than a quarter between two visits that count.
const longestGap = 90

// scored are the fields that carry points, in the order in which they are shown.
var scored = []Field{FieldPurpose, FieldResult, FieldProducts, FieldMinutes, FieldNext}

// Default returns version 1, the scheme of PRODUCT.md Q4 and the threshold and gap of Q5.
func Default() Scheme {
	return Scheme{
		Version: 1,
		Weights: map[Field]Percent{FieldPurpose: 20, FieldResult: 30, FieldProducts: 20, FieldMinutes: 15, FieldNext: 15},
		Purpose: map[domain.Purpose]Percent{domain.Detailing: 100, domain.Academic: 100, domain.Followup: 100,
			domain.Invite: 80, domain.Relationship: 30, domain.Access: 0},
		Result: map[domain.Result]Percent{domain.Agreed: 100, domain.Interested: 100, domain.Objection: 90,
			domain.Neutral: 50, domain.Refused: 20, domain.Absent: 0},
		Minutes:    []Band{{UpTo: 1, Coefficient: 40}, {UpTo: 5, Coefficient: 80}, {UpTo: 30, Coefficient: 100}, {Coefficient: 80}},
		Threshold:  60,
		MinGapDays: 3,
		Required:   []Field{FieldProducts, FieldResult},
	}
}

// Validate returns what is wrong with a scheme, everything at once, or nil. An admin's scheme is checked before it is kept.
func (s Scheme) Validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if s.Version < 1 {
		fault("the version is %d, it starts at 1", s.Version)
	}
	sum := Percent(0)
	for _, f := range slices.Sorted(maps.Keys(s.Weights)) {
		w := s.Weights[f]
		if !slices.Contains(scored, f) {
			fault("the field %q carries no points", f)
		}
		if w < 0 || w > 100 {
			fault("the weight of %s is %d, not 0 to 100", f, w)
		}
		sum += w
	}
	if sum != 100 {
		fault("the weights sum to %d, not 100", sum)
	}
	coefficient := func(name string, c Percent) {
		if c < 0 || c > 100 {
			fault("the coefficient of %s is %d, not 0 to 100", name, c)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(s.Purpose)) {
		if _, known := Default().Purpose[p]; !known {
			fault("the purpose %q is unknown", p)
		}
		coefficient(string(p), s.Purpose[p])
	}
	for _, r := range slices.Sorted(maps.Keys(s.Result)) {
		if _, known := Default().Result[r]; !known {
			fault("the result %q is unknown", r)
		}
		coefficient(string(r), s.Result[r])
	}
	if len(s.Minutes) == 0 {
		fault("no band of minutes is given")
	}
	for i, b := range s.Minutes {
		coefficient(fmt.Sprintf("%d. band of minutes", i+1), b.Coefficient)
		if last := i == len(s.Minutes)-1; last != (b.UpTo == 0) {
			fault("the %d. band of minutes ends at %d: only the last one, and it always, has no end", i+1, b.UpTo)
		} else if i > 0 && !last && b.UpTo <= s.Minutes[i-1].UpTo || b.UpTo < 0 {
			fault("the %d. band of minutes does not end after the one before", i+1)
		}
	}
	if s.Threshold < 0 || s.Threshold > 100 {
		fault("the threshold is %d, not 0 to 100", s.Threshold)
	}
	if s.MinGapDays < 0 || s.MinGapDays > longestGap {
		fault("the gap is %d days, not 0 to %d", s.MinGapDays, longestGap)
	}
	for _, f := range s.Required {
		if !slices.Contains(scored, f) {
			fault("the field %q cannot be required", f)
		}
	}
	return errors.Join(faults...)
}
