package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/hibiken/asynq"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/outbox"
	"github.com/yaoban/yaoban/notify"
)

// Bounds of work, in wall time. A killed worker's row is free again after its lease and one pass of the rescue: within ten
// seconds.
const (
	leaseFor  = 7 * time.Second
	beatEvery = 2 * time.Second
	// handleWithin bounds one handler, unless its lane says otherwise.
	handleWithin = time.Minute
	// recordWithin bounds what is written down about a row, even while the process is asked to stop.
	recordWithin = 5 * time.Second
	// A row that failed waits firstBackoff, doubled each time up to maxBackoff, and a fifth more or less.
	firstBackoff, maxBackoff = time.Second, 5 * time.Minute
	// maxBusy is the most that a busy gateway is left alone if it does not say how long.
	maxBusy = time.Minute
	// maxErrorBytes is how much of an error is kept with its row.
	maxErrorBytes = 500
)

type workStore interface {
	// StartRows gives rows to this worker until the lease ends and returns those that it got.
	StartRows(ctx context.Context, ids []domain.ID, attempts []int, lease time.Time) ([]outbox.Row, error)
	ExtendRows(ctx context.Context, ids []domain.ID, attempts []int, lease time.Time) error
	FinishRows(ctx context.Context, ids []domain.ID, attempts []int, wall time.Time) error
	FailRow(ctx context.Context, f outbox.Failure, wall time.Time) error
	FreeRows(ctx context.Context, ids []domain.ID, attempts []int, after time.Time) error
}

// ticket is a row as its task names it, and where to put the row once it is begun.
type ticket struct {
	id      domain.ID
	attempt int
	row     *outbox.Row // nil where the row needs no work of this task any more
}

// server works on tasks.
type server struct {
	asynq    *asynq.Server
	store    workStore
	handlers Handlers
	log      *slog.Logger
	limit    int
	random   func() float64
	patience time.Duration

	starts   *together[*ticket]
	finishes *together[ticket]

	work   context.Context // ends when handlers have to
	cancel context.CancelFunc
	side   context.Context // ends when nothing is left to be written down
	close  context.CancelFunc
	sides  sync.WaitGroup

	mu      sync.Mutex
	running map[domain.ID]int // attempts by row
	idle    sync.WaitGroup
}

func newServer(o Options) *server {
	s := &server{store: o.Store, handlers: o.Handlers, log: o.Log, limit: o.MaxFailures, random: o.Random,
		patience: o.ShutdownWithin, running: map[domain.ID]int{}}
	queues := map[string]int{}
	for _, l := range lanes {
		queues[l.name] = l.weight
	}
	s.asynq = asynq.NewServerFromRedisClient(o.Redis, asynq.Config{
		Concurrency: o.Concurrency, Queues: queues, Logger: logger{o.Log}, LogLevel: asynq.WarnLevel,
		TaskCheckInterval: 100 * time.Millisecond, DelayedTaskCheckInterval: 500 * time.Millisecond,
		ShutdownTimeout: o.ShutdownWithin + time.Second,
		IsFailure:       func(err error) bool { return !errors.Is(err, asynq.ErrLeaseExpired) },
	})
	s.work, s.cancel = context.WithCancel(context.Background())
	s.side, s.close = context.WithCancel(context.Background())
	s.starts = newTogether(s.startTogether)
	s.finishes = newTogether(s.finishTogether)
	return s
}

func (s *server) start() error {
	s.sides.Add(3)
	go func() { defer s.sides.Done(); s.starts.run(s.side) }()
	go func() { defer s.sides.Done(); s.finishes.run(s.side) }()
	go func() { defer s.sides.Done(); s.beat(s.side) }()
	return s.asynq.Start(asynq.HandlerFunc(s.process))
}

// shutdown takes no new tasks, lets handlers finish for a while, then ends their contexts and waits until what they left is
// written down.
func (s *server) shutdown() {
	end := time.AfterFunc(s.patience, s.cancel)
	s.asynq.Shutdown()
	s.cancel()
	end.Stop()
	s.idle.Wait()
	s.close()
	s.sides.Wait()
}

// process works on one task. It never returns an error: how a row goes on is written in Postgres, and asynq has nothing to
// retry. asynq's own context is left aside, because it ends with Redis.
func (s *server) process(_ context.Context, task *asynq.Task) error {
	s.idle.Add(1)
	defer s.idle.Done()
	t := &ticket{}
	var err error
	if t.id, t.attempt, err = parseTaskID(task.ResultWriter().TaskID()); err != nil {
		s.log.Error("a task of the queue is not ours", "type", task.Type(), "err", err)
		return nil
	}
	if err := s.starts.call(s.work, t); err != nil {
		s.log.Warn("a row of the outbox could not be begun; the rescue queues it again", "row", t.id, "err", err)
		return nil
	}
	if t.row == nil {
		return nil
	}
	defer s.forget(t.id)
	s.finish(*t, s.handle(*t.row))
	return nil
}

