package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
)

func example() figures.Workbook {
	day := domain.Date{Year: 2026, Month: 11, Day: 23}
	return figures.Workbook{Sheets: []figures.Sheet{
		{Name: "医生", Columns: []figures.Column{
			{Name: "医生", Total: figures.Label}, {Name: "有效", Kind: figures.Int, Total: figures.Sum}, {Name: "目标", Kind: figures.Int, Total: figures.Sum},
			{Name: "达成率", Kind: figures.Percent, Total: figures.Ratio, Part: "有效", Whole: "目标"},
			{Name: "均分", Kind: figures.Decimal, Total: figures.Mean}, {Name: "上次", Kind: figures.Date}, {Name: "时间", Kind: figures.Clock},
			{Name: "记录于", Kind: figures.Instant},
		}, Rows: [][]any{
			{"张伟", 1, 4, 0.25, 82.5, day, domain.TimeOfDay("15:30"), time.Date(2026, 11, 23, 18, 20, 0, 0, time.FixedZone("+08", 8*3600))},
			{"=1+1 <&>", 2, 2, 1.0, nil, nil, nil, nil},
		}},
		{Name: "空表", Columns: []figures.Column{{Name: "医生", Total: figures.Label}, {Name: "有效", Kind: figures.Int, Total: figures.Sum}}},
	}}
}

func open(t *testing.T, w figures.Workbook) (*excelize.File, []byte) {
	t.Helper()
	content, err := Workbook(w)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("the workbook cannot be opened: %v", err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f, content
}

func TestAWorkbookHoldsTypedCellsAndTotals(t *testing.T) {
	f, _ := open(t, example())
	for cell, want := range map[string]string{"A2": "张伟", "B2": "1", "D2": "25%", "E2": "82.5", "F2": "2026-11-23", "G2": "15:30",
		"H2": "2026-11-23 18:20", "A3": "=1+1 <&>", "E3": "", "A4": "合计", "B4": "3", "C4": "6", "D4": "50%", "E4": "82.5"} {
		if got, err := f.GetCellValue("医生", cell); err != nil || got != want {
			t.Errorf("%s shows %q (%v), not %q", cell, got, err, want)
		}
	}
	if kind, err := f.GetCellType("医生", "B2"); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("a number is stored as type %v (%v)", kind, err)
	}
	for cell, want := range map[string]string{"B4": "SUBTOTAL(109,B2:B3)", "E4": "SUBTOTAL(101,E2:E3)",
		"D4": `IF(SUBTOTAL(109,C2:C3)=0,"",SUBTOTAL(109,B2:B3)/SUBTOTAL(109,C2:C3))`, "A3": ""} {
		if got, err := f.GetCellFormula("医生", cell); err != nil || got != want {
			t.Errorf("the formula of %s is %q (%v), not %q", cell, got, err, want)
		}
	}
	for cell, want := range map[string]string{"B4": "3", "D4": "0.5"} { // calculated, not what was stored
		if got, err := f.CalcCellValue("医生", cell, excelize.Options{RawCellValue: true}); err != nil || got != want {
			t.Errorf("%s calculates to %q (%v), not %q", cell, got, err, want)
		}
	}
	if panes, err := f.GetPanes("医生"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header is not frozen: %+v (%v)", panes, err)
	}
	if tables, err := f.GetTables("医生"); err != nil || len(tables) != 1 || tables[0].Range != "A1:H3" {
		t.Errorf("the filters are %+v (%v)", tables, err)
	}
}

func TestASheetWithoutRowsHasItsHeaderAlone(t *testing.T) {
	f, _ := open(t, example())
	rows, err := f.GetRows("空表")
	if err != nil || len(rows) != 1 || strings.Join(rows[0], " ") != "医生 有效" {
		t.Errorf("the empty sheet holds %v (%v)", rows, err)
	}
}

// A phone's preview calculates nothing: the totals have to be there as values.
func TestTotalsCarryTheirValues(t *testing.T) {
	_, content := open(t, example())
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	xml, err := io.ReadAll(part)
	if err != nil || !strings.Contains(string(xml), "<f>SUBTOTAL(109,B2:B3)</f><v>3</v>") {
		t.Errorf("the sum has no value beside its formula (%v):\n%s", err, xml)
	}
}

func TestAWrongWorkbookIsRefused(t *testing.T) {
	w := example()
	w.Sheets[0].Rows[0][1] = "一"
	if _, err := Workbook(w); err == nil {
		t.Error("a text in a column of numbers is written")
	}
}
