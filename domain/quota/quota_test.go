package quota

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/yaoban/yaoban/domain"
)

func date(t interface{ Fatal(...any) }, s string) domain.Date {
	d, err := domain.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// month returns n workdays from the first of November 2026 on, weekends left out.
func month(n int) Month {
	var days []domain.Date
	for d := (domain.Date{Year: 2026, Month: 11, Day: 1}); len(days) < n; d = d.AddDays(1) {
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
			days = append(days, d)
		}
	}
	return Month{first: days[0], days: days}
}

func TestRequired(t *testing.T) {
	m := month(21) // 2026-11-02 to 2026-11-30
	d := func(s string) domain.Date { return date(t, "2026-11-"+s) }
	always := []Span{{}}
	a := []GradeFrom{{Grade: domain.GradeA}}
	for _, c := range []struct {
		name     string
		employed Span
		off      []TimeOff
		assigned []Span
		grades   []GradeFrom
		want     int
	}{
		{"A, all month", Span{}, nil, always, a, 4},
		{"B, all month", Span{}, nil, always, []GradeFrom{{Grade: domain.GradeB}}, 2},
		{"C, all month", Span{}, nil, always, []GradeFrom{{Grade: domain.GradeC}}, 1},
		{"D needs none", Span{}, nil, always, []GradeFrom{{Grade: domain.GradeD}}, 0},
		{"no grade yet", Span{}, nil, always, nil, 0},
		{"never assigned", Span{}, nil, nil, a, 0},
		// 4·11/21 = 2.095
		{"assigned from the 16th", Span{}, nil, []Span{{From: d("16")}}, a, 2},
		// 4·13/21 = 2.476; with one day more 2.667
		{"13 days", Span{}, nil, []Span{{From: d("12")}}, a, 2},
		{"14 days", Span{}, nil, []Span{{From: d("11")}}, a, 3},
		// 4·(10·2+1)/(2·21) = 2 exactly; B: 2·(5·2+½·2)/(42) = 0.52
		{"C with half the month off and a half day: 0.5 goes up", Span{}, []TimeOff{{Span{d("02"), d("13")}, WholeDay}, {Span{d("16"), d("16")}, Morning}},
			always, []GradeFrom{{Grade: domain.GradeC}}, 1},
		{"C with 11 days off: 0.476 goes down", Span{}, []TimeOff{{Span{d("02"), d("16")}, WholeDay}}, always, []GradeFrom{{Grade: domain.GradeC}}, 0},
		{"both halves are a day", Span{}, []TimeOff{{Span{d("02"), d("16")}, Morning}, {Span{d("02"), d("16")}, Afternoon}},
			always, []GradeFrom{{Grade: domain.GradeC}}, 0},
		{"overlapping time off counts once", Span{}, []TimeOff{{Span{d("02"), d("13")}, WholeDay}, {Span{d("03"), d("10")}, WholeDay}, {Span{d("09"), d("09")}, Morning}},
			always, []GradeFrom{{Grade: domain.GradeC}}, 1},
		{"she left on the 13th", Span{To: d("13")}, nil, always, a, 2},
		{"she came on the 30th", Span{From: d("30")}, nil, always, a, 0},
		// (2·10 + 4·11)/21 = 3.05
		{"from B to A on the 16th", Span{}, nil, always, []GradeFrom{{Grade: domain.GradeB}, {From: d("16"), Grade: domain.GradeA}}, 3},
		{"two changes before the month: the later holds", Span{}, nil, always,
			[]GradeFrom{{From: date(t, "2026-01-01"), Grade: domain.GradeA}, {From: date(t, "2026-10-20"), Grade: domain.GradeC}}, 1},
		{"a grade of next month is not of this one", Span{}, nil, always, []GradeFrom{{Grade: domain.GradeC}, {From: date(t, "2026-12-01"), Grade: domain.GradeA}}, 1},
		{"two assignments that overlap count once", Span{}, nil, []Span{{To: d("20")}, {From: d("10")}}, a, 4},
		{"handed over and back", Span{}, nil, []Span{{To: d("06")}, {From: d("26")}}, a, 2}, // 4·8/21 = 1.52
	} {
		if got := required(m, c.employed, c.off, c.assigned, c.grades); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	if got := required(Month{}, Span{}, nil, always, a); got != 0 {
		t.Errorf("a month without workdays needs %d", got)
	}
	if got := m.Required(nil, func(domain.Date) int { return 4 }); got != 0 {
		t.Errorf("without any presence %d are needed", got)
	}
}

// required is P by the default scheme for a rep without product lines.
func required(m Month, employed Span, off []TimeOff, assigned []Span, grades []GradeFrom) int {
	d := Doctor{Code: "D", Grades: grades}
	for _, s := range assigned {
		d.Assigned = append(d.Assigned, Assigned{Span: s})
	}
	return Default().Required(m, Record{Rep: Rep{Employed: employed, Off: off}, Doctors: []Doctor{d}}, "D")
}

// Required equals the formula of PRODUCT.md Q1 in exact fractions, whatever the histories.
func TestRequiredIsTheFormula(t *testing.T) {
	grades := []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD, ""}
	rapid.Check(t, func(t *rapid.T) {
		m := month(rapid.IntRange(1, 23).Draw(t, "w"))
		first := m.days[0]
		dayN := func(name string) domain.Date { return first.AddDays(rapid.IntRange(-3, 33).Draw(t, name)) }
		var off []TimeOff
		for range rapid.IntRange(0, 3).Draw(t, "offs") {
			from := dayN("off")
			off = append(off, TimeOff{Span{from, from.AddDays(rapid.IntRange(0, 5).Draw(t, "length"))},
				rapid.SampledFrom([]Half{WholeDay, Morning, Afternoon}).Draw(t, "half")})
		}
		employed := Span{From: first.AddDays(rapid.IntRange(-30, 5).Draw(t, "came"))}
		var assigned []Span
		for range rapid.IntRange(0, 3).Draw(t, "spans") {
			assigned = append(assigned, Span{From: dayN("from"), To: dayN("to")})
		}
		var history []GradeFrom
		at := first.AddDays(-40)
		for range rapid.IntRange(0, 4).Draw(t, "grades") {
			history = append(history, GradeFrom{From: at, Grade: rapid.SampledFrom(grades).Draw(t, "grade")})
			at = at.AddDays(rapid.IntRange(1, 30).Draw(t, "held"))
		}
		got := required(m, employed, off, assigned, history)

		sum := new(big.Rat)
		for _, d := range m.days {
			f := 0
			for _, g := range history {
				if !g.From.After(d) {
					f = DefaultNeed()[g.Grade]
				}
			}
			present := int64(2)
			for _, half := range []Half{Morning, Afternoon} {
				for _, o := range off {
					if o.Has(d) && (o.Half == WholeDay || o.Half == half) {
						present--
						break
					}
				}
			}
			in := false
			for _, s := range assigned {
				in = in || s.Has(d)
			}
			if !in || !employed.Has(d) {
				present = 0
			}
			sum.Add(sum, big.NewRat(int64(f)*present, 2*int64(m.Workdays())))
		}
		doubled := new(big.Rat).Add(new(big.Rat).Mul(sum, big.NewRat(2, 1)), big.NewRat(1, 1))
		want := new(big.Int).Quo(doubled.Num(), new(big.Int).Mul(doubled.Denom(), big.NewInt(2))).Int64()
		if int64(got) != want {
			t.Fatalf("required %d, the formula gives %s, half up %d", got, sum.FloatString(4), want)
		}
	})
}

