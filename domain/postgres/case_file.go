package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/outbox"
)

var selectCasesNear = statement(`
select c.id, c.number, c.kind from desk_case c join report r on r.id = c.id
where r.person = $1 and r.kind in ('safety', 'complaint') and c.state not in ('closed', 'merged')
    and (r.said_at between $2 and $3
        or exists (select 1 from desk_question q where q.person = $1 and q.answered_at is null and q.asked_at >= $4 and q.desk_case = c.id))
order by r.said_at desc, c.number limit 5`)

// WantCasesNear implements evidence.CaseLedger.
func (tx *Tx) WantCasesNear(person string, at time.Time, into *[]evidence.Case) {
	tx.queue(selectCasesNear, person, at.Add(-evidence.Window), at.Add(evidence.Window), at.Add(-evidence.Asked)).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[evidence.Case])
		return err
	})
}

var attachToCase = statement(`update evidence set report = $2, attached_at = $3 where id = $1 and visit is null and report is null`)

// AttachToCase implements evidence.CaseLedger.
func (tx *Tx) AttachToCase(id, report domain.ID) { tx.write(attachToCase, id, report, tx.now) }

var countOutside = statement(`select count(*) from evidence where address = $1 and person is null and said_at >= $2`)

// OutsideFiles counts what the unknown sender at an address sent since an instant.
func (tx *Tx) OutsideFiles(ctx context.Context, address string, since time.Time) (int, error) {
	n, _, err := one(read(ctx, tx, "what an unknown sender sent", pgx.RowTo[int], countOutside, address, since))
	return n, err
}

var takeHeld = statement(`
update evidence set report = $2, attached_at = $3, file = 'due'
where address = $1 and person is null and report is null and file is null and said_at >= $4 returning id, kind`)

// TakeHeld gives a case what its unknown sender sent before it, since an instant, and has it fetched.
func (tx *Tx) TakeHeld(ctx context.Context, address string, report domain.ID, since time.Time) ([]evidence.Evidence, error) {
	all, err := read(ctx, tx, "what an unknown sender sent before her case", func(row pgx.CollectableRow) (e evidence.Evidence, err error) {
		err = row.Scan(&e.ID, &e.Kind)
		return e, err
	}, takeHeld, address, report, tx.now, since)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if err := tx.Defer(outbox.Evidence, e.ID.String(), tx.now); err != nil {
			return nil, err
		}
	}
	return all, nil
}

var selectCaseFiles = statement(`
select e.id, e.kind, case when e.file = 'kept' and f.evidence is null then 'purged' else coalesce(e.file, '') end, e.said_at
from evidence e left join evidence_file f on f.evidence = e.id 
where e.report in (select $1::uuid union all select d.id from desk_case d join desk_case c on c.number = d.merged_into where c.id = $1) order by e.said_at, e.id limit 100`)

// CaseFiles returns what was sent for a case and for those that were merged into it, the oldest first, at most 100.
func (tx *Tx) CaseFiles(ctx context.Context, id domain.ID) ([]desk.File, error) {
	return read(ctx, tx, "what was sent for a case", func(row pgx.CollectableRow) (f desk.File, err error) {
		err = row.Scan(&f.ID, &f.Kind, &f.State, &f.SaidAt)
		f.SaidAt = tx.local(f.SaidAt)
		return f, err
	}, selectCaseFiles, id)
}

var purgeHeld = statement(`
delete from evidence where id in (select id from evidence where person is null and report is null and said_at < $1 order by said_at limit $2)`)

// PurgeHeld forgets what unknown senders sent before the business time and what no case came of. It was never fetched.
func (db *DB) PurgeHeld(ctx context.Context, before time.Time) (int, error) {
	return db.purge(ctx, "what unknown senders sent", purgeHeld, before)
}

var purgeStrangers = statement(`
delete from stranger where (channel, address, day) in (select channel, address, day from stranger where day < $1::timestamptz::date limit $2)`)

// PurgeStrangers forgets who wrote before the business time and was not in the staff, and returns how many days of theirs.
func (db *DB) PurgeStrangers(ctx context.Context, before time.Time) (int, error) {
	return db.purge(ctx, "counts of unknown senders", purgeStrangers, before)
}
