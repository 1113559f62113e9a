package visit

import (
	"cmp"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quality"
)

// Verdict is a visit's score and whether it counts.
type Verdict struct {
	Score     int
	Effective bool
}

// Compared is what one visit has, and what it would have under another scheme.
type Compared struct {
	Number int64
	Rep    string
	Doctor string
	Date   domain.Date
	Is     Verdict
	Would  Verdict
}

// Compare says what another scheme would have given the visits on and after from, in the order of the reps and numbers; nothing
// is changed. visits must hold all standing visits of the reps from the schemes' longest gap before from on; those before from
// keep their verdicts.
func Compare(q quality.Schemes, other quality.Scheme, from domain.Date, visits []Visit) []Compared {
	other.Version = 1
	if n := len(q); n > 0 {
		other.Version = q[n-1].Version + 1
	}
	with := append(slices.Clone(q), other)
	would := slices.Clone(visits)
	slices.SortStableFunc(would, func(a, b Visit) int { return cmp.Or(cmp.Compare(a.Rep, b.Rep), cmp.Compare(a.Number, b.Number)) })
	is := slices.Clone(would)
	for i := range would {
		if !would[i].Date.Before(from) {
			would[i].Scheme = other.Version
			score(with, &would[i])
		}
	}
	for first := 0; first < len(would); {
		end := first + 1
		for end < len(would) && would[end].Rep == would[first].Rep {
			end++
		}
		judge(with, would[first:end], from)
		first = end
	}
	var out []Compared
	for i, v := range would {
		if !v.Date.Before(from) {
			out = append(out, Compared{Number: v.Number, Rep: v.Rep, Doctor: v.Doctor, Date: v.Date,
				Is: Verdict{is[i].Score, is[i].Effective}, Would: Verdict{v.Score, v.Effective}})
		}
	}
	return out
}
