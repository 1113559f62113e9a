package quality

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/yaoban/yaoban/domain"
)

func TestScore(t *testing.T) {
	full := Visit{HasDoctor: true, HasDate: true, Purpose: domain.Detailing, Result: domain.Agreed, Products: 2, Minutes: 20, HasNext: true}
	with := func(change func(*Visit)) Visit { v := full; change(&v); return v }
	for _, c := range []struct {
		name string
		v    Visit
		want int
	}{
		{"everything", full, 100},
		{"nothing", Visit{}, 0},
		{"no next", with(func(v *Visit) { v.HasNext = false }), 85},
		{"no purpose", with(func(v *Visit) { v.Purpose = "" }), 80},
		{"invite", with(func(v *Visit) { v.Purpose = domain.Invite }), 96},
		{"relationship", with(func(v *Visit) { v.Purpose = domain.Relationship }), 86},
		{"access", with(func(v *Visit) { v.Purpose = domain.Access }), 80},
		{"objection", with(func(v *Visit) { v.Result = domain.Objection }), 97},
		{"neutral", with(func(v *Visit) { v.Result = domain.Neutral }), 85},
		{"refused", with(func(v *Visit) { v.Result = domain.Refused }), 76},
		{"absent", with(func(v *Visit) { v.Result = domain.Absent }), 70},
		{"one minute", with(func(v *Visit) { v.Minutes = 1 }), 91},
		{"two minutes", with(func(v *Visit) { v.Minutes = 2 }), 97},
		{"five minutes", with(func(v *Visit) { v.Minutes = 5 }), 97},
		{"six minutes", with(func(v *Visit) { v.Minutes = 6 }), 100},
		{"thirty minutes", with(func(v *Visit) { v.Minutes = 30 }), 100},
		{"over half an hour", with(func(v *Visit) { v.Minutes = 31 }), 97},
		{"no length", with(func(v *Visit) { v.Minutes = 0 }), 85},
		{"a negative length", with(func(v *Visit) { v.Minutes = -5 }), 85},
		{"no products", with(func(v *Visit) { v.Products = 0 }), 80},
		{"an unknown code", with(func(v *Visit) { v.Result = "delighted" }), 70},
	} {
		if got, _ := Default().Score(c.v); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestAHalfPointGoesUp(t *testing.T) {
	s := Default()
	s.Weights = map[Field]Percent{FieldPurpose: 1, FieldResult: 99}
	s.Purpose = map[domain.Purpose]Percent{domain.Detailing: 50}
	if got, _ := s.Score(Visit{Purpose: domain.Detailing}); got != 1 {
		t.Errorf("half a point became %d", got)
	}
	s.Purpose[domain.Detailing] = 49
	if got, _ := s.Score(Visit{Purpose: domain.Detailing}); got != 0 {
		t.Errorf("0.49 points became %d", got)
	}
}

// The parts explain the score: they sum to it, rounded, and what was not said brings nothing.
func TestPartsSumToTheScore(t *testing.T) {
	purposes := []domain.Purpose{"", domain.Access, domain.Invite, domain.Followup, domain.Academic, domain.Detailing, domain.Relationship}
	results := []domain.Result{"", domain.Agreed, domain.Interested, domain.Neutral, domain.Objection, domain.Refused, domain.Absent}
	rapid.Check(t, func(t *rapid.T) {
		v := Visit{Purpose: rapid.SampledFrom(purposes).Draw(t, "purpose"), Result: rapid.SampledFrom(results).Draw(t, "result"),
			Products: rapid.IntRange(0, 3).Draw(t, "products"), Minutes: rapid.IntRange(-1, 90).Draw(t, "minutes"),
			HasNext: rapid.Bool().Draw(t, "next")}
		score, parts := Default().Score(v)
		sum := 0
		for _, p := range parts {
			sum += p.Hundredths
			if p.Hundredths != int(p.Weight)*int(p.Coefficient) || !p.Said && p.Hundredths != 0 {
				t.Fatalf("part %+v does not add up", p)
			}
			if p.Said == slices.Contains(Default().Missing(Visit{HasDoctor: true, HasDate: true, Purpose: v.Purpose, Products: v.Products,
				Minutes: v.Minutes, HasNext: v.HasNext, Result: result(v)}), p.Field) {
				t.Fatalf("%s is said and missing, or neither", p.Field)
			}
		}
		if score != (sum+50)/100 || score < 0 || score > 100 {
			t.Fatalf("parts of %d hundredths make %d", sum, score)
		}
	})
}

// result keeps whether a result was said and hides that nobody was met, which Missing treats apart.
func result(v Visit) domain.Result {
	if v.Result == domain.Absent {
		return domain.Neutral
	}
	return v.Result
}

func TestWhatIsAskedFor(t *testing.T) {
	for _, c := range []struct {
		name     string
		v        Visit
		all      []Field
		required []Field
	}{
		{"nothing said", Visit{}, []Field{FieldDoctor, FieldDate, FieldResult, FieldProducts, FieldPurpose, FieldMinutes, FieldNext},
			[]Field{FieldDoctor, FieldDate, FieldResult, FieldProducts}},
		{"only the optional ones", Visit{HasDoctor: true, HasDate: true, Products: 1, Result: domain.Neutral},
			[]Field{FieldPurpose, FieldMinutes, FieldNext}, nil},
		{"no result", Visit{HasDoctor: true, HasDate: true, Products: 1, Purpose: domain.Detailing, Minutes: 9, HasNext: true},
			[]Field{FieldResult}, []Field{FieldResult}},
		{"nobody met", Visit{HasDoctor: true, HasDate: true, Result: domain.Absent}, nil, nil},
		{"nobody met, doctor unclear", Visit{HasDate: true, Result: domain.Absent}, []Field{FieldDoctor}, []Field{FieldDoctor}},
	} {
		if diff := cmp.Diff(c.all, Default().Missing(c.v)); diff != "" {
			t.Errorf("%s: missing %s", c.name, diff)
		}
		if diff := cmp.Diff(c.required, Default().Complete(c.v)); diff != "" {
			t.Errorf("%s: required %s", c.name, diff)
		}
	}
}

func day(d int) domain.Date { return domain.Date{Year: 2026, Month: 11, Day: d} }

func TestEffective(t *testing.T) {
	last := day(20)
	for _, c := range []struct {
		name  string
		score int
		met   bool
		last  *domain.Date
		date  domain.Date
		want  Reason
	}{
		{"first visit", 60, true, nil, day(23), EffectiveCall},
		{"just below", 59, true, nil, day(23), LowScore},
		{"not met", 100, false, nil, day(23), NotMet},
		{"three days later", 60, true, &last, day(23), EffectiveCall},
		{"two days later", 100, true, &last, day(22), TooSoon},
		{"the same day", 100, true, &last, day(20), TooSoon},
		{"a late record, two days before", 100, true, &last, day(18), TooSoon},
		{"a late record, three days before", 100, true, &last, day(17), EffectiveCall},
		{"over the end of a month", 80, true, &domain.Date{Year: 2026, Month: 10, Day: 30}, day(2), EffectiveCall},
	} {
		ok, why := Default().Effective(c.score, c.met, c.last, c.date)
		if why != c.want || ok != (c.want == EffectiveCall) {
			t.Errorf("%s: %v, %s; want %s", c.name, ok, why, c.want)
		}
	}
}

func TestWalkMeasuresFromTheLastEffectiveOne(t *testing.T) {
	by := Default()
	got := Walk([]Scored{
		{day(2), 90, true, by}, {day(3), 90, true, by}, {day(4), 90, false, by}, {day(5), 90, true, by}, {day(5), 95, true, by}, {day(9), 40, true, by},
		{day(10), 60, true, by},
	}, nil)
	want := []Reason{EffectiveCall, TooSoon, NotMet, EffectiveCall, TooSoon, LowScore, EffectiveCall}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	last := day(1)
	if got := Walk([]Scored{{day(2), 90, true, by}}, &last); got[0] != TooSoon {
		t.Errorf("the visit before the row was not looked at: %v", got)
	}
	strict := Default()
	strict.Threshold, strict.MinGapDays = 95, 8
	got = Walk([]Scored{{day(2), 90, true, by}, {day(9), 99, true, strict}, {day(10), 99, true, by}, {day(11), 94, true, strict}}, nil)
	if diff := cmp.Diff([]Reason{EffectiveCall, TooSoon, EffectiveCall, LowScore}, got); diff != "" {
		t.Errorf("each visit is judged by its own scheme: %s", diff)
	}
}

func TestTheFieldWorthMostIsAskedFirst(t *testing.T) {
	s := Default()
	s.Weights = map[Field]Percent{FieldPurpose: 25, FieldResult: 20, FieldProducts: 15, FieldMinutes: 10, FieldNext: 30}
	s.Required = []Field{FieldNext, FieldPurpose}
	v := Visit{HasDoctor: true, HasDate: true}
	if diff := cmp.Diff([]Field{FieldNext, FieldPurpose, FieldResult, FieldProducts, FieldMinutes}, s.Missing(v)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Field{FieldNext, FieldPurpose}, s.Complete(v)); diff != "" {
		t.Error(diff)
	}
	s.Purpose = map[domain.Purpose]Percent{domain.Detailing: 10} // 2.5 points at most
	if got := s.Missing(v); got[4] != FieldPurpose {
		t.Errorf("a field that can bring little is asked before others: %v", got)
	}
}

func TestSchemesInForce(t *testing.T) {
	second, third := Default(), Default()
	second.Version, second.From = 2, day(10)
	third.Version, third.From = 3, day(5) // decided later, and in force earlier: it takes the place of the second
	all := Schemes{Default(), second}
	for _, c := range []struct {
		of   Schemes
		day  int
		want int
	}{{all, 9, 1}, {all, 10, 2}, {all, 30, 2}, {append(all, third), 4, 1}, {append(all, third), 7, 3}, {append(all, third), 12, 3}, {nil, 3, 1}} {
		if got := c.of.On(day(c.day)).Version; got != c.want {
			t.Errorf("on %d of %d schemes number %d is in force, want %d", c.day, len(c.of), got, c.want)
		}
	}
	if got := all.Numbered(2); got.Version != 2 {
		t.Errorf("number 2 is %d", got.Version)
	}
	if got := all.Numbered(9); got.Version != 2 {
		t.Errorf("a number that nobody knows is scored by %d, not by the newest", got.Version)
	}
	if all.LongestGap() != 3 || Schemes(nil).LongestGap() != 3 {
		t.Error("the longest gap is another one")
	}
}

func TestValidate(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		say    string
		change func(*Scheme)
	}{
		{"version", func(s *Scheme) { s.Version = 0 }},
		{"sum to 95", func(s *Scheme) { s.Weights[FieldNext] = 10 }},
		{"carries no points", func(s *Scheme) { s.Weights["sales"] = 0 }},
		{"weight of next", func(s *Scheme) { s.Weights[FieldNext] = -15 }},
		{"coefficient of agreed", func(s *Scheme) { s.Result[domain.Agreed] = 101 }},
		{"coefficient of access", func(s *Scheme) { s.Purpose[domain.Access] = -1 }},
		{"no band", func(s *Scheme) { s.Minutes = nil }},
		{"only the last one", func(s *Scheme) { s.Minutes = s.Minutes[:3] }},
		{"does not end after", func(s *Scheme) { s.Minutes[1].UpTo = 1 }},
		{"1. band of minutes is 200", func(s *Scheme) { s.Minutes[0].Coefficient = 200 }},
		{"threshold", func(s *Scheme) { s.Threshold = 101 }},
		{"gap", func(s *Scheme) { s.MinGapDays = -1 }},
		{"gap", func(s *Scheme) { s.MinGapDays = 91 }},
		{"cannot be required", func(s *Scheme) { s.Required = []Field{FieldDoctor} }},
		{"the purpose \"sales\" is unknown", func(s *Scheme) { s.Purpose["sales"] = 10 }},
		{"the result \"prescribed\" is unknown", func(s *Scheme) { s.Result["prescribed"] = 10 }},
	} {
		s := Default()
		c.change(&s)
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v", c.say, err)
		}
	}
}

