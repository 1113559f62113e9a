package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain"
)

// Writer writes rows of one set of columns. Close finishes what is written; without it a file is not whole.
type Writer interface {
	// Write takes the values in the order of the columns; nil is absent.
	Write(values []any) error
	Close() error
}

// NewWriter returns a writer of that format (jsonl, csv, xlsx) to w. title names the sheet of a spreadsheet. Memory does not
// grow with the number of rows.
func NewWriter(format string, w io.Writer, title string, columns []string) (Writer, error) {
	switch format {
	case "jsonl":
		return newJSONL(w, columns)
	case "csv":
		return newCSV(w, columns)
	case "xlsx":
		return newXLSX(w, title, columns)
	}
	return nil, fmt.Errorf("the format %q is none of jsonl, csv, xlsx", format)
}

type jsonl struct {
	out  *bufio.Writer
	keys [][]byte
}

func newJSONL(w io.Writer, columns []string) (*jsonl, error) {
	j := &jsonl{out: bufio.NewWriter(w)}
	for _, c := range columns {
		key, err := json.Marshal(c)
		if err != nil {
			return nil, fmt.Errorf("write the key %s: %w", c, err)
		}
		j.keys = append(j.keys, append(key, ':'))
	}
	return j, nil
}

// Write writes one object; absent values have no key.
func (j *jsonl) Write(values []any) error {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	line.WriteByte('{')
	for i, v := range values {
		if v == nil {
			continue
		}
		if line.Len() > 1 {
			line.WriteByte(',')
		}
		line.Write(j.keys[i])
		if err := enc.Encode(v); err != nil {
			return fmt.Errorf("write a row: %w", err)
		}
		line.Truncate(line.Len() - 1) // the encoder's line break
	}
	line.WriteString("}\n")
	if _, err := j.out.Write(line.Bytes()); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

func (j *jsonl) Close() error {
	if err := j.out.Flush(); err != nil {
		return fmt.Errorf("write the last rows: %w", err)
	}
	return nil
}

type csvFile struct {
	out   *csv.Writer
	cells []string
}

// newCSV begins with a byte order mark: without it spreadsheets read UTF-8 as GBK.
func newCSV(w io.Writer, columns []string) (*csvFile, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("write the header: %w", err)
	}
	f := &csvFile{csv.NewWriter(w), make([]string, len(columns))}
	if err := f.out.Write(columns); err != nil {
		return nil, fmt.Errorf("write the header: %w", err)
	}
	return f, nil
}

func (f *csvFile) Write(values []any) error {
	for i, v := range values {
		f.cells[i] = harmless(v)
	}
	if err := f.out.Write(f.cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

func (f *csvFile) Close() error {
	f.out.Flush()
	if err := f.out.Error(); err != nil {
		return fmt.Errorf("write the last rows: %w", err)
	}
	return nil
}

// harmless returns a cell that no spreadsheet takes for a formula: people's words come before a quote mark if they begin
// like one (CWE-1236).
func harmless(value any) string {
	cell := text(value)
	switch value.(type) {
	case int, int64, bool, domain.Date, time.Time:
		return cell
	}
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// mostRows is what a sheet holds, its header included.
const mostRows = 1_048_576

type xlsx struct {
	w         io.Writer
	file      *excelize.File
	out       *excelize.StreamWriter
	row       int
	day, when int
}

func newXLSX(w io.Writer, title string, columns []string) (*xlsx, error) {
	x := &xlsx{w: w, file: excelize.NewFile()}
	if err := x.begin(title, columns); err != nil {
		_ = x.file.Close()
		return nil, fmt.Errorf("begin the spreadsheet: %w", err)
	}
	return x, nil
}

func (x *xlsx) begin(title string, columns []string) (err error) {
	if err = x.file.SetSheetName("Sheet1", title); err != nil {
		return err
	}
	bold, err := x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	dayFormat, whenFormat := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	if x.day, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &dayFormat}); err != nil {
		return err
	}
	if x.when, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &whenFormat}); err != nil {
		return err
	}
	if x.out, err = x.file.NewStreamWriter(title); err != nil {
		return err
	}
	if err = x.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err = x.out.SetColWidth(1, len(columns), 18); err != nil {
		return err
	}
	header := make([]any, len(columns))
	for i, c := range columns {
		header[i] = excelize.Cell{StyleID: bold, Value: c}
	}
	x.row = 1
	return x.out.SetRow("A1", header)
}

// Write writes numbers, flags, days and instants as such; an instant shows the company's clock. Texts are never formulas.
func (x *xlsx) Write(values []any) error {
	if x.row++; x.row > mostRows {
		return fmt.Errorf("a spreadsheet holds %d rows; narrow the export with --from and --to, or take csv", mostRows-1)
	}
	cells := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil:
		case int, int64, bool:
			cells[i] = v
		case domain.Date:
			cells[i] = excelize.Cell{StyleID: x.day, Value: v.Time(time.UTC)}
		case time.Time:
			shown := time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), 0, time.UTC)
			cells[i] = excelize.Cell{StyleID: x.when, Value: shown}
		default:
			cells[i] = text(v)
		}
	}
	if err := x.out.SetRow(fmt.Sprintf("A%d", x.row), cells); err != nil {
		return fmt.Errorf("write line %d of the spreadsheet: %w", x.row, err)
	}
	return nil
}

func (x *xlsx) Close() error {
	defer x.file.Close() // removes its temporary files
	if err := x.out.Flush(); err != nil {
		return fmt.Errorf("finish the spreadsheet: %w", err)
	}
	if _, err := x.file.WriteTo(x.w); err != nil {
		return fmt.Errorf("write the spreadsheet: %w", err)
	}
	return nil
}
