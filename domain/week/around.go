package week

import "github.com/yaoban/yaoban/domain"

// Around is what stands around a rep's week when it is proposed, by the doctors' codes.
type Around struct {
	// Planned are the days outside the week, from today on, on which a visit stands in the plan.
	Planned map[string][]domain.Date
	// Missed are those whose visit of the week before was missed and not made up for.
	Missed map[string]bool
}
