package quality

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// Visit is what scoring needs of a visit record. A zero field was not said.
type Visit struct {
	HasDoctor, HasDate bool
	Purpose            domain.Purpose
	Result             domain.Result
	// Products is how many of our products were spoken of.
	Products int
	// Minutes of the talk; 0 or less means that no length was said.
	Minutes int
	// HasNext: a next visit with a date was fixed.
	HasNext bool
}

// Met reports whether the doctor was met: every reported visit but one with the result absent (GUIDE.md).
func (v Visit) Met() bool { return v.Result != domain.Absent }

// Part is a field's share of a score.
type Part struct {
	Field  Field
	Weight Percent
	// Coefficient is that of the value said, 0 if nothing was said.
	Coefficient Percent
	// Hundredths of a point that the field brought: weight × coefficient. The parts sum to the score before it is rounded.
	Hundredths int
	// Said is false for a field that the record lacks.
	Said bool
}

// Score returns the score, 0 to 100 (100·Σ weight·coefficient, half up), and its parts for 「为什么82分」, in the order
// purpose, result, products, minutes, next (PRODUCT.md Q4). An absent field brings nothing.
func (s Scheme) Score(v Visit) (score int, parts []Part) {
	sum := 0
	for _, f := range scored {
		c, said := s.coefficient(f, v)
		p := Part{Field: f, Weight: s.Weights[f], Coefficient: c, Hundredths: int(s.Weights[f]) * int(c), Said: said}
		sum += p.Hundredths
		parts = append(parts, p)
	}
	return (sum + 50) / 100, parts
}

func (s Scheme) coefficient(f Field, v Visit) (c Percent, said bool) {
	switch f {
	case FieldPurpose:
		return s.Purpose[v.Purpose], v.Purpose != ""
	case FieldResult:
		return s.Result[v.Result], v.Result != ""
	case FieldProducts:
		return full(v.Products > 0)
	case FieldNext:
		return full(v.HasNext)
	case FieldMinutes:
		if v.Minutes <= 0 {
			return 0, false
		}
		for _, b := range s.Minutes {
			if b.UpTo == 0 || v.Minutes <= b.UpTo {
				return b.Coefficient, true
			}
		}
	}
	return 0, false
}

// full is the coefficient of a field that only has to be there.
func full(said bool) (Percent, bool) {
	if said {
		return 100, true
	}
	return 0, false
}

// tieOrder is the order of fields that are worth the same.
var tieOrder = []Field{FieldResult, FieldProducts, FieldPurpose, FieldMinutes, FieldNext}

// Gain is what a field that the record lacks could bring.
type Gain struct {
	Field      Field
	Hundredths int
}

// Gains returns what would raise the score of a record: the fields that it lacks, the one worth most first, each with what its
// best value brings, and the score with all of them (PRODUCT.md V4).
func (s Scheme) Gains(v Visit) (gains []Gain, reach int) {
	_, parts := s.Score(v)
	sum := 0
	for _, p := range parts {
		sum += p.Hundredths
	}
	for _, f := range s.Missing(v) {
		if most := s.most(f); most > 0 {
			gains = append(gains, Gain{f, most})
			sum += most
		}
	}
	return gains, (sum + 50) / 100
}

// askOrder returns the fields in the order in which they are asked for: without a doctor or a date there is no record yet, so
// these come first; then what is worth most points (PRODUCT.md V4, Q4).
func (s Scheme) askOrder() []Field {
	order := slices.Clone(tieOrder)
	slices.SortStableFunc(order, func(a, b Field) int { return s.most(b) - s.most(a) })
	return append([]Field{FieldDoctor, FieldDate}, order...)
}

// most returns the hundredths of a point that a field can bring.
func (s Scheme) most(f Field) int { return int(s.Weights[f]) * int(s.best(f)) }

// best returns the greatest coefficient of a field's values.
func (s Scheme) best(f Field) (best Percent) {
	switch f {
	case FieldPurpose:
		for _, c := range s.Purpose {
			best = max(best, c)
		}
	case FieldResult:
		for _, c := range s.Result {
			best = max(best, c)
		}
	case FieldMinutes:
		for _, b := range s.Minutes {
			best = max(best, b.Coefficient)
		}
	default:
		best = 100
	}
	return best
}

// required reports whether a record without the field stands marked incomplete (PRODUCT.md Q4, V4).
func (s Scheme) required(f Field) bool {
	return f == FieldDoctor || f == FieldDate || slices.Contains(s.Required, f)
}

// Missing returns all fields that the record lacks, in the order in which they are asked for; 「补」 walks through them. A
// visit that met nobody (V8) lacks nothing once its doctor and date are known: nothing was spoken of, and there is nothing
// to ask.
func (s Scheme) Missing(v Visit) []Field {
	var missing []Field
	for _, f := range s.askOrder() {
		if !v.Met() && f != FieldDoctor && f != FieldDate {
			break
		}
		if !v.has(f) {
			missing = append(missing, f)
		}
	}
	return missing
}

// Complete returns the required fields that the record lacks, in the order in which they are asked for; the first is the one
// question of V4. None: the record is complete.
func (s Scheme) Complete(v Visit) (missing []Field) {
	for _, f := range s.Missing(v) {
		if s.required(f) {
			missing = append(missing, f)
		}
	}
	return missing
}

func (v Visit) has(f Field) bool {
	switch f {
	case FieldDoctor:
		return v.HasDoctor
	case FieldDate:
		return v.HasDate
	case FieldPurpose:
		return v.Purpose != ""
	case FieldResult:
		return v.Result != ""
	case FieldProducts:
		return v.Products > 0
	case FieldMinutes:
		return v.Minutes > 0
	case FieldNext:
		return v.HasNext
	}
	return false
}
