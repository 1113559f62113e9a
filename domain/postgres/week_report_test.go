package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/domain/weekreport"
)

// branch is a database at an instant with a director, a manager and n reps with five doctors each.
func branch(t *testing.T, now time.Time, n int) (*postgres.DB, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.Pool(t)
	if _, err := pool.Exec(t.Context(), `
insert into staff (userid, name, role, manager, mobile, from_date) values
    ('top', '周总监', 'director', null, '13800000001', '2026-01-01'), ('boss', '王经理', 'manager', 'top', '13800000002', '2026-01-01'),
    ('idle', '没人的经理', 'manager', 'top', '13800000003', '2026-01-01')`); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `
insert into staff (userid, name, role, manager, mobile, from_date)
select 'rep' || lpad(i::text, 4, '0'), '代表' || i, 'rep', 'boss', (13900000000 + i)::text, '2026-01-01' from generate_series(1, $1::int) i`, n); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `
insert into conversation (person) select userid from staff;
insert into hospital (code, name) values ('H01', '江城市第一人民医院');
insert into doctor (code, name, hospital, department, grade)
select s.userid || '-' || d, '医生' || d, 'H01', '心血管内科', (array['A','A','B','C','D'])[d] from staff s, generate_series(1, 5) d where s.role = 'rep';
insert into assignment (doctor, rep, from_date, short_code) select s.userid || '-' || d, s.userid, '2026-01-01', 'Z' || d
from staff s, generate_series(1, 5) d where s.role = 'rep'`); err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), pool.Config().ConnString(), shanghai, postgres.WithWall(func() time.Time { return now }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db, pool
}

var friday = time.Date(2026, 11, 27, 18, 0, 0, 0, shanghai)

// TestTheReportEqualsTheFacts fills two weeks at random and compares every figure of the reports with counts of its own.
func TestTheReportEqualsTheFacts(t *testing.T) {
	db, pool := branch(t, friday, 6)
	r := rand.New(rand.NewPCG(3, 4))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	number := 5000
	for range 400 {
		number++
		rep := fmt.Sprintf("rep%04d", 1+r.IntN(6))
		doctor := fmt.Sprint(rep, "-", 1+r.IntN(5))
		day := domain.Date{Year: 2026, Month: 11, Day: 14 + r.IntN(16)}
		var err error
		if r.IntN(2) == 0 {
			_, err = pool.Exec(t.Context(), `
insert into plan (id, number, rep, doctor, date, state, channel, said_at, recorded_at, origin)
values (gen_random_uuid(), $1, $2, $3, $4, $5, 'wecom', $6, $6, gen_random_uuid())`, number, rep, doctor, day, pick("planned", "done", "done", "cancelled", "missed"), friday)
		} else {
			_, err = pool.Exec(t.Context(), `
insert into visit (id, number, rep, doctor, date, result, channel, said_at, recorded_at, origin, score, scheme, effective, status, plan)
values (gen_random_uuid(), $1, $2, $3, $4, nullif($5, ''), 'wecom', $6, $6, gen_random_uuid(), $7, 1, $8 and $5 <> 'absent', $9,
    case when $10 then gen_random_uuid() end)`, number, rep, doctor, day, pick("agreed", "neutral", "absent", "refused", ""), friday, r.IntN(101), r.IntN(2) == 0,
				pick("open", "approved", "withdrawn"), r.IntN(2) == 0)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var reps []string
	for i := range 6 {
		reps = append(reps, fmt.Sprintf("rep%04d", i+1))
	}
	for _, monday := range []domain.Date{{Year: 2026, Month: 11, Day: 23}, {Year: 2026, Month: 11, Day: 16}} {
		var all []weekreport.Report
		inTx(t, db, func(ctx context.Context, tx *postgres.Tx) (err error) {
			all, err = tx.WeekReports(ctx, reps, monday)
			return err
		})
		if len(all) != 6 {
			t.Fatalf("there are %d reports", len(all))
		}
		for _, got := range all {
			compare(t, db, pool, got, monday)
		}
	}
	var both, each []weekreport.Report
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) (err error) {
		if both, err = tx.DayReports(ctx, reps, domain.Date{Year: 2026, Month: 11, Day: 20}, domain.Date{Year: 2026, Month: 11, Day: 24}); err != nil {
			return err
		}
		for day := 20; day <= 24; day++ {
			one, err := tx.DayReports(ctx, reps, domain.Date{Year: 2026, Month: 11, Day: day}, domain.Date{Year: 2026, Month: 11, Day: day})
			if err != nil {
				return err
			}
			each = append(each, one...)
		}
		return nil
	})
	for i, got := range both {
		made, due := 0, 0
		for k := i; k < len(each); k += len(both) {
			made, due = made+each[k].Made, due+each[k].Due
		}
		if got.Made != made || made == 0 || got.Due != due {
			t.Errorf("%s, days over a week's end: made %d and due %d, day by day %d and %d", got.Rep, got.Made, got.Due, made, due)
		}
	}
}

