package grading

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// Doctor is what grading knows of a doctor.
type Doctor struct {
	Level       string
	Title       string
	Outpatients *int
	Beds        *int
	// Needs counts, for each product line, the products that her patients may need; the empty line has all of them.
	Needs map[string]int
	// Own and Hospital are the values of the company's own fields, of her and of her hospital.
	Own, Hospital map[string]string
}

// Part is what one indicator gives.
type Part struct {
	Of string
	// Value is what is known, as people read it; empty where nothing is.
	Value string
	// Points are 0 to 100, Weight as in the scheme; Hundredths is their product, in hundredths of a point of the score.
	Points, Weight, Hundredths int
}

// Result is a doctor's score with the parts that sum to it.
type Result struct {
	Grade domain.Grade
	// Hundredths is the score, 0 to 10000: hundredths of a point.
	Hundredths int
	Parts      []Part
}

// Grade grades a doctor by the rule of a line.
func (s Scheme) Grade(line string, d Doctor) Result {
	rule := s.Of(line)
	var r Result
	for _, i := range rule.Indicators {
		p := i.part(line, d)
		r.Parts = append(r.Parts, p)
		r.Hundredths += p.Hundredths
	}
	r.Grade = domain.GradeD
	for _, g := range []domain.Grade{domain.GradeC, domain.GradeB, domain.GradeA} {
		if r.Hundredths >= 100*rule.Thresholds[g] {
			r.Grade = g
		}
	}
	return r
}

func (i Indicator) part(line string, d Doctor) Part {
	p := Part{Of: i.Of, Weight: i.Weight, Value: d.value(i.Of, line)}
	switch x, isNumber := Number(p.Value); {
	case p.Value == "":
	case len(i.Words) > 0:
		p.Points = i.Words[p.Value]
	case isNumber:
		if n, _ := slices.BinarySearchFunc(i.Bands, x, func(b Band, x float64) int {
			if b.From <= x {
				return -1
			}
			return 1
		}); n > 0 {
			p.Points = i.Bands[n-1].Points
		}
	}
	p.Hundredths = p.Points * p.Weight
	return p
}

// value returns what is known of an indicator, empty where nothing is.
func (d Doctor) value(of, line string) string {
	switch of {
	case Level:
		return d.Level
	case Title:
		return d.Title
	case Outpatients:
		return count(d.Outpatients)
	case Beds:
		return count(d.Beds)
	case Needs:
		n := d.Needs[line]
		return count(&n)
	}
	owner, name, _ := custom(of)
	if owner == "hospital" {
		return d.Hospital[name]
	}
	return d.Own[name]
}
