package week_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/reception"
	"github.com/yaoban/yaoban/domain/week"
)

func on(month time.Month, day int) domain.Date {
	return domain.Date{Year: 2026, Month: month, Day: day}
}

// days are the workdays of the week that begins on that Monday.
func days(monday domain.Date, off ...quota.TimeOff) []week.Day {
	var workdays []domain.Date
	for i := range 5 {
		workdays = append(workdays, monday.AddDays(i))
	}
	return week.Days(workdays, off)
}

var december = on(time.December, 1)

// situation is the week of 2026-12-07 with 19 workdays of December left, for the doctors given.
func situation(doctors ...week.Doctor) week.Situation {
	return week.Situation{Days: days(on(time.December, 7)), Left: map[domain.Date]int{december: 38}, Doctors: doctors,
		Hospitals: map[string]week.Hospital{}, Capacity: 8, Gap: quota.DefaultGap(), Apart: 3}
}

func doctor(code, hospital string, grade domain.Grade, short int, last domain.Date) week.Doctor {
	return week.Doctor{Code: code, Hospital: hospital, Department: "心血管内科", Grade: grade, Last: last, Since: on(time.January, 4),
		Short: map[domain.Date]int{december: short}}
}

func dates(p week.Proposal) map[string][]domain.Date {
	out := map[string][]domain.Date{}
	for _, s := range p.Stops {
		out[s.Doctor] = append(out[s.Doctor], s.Date)
	}
	return out
}

func TestTheOverdueLeadAndTheMonthFillsEvenly(t *testing.T) {
	s := situation(
		doctor("fresh", "H1", domain.GradeA, 1, on(time.December, 4)),
		doctor("overdue", "H2", domain.GradeA, 1, on(time.November, 20)),
		doctor("waits", "H3", domain.GradeB, 1, on(time.November, 25)),
		doctor("done", "H4", domain.GradeC, 0, on(time.December, 2)),
		doctor("none", "H4", domain.GradeD, 0, domain.Date{}),
	)
	p := week.Propose(s) // three are missing, a bit more than a quarter of the month's field time lies in the week: one visit
	if len(p.Stops) != 1 || p.Stops[0].Doctor != "overdue" {
		t.Fatalf("of three missing visits in four weeks the week takes %+v", p.Stops)
	}
	why := p.Stops[0].Why
	if len(why) != 2 || why[0] != (week.Reason{Kind: week.Short, N: 1, Month: time.December}) || why[1].Kind != week.Unseen ||
		why[1].N != p.Stops[0].Date.Sub(on(time.November, 20)) {
		t.Errorf("because %+v", why)
	}
	s.Left[december] = 10 // the last week of the month: all that is missing
	if got := dates(week.Propose(s)); len(got) != 3 || len(got["done"]) > 0 || len(got["none"]) > 0 {
		t.Errorf("in the last week the visits are %v", got)
	}
}

func TestADoctorWhoIsShortOfMoreThanTheWeeksLeftIsSeenTwice(t *testing.T) {
	s := situation(doctor("d", "H1", domain.GradeA, 2, on(time.December, 4)))
	s.Days, s.Left[december] = days(on(time.December, 28))[:4], 8
	got := dates(week.Propose(s))["d"]
	if len(got) != 2 || got[1].Sub(got[0]) < 3 {
		t.Errorf("two missing visits in the month's last week fall on %v", got)
	}
}

func TestWindowsTimeOffAndCapacityBind(t *testing.T) {
	wednesday := reception.Windows{{Weekday: time.Wednesday, Half: quota.Morning}}
	var doctors []week.Doctor
	for i := range 6 {
		doctors = append(doctors, doctor(fmt.Sprint("w", i), "HW", domain.GradeA, 1, on(time.November, 20)))
	}
	s := situation(doctors...)
	s.Hospitals["HW"] = week.Hospital{Receives: wednesday}
	s.Left[december] = 10
	p := week.Propose(s)
	if len(p.Stops) != 4 || len(p.NoPlace) != 2 {
		t.Fatalf("a morning of half a day's 8 takes %d, without a place are %v", len(p.Stops), p.NoPlace)
	}
	for _, stop := range p.Stops {
		last := stop.Why[len(stop.Why)-1]
		if stop.Date != on(time.December, 9) || last.Kind != week.Received || last.Window.When() != "周三上午" {
			t.Errorf("%+v keeps to no window", stop)
		}
	}
	s.Days = days(on(time.December, 7), quota.TimeOff{Span: quota.Span{From: on(time.December, 9), To: on(time.December, 9)}, Half: quota.Morning})
	if p := week.Propose(s); len(p.Stops) != 0 {
		t.Errorf("on a morning off stand %v", p.Stops)
	}
}

func TestOneHospitalFallsOnOneDay(t *testing.T) {
	var doctors []week.Doctor
	for h := range 4 {
		for i := range 4 {
			doctors = append(doctors, doctor(fmt.Sprint("d", h, i), fmt.Sprint("H", h), domain.GradeB, 1, on(time.November, 10)))
		}
	}
	s := situation(doctors...)
	s.Left[december] = 10
	at := map[string]map[domain.Date]bool{}
	for _, stop := range week.Propose(s).Stops {
		h := "H" + stop.Doctor[1:2]
		if at[h] == nil {
			at[h] = map[domain.Date]bool{}
		}
		at[h][stop.Date] = true
	}
	for h, on := range at {
		if len(on) != 1 {
			t.Errorf("%s is visited on %d days", h, len(on))
		}
	}
}

