package grading

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
)

// Help says what a file of a grading scheme looks like.
const Help = `The file says the whole scheme, as YAML (as "show" prints it) or as a table (csv, xlsx) with the columns line,indicator,key,points:
  threshold          A, B or C         the least score of the grade
  an indicator       weight            how many of the 100 points it can give; the weights of a line sum to 100
  level, title       a word            its points, 0 to 100
  outpatients, beds, needs   a number  the points from that number on, 0 to 100
  doctor.NAME, hospital.NAME           a field of the company's own (yaoban field list): words, or numbers or days from which points begin
An empty line stands for every product line that is not listed. Unknown values give 0 points. What a doctor prescribes is refused.`

// YAML reads a scheme from YAML. The problems are those of the form; Validate has those of the meaning.
func YAML(text []byte) (s Scheme, problems []roster.Problem) {
	in := yaml.NewDecoder(bytes.NewReader(text))
	in.KnownFields(true)
	if err := in.Decode(&s); err != nil {
		for _, line := range strings.Split(strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n"), "\n") {
			problems = append(problems, roster.Problem{Reason: strings.TrimSpace(line)})
		}
	}
	return s, problems
}

// Text writes the scheme as a file that can be edited and applied.
func (s Scheme) Text() (string, error) {
	b, err := yaml.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("write the scheme: %w", err)
	}
	return string(b), nil
}

// columns are the headers of a table, each with what else people write.
var columns = [][]string{{"line", "产品线"}, {"indicator", "指标"}, {"key", "项", "值"}, {"points", "分", "分值", "权重"}}

// indicatorWords are how a file may call the standard indicators and the words of a table.
var indicatorWords = map[string]string{"医院等级": Level, "职称": Title, "门诊量": Outpatients, "床位": Beds, "床位数": Beds, "产品需求": Needs, "需求": Needs,
	"分数线": "threshold", "等级线": "threshold"}

// Table reads a scheme from the lines of a csv file or a spreadsheet; problems as for YAML.
func Table(lines []roster.Line) (Scheme, []roster.Problem) {
	s := Scheme{Lines: map[string]Rule{}}
	lines = slices.DeleteFunc(slices.Clone(lines), func(l roster.Line) bool { return strings.TrimSpace(strings.Join(l.Cells, "")) == "" })
	if len(lines) == 0 {
		return s, []roster.Problem{{Reason: "the file is empty; its first line must be line,indicator,key,points"}}
	}
	place := make([]int, len(columns))
	var problems []roster.Problem
	for i, names := range columns {
		place[i] = slices.IndexFunc(lines[0].Cells, func(c string) bool { return slices.Contains(names, strings.ToLower(strings.TrimSpace(c))) })
		if place[i] < 0 {
			problems = append(problems, roster.Problem{Line: lines[0].Number, Column: names[0], Reason: "the column is missing"})
		}
	}
	if len(problems) > 0 {
		return s, problems
	}
	for _, l := range lines[1:] {
		var cells [4]string
		for i, at := range place {
			if at < len(l.Cells) {
				cells[i] = strings.TrimSpace(l.Cells[at])
			}
		}
		if reason := s.row(cells[0], cells[1], cells[2], cells[3]); reason != "" {
			problems = append(problems, roster.Problem{Line: l.Number, Column: strings.TrimSpace(cells[1] + " " + cells[2]), Reason: reason})
		}
	}
	return s, problems
}

