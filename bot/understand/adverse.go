package understand

import "strings"

// This file listens for adverse events in any message, whatever its intent (PRODUCT.md C1): in a comment of a manager, in an
// answer, in a plan. A missed one is the worst failure there is, so it hears more than the intent safety.report of GUIDE.md,
// which decides only what a message is. What it hears: a word of harm, of misuse, of a drug that failed or of a drug in
// pregnancy, told of somebody who took something. What it passes over: what is denied, feared, asked in general, read or
// taught, an illness that was there before the drug, and what happened on another maker's drug alone.

// heardCue is a word of harm at the runes from..to.
type heardCue struct {
	from, to int
	kind     cue
	// mistyped: the word was heard, not read.
	mistyped bool
}

// adverse reports whether the text tells of an adverse event or of a special situation.
func (m *message) adverse() bool {
	for _, w := range m.adverseCues() {
		if m.tells(w) {
			return true
		}
	}
	return m.strangeAfter()
}

// adverseCues returns the words of harm in the order of the text.
func (m *message) adverseCues() []heardCue {
	l := adverseLex()
	var out []heardCue
	var h hearing
	for i := 0; i < len(m.r); i++ {
		end, kinds := l.written.longest(m.r, i)
		mistyped := false
		if end == i && (isHan(m.r[i]) || isSyllable(m.r[i])) {
			if h.sound == nil {
				h = m.hearing()
			}
			if end, kinds = h.symptom(i); end > i {
				mistyped = true
			}
		}
		if end == i {
			if end = max(m.bodyPart(i), m.bloody(i)); end > i {
				kinds, mistyped = []cue{cueSymptom}, false
			} else if end = m.mistaken(i); end > i {
				kinds = []cue{cueMisuse}
			}
		}
		if end == i || mistyped && !m.free(i, end) || isLatin(m.r[i]) && (isLatin(m.text.at(i-1)) || isLatin(m.text.at(end))) {
			continue
		}
		for _, k := range kinds {
			out = append(out, heardCue{i, end, k, mistyped})
		}
		i = end - 1
	}
	return out
}

// hearing is a text as it sounds: folded without the spaces between typed syllables; at and back lead from one to the other.
type hearing struct {
	m     *message
	sound []rune
	at    []int // of the rune i of the text, its place in sound
	back  []int
}

func (m *message) hearing() hearing {
	h := hearing{m: m, at: make([]int, len(m.r)+1), sound: make([]rune, 0, len(m.r)), back: make([]int, 0, len(m.r))}
	folds := folded(m.r)
	for i, c := range m.r {
		h.at[i] = len(h.sound)
		if c == ' ' && i > 0 && i+1 < len(m.r) && (isSyllable(m.r[i-1]) || isSyllable(m.r[i+1])) {
			continue
		}
		h.sound, h.back = append(h.sound, folds[i]), append(h.back, i)
	}
	return h
}

// symptom returns the end of the symptom, or the value, that is heard at the rune i; i if there is none.
func (h hearing) symptom(i int) (int, []cue) {
	l := adverseLex()
	if end, kinds := l.heard.longest(h.sound, h.at[i]); end > h.at[i] {
		return h.back[end-1] + 1, kinds
	}
	end, words := l.pairs.longest(h.sound, h.at[i])
	for _, w := range words {
		same := true
		for n, c := range []rune(w) {
			same = same && reading(h.m.r[h.back[h.at[i]+n]]) == reading(c)
		}
		if same {
			return h.back[end-1] + 1, []cue{cueSymptom}
		}
	}
	return i, nil
}

// tells reports whether a word of harm is told of somebody who took something.
func (m *message) tells(w heardCue) bool {
	s := m.scene(w)
	switch {
	case w.kind == cueNews:
		return s.news()
	case s.known():
		return true
	case m.feeling(word{from: w.from, to: w.to}), s.denied(), s.topic(), s.feared(), s.taught() && !s.oneCase, s.asked() && !s.happened && !s.presupposes(), s.theirs(), s.ofOthers(), s.own(), s.better(), s.general():
		return false
	case w.mistyped && !s.drug && !s.patient:
		return false
	}
	switch w.kind {
	case cueReport:
		return s.reported()
	case cueMisuse:
		return s.misused()
	case cueNoEffect:
		if string(m.r[w.from:w.to]) == "没用" && runeIn(m.text.at(w.to), "过上完着到药") {
			return false // 没用过: not taken
		}
		return s.patient && s.drug || s.tookBefore || s.terse() && strings.ContainsAny(string(m.r[w.from:w.to]), "效用")
	case cueUnborn:
		return s.unborn()
	case cueValue:
		return s.wrong() && s.linked()
	}
	return s.linked() || w.kind == cueSymptom && s.terse() && !s.before()
}

// harmless reports whether a word of harm names a subject, a ward or what was there before the drug and what it was chosen for.
func (m *message) harmless(w word) bool {
	s := m.scene(heardCue{from: w.from, to: w.to, kind: cueSymptom})
	if s.ofOthers() || s.lesser() || s.atHome() || s.untaken() || s.against() {
		return true
	}
	if s.known() || s.blamed() {
		return false
	}
	if s.general() {
		return true
	}
	return s.topic() || s.feared() || s.better() || s.before() || !s.tookBefore && m.productIn(s.w.to, s.to) && s.chosen()
}
