package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// ReadCSV reads the lines of a csv file as spreadsheets in China write them: UTF-8 with or without a byte order mark, UTF-16
// with one, or GB18030 (which GBK and GB2312 are parts of); cells are parted by commas, or by tabs where the first line has
// tabs and no comma. The error names the line that is no csv.
func ReadCSV(r io.Reader) ([]Line, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	text, err := decode(raw)
	if err != nil {
		return nil, err
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord = -1
	if first, _, _ := bytes.Cut(text, []byte("\n")); bytes.ContainsRune(first, '\t') && !bytes.ContainsRune(first, ',') {
		in.Comma = '\t'
	}
	var lines []Line
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, fmt.Errorf("line %d is no csv: %w", bad.Line, bad.Err)
		}
		if err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
		number, _ := in.FieldPos(0)
		lines = append(lines, Line{number, cells})
	}
}

// decode returns the text in UTF-8 without a byte order mark.
func decode(raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return nil, fmt.Errorf("read the file as UTF-16: %w", err)
		}
		return text, nil
	case bytes.IndexByte(raw, 0) >= 0:
		return nil, errors.New("the file is neither csv nor a text; a spreadsheet's name must end in .xlsx")
	}
	if raw = bytes.TrimPrefix(raw, []byte("\ufeff")); utf8.Valid(raw) {
		return raw, nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil, errors.New("the file's text is neither UTF-8 nor GB18030; save it as CSV UTF-8")
	}
	return text, nil
}
