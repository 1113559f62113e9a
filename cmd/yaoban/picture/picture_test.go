package picture

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/figures"
)

var out = flag.String("pictures", "", "a folder into which the pictures of the tests are written, to be looked at")

func drawer(t testing.TB) *Drawer {
	t.Helper()
	path, err := FindFont("")
	if err != nil {
		t.Fatalf("%v: deploy/setup.sh test installs one", err)
	}
	d, err := New(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func month(doctors int) figures.Picture {
	names := []string{"张伟", "欧阳静怡", "李静", "古丽巴哈尔·买买提", "叶子", "许诺"}
	places := []string{"市一心内", "附二内分泌", "省人民医院呼吸与危重症医学科", "社区"}
	t := figures.Table{Title: "按医生", Columns: []figures.Heading{{Name: "医生"}, {Name: "级"}, {Name: "有效", Right: true}, {Name: "目标", Right: true}, {Name: "还差", Right: true}},
		Totals: []string{"合计", "", "41", "73", "32"}}
	for i := range doctors {
		t.Rows = append(t.Rows, []string{names[i%6] + " " + places[i%4], "ABC"[i%3 : i%3+1], fmt.Sprint(i % 4), "4", fmt.Sprint(4 - i%4)})
		t.Tones = append(t.Tones, []figures.Tone{figures.Bad, figures.Plain, figures.Plain, figures.Good}[i%4])
	}
	return figures.Picture{Title: "陈晓 11月进度", Subtitle: "截至 2026-11-23 18:20 · 剩6个工作日", Notes: []string{"有效：见到医生、得分满60、距上次有效满3天。"},
		Blocks: []figures.Block{
			figures.KeyFigures{{Name: "有效拜访", Value: "41", Note: "目标73"}, {Name: "达成率", Value: "56%", Tone: figures.Warn}, {Name: "还差", Value: "32次", Tone: figures.Bad}},
			figures.Bars{Title: "按级别", Bars: []figures.Bar{{Name: "A级", Value: 24, Target: 40, Shown: "24/40", Tone: figures.Bad}, {Name: "B级", Value: 12, Target: 24, Shown: "12/24", Tone: figures.Warn},
				{Name: "C级", Value: 12, Target: 9, Shown: "12/9", Tone: figures.Good}, {Name: "D级", Value: 0, Shown: "0"}}},
			t,
		}}
}

// pictures are what is drawn in the tests: the usual, and what breaks layouts.
func pictures() map[string]figures.Picture {
	weeks := []string{"9-7", "9-14", "9-21", "9-28", "10-5", "10-12", "10-19", "10-26", "11-2", "11-9", "11-16", "11-23"}
	long := strings.Repeat("很长的名字", 20)
	return map[string]figures.Picture{
		"month":  month(9),
		"thirty": month(30),
		"empty": {Title: "张三 11月进度", Blocks: []figures.Block{figures.KeyFigures{}, figures.Bars{Title: "按级别"},
			figures.Table{Title: "按医生", Columns: []figures.Heading{{Name: "医生"}, {Name: "有效", Right: true}}, Totals: []string{"合计", "0"}},
			figures.Chart{Title: "每周", Labels: weeks, Series: []figures.Series{{Values: nan(12)}}}}},
		"charts": {Title: "华东一组 每周拜访", Subtitle: "2026-09-07 至 11-23", Blocks: []figures.Block{
			figures.Chart{Title: "每周有效拜访与计划", Unit: "次", Labels: weeks, Series: []figures.Series{
				{Name: "有效", Values: []float64{80, 92, 101, 45, 0, 88, 97, 110, 120, 118, 99, 43}},
				{Name: "计划", Line: true, Values: []float64{100, 100, 100, 60, math.NaN(), 100, 100, 110, 110, 110, 110, 110}}}},
			figures.Chart{Title: "月均质量分", Labels: []string{"9月", "10月", "11月"}, Series: []figures.Series{{Name: "分", Values: []float64{72.4, 78, 81.5}}}},
			figures.Chart{Title: "一个点", Labels: []string{"11月"}, Series: []figures.Series{{Name: "协访率", Line: true, Values: []float64{0.35}}, {Name: "目标", Line: true, Values: []float64{0.5}}, {Name: "覆盖率", Values: []float64{0.41}}}},
			figures.Chart{Title: "六十天", Labels: days(60), Series: []figures.Series{{Values: ramp(60)}, {Name: "上月", Values: ramp(60)}}},
		}},
		"long": {Title: long, Subtitle: long, Notes: []string{long + long}, Blocks: []figures.Block{
			figures.KeyFigures{{Name: long, Value: "123,456,789", Note: long}, {Name: "二", Value: "2"}, {Name: "三", Value: "3"}, {Name: "四", Value: "4"}},
			figures.Bars{Title: long, Bars: []figures.Bar{{Name: long, Value: 3, Target: 4, Shown: long}, {Name: "短", Value: 4, Shown: "4"}}},
			figures.Table{Title: long, Columns: []figures.Heading{{Name: long}, {Name: long, Right: true}, {Name: "三"}, {Name: "四"}, {Name: "五"}, {Name: "六"}},
				Rows: [][]string{{long, "1234567890", long, "x", "emoji 😀⏰ end", "a very long english sentence that goes on"}}},
			figures.Chart{Title: long, Unit: long, Labels: []string{long, long}, Series: []figures.Series{{Name: long, Values: []float64{1, 2}}, {Name: long, Values: []float64{1e6, 2}}}},
		}},
	}
}

func nan(n int) (v []float64) {
	for range n {
		v = append(v, math.NaN())
	}
	return v
}

func ramp(n int) (v []float64) {
	for i := range n {
		v = append(v, float64(i))
	}
	return v
}

func days(n int) (l []string) {
	for i := range n {
		l = append(l, fmt.Sprintf("%d-%d", 10+i/31, 1+i%31))
	}
	return l
}

// Nothing may be drawn over the margin: a text that is too long is cut, not run out of the picture.
func TestEveryPictureIsDrawnWithinItsMargins(t *testing.T) {
	d := drawer(t)
	for name, p := range pictures() {
		content, err := d.Draw(p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if *out != "" {
			if err := os.WriteFile(filepath.Join(*out, name+".png"), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		img, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatalf("%s is no PNG: %v", name, err)
		}
		if b := img.Bounds(); b.Dx() != wide || b.Dy() < 200 || len(content) > 1<<20 {
			t.Errorf("%s is %v with %d bytes", name, b, len(content))
		}
		if x, y, ok := strays(img); ok {
			t.Errorf("%s: something is drawn at %d,%d, in the margin", name, x, y)
		}
	}
}

// strays finds a point in the margins that is not the ground.
func strays(img image.Image) (x, y int, found bool) {
	for y := range img.Bounds().Dy() {
		for x := range margin - 4 {
			for _, at := range []int{x, wide - 1 - x} {
				if r, g, b, _ := img.At(at, y).RGBA(); uint8(r>>8) != ground.R || uint8(g>>8) != ground.G || uint8(b>>8) != ground.B {
					return at, y, true
				}
			}
		}
	}
	return 0, 0, false
}

func TestWhatDoesNotFitIsCutWithAnEllipsis(t *testing.T) {
	d := drawer(t)
	c := d.canvas()
	for _, want := range []struct {
		text  string
		width int
		lines int
		is    string
	}{
		{"张伟", 200, 1, "张伟"}, {"古丽巴哈尔·买买提", 150, 1, "古丽巴…"}, {"古丽巴哈尔买买提", 150, 2, "古丽巴哈/尔买买提"},
		{"欧阳 A20261123", 150, 2, "欧阳/A20261…"}, {"", 100, 1, ""}, {"完😀成", 200, 1, "完成"}, {"一\n二", 200, 1, "一 二"},
	} {
		if got := strings.Join(c.fit(want.text, body, want.width, want.lines), "/"); got != want.is {
			t.Errorf("%q in %d pixels is %q, not %q", want.text, want.width, got, want.is)
		}
	}
}

func TestAPictureThatBreaksARuleIsRefused(t *testing.T) {
	d := drawer(t)
	if _, err := d.Draw(figures.Picture{}); err == nil {
		t.Error("a picture without a title is drawn")
	}
	if _, err := d.Draw(month(1000)); err == nil {
		t.Error("a picture of 1,000 rows is drawn")
	}
}

func TestAFontMustHaveChinese(t *testing.T) {
	if _, err := FindFont(filepath.Join(t.TempDir(), "none.ttf")); err == nil {
		t.Error("a font that is not there serves")
	}
	broken := filepath.Join(t.TempDir(), "broken.ttc")
	if err := os.WriteFile(broken, []byte("ttcf and nothing else"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := FindFont(broken); err == nil || errors.Is(err, ErrNoFont) {
		t.Errorf("a broken font: %v", err)
	}
}

func BenchmarkDraw(b *testing.B) {
	d := drawer(b)
	for b.Loop() {
		if _, err := d.Draw(month(30)); err != nil {
			b.Fatal(err)
		}
	}
}
