package understand

import (
	"cmp"
	"slices"
	"strings"
)

// The words that take the place of a doctor and a hospital in Masked.
const (
	someDoctor   = "某医生"
	someHospital = "某医院"
)

// Masked is a text without the doctors and hospitals that it names, however they are named, for people who do not need to know them.
// It is empty where the text is typed in letters, because no one can say for sure what stands in it.
func Masked(text string, who Sender, c Context) string {
	letters := 0
	for _, r := range text {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			if letters++; letters >= 4 {
				return ""
			}
		} else {
			letters = 0
		}
	}
	if len([]rune(text)) > MaxLength {
		return ""
	}
	m := newMessage(text, who, c, gazetteerOf(c))
	type cover struct {
		span
		by string
	}
	var covers []cover
	for _, p := range m.people {
		covers = append(covers, cover{span{p.from, p.to}, someDoctor})
	}
	for _, t := range m.tokens {
		if t.kind == tokHospital {
			covers = append(covers, cover{span{t.from, t.to}, someHospital})
		}
	}
	slices.SortStableFunc(covers, func(a, b cover) int { return cmp.Compare(a.from, b.from) })
	var out strings.Builder
	at := 0 // in bytes of the text
	for _, k := range covers {
		from, to := int(m.from[k.from]), int(m.to[k.to-1])
		if from < at {
			at = max(at, to)
			continue
		}
		out.WriteString(text[at:from])
		out.WriteString(k.by)
		at = to
	}
	out.WriteString(text[at:])
	return strings.TrimSpace(out.String())
}
