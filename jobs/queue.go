package jobs

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/outbox"
)

// lane is a queue of its own with a window of its own, so that ten thousand reminders of 08:00 do not stand before the answer
// to a message. The window bounds how many of its rows are queued and not done: the wait in Redis stays short, so that a row
// that nobody begins is soon known to be lost.
type lane struct {
	name   string
	topics []string
	window int
	// weight is how often the lane is looked at first.
	weight int
	// within bounds one handler; 0 is handleWithin.
	within time.Duration
}

var lanes = []lane{
	{name: "answers", topics: []string{outbox.Turn}, window: 256, weight: 3},
	{name: "notices", topics: []string{outbox.Notice, outbox.Escalate, outbox.Settle}, window: 1024, weight: 1},
	// Reports are slow to draw, and on a Friday evening everybody's are due: few at a time, so that they take neither all workers nor,
	// while they are drawn, all connections from those who wait for an answer.
	{name: "reports", topics: []string{outbox.Report}, window: 6, weight: 1},
	// Pictures are slow to fetch: few at a time, so that they never take all workers.
	{name: "files", topics: []string{outbox.Evidence}, window: 6, weight: 1},
	// A change of the grading scheme looks at every doctor: one at a time. It is one transaction, so that no two grades of it are ever seen
	// apart; a million doctors take half a minute on two idle cores, more where much else is done, and as long again for each product line
	// that is graded apart. Cut off at handleWithin it would begin anew each time and never end.
	{name: "schemes", topics: []string{outbox.Scheme}, window: 1, weight: 1, within: 20 * time.Minute},
	// A broadcast to a whole company is many statements: few at a time, beside everything else.
	{name: "broadcasts", topics: []string{outbox.Broadcast}, window: 4, weight: 1},
}

func laneOf(topic string) string {
	for _, l := range lanes {
		for _, t := range l.topics {
			if t == topic {
				return l.name
			}
		}
	}
	return ""
}

// withinOf bounds a handler of the topic, in wall time.
func withinOf(topic string) time.Duration {
	for _, l := range lanes {
		if l.name == laneOf(topic) && l.within > 0 {
			return l.within
		}
	}
	return handleWithin
}

// enqueueWithin bounds one call of Redis.
const enqueueWithin = 2 * time.Second

// queue hands rows to Redis as tasks. A task's type is its row's topic, exactly; its id names row and attempt; it has no
// payload.
type queue struct {
	redis  redis.UniversalClient
	client atomic.Pointer[asynq.Client]
	look   *asynq.Inspector
}

func newQueue(r redis.UniversalClient) *queue {
	q := &queue{redis: r, look: asynq.NewInspectorFromRedisClient(r)}
	q.client.Store(asynq.NewClientFromRedisClient(r))
	return q
}

// taskID names a row and its attempt.
func taskID(id domain.ID, attempt int) string { return id.String() + "/" + strconv.Itoa(attempt) }

// parseTaskID reads what taskID wrote.
func parseTaskID(s string) (id domain.ID, attempt int, err error) {
	name, number, ok := strings.Cut(s, "/")
	if !ok {
		return id, 0, errors.New("read a task's id: it has no attempt")
	}
	if id, err = domain.ParseID(name); err != nil {
		return id, 0, fmt.Errorf("read a task's id: %w", err)
	}
	if attempt, err = strconv.Atoi(number); err != nil {
		return id, 0, errors.New("read a task's id: its attempt is no number")
	}
	return id, attempt, nil
}

// add puts a row into its lane. A row that is there already is no error.
func (q *queue) add(ctx context.Context, row outbox.Row) error {
	ctx, cancel := context.WithTimeout(ctx, enqueueWithin)
	defer cancel()
	_, err := q.client.Load().EnqueueContext(ctx, asynq.NewTask(row.Topic, nil), asynq.TaskID(taskID(row.ID, row.Attempt)),
		asynq.Queue(laneOf(row.Topic)), asynq.MaxRetry(0), asynq.Timeout(2*withinOf(row.Topic)+8*handleWithin))
	if err == nil || errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return fmt.Errorf("queue a row of the outbox: %w", err)
}

// waits reports whether the row's task still waits in Redis for a worker. One that a worker has taken without beginning the
// row does not: that worker is gone.
func (q *queue) waits(row outbox.Row) (bool, error) {
	info, err := q.look.GetTaskInfo(laneOf(row.Topic), taskID(row.ID, row.Attempt))
	switch {
	case errors.Is(err, asynq.ErrQueueNotFound):
		// Redis lost everything, even the names of the queues. A client writes a name once, so there has to be a new one.
		q.client.Store(asynq.NewClientFromRedisClient(q.redis))
		return false, nil
	case errors.Is(err, asynq.ErrTaskNotFound):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look for a task: %w", err)
	}
	return info.State == asynq.TaskStatePending || info.State == asynq.TaskStateScheduled, nil
}
