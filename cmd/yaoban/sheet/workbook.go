package sheet

import (
	"bytes"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
)

// Workbook writes a workbook as xlsx: typed cells, a header that stays in sight, filters, and totals as formulas that carry
// their value too, because the preview on a phone calculates nothing. The error says which rule of figures it breaks.
func Workbook(w figures.Workbook) (content []byte, err error) {
	if err := w.Check(); err != nil {
		return nil, fmt.Errorf("write a workbook: %w", err)
	}
	f := excelize.NewFile()
	defer f.Close() // removes its temporary files
	styles, err := newStyles(f)
	if err != nil {
		return nil, fmt.Errorf("write a workbook: %w", err)
	}
	for i, s := range w.Sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err == nil {
			err = writeSheet(f, s, i+1, styles)
		}
		if err != nil {
			return nil, fmt.Errorf("write the sheet %s: %w", s.Name, err)
		}
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write a workbook: %w", err)
	}
	return b.Bytes(), nil
}

// styles are the ids of cell styles by kind, for rows and for totals.
type styles struct {
	header       int
	cells, total map[figures.Kind]int
}

var formats = map[figures.Kind]string{figures.Text: "@", figures.Int: "0", figures.Decimal: "0.0", figures.Percent: "0%",
	figures.Date: "yyyy-mm-dd", figures.Clock: "hh:mm", figures.Instant: "yyyy-mm-dd hh:mm"}

func newStyles(f *excelize.File) (s styles, err error) {
	s = styles{cells: map[figures.Kind]int{}, total: map[figures.Kind]int{}}
	if s.header, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"0E7C70"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}); err != nil {
		return s, err
	}
	for kind, format := range formats {
		if s.cells[kind], err = f.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return s, err
		}
		if s.total[kind], err = f.NewStyle(&excelize.Style{CustomNumFmt: &format, Font: &excelize.Font{Bold: true},
			Border: []excelize.Border{{Type: "top", Color: "0E7C70", Style: 1}}}); err != nil {
			return s, err
		}
	}
	return s, nil
}

func writeSheet(f *excelize.File, s figures.Sheet, number int, styles styles) error {
	out, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i := range s.Columns {
		if err := out.SetColWidth(i+1, i+1, width(s, i)); err != nil {
			return err
		}
	}
	header := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		header[i] = excelize.Cell{StyleID: styles.header, Value: c.Name}
	}
	if err := out.SetRow("A1", header, excelize.RowOpts{Height: 24}); err != nil {
		return err
	}
	for n, row := range s.Rows {
		cells := make([]any, len(row))
		for i, v := range row {
			if v != nil {
				cells[i] = excelize.Cell{StyleID: styles.cells[s.Columns[i].Kind], Value: stored(v)}
			}
		}
		if err := out.SetRow(fmt.Sprintf("A%d", n+2), cells); err != nil {
			return err
		}
	}
	if len(s.Rows) > 0 {
		last, err := excelize.CoordinatesToCellName(len(s.Columns), len(s.Rows)+1)
		if err != nil {
			return err
		}
		// A table has the filters; its name is nobody's but must be unique.
		if err := out.AddTable(&excelize.Table{Range: "A1:" + last, Name: fmt.Sprintf("table%d", number), StyleName: "TableStyleLight1"}); err != nil {
			return err
		}
		if err := writeTotals(out, s, styles); err != nil {
			return err
		}
	}
	return out.Flush()
}

// writeTotals writes the last row, if a column asks for a total.
func writeTotals(out *excelize.StreamWriter, s figures.Sheet, styles styles) error {
	cells, any := make([]any, len(s.Columns)), false
	for i, c := range s.Columns {
		cell := excelize.Cell{StyleID: styles.total[c.Kind]}
		any = any || c.Total != figures.NoTotal
		switch c.Total {
		case figures.Label:
			cell.Value = "合计"
		case figures.Sum:
			sum, _ := s.Sum(i)
			cell.Formula, cell.Value = "SUBTOTAL(109,"+rangeOf(s, i)+")", sum
		case figures.Mean:
			if sum, n := s.Sum(i); n > 0 {
				cell.Formula, cell.Value = "SUBTOTAL(101,"+rangeOf(s, i)+")", sum/float64(n)
			}
		case figures.Ratio:
			part, whole := s.Index(c.Part), s.Index(c.Whole)
			over := "SUBTOTAL(109," + rangeOf(s, whole) + ")"
			cell.Formula = fmt.Sprintf(`IF(%s=0,"",SUBTOTAL(109,%s)/%s)`, over, rangeOf(s, part), over)
			a, _ := s.Sum(part)
			if b, _ := s.Sum(whole); b != 0 {
				cell.Value = a / b
			} else {
				cell.Value = ""
			}
		}
		cells[i] = cell
	}
	if !any {
		return nil
	}
	return out.SetRow(fmt.Sprintf("A%d", len(s.Rows)+2), cells)
}

func rangeOf(s figures.Sheet, column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil { // 16,384 columns
		return ""
	}
	return fmt.Sprintf("%s2:%s%d", name, name, len(s.Rows)+1)
}

// stored is a value as a spreadsheet keeps it: days and clock times as numbers, with the company's clock.
func stored(v any) any {
	switch v := v.(type) {
	case domain.Date:
		return v.Time(time.UTC)
	case domain.TimeOfDay:
		if at, err := time.Parse("15:04", string(v)); err == nil {
			return float64(at.Hour()*60+at.Minute()) / (24 * 60)
		}
		return string(v)
	case time.Time:
		return time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), 0, time.UTC)
	}
	return v
}

// The bounds of a width that is chosen by the contents, in digits.
const narrowest, widest = 8, 48

// width is a column's own width, or what its contents need, a Chinese character as wide as two digits.
func width(s figures.Sheet, column int) float64 {
	c := s.Columns[column]
	if c.Width > 0 {
		return float64(c.Width)
	}
	need := digits(c.Name) + 4 // the filter's button
	switch c.Kind {
	case figures.Date:
		need = max(need, 12)
	case figures.Instant:
		need = max(need, 18)
	case figures.Text:
		for _, row := range s.Rows {
			if text, ok := row[column].(string); ok {
				need = max(need, digits(text)+2)
			}
		}
	}
	return math.Min(math.Max(float64(need), narrowest), widest)
}

func digits(text string) (n int) {
	for _, r := range text {
		if n++; utf8.RuneLen(r) > 2 {
			n++
		}
	}
	return n
}