func compare(t *testing.T, db *postgres.DB, pool *pgxpool.Pool, got weekreport.Report, monday domain.Date) {
	t.Helper()
	count := func(sql string) (n int) {
		t.Helper()
		if err := pool.QueryRow(t.Context(), `select coalesce(`+sql+`, 0)::int`, got.Rep, monday).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	plans := `(select count(*) from plan where rep = $1 and date >= $2 and date < $2::date + 7 and `
	visits := `(select count(*) from visit where rep = $1 and date >= $2 and date < $2::date + 7 and status <> 'withdrawn' and `
	const today = `date '2026-11-27'`
	for what, pair := range map[string][2]int{
		"done":      {got.Done, count(plans + `state = 'done')`)},
		"open":      {len(got.Open), count(plans + `(state = 'missed' or state = 'planned' and date <= ` + today + `))`)},
		"ahead":     {got.Ahead, count(plans + `state = 'planned' and date > ` + today + `)`)},
		"cancelled": {got.Cancelled, count(plans + `state = 'cancelled')`)},
		"made":      {got.Made, count(visits + `true)`)},
		"met":       {got.Met, count(visits + `result is distinct from 'absent')`)},
		"off plan":  {got.OffPlan, count(visits + `result is distinct from 'absent' and plan is null)`)},
		"effective": {got.Effective, count(visits + `effective)`)},
		"agreed":    {got.Results[domain.Agreed], count(visits + `result = 'agreed')`)},
		"scores":    {got.Scores, count(`(select sum(score) from visit where rep = $1 and date >= $2 and date < $2::date + 7 and status <> 'withdrawn' and result is distinct from 'absent')`)},
		"listed":    {len(got.Visits) + len(got.Plans), count(visits+`true)`) + count(plans+`true)`)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s, week of %s: %s is %d, counted anew %d", got.Rep, monday, what, pair[0], pair[1])
		}
	}
	standings, err := db.MonthStandings(t.Context(), got.AsOf, got.Rep)
	if err != nil {
		t.Fatal(err)
	}
	if done, required := standings[0].Progress(); got.Attained().Num != done || got.Attained().Den != required {
		t.Errorf("%s: the month is %v, the quota says %d of %d", got.Rep, got.Attained(), done, required)
	}
}

// workweek are the workdays of the week of 2026-11-23.
func workweek() (days []domain.Date) {
	for i := range 5 {
		days = append(days, domain.Date{Year: 2026, Month: 11, Day: 23 + i})
	}
	return days
}

func TestEachRepIsToldTheReportOnce(t *testing.T) {
	db, pool := branch(t, friday, 5)
	if _, err := pool.Exec(t.Context(), `
update staff set to_date = '2026-11-25' where userid = 'rep0002';
insert into report (id, number, kind, person, body, text, state, channel, said_at, recorded_at, origin)
select gen_random_uuid(), 7000 + row_number() over (), 'timeoff', p, b::jsonb, '', s, 'wecom', now(), now(), gen_random_uuid() from (values
    ('rep0003', '{"from": "2026-11-20", "to": "2026-11-24"}', 'open'), ('rep0003', '{"from": "2026-11-25", "to": "2026-12-02"}', 'open'),
    ('rep0004', '{"from": "2026-11-23", "to": "2026-11-27", "half": "am"}', 'open'),
    ('rep0005', '{"from": "2026-11-23", "to": "2026-11-27"}', 'withdrawn')) t (p, b, s)`); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if n, err := db.TellWeekReports(t.Context(), workweek(), friday); n != 3 || err != nil {
			t.Fatalf("the report goes to %d, %v", n, err)
		}
	}
	told := column(t, pool, `select key from notice where kind = 'week_report' order by key`)
	if fmt.Sprint(told) != "[week_report/2026-W48/rep0001 week_report/2026-W48/rep0004 week_report/2026-W48/rep0005]" {
		t.Errorf("told are %q: who left, and who was away all week, gets none", told)
	}
	if rows := column(t, pool, `select o.ref from outbox o join notice n on n.id::text = o.ref where o.topic = 'report'`); len(rows) != 3 {
		t.Errorf("%d rows of the outbox", len(rows))
	}
	monday := time.Date(2026, 11, 30, 8, 30, 0, 0, shanghai)
	for range 2 {
		if n, err := db.TellTeamReports(t.Context(), domain.Date{Year: 2026, Month: 11, Day: 23}, monday); n != 2 || err != nil {
			t.Fatalf("the team's report goes to %d, %v", n, err)
		}
	}
	if told := column(t, pool, `select person || ' ' || (due_at at time zone 'Asia/Shanghai')::text from notice where kind = 'week_report_team' order by person`); fmt.Sprint(told) !=
		"[boss 2026-11-30 08:30:00 top 2026-11-30 08:30:00]" {
		t.Errorf("managers are told %q", told)
	}
}

func TestReportsToManyAreSpread(t *testing.T) {
	db, pool := branch(t, friday, 2300)
	if n, err := db.TellWeekReports(t.Context(), workweek(), friday); n != 2300 || err != nil {
		t.Fatal(n, err)
	}
	var all, minutes int
	var first, last time.Time
	if err := pool.QueryRow(t.Context(), `select count(*), count(distinct date_trunc('minute', due_at)), min(due_at), max(due_at) from notice where kind = 'week_report'`).Scan(
		&all, &minutes, &first, &last); err != nil {
		t.Fatal(err)
	}
	if all != 2300 || minutes != 10 || first.Before(friday) || !last.Before(friday.Add(10*time.Minute)) {
		t.Errorf("%d reports in %d minutes, from %s to %s", all, minutes, first, last)
	}
}
