package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

// overdueDays is for how many workdays a clock that ran out is still told of, should nobody have run on its day.
const overdueDays = 5

// beganToWait is the SQL for when the clock of the review of a visit v began.
const beganToWait = `coalesce(v.reworked_at, v.recorded_at)`

// selectOverdue finds whose reps' records that began to wait in one of the spans from $1 to $2 still wait. A director's own reps have
// nobody above who would be told. Whoever stands in for a director is told too, unless it is the manager herself.
var selectOverdue = statement(`
select d.told, m.userid, w.f, w.t
from unnest($1::timestamptz[], $2::timestamptz[]) w (f, t)
join visit v on ` + beganToWait + ` >= w.f and ` + beganToWait + ` < w.t and v.status in ('open', 'incomplete')
join staff r on r.userid = v.rep join staff m on m.userid = r.manager
join lateral (
    select m.manager as told
    union
    select d.deputy from deputyship d
    where d.manager = m.manager and d.deputy <> m.userid and d.ended_at is null and $4 between d.from_date and d.to_date
) d on true
where m.manager is not null
group by 1, m.userid, w.f, w.t order by 1, m.userid, w.f limit $3`)

// PromptOverdueReviews tells directors of the records that their managers let wait longer than notice.ReviewWorkdays, on a workday, at
// the instant of the slot, and returns how many people that are. A second run of one slot tells nobody again.
func (db *DB) PromptOverdueReviews(ctx context.Context, slot time.Time) (told int, err error) {
	slot = slot.In(db.zone)
	days, err := db.Calendar(ctx)
	if err != nil {
		return 0, err
	}
	today := domain.DateOf(slot)
	if !days.Workday(today) {
		return 0, nil
	}
	var froms, tos []time.Time
	for k := range overdueDays {
		to := days.AddWorkdays(today, -notice.ReviewWorkdays-k)
		froms = append(froms, days.AddWorkdays(to, -1).Time(db.zone))
		tos = append(tos, to.Time(db.zone))
	}
	err = db.InTx(ctx, func(tx *Tx) error {
		prompts, err := read(ctx, tx, "what waits too long for review", func(row pgx.CollectableRow) (notice.Prompt, error) {
			var director, manager string
			var from, to time.Time
			if err := row.Scan(&director, &manager, &from, &to); err != nil {
				return notice.Prompt{}, err
			}
			return notice.ReviewOverdueTo(director, manager, tx.local(from), tx.local(to), slot)
		}, selectOverdue, froms, tos, mostDoctors, today)
		if err != nil {
			return err
		}
		fresh, err := tx.tellNew(ctx, prompts)
		told = len(people(fresh))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("tell of reviews that wait too long: %w", err)
	}
	return told, nil
}

var selectOverdueView = statement(`
select coalesce(max(m.name), ''), count(*), coalesce(min(v.number), 0)
from staff r join staff m on m.userid = r.manager join visit v on v.rep = r.userid
where r.manager = $1 and v.status in ('open', 'incomplete') and ` + beganToWait + ` >= $2 and ` + beganToWait + ` < $3`)

// Overdue implements notice.Truth.
func (t truth) Overdue(ctx context.Context, manager string, from, to time.Time) (notice.OverdueView, error) {
	v, _, err := one(read(ctx, t.Tx, "what a manager let wait", func(row pgx.CollectableRow) (v notice.OverdueView, err error) {
		err = row.Scan(&v.Manager, &v.Count, &v.First)
		return v, err
	}, selectOverdueView, manager, from, to))
	return v, err
}
