package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// BenchmarkSweeps has a company of 2,000 reps in 200 teams, each with 80 doctors (A 15, B 30, C 35), most of November's visits and five plans
// for the day: how long the month's end, the warnings, the evening and the morning take until every notice waits in the outbox; and what
// one claim of a month's end and of a morning's list costs then.
func BenchmarkSweeps(b *testing.B) {
	pool := pgtest.Pool(b)
	for _, sql := range []string{
		`insert into staff (userid, name, role, mobile, from_date) select 'm' || i, '经理' || i, 'manager', '138' || lpad(i::text, 8, '0'), '2026-01-01' from generate_series(1, 200) i`,
		`insert into staff (userid, name, role, manager, mobile, from_date)
select 'r' || i, '代表' || i, 'rep', 'm' || (i - 1) / 10 + 1, '139' || lpad(i::text, 8, '0'), '2026-01-01' from generate_series(1, 2000) i`,
		`insert into conversation (person) select userid from staff`,
		`insert into hospital (code, name) select 'H' || i, '医院' || i from generate_series(1, 200) i`,
		`insert into doctor (code, name, hospital, department, grade)
select 'D' || i, '医生' || i, 'H' || i % 200 + 1, '心血管内科', case when i % 80 < 15 then 'A' when i % 80 < 45 then 'B' else 'C' end from generate_series(1, 160000) i`,
		`insert into assignment (doctor, rep, from_date, short_code) select 'D' || i, 'r' || (i - 1) / 80 + 1, '2026-01-01', 'Z' || i from generate_series(1, 160000) i`,
		`insert into visit (id, number, rep, doctor, date, result, channel, said_at, recorded_at, origin, score, scheme, effective, status)
select gen_random_uuid(), 10 * i + k, 'r' || (i - 1) / 80 + 1, 'D' || i, date '2026-11-01' + (k - 1) * 7 + i % 7, 'agreed', 'wecom', '2026-11-01', '2026-11-01',
    gen_random_uuid(), 85, 1, (i + k) % 2 > 0, 'open'
from generate_series(1, 160000) i, generate_series(1, case when i % 80 < 15 then 3 when i % 80 < 45 then 2 else 1 end) k`,
		`insert into plan (id, number, rep, doctor, date, state, channel, said_at, recorded_at, origin)
select gen_random_uuid(), 60000000 + i, 'r' || (i - 1) / 80 + 1, 'D' || i, '2026-11-24', 'planned', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid()
from generate_series(1, 160000) i where i % 16 = 0`,
		`vacuum analyze`,
	} {
		if _, err := pool.Exec(b.Context(), sql); err != nil {
			b.Fatalf("%v\n%s", err, sql)
		}
	}
	now := november(24).At("08:00", shanghai)
	db, err := postgres.Open(b.Context(), pool.Config().ConnString(), shanghai, postgres.WithWall(func() time.Time { return now }))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(db.Close)
	for _, s := range []struct {
		name string
		at   time.Time
		run  sweep
		kind notice.Kind
	}{
		{"morning", november(24).At(notice.MorningAt, shanghai), (*postgres.DB).PromptMornings, notice.MorningList},
		{"month_end", november(24).At(notice.MonthEndAt, shanghai), (*postgres.DB).PromptMonthEnds, notice.MonthEnd},
		{"warnings", november(24).At(notice.WarnAt, shanghai), (*postgres.DB).PromptWarnings, notice.QuotaBehind},
		{"evening", november(24).At(notice.EveningAt, shanghai), (*postgres.DB).PromptEvenings, notice.EveningPrompt},
	} {
		now = s.at
		b.Run(s.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				for _, sql := range []string{`truncate outbox`, `delete from notice`} {
					if _, err := pool.Exec(b.Context(), sql); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				told, err := s.run(db, b.Context(), s.at)
				if err != nil || told < 2000 {
					b.Fatalf("%d people are told, %v", told, err)
				}
				b.ReportMetric(float64(told), "people")
			}
		})
		b.Run(s.name+"/claim", func(b *testing.B) { claimAll(b, pool, db, s.kind) })
	}
}

// claimAll composes one live notice of a kind after the other.
func claimAll(b *testing.B, pool *pgxpool.Pool, db *postgres.DB, kind notice.Kind) {
	rows, err := pool.Query(b.Context(), `select id from notice where kind = $1 and state = 'live' order by id limit 500`, kind.Name)
	if err != nil {
		b.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[domain.ID])
	if err != nil || len(ids) == 0 {
		b.Fatalf("%d notices wait, %v", len(ids), err)
	}
	i := 0
	for b.Loop() {
		id := ids[i%len(ids)]
		i++
		_, _, err := db.ClaimNotice(b.Context(), id, time.Now(), func(ctx context.Context, c delivery.Case) (delivery.Decision, error) {
			content, still, err := kind.Compose(ctx, c.Reads, c.Notice)
			if err == nil && (!still || content.Text == "") {
				b.Errorf("nothing is told to %s", c.Notice.Person)
			}
			return delivery.Decision{}, err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
