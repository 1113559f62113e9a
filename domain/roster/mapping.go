package roster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// means reports whether a header (in the form of headerKey) names a column of the table.
func (t *Table[T]) means(key string) bool { return t.find(key) >= 0 }

// find returns the column that a header means, or -1.
func (t *Table[T]) find(key string) int {
	return slices.IndexFunc(t.columns, func(c column[T]) bool { return c.name == key || slices.Contains(c.also, key) })
}

// Mapped returns the lines of a file with some of its headers renamed: by maps a header of the file to a column of the table.
// A header that the file lacks, a column that the table lacks, and a header that may not be kept under any name are problems.
func (t *Table[T]) Mapped(lines []Line, by map[string]string) (out []Line, problems []Problem) {
	out = slices.Clone(lines)
	head := slices.IndexFunc(out, func(l Line) bool {
		return slices.ContainsFunc(l.Cells, func(c string) bool { return clean(c) != "" })
	})
	if head < 0 || len(by) == 0 {
		return out, nil
	}
	out[head].Cells = slices.Clone(out[head].Cells)
	for _, from := range slices.Sorted(maps.Keys(by)) {
		at := slices.IndexFunc(out[head].Cells, func(c string) bool { return clean(c) == clean(from) })
		i := t.find(headerKey(by[from]))
		switch {
		case at < 0:
			problems = append(problems, Problem{out[head].Number, from, "the header has no such column to map"})
		case forbidden(headerKey(from)): // it stays as it is, and Read refuses it
		case i < 0:
			problems = append(problems, Problem{out[head].Number, from,
				fmt.Sprintf("%s is no column of %s (%s)", quote(by[from]), t.Name, strings.Join(t.Header(), ","))})
		default:
			out[head].Cells[at] = t.columns[i].name
		}
	}
	return out, problems
}

// ForbiddenCells returns which columns of a file's header may not be read, by their places: what is written back of the file
// leaves their cells out.
func ForbiddenCells(header []string) (at []int) {
	for i, h := range header {
		if forbidden(headerKey(h)) {
			at = append(at, i)
		}
	}
	return at
}
