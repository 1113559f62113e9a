package understand

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Explanation is why a text is read as it is: where each slot comes from, and what was seen and not taken. It is written down by
// the reading itself.
type Explanation struct {
	// Intent is what the intent is known by, Slots what each slot of the reading was filled from, in the order of the reading.
	Intent Given   `json:"intent"`
	Slots  []Given `json:"slots"`
	// Rejected are the intents that the text could be and is not, the doctors who were near, and the words that were seen and not
	// taken.
	Rejected []Rejected `json:"rejected"`
}

// Given is one slot of a reading with what it was filled from.
type Given struct {
	// Slot is its path in the reading: visits[0].doctor, changes.minutes, at.
	Slot string `json:"slot"`
	// Value is the slot's value as the reading has it.
	Value json.RawMessage `json:"value"`
	// From are the words of the text; none where Rule fills the slot without any.
	From []Words `json:"from"`
	Rule string  `json:"rule"`
}

// Words are a stretch of the original text: its bytes From up to To, and what stands there.
type Words struct {
	From int    `json:"from"`
	To   int    `json:"to"`
	Text string `json:"text"`
}

// Rejected is a reading that was not taken.
type Rejected struct {
	// What is intent, doctor, date, time, minutes, product, hospital, department, colleague, result, purpose, harm, complaint.
	What string `json:"what"`
	// Value is the code of the intent or the doctor, empty for words.
	Value string `json:"value,omitempty"`
	// Words are where it stands in the text; nil for an intent.
	Words *Words `json:"words,omitempty"`
	// Why is the reason.
	Why string `json:"why"`
}

// Explain reads a text as Read does and says why it is read so. A text that is too long is not read, and nothing is said of it.
func Explain(text string, who Sender, c Context) (Reading, Explanation) {
	if utf8.RuneCountInString(text) > MaxLength {
		return Read(text, who, c), Explanation{Rejected: []Rejected{{What: "intent", Why: fmt.Sprintf("the text has more than %d characters", MaxLength)}}}
	}
	if c.Gazetteer == nil {
		c.Gazetteer = NewGazetteer(World{})
	}
	c.trace = newTrace()
	m := newMessage(text, who, c, c.Gazetteer)
	r := m.read()
	x := Explanation{Intent: Given{Slot: "intent", Value: raw(r.Intent), Rule: "none of the intents fits"}}
	if w, ok := m.trace.given["intent"]; ok {
		x.Intent.From, x.Intent.Rule = m.stretches(w.spans), w.rule
	}
	used := m.explainSlots(&x, r)
	m.explainIntents(&x, r, text)
	for _, n := range m.trace.near {
		x.Rejected = append(x.Rejected, m.rejection(n))
	}
	m.explainWords(&x, used)
	return r, x
}

// raw is a value as the reading writes it.
func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil { // a reading holds nothing that has no json
		return nil
	}
	return b
}

// explainSlots fills the slots of the reading with what they were filled from, and returns the runes that were used.
func (m *message) explainSlots(x *Explanation, r Reading) []span {
	var used []span
	put := func(prefix string, part any) {
		for _, f := range fields(part) {
			w, ok := m.trace.given[prefix+f.name]
			if !ok || prefix+f.name == "intent" {
				continue
			}
			used = append(used, w.spans...)
			x.Slots = append(x.Slots, Given{prefix + f.name, f.value, m.stretches(w.spans), w.rule})
		}
	}
	for k, v := range r.Visits {
		put(visitPath(k), v)
	}
	if r.Changes != nil {
		put("changes.", r.Changes)
	}
	put("", r)
	return used
}

type field struct {
	name  string
	value json.RawMessage
}

// fields returns the filled slots of a reading or a visit in their order.
func fields(part any) []field {
	var out []field
	d := json.NewDecoder(strings.NewReader(string(raw(part))))
	if _, err := d.Token(); err != nil {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return out
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return out
		}
		out = append(out, field{fmt.Sprint(name), value})
	}
	return out
}

