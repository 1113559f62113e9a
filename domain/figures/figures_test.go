package figures

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func TestAWorkbookIsCheckedBeforeItIsDrawn(t *testing.T) {
	good := func() Workbook {
		return Workbook{Sheets: []Sheet{{Name: "医生", Columns: []Column{
			{Name: "医生", Total: Label}, {Name: "有效", Kind: Int, Total: Sum}, {Name: "目标", Kind: Int, Total: Sum},
			{Name: "达成率", Kind: Percent, Total: Ratio, Part: "有效", Whole: "目标"}, {Name: "均分", Kind: Decimal, Total: Mean},
			{Name: "日期", Kind: Date}, {Name: "时间", Kind: Clock}, {Name: "记录于", Kind: Instant},
		}, Rows: [][]any{{"张伟", 1, int64(4), 0.25, 82.5, domain.Date{Year: 2026, Month: 11, Day: 23}, domain.TimeOfDay("15:00"), time.Time{}},
			{nil, nil, nil, nil, nil, nil, nil, nil}}}}}
	}
	if err := good().Check(); err != nil {
		t.Fatalf("a good workbook: %v", err)
	}
	if sum, n := good().Sheets[0].Sum(2); sum != 4 || n != 1 {
		t.Errorf("the sum is %v of %d cells", sum, n)
	}
	for name, spoil := range map[string]func(*Workbook){
		"no sheet":              func(w *Workbook) { w.Sheets = nil },
		"a name too long":       func(w *Workbook) { w.Sheets[0].Name = strings.Repeat("长", 32) },
		"a name with a slash":   func(w *Workbook) { w.Sheets[0].Name = "a/b" },
		"two of one name":       func(w *Workbook) { w.Sheets = append(w.Sheets, w.Sheets[0]) },
		"no column":             func(w *Workbook) { w.Sheets[0].Columns = nil },
		"two columns of one":    func(w *Workbook) { w.Sheets[0].Columns[1].Name = "医生" },
		"the sum of texts":      func(w *Workbook) { w.Sheets[0].Columns[0].Total = Sum },
		"a ratio of nothing":    func(w *Workbook) { w.Sheets[0].Columns[3].Part = "不在" },
		"a row that is short":   func(w *Workbook) { w.Sheets[0].Rows[0] = w.Sheets[0].Rows[0][:3] },
		"a text for a number":   func(w *Workbook) { w.Sheets[0].Rows[0][1] = "一" },
		"a number for a date":   func(w *Workbook) { w.Sheets[0].Rows[0][5] = 3 },
		"a whole for a percent": func(w *Workbook) { w.Sheets[0].Rows[0][3] = 1 },
	} {
		w := good()
		if spoil(&w); w.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestAPictureIsCheckedBeforeItIsDrawn(t *testing.T) {
	good := Picture{Title: "进度", Blocks: []Block{KeyFigures{{Name: "有效", Value: "3"}}, Bars{Bars: []Bar{{Name: "A级", Value: 3, Target: 4}}},
		Table{Columns: []Heading{{Name: "医生"}}, Rows: [][]string{{"张伟"}}, Totals: []string{"合计"}},
		Chart{Labels: []string{"10月", "11月"}, Series: []Series{{Values: []float64{1, math.NaN()}}}}}}
	if err := good.Check(); err != nil {
		t.Fatalf("a good picture: %v", err)
	}
	if err := (Picture{}).Check(); err == nil {
		t.Error("a picture without a title passes")
	}
	for name, b := range map[string]Block{
		"nothing":                 nil,
		"seven key figures":       make(KeyFigures, 7),
		"a negative bar":          Bars{Bars: []Bar{{Value: -1}}},
		"a bar that is no number": Bars{Bars: []Bar{{Target: math.NaN()}}},
		"a table without columns": Table{},
		"a row too wide":          Table{Columns: []Heading{{Name: "a"}}, Rows: [][]string{{"1", "2"}}},
		"totals too wide":         Table{Columns: []Heading{{Name: "a"}}, Totals: []string{"1", "2"}},
		"tones for other rows":    Table{Columns: []Heading{{Name: "a"}}, Tones: []Tone{Good}},
		"a series too short":      Chart{Labels: []string{"1", "2"}, Series: []Series{{Values: []float64{1}}}},
		"an infinite value":       Chart{Labels: []string{"1"}, Series: []Series{{Values: []float64{math.Inf(1)}}}},
	} {
		if (Picture{Title: "进度", Blocks: []Block{b}}).Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}
