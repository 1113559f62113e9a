// Package figures describes what is shown as a picture or as a spreadsheet: what stands in it, not how it is drawn. Kinds of
// notices compose it from the truth (domain/notice, Content.Attachments); cmd/yaoban/picture and cmd/yaoban/sheet draw it. It
// does no I/O.
//
// A picture is read on a phone: a title, a line below it, then blocks from top to bottom in the order given. Keep names short
// and tables to five columns; what does not fit is wrapped to two lines and then cut with an ellipsis, never drawn over
// something else. 30 rows are fine; what is longer belongs into the workbook beside it.
//
//	notice.Content{Text: …, Attachments: []notice.Attachment{
//		{Name: "本月进度", Picture: &figures.Picture{Title: "陈晓 11月进度", Subtitle: "截至 11-23", Blocks: []figures.Block{
//			figures.KeyFigures{{Name: "有效拜访", Value: "18"}},
//			figures.Bars{Title: "按级别", Bars: []figures.Bar{{Name: "A级", Value: 3, Target: 4, Shown: "3/4"}}},
//			figures.Table{…}, figures.Chart{…},
//		}}},
//		{Name: "本月进度", Workbook: &figures.Workbook{Sheets: []figures.Sheet{…}}},
//	}}
package figures

import (
	"errors"
	"fmt"
	"math"
)

// Picture is one picture.
type Picture struct {
	// Title is one line; Subtitle may say the period and when the figures were taken.
	Title, Subtitle string
	Blocks          []Block
	// Notes stand small at the foot: how something was counted, what is left out.
	Notes []string
}

// Block is one of KeyFigures, Bars, Table and Chart.
type Block interface{ check() error }

// Tone colours a figure.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Good
	Warn
	Bad
)

// KeyFigures are up to six large figures, three in a row.
type KeyFigures []KeyFigure

// KeyFigure is one of them: Value is at most some eight characters, Note a short line below.
type KeyFigure struct {
	Name, Value, Note string
	Tone              Tone
}

// Bars are horizontal bars on one common scale from 0.
type Bars struct {
	Title string
	Bars  []Bar
}

// Bar is one bar. A Target above 0 is marked on the bar's track. Shown stands behind it, 3/4 say.
type Bar struct {
	Name          string
	Value, Target float64
	Shown         string
	Tone          Tone
}

// Table is a table of short texts.
type Table struct {
	Title   string
	Columns []Heading
	Rows    [][]string
	// Totals is a last row that stands out; nil for none.
	Totals []string
	// Tones colour the rows; nil, or one for each row.
	Tones []Tone
}

// Heading is a column of a table. Figures stand at the right.
type Heading struct {
	Name  string
	Right bool
}

// Chart shows series over weeks, months or the like: columns beside each other, lines over them.
type Chart struct {
	Title string
	// Unit stands at the axis.
	Unit string
	// Labels name the points of the horizontal axis, short: 11-2周, 11月.
	Labels []string
	Series []Series
}

// Series is one series with a value for each label; NaN leaves a gap.
type Series struct {
	Name   string
	Line   bool
	Values []float64
}

// Check says what is wrong with a picture.
func (p Picture) Check() error {
	if p.Title == "" {
		return errors.New("a picture needs a title")
	}
	for i, b := range p.Blocks {
		if b == nil {
			return fmt.Errorf("block %d of a picture is none", i+1)
		}
		if err := b.check(); err != nil {
			return fmt.Errorf("block %d of a picture: %w", i+1, err)
		}
	}
	return nil
}

func (k KeyFigures) check() error {
	if len(k) > 6 {
		return errors.New("more than six key figures")
	}
	return nil
}

func (b Bars) check() error {
	for _, one := range b.Bars {
		if !finite(one.Value) || !finite(one.Target) || one.Value < 0 || one.Target < 0 {
			return errors.New("a bar's value or target is negative or no number")
		}
	}
	return nil
}

func (t Table) check() error {
	switch {
	case len(t.Columns) == 0:
		return errors.New("a table without columns")
	case t.Totals != nil && len(t.Totals) != len(t.Columns):
		return errors.New("the totals of a table are not as wide as its columns")
	case t.Tones != nil && len(t.Tones) != len(t.Rows):
		return errors.New("a table has other tones than rows")
	}
	for n, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return fmt.Errorf("row %d of a table is not as wide as its columns", n+1)
		}
	}
	return nil
}

func (c Chart) check() error {
	for _, s := range c.Series {
		if len(s.Values) != len(c.Labels) {
			return fmt.Errorf("the series %s has %d values for %d labels", s.Name, len(s.Values), len(c.Labels))
		}
		for _, v := range s.Values {
			if math.IsInf(v, 0) || v < 0 {
				return fmt.Errorf("the series %s holds a value that is negative or infinite", s.Name)
			}
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
