package jobs_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/hibiken/asynq"

	"github.com/yaoban/yaoban/jobs/redisserver"
)

// BenchmarkAsynqEmptyTasks is asynq's own ceiling on this machine: tasks that do nothing, queued before and then worked off. It
// stands beside BenchmarkReminders, so that one run shows both.
func BenchmarkAsynqEmptyTasks(b *testing.B) {
	const tasks = 10_000
	r := client(b, redisserver.ForTest(b))
	q := asynq.NewClientFromRedisClient(r)
	for b.Loop() {
		b.StopTimer()
		for range tasks {
			if _, err := q.EnqueueContext(b.Context(), asynq.NewTask("empty", nil)); err != nil {
				b.Fatal(err)
			}
		}
		var left atomic.Int64
		left.Store(tasks)
		done := make(chan struct{})
		s := asynq.NewServerFromRedisClient(r, asynq.Config{Concurrency: 20, LogLevel: asynq.FatalLevel})
		b.StartTimer()
		err := s.Start(asynq.HandlerFunc(func(context.Context, *asynq.Task) error {
			if left.Add(-1) == 0 {
				close(done)
			}
			return nil
		}))
		if err != nil {
			b.Fatal(err)
		}
		<-done
		b.StopTimer()
		s.Shutdown()
		b.StartTimer()
	}
	b.ReportMetric(tasks*float64(b.N)/b.Elapsed().Seconds(), "tasks/s")
}
