package postgres_test

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/broadcast"
)

// BenchmarkTenThousandReceiversAreTold measures the turn that confirms a broadcast to 10,000 reps, and the worker that gives each her notice.
//
//	go test ./domain/postgres -run '^$' -bench TenThousandReceivers -benchtime 1x
func BenchmarkTenThousandReceiversAreTold(b *testing.B) {
	now := broadcastAt
	db, _ := bigTeam(b, &now, 100, 100)
	var confirming, telling time.Duration
	for range b.N {
		one := draft(b, db, "director", broadcast.Audience{Reach: []string{"director"}, Under: []string{"director"}}, nil)
		began := time.Now()
		if _, err := confirmed(b.Context(), db, one.Number); err != nil {
			b.Fatal(err)
		}
		confirming += time.Since(began)
		began = time.Now()
		if err := db.AdvanceBroadcast(b.Context(), one.ID); err != nil {
			b.Fatal(err)
		}
		telling += time.Since(began)
	}
	b.ReportMetric(float64(confirming.Milliseconds())/float64(b.N), "ms/confirm")
	b.ReportMetric(float64(telling.Milliseconds())/float64(b.N), "ms/tell")
	b.ReportMetric(10_100*float64(b.N)/telling.Seconds(), "people/s")
}
