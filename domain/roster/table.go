package roster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain/screen"
)

// Line is one row of a file: its number there, counted from 1, and its cells.
type Line struct {
	Number int
	Cells  []string
}

// Problem is one thing that is wrong with a file; a file with a problem is not imported at all.
type Problem struct {
	// Line is counted from 1; 0 where the whole file is meant.
	Line int
	// Column is a name of the world's header, or the file's own where that is the trouble; it may be empty.
	Column string
	// Reason is for the operator who has the file: English, without the numbers of people.
	Reason string
}

// String returns the problem as the import prints it: line 7, column grade: "E" is no grade (A, B, C, D or empty).
func (p Problem) String() string {
	var parts []string
	if p.Line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", p.Line))
	}
	if p.Column != "" {
		parts = append(parts, "column "+p.Column)
	}
	if len(parts) == 0 {
		return p.Reason
	}
	return strings.Join(parts, ", ") + ": " + p.Reason
}

// File is what was read of a file.
type File[T any] struct {
	// Rows are the rows that could be read, Lines their numbers in the file, index by index.
	Rows  []T
	Lines []int
	// Ignored are the file's columns that mean nothing here; they are said, not silently lost.
	Ignored  []string
	Problems []Problem
	// Notes are worth saying and do not stop the import.
	Notes []string
	has   map[string]bool
	// unread are the keys of rows that could not be read: who refers to such a row is not wrong for that.
	unread map[string]bool
}

// Has reports whether the file has the column.
func (f *File[T]) Has(column string) bool { return f.has[column] }

func (f *File[T]) problem(line int, column, format string, args ...any) {
	f.Problems = append(f.Problems, Problem{line, column, fmt.Sprintf(format, args...)})
}

// column is one column of a table.
type column[T any] struct {
	name string
	// also are further headers that mean the column, in the form of headerKey.
	also []string
	// must says that a file without the column, or with an empty cell in it, is refused.
	must bool
	// read puts a trimmed cell into a row; its error is the Reason of a Problem. An empty cell is read too.
	read func(cell string, into *T) error
	// write is the reverse: the cell of a row. Where it is nil the column is not stored and not compared.
	write func(T) string
}

// Table is how rows of one kind look in a file.
type Table[T any] struct {
	// Name is the word of the command line: staff, hospitals, doctors, products, words.
	Name    string
	columns []column[T]
	// key returns what makes a row the same row at the next import.
	key func(T) string
}

// Header returns the names of the columns as the world's files have them.
func (t *Table[T]) Header() []string {
	var names []string
	for _, c := range t.columns {
		if c.write != nil {
			names = append(names, c.name)
		}
	}
	return names
}

// Cells returns a row as a file has it, in the order of Header.
func (t *Table[T]) Cells(row T) []string {
	var cells []string
	for _, c := range t.columns {
		if c.write != nil {
			cells = append(cells, c.write(row))
		}
	}
	return cells
}

// Key returns what makes a row the same row at the next import.
func (t *Table[T]) Key(row T) string { return t.key(row) }

// Read reads a file whose first line that is not empty is the header. Whatever is wrong is in File.Problems: a missing
// column, a column that may not be kept, a cell that cannot be read, a key that stands there twice.
func (t *Table[T]) Read(lines []Line) *File[T] {
	f := &File[T]{has: map[string]bool{}, unread: map[string]bool{}}
	lines = slices.DeleteFunc(slices.Clone(lines), func(l Line) bool {
		return !slices.ContainsFunc(l.Cells, func(s string) bool { return clean(s) != "" })
	})
	if len(lines) == 0 {
		f.problem(0, "", "the file is empty; its first line must name the columns %s", strings.Join(t.Header(), ","))
		return f
	}
	place := t.header(f, lines[0])
	if len(f.Problems) > 0 {
		return f
	}
	if len(lines) == 1 {
		f.problem(0, "", "the file has a header and no rows")
	}
	first := map[string]int{}
	for _, l := range lines[1:] {
		row, ok := t.row(f, l, place, len(lines[0].Cells))
		if !ok {
			f.unread[t.key(row)] = true
			continue
		}
		if other, twice := first[t.key(row)]; twice {
			f.problem(l.Number, t.columns[0].name, "%s is on line %d already", quote(t.columns[0].write(row)), other)
			continue
		}
		first[t.key(row)] = l.Number
		f.Rows, f.Lines = append(f.Rows, row), append(f.Lines, l.Number)
	}
	return f
}

