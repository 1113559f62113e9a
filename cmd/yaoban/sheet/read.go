// Package sheet reads the company's files and writes exports: csv, xlsx and jsonl. It knows no table: what the cells mean is
// domain/roster for what comes in and domain/export for what goes out.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain/roster"
)

// mostBytes bounds a file and what a spreadsheet unpacks to, so that a small file cannot fill the memory.
const (
	mostBytes    = 256 << 20
	mostUnpacked = 1 << 30
)

// Read reads the lines of a file: a spreadsheet if it is one (only its first sheet), otherwise csv as roster.ReadCSV has it.
// Cells of a spreadsheet come as they are stored: a day as a number of days.
func Read(r io.Reader) ([]roster.Line, error) {
	raw, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the file: %w", err)
	case len(raw) > mostBytes:
		return nil, fmt.Errorf("the file is larger than %d MB; cut it into several", mostBytes>>20)
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return readXLSX(raw)
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return nil, errors.New("the file is a spreadsheet of an old form (.xls) or has a password; save it as .xlsx without one")
	}
	return roster.ReadCSV(bytes.NewReader(raw))
}

func readXLSX(raw []byte) (lines []roster.Line, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostUnpacked})
	if err != nil {
		return nil, fmt.Errorf("read the spreadsheet: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, errors.New("the spreadsheet has no sheet")
	}
	rows, err := f.Rows(names[0])
	if err != nil {
		return nil, fmt.Errorf("read the sheet %s: %w", names[0], err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("read line %d of the sheet %s: %w", number, names[0], err)
		}
		for i, c := range cells {
			cells[i] = whole(c)
		}
		lines = append(lines, roster.Line{Number: number, Cells: cells})
	}
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("read the sheet %s: %w", names[0], err)
	}
	return lines, nil
}

// longNumber is how spreadsheets store long numbers: 1.3800001001E10. No code of a company looks like that.
var longNumber = regexp.MustCompile(`^([1-9])\.([0-9]+)E\+?([0-9]{1,2})$`)

// whole gives a number that a spreadsheet stored in that form its digits back.
func whole(cell string) string {
	m := longNumber.FindStringSubmatch(cell)
	if m == nil {
		return cell
	}
	exponent, err := strconv.Atoi(m[3])
	if err != nil || len(m[2]) > exponent || exponent > 18 {
		return cell
	}
	return m[1] + m[2] + strings.Repeat("0", exponent-len(m[2]))
}
