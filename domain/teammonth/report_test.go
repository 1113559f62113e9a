package teammonth_test

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/teammonth"
)

// standings has one doctor for each pair of required and effective visits.
func standings(rep string, doctors ...[2]int) quota.Standings {
	on := domain.Date{Year: 2026, Month: 11, Day: 23}
	s := quota.Standings{Rep: rep, Month: quota.MonthOf(calendar.Default(), on), On: on}
	for i, d := range doctors {
		s.Doctors = append(s.Doctors, quota.Standing{Doctor: rep + string(rune('1'+i)), Hers: true, Grade: domain.GradeA,
			DoctorMonth: quota.DoctorMonth{Required: d[0], Effective: d[1], Target: d[0] > 0}})
	}
	return s
}

func visits(lags ...time.Duration) (all []teammonth.Visit) {
	for i, lag := range lags {
		all = append(all, teammonth.Visit{Activity: quota.Activity{Effective: i%2 == 0, Score: 60 + 10*i, Lag: lag, Reviewed: i == 0, Wait: 3 * time.Hour}})
	}
	return all
}

func TestATeamIsItsPeople(t *testing.T) {
	people := []teammonth.Person{
		{UserID: "a", Name: "甲", Head: "m", HeadName: "经理", Standings: standings("a", [2]int{4, 4}, [2]int{2, 0}), Done: 3, Due: 4, HalfDays: 10, Visits: visits(0, 0, 30*time.Hour)},
		{UserID: "b", Name: "乙", Head: "m", HeadName: "经理", Standings: standings("b", [2]int{4, 5}, [2]int{0, 1}), Done: 1, Due: 2, HalfDays: 20, Visits: visits(0)},
		{UserID: "c", Name: "丙", Head: "c", HeadName: "丙", Standings: standings("c", [2]int{4, 0}), HalfDays: 6},
		{UserID: "d", Name: "丁", Head: "d", HeadName: "丁", Standings: standings("d")},
	}
	r := teammonth.Of(people, nil)
	if len(r.Rows) != 3 || r.Rows[0].Name != "丙" || r.Rows[1].Name != "经理" || r.Rows[2].Name != "丁" {
		t.Fatalf("the rows are %+v", r.Rows)
	}
	m := r.Rows[1]
	if !m.Team || m.People != 2 || m.Coverage != (quota.Ratio{Num: 2, Den: 3}) || m.Capped != (quota.Ratio{Num: 8, Den: 10}) || m.Plain != (quota.Ratio{Num: 9, Den: 10}) ||
		m.Adherence != (quota.Ratio{Num: 4, Den: 6}) || m.CallsPerFieldDay != (quota.Ratio{Num: 8, Den: 30}) || m.Within24h != (quota.Ratio{Num: 3, Den: 4}) ||
		m.Quality != (quota.Ratio{Num: 270, Den: 4}) || m.Remaining != 2 || m.ReviewMedian != 3*time.Hour || m.Made != 4 {
		t.Errorf("the manager's people are %+v", m)
	}
	if r.All.People != 4 || r.All.Capped != (quota.Ratio{Num: 8, Den: 14}) || r.All.Grave != 1 {
		t.Errorf("all together are %+v", r.All)
	}
	if r.Rows[0].Team || r.Rows[0].Grave != 1 {
		t.Errorf("who has not begun is %+v", r.Rows[0])
	}
	if p := r.Progress()[domain.GradeA]; p != (quota.Ratio{Num: 8, Den: 14}) {
		t.Errorf("the progress is %+v", p)
	}
	if due := r.Due(); len(due) != 2 || due[0].Doctor != "c1" || due[1].Doctor != "a2" {
		t.Errorf("due are %+v", due)
	}
	if rows := r.By(func(row teammonth.Row) quota.Ratio { return row.Within24h }); rows[0].Name != "经理" || len(rows) != 3 {
		t.Errorf("by another indicator the rows are %+v", rows)
	}
	if got := teammonth.Hours(90 * time.Minute); got != 2 {
		t.Errorf("an hour and a half are %d hours", got)
	}
}