// explainIntents names the intents that were tried and left with a reason, and those that the text would have been, had not
// another gone before: each is tried by the same rules on the text read anew.
func (m *message) explainIntents(x *Explanation, r Reading, text string) {
	for _, l := range m.trace.lost {
		if l.value != string(r.Intent) {
			x.Rejected = append(x.Rejected, Rejected{What: "intent", Value: l.value, Why: l.reason})
		}
	}
	seen := map[Intent]bool{r.Intent: true}
	for n := m.trace.rule + 1; n < len(m.rules()) && r.Intent != Unknown; n++ {
		fresh := newMessage(text, m.who, Context{At: m.at, Channel: m.channel, Ahead: m.ahead, Gazetteer: m.g}, m.g)
		if other, ok := fresh.rules()[n](fresh); ok && !seen[other.Intent] {
			seen[other.Intent] = true
			x.Rejected = append(x.Rejected, Rejected{What: "intent", Value: string(other.Intent), Why: "the text fits it too, but " + string(r.Intent) + " goes before it"})
		}
	}
}

// tokenNames are what the kinds of tokens are called.
var tokenNames = map[tokenKind]string{tokDay: "date", tokClock: "time", tokMinutes: "minutes", tokProduct: "product", tokHospital: "hospital",
	tokDepartment: "department"}

// explainWords names the words that have a meaning of their own and fill no slot.
func (m *message) explainWords(x *Explanation, used []span) {
	var out []rejected
	put := func(what string, from, to int, dead bool) {
		if slices.ContainsFunc(used, func(s span) bool { return s.from < to && from < s.to }) {
			return
		}
		reason := ""
		for _, p := range m.trace.passed {
			if p.from < to && from < p.to && (p.what == what || what == "time" && p.what == "minutes") {
				reason = p.reason
			}
		}
		c := m.clauseOf(from)
		switch {
		case dead:
			reason = "a correction takes it back"
		case reason != "":
		case c.adverse:
			reason = "it is told of the case, not of the visit"
		case c.ahead:
			reason = "it is told of a time to come"
		default:
			reason = "no slot of this reading takes it"
		}
		out = append(out, rejected{what, "", span{from, to}, reason})
	}
	for _, t := range m.tokens {
		if name := tokenNames[t.kind]; name != "" {
			put(name, t.from, t.to, t.dead)
		}
	}
	for _, p := range m.people {
		switch {
		case p.role == caller && !m.clauseOf(p.from).adverse:
			m.pass("doctor", p.from, p.to, "she is only spoken of, wrote or phoned, or is a colleague")
		case p.role == followed:
			m.pass("doctor", p.from, p.to, "she is only named with a time to come")
		}
		put("doctor", p.from, p.to, p.role == withdrawn)
	}
	for _, s := range m.staff {
		put("colleague", s.from, s.to, false)
	}
	for _, w := range m.words {
		switch _, result := resultTags[w.tag]; {
		case result && w.tag != wMet:
			put("result", w.from, w.to, false)
		case w.tag >= wAccess && w.tag <= wRelationship && w.tag != wTell:
			put("purpose", w.from, w.to, false)
		}
	}
	for _, p := range m.trace.passed { // harm and complaints are no slots
		if p.what == "harm" || p.what == "complaint" {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b rejected) int { return cmp.Compare(a.from, b.from) })
	for _, r := range slices.Compact(out) {
		x.Rejected = append(x.Rejected, m.rejection(r))
	}
}

func (m *message) rejection(r rejected) Rejected {
	out := Rejected{What: r.what, Value: r.value, Why: r.reason}
	if r.to > r.from {
		w := m.stretch(r.span)
		out.Words = &w
	}
	return out
}

// stretch returns a stretch of the original.
func (m *message) stretch(s span) Words {
	from, to := max(0, s.from), min(s.to, len(m.r))
	if from >= to {
		return Words{}
	}
	a, b := int(m.from[from]), int(m.to[to-1])
	return Words{a, b, m.src[a:b]}
}

// stretches returns stretches of the original, each once.
func (m *message) stretches(spans []span) []Words {
	out := []Words{}
	for _, s := range spans {
		if w := m.stretch(s); w.To > w.From && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
