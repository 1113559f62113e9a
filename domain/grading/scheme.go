// Package grading gives doctors their grades: A to D by points (PRODUCT.md D3–D5). A Scheme is data that the admin sets, version by
// version: indicators with points and weights, and the scores from which a grade begins, for each product line. The rule here is
// the definition; domain/postgres grades a million doctors by the same arithmetic in one statement, and a test holds the two
// together. All arithmetic is in whole numbers. What a doctor prescribes and what is sold are never indicators (D11).
package grading

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
)

// The standard indicators. A field of the company's own is one too: doctor.NAME or hospital.NAME.
const (
	Level       = "level"       // of the hospital, in words
	Title       = "title"       // of the doctor, in words
	Outpatients = "outpatients" // patients a month
	Beds        = "beds"        // of her department
	Needs       = "needs"       // how many of our products her patients may need; in a scheme of a line, those of the line
)

// Standard are the standard indicators in the order in which they are shown.
var Standard = []string{Level, Title, Outpatients, Beds, Needs}

// Band gives the points of values from From on, up to the next band.
type Band struct {
	// From is the least value, included. A date counts as a number, 20240101.
	From   float64 `json:"from" yaml:"from"`
	Points int     `json:"points" yaml:"points"`
}

// Indicator is one thing that a grade looks at. It has words or bands, not both; a value that neither names, and a value that
// nobody knows, gives no points.
type Indicator struct {
	// Of is a standard indicator, or doctor.NAME or hospital.NAME for a field of the company's own.
	Of string `json:"of" yaml:"of"`
	// Weight is how many points of the whole 100 the indicator can give, 1 to 100.
	Weight int `json:"weight" yaml:"weight"`
	// Words has the points of each word, Bands those of numbers and dates, from small to large; all from 0 to 100.
	Words map[string]int `json:"words,omitempty" yaml:"words,omitempty"`
	Bands []Band         `json:"bands,omitempty" yaml:"bands,omitempty"`
}

// Rule is how one product line grades.
type Rule struct {
	// Thresholds are the least scores of A, B and C, 0 to 100; what is below C is D.
	Thresholds map[domain.Grade]int `json:"thresholds" yaml:"thresholds"`
	// Indicators have weights that sum to 100.
	Indicators []Indicator `json:"indicators" yaml:"indicators"`
}

// Scheme is one version. The empty line is the rule of every line that has none of its own; it is always there.
type Scheme struct {
	// Version is 0 where no scheme is in force: then the grades of the import stand.
	Version int             `json:"-" yaml:"-"`
	Lines   map[string]Rule `json:"lines" yaml:"lines"`
}

// None is the state without a scheme.
var None = Scheme{}

// InForce reports whether it grades at all.
func (s Scheme) InForce() bool { return len(s.Lines) > 0 }

// Of returns the rule of a line.
func (s Scheme) Of(line string) Rule {
	if r, ok := s.Lines[line]; ok {
		return r
	}
	return s.Lines[""]
}

// Default is the scheme that a company may start from: hospital level 25, title 20, outpatients 20, beds 15, product needs 20; A
// from 75, B from 55, C from 35 (defaults of Chinese practice).
func Default() Scheme {
	level := map[string]int{"三级甲等": 100, "三甲": 100, "三级乙等": 80, "三乙": 80, "三级": 80, "二级甲等": 60, "二甲": 60, "二级乙等": 40, "二乙": 40, "二级": 40,
		"一级": 20, "一级甲等": 20, "社区卫生服务中心": 20, "乡镇卫生院": 20}
	title := map[string]int{"主任医师": 100, "主任药师": 100, "主任护师": 100, "副主任医师": 80, "副主任药师": 80, "副主任护师": 80,
		"主治医师": 50, "主管药师": 50, "主管护师": 50, "住院医师": 25, "药师": 25, "护师": 25}
	return Scheme{Lines: map[string]Rule{"": {
		Thresholds: map[domain.Grade]int{domain.GradeA: 75, domain.GradeB: 55, domain.GradeC: 35},
		Indicators: []Indicator{
			{Of: Level, Weight: 25, Words: level},
			{Of: Title, Weight: 20, Words: title},
			{Of: Outpatients, Weight: 20, Bands: []Band{{801, 40}, {2001, 70}, {5001, 100}}},
			{Of: Beds, Weight: 15, Bands: []Band{{21, 40}, {41, 70}, {81, 100}}},
			{Of: Needs, Weight: 20, Bands: []Band{{1, 35}, {2, 70}, {3, 100}}},
		},
	}}}
}

