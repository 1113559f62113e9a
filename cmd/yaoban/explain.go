package main

import (
	"fmt"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
)

// explainedLine is a line of `yaoban understand --explain --json`.
type explainedLine struct {
	ID          string                 `json:"id"`
	Reading     understand.Reading     `json:"reading"`
	Explanation understand.Explanation `json:"explanation"`
}

// explained writes for people where each slot of a reading comes from and what was seen and not taken: a slot a line, with its
// value, the words, and the rule.
func explained(m messageLine, x understand.Explanation, g *understand.Gazetteer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", m.ID, strings.ReplaceAll(m.Text, "\n", "⏎"))
	for _, s := range append([]understand.Given{x.Intent}, x.Slots...) {
		fmt.Fprintf(&b, "  %s = %s%s ← %s\n", s.Slot, s.Value, named(string(s.Value), g), from(s))
	}
	if len(x.Rejected) > 0 {
		b.WriteString("  not taken:\n")
	}
	told := map[string]bool{}
	for _, r := range x.Rejected {
		said := ""
		if r.Words != nil {
			said = " “" + r.Words.Text + "”"
		}
		value := ""
		if r.Value != "" {
			value = " " + r.Value + named(r.Value, g)
		}
		line := fmt.Sprintf("    %s%s%s: %s\n", r.What, value, said, r.Why)
		if !told[line] { // the same name twice
			told[line] = true
			b.WriteString(line)
		}
	}
	return b.String()
}

// from says the words of a slot and its rule.
func from(s understand.Given) string {
	words := make([]string, len(s.From))
	for i, w := range s.From {
		words[i] = "“" + w.Text + "”"
	}
	if len(words) == 0 {
		return s.Rule
	}
	return strings.Join(words, " ") + " · " + s.Rule
}

// named returns the name behind a doctor's code in brackets, "" for anything else.
func named(value string, g *understand.Gazetteer) string {
	d, ok := g.Doctor(strings.Trim(value, `"`))
	if !ok {
		return ""
	}
	return " (" + d.Name + ")"
}