func TestOverdue(t *testing.T) {
	on := date(t, "2026-11-23")
	long := date(t, "2026-01-04")
	for _, c := range []struct {
		name           string
		grade          domain.Grade
		last, assigned domain.Date
		want           int
	}{
		{"A on the tenth day", domain.GradeA, date(t, "2026-11-13"), long, 0},
		{"A on the eleventh day", domain.GradeA, date(t, "2026-11-12"), long, 1},
		{"B", domain.GradeB, date(t, "2026-11-01"), long, 2},
		{"C", domain.GradeC, date(t, "2026-10-01"), long, 13},
		{"D may wait", domain.GradeD, date(t, "2026-02-01"), long, 0},
		{"no grade", "", date(t, "2026-02-01"), long, 0},
		{"never seen, long hers", domain.GradeA, domain.Date{}, date(t, "2026-11-01"), 12},
		{"never seen, new", domain.GradeA, domain.Date{}, date(t, "2026-11-20"), 0},
		{"seen by the one before", domain.GradeA, date(t, "2026-09-01"), date(t, "2026-11-16"), 0},
		{"nothing known", domain.GradeA, domain.Date{}, domain.Date{}, 0},
		{"a visit in the future", domain.GradeA, date(t, "2026-12-01"), long, 0},
	} {
		if got := DefaultGap().Overdue(c.grade, c.last, c.assigned, on); got != c.want {
			t.Errorf("%s: %d days, want %d", c.name, got, c.want)
		}
	}
}

func TestCountLevel(t *testing.T) {
	for _, c := range []struct {
		name                          string
		done, required, elapsed, days int
		want                          Level
	}{
		{"nothing by the fourth day", 0, 155, 4, 21, 0},
		{"nothing by the fifth day", 0, 155, 5, 21, 2},
		{"exactly 0.8 of 50", 40, 100, 10, 20, 0},
		{"just below 0.8", 39, 100, 10, 20, 1},
		{"exactly 0.6", 30, 100, 10, 20, 1},
		{"just below 0.6", 29, 100, 10, 20, 2},
		{"nothing required", 0, 0, 10, 20, 0},
		{"a month without workdays", 0, 10, 10, 0, 0},
		{"after the end", 80, 100, 25, 20, 0},
	} {
		if got := CountLevel(c.done, c.required, c.elapsed, c.days); got != c.want {
			t.Errorf("%s: level %d, want %d", c.name, got, c.want)
		}
	}
}

