package screen

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// line is a line of testdata: what `yaoban screen` reads, and what it must answer.
type line struct {
	ID, From, Text, Want string
	Rule                 Rule
}

func load(t testing.TB, name string) []line {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []line
	in := bufio.NewScanner(f)
	for in.Scan() {
		var l line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			t.Fatalf("%s, line %d: %v", name, len(lines)+1, err)
		}
		lines = append(lines, l)
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// The sets were written by hand for several people and both channels (testdata/README.md says how, and what the rules
// reached on lines that they had not seen). The bars are those of the product: at least 0.98 of what is forbidden is
// refused, at most 0.03 of the rest is (PRODUCT.md C3, C4).
func TestTheSets(t *testing.T) {
	for name, bar := range map[string]struct{ refused, named int }{ // in percent
		"built_on.jsonl": {98, 93}, "held_out.jsonl": {98, 93}, "second.jsonl": {98, 93}, "third.jsonl": {98, 93}, "fourth.jsonl": {98, 93},
		"fifth.jsonl": {98, 93}, "sixth.jsonl": {98, 93},
		"seventh.jsonl": {98, 90}, "eighth.jsonl": {98, 90}, // by authors independent of the rules
	} {
		var bad, caught, good, stopped, named int
		for _, l := range load(t, name) {
			v := Check(l.Text)
			switch l.Want {
			case "refuse":
				bad++
				if v.Refused {
					caught++
				} else {
					t.Logf("%s passes: %s", l.ID, l.Text)
				}
				if v.Rule == l.Rule {
					named++
				}
			case "pass":
				good++
				if v.Refused {
					stopped++
					t.Logf("%s is refused for %s: %s", l.ID, v.Rule, v.Masked)
				}
			default:
				t.Fatalf("%s wants %q", l.ID, l.Want)
			}
		}
		t.Logf("%s: %d of %d refused (%d under the rule expected), %d of %d refused wrongly", name, caught, bad, named, stopped, good)
		if caught*100 < bad*bar.refused {
			t.Errorf("%s: only %d of %d are refused", name, caught, bad)
		}
		if stopped*100 > good*3 {
			t.Errorf("%s: %d of %d are refused wrongly", name, stopped, good)
		}
		if named*100 < bad*bar.named {
			t.Errorf("%s: only %d of %d name the rule", name, named, bad)
		}
	}
}

// Only the offending words go: the visit and the adverse event beside them stay readable.
func TestWhatIsMasked(t *testing.T) {
	for _, c := range []struct {
		text, want string
		rule       Rule
	}{
		{"今天拜访张主任，立舒平20分钟，他同意试用，上个月开了200盒", "今天拜访张主任，立舒平20分钟，他同意试用，上个月▇▇", PrescriptionCount},
		{"张主任本月开了80盒立舒平，有个病人吃了3盒后皮疹住院了", "张主任本月▇▇立舒平，有个病人吃了3盒后皮疹住院了", PrescriptionCount},
		{"送张主任两张购物卡，糖维宁患者低血糖", "送张主任两张▇▇，糖维宁患者低血糖", Bribery},
		{"给张主任送了茶叶。下午见李静，10分钟", "给张主任▇▇。下午见李静，10分钟", Bribery},
		{"晚上请张主任吃饭，立舒平他认可", "晚上▇▇，立舒平他认可", Hospitality},
		{"晚上请刘国强吃饭，他说有个病人用立舒平后全身皮疹住院了", "晚上▇▇，他说有个病人用立舒平后全身皮疹住院了", Hospitality},
		{"这个月要他开够50盒", "这个月要他▇▇", SalesTask},
		{"处\u200b方\ufeff量：９０", "▇▇", PrescriptionCount},
		{"张伟 1 2 0 盒 上月", "张伟 ▇▇ 上月", PrescriptionCount},
	} {
		v := Check(c.text)
		if !v.Refused || v.Masked != c.want || v.Rule != c.rule {
			t.Errorf("%q becomes %q for %s, want %q for %s", c.text, v.Masked, v.Rule, c.want, c.rule)
		}
		if v.Article == "" || v.ExplainCode != "screen."+string(c.rule) {
			t.Errorf("%q is explained by %q, %q", c.text, v.Article, v.ExplainCode)
		}
	}
}

func TestATextThatPassesStays(t *testing.T) {
	for _, s := range []string{"", " \n", "下午三点拜访张主任", "吃了3盒后皮疹", "辅导 陈晓 43344 待办：周五前练习异议处理", "👨\u200d⚕️ ok", "\x00"} {
		if v := Check(s); v.Refused || v.Masked != s || v.Rule != "" || v.Article != "" || len(v.Spans) != 0 {
			t.Errorf("%q gives %+v", s, v)
		}
	}
	if v := Check("张主任\xff\xfe来了"); v.Refused || v.Masked != "张主任\uFFFD来了" {
		t.Errorf("wrong bytes give %+v", v)
	}
}

// sound checks what must hold for any text.
func sound(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string) {
	t.Helper()
	v := Check(text)
	if !utf8.ValidString(v.Masked) {
		t.Fatalf("%q is masked to wrong bytes %q", text, v.Masked)
	}
	clean := strings.ToValidUTF8(text, "\uFFFD")
	if !v.Refused {
		if v.Masked != clean || len(v.Spans) > 0 {
			t.Fatalf("%q passes changed: %+v", text, v)
		}
		return
	}
	if again := Check(v.Masked); again.Refused || again.Masked != v.Masked {
		t.Fatalf("%q is masked to %q, and that to %q", text, v.Masked, again.Masked)
	}
	rest, at := v.Masked, 0
	for _, s := range v.Spans {
		if s.Start < at || s.End <= s.Start || s.End > len(clean) || s.Rule == "" {
			t.Fatalf("%q has the spans %v", text, v.Spans)
		}
		kept, ok := strings.CutPrefix(rest, clean[at:s.Start]+Mask)
		if !ok {
			t.Fatalf("%q is changed outside its spans: %q", text, v.Masked)
		}
		rest, at = kept, s.End
	}
	if rest != clean[at:] {
		t.Fatalf("%q is changed after its spans: %q", text, v.Masked)
	}
}

// Sentences put together of the sets' own pieces are where masking one thing could free another.
func TestMaskingHoldsForAnyMixture(t *testing.T) {
	lines := append(load(t, "built_on.jsonl"), load(t, "held_out.jsonl")...)
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 5).Draw(t, "pieces") {
			r := []rune(lines[rapid.IntRange(0, len(lines)-1).Draw(t, "line")].Text)
			from := rapid.IntRange(0, len(r)).Draw(t, "from")
			to := rapid.IntRange(from, len(r)).Draw(t, "to")
			b.WriteString(string(r[from:to]))
			b.WriteString(rapid.SampledFrom([]string{"", " ", "，", "。", "\n", "▇▇", "不", "禁止", "100"}).Draw(t, "between"))
		}
		sound(t, b.String())
	})
}

func FuzzCheck(f *testing.F) {
	for _, l := range load(f, "built_on.jsonl") {
		f.Add(l.Text)
	}
	for _, s := range []string{"", "\xff", "▇", "开\xf0\x9f盒120", strings.Repeat("开120盒", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { sound(t, text) })
}

// The time of a long text is a multiple of that of its parts.
func BenchmarkCheck(b *testing.B) {
	lines := load(b, "built_on.jsonl")
	var all strings.Builder
	for _, l := range lines {
		all.WriteString(l.Text + "，")
	}
	all.WriteString(all.String())
	b.Run("message", func(b *testing.B) {
		for i := range b.N {
			Check(lines[i%len(lines)].Text)
		}
	})
	b.Run("20kB", func(b *testing.B) {
		long := all.String()[:20_000]
		b.SetBytes(int64(len(long)))
		for range b.N {
			Check(long)
		}
	})
	b.Run("200kB", func(b *testing.B) {
		long := strings.Repeat(all.String()[:20_000], 10)
		b.SetBytes(int64(len(long)))
		for range b.N {
			Check(long)
		}
	})
}
