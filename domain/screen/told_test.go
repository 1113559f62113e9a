package screen

import (
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func TestWhenComplianceIsTold(t *testing.T) {
	for _, c := range []struct {
		rule   Rule
		role   domain.Role
		before int
		want   bool
	}{
		{Bribery, domain.Rep, 0, true}, {Hospitality, domain.Rep, 0, true}, {Bribery, domain.Manager, 0, true},
		{PrescriptionCount, domain.Rep, 0, false}, {PrescriptionCount, domain.Rep, 1, true}, {SalesTask, domain.Rep, 0, false}, {SalesTask, domain.Rep, 4, true},
		{PrescriptionCount, domain.Manager, 0, true}, {SalesTask, domain.Director, 0, true}, {SalesTask, domain.Safety, 0, false},
	} {
		if got := TellsCompliance(c.rule, c.role, c.before); got != c.want {
			t.Errorf("%s of a %s after %d: told %v", c.rule, c.role, c.before, got)
		}
	}
	for rule := range articles {
		if Names[rule] == "" || Article(rule) == "" {
			t.Errorf("%s has no name or no law", rule)
		}
	}
}