// header finds the columns: place[i] is the cell of t.columns[i], or -1.
func (t *Table[T]) header(f *File[T], l Line) []int {
	place := make([]int, len(t.columns))
	for i := range place {
		place[i] = -1
	}
	for at, cell := range l.Cells {
		key := headerKey(cell)
		i := t.find(key)
		switch {
		case key == "":
		case forbidden(key), screen.Check(cell).Refused:
			f.problem(l.Number, clean(cell), "how much a doctor prescribes may not be kept (统方, PRODUCT.md D11 and C3); "+
				"take the column out of the file")
		case i < 0:
			f.Ignored = append(f.Ignored, clean(cell))
		case place[i] >= 0:
			f.problem(l.Number, clean(cell), "means %s, as column %q does already", t.columns[i].name, clean(l.Cells[place[i]]))
		default:
			place[i] = at
			f.has[t.columns[i].name] = true
		}
	}
	var missing []string
	for i, c := range t.columns {
		if c.must && place[i] < 0 {
			missing = append(missing, c.name)
		}
	}
	if len(missing) > 0 {
		f.problem(l.Number, "", "the header lacks %s; %s has the columns %s", strings.Join(missing, ", "), t.Name,
			strings.Join(t.Header(), ","))
	}
	return place
}

func (t *Table[T]) row(f *File[T], l Line, place []int, width int) (row T, ok bool) {
	before := len(f.Problems)
	for at, cell := range l.Cells { // also of columns that mean nothing here: the file itself goes back with its report
		if v := screen.Check(cell); v.Refused {
			f.problem(l.Number, "", "cell %d holds %s, which may not be written down (%s): %s", at+1, screen.Names[v.Rule], v.Article, v.Masked)
		}
	}
	for at := width; at < len(l.Cells); at++ {
		if clean(l.Cells[at]) != "" {
			f.problem(l.Number, "", "there are %d cells under a header of %d; a cell that holds a comma needs quotes",
				len(l.Cells), width)
			break
		}
	}
	for i, c := range t.columns {
		cell := ""
		if place[i] >= 0 && place[i] < len(l.Cells) {
			cell = clean(l.Cells[place[i]])
		}
		if cell == "" && c.must {
			f.problem(l.Number, c.name, "is empty")
			continue
		}
		if err := c.read(cell, &row); err != nil {
			f.problem(l.Number, c.name, "%s", err.Error())
		}
	}
	return row, len(f.Problems) == before
}

// Changes is what a file would do to what is stored.
type Changes[T any] struct {
	// Rows are the new and the changed ones in the order of the file; IsNew says of each which it is.
	Rows                    []T
	IsNew                   []bool
	New, Changed, Unchanged int
	// Outcome says of each row of the file, in its order, what it does: new, changed, unchanged.
	Outcome []string
}

// Complete gives the file's rows what their stored ones have in columns that the file lacks: such a column changes nothing.
func (t *Table[T]) Complete(f *File[T], stored []T) {
	known := t.byKey(stored)
	for i := range f.Rows {
		old, ok := known[t.key(f.Rows[i])]
		if !ok {
			continue
		}
		for _, c := range t.columns {
			if c.write == nil || f.has[c.name] {
				continue
			}
			if err := c.read(c.write(old), &f.Rows[i]); err != nil {
				f.problem(f.Lines[i], c.name, "what is stored cannot be kept: %s", err.Error())
			}
		}
	}
}

// Compare sorts a complete file by what it would do to what is stored.
func (t *Table[T]) Compare(f *File[T], stored []T) Changes[T] {
	known := t.byKey(stored)
	var c Changes[T]
	for _, row := range f.Rows {
		old, ok := known[t.key(row)]
		if ok && slices.Equal(t.Cells(old), t.Cells(row)) {
			c.Unchanged++
			c.Outcome = append(c.Outcome, "unchanged")
			continue
		}
		if ok {
			c.Changed++
			c.Outcome = append(c.Outcome, "changed")
		} else {
			c.New++
			c.Outcome = append(c.Outcome, "new")
		}
		c.Rows, c.IsNew = append(c.Rows, row), append(c.IsNew, !ok)
	}
	return c
}

func (t *Table[T]) byKey(rows []T) map[string]T {
	m := make(map[string]T, len(rows))
	for _, r := range rows {
		m[t.key(r)] = r
	}
	return m
}
