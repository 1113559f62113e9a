// Package calendar says which days are worked in China: Monday to Friday, less the public holidays (放假), plus the weekend
// days that are worked in exchange (调休). Every quota, clock of workdays and morning list counts by it (PRODUCT.md P4, Q1–Q3).
//
// The State Council publishes one notice a year; holidays.csv holds the notices known when this was built, and
// `yaoban import holidays` adds others. A year without a notice is counted Monday to Friday, and whoever counts in it says
// so (Known): a guess about 调休 would make quotas silently wrong.
package calendar

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Kind says how a day differs from its weekday.
type Kind string

// The kinds of a row, as holidays.csv has them.
const (
	// Off is a day that is not worked although it may be a weekday.
	Off Kind = "off"
	// Work is a Saturday or Sunday that is worked in exchange for a holiday.
	Work Kind = "work"
)

// Row is one day of a holiday notice.
type Row struct {
	Date domain.Date
	Kind Kind
	// Name is what people call the day (春节, 国庆节调休); it may be empty.
	Name string
}

// Calendar tells workdays. The zero Calendar knows no holidays. It is a value: With returns another one, so that a reader
// never sees half an import.
type Calendar struct {
	rows map[domain.Date]Row
}

// New makes a calendar of rows. A row without a date, of an unknown kind, or a second row of another kind for one date is
// an error that names the date.
func New(rows []Row) (Calendar, error) { return Calendar{}.With(rows) }

// With returns the calendar with rows added; a row for a date that is already there takes its place. Errors are those of New.
func (c Calendar) With(rows []Row) (Calendar, error) {
	next := make(map[domain.Date]Row, len(c.rows)+len(rows))
	for d, r := range c.rows {
		next[d] = r
	}
	given := make(map[domain.Date]Kind, len(rows))
	for _, r := range rows {
		if r.Date.IsZero() {
			return Calendar{}, errors.New("a holiday row has no date")
		}
		if r.Kind != Off && r.Kind != Work {
			return Calendar{}, fmt.Errorf("%s: the kind %q is neither off nor work", r.Date, r.Kind)
		}
		if before, twice := given[r.Date]; twice && before != r.Kind {
			return Calendar{}, fmt.Errorf("%s is given twice, as %s and as %s", r.Date, before, r.Kind)
		}
		given[r.Date] = r.Kind
		next[r.Date] = r
	}
	return Calendar{rows: next}, nil
}

// Workday reports whether d is worked.
func (c Calendar) Workday(d domain.Date) bool {
	if r, ok := c.rows[d]; ok {
		return r.Kind == Work
	}
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday
}

// Name returns what the notice calls the day, or nothing for an ordinary one.
func (c Calendar) Name(d domain.Date) string { return c.rows[d].Name }

// Workdays counts the workdays from from to to, both included; 0 if to lies before from.
func (c Calendar) Workdays(from, to domain.Date) int { return len(c.List(from, to)) }

// List returns the workdays from from to to, both included, in order.
func (c Calendar) List(from, to domain.Date) []domain.Date {
	var days []domain.Date
	for d := from; !d.After(to); d = d.AddDays(1) {
		if c.Workday(d) {
			days = append(days, d)
		}
	}
	return days
}

// Month returns the workdays of d's month, in order: W of PRODUCT.md Q1 is their number.
func (c Calendar) Month(d domain.Date) []domain.Date {
	return c.List(d.FirstOfMonth(), d.LastOfMonth())
}

// AddWorkdays returns the n-th workday after d, or before it if n is negative. With n = 0 it returns d itself if d is
// worked, otherwise the next workday. A deadline of three workdays from Friday is Wednesday.
func (c Calendar) AddWorkdays(d domain.Date, n int) domain.Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	} else if n == 0 {
		if c.Workday(d) {
			return d
		}
		n = 1
	}
	for n > 0 {
		d = d.AddDays(step)
		if c.Workday(d) {
			n--
		}
	}
	return d
}

// Known reports whether the notice of that year is in the calendar. New Year's Day and National Day are holidays in every
// notice (全国年节及纪念日放假办法), so both must be there: rows that spill over from a neighbour's notice, or half an import,
// do not make a year known. For an unknown year callers say 「节假日未导入」 beside what they counted.
func (c Calendar) Known(year int) bool {
	newYear := c.rows[domain.Date{Year: year, Month: time.January, Day: 1}]
	national := c.rows[domain.Date{Year: year, Month: time.October, Day: 1}]
	return newYear.Kind == Off && national.Kind == Off
}

// Read reads rows of csv with the header date,kind,name (YYYY-MM-DD; off or work). The error names the line.
func Read(r io.Reader) ([]Row, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = 3
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("read the holidays' header: %w", err)
	}
	if got := strings.Join(head, ","); strings.TrimPrefix(got, "\ufeff") != "date,kind,name" {
		return nil, fmt.Errorf("the holidays' header is %q, not date,kind,name", got)
	}
	var rows []Row
	for {
		f, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the holidays: %w", err)
		}
		line, _ := in.FieldPos(0)
		date, err := domain.ParseDate(strings.TrimSpace(f[0]))
		if err != nil {
			return nil, fmt.Errorf("line %d of the holidays: %w", line, err)
		}
		kind := Kind(strings.TrimSpace(f[1]))
		if kind != Off && kind != Work {
			return nil, fmt.Errorf("line %d of the holidays: the kind %q is neither off nor work", line, kind)
		}
		rows = append(rows, Row{Date: date, Kind: kind, Name: strings.TrimSpace(f[2])})
	}
}

//go:embed holidays.csv
var published string

// Default returns the calendar of the notices that were known when this was built: 2026 (国办发明电〔2025〕7号).
func Default() Calendar { return builtIn }

var builtIn = mustRead(published)

// mustRead reads the embedded file; a fault in it is a fault of the build and stops the start-up.
func mustRead(s string) Calendar {
	rows, err := Read(strings.NewReader(s))
	if err != nil {
		panic(fmt.Sprintf("the embedded holidays: %v", err))
	}
	c, err := New(rows)
	if err != nil {
		panic(fmt.Sprintf("the embedded holidays: %v", err))
	}
	return c
}
