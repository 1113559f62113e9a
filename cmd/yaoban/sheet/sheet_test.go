package sheet_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
)

var visit = export.Visit{
	Number: 1001, Rep: "chenxiao", Doctor: "D001", Date: domain.Date{Year: 2026, Month: 11, Day: 23}, Start: "15:00", Minutes: 20,
	Products: []string{"P01", "P02"}, Result: "agreed", Next: &export.Next{Date: domain.Date{Year: 2026, Month: 11, Day: 30}},
	Channel: domain.WeCom, SaidAt: time.Date(2026, 11, 23, 18, 20, 0, 0, time.FixedZone("", 8*3600)), Score: 0, Status: "open",
}

// write returns what a writer of the format makes of rows.
func write[T any](t *testing.T, format string, rows ...T) string {
	t.Helper()
	var out bytes.Buffer
	w, err := sheet.NewWriter(format, &out, "visits", sheet.Columns[T]())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Write(sheet.Values[T]()(r)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestJSONLinesAreWhatEncodingTheRowGives(t *testing.T) {
	for _, v := range []export.Visit{visit, {}} {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), write(t, "jsonl", v)); diff != "" {
			t.Error(diff)
		}
	}
	fact := export.Fact{Kind: "x", After: json.RawMessage(`{"a":"<b>"}`)}
	if got := write(t, "jsonl", fact); !strings.HasSuffix(got, `"kind":"x","after":{"a":"<b>"}}`+"\n") {
		t.Errorf("a fact is %s", got)
	}
}

func TestCSV(t *testing.T) {
	got := write(t, "csv", visit)
	want := "\ufeffid,number,rep,doctor,date,start,minutes,products,purpose,result,joint,next,channel,said_at,recorded_at,score,effective,status,event\n" +
		"00000000-0000-0000-0000-000000000000,1001,chenxiao,D001,2026-11-23,15:00,20,P01|P02,,agreed,,2026-11-30,wecom," +
		"2026-11-23T18:20:00+08:00,0001-01-01T00:00:00Z,0,false,open,\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	type row struct {
		Text string   `json:"text"`
		N    int      `json:"n"`
		List []string `json:"list"`
	}
	got = write(t, "csv", row{"=1+1", -3, []string{"@a"}}, row{"+86", 0, nil}, row{"-x", 0, nil}, row{"a\tb", 0, nil}, row{"\t=1", 0, nil})
	if want := "\ufefftext,n,list\n'=1+1,-3,'@a\n'+86,0,\n'-x,0,\na\tb,0,\n'\t=1,0,\n"; got != want {
		t.Errorf("cells like formulas are %q", got)
	}
}

func TestXLSX(t *testing.T) {
	out := write(t, "xlsx", visit, visit)
	f, err := excelize.OpenReader(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("visits")
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	if got := strings.Join(rows[1][1:14], ","); got != "1001,chenxiao,D001,2026-11-23,15:00,20,P01|P02,,agreed,,2026-11-30,wecom,2026-11-23 18:20:00" {
		t.Errorf("the row shows %s", got)
	}
	for cell, want := range map[string]excelize.CellType{"B2": excelize.CellTypeUnset, "C2": excelize.CellTypeInlineString, "Q2": excelize.CellTypeBool} {
		if got, err := f.GetCellType("visits", cell); err != nil || got != want {
			t.Errorf("%s is of type %v, not %v: %v", cell, got, want, err)
		}
	}
	if p, err := f.GetPanes("visits"); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("the header is not frozen: %+v, %v", p, err)
	}
	// What was written can be read: days and numbers come as they are stored.
	lines, err := sheet.Read(strings.NewReader(out))
	if err != nil || len(lines) != 3 || lines[2].Number != 3 || lines[1].Cells[1] != "1001" || lines[1].Cells[4] != "46349" {
		t.Errorf("read back %+v, %v", lines, err)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"a broken zip":       {"PK\x03\x04rest", "read the spreadsheet"},
		"an old spreadsheet": {"\xd0\xcf\x11\xe0\xa1\xb1", "save it as .xlsx"},
		"a picture":          {"\x89PNG\x00\x01", "neither csv"},
	} {
		if _, err := sheet.Read(strings.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := sheet.NewWriter("pdf", nil, "", nil); err == nil {
		t.Error("pdf is accepted")
	}
}

func TestNumbersOfASpreadsheetKeepTheirDigits(t *testing.T) {
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "mobile", "A3": 13800001001, "B3": 30.5801, "C3": "1E5", "E3": "1.3800001001E10"} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellValue("Sheet1", "D3", 1.3800001001e10); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	lines, err := sheet.Read(&out)
	if err != nil {
		t.Fatal(err)
	}
	last := lines[len(lines)-1]
	if got := strings.Join(last.Cells, " "); got != "13800001001 30.5801 1E5 13800001001 13800001001" || last.Number != 3 {
		t.Errorf("line %d is %s", last.Number, got)
	}
}
