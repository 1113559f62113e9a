package understand

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// trace is what explains a reading. The reading writes it down itself, where it decides; nothing is worked out a second time.
// Nobody asks in the ordinary course: then the message has no trace, and writing costs one look.
type trace struct {
	// found has, by slot, the words of the value that was found last; given what the slots of the reading were filled from.
	found map[string]why
	given map[string]why
	// rule is the number of the rule that takes the text; at is put before the names of slots that are given: visits[0]. and the like.
	rule int
	at   string
	// passed are words that were seen and not taken; lost are intents that the text is not.
	passed []rejected
	// how says of each mention by which of the guide's rules its doctors were found; near are those who were not meant.
	how  map[int]string
	near []rejected
	// lost are readings that were tried and left.
	lost []rejected
}

// why is where a value comes from: the runes, and the rule that takes them so.
type why struct {
	spans []span
	rule  string
}

// rejected is something that was seen and not taken. what is a kind of thing (doctor, date, product, …), value its code.
type rejected struct {
	what, value string
	span
	reason string
}

func newTrace() *trace {
	return &trace{found: map[string]why{}, given: map[string]why{}, how: map[int]string{}}
}

// found notes from which runes a value for a slot was taken, and by which rule; the last note counts.
func (m *message) found(slot string, from, to int, rule string) {
	if m.trace != nil {
		m.trace.found[slot] = why{[]span{{from, to}}, rule}
	}
}

// also notes further runes of the same value.
func (m *message) also(slot string, from, to int, rule string) {
	if m.trace != nil {
		w := m.trace.found[slot]
		m.trace.found[slot] = why{append(slices.Clip(w.spans), span{from, to}), rule}
	}
}

// forget drops what was noted of a slot: a new search for its value begins.
func (m *message) forget(slot string) {
	if m.trace != nil {
		delete(m.trace.found, slot)
	}
}

// gave notes that a slot of the reading got the value that was found last, if it got one.
func (m *message) gave(slot string, ok bool) {
	if m.trace != nil && ok {
		m.trace.give(slot, m.trace.found[slot])
	}
}

// gaveAs is like gave for a slot whose value was found under another name.
func (m *message) gaveAs(slot, found string, ok bool) {
	if m.trace != nil && ok {
		m.trace.give(slot, m.trace.found[found])
	}
}

// gaveBy notes that a slot got a value by a rule alone, without words that say it.
func (m *message) gaveBy(slot, rule string) {
	if m.trace != nil {
		m.trace.give(slot, why{nil, rule})
	}
}

func (t *trace) give(slot string, w why) { t.given[t.at+slot] = w }

// gaveNext notes that the next visit comes from a day and, if start is true, from the clock time that was found last.
func (m *message) gaveNext(day token, start bool) {
	if m.trace == nil {
		return
	}
	w := why{[]span{{day.from, day.to}}, dayRule(VisitPlan)}
	if start {
		w.spans = append(w.spans, m.trace.found["start"].spans...)
	}
	m.trace.give("next", w)
}

// gaveDays notes that from and to come from the days found last.
func (m *message) gaveDays(ok bool) {
	m.gaveAs("from", "from", ok)
	m.gaveAs("to", "from", ok)
}

// foundClock notes the clock time at which a visit began, with the part of the day before it.
func (m *message) foundClock(t token) {
	if m.trace == nil {
		return
	}
	from := t.from
	for _, h := range m.tokens {
		if h.kind == tokHalf && h.half == t.half && h.to <= t.from && t.from-h.to <= 2 {
			from = h.from
		}
	}
	m.found("start", from, t.to, "the clock time; a bare hour from 1 to 7 is in the afternoon")
}

// passPurposes notes the words of purposes in the spans that the purpose at taken goes before.
func (m *message) passPurposes(spans []span, taken word) {
	if m.trace == nil {
		return
	}
	for _, w := range m.words {
		if w != taken && w.tag >= wAccess && w.tag <= wRelationship && w.tag != wTell && in(spans, w.from) {
			m.pass("purpose", w.from, w.to, "another word of purpose goes before it")
		}
	}
}

// wordFound notes the first word of a tag as what the intent is known by, wordAt the longest word that begins at i, foundText
// where a text stands.
func (m *message) wordFound(t tag, rule string) {
	if m.trace != nil {
		if w, ok := m.first(0, len(m.r), t); ok {
			m.found("intent", w.from, w.to, rule)
		} else {
			m.found("intent", 0, len(m.r), rule)
		}
	}
}

func (m *message) wordAt(i int, rule string) {
	if m.trace == nil {
		return
	}
	to := i
	for _, w := range m.words {
		if w.from == i {
			to = max(to, w.to)
		}
	}
	m.found("intent", i, to, rule)
}

func (m *message) foundText(slot, s, rule string) {
	if m.trace == nil {
		return
	}
	for i := range m.r {
		if m.is(i, s) {
			m.found(slot, i, i+utf8.RuneCountInString(s), rule)
			return
		}
	}
}

