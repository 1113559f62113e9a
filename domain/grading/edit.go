package grading

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
)

// EditKind is which sort of figure of a scheme somebody wants to be another one.
type EditKind string

// The sorts of figures.
const (
	EditWeight    EditKind = "weight"    // of an indicator; 0 takes the indicator out
	EditThreshold EditKind = "threshold" // the least score of a grade
	EditPoints    EditKind = "points"    // of a word, or of the numbers from one on
)

// Edit is one wish to change a scheme, as a person says it (床位权重改成20).
type Edit struct {
	Kind EditKind `json:"kind"`
	// Said is what was said to change, in the person's words: an indicator, a word of one, or an indicator and the number from which
	// its points begin (门诊量2000以上). Grade is whose threshold is meant.
	Said  string       `json:"said,omitempty"`
	Grade domain.Grade `json:"grade,omitempty"`
	Value int          `json:"value"`
}

// Names are how people call the standard indicators.
var Names = map[string]string{Level: "医院等级", Title: "职称", Outpatients: "门诊量", Beds: "床位", Needs: "产品需求"}

// Name is how people call an indicator; a field of the company's own has its own name.
func Name(of string) string {
	if name, ok := Names[of]; ok {
		return name
	}
	_, name, _ := custom(of)
	return cmp.Or(name, of)
}

// saidFor are further words for the standard indicators.
var saidFor = map[string]string{"医院级别": Level, "医院的等级": Level, "医院的级别": Level, "门诊": Outpatients, "月门诊量": Outpatients, "门诊人次": Outpatients, "床位数": Beds,
	"病床": Beds, "床": Beds, "需求": Needs, "产品需求数": Needs, "技术职称": Title}

// With returns the scheme with a line's rule changed as the edits say; a line without a rule of its own gets one like that of the other
// lines. What was not changed stays, also where the weights do not sum to 100 any more: Rule.Sum tells. It refuses what cannot be meant:
// an indicator that looks at prescriptions or sales (scheme.forbidden), one that the rule does not have (scheme.indicator), a word that it
// does not have (scheme.word) or several of its indicators have (scheme.words), a value that is not from 0 to 100 (scheme.range), and
// thresholds that do not fall (scheme.thresholds).
func (s Scheme) With(line string, edits []Edit) (Scheme, error) {
	out := s.clone()
	rule := out.Of(line).clone()
	for _, e := range edits {
		if e.Value < 0 || e.Value > 100 {
			return s, domain.Refuse("scheme.range", e.Value)
		}
		var err error
		switch e.Kind {
		case EditThreshold:
			if _, ok := rule.Thresholds[e.Grade]; !ok {
				return s, domain.Refuse("scheme.no_threshold", e.Grade)
			}
			rule.Thresholds[e.Grade] = e.Value
		case EditWeight:
			err = rule.weigh(e)
		case EditPoints:
			err = rule.award(e)
		}
		if err != nil {
			return s, err
		}
	}
	if a, b, c := rule.Thresholds[domain.GradeA], rule.Thresholds[domain.GradeB], rule.Thresholds[domain.GradeC]; a <= b || b <= c {
		return s, domain.Refuse("scheme.thresholds", a, b, c)
	}
	out.Lines[line] = rule
	return out, nil
}

// Sum is what the weights sum to; a rule that can be in force has 100.
func (r Rule) Sum() (n int) {
	for _, i := range r.Indicators {
		n += i.Weight
	}
	return n
}

// Apart is the scheme with rules of their own for the lines that another one grades apart: what those say beside it is what they change
// for their line.
func (s Scheme) Apart(other Scheme) Scheme {
	out := s.clone()
	if s.InForce() {
		for line := range other.Lines {
			out.Lines[line] = s.Of(line).clone()
		}
	}
	return out
}

func (s Scheme) clone() Scheme {
	out := Scheme{Version: s.Version, Lines: make(map[string]Rule, len(s.Lines))}
	for line, r := range s.Lines {
		out.Lines[line] = r.clone()
	}
	return out
}

func (r Rule) clone() Rule {
	out := Rule{Thresholds: maps.Clone(r.Thresholds), Indicators: slices.Clone(r.Indicators)}
	for n := range out.Indicators {
		i := &out.Indicators[n]
		i.Words, i.Bands = maps.Clone(i.Words), slices.Clone(i.Bands)
	}
	return out
}

// lawful refuses what may never grade anybody, whatever the scheme has.
func lawful(said string) error {
	if roster.ForbiddenIndicator(said) || strings.Contains(said, "处方") || strings.Contains(said, "开药") {
		return domain.Refuse("scheme.forbidden", said)
	}
	return nil
}