func (s *server) startTogether(tickets []*ticket) error {
	ids, attempts := make([]domain.ID, len(tickets)), make([]int, len(tickets))
	for i, t := range tickets {
		ids[i], attempts[i] = t.id, t.attempt
	}
	ctx, cancel := context.WithTimeout(s.work, recordWithin)
	defer cancel()
	rows, err := s.store.StartRows(ctx, ids, attempts, time.Now().Add(leaseFor))
	if err != nil {
		return err
	}
	byID := make(map[domain.ID]*ticket, len(tickets)) // of two tasks for one attempt only one works
	for _, t := range tickets {
		byID[t.id] = t
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range rows {
		byID[row.ID].row = &row
		s.running[row.ID] = row.Attempt
	}
	return nil
}

// handle runs the handler of a row; a panic becomes an error.
func (s *server) handle(row outbox.Row) (err error) {
	ctx, cancel := context.WithTimeout(s.work, withinOf(row.Topic))
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("a handler panicked", "row", row.ID, "topic", row.Topic, "stack", string(debug.Stack()))
			err = fmt.Errorf("the handler panicked (%T)", p)
		}
	}()
	return s.handlers.Do(ctx, row)
}

// finish writes down how the work on a row ended.
func (s *server) finish(t ticket, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), recordWithin)
	defer cancel()
	var recorded error
	switch {
	case err == nil:
		recorded = s.finishes.call(ctx, t)
	case s.work.Err() != nil: // the process is asked to stop; another one goes on at once
		recorded = s.store.FreeRows(ctx, []domain.ID{t.id}, []int{t.attempt}, time.Time{})
	default:
		recorded = s.fail(ctx, *t.row, err)
	}
	if recorded != nil {
		s.log.Warn("the end of work on a row could not be written down; it will be done again", "row", t.id, "err", recorded)
	}
}

func (s *server) finishTogether(tickets []ticket) error {
	ids, attempts := make([]domain.ID, len(tickets)), make([]int, len(tickets))
	for i, t := range tickets {
		ids[i], attempts[i] = t.id, t.attempt
	}
	ctx, cancel := context.WithTimeout(context.Background(), recordWithin)
	defer cancel()
	return s.store.FinishRows(ctx, ids, attempts, time.Now())
}

// fail has a row tried again, or ends it.
func (s *server) fail(ctx context.Context, row outbox.Row, err error) error {
	wall := time.Now()
	f := outbox.Failure{ID: row.ID, Attempt: row.Attempt, Error: shortened(err.Error())}
	var later *notify.Later
	if errors.As(err, &later) {
		wait := later.After
		if wait <= 0 {
			wait = s.spread(min(firstBackoff<<min(row.Attempt, 10), maxBusy))
		}
		f.RunAfter = wall.Add(wait)
		return s.store.FailRow(ctx, f, wall)
	}
	f.Counts, f.Dead = true, row.Failures+1 >= s.limit
	f.RunAfter = wall.Add(s.spread(min(firstBackoff<<min(row.Failures, 10), maxBackoff)))
	if f.Dead {
		s.log.Error("a row of the outbox is dead", "row", row.ID, "topic", row.Topic, "failures", row.Failures+1, "err", err)
	} else {
		s.log.Warn("work on a row of the outbox failed", "row", row.ID, "topic", row.Topic, "failures", row.Failures+1, "err", err)
	}
	return s.store.FailRow(ctx, f, wall)
}

// spread keeps rows that failed together from coming back together.
func (s *server) spread(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.8 + 0.4*s.random()))
}

func shortened(s string) string {
	if len(s) > maxErrorBytes {
		return s[:maxErrorBytes]
	}
	return s
}

func (s *server) forget(id domain.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, id)
}

// beat extends the leases of all rows at work.
func (s *server) beat(ctx context.Context) {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		s.mu.Lock()
		ids, attempts := make([]domain.ID, 0, len(s.running)), make([]int, 0, len(s.running))
		for id, attempt := range s.running {
			ids, attempts = append(ids, id), append(attempts, attempt)
		}
		s.mu.Unlock()
		if len(ids) == 0 {
			continue
		}
		bounded, cancel := context.WithTimeout(ctx, beatEvery)
		if err := s.store.ExtendRows(bounded, ids, attempts, time.Now().Add(leaseFor)); err != nil && ctx.Err() == nil {
			s.log.Warn("leases could not be extended", "rows", len(ids), "err", err)
		}
		cancel()
	}
}
