package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/domain/quota"
)

// fieldForce fills a database with 2,000 reps of 80 doctors each (A 15, B 30, C 35) and November 2026: one visit of each a
// required one, a tenth of the doctors regraded on the 16th, days off for a fifth of the reps.
func fieldForce(b *testing.B) *postgres.DB {
	b.Helper()
	url := pgtest.URL(b)
	pool, err := pgxpool.New(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	for _, sql := range []string{
		`insert into staff (userid, name, role, mobile, from_date, lines)
select 'r' || i, '代表' || i, 'rep', '139' || lpad(i::text, 8, '0'), '2026-01-01', array['心血管'] from generate_series(1, 2000) i`,
		`insert into conversation (person) select userid from staff`,
		`insert into hospital (code, name) select 'H' || i, '医院' || i from generate_series(1, 200) i`,
		`insert into doctor (code, name, hospital, department, grade)
select 'D' || i, '医生' || i, 'H' || i % 200 + 1, '心血管内科', case when i % 80 < 15 then 'A' when i % 80 < 45 then 'B' else 'C' end from generate_series(1, 160000) i`,
		`insert into assignment (doctor, rep, from_date, short_code)
select 'D' || i, 'r' || (i - 1) / 80 + 1, '2026-01-01', 'Z' || i from generate_series(1, 160000) i`,
		`insert into doctor_grade (doctor, grade, from_date)
select code, case when d = '1900-01-01' then 'B' else grade end, d from doctor, (values (date '1900-01-01'), (date '2026-11-16')) x(d)
where code like '%0'`,
		// 15·4 + 30·2 + 35 = 155 visits of each rep, spread over the month; the three months before are older rows of the same tables.
		`insert into visit (id, number, rep, doctor, date, start, minutes, products, purpose, result, channel, said_at, recorded_at, origin, score, scheme, effective, status)
select gen_random_uuid(), 10000000 * m + 10 * i + k, 'r' || (i - 1) / 80 + 1, 'D' || i, day, '10:00', 20, array['P01'], 'detailing', 'agreed', 'wecom', day + time '11:00',
    day + time '11:00', gen_random_uuid(), 85, 1, (i + k) % 7 > 0, 'open'
from generate_series(0, 2) m, generate_series(1, 160000) i,
    generate_series(1, case when i % 80 < 15 then 4 when i % 80 < 45 then 2 else 1 end) k,
    lateral (select date '2026-11-01' - (m || ' month')::interval + (((k - 1) * 7 + i % 7) || ' day')::interval as day) x`,
		`insert into report (id, number, kind, person, body, text, state, channel, said_at, recorded_at, origin)
select gen_random_uuid(), 50000000 + i, 'timeoff', 'r' || i * 5, '{"from": "2026-11-12", "to": "2026-11-13", "half": "am"}', '', 'open', 'wecom', '2026-11-01', '2026-11-01',
    gen_random_uuid() from generate_series(1, 400) i`,
		`insert into plan (id, number, rep, doctor, date, products, state, channel, said_at, recorded_at, origin)
select gen_random_uuid(), 60000000 + i, 'r' || (i - 1) / 80 + 1, 'D' || i, '2026-11-10', '{}', 'done', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid()
from generate_series(1, 160000) i`,
		`vacuum analyze`,
	} {
		if _, err := pool.Exec(b.Context(), sql); err != nil {
			b.Fatalf("%v\n%s", err, sql)
		}
	}
	db, err := postgres.Open(b.Context(), url, shanghai, postgres.WithTrips(new(atomic.Int64)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(db.Close)
	return db
}

// BenchmarkMonth has the month of 2,000 reps. show: what an answer to 我还差几次 asks of the database and of the rules, for one
// of them. standings: the month-end sweep, both warnings and the feasibility of all. activities: the indicators of their visits.
func BenchmarkMonth(b *testing.B) {
	db := fieldForce(b)
	b.Run("show", func(b *testing.B) { showQuotas(b, db) })
	b.Run("standings", func(b *testing.B) {
		for b.Loop() {
			all, err := db.MonthStandings(b.Context(), november(28))
			if err != nil || len(all) != 2000 {
				b.Fatalf("%d reps, %v", len(all), err)
			}
			off := 0
			for _, s := range all {
				off += int(s.CountLevel()) + int(s.RateLevel()) + s.Feasible().Short
			}
			if got := quota.TeamTargets(all); got.Coverage.Den != 160_000 {
				b.Fatalf("the targets are %+v, off course %d", got, off)
			}
		}
	})
	b.Run("activities", func(b *testing.B) {
		for b.Loop() {
			all, err := db.MonthActivities(context.Background(), november(28))
			if err != nil || len(all) != 2000 {
				b.Fatalf("%d reps, %v", len(all), err)
			}
			if got := quota.TeamConduct(all); got.EffectiveRate.Den < 300_000 {
				b.Fatalf("the conduct is %+v", got)
			}
		}
	})
}

func showQuotas(b *testing.B, db *postgres.DB) {
	days, err := db.Calendar(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	m := quota.MonthOf(days, november(28))
	took := make([]time.Duration, 0, 10_000)
	remaining, i := 0, 0
	for b.Loop() {
		i++
		rep := fmt.Sprint("r", i*7919%2000+1)
		began := time.Now()
		var records []quota.Record
		err := db.InTx(b.Context(), func(tx *postgres.Tx) error {
			tx.WantMonth([]string{rep}, nil, m, november(28), &records)
			return nil
		})
		if err != nil || len(records) != 1 || len(records[0].Doctors) != 80 {
			b.Fatalf("%d records, %v", len(records), err)
		}
		s := quota.Default().Standings(m, records[0], november(28))
		remaining += s.Remaining() + len(s.OverdueFirst())
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	if remaining == 0 {
		b.Error("nobody needs anything")
	}
}
