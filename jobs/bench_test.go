package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/jobs"
	"github.com/yaoban/yaoban/jobs/redisserver"
	"github.com/yaoban/yaoban/notify"
)

// noPhone accepts everything at once: what is measured is our own path.
type noPhone struct{}

func (noPhone) Render(address string, c notify.Content) ([]byte, string, error) {
	return []byte(address + "|" + c.Text), c.Text, nil
}

func (noPhone) Send(_ context.Context, m notify.Outgoing) (notify.Sent, error) {
	return notify.Sent{ProviderID: m.ID}, nil
}

// BenchmarkReminders brings reminders that are due at one instant through the whole way out: outbox, relay, Redis, worker,
// claim with its truth, send, record. It reports reminders a second.
func BenchmarkReminders(b *testing.B) {
	const people = 50
	c := newCompany(b, people)
	url := redisserver.ForTest(b)
	due := c.Now().Add(time.Hour)
	for from := 0; from < b.N; from += 500 {
		err := c.InTx(b.Context(), func(tx *postgres.Tx) error {
			var numbers []int64
			tx.WantNumbers(min(500, b.N-from), &numbers)
			if err := tx.Flush(b.Context()); err != nil {
				return err
			}
			for i, number := range numbers {
				id, err := tx.NewID()
				if err != nil {
					return err
				}
				s := visit.Source{Person: rep(i % people), Channel: "wecom", SaidAt: tx.Now(), Origin: id}
				if _, err := remind.Make(tx, s, id, number, due, "去省医见欧阳主任", ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	work(b, jobs.Options{Store: c.DB, Redis: client(b, url), Handlers: handlers(b, c.DB, noPhone{}), Concurrency: 16})
	b.ResetTimer()
	if err := c.SetAhead(b.Context(), 2*time.Hour); err != nil {
		b.Fatal(err)
	}
	c.drained(b, 5*time.Minute)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reminders/s")
	b.StopTimer()
	if n := c.count(b, `select count(*) from delivery where state = 'sent'`); n != b.N {
		b.Fatalf("%d reminders were sent, want %d", n, b.N)
	}
}