// row puts one row of a table into the scheme and returns what is wrong with it.
func (s Scheme) row(line, of, key, points string) string {
	n, err := strconv.Atoi(points)
	if err != nil {
		return fmt.Sprintf("%q is no whole number", points)
	}
	if word, ok := indicatorWords[of]; ok {
		of = word
	}
	r := s.Lines[line]
	defer func() { s.Lines[line] = r }()
	if of == "threshold" {
		if r.Thresholds == nil {
			r.Thresholds = map[domain.Grade]int{}
		}
		r.Thresholds[domain.Grade(strings.ToUpper(key))] = n
		return ""
	}
	at := slices.IndexFunc(r.Indicators, func(i Indicator) bool { return i.Of == of })
	if at < 0 {
		at = len(r.Indicators)
		r.Indicators = append(r.Indicators, Indicator{Of: of})
	}
	i := &r.Indicators[at]
	from, isNumber := Number(strings.TrimLeft(key, ">=≥ "))
	switch {
	case key == "":
		return "the key is empty: weight, a word, or a number from which the points begin"
	case key == "weight" || key == "权重":
		i.Weight = n
	case of != Level && of != Title && isNumber:
		i.Bands = append(i.Bands, Band{from, n})
		slices.SortStableFunc(i.Bands, func(a, b Band) int { return cmp.Compare(a.From, b.From) })
	default:
		if i.Words == nil {
			i.Words = map[string]int{}
		}
		if _, twice := i.Words[key]; twice {
			return fmt.Sprintf("the word %q stands there twice", key)
		}
		i.Words[key] = n
	}
	return ""
}

// Change is one figure that differs between two schemes: What names it, Was and Is are its values, empty where it was not there.
type Change struct {
	What string `json:"what"`
	Was  string `json:"was,omitempty"`
	Is   string `json:"is,omitempty"`
	Figure
}

// Figure is one figure of a scheme: of a line's rule (empty: the lines that have none of their own) the indicator, or "threshold", and
// under Key "weight", a word, the number from which a band begins, or a grade.
type Figure struct {
	Line string  `json:"line,omitempty"`
	Of   string  `json:"of"`
	Key  string  `json:"key"`
	From float64 `json:"from,omitempty"`
}

// KeyWeight is the key of an indicator's weight, OfThreshold stands for an indicator where a grade's least score is meant, and KeyFrom
// is the key of a band, which begins at From.
const (
	KeyWeight   = "weight"
	KeyFrom     = "from"
	OfThreshold = "threshold"
)

// name names a figure as the command line prints it.
func (f Figure) name() string {
	key := f.Key
	if key == KeyFrom {
		key += " " + strconv.FormatFloat(f.From, 'f', -1, 64)
	}
	return strings.TrimSpace(f.Line + " " + f.Of + " " + key)
}

// Changes says what differs between two schemes, in the order of the lines and indicators.
func Changes(before, after Scheme) (out []Change) {
	was, is := before.flat(), after.flat()
	figures := slices.Collect(maps.Keys(was))
	for k := range is {
		if _, both := was[k]; !both {
			figures = append(figures, k)
		}
	}
	slices.SortFunc(figures, func(a, b Figure) int { return cmp.Compare(a.name(), b.name()) })
	for _, f := range figures {
		if was[f] != is[f] {
			out = append(out, Change{f.name(), was[f], is[f], f})
		}
	}
	return out
}

// flat has every figure of a scheme.
func (s Scheme) flat() map[Figure]string {
	out := map[Figure]string{}
	for line, r := range s.Lines {
		for g, n := range r.Thresholds {
			out[Figure{Line: line, Of: OfThreshold, Key: string(g)}] = strconv.Itoa(n)
		}
		for _, i := range r.Indicators {
			out[Figure{Line: line, Of: i.Of, Key: KeyWeight}] = strconv.Itoa(i.Weight)
			for w, n := range i.Words {
				out[Figure{Line: line, Of: i.Of, Key: w}] = strconv.Itoa(n)
			}
			for _, b := range i.Bands {
				out[Figure{Line: line, Of: i.Of, Key: KeyFrom, From: b.From}] = strconv.Itoa(b.Points)
			}
		}
	}
	return out
}

// UnmarshalYAML reads a band whose From is a number or a day.
func (b *Band) UnmarshalYAML(n *yaml.Node) error {
	var raw struct {
		From   yaml.Node `yaml:"from"`
		Points int       `yaml:"points"`
	}
	if err := n.Decode(&raw); err != nil {
		return err
	}
	x, ok := Number(raw.From.Value)
	if !ok {
		return fmt.Errorf("line %d: %q is no number and no day from which a band begins", n.Line, raw.From.Value)
	}
	b.From, b.Points = x, raw.Points
	return nil
}

func count(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
