// Package screen is step 0 of every turn (DESIGN.md part 2): it runs on the decoded text before anything is stored or
// logged, finds what may not be written down at all, and masks it. What is left of the text stays as it was, so that a
// visit or an adverse event in it is still understood.
//
// The four rules are PRODUCT.md C3 and C4: prescription counts of a doctor or a department (统方), bribery, hospitality, and
// sales tasks. They read words, not meaning: a text is cut into the words of a lexicon (words.go), through spaces, signs,
// full width, traditional characters, invisible characters and pinyin, and each rule looks at which words stand near each
// other. A second reading, in whole clauses and larger groups of everyday words, sees who gets what from whom for what (deal.go),
// and counts that are told by patients, by lists and by comparison (patients.go). Harmless neighbours (门诊量, 库存, 学术资料,
// doses, adverse events) pass because of what stands near them. The work is linear in the length of the text.
//
// Everything that people type or bring in passes here first; cmd/yaoban's TestEveryEntranceIsScreened fails for an entrance without it:
//
//   - messages of WeCom and of short messages, whatever they mean (a visit, an amendment, an answer, a comment, a reason), titles of
//     links and names of places: bot.Intake, which the turn and the gateway's pushes go through;
//   - files that are imported, each header and each cell, and what is written back of them: roster.Table, cmd/yaoban/import_report.go;
//   - schemes, as tables and as YAML, comments included: cmd/yaoban/scheme_file.go, scheme_grading.go;
//   - every argument of every command: names and values of fields, notes, paths: cmd/yaoban/main.go.
//
// Pictures and files that are sent are evidence and are not read. A person who was refused is told so (bot/command/screened.go), and
// compliance where TellsCompliance says so.
package screen

import (
	"slices"
	"strings"
)

// Rule names what a text was refused for.
type Rule string

// The rules, as `yaoban screen` prints them.
const (
	// PrescriptionCount: how much a doctor or a department prescribes (统方).
	PrescriptionCount Rule = "prescription_count"
	// Bribery: gifts, cards, cash, kickbacks and fees that cover them.
	Bribery Rule = "bribery"
	// Hospitality: meals, drinks, entertainment and travel.
	Hospitality Rule = "hospitality"
	// SalesTask: a sales target put on a rep, a visit or a doctor.
	SalesTask Rule = "sales_task"
)

// articles is the law behind each rule: 《医药代表管理办法》, in force since 2026-08-01 (notes, part 3.1).
var articles = map[Rule]string{
	PrescriptionCount: "《医药代表管理办法》第二十四条",
	Bribery:           "《医药代表管理办法》第二十四条",
	Hospitality:       "《医药代表管理办法》第二十五条",
	SalesTask:         "《医药代表管理办法》第十一条",
}

// Article returns the law behind a rule.
func Article(r Rule) string { return articles[r] }

// Mask stands where words were hidden.
const Mask = "▇▇"

// Span is one hidden part of a text.
type Span struct {
	// Start and End are bytes of the text that was checked (with U+FFFD for bytes that are no UTF-8), End excluded.
	Start, End int
	Rule       Rule
}

// Verdict is what the screen says of a text.
type Verdict struct {
	Refused bool
	// Rule is that of the first span.
	Rule Rule
	// Masked is the text with each span replaced by Mask and otherwise unchanged, except that bytes which are no UTF-8
	// become U+FFFD: it is what may be stored. Checking it again passes it unchanged.
	Masked string
	// Article is the law that the answer names.
	Article string
	// ExplainCode is the catalogue's code of the explanation: "screen." and the rule.
	ExplainCode string
	// Spans are in order and do not overlap.
	Spans []Span
}

// passes is how often a masked text is checked again: masking can take away a word that excused another one.
const passes = 3

// Check screens a text. It never fails; any bytes will do.
func Check(text string) Verdict {
	text = strings.ToValidUTF8(text, "\uFFFD")
	found := find(text)
	if len(found) == 0 {
		return Verdict{Masked: text}
	}
	masked := hide(text, found)
	for range passes {
		more := find(masked)
		if len(more) == 0 {
			return refuse(masked, found)
		}
		found = widen(text, found, more)
		masked = hide(text, found)
	}
	if len(find(masked)) > 0 {
		// A text that keeps changing its meaning as it is masked is hidden altogether.
		found = []Span{{Start: 0, End: len(text), Rule: found[0].Rule}}
		masked = Mask
	}
	return refuse(masked, found)
}

func refuse(masked string, spans []Span) Verdict {
	rule := spans[0].Rule
	return Verdict{Refused: true, Rule: rule, Masked: masked, Article: articles[rule], ExplainCode: "screen." + string(rule), Spans: spans}
}

// hide returns the text with the spans replaced.
func hide(text string, spans []Span) string {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.Start])
		b.WriteString(Mask)
		at = s.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// widen adds the spans that were found in the masked text to those of the text itself.
func widen(text string, spans, more []Span) []Span {
	all := slices.Clone(spans)
	shift := 0 // how far the text is ahead of the masked text
	next := 0
	// place returns where a byte of the masked text lies in the text; within a mask that is the span's end. The bytes are
	// asked for in order.
	place := func(at int) int {
		for next < len(spans) && at+shift > spans[next].Start {
			if at+shift < spans[next].Start+len(Mask) {
				return spans[next].End
			}
			shift += spans[next].End - spans[next].Start - len(Mask)
			next++
		}
		return at + shift
	}
	for _, m := range more {
		start := place(m.Start)
		all = append(all, Span{Start: start, End: place(m.End), Rule: m.Rule})
	}
	return merge(text, all)
}

// merge puts spans in order and joins those that overlap, or have nothing but marks between them. The first rule of joined
// spans stands.
func merge(text string, spans []Span) []Span {
	slices.SortStableFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	out := spans[:0:0]
	for _, s := range spans {
		if n := len(out); n > 0 && (s.Start <= out[n-1].End || nothing(text[out[n-1].End:s.Start])) {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// nothing reports whether a piece of text has neither words nor the end of a sentence in it.
func nothing(between string) bool {
	for _, r := range between {
		if _, g, kept := fold(r); kept || g == stop {
			return false
		}
	}
	return true
}