// indicator finds the indicator whose name a text begins with; rest is what follows. The longest name wins.
func (r *Rule) indicator(said string) (at int, rest string, ok bool) {
	longest := 0
	for n, i := range r.Indicators {
		names := []string{Name(i.Of)}
		for word, of := range saidFor {
			if of == i.Of {
				names = append(names, word)
			}
		}
		for _, name := range names {
			if len(name) > longest && len(said) >= len(name) && strings.EqualFold(said[:len(name)], name) {
				at, rest, ok, longest = n, said[len(name):], true, len(name)
			}
		}
	}
	return at, strings.Trim(strings.TrimPrefix(rest, "的"), " :：“”\""), ok
}

func (r *Rule) weigh(e Edit) error {
	if err := lawful(e.Said); err != nil {
		return err
	}
	at, rest, ok := r.indicator(e.Said)
	switch {
	case !ok || rest != "":
		return domain.Refuse("scheme.indicator", e.Said, r.names())
	case e.Value == 0:
		r.Indicators = slices.Delete(r.Indicators, at, at+1)
	default:
		r.Indicators[at].Weight = e.Value
	}
	return nil
}

// names are how people call the rule's indicators.
func (r *Rule) names() string {
	names := make([]string, len(r.Indicators))
	for n, i := range r.Indicators {
		names[n] = Name(i.Of)
	}
	return strings.Join(names, "、")
}

// fromUnits are what people write around the number from which points begin: 从2000人次起, ≥28张, 3项以上.
var fromUnits = regexp.MustCompile(`^[从自>=≥大于满\s]*([+-]?\d[\d,]*(?:\.\d+)?|\d{4}-\d{2}-\d{2})\s*(?:人次|人|例|张|床|项|个|分|篇|年)?\s*(?:及?以上|起|开始)?$`)

// award sets the points of a word or of a band.
func (r *Rule) award(e Edit) error {
	if err := lawful(e.Said); err != nil {
		return err
	}
	if at, rest, ok := r.indicator(e.Said); ok && rest != "" {
		i := &r.Indicators[at]
		if len(i.Words) > 0 {
			for _, w := range spelt(rest, i.Words) {
				i.Words[w] = e.Value
			}
			return nil
		}
		m := fromUnits.FindStringSubmatch(rest)
		if m == nil {
			return domain.Refuse("scheme.word", e.Said, r.examples())
		}
		from, _ := Number(strings.ReplaceAll(m[1], ",", ""))
		if b := slices.IndexFunc(i.Bands, func(b Band) bool { return b.From == from }); b >= 0 {
			i.Bands[b].Points = e.Value
			return nil
		}
		i.Bands = append(i.Bands, Band{from, e.Value})
		slices.SortFunc(i.Bands, func(a, b Band) int { return cmp.Compare(a.From, b.From) })
		return nil
	}
	var in []int
	for n, i := range r.Indicators {
		if slices.ContainsFunc(spelt(e.Said, i.Words), func(w string) bool { _, known := i.Words[w]; return known }) {
			in = append(in, n)
		}
	}
	switch len(in) {
	case 0:
		return domain.Refuse("scheme.word", e.Said, r.examples())
	case 1:
		words := r.Indicators[in[0]].Words
		for _, w := range spelt(e.Said, words) {
			words[w] = e.Value
		}
		return nil
	}
	names := make([]string, len(in))
	for k, n := range in {
		names[k] = Name(r.Indicators[n].Of)
	}
	return domain.Refuse("scheme.words", e.Said, strings.Join(names, "、"), names[0])
}

// examples are words of the rule whose points could be meant.
func (r *Rule) examples() string {
	var all []string
	for _, i := range r.Indicators {
		words := slices.Sorted(maps.Keys(i.Words))
		slices.SortStableFunc(words, func(a, b string) int { return i.Words[b] - i.Words[a] })
		all = append(all, words[:min(len(words), 3)]...)
	}
	return strings.Join(all, "、")
}

// spelt returns which of the words a text means: itself, and the long form of 三甲 (三级甲等) where a scheme has it; the text itself
// where none has either.
func spelt(said string, words map[string]int) (out []string) {
	forms := []string{said}
	if r := []rune(said); len(r) == 2 && strings.ContainsRune("一二三", r[0]) && strings.ContainsRune("甲乙丙特", r[1]) {
		forms = append(forms, string(r[0])+"级"+string(r[1])+"等")
	}
	for _, f := range forms {
		if _, ok := words[f]; ok {
			out = append(out, f)
		}
	}
	if out == nil {
		out = []string{said}
	}
	return out
}
