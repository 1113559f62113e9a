package jobs_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/outbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/jobs"
	"github.com/yaoban/yaoban/jobs/redisserver"
)

// Everybody's reports of a Friday evening are slow to draw. They never take all workers, so that whoever writes meanwhile, or is to be
// told something else, does not wait for them.
func TestSlowReportsLeaveWorkersToTheOthers(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1)
	var drawing, most, told, answered atomic.Int64
	drawn := make(chan struct{})
	h := turns(func(context.Context, string) error { answered.Add(1); return nil })
	h.Notice = func(ctx context.Context, ref string) error {
		if ref == "plain" {
			told.Add(1)
			return nil
		}
		if n := drawing.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer drawing.Add(-1)
		select {
		case <-drawn:
		case <-ctx.Done():
		}
		return nil
	}
	work(t, jobs.Options{Store: c.DB, Redis: client(t, redisserver.ForTest(t)), Handlers: h})
	if err := c.InTx(t.Context(), func(tx *postgres.Tx) error {
		for i := range 60 {
			if err := tx.Defer(outbox.Report, fmt.Sprint("report", i), tx.Now()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "some reports are drawn", func() bool { return drawing.Load() > 0 })
	c.ask(t, "she writes")
	if err := c.InTx(t.Context(), func(tx *postgres.Tx) error { return tx.Defer(outbox.Notice, "plain", tx.Now()) }); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "she is answered and told while they are drawn", func() bool { return answered.Load() == 1 && told.Load() == 1 })
	if most.Load() > 6 {
		t.Errorf("%d reports are drawn at once", most.Load())
	}
	close(drawn)
	c.drained(t, time.Minute)
	if most.Load() > 6 {
		t.Errorf("%d reports were drawn at once", most.Load())
	}
}
