package scheme

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/roster"
)

// The parts of a quality scheme's file, and the codes that are no codes of visits.
const (
	partWeight   = "weight"
	partPurpose  = "purpose"
	partResult   = "result"
	partMinutes  = "minutes"
	partRule     = "rule"
	partRequired = "required"

	anyLength     = "more"
	ruleThreshold = "threshold"
	ruleMinGap    = "min_gap_days"
)

// QualityHelp says what a file of a quality scheme looks like.
const QualityHelp = `The file says the whole scheme, as YAML (as "show" prints it) or as a table (csv, xlsx) with the columns part,code,value:
  weight    purpose|result|products|minutes|next   0 to 1; the weights sum to 1
  purpose   detailing|academic|followup|invite|relationship|access   its coefficient, 0 to 1
  result    agreed|interested|objection|neutral|refused|absent       its coefficient, 0 to 1
  minutes   the longest talk of a band in minutes, or more           its coefficient, 0 to 1
  rule      threshold (0 to 100), min_gap_days
  required  purpose|result|products|minutes|next   yes: without it a record is incomplete
Every weight, purpose, result and rule must be there. Sales and prescriptions are refused.`

// qualityWeights are the fields that carry points, in the order of a file.
var qualityWeights = []quality.Field{quality.FieldPurpose, quality.FieldResult, quality.FieldProducts, quality.FieldMinutes, quality.FieldNext}

// QualityTable reads a quality scheme from the lines of a table. Problems: everything that is wrong, row by row; then the scheme
// is nothing to use. Its version and the day from which it holds are for whoever applies it.
func QualityTable(lines []roster.Line) (quality.Scheme, []roster.Problem) {
	rows, problems := table(lines, []string{"part", "项"}, []string{"code", "代码"}, []string{"value", "值"})
	if len(problems) > 0 {
		return quality.Scheme{}, problems
	}
	return qualityOf(rows)
}

// QualityYAML reads a quality scheme from YAML; problems as for QualityTable.
func QualityYAML(text []byte) (quality.Scheme, []roster.Problem) {
	rows, problems := tree(text, 2)
	if len(problems) > 0 {
		return quality.Scheme{}, problems
	}
	for i := range rows { // the list of required fields has no values; that of minutes has no keys
		if r := &rows[i]; strings.EqualFold(r.Keys[0], partRequired) && r.Keys[1] == "" {
			r.Keys[1], r.Value = strings.ToLower(r.Value), "yes"
		}
	}
	return qualityOf(rows)
}

func qualityOf(rows []Row) (quality.Scheme, []roster.Problem) {
	var f reading
	s := quality.Scheme{Version: 1, Weights: map[quality.Field]quality.Percent{}, Purpose: map[domain.Purpose]quality.Percent{},
		Result: map[domain.Result]quality.Percent{}}
	for _, r := range rows {
		for i := range r.Keys {
			r.Keys[i] = strings.ToLower(r.Keys[i])
		}
		if f.lawful(r) && f.first(r) {
			f.quality(&s, r)
		}
	}
	slices.SortStableFunc(s.Minutes, func(a, b quality.Band) int { // the band without an end is the last one
		return cmp.Compare(uint(a.UpTo)-1, uint(b.UpTo)-1)
	})
	f.complete(rows)
	if len(f.problems) > 0 {
		return quality.Scheme{}, f.problems
	}
	if err := s.Validate(); err != nil {
		return quality.Scheme{}, []roster.Problem{{Reason: err.Error()}}
	}
	return s, nil
}

