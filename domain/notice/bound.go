package notice

import "slices"

// DailyCap is how many messages a day Yaoban starts itself at most, to one person (PRODUCT.md X4, DESIGN.md part 4).
const DailyCap = 6

// Bound reports whether quiet hours, the daily cap and merging bind the kind: it is neither what a person asked for nor
// for the safety desk (PRODUCT.md X4).
func (k Kind) Bound() bool { return !k.Asked && !k.AtOnce }

// BoundKinds returns the names of all bound kinds, sorted.
func BoundKinds() []string {
	var names []string
	for name, k := range kinds {
		if k.Bound() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