// gaveDoctor notes that a doctor, or the question who is meant, comes from a mention.
func (m *message) gaveDoctor(p *mention) {
	if m.trace == nil {
		return
	}
	w := why{m.hintsOf(p), m.trace.how[p.from]}
	w.spans = append(w.spans, span{p.from, p.to})
	slices.SortFunc(w.spans, func(a, b span) int { return a.from - b.from })
	for _, slot := range []string{"doctor", "ask", "candidates"} {
		m.trace.give(slot, w)
	}
}

// hintsOf returns the runes of the places that are the hints of a mention: a hint is the very list of its token.
func (m *message) hintsOf(p *mention) []span {
	var out []span
	for _, t := range m.tokens {
		if len(t.codes) == 0 {
			continue
		}
		for _, hint := range [][]string{p.hospitals, p.departments} {
			if len(hint) > 0 && &hint[0] == &t.codes[0] && len(hint) == len(t.codes) {
				out = append(out, span{t.from, t.to})
			}
		}
	}
	return out
}

// pass notes that words were seen and not taken, and why. It returns true, so that a rule that says no can note its reason.
func (m *message) pass(what string, from, to int, reason string) bool {
	if m.trace != nil {
		r := rejected{what, "", span{from, to}, reason}
		if !slices.Contains(m.trace.passed, r) {
			m.trace.passed = append(m.trace.passed, r)
		}
	}
	return true
}

// lost notes that the text is not of an intent, and why.
func (m *message) lost(intent Intent, reason string) {
	if m.trace != nil {
		m.trace.lost = append(m.trace.lost, rejected{what: "intent", value: string(intent), reason: reason})
	}
}

// anew begins with rule n: what a rule gave that did not take the text after all is dropped.
func (m *message) anew(n int) {
	if m.trace != nil {
		m.trace.rule = n
		m.trace.at = ""
		clear(m.trace.given)
		for _, slot := range []string{"intent", "feedback", "target"} {
			delete(m.trace.found, slot)
		}
	}
}

// identified notes by which rule the doctors of a mention were found, and which bearers of the name or of its sound were not
// meant, because a hint does not fit them.
func (m *message) identified(p *mention, rule string, written, heard []int32) {
	if m.trace == nil {
		return
	}
	m.trace.how[p.from] = rule
	for _, list := range []struct {
		of  []int32
		how string
	}{{written, "bears the name"}, {heard, "has a name of the same sound"}} {
		for _, n := range list.of {
			d := &m.g.doctors[n]
			if slices.Contains(p.fits, d.Code) {
				continue
			}
			reason := list.how + ", but who bears the name as it is written comes first"
			if misses := m.misses(n, p); misses != "" {
				reason = list.how + ", but " + misses
			}
			m.trace.near = append(m.trace.near, rejected{"doctor", d.Code, span{p.from, p.to}, reason})
		}
	}
}

// misses says which hint of a mention does not fit a doctor, "" if all do. It asks what hinted asks.
func (m *message) misses(n int32, p *mention) string {
	d := &m.g.doctors[n]
	switch {
	case !fitsTitle(d, p.title):
		return "the form of address does not fit (" + d.Title + " " + d.Post + ")"
	case p.hospitals != nil && !slices.Contains(p.hospitals, d.Hospital):
		return "is of another hospital (" + d.Hospital + ")"
	case p.departments != nil && !slices.Contains(p.departments, d.Department):
		return "is of another department (" + d.Department + ")"
	}
	return ""
}

// toVisit says that the slots given from here on are those of visit k of the reading.
func (m *message) toVisit(k int) {
	if m.trace != nil {
		m.trace.at = visitPath(k)
	}
}

// retell says that visit k of the reading is what visit of[k] was so far.
func (m *message) retell(of []int) {
	if m.trace == nil {
		return
	}
	given := map[string]why{}
	for slot, w := range m.trace.given {
		if !strings.HasPrefix(slot, "visits[") {
			given[slot] = w
		}
		for k, was := range of {
			if name, ok := strings.CutPrefix(slot, visitPath(was)); ok {
				given[visitPath(k)+name] = w
			}
		}
	}
	m.trace.given = given
}

// toChanges says that they are the changed ones of a correction, toTop that they are the reading's own again.
func (m *message) toChanges() {
	if m.trace != nil {
		m.trace.at = "changes."
	}
}

func (m *message) toTop() {
	if m.trace != nil {
		m.trace.at = ""
	}
}

func visitPath(k int) string { return "visits[" + strconv.Itoa(k) + "]." }

// dayRule is how a day of a text becomes a date (GUIDE.md, date).
func dayRule(mode Intent) string {
	if mode == VisitPlan {
		return "the next such day: a plan looks ahead"
	}
	return "the latest such day not after today: a report looks back"
}

// tenseRule says why a text is a report or a plan.
func tenseRule(mode Intent) string {
	if mode == VisitPlan {
		return "visits to be made: the text speaks of a time to come and tells of nothing done"
	}
	return "visits made: the text tells of something done"
}
