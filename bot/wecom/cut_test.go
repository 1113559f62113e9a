package wecom

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCut(t *testing.T) {
	han := func(n int) string { return strings.Repeat("药", n) }
	room := MaxReplyBytes - len(more)
	for name, tc := range map[string]struct{ text, now, rest string }{
		"empty":           {"", "", ""},
		"short":           {"收到", "收到", ""},
		"exactly full":    {han(682) + "ab", han(682) + "ab", ""},
		"a line's end":    {han(500) + "。x\n" + han(300), han(500) + "。x" + more, han(300)},
		"a sentence":      {han(500) + "。" + han(300), han(500) + "。" + more, han(300)},
		"a quote's end":   {han(400) + "。”" + han(300), han(400) + "。”" + more, han(300)},
		"an early line":   {"一\n" + han(900), "一\n" + han((room-4)/3) + more, han(900 - (room-4)/3)},
		"only space over": {"收到" + strings.Repeat(" ", 3000), "收到", ""},
		"invalid UTF-8":   {"收\xff到", "收\uFFFD到", ""},
		"a joined emoji": {strings.Repeat("a", room-4) + "👨‍⚕️" + strings.Repeat("b", 100),
			strings.Repeat("a", room-4) + more, "👨‍⚕️" + strings.Repeat("b", 100)},
		"one endless character": {"e" + strings.Repeat("\u0301", 2000),
			"e" + strings.Repeat("\u0301", (room-1)/2) + more, strings.Repeat("\u0301", 2000-(room-1)/2)},
	} {
		t.Run(name, func(t *testing.T) {
			now, rest := Cut(tc.text)
			if now != tc.now || rest != tc.rest {
				t.Errorf("now %d bytes, want %d; rest %d bytes, want %d", len(now), len(tc.now), len(rest), len(tc.rest))
			}
		})
	}
}

// Whatever is cut, every part fits, no rune is broken, cutting again changes nothing, and nothing but white space is lost.
func TestCutLosesNothing(t *testing.T) {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"药", "。", "\n", "a", " ", "👨‍⚕️", "e\u0301", "🇨🇳", "！”", "\r\n", "见了张伟主任，讲了立舒平。"})
		text := strings.Join(rapid.SliceOfN(piece, 0, 3000).Draw(t, "text"), "")
		joined := ""
		for parts, rest := 0, text; ; parts++ {
			var now string
			now, rest = Cut(rest)
			if len(now) > MaxReplyBytes || !utf8.ValidString(now) {
				t.Fatalf("a part of %d bytes, valid %v", len(now), utf8.ValidString(now))
			}
			if again, more := Cut(now); again != now || more != "" {
				t.Fatal("cutting a part again changes it")
			}
			if rest == "" {
				joined += now
				break
			}
			joined += strings.TrimSuffix(now, more)
			if parts > len(text)/512+2 {
				t.Fatal("cutting does not come to an end")
			}
		}
		if bare(joined) != bare(text) {
			t.Fatal("something was lost")
		}
	})
}
