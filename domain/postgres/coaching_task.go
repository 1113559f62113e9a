package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/quota"
)

// taskColumns are written with a follow-up, in this order.
const taskColumns = `id, number, coaching, text, due, state, note, done_at, decided_by, decided_at, reason, revision`

// taskRow reads a follow-up t of the coaching c, for scanTask.
const taskRow = `t.id, t.number, t.coaching, t.text, t.due, t.state, t.note, t.done_at, t.decided_by, t.decided_at, t.reason, t.revision, c.coach, c.rep,
    c.number`

func (tx *Tx) scanTask(row pgx.CollectableRow) (t coaching.Task, err error) {
	var by *string
	var done, decided *time.Time
	err = row.Scan(&t.ID, &t.Number, &t.Coaching, &t.Text, &t.Due, &t.State, &t.Note, &done, &by, &decided, &t.Reason, &t.Revision, &t.Coach, &t.Rep,
		&t.CoachingNumber)
	t.DecidedBy = orZero(by)
	if done != nil {
		t.DoneAt = tx.local(*done)
	}
	if decided != nil {
		t.DecidedAt = tx.local(*decided)
	}
	return t, err
}

var insertTask = statement(`
with r as (insert into record (number, kind, id) values ($2, 'coaching_task', $1))
insert into coaching_task (` + taskColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)

// PutTask implements coaching.Ledger.
func (tx *Tx) PutTask(t coaching.Task) { tx.write(insertTask, taskValues(t)...) }

var updateTask = statement(`
update coaching_task set text = $4, due = $5, state = $6, note = $7, done_at = $8, decided_by = $9, decided_at = $10, reason = $11, revision = $12
where id = $1 and number = $2 and coaching = $3`)

// ChangeTask implements coaching.Ledger.
func (tx *Tx) ChangeTask(t coaching.Task) { tx.write(updateTask, taskValues(t)...) }

func taskValues(t coaching.Task) []any {
	return []any{t.ID, t.Number, t.Coaching, t.Text, t.Due, string(t.State), t.Note, zeroNull(t.DoneAt), zeroNull(t.DecidedBy), zeroNull(t.DecidedAt), t.Reason,
		t.Revision}
}

var selectTasksNumbered = statement(`
select ` + taskRow + ` from coaching_task t join coaching c on c.id = t.coaching where t.number = any($1) and c.rep = any($2) order by t.id for update of t`)

// TasksNumbered returns those of these numbers that are follow-ups of these reps, locked in the order of their ids.
func (tx *Tx) TasksNumbered(ctx context.Context, reps []string, numbers []int64) ([]coaching.Task, error) {
	return read(ctx, tx, "follow-ups by their numbers", tx.scanTask, selectTasksNumbered, numbers, reps)
}

var selectTasksOf = statement(`
select ` + taskRow + ` from coaching_task t join coaching c on c.id = t.coaching
where t.coaching = $1 and t.state <> 'withdrawn' order by t.number limit 100 for update of t`)

// TasksOf returns the follow-ups of a coaching that were not taken back, by their numbers, locked.
func (tx *Tx) TasksOf(ctx context.Context, id domain.ID) ([]coaching.Task, error) {
	return read(ctx, tx, "the follow-ups of a coaching", tx.scanTask, selectTasksOf, id)
}

var selectTasksIn = statement(`
select ` + taskRow + ` from coaching_task t join coaching c on c.id = t.coaching
where c.rep = any($1) and t.state = any($2) and t.due <= $3 order by t.due, t.number limit $4`)

// TasksIn returns the follow-ups of the reps that are in one of the states and due by a day, the first due first.
func (tx *Tx) TasksIn(ctx context.Context, reps []string, states []coaching.TaskState, by domain.Date, limit int) ([]coaching.Task, error) {
	named := make([]string, len(states))
	for i, s := range states {
		named[i] = string(s)
	}
	return read(ctx, tx, "the follow-ups of reps", tx.scanTask, selectTasksIn, reps, named, by, limit)
}

var selectTaskCounts = statement(`
select coaching, count(*) filter (where state <> 'open'), count(*) from coaching_task where coaching = any($1) and state <> 'withdrawn' group by coaching`)

// TaskCounts returns how many of the follow-ups of each coaching are done, and how many it has; one without any is not in it.
func (tx *Tx) TaskCounts(ctx context.Context, coachings []domain.ID) (map[domain.ID]quota.Ratio, error) {
	of := map[domain.ID]quota.Ratio{}
	_, err := read(ctx, tx, "how many follow-ups are done", func(row pgx.CollectableRow) (_ struct{}, err error) {
		var id domain.ID
		var r quota.Ratio
		err = row.Scan(&id, &r.Num, &r.Den)
		of[id] = r
		return
	}, selectTaskCounts, coachings)
	return of, err
}
