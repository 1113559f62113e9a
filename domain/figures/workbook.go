package figures

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
)

// Workbook is a spreadsheet of typed cells. Each sheet is one table: a header that stays in sight, filters, and totals below.
type Workbook struct{ Sheets []Sheet }

// Sheet is one sheet. Without Rows it holds the header alone.
type Sheet struct {
	// Name is at most 31 characters and holds none of \ / ? * [ ] : and is unique in the workbook.
	Name    string
	Columns []Column
	// Rows hold a value for each column, of the type that its Kind demands; nil is an empty cell.
	Rows [][]any
}

// Column is one column of a sheet.
type Column struct {
	// Name is the header; it is unique in the sheet.
	Name string
	Kind Kind
	// Width is in characters of digits, a Chinese character counting two; 0 lets the writer choose by the contents.
	Width int
	Total Total
	// Part and Whole name the columns whose sums make the total of a column with Ratio.
	Part, Whole string
}

// Kind says what the cells of a column are.
type Kind int

// The kinds, with the Go types of their values.
const (
	// Text is a string.
	Text Kind = iota
	// Int is an int or an int64.
	Int
	// Decimal is a float64, shown with one decimal.
	Decimal
	// Percent is a float64 with 1 for 100 %.
	Percent
	// Date is a domain.Date.
	Date
	// Clock is a domain.TimeOfDay.
	Clock
	// Instant is a time.Time in the company's zone; its clock is shown.
	Instant
)

// Total says what stands below a column. The cell holds a formula and, for readers that calculate nothing, its value.
type Total int

// The totals.
const (
	NoTotal Total = iota
	// Label writes 合计 below a text column.
	Label
	// Sum adds the column up; Int and Decimal only.
	Sum
	// Mean is the mean of the cells that are not empty.
	Mean
	// Ratio divides the sum of the column Part by the sum of the column Whole; empty where that is 0.
	Ratio
)

// sheetNameRunes is what spreadsheets allow.
const sheetNameRunes = 31

// Check says what is wrong with a workbook: an error names the sheet and the column, never a cell's content.
func (w Workbook) Check() error {
	if len(w.Sheets) == 0 {
		return errors.New("a workbook needs a sheet")
	}
	seen := map[string]bool{}
	for _, s := range w.Sheets {
		if s.Name == "" || utf8.RuneCountInString(s.Name) > sheetNameRunes || strings.ContainsAny(s.Name, `\/?*[]:`) || seen[strings.ToLower(s.Name)] {
			return fmt.Errorf("a sheet cannot be named %q", s.Name)
		}
		seen[strings.ToLower(s.Name)] = true
		if err := s.check(); err != nil {
			return fmt.Errorf("the sheet %s: %w", s.Name, err)
		}
	}
	return nil
}

func (s Sheet) check() error {
	if len(s.Columns) == 0 {
		return errors.New("it has no column")
	}
	seen := map[string]bool{}
	for _, c := range s.Columns {
		if c.Name == "" || seen[strings.ToLower(c.Name)] {
			return fmt.Errorf("a column cannot be named %q", c.Name)
		}
		seen[strings.ToLower(c.Name)] = true
	}
	for _, c := range s.Columns {
		switch {
		case c.Total == Label && c.Kind != Text, c.Total == Sum && c.Kind != Int && c.Kind != Decimal, c.Total > Label && c.Kind == Text:
			return fmt.Errorf("the column %s has a total that its kind does not have", c.Name)
		case c.Total == Ratio && (s.Index(c.Part) < 0 || s.Index(c.Whole) < 0):
			return fmt.Errorf("the column %s divides columns that are not there", c.Name)
		}
	}
	for n, row := range s.Rows {
		if len(row) != len(s.Columns) {
			return fmt.Errorf("row %d has %d values for %d columns", n+1, len(row), len(s.Columns))
		}
		for i, v := range row {
			if !s.Columns[i].Kind.takes(v) {
				return fmt.Errorf("row %d, column %s: a %T is not of its kind", n+1, s.Columns[i].Name, v)
			}
		}
	}
	return nil
}

// Index returns the place of the column of that name, and -1 if there is none.
func (s Sheet) Index(name string) int {
	for i, c := range s.Columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

func (k Kind) takes(v any) (ok bool) {
	if v == nil {
		return true
	}
	switch k {
	case Text:
		_, ok = v.(string)
	case Int:
		if _, ok = v.(int); !ok {
			_, ok = v.(int64)
		}
	case Decimal, Percent:
		_, ok = v.(float64)
	case Date:
		_, ok = v.(domain.Date)
	case Clock:
		_, ok = v.(domain.TimeOfDay)
	case Instant:
		_, ok = v.(time.Time)
	}
	return ok
}

// Sum returns the sum of a column of numbers, and how many cells it has that are not empty.
func (s Sheet) Sum(column int) (sum float64, n int) {
	for _, row := range s.Rows {
		switch v := row[column].(type) {
		case int:
			sum, n = sum+float64(v), n+1
		case int64:
			sum, n = sum+float64(v), n+1
		case float64:
			sum, n = sum+v, n+1
		}
	}
	return sum, n
}
