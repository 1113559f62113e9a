package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/teammonth"
)

// TestATeamsMonthIsThatOfItsReps fills a month at random: the report's figures are those of the standings and of the activities, which
// have their own tests, for each rep, for each head and for all; and no visit or doctor is without a name.
func TestATeamsMonthIsThatOfItsReps(t *testing.T) {
	db, pool := branch(t, friday, 6)
	r := rand.New(rand.NewPCG(5, 6))
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := pool.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`insert into staff (userid, name, role, manager, mobile, from_date) values ('low', '小组长', 'manager', 'boss', '13800000009', '2026-01-01')`)
	exec(`update staff set manager = 'low' where userid in ('rep0005', 'rep0006')`)
	for i := range 300 {
		rep := fmt.Sprintf("rep%04d", 1+r.IntN(6))
		day := november(1 + r.IntN(27))
		exec(`insert into visit (id, number, rep, doctor, date, result, channel, said_at, recorded_at, origin, score, scheme, effective, status, joint)
    values (gen_random_uuid(), $1, $2, $3, $4, $5, 'wecom', $6, $6, gen_random_uuid(), $7, 1, $8, $9, nullif($10, ''))`, 5000+i, rep, fmt.Sprintf("%s-%d", rep, 1+r.IntN(5)), day,
			[]string{"agreed", "absent", "refused"}[r.IntN(3)], day.Time(shanghai).Add(time.Duration(r.IntN(72))*time.Hour), r.IntN(100), r.IntN(2) > 0,
			[]string{"open", "withdrawn", "approved"}[r.IntN(3)], []string{"", "boss"}[r.IntN(2)])
		if i%3 == 0 {
			exec(`insert into plan (id, number, rep, doctor, date, state, channel, said_at, recorded_at, origin)
    values (gen_random_uuid(), $1, $2, $3, $4, $5, 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid())`, 9000+i, rep, fmt.Sprintf("%s-%d", rep, 1+r.IntN(5)), day,
				[]string{"planned", "done", "missed", "cancelled"}[r.IntN(4)])
		}
	}
	exec(`insert into fact (id, at, kind, person, subject, number) select gen_random_uuid(), recorded_at + interval '5 hours', 'review.approved', 'boss', id, number from visit where status = 'approved'`)
	on := november(27)
	report := func(manager string) (report teammonth.Report) {
		t.Helper()
		if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
			reps, err := tx.RepsOn(t.Context(), manager, on)
			if err != nil {
				return err
			}
			var ok bool
			if report, ok, err = tx.TeamMonth(t.Context(), manager, reps, on, true); !ok {
				t.Errorf("%s has nobody", manager)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return report
	}
	all := report("boss")
	standings, err := db.MonthStandings(t.Context(), on)
	if err != nil {
		t.Fatal(err)
	}
	activities, err := db.MonthActivities(t.Context(), on)
	if err != nil {
		t.Fatal(err)
	}
	if all.All.Targets != quota.TeamTargets(standings) || all.All.Conduct != quota.TeamConduct(activities) || all.All.Made == 0 || all.All.ReviewMedian != 5*time.Hour {
		t.Errorf("together they are %+v\nwant %+v %+v", all.All, quota.TeamTargets(standings), quota.TeamConduct(activities))
	}
	if len(all.Rows) != 5 {
		t.Errorf("directly below the manager are %+v", all.Rows)
	}
	for _, row := range all.Rows {
		var s []quota.Standings
		var a []quota.RepActivity
		for i, one := range standings {
			if one.Rep == row.UserID || row.Team && (one.Rep == "rep0005" || one.Rep == "rep0006") {
				s, a = append(s, one), append(a, activities[i])
			}
		}
		if row.Targets != quota.TeamTargets(s) || row.Conduct != quota.TeamConduct(a) || row.Team != (row.UserID == "low") {
			t.Errorf("%s is %+v", row.Name, row)
		}
	}
	if top := report("top"); len(top.Rows) != 1 || top.Rows[0].Name != "王经理" || top.All.Targets != all.All.Targets {
		t.Errorf("the director sees %+v", top.Rows)
	}
	for _, p := range all.People {
		for _, v := range p.Visits {
			if all.Doctors[v.Doctor].Name == "" || v.Number == 0 || v.Date.IsZero() {
				t.Errorf("a visit of %s is %+v", p.UserID, v)
			}
		}
	}
}

// TestTheMonthIsToldToManagersOnce: on the first workday of a month, each with people, however often it is run.
func TestTheMonthIsToldToManagersOnce(t *testing.T) {
	db, pool := branch(t, friday, 2)
	at := domain.Date{Year: 2026, Month: 12, Day: 1}.At("08:45", shanghai)
	for range 2 {
		if told, err := db.TellMonthReports(t.Context(), november(30), at); told != 2 || err != nil {
			t.Fatalf("%d people are told, %v", told, err)
		}
	}
	var keys string
	if err := pool.QueryRow(t.Context(), `select string_agg(key || ' ' || person, ' ' order by key) from notice where kind = $1`, notice.TeamMonthReport.Name).Scan(&keys); err != nil {
		t.Fatal(err)
	}
	if want := "month_report_team/2026-11/boss boss month_report_team/2026-11/top top"; strings.TrimSpace(keys) != want {
		t.Errorf("told are %s, want %s", keys, want)
	}
}
