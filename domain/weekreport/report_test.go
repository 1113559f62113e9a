package weekreport_test

import (
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/weekreport"
)

var monday = domain.Date{Year: 2026, Month: 11, Day: 23}

func TestAReportCountsWhatWasPlannedAndDone(t *testing.T) {
	a, b := weekreport.Doctor{Code: "A", Grade: "A"}, weekreport.Doctor{Code: "B", Grade: "B"}
	plan := func(d weekreport.Doctor, day int, state string) weekreport.Plan {
		return weekreport.Plan{Doctor: d, Date: monday.AddDays(day), State: state}
	}
	visit := func(d weekreport.Doctor, day int, result domain.Result, score int, effective, planned bool) weekreport.Visit {
		return weekreport.Visit{Doctor: d, Date: monday.AddDays(day), Result: result, Score: score, Effective: effective, Planned: planned}
	}
	r := weekreport.Of(weekreport.Facts{Monday: monday, AsOf: monday.AddDays(2), DueBy: monday.AddDays(2),
		Plans: []weekreport.Plan{plan(a, 0, "done"), plan(b, 0, "cancelled"), plan(b, 1, "missed"), plan(b, 2, "planned"), plan(a, 3, "planned")},
		Visits: []weekreport.Visit{visit(a, 0, domain.Agreed, 90, true, true), visit(a, 1, domain.Neutral, 50, false, false), visit(b, 2, domain.Absent, 0, false, false),
			visit(b, 2, "", 70, true, false)},
		Month: quota.Standings{Doctors: []quota.Standing{{Doctor: "A", Grade: "A", DoctorMonth: quota.DoctorMonth{Required: 4, Effective: 5}},
			{Doctor: "B", Grade: "B", DoctorMonth: quota.DoctorMonth{Required: 2, Effective: 1}}, {Doctor: "D", Grade: "D"}}},
	})
	if r.Due != 3 || r.Done != 1 || len(r.Open) != 2 || r.Ahead != 1 || r.Cancelled != 1 {
		t.Errorf("plans: due %d, done %d, open %d, ahead %d, cancelled %d", r.Due, r.Done, len(r.Open), r.Ahead, r.Cancelled)
	}
	if r.Made != 4 || r.Met != 3 || r.OffPlan != 2 || r.Effective != 2 || r.Scores != 210 {
		t.Errorf("visits: made %d, met %d, off plan %d, effective %d, scores %d", r.Made, r.Met, r.OffPlan, r.Effective, r.Scores)
	}
	if r.Results[domain.Agreed] != 1 || r.Results[domain.Absent] != 1 || len(r.Results) != 3 {
		t.Errorf("results: %v", r.Results)
	}
	if r.Progress["A"] != (quota.Ratio{Num: 4, Den: 4}) || r.Attained() != (quota.Ratio{Num: 5, Den: 6}) || len(r.Progress) != 2 {
		t.Errorf("the month: %v, %v", r.Progress, r.Attained())
	}
	if len(r.Doctors) != 2 || r.Doctors[0].Code != "A" || r.Doctors[0].Planned != 2 || r.Doctors[0].Done != 1 || r.Doctors[0].Last != domain.Neutral ||
		r.Doctors[1].Made != 2 || r.Doctors[1].Last != "" {
		t.Errorf("by doctor: %+v", r.Doctors)
	}
}

func TestWeeksAreNamedByTheirYear(t *testing.T) {
	for day, want := range map[domain.Date]string{monday: "2026-W48", {Year: 2026, Month: 12, Day: 28}: "2026-W53", {Year: 2027, Month: 1, Day: 4}: "2027-W01"} {
		if got := weekreport.Name(day); got != want {
			t.Errorf("the week of %s is %s, want %s", day, got, want)
		}
	}
}
