package quota

import "github.com/yaoban/yaoban/domain"

// Gap is the longest time in days that may pass between two visits of a doctor of each grade; a grade that is not listed may
// wait for ever.
type Gap map[domain.Grade]int

// DefaultGap returns A 10, B 20, C 40 (PRODUCT.md Q1).
func DefaultGap() Gap {
	return Gap{domain.GradeA: 10, domain.GradeB: 20, domain.GradeC: 40}
}

// Overdue returns by how many days a doctor is overdue on the day on: 0 if she is not. last is her last visit by the rep,
// zero if there was none; then the time runs from the day on which the rep got her. Overdue doctors lead the proposal of a
// week and the morning list.
func (g Gap) Overdue(grade domain.Grade, last, assigned, on domain.Date) int {
	longest, ok := g[grade]
	if !ok {
		return 0
	}
	from := last
	if from.Before(assigned) {
		from = assigned
	}
	if from.IsZero() {
		return 0
	}
	return max(0, on.Sub(from)-longest)
}
