package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
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

// promptMonths reads everybody's month and tells what rule finds in it. Each manager of those who are told gets one list of the kind
// team. All is told by one transaction, so that a run that is killed told nobody or everybody.
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
			slot.Add(-notice.HeldAfter), domain.DateOf(slot).At("00:00", db.zone), string(notice.HalfOf(slot)), mostDoctors)
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

var selectToldKeys = statement(`select key from notice where key = any($1) and state <> 'withdrawn'`)

var insertPrompts = statement(`
with n as (
    insert into notice (id, kind, key, person, args, due_at, created_at)
    select i, k, key, p, a, d, $1
    from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::timestamptz[]) as t (i, k, key, p, a, d)
    on conflict (key) where state <> 'withdrawn' do nothing
    returning id, due_at
), o as (
    insert into outbox (id, topic, ref, due_at)
    select o.row, 'notice', n.id::text, n.due_at from n join unnest($2::uuid[], $8::uuid[]) as o (id, row) on o.id = n.id
)
select id from n`)

// tellNew tells those of the prompts that were not told yet and that nothing told makes superfluous, spread over ten minutes where
// they go to many people, and returns them. Whoever else tells the same at this moment waits for this transaction.
func (tx *Tx) tellNew(ctx context.Context, prompts []notice.Prompt) ([]notice.Notice, error) {
	if len(prompts) == 0 {
		return nil, nil
	}
	var keys []string
	for _, p := range prompts {
		keys = append(append(keys, p.Key), p.Unless...)
	}
	known, err := read(ctx, tx, "what was told", pgx.RowTo[string], selectToldKeys, keys)
	if err != nil {
		return nil, err
	}
	told := map[string]bool{}
	for _, key := range known {
		told[key] = true
	}
	prompts = slices.DeleteFunc(slices.Clone(prompts), func(p notice.Prompt) bool {
		return told[p.Key] || slices.ContainsFunc(p.Unless, func(key string) bool { return told[key] })
	})
	fresh := make([]notice.Notice, len(prompts))
	for i, p := range prompts {
		fresh[i] = p.Notice
	}
	many := len(people(fresh))
	for i := range fresh {
		fresh[i].DueAt = notice.Spread(fresh[i].Person, fresh[i].DueAt, many)
	}
	return tx.insertPrompts(ctx, fresh)
}

func (tx *Tx) insertPrompts(ctx context.Context, all []notice.Notice) ([]notice.Notice, error) {
	n := len(all)
	if n == 0 {
		return nil, nil
	}
	ids, rows := make([]domain.ID, n), make([]domain.ID, n)
	kinds, keys, persons := make([]string, n), make([]string, n), make([]string, n)
	args, due := make([]json.RawMessage, n), make([]time.Time, n)
	for i := range all {
		var err error
		if ids[i], err = tx.NewID(); err != nil {
			return nil, err
		}
		if rows[i], err = tx.NewID(); err != nil {
			return nil, err
		}
		all[i].ID = ids[i]
		kinds[i], keys[i], persons[i], args[i], due[i] = all[i].Kind, all[i].Key, all[i].Person, all[i].Args, all[i].DueAt
		tx.wakes = tx.wakes || !due[i].After(tx.now)
	}
	put, err := read(ctx, tx, "what is told now", pgx.RowTo[domain.ID], insertPrompts, tx.now, ids, kinds, keys, persons, args, due, rows)
	if err != nil {
		return nil, err
	}
	isNew := map[domain.ID]bool{}
	for _, id := range put {
		isNew[id] = true
	}
	return slices.DeleteFunc(all, func(one notice.Notice) bool { return !isNew[one.ID] }), nil
}

// people are the persons of notices, each once.
func people(all []notice.Notice) []string {
	seen := map[string]bool{}
	var once []string
	for _, n := range all {
		if !seen[n.Person] {
			seen[n.Person], once = true, append(once, n.Person)
		}
	}
	return once
}
