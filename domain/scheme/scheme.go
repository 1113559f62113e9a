// Package scheme reads the files in which an admin writes how visits are scored (quality) and how often doctors are seen (quota),
// and writes a scheme as such a file. A file is a table of rows (csv, a spreadsheet) or YAML, which becomes the same rows, so
// that both are checked by the same rules and every fault is said with its line. Sales and prescriptions are refused by name
// (PRODUCT.md D11, Q7).
package scheme

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain/roster"
)

// Row is one statement of a scheme: the keys that lead to a value, the outermost first.
type Row struct {
	// Line is where it stands in its file, counted from 1.
	Line int
	// Keys are part and code of a quality scheme; part, line, month and grade of a quota scheme. Empty ones are left out of what
	// people read.
	Keys  []string
	Value string
}

// Name says the row as people find it: weight purpose.
func (r Row) Name() string {
	return strings.Join(slices.DeleteFunc(slices.Clone(r.Keys), func(k string) bool { return k == "" }), " ")
}

// reading collects what is wrong with a file.
type reading struct {
	problems []roster.Problem
	seen     map[string]int
}

func (f *reading) problem(r Row, format string, args ...any) {
	f.problems = append(f.problems, roster.Problem{Line: r.Line, Column: r.Name(), Reason: fmt.Sprintf(format, args...)})
}

// first reports whether the row is the first of its keys; a second one is a fault.
func (f *reading) first(r Row) bool {
	key := strings.Join(r.Keys, "\x00")
	if line, twice := f.seen[key]; twice {
		f.problem(r, "stands in line %d already", line)
		return false
	}
	if f.seen == nil {
		f.seen = map[string]int{}
	}
	f.seen[key] = r.Line
	return true
}

// lawful reports whether the row speaks of nothing that may not be measured.
func (f *reading) lawful(r Row) bool {
	for _, k := range r.Keys {
		if roster.ForbiddenIndicator(k) {
			f.problem(r, "sales and prescriptions are no part of how a rep's work is measured")
			return false
		}
	}
	return true
}

// count reads a whole number from 0 to most.
func (f *reading) count(r Row, most int) (int, bool) {
	v, err := strconv.ParseFloat(r.Value, 64)
	if err != nil || v != math.Trunc(v) || v < 0 || v > float64(most) {
		f.problem(r, "%q is no whole number from 0 to %d", r.Value, most)
		return 0, false
	}
	return int(v), true
}

// percent reads a share from 0 to 1 in hundredths.
func (f *reading) percent(r Row) (int, bool) {
	v, err := strconv.ParseFloat(r.Value, 64)
	hundredths := math.Round(v * 100)
	switch {
	case err != nil || math.IsNaN(v):
		f.problem(r, "%q is no number from 0 to 1", r.Value)
	case v < 0 || v > 1:
		f.problem(r, "%s is not from 0 to 1", r.Value)
	case math.Abs(v*100-hundredths) > 1e-6:
		f.problem(r, "%s has more than two decimals", r.Value)
	default:
		return int(hundredths), true
	}
	return 0, false
}

// share writes hundredths as a file has them: 0.2, 1.
func share[N ~int](hundredths N) string {
	return strconv.FormatFloat(float64(hundredths)/100, 'f', -1, 64)
}

// table reads the rows of a file of lines whose header names these columns, the last one the value.
func table(lines []roster.Line, columns ...[]string) (rows []Row, problems []roster.Problem) {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l roster.Line) bool {
		return !slices.ContainsFunc(l.Cells, func(c string) bool { return strings.TrimSpace(c) != "" })
	})
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c[0]
	}
	if len(lines) == 0 {
		return nil, []roster.Problem{{Reason: "the file is empty; its first line must be " + strings.Join(names, ",")}}
	}
	place := make([]int, len(columns))
	for i := range place {
		place[i] = -1
	}
	for at, cell := range lines[0].Cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		i := slices.IndexFunc(columns, func(c []string) bool { return slices.Contains(c, name) })
		switch {
		case name == "":
		case i < 0:
			problems = append(problems, roster.Problem{Line: lines[0].Number, Column: cell, Reason: "means nothing here; the columns are " + strings.Join(names, ",")})
		default:
			place[i] = at
		}
	}
	for i, at := range place {
		if at < 0 {
			problems = append(problems, roster.Problem{Line: lines[0].Number, Column: names[i], Reason: "the column is missing"})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	for _, l := range lines[1:] {
		cell := func(i int) string {
			if place[i] < len(l.Cells) {
				return strings.TrimSpace(l.Cells[place[i]])
			}
			return ""
		}
		r := Row{Line: l.Number, Value: cell(len(columns) - 1)}
		for i := range columns[:len(columns)-1] {
			r.Keys = append(r.Keys, cell(i))
		}
		rows = append(rows, r)
	}
	return rows, nil
}
