package safety

import (
	"slices"
	"testing"
	"time"
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
