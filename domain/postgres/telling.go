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
)

// insertNotices queues notices, each under its key once, and returns the ids of those that are new.
var insertNotices = statement(`
with n as (
    insert into notice (id, kind, key, person, subject, number, args, due_at, created_at, deputyship)
    select i, k, key, p, s, nullif(n, 0), a, d, $1, f
    from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::bigint[], $8::jsonb[], $9::timestamptz[], $12::uuid[])
        as t (i, k, key, p, s, n, a, d, f)
    on conflict (key) where state <> 'withdrawn' do nothing
    returning id, due_at
), o as (
    insert into outbox (id, topic, ref, due_at)
    select o.row, o.topic, n.id::text, n.due_at from n join unnest($2::uuid[], $10::uuid[], $11::text[]) as o (id, row, topic) on o.id = n.id
)
select id from n`)

// noticeArguments are those of insertNotices. It gives every notice its id.
func (tx *Tx) noticeArguments(all []notice.Notice) ([]any, error) {
	n := len(all)
	ids, rows, subjects, deputyships := make([]domain.ID, n), make([]domain.ID, n), make([]any, n), make([]any, n)
	kinds, keys, persons, topics := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	numbers, args, due := make([]int64, n), make([]any, n), make([]time.Time, n)
	for i := range all {
		one := &all[i]
		if _, ok := notice.KindNamed(one.Kind); !ok {
			return nil, fmt.Errorf("tell %s: no such kind of notice", one.Kind)
		}
		var err error
		if one.ID, err = tx.NewID(); err != nil {
			return nil, err
		}
		if rows[i], err = tx.NewID(); err != nil {
			return nil, err
		}
		ids[i], subjects[i], kinds[i], keys[i], persons[i] = one.ID, orNull(one.Subject), one.Kind, one.Key, one.Person
		numbers[i], due[i], topics[i], deputyships[i] = one.Number, one.DueAt, topicOf(one.Kind), orNull(one.Deputyship)
		if len(one.Args) > 0 {
			args[i] = json.RawMessage(one.Args)
		}
		tx.wakes = tx.wakes || !one.DueAt.After(tx.now)
	}
	return []any{tx.now, ids, kinds, keys, persons, subjects, numbers, args, due, rows, topics, deputyships}, nil
}

// TellAll queues many notices in one statement; those whose key is live already change nothing.
func (tx *Tx) TellAll(all []notice.Notice) error {
	if len(all) == 0 {
		return nil
	}
	args, err := tx.noticeArguments(all)
	if err != nil {
		return err
	}
	tx.write(insertNotices, args...)
	return nil
}

// tellBatch is how many notices one statement makes.
const tellBatch = 2000

// tellEach has every one of people told what of makes for her, due at an instant, with more than 200 of them over ten minutes. With deputies,
// whoever stands in for one of them on that day is told the same. It returns how many are told.
func (db *DB) tellEach(ctx context.Context, people []string, deputies bool, at time.Time, of func(person string, due time.Time) (notice.Notice, error)) (int, error) {
	told := 0
	for part := range slices.Chunk(people, tellBatch) {
		all, made := make([]notice.Notice, len(part)), 0
		for i, person := range part {
			var err error
			if all[i], err = of(person, notice.Spread(person, at, len(people))); err != nil {
				return told, err
			}
		}
		err := db.InTx(ctx, func(tx *Tx) error {
			batch := all
			if deputies {
				standIns, err := tx.standIns(ctx, domain.DateOf(at.In(db.zone)))
				if err != nil {
					return err
				}
				for i, person := range part {
					if s, ok := standIns[person]; ok {
						batch = append(batch, s.Gets(all[i]))
					}
				}
			}
			made = len(batch)
			return tx.TellAll(batch)
		})
		if err != nil {
			return told, fmt.Errorf("have reports told: %w", err)
		}
		told += made
	}
	return told, nil
}

var selectToldKeys = statement(`select key from notice where key = any($1) and state <> 'withdrawn'`)

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
	if many == 0 {
		return nil, nil
	}
	args, err := tx.noticeArguments(fresh)
	if err != nil {
		return nil, err
	}
	put, err := read(ctx, tx, "what is told now", pgx.RowTo[domain.ID], insertNotices, args...)
	if err != nil {
		return nil, err
	}
	isNew := map[domain.ID]bool{}
	for _, id := range put {
		isNew[id] = true
	}
	return slices.DeleteFunc(fresh, func(one notice.Notice) bool { return !isNew[one.ID] }), nil
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
