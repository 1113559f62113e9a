package safety

import (
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

var loc = time.FixedZone("+08", 8*3600)

// Calendar days run on through the National Day week and over the end of a year.
func TestDue(t *testing.T) {
	day0 := time.Date(2026, 9, 28, 21, 40, 0, 0, loc)
	for _, c := range []struct {
		s    Seriousness
		want string
	}{
		{Unassessed, "2026-10-13T21:40:00+08:00"},
		{New, "2026-10-13T21:40:00+08:00"},
		{Serious, "2026-10-13T21:40:00+08:00"},
		{Other, "2026-10-28T21:40:00+08:00"},
		{Death, "2026-09-28T21:40:00+08:00"},
		{"mistyped", "2026-10-13T21:40:00+08:00"},
	} {
		if got := Due(day0, c.s).Format(time.RFC3339); got != c.want {
			t.Errorf("%q is due %s, want %s", c.s, got, c.want)
		}
	}
	if got := Due(time.Date(2026, 12, 20, 8, 0, 0, 0, loc), Serious).Format(time.DateOnly); got != "2027-01-04" {
		t.Errorf("over the new year it is due %s", got)
	}
}

func TestElementsAreAskedInOrder(t *testing.T) {
	var e Elements
	var asked []Element
	for {
		el, more := e.Next()
		if !more {
			break
		}
		asked = append(asked, el)
		e = e.With(el, "known")
		if e.Get(el) != "known" {
			t.Fatalf("%s was not kept", el)
		}
	}
	if !slices.Equal(asked, []Element{Patient, Reporter, Product, Event}) || !e.Valid() {
		t.Errorf("asked %v, valid %v", asked, e.Valid())
	}
	known := Elements{Reporter: "代表转述", Product: "P04", Event: "皮疹"}
	if !slices.Equal(known.Missing(), []Element{Patient}) || known.Valid() {
		t.Errorf("what was told is asked again: %v", known.Missing())
	}
	if known.With("batch", "x") != known || known.Get("batch") != "" {
		t.Error("an element that does not exist was kept")
	}
}

func TestOnlyTheSafetyDeskClosesACase(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, loc)
	open := Case{Number: 1031, Day0: now.AddDate(0, 0, -16)}
	for _, role := range []domain.Role{domain.Rep, domain.Manager, domain.Director, domain.Admin, domain.Compliance} {
		if _, err := open.Close("x", role, now); !refused(err, "safety.role") {
			t.Errorf("%s closes a case: %v", role, err)
		}
		if _, err := open.Assess(Other, role); !refused(err, "safety.role") {
			t.Errorf("%s assesses a case: %v", role, err)
		}
	}
	if _, err := open.Close("pvdesk", domain.Safety, now); !refused(err, "safety.grade") {
		t.Errorf("a case that nobody assessed is closed: %v", err)
	}
	for _, bad := range []Seriousness{Unassessed, "mistyped"} {
		if _, err := open.Assess(bad, domain.Safety); !refused(err, "safety.grade") {
			t.Errorf("assessed as %q: %v", bad, err)
		}
	}
	if !open.Overdue(now) {
		t.Error("after 16 days without an assessment it is not overdue")
	}
	other, err := open.Assess(Other, domain.Safety)
	if err != nil || other.Overdue(now) || !other.Due().Equal(open.Day0.AddDate(0, 0, 30)) {
		t.Errorf("assessed as other: %+v, %v", other, err)
	}
	closed, err := other.Close("pvdesk", domain.Safety, now)
	if err != nil || closed.Open() || closed.ClosedBy != "pvdesk" || closed.Overdue(now.AddDate(1, 0, 0)) {
		t.Errorf("closed: %+v, %v", closed, err)
	}
	if _, err := closed.Close("pvdesk", domain.Safety, now); !refused(err, "safety.closed") {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := closed.Assess(Death, domain.Safety); !refused(err, "safety.closed") {
		t.Errorf("a closed case is assessed: %v", err)
	}
}

func refused(err error, code string) bool {
	r, ok := domain.AsRefusal(err)
	return ok && r.Code == code
}
