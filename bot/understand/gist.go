package understand

import "strings"

// gist returns the words of the spans without names, places, times, amounts and signs, in one form of writing: what is left is
// what a copied note has in common with its original (PRODUCT.md V6).
func (m *message) gist(spans []span) string {
	if m.aside == nil {
		m.setAside()
	}
	var b strings.Builder
	done := 0
	for _, s := range spans {
		for i := max(s.from, done); i < s.to; i++ {
			if c := m.r[i]; !m.aside[i] && !isBreak(c) && !isDigit(c) {
				b.WriteRune(c)
			}
		}
		done = max(done, s.to)
	}
	return b.String()
}

// setAside marks what a copied note changes.
func (m *message) setAside() {
	m.aside = make([]bool, len(m.r))
	drop := func(from, to int) {
		for i := from; i < to; i++ {
			m.aside[i] = true
		}
	}
	for _, p := range m.people {
		drop(p.from, p.to)
	}
	for _, s := range m.staff {
		drop(s.from, s.to)
	}
	for _, t := range m.tokens {
		if t.kind != tokProduct {
			drop(t.from, t.to)
		}
	}
}