func TestRateLevel(t *testing.T) {
	for _, c := range []struct {
		effective, visits int
		want              Level
	}{
		{0, 9, 0}, {0, 10, 2}, {3, 10, 2}, {4, 10, 1}, {5, 10, 1}, {6, 10, 0}, {11, 19, 1}, {12, 20, 0}, {7, 19, 2},
	} {
		if got := RateLevel(c.effective, c.visits); got != c.want {
			t.Errorf("%d of %d: level %d, want %d", c.effective, c.visits, got, c.want)
		}
	}
}

func TestFeasible(t *testing.T) {
	m := month(21)
	p := m.Presence(Span{}, []TimeOff{{Span{date(t, "2026-11-27"), date(t, "2026-11-27")}, Afternoon}})
	left := m.Left(p, date(t, "2026-11-25"))
	if left != 7 { // 25, 26, half of 27, 30
		t.Fatalf("%d half-days are left, want 7", left)
	}
	for _, c := range []struct{ remaining, capacity, holds, short int }{
		{28, 8, 28, 0}, {29, 8, 28, 1}, {25, 7, 24, 1}, {24, 7, 24, 0}, {0, 0, 0, 0}, {3, 0, 0, 3}, {-2, 8, 28, 0},
	} {
		if got := Feasible(c.remaining, left, c.capacity); got.Capacity != c.holds || got.Short != c.short {
			t.Errorf("%d at %d a day: %+v, want %d and %d short", c.remaining, c.capacity, got, c.holds, c.short)
		}
	}
	if m.Elapsed(date(t, "2026-11-08")) != 5 || m.Elapsed(date(t, "2026-10-31")) != 0 || p.HalfDays() != 41 {
		t.Error("the days of the month are miscounted")
	}
}

func TestMeasureTargets(t *testing.T) {
	got := MeasureTargets([]DoctorMonth{
		{Required: 4, Effective: 6, Target: true},
		{Required: 4, Effective: 1, Target: true},
		{Required: 2, Effective: 2, Target: true},
		{Required: 1, Effective: 0, Target: true},
		{Required: 0, Effective: 1, Target: true},
		{Required: 4, Effective: 4}, // no target
	})
	want := Targets{Coverage: Ratio{4, 5}, Frequency: Ratio{2, 4}, Capped: Ratio{7, 11}, Plain: Ratio{10, 11}}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if _, counted := MeasureTargets(nil).Coverage.Permille(); counted {
		t.Error("no doctors have a coverage")
	}
	if (DoctorMonth{Required: 2, Effective: 3}).Remaining() != 0 || (DoctorMonth{Required: 2}).Remaining() != 2 {
		t.Error("what remains is miscounted")
	}
}

func TestMeasureConduct(t *testing.T) {
	got := MeasureConduct([]Activity{
		{Effective: true, Planned: true, Score: 100, Lag: time.Hour, Reviewed: true, Wait: 3 * time.Hour},
		{Effective: true, Planned: true, Joint: true, Score: 71, Lag: 24 * time.Hour, Reviewed: true, Wait: 50 * time.Hour},
		{Score: 30, Lag: 24*time.Hour + time.Second, Reviewed: true, Wait: 4 * time.Hour},
		{Planned: true, Score: 55, Reviewed: true, Wait: 2 * time.Hour},
		{Score: 0},
	}, 3, 4, 3)
	want := Conduct{Adherence: Ratio{3, 4}, OffPlan: Ratio{2, 5}, CallsPerFieldDay: Ratio{10, 3}, EffectiveRate: Ratio{2, 5},
		Quality: Ratio{256, 5}, Within24h: Ratio{4, 5}, ReviewRate: Ratio{4, 5}, ReviewMedian: 210 * time.Minute, JointRate: Ratio{1, 5}, Coached: Ratio{0, 1}}
	if got != want {
		t.Errorf("%+v,\nwant %+v", got, want)
	}
	if p, _ := got.CallsPerFieldDay.Permille(); p != 3333 {
		t.Errorf("calls a day are %d thousandths", p)
	}
	if p, _ := (Ratio{1, 2000}).Permille(); p != 1 {
		t.Error("half a thousandth does not go up")
	}
	if empty := MeasureConduct(nil, 0, 0, 0); empty.ReviewMedian != 0 {
		t.Error("nothing reviewed has a median")
	}
	if odd := MeasureConduct([]Activity{{Reviewed: true, Wait: 1}, {Reviewed: true, Wait: 9}, {Reviewed: true, Wait: 5}}, 0, 0, 0); odd.ReviewMedian != 5 {
		t.Errorf("the median of 1, 5, 9 is %d", odd.ReviewMedian)
	}
}