// custom splits the name of a field of the company's own.
func custom(of string) (owner roster.Owner, name string, ok bool) {
	before, after, found := strings.Cut(of, ".")
	owner = roster.Owner(before)
	return owner, after, found && (owner == roster.OfDoctor || owner == roster.OfHospital)
}

// Validate says everything that is wrong with a scheme among the company's fields, or nil.
func (s Scheme) Validate(fields []roster.Field) error {
	var faults []error
	if _, ok := s.Lines[""]; !ok {
		faults = append(faults, errors.New(`the rule of the lines that are not listed (line "") is missing`))
	}
	for _, line := range slices.Sorted(maps.Keys(s.Lines)) {
		where := ""
		if line != "" {
			where = "line " + line + ": "
		}
		faults = append(faults, s.Lines[line].validate(where, fields)...)
	}
	return errors.Join(faults...)
}

func (r Rule) validate(where string, fields []roster.Field) (faults []error) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(where+format, args...)) }
	last := 101
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC} {
		least, ok := r.Thresholds[g]
		switch {
		case !ok:
			fault("the threshold of %s is missing", g)
		case least < 0 || least > 100:
			fault("the threshold of %s is %d, not 0 to 100", g, least)
		case least >= last:
			fault("the threshold of %s is %d, not below that of the grade above", g, least)
		}
		last = least
	}
	if len(r.Thresholds) > 3 {
		fault("there are thresholds for A, B and C only; what is below C is D")
	}
	sum, seen := 0, map[string]bool{}
	for _, i := range r.Indicators {
		sum += i.Weight
		if seen[i.Of] {
			fault("the indicator %s stands there twice", i.Of)
		}
		seen[i.Of] = true
		for _, err := range i.validate(fields) {
			fault("indicator %s: %s", i.Of, err.Error())
		}
	}
	if sum != 100 {
		fault("the weights sum to %d, not 100", sum)
	}
	return faults
}

func (i Indicator) validate(fields []roster.Field) (faults []error) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	inWords, known := i.Of == Level || i.Of == Title, slices.Contains(Standard, i.Of)
	if owner, name, ok := custom(i.Of); ok {
		at := slices.IndexFunc(fields, func(f roster.Field) bool { return f.Owner == owner && f.Name == name && !f.Retired })
		if known = at >= 0; known {
			inWords = fields[at].Type == roster.TextField || fields[at].Type == roster.EnumField
		}
	}
	switch {
	case roster.ForbiddenIndicator(i.Of):
		fault("how much a doctor prescribes or buys, gifts and birthdays grade nobody (统方, PRODUCT.md D11)")
	case !known:
		fault("there is no such indicator (%s, or doctor.NAME and hospital.NAME of `yaoban field list`)", strings.Join(Standard, ", "))
	case inWords && (len(i.Words) == 0 || len(i.Bands) > 0):
		fault("it is in words: it needs words with their points, and no bands")
	case !inWords && (len(i.Bands) == 0 || len(i.Words) > 0):
		fault("it is a number or a date: it needs bands with their points, and no words")
	}
	if i.Weight < 1 || i.Weight > 100 {
		fault("the weight is %d, not 1 to 100", i.Weight)
	}
	points := func(what string, p int) {
		if p < 0 || p > 100 {
			fault("%s has %d points, not 0 to 100", what, p)
		}
	}
	for _, w := range slices.Sorted(maps.Keys(i.Words)) {
		points(w, i.Words[w])
	}
	for n, b := range i.Bands {
		points(fmt.Sprintf("the band from %g", b.From), b.Points)
		if n > 0 && b.From <= i.Bands[n-1].From {
			fault("the band from %g does not begin above the one before", b.From)
		}
	}
	return faults
}

// Number reads a stored value as bands see it: a number as it is, a day as 20240131; ok is false for anything else.
func Number(value string) (x float64, ok bool) {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return float64(day.Year()*10000 + int(day.Month())*100 + day.Day()), true
	}
	x, err := strconv.ParseFloat(value, 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}
