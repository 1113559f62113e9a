package calendar

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/yaoban/yaoban/domain"
)

func day(t testing.TB, s string) domain.Date {
	t.Helper()
	d, err := domain.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The workdays of the months of 2026, counted from the notice by hand.
func TestWorkdaysOf2026(t *testing.T) {
	want := []int{21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23}
	sum := 0
	for i, w := range want {
		first := domain.Date{Year: 2026, Month: time.Month(i + 1), Day: 1}
		if got := len(Default().Month(first)); got != w {
			t.Errorf("month %d has %d workdays, want %d", i+1, got, w)
		}
		sum += w
	}
	if got := Default().Workdays(day(t, "2026-01-01"), day(t, "2026-12-31")); got != sum || sum != 248 {
		t.Errorf("the year has %d workdays, want 248", got)
	}
}

func TestWorkday(t *testing.T) {
	for _, c := range []struct {
		date string
		want bool
		name string
	}{
		{"2026-01-01", false, "元旦"},
		{"2026-01-04", true, "元旦调休"}, // a Sunday that is worked
		{"2026-02-14", true, "春节调休"}, // a Saturday that is worked
		{"2026-02-23", false, "春节"},  // a Monday that is off
		{"2026-10-10", true, "国庆节调休"},
		{"2026-11-21", false, ""},
		{"2026-11-23", true, ""},
		{"2027-10-01", true, ""}, // a Friday of a year without a notice
	} {
		if got := Default().Workday(day(t, c.date)); got != c.want {
			t.Errorf("Workday(%s) = %v", c.date, got)
		}
		if got := Default().Name(day(t, c.date)); got != c.name {
			t.Errorf("Name(%s) = %q, want %q", c.date, got, c.name)
		}
	}
}

func TestAddWorkdays(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 3, "2026-11-25"},
		{"2026-11-21", 0, "2026-11-23"},
		{"2026-11-23", 0, "2026-11-23"},
		{"2026-02-13", 1, "2026-02-14"},
		{"2026-02-14", 1, "2026-02-24"},
		{"2026-10-08", -1, "2026-09-30"},
		{"2026-11-23", -5, "2026-11-16"},
	} {
		if got := Default().AddWorkdays(day(t, c.from), c.n); got != day(t, c.want) {
			t.Errorf("%s %+d workdays = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestAYearIsKnownByItsNoticeOnly(t *testing.T) {
	c := Default()
	if !c.Known(2026) || c.Known(2027) || (Calendar{}).Known(2026) {
		t.Error("2026 is known, 2027 is not, and an empty calendar knows none")
	}
	spill, err := c.With([]Row{{Date: day(t, "2027-01-01"), Kind: Off, Name: "元旦"}})
	if err != nil {
		t.Fatal(err)
	}
	if spill.Known(2027) {
		t.Error("New Year's Day alone made 2027 known")
	}
	full, err := spill.With([]Row{{Date: day(t, "2027-10-01"), Kind: Off}, {Date: day(t, "2027-10-09"), Kind: Work}})
	if err != nil {
		t.Fatal(err)
	}
	if !full.Known(2027) || full.Workday(day(t, "2027-10-01")) || !full.Workday(day(t, "2027-10-09")) {
		t.Error("the added year does not count")
	}
	if c.Workday(day(t, "2027-10-09")) {
		t.Error("With changed the calendar it was called on")
	}
}

func TestBadRowsAreNamed(t *testing.T) {
	for _, c := range []struct{ name, csv, say string }{
		{"header", "day,kind\n", "read the holidays"},
		{"other header", "date,type,name\n", "not date,kind,name"},
		{"empty", "", "header"},
		{"date", "date,kind,name\n2026-02-30,off,x\n", "line 2"},
		{"kind", "date,kind,name\n2026-01-01,off,\n2026-01-02,rest,x\n", `line 3 of the holidays: the kind "rest"`},
		{"fields", "date,kind,name\n2026-01-01,off\n", "wrong number of fields"},
	} {
		_, err := Read(strings.NewReader(c.csv))
		if err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: the error is %v, want %q", c.name, err, c.say)
		}
	}
	d := day(t, "2026-01-01")
	for _, rows := range [][]Row{
		{{Kind: Off}},
		{{Date: d, Kind: "rest"}},
		{{Date: d, Kind: Off}, {Date: d, Kind: Work}},
	} {
		if _, err := New(rows); err == nil {
			t.Errorf("New(%v) is accepted", rows)
		}
	}
	if _, err := Read(strings.NewReader("\ufeffdate,kind,name\n2026-01-01,off,元旦\n")); err != nil {
		t.Errorf("a byte order mark is refused: %v", err)
	}
}

// Adding n workdays and counting them are inverse, on any day of any year.
func TestAddingAndCountingAgree(t *testing.T) {
	c := Default()
	rapid.Check(t, func(t *rapid.T) {
		d := domain.Date{Year: 2025, Month: 6, Day: 1}.AddDays(rapid.IntRange(0, 900).Draw(t, "day"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		to := c.AddWorkdays(d, n)
		if !c.Workday(to) || c.Workdays(d.AddDays(1), to) != n {
			t.Fatalf("%s + %d = %s, which counts %d", d, n, to, c.Workdays(d.AddDays(1), to))
		}
		if c.Workday(d) && c.AddWorkdays(to, -n) != d {
			t.Fatalf("%s + %d - %d = %s", d, n, n, c.AddWorkdays(to, -n))
		}
	})
}
