package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/notice"
)

// mostDue is how many cases one sweep tells of. More of them overdue at once is no longer a matter of reminders.
const mostDue = 1000

var selectDue = statement(`
select ` + caseColumns + ` from desk_case c where c.state not in ('reported', 'closed', 'merged') and c.due_at <= $1 order by c.due_at, c.number limit $2`)

// PromptDeadlines tells the desk of every case whose deadline is near or over, and those above it of what is over, at the instant of
// the slot, each stage once; it returns how many people are told. What a turn had told in time already is not told again, so that
// this only finds what was lost, what passed while nobody of the desk was there, and each further day that is overdue.
func (db *DB) PromptDeadlines(ctx context.Context, slot time.Time) (told int, err error) {
	slot = slot.In(db.zone)
	err = db.InTx(ctx, func(tx *Tx) error {
		people, err := tx.Told(ctx)
		if err != nil {
			return err
		}
		cases, err := read(ctx, tx, "cases that are due", tx.scanCase, selectDue, slot.Add(notice.CaseStages[0].Before), mostDue)
		if err != nil {
			return err
		}
		var prompts []notice.Prompt
		for _, c := range cases {
			stage, over := stageAt(c, slot)
			to := people.Desk
			if over {
				to = append(append([]string(nil), to...), people.Above...)
			}
			for _, person := range to {
				prompts = append(prompts, notice.Prompt{Notice: notice.CaseDueTo(string(c.Kind), person, c.ID, c.Number, c.DueAt, stage, slot)})
			}
		}
		fresh, err := tx.tellNew(ctx, prompts)
		told = len(fresh)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("tell of the deadlines of cases: %w", err)
	}
	return told, nil
}

// stageAt returns the stage that a case has reached: the last of notice.CaseStages, or the day on which it is overdue.
func stageAt(c desk.Case, at time.Time) (stage string, over bool) {
	if late := at.Sub(c.DueAt); late >= 24*time.Hour {
		return "overdue/" + domain.DateOf(at).String(), true
	} else if late >= 0 {
		return "due", true
	}
	for _, s := range notice.CaseStages {
		if !at.Before(c.DueAt.Add(-s.Before)) {
			stage = s.Name
		}
	}
	return stage, false
}

// Told returns who hears of deadlines: the safety desk, and compliance above it.
func (tx *Tx) Told(ctx context.Context) (desk.Told, error) {
	type row struct {
		UserID string
		Role   domain.Role
	}
	rows, err := read(ctx, tx, "who hears of deadlines", pgx.RowToStructByPos[row], selectTold, domain.DateOf(tx.now))
	if err != nil {
		return desk.Told{}, err
	}
	var t desk.Told
	for _, r := range rows {
		if r.Role == domain.Safety {
			t.Desk = append(t.Desk, r.UserID)
		} else {
			t.Above = append(t.Above, r.UserID)
		}
	}
	return t, nil
}

var selectTold = statement(`
select userid, role from staff where role in ('safety', 'compliance') and from_date <= $1 and (to_date is null or to_date >= $1) order by userid limit 50`)
