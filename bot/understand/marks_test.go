package understand_test

import (
	"regexp"
	"strings"
	"testing"
)

// What nobody sees changes no reading, wherever it stands: zero-width characters, bidi marks, control characters, soft hyphens,
// variation selectors.
func TestInvisibleCharactersChangeNothing(t *testing.T) {
	p := load(t)
	marks := []string{"\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u202c", "\u2066", "\u2069", "\u200f", "\x00", "\x07", "\x1b", "\x7f", "\u00ad", "\ufe0f"}
	for n, l := range lines(t, "testdata/dev.jsonl") {
		plain := asJSON(compareOnly(t, p, l))
		var b strings.Builder
		for i, c := range []rune(l.Text) {
			b.WriteString(marks[(n+i)%len(marks)])
			b.WriteRune(c)
		}
		l.Text = b.String() + marks[n%len(marks)]
		if marked := asJSON(compareOnly(t, p, l)); marked != plain {
			t.Errorf("%s with invisible characters\n is  %s\n was %s", l.ID, marked, plain)
		}
	}
}

// Signs of templates, SQL and markup, and emoji, before or behind a text change nothing. Letters among them are words: a command that
// must be the whole text (退订) may become nothing by them, and the words of a manager's text hold them, but nothing becomes something
// else.
func TestForeignSignsAroundATextChangeNothing(t *testing.T) {
	p := load(t)
	for _, l := range lines(t, "testdata/dev.jsonl") {
		plain, text := asJSON(compareOnly(t, p, l)), l.Text
		for _, around := range [][2]string{{"", "😀🎉"}, {"👍 ", ""}, {"", "\n{{.}}"}, {"{{ }} ", ""}, {"", "\n'; --"}, {"", " ${}"}, {"", "\n</>"}, {"\u202e", "\u202c"}, {"\n\n", "\n\n"}} {
			l.Text = around[0] + text + around[1]
			if marked := asJSON(compareOnly(t, p, l)); marked != plain {
				t.Errorf("%s %q\n is  %s\n was %s", l.ID, l.Text, marked, plain)
			}
		}
		for _, around := range [][2]string{{"{{.Name}} ", ""}, {"", "\n<b></b>"}, {"", "\n%s%d"}, {"", "\n'; drop table visit; --"}} {
			l.Text = around[0] + text + around[1]
			marked := compareOnly(t, p, l)
			if delete(marked, "text"); asJSON(marked) != withoutText(plain) && marked["intent"] != "unknown" {
				t.Errorf("%s %q\n is  %s\n was %s", l.ID, l.Text, asJSON(marked), plain)
			}
		}
	}
}

var textSlot = regexp.MustCompile(`,?"text":"[^"]*"`)

func withoutText(reading string) string { return textSlot.ReplaceAllString(reading, "") }

// compareOnly reads a line and keeps what is compared.
func compareOnly(t *testing.T, p people, l line) map[string]any {
	t.Helper()
	_, have := compare(t, l, p.read(t, l))
	return have
}
