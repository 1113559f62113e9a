// Package words is the one catalogue of what people read in chat: each text is declared at the top of the command or
// notice file that says it, and the catalogue is their sum. It imports the standard library only.
package words

import (
	"fmt"
	"sort"
)

// Text is one text of the catalogue: natural Chinese with fmt verbs for what it is about.
type Text struct {
	key string
	zh  string
}

var catalogue = map[string]Text{}

// New declares a text at start-up under a key that says where it is used (report.echo). A key declared twice is a
// programming error, found before anything runs.
func New(key, zh string) Text {
	if _, twice := catalogue[key]; twice || key == "" || zh == "" {
		panic(fmt.Sprintf("text %q is declared twice or is empty", key))
	}
	t := Text{key, zh}
	catalogue[key] = t
	return t
}

// Refusal declares the words for a domain.Refusal of that code.
func Refusal(code, zh string) Text { return New("refusal."+code, zh) }

// Say fills the text.
func (t Text) Say(args ...any) string {
	if len(args) == 0 {
		return t.zh
	}
	return fmt.Sprintf(t.zh, args...)
}

// ForRefusal returns the words for a refusal's code, and false if nobody declared them.
func ForRefusal(code string) (Text, bool) {
	t, ok := catalogue["refusal."+code]
	return t, ok
}

// All returns the catalogue sorted by key, as pairs of key and text.
func All() [][2]string {
	out := make([][2]string, 0, len(catalogue))
	for _, t := range catalogue {
		out = append(out, [2]string{t.key, t.zh})
	}
	sort.Slice(out, func(i, j int) bool { return out[i][0] < out[j][0] })
	return out
}