func TestASchemeSurvivesStorage(t *testing.T) {
	b, err := json.Marshal(Default())
	if err != nil {
		t.Fatal(err)
	}
	var back Scheme
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), back); diff != "" {
		t.Error(diff)
	}
}

// With all that the record lacks at its best, the score is what was promised.
func TestGainsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := Visit{HasDoctor: true, HasDate: true, Products: rapid.IntRange(0, 1).Draw(t, "products"), Minutes: rapid.IntRange(0, 40).Draw(t, "minutes"),
			HasNext: rapid.Bool().Draw(t, "next"), Purpose: rapid.SampledFrom([]domain.Purpose{"", domain.Invite}).Draw(t, "purpose"),
			Result: rapid.SampledFrom([]domain.Result{"", domain.Neutral, domain.Absent}).Draw(t, "result")}
		gains, reach := Default().Gains(v)
		for _, g := range gains {
			switch g.Field {
			case FieldProducts:
				v.Products = 1
			case FieldMinutes:
				v.Minutes = 20
			case FieldNext:
				v.HasNext = true
			case FieldPurpose:
				v.Purpose = domain.Detailing
			case FieldResult:
				v.Result = domain.Agreed
			}
		}
		if got, _ := Default().Score(v); got != reach {
			t.Fatalf("with everything that it lacked the record has %d, not %d", got, reach)
		}
	})
}