func TestWhatStandsStaysAndIsNotProposedAgain(t *testing.T) {
	s := situation(doctor("d", "H1", domain.GradeA, 4, on(time.November, 20)), doctor("e", "H1", domain.GradeA, 4, on(time.November, 20)))
	s.Standing = []week.Standing{{Doctor: "d", Hospital: "H1", Date: on(time.December, 10), Start: "10:00"}}
	got := dates(week.Propose(s))
	if len(got["d"]) != 0 || len(got["e"]) != 1 || got["e"][0] != on(time.December, 10) {
		t.Errorf("beside the visit of Thursday at that hospital are proposed %v", got)
	}
	s.Doctors[1].Planned = []domain.Date{on(time.December, 14), on(time.December, 15), on(time.December, 16), on(time.December, 17)}
	s.Doctors[1].Last = on(time.December, 4)
	if got := dates(week.Propose(s)); len(got["e"]) != 0 {
		t.Errorf("all that is missing stands in later weeks, and still %v", got)
	}
}

func TestAWeekOfTwoMonthsServesEachMonthOnItsDays(t *testing.T) {
	november := on(time.November, 1)
	s := situation(
		week.Doctor{Code: "nov", Hospital: "H1", Grade: domain.GradeB, Last: on(time.November, 12), Short: map[domain.Date]int{november: 1, december: 0}},
		week.Doctor{Code: "dec", Hospital: "H1", Grade: domain.GradeB, Last: on(time.November, 20), Short: map[domain.Date]int{november: 0, december: 2}})
	s.Days = days(on(time.November, 30))
	s.Left = map[domain.Date]int{november: 2, december: 46}
	got := dates(week.Propose(s))
	if len(got["nov"]) != 1 || got["nov"][0] != on(time.November, 30) || len(got["dec"]) != 1 || got["dec"][0].Month != time.December {
		t.Errorf("the last day of November and the first of December hold %v", got)
	}
}

// TestProposalsKeepTheirPromises tries many companies: no day is fuller than it may be, nobody is seen out of hours, twice too
// soon or without need, and the order of the list changes nothing.
func TestProposalsKeepTheirPromises(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		s := chance(r)
		p := week.Propose(s)
		shuffled := s
		shuffled.Doctors = append([]week.Doctor(nil), s.Doctors...)
		r.Shuffle(len(shuffled.Doctors), func(i, j int) {
			shuffled.Doctors[i], shuffled.Doctors[j] = shuffled.Doctors[j], shuffled.Doctors[i]
		})
		if again := week.Propose(shuffled); !reflect.DeepEqual(p.Stops, again.Stops) {
			t.Fatalf("another order of the list gives another week:\n%v\n%v", p.Stops, again.Stops)
		}
		check(t, s, p)
	}
}

func chance(r *rand.Rand) week.Situation {
	s := situation()
	s.Capacity = 1 + r.IntN(8)
	s.Left[december] = 10 + r.IntN(30)
	if r.IntN(3) == 0 {
		day := on(time.December, 7+r.IntN(5))
		s.Days = days(on(time.December, 7), quota.TimeOff{Span: quota.Span{From: day, To: day}, Half: []quota.Half{"", "am", "pm"}[r.IntN(3)]})
	}
	for h := range 6 {
		var w reception.Windows
		if r.IntN(2) == 0 {
			w = reception.Windows{{Weekday: time.Weekday(1 + r.IntN(5)), Half: []quota.Half{"", "am", "pm"}[r.IntN(3)]}}
		}
		s.Hospitals[fmt.Sprint("H", h)] = week.Hospital{Receives: w}
	}
	grades := []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD}
	for i := range 1 + r.IntN(60) {
		g := r.IntN(4)
		s.Doctors = append(s.Doctors, doctor(fmt.Sprintf("D%02d", i), fmt.Sprint("H", r.IntN(6)), grades[g], r.IntN([]int{5, 3, 2, 1}[g]),
			on(time.December, 6).AddDays(-r.IntN(60))))
	}
	return s
}

func check(t *testing.T, s week.Situation, p week.Proposal) {
	t.Helper()
	doctors := map[string]week.Doctor{}
	for _, d := range s.Doctors {
		doctors[d.Code] = d
	}
	load, mornings, afternoons := map[domain.Date]int{}, map[domain.Date]int{}, map[domain.Date]int{}
	before := map[string]domain.Date{}
	for _, stop := range p.Stops {
		d := doctors[stop.Doctor]
		window, _, open := s.Hospitals[d.Hospital].Receives.On(d.Department, stop.Date)
		last := d.Last
		if b, twice := before[stop.Doctor]; twice {
			last = b
		}
		before[stop.Doctor] = stop.Date
		if !open || stop.Date.Sub(last) < s.Apart || len(stop.Why) == 0 || d.Grade == domain.GradeD {
			t.Fatalf("%+v of %+v (window %+v, open %v)", stop, d, window, open)
		}
		load[stop.Date]++
		switch window.Half {
		case quota.Morning:
			mornings[stop.Date]++
		case quota.Afternoon:
			afternoons[stop.Date]++
		}
	}
	for _, day := range s.Days {
		am, pm := 0, 0
		if day.Morning {
			am = s.Capacity / 2
		}
		if day.Afternoon {
			pm = s.Capacity - s.Capacity/2
		}
		if load[day.Date] > am+pm || mornings[day.Date] > am || afternoons[day.Date] > pm {
			t.Fatalf("%s holds %d (%d in the morning, %d in the afternoon) of %d and %d", day.Date, load[day.Date], mornings[day.Date], afternoons[day.Date], am, pm)
		}
		delete(load, day.Date)
	}
	if len(load) > 0 {
		t.Fatalf("stops on days that are none: %v", load)
	}
}
