package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// BenchmarkRegrade grades 100,000 and 1,000,000 doctors by the default scheme, four of five of whom move, each with a rep, while
// single doctors are asked for a thousand times a second, which is more than 50,000 reps do:
// go test ./domain/postgres -run '^$' -bench Regrade -benchtime 1x -timeout 30m
func BenchmarkRegrade(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			pool := pgtest.Pool(b)
			randomDoctors(b, pool, rand.New(rand.NewPCG(1, 2)), n)
			for _, sql := range []string{
				`insert into staff (userid, name, role, mobile, from_date) select 'rep' || i, '代表', 'rep', '138' || lpad(i::text, 8, '0'), '2026-01-01' from generate_series(0, 1999) i`,
				`insert into assignment (doctor, rep, from_date, short_code) select code, 'rep' || substr(code, 2)::int % 2000, '2026-01-01', 'Z1' from doctor`,
				`analyze`,
			} {
				if _, err := pool.Exec(b.Context(), sql); err != nil {
					b.Fatal(err)
				}
			}
			db := open(b, pool)
			for b.Loop() {
				ctx, stop := context.WithCancel(b.Context())
				slowest, reads := make(chan time.Duration), 0
				go func() {
					var worst time.Duration
					for tick := time.NewTicker(time.Millisecond); ctx.Err() == nil; <-tick.C {
						began := time.Now()
						var grade string
						if err := pool.QueryRow(ctx, `select grade from doctor where code = $1`, fmt.Sprintf("D%06d", reads%n)).Scan(&grade); err == nil {
							worst, reads = max(worst, time.Since(began)), reads+1
						}
					}
					slowest <- worst
				}()
				began := time.Now()
				done, err := db.ApplyGrading(b.Context(), grading.Default(), "guanli", "")
				took := time.Since(began)
				stop()
				worst := <-slowest
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(took.Seconds(), "s/regrade")
				b.ReportMetric(float64(done.InAll()), "moved")
				b.ReportMetric(float64(reads), "reads")
				b.ReportMetric(float64(worst.Milliseconds()), "ms/slowest-read")
			}
		})
	}
}
