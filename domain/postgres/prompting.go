package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/roster"
)

// monthsAtOnce is how many reps' months are read by one transaction of a sweep, so that the memory that it takes is bounded.
const monthsAtOnce = 500

// PromptMonthEnds tells the reps whose months have a gap on one of notice.MonthEndDays, and their managers, at the instant of the slot,
// and returns how many people that are. A second run of one slot tells nobody again.
func (db *DB) PromptMonthEnds(ctx context.Context, slot time.Time) (int, error) {
	return db.promptMonths(ctx, slot, notice.TeamMonthEnd, func(v notice.MonthView, at time.Time) ([]notice.Prompt, error) {
		if p, ok := notice.MonthEndOf(v, at); ok {
			return []notice.Prompt{p}, nil
		}
		return nil, nil
	})
}

// PromptWarnings warns the reps who are off course, and tells their managers, at the instant of the slot; it returns how many people
// that are. A second run of one slot tells nobody again.
func (db *DB) PromptWarnings(ctx context.Context, slot time.Time) (int, error) {
	return db.promptMonths(ctx, slot, notice.TeamWarnings, notice.WarningsOf)
}

// promptMonths reads everybody's month and tells what rule finds in it. Each manager of those who are told, and her deputy, gets one list of
// the kind team. All is told by one transaction, so that a run that is killed told nobody or everybody.
func (db *DB) promptMonths(ctx context.Context, slot time.Time, team notice.Kind,
	rule func(notice.MonthView, time.Time) ([]notice.Prompt, error)) (told int, err error) {
	slot = slot.In(db.zone)
	staff, err := db.Staff(ctx)
	if err != nil {
		return 0, err
	}
	above := map[string]roster.Staff{}
	var reps []string
	for _, s := range staff {
		above[s.UserID] = s
		if s.Role == domain.Rep {
			reps = append(reps, s.UserID)
		}
	}
	var prompts []notice.Prompt
	for chunk := range slices.Chunk(reps, monthsAtOnce) {
		err := db.InTx(ctx, func(tx *Tx) error {
			views, err := tx.monthViews(ctx, domain.DateOf(slot), chunk)
			if err != nil {
				return err
			}
			for _, v := range views {
				found, err := rule(v, slot)
				if err != nil {
					return err
				}
				prompts = append(prompts, found...)
			}
			return nil
		})
		if err != nil {
			return 0, fmt.Errorf("look for whom the month concerns: %w", err)
		}
	}
	err = db.InTx(ctx, func(tx *Tx) error {
		fresh, err := tx.tellNew(ctx, prompts)
		if err != nil {
			return err
		}
		lists, err := teamLists(fresh, above, team, slot)
		if err != nil {
			return err
		}
		if lists, err = tx.withDeputies(ctx, lists, domain.DateOf(slot)); err != nil {
			return err
		}
		managers, err := tx.tellNew(ctx, lists)
		told = len(people(fresh)) + len(managers)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("tell what the months call for: %w", err)
	}
	return told, nil
}

// teamLists makes a list for each manager of those who are told.
func teamLists(told []notice.Notice, staff map[string]roster.Staff, team notice.Kind, at time.Time) ([]notice.Prompt, error) {
	of := map[string][]notice.Notice{}
	var managers []string
	for _, n := range told {
		m, ok := staff[staff[n.Person].Manager]
		if !ok || !m.Role.Manages() {
			continue
		}
		if of[m.UserID] == nil {
			managers = append(managers, m.UserID)
		}
		of[m.UserID] = append(of[m.UserID], n)
	}
	var lists []notice.Prompt
	for _, m := range managers {
		list, err := notice.TeamListOf(team, m, of[m], at)
		if err != nil {
			return nil, err
		}
		lists = append(lists, list)
	}
	return lists, nil
}

// heldDrafts is the SQL for the questions q of a conversation c, asked up to $3 and kept since $4, whose drafts wait for an answer. It
// reads the stored form of bot/dialog's State.
const heldDrafts = `jsonb_array_elements(coalesce(c.state->'lapsed', '[]') || coalesce(c.state->'open', '[]')) q
where coalesce((q->>'number')::bigint, 0) > 0 and not coalesce((q->>'optional')::bool, false) and not coalesce((q->>'held')::bool, false)
    and (q->>'asked_at')::timestamptz between $4 and $3`

var selectEvening = statement(`
select s.userid from staff s left join conversation c on c.person = s.userid
where s.role = 'rep' and s.from_date <= $1 and (s.to_date is null or s.to_date >= $1) and not ` + offOn("s.userid", "$1", "$5") + ` and (
    exists (select 1 from plan p where p.rep = s.userid and p.date = $1 and ` + unrecorded + `)
    or exists (select 1 from ` + heldDrafts + `))
order by s.userid limit $6`)

// PromptEvenings asks every rep who planned visits for the day of the slot and told nothing of them, or who began to tell something today
// and did not finish it, and returns how many they are. A second run of one slot asks nobody again.
func (db *DB) PromptEvenings(ctx context.Context, slot time.Time) (told int, err error) {
	slot = slot.In(db.zone)
	err = db.InTx(ctx, func(tx *Tx) error {
		reps, err := read(ctx, tx, "who planned and told nothing", pgx.RowTo[string], selectEvening, domain.DateOf(slot), notice.EveningAt,
			slot.Add(-inbox.OpenFor), domain.DateOf(slot).At("00:00", db.zone), string(notice.HalfOf(slot)), mostDoctors)
		if err != nil {
			return err
		}
		prompts := make([]notice.Prompt, len(reps))
		for i, rep := range reps {
			prompts[i] = notice.EveningPromptTo(rep, slot)
		}
		fresh, err := tx.tellNew(ctx, prompts)
		told = len(fresh)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ask for the day's visits: %w", err)
	}
	return told, nil
}
