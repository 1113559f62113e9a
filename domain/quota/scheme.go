package quota

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/yaoban/yaoban/domain"
)

// Scheme is one version of how often doctors are to be seen: by grade, product line and month (PRODUCT.md Q1). A version holds
// from a month on; what it says of the months before is never asked, so that past months stay as they were.
type Scheme struct {
	Version int `json:"version"`
	// From is the first day of the first month that it holds for; zero: always.
	From domain.Date `json:"-"`
	// Lines has the need of each product line; the empty line stands for those that are not listed, and is always there.
	Lines map[string]Need `json:"lines"`
	// Months has, by YYYY-MM and product line, the grades that need another number in that month alone.
	Months map[string]map[string]Need `json:"months,omitempty"`
	// Gap is the longest time between two visits by grade.
	Gap Gap `json:"gap"`
	// Capacity is how many visits a rep can make on a whole day (PRODUCT.md Q6).
	Capacity int `json:"capacity"`
}

// Default returns version 1: A 4, B 2, C 1, D 0 in every line and month, the gaps of DefaultGap, 8 visits a day.
func Default() Scheme {
	return Scheme{Version: 1, Lines: map[string]Need{"": DefaultNeed()}, Gap: DefaultGap(), Capacity: DefaultCapacity}
}

// Bounds of a scheme's figures.
const (
	mostVisits   = 31
	mostGapDays  = 366
	mostCapacity = 50
)

// monthLayout is how Months names a month.
const monthLayout = "%04d-%02d"

// Need returns how many visits a month a doctor of that grade needs in that line in that month.
func (s Scheme) Need(line string, month domain.Date, g domain.Grade) int {
	if len(s.Months) > 0 {
		special := s.Months[fmt.Sprintf(monthLayout, month.Year, month.Month)]
		for _, l := range []string{line, ""} {
			if n, ok := special[l][g]; ok && (l == line || s.Lines[line] == nil) {
				return n
			}
		}
	}
	if own, ok := s.Lines[line]; ok {
		return own[g]
	}
	return s.Lines[""][g]
}

// Validate returns what is wrong with a scheme, everything at once, or nil.
func (s Scheme) Validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if s.Version < 1 {
		fault("the version is %d, it starts at 1", s.Version)
	}
	if !s.From.IsZero() && s.From.Day != 1 {
		fault("a scheme holds from the first of a month, not from %s", s.From)
	}
	if len(s.Lines[""]) == 0 {
		fault("the grades of the lines that are not listed are missing")
	}
	needs := func(where string, by map[string]Need) {
		for _, line := range slices.Sorted(maps.Keys(by)) {
			for _, g := range slices.Sorted(maps.Keys(by[line])) {
				switch n := by[line][g]; {
				case !graded(g):
					fault("%sthe grade %q is not A to D", where, g)
				case n < 0 || n > mostVisits:
					fault("%s%d visits a month for grade %s, not 0 to %d", where, n, g, mostVisits)
				}
			}
		}
	}
	needs("", s.Lines)
	for _, month := range slices.Sorted(maps.Keys(s.Months)) {
		if _, err := domain.ParseDate(month + "-01"); err != nil {
			fault("the month %q is not YYYY-MM", month)
		}
		needs(month+": ", s.Months[month])
	}
	for _, g := range slices.Sorted(maps.Keys(s.Gap)) {
		switch days := s.Gap[g]; {
		case !graded(g):
			fault("the grade %q is not A to D", g)
		case days < 1 || days > mostGapDays:
			fault("a longest gap of %d days for grade %s, not 1 to %d", days, g, mostGapDays)
		}
	}
	if s.Capacity < 1 || s.Capacity > mostCapacity {
		fault("a capacity of %d visits a day, not 1 to %d", s.Capacity, mostCapacity)
	}
	return errors.Join(faults...)
}

func graded(g domain.Grade) bool { return g >= domain.GradeA && g <= domain.GradeD && len(g) == 1 }

// Schemes are all schemes that a company ever decided on, in the order of their versions. Without any, the default holds.
type Schemes []Scheme

// Of returns the scheme of a month: the last one decided of those that hold for it.
func (all Schemes) Of(month domain.Date) Scheme {
	for i := len(all) - 1; i >= 0; i-- {
		if !all[i].From.After(month.LastOfMonth()) {
			return all[i]
		}
	}
	return Default()
}