// quality puts one row into the scheme.
func (f *reading) quality(s *quality.Scheme, r Row) {
	part, code := r.Keys[0], r.Keys[1]
	known := func(yes bool) bool {
		if !yes {
			f.problem(r, "the code %q is unknown", code)
		}
		return yes
	}
	field := quality.Field(code)
	switch part {
	case partWeight:
		if known(slices.Contains(qualityWeights, field)) {
			if p, ok := f.percent(r); ok {
				s.Weights[field] = quality.Percent(p)
			}
		}
	case partPurpose:
		if _, ok := quality.Default().Purpose[domain.Purpose(code)]; known(ok) {
			if p, ok := f.percent(r); ok {
				s.Purpose[domain.Purpose(code)] = quality.Percent(p)
			}
		}
	case partResult:
		if _, ok := quality.Default().Result[domain.Result(code)]; known(ok) {
			if p, ok := f.percent(r); ok {
				s.Result[domain.Result(code)] = quality.Percent(p)
			}
		}
	case partMinutes:
		f.band(s, r)
	case partRule:
		f.rule(s, r)
	case partRequired:
		if known(slices.Contains(qualityWeights, field)) {
			switch strings.ToLower(r.Value) {
			case "yes", "true", "1", "是":
				s.Required = append(s.Required, field)
			case "no", "false", "0", "否":
			default:
				f.problem(r, "%q is neither yes nor no", r.Value)
			}
		}
	default:
		f.problem(r, "the part %q is unknown", part)
	}
}

func (f *reading) band(s *quality.Scheme, r Row) {
	upTo, err := strconv.Atoi(r.Keys[1])
	if r.Keys[1] == anyLength {
		upTo, err = 0, nil
	} else if err == nil && (upTo < 1 || upTo > 24*60) {
		err = strconv.ErrRange
	}
	if err != nil {
		f.problem(r, "%q is neither a number of minutes nor %q", r.Keys[1], anyLength)
		return
	}
	if p, ok := f.percent(r); ok {
		s.Minutes = append(s.Minutes, quality.Band{UpTo: upTo, Coefficient: quality.Percent(p)})
	}
}

func (f *reading) rule(s *quality.Scheme, r Row) {
	switch r.Keys[1] {
	case ruleThreshold:
		if n, ok := f.count(r, 100); ok {
			s.Threshold = n
		}
	case ruleMinGap:
		if n, ok := f.count(r, 90); ok {
			s.MinGapDays = n
		}
	default:
		f.problem(r, "the rule %q is unknown", r.Keys[1])
	}
}

// complete demands what a file must say: nothing is taken from elsewhere.
func (f *reading) complete(rows []Row) {
	must := func(part, code string) {
		if _, ok := f.seen[part+"\x00"+code]; !ok {
			f.problems = append(f.problems, roster.Problem{Column: part + " " + code, Reason: "is missing"})
		}
	}
	for _, w := range qualityWeights {
		must(partWeight, string(w))
	}
	for _, p := range slices.Sorted(maps.Keys(quality.Default().Purpose)) {
		must(partPurpose, string(p))
	}
	for _, r := range slices.Sorted(maps.Keys(quality.Default().Result)) {
		must(partResult, string(r))
	}
	must(partMinutes, anyLength)
	must(partRule, ruleThreshold)
	must(partRule, ruleMinGap)
	sum := 0
	for _, r := range rows {
		if r.Keys[0] == partWeight {
			p, _ := new(reading).percent(r)
			sum += p
		}
	}
	if len(f.problems) == 0 && sum != 100 {
		f.problems = append(f.problems, roster.Problem{Column: partWeight, Reason: fmt.Sprintf("the weights sum to %s, not 1", share(sum))})
	}
}

// QualityRows returns a quality scheme as the rows of a file.
func QualityRows(s quality.Scheme) (rows []Row) {
	add := func(part, code, value string) { rows = append(rows, Row{Keys: []string{part, code}, Value: value}) }
	for _, w := range qualityWeights {
		add(partWeight, string(w), share(s.Weights[w]))
	}
	for _, p := range byShare(s.Purpose) {
		add(partPurpose, string(p), share(s.Purpose[p]))
	}
	for _, r := range byShare(s.Result) {
		add(partResult, string(r), share(s.Result[r]))
	}
	for _, b := range s.Minutes {
		code := anyLength
		if b.UpTo > 0 {
			code = strconv.Itoa(b.UpTo)
		}
		add(partMinutes, code, share(b.Coefficient))
	}
	add(partRule, ruleThreshold, strconv.Itoa(s.Threshold))
	add(partRule, ruleMinGap, strconv.Itoa(s.MinGapDays))
	for _, r := range s.Required {
		add(partRequired, string(r), "yes")
	}
	return rows
}

// byShare returns codes with the greatest share first.
func byShare[K cmp.Ordered](m map[K]quality.Percent) []K {
	return slices.SortedFunc(maps.Keys(m), func(a, b K) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) })
}
