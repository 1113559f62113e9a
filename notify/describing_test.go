package notify

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/figures"
	"github.com/yaoban/yaoban/domain/notice"
)

// entry is what a figure may come to hold: pointers, maps, and either inside the other.
type entry struct {
	Of    *int
	By    map[string]*float64
	Deep  **entry
	Any   any
	Notes []string
	inner *string
}

func newEntry(n int, x float64, note string) entry {
	deep := &entry{Of: &n, Notes: []string{note}}
	return entry{Of: &n, By: map[string]*float64{"甲": &x, "乙": &x, "丙": nil, "丁": &x, "戊": &x}, Deep: &deep, Any: map[int]any{1: &n, 2: note, 3: &x}, inner: &note}
}

// workbookOf is an attachment whose one cell holds a value.
func workbookOf(cell any) notice.Attachment {
	return notice.Attachment{Name: "进度", Workbook: &figures.Workbook{Sheets: []figures.Sheet{{Name: "一", Rows: [][]any{{cell}}}}}}
}

// What is shown twice has other addresses each time and is described alike; what differs anywhere is not.
func TestADescriptionGoesByWhatIsShown(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, zone)
	first, second := 1, 2
	for range 20 { // the order of a map is another one each time
		for _, same := range [][2]any{
			{newEntry(1, 0.5, "a"), newEntry(1, 0.5, "a")}, {new(int), new(int)}, {math.NaN(), math.NaN()}, {at, time.Date(2026, 11, 23, 8, 0, 0, 0, time.FixedZone("CST", 8*3600))},
			{newEntry(1, math.NaN(), "a"), newEntry(1, math.NaN(), "a")},
		} {
			if a, b := describe(workbookOf(same[0])), describe(workbookOf(same[1])); a != b {
				t.Fatalf("the same is described as\n%s\nand\n%s", a, b)
			}
		}
	}
	for _, differ := range [][2]any{
		{newEntry(1, 0.5, "a"), newEntry(2, 0.5, "a")}, {newEntry(1, 0.5, "a"), newEntry(1, 0.25, "a")}, {newEntry(1, 0.5, "a"), newEntry(1, 0.5, "b")},
		{&first, &second}, {1, int64(1)}, {1, "1"}, {nil, 0}, {nil, ""}, {(*int)(nil), &first}, {at, at.Add(time.Nanosecond)}, {at, at.UTC()}, {math.NaN(), 0.0}, {1e15, 1e15 + 1},
		{map[string]int{"a": 1}, map[string]int{"a": 2}}, {map[string]int{"a": 1}, map[string]int{"b": 1}}, {[]string{"a", "b"}, []string{"ab"}}, {[]string{`a";"b`}, []string{"a", "b"}},
		{[][]string{{"a"}, {"b"}}, [][]string{{"a", "b"}}}, {domain.TimeOfDay("15:00"), "15:00"}, {true, false},
	} {
		if a, b := describe(workbookOf(differ[0])), describe(workbookOf(differ[1])); a == b {
			t.Errorf("%#v and %#v are both described as %s", differ[0], differ[1], a)
		}
	}
	chart := func(values ...float64) notice.Attachment {
		return notice.Attachment{Name: "进度", Picture: &figures.Picture{Title: "进度", Blocks: []figures.Block{figures.Chart{Series: []figures.Series{{Values: values}}}}}}
	}
	one, again, other := describe(chart(1, math.NaN())), describe(chart(1, math.NaN())), describe(chart(2, math.NaN()))
	if one != again || one == other {
		t.Error("a chart is not described by its values")
	}
	bars := notice.Attachment{Name: "进度", Picture: &figures.Picture{Title: "进度", Blocks: []figures.Block{figures.Bars{}}}}
	keys := notice.Attachment{Name: "进度", Picture: &figures.Picture{Title: "进度", Blocks: []figures.Block{figures.KeyFigures{}}}}
	if describe(bars) == describe(keys) {
		t.Error("bars and key figures are described alike")
	}
}

// Whatever a figure comes to hold is described by its value: a kind of which only the type could be written is not among them, and no
// type holds itself, which would have no end.
func TestEverythingThatAnAttachmentHoldsIsDescribed(t *testing.T) {
	cells := []any{"", 0, int64(0), 0.0, domain.Date{}, domain.TimeOfDay(""), time.Time{}}
	blocks := []figures.Block{figures.KeyFigures{}, figures.Bars{}, figures.Table{}, figures.Chart{}}
	seen := 0
	var walk func(of reflect.Type, path []reflect.Type)
	walk = func(of reflect.Type, path []reflect.Type) {
		seen++
		for _, p := range path {
			if p == of {
				t.Fatalf("%s holds itself", of)
			}
		}
		path = append(path, of)
		switch of.Kind() {
		case reflect.Func, reflect.Chan, reflect.UnsafePointer:
			t.Errorf("a %s cannot be described", of)
		case reflect.Struct:
			for i := range of.NumField() {
				if f := of.Field(i); of != reflect.TypeFor[time.Time]() {
					walk(f.Type, path)
				}
			}
		case reflect.Map:
			walk(of.Key(), path)
			walk(of.Elem(), path)
		case reflect.Slice, reflect.Array, reflect.Pointer:
			walk(of.Elem(), path)
		}
	}
	walk(reflect.TypeFor[notice.Attachment](), nil)
	for _, c := range cells {
		walk(reflect.TypeOf(c), nil)
	}
	for _, b := range blocks {
		walk(reflect.TypeOf(b), nil)
	}
	if seen < 40 {
		t.Errorf("only %d types were looked at", seen)
	}
}
