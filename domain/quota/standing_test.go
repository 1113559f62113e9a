package quota

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/yaoban/yaoban/domain"
)

func off(from, to int, h Half) TimeOff {
	return TimeOff{Span{domain.Date{Year: 2026, Month: 11, Day: from}, domain.Date{Year: 2026, Month: 11, Day: to}}, h}
}

func TestDaysOffAreTakenBack(t *testing.T) {
	for _, c := range []struct {
		name   string
		o, cut TimeOff
		want   []TimeOff
	}{
		{"all", off(3, 5, WholeDay), off(1, 9, WholeDay), nil},
		{"the same half", off(3, 3, Morning), off(3, 3, Morning), nil},
		{"the other half", off(3, 3, Morning), off(3, 3, Afternoon), []TimeOff{off(3, 3, Morning)}},
		{"other days", off(3, 5, WholeDay), off(6, 9, WholeDay), []TimeOff{off(3, 5, WholeDay)}},
		{"a half of a day", off(3, 3, WholeDay), off(3, 3, Afternoon), []TimeOff{off(3, 3, Morning)}},
		{"the first", off(3, 5, WholeDay), off(3, 3, WholeDay), []TimeOff{off(4, 5, WholeDay)}},
		{"half of the middle", off(3, 5, WholeDay), off(4, 4, Morning), []TimeOff{off(3, 3, WholeDay), off(4, 4, Afternoon), off(5, 5, WholeDay)}},
		{"from a day on", off(3, 9, Afternoon), TimeOff{Span: Span{From: off(5, 5, "").From}}, []TimeOff{off(3, 4, Afternoon)}},
	} {
		if diff := cmp.Diff(c.want, c.o.Without(c.cut)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// What is left of days off is exactly the half-days that were not taken back.
func TestWhatIsLeftOfDaysOff(t *testing.T) {
	halves := []Half{WholeDay, Morning, Afternoon}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) TimeOff {
			from := rapid.IntRange(1, 20).Draw(t, name)
			return off(from, from+rapid.IntRange(0, 6).Draw(t, name+" days"), rapid.SampledFrom(halves).Draw(t, name+" half"))
		}
		covers := func(all []TimeOff, d domain.Date, h Half) (n int) {
			for _, o := range all {
				if o.Has(d) && (o.Half == WholeDay || o.Half == h) {
					n++
				}
			}
			return n
		}
		o, cut := draw("off"), draw("cut")
		left := o.Without(cut)
		for day := 1; day <= 30; day++ {
			d := domain.Date{Year: 2026, Month: 11, Day: day}
			for _, h := range []Half{Morning, Afternoon} {
				want := covers([]TimeOff{o}, d, h) * (1 - covers([]TimeOff{cut}, d, h))
				if got := covers(left, d, h); got != want {
					t.Fatalf("%v without %v is %v: %s %s is covered %d times", o, cut, left, d, h, got)
				}
			}
		}
		if len(left) > 3 {
			t.Fatalf("%d pieces", len(left))
		}
	})
}

func TestTheLineThatAsksForMostDecides(t *testing.T) {
	m := month(21)
	s := Default()
	s.Lines["心血管"] = Need{domain.GradeA: 6, domain.GradeB: 3}
	s.Lines["呼吸"] = Need{domain.GradeA: 1}
	s.Months = map[string]map[string]Need{"2026-11": {"呼吸": {domain.GradeA: 2}, "": {domain.GradeB: 9}}}
	always := Span{}
	a := []GradeFrom{{Grade: domain.GradeA}}
	for _, c := range []struct {
		name string
		rep  Rep
		d    Doctor
		want int
	}{
		{"the default line", Rep{}, Doctor{Assigned: []Assigned{{Span: always}}, Grades: a}, 4},
		{"her only line", Rep{Lines: []string{"心血管"}}, Doctor{Assigned: []Assigned{{Span: always}}, Grades: a}, 6},
		{"both her lines", Rep{Lines: []string{"呼吸", "心血管"}}, Doctor{Assigned: []Assigned{{Span: always}}, Grades: a}, 6},
		{"the assignment's line", Rep{Lines: []string{"呼吸", "心血管"}}, Doctor{Assigned: []Assigned{{always, "呼吸"}}, Grades: a}, 2},
		{"a line that is not listed", Rep{}, Doctor{Assigned: []Assigned{{always, "消化"}}, Grades: a}, 4},
		{"a month of its own for lines that are not listed", Rep{}, Doctor{Assigned: []Assigned{{Span: always}}, Grades: []GradeFrom{{Grade: domain.GradeB}}}, 9},
		{"which is not that of a listed line", Rep{Lines: []string{"心血管"}}, Doctor{Assigned: []Assigned{{Span: always}}, Grades: []GradeFrom{{Grade: domain.GradeB}}}, 3},
		{"a grade of the line's own", Rep{Lines: []string{"心血管"}}, Doctor{Assigned: []Assigned{{Span: always}},
			Grades: []GradeFrom{{Grade: domain.GradeA}, {Grade: domain.GradeB, Line: "心血管"}}}, 3},
		{"the general grade changes, the line's own stays", Rep{Lines: []string{"心血管"}}, Doctor{Assigned: []Assigned{{Span: always}},
			Grades: []GradeFrom{{Grade: domain.GradeB, Line: "心血管"}, {Grade: domain.GradeA, From: m.days[3]}}}, 3},
		// (2·8 + 6·13)/21 = 4.48
		{"from one line to the other", Rep{}, Doctor{Assigned: []Assigned{{Span{To: m.days[7]}, "呼吸"}, {Span{From: m.days[8]}, "心血管"}}, Grades: a}, 4},
	} {
		if got := s.Required(m, Record{Rep: c.rep, Doctors: []Doctor{c.d}}, ""); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestQuotaSchemesAreValidated(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		say    string
		change func(*Scheme)
	}{
		{"version", func(s *Scheme) { s.Version = 0 }},
		{"first of a month", func(s *Scheme) { s.From = domain.Date{Year: 2026, Month: 12, Day: 2} }},
		{"not listed are missing", func(s *Scheme) { delete(s.Lines, "") }},
		{`grade "S"`, func(s *Scheme) { s.Lines[""]["S"] = 8 }},
		{"32 visits", func(s *Scheme) { s.Lines[""][domain.GradeA] = 32 }},
		{"-1 visits", func(s *Scheme) { s.Lines["心血管"] = Need{domain.GradeA: -1} }},
		{"not YYYY-MM", func(s *Scheme) { s.Months = map[string]map[string]Need{"11月": {"": {domain.GradeA: 3}}} }},
		{"2026-12: 40 visits", func(s *Scheme) { s.Months = map[string]map[string]Need{"2026-12": {"": {domain.GradeA: 40}}} }},
		{"longest gap of 0", func(s *Scheme) { s.Gap[domain.GradeA] = 0 }},
		{`grade "E"`, func(s *Scheme) { s.Gap["E"] = 10 }},
		{"capacity of 0", func(s *Scheme) { s.Capacity = 0 }},
	} {
		s := Default()
		c.change(&s)
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v", c.say, err)
		}
	}
	later := Default()
	later.Version, later.From = 2, domain.Date{Year: 2026, Month: 12, Day: 1}
	all := Schemes{Default(), later}
	if all.Of(domain.Date{Year: 2026, Month: 11, Day: 30}).Version != 1 || all.Of(domain.Date{Year: 2026, Month: 12, Day: 9}).Version != 2 {
		t.Error("another scheme holds for the month")
	}
}
