package desk

import (
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/safety"
)

// Presumed reports whether the words on a case tell of a death and the desk has not graded it since: it is due at once as a death is
// (PRODUCT.md C1), and still has to be graded before it can be reported or closed.
func (c Case) Presumed() bool {
	return c.Kind == Safety && c.Seriousness == safety.Unassessed && c.DueAt.Equal(safety.Due(c.Day0, safety.Death))
}

// Dies reports whether a case is treated as a death.
func (c Case) Dies() bool { return c.Seriousness == safety.Death || c.Presumed() }

// HearDeath has a case that waits graded anew, and at once, where further words on it tell of a death: the desk and those above it are
// told so; by is who said them. It does nothing to another case or to other words.
func HearDeath(l Ledger, by string, c Case, words string, told Told) (after Case, heard bool, err error) {
	if c.Kind != Safety || !c.Waits() || c.Dies() || !safety.TellsDeath(words) {
		return c, false, nil
	}
	after = c
	after.Seriousness = safety.Unassessed
	after.DueAt = safety.Due(c.Day0, safety.Death)
	after = changed(l, fact.CaseDeathTold, by, c, after)
	return after, true, tellDeadlines(l, after, told)
}
