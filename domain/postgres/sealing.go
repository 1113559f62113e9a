package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/audit"
	"github.com/yaoban/yaoban/domain/export"
)

// factsASeal bounds one seal, so that an import's facts are not read in one go.
const factsASeal = 10_000

// sealPoint says at a glance whether anything waits: how far facts are numbered, how far the horizon and the seals reach. The first is
// read outside of the sweep's transaction, before that has an id: see takeHorizon.
var sealPoint = statement(`
select case when s.is_called then s.last_value else 0 end, h.seq, coalesce((select last from audit_seal order by number desc limit 1), 0)
from fact_seq s, audit_horizon h`)

// takeHorizon locks the horizon, so that one sweep works at a time, and gives this transaction its id. Facts up to seq are complete
// once every transaction up to that one's has ended. ended is false while an older one still writes; restored says that the
// database was loaded into another server, which counts transactions anew.
var takeHorizon = statement(`
select h.seq, pg_snapshot_xmin(pg_current_snapshot()) > h.xact as ended, pg_current_xact_id() < h.xact as restored
from audit_horizon h where h.only_row for update skip locked`)

var moveHorizon = statement(`update audit_horizon set seq = $1, xact = pg_current_xact_id()`)

const sealColumns = `number, at, first, last, facts, root, previous, hash`

var selectHead = statement(`select ` + sealColumns + ` from audit_seal order by number desc limit 1`)

const entryColumns = `seq, id, at, kind, person, subject, number, before::text, after::text, channel, message`

var selectEntries = statement(`select ` + entryColumns + ` from fact where seq between $1 and $2 order by seq`)

var insertSeal = statement(`
insert into audit_seal (` + sealColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8)`)

// Seal seals the facts that are complete (package audit) and returns the last seal; sealed says how many facts that were. What
// was written since the sweep before is sealed by the next one. Several processes may call it: one works, the others find
// nothing to do. It keeps no turn waiting.
func (db *DB) Seal(ctx context.Context) (head audit.Seal, sealed int, err error) {
	var numbered, horizon, last int64
	if err := db.pool.QueryRow(ctx, sealPoint).Scan(&numbered, &horizon, &last); err != nil {
		return head, 0, fmt.Errorf("see what is to be sealed: %w", err)
	}
	if numbered == last {
		return head, 0, nil
	}
	for {
		var n int
		var more bool
		if err := db.InTx(ctx, func(tx *Tx) (err error) {
			head, n, more, err = tx.seal(ctx, numbered)
			return err
		}); err != nil {
			return head, sealed, fmt.Errorf("seal facts: %w", err)
		}
		if sealed += n; !more {
			return head, sealed, nil
		}
	}
}

// seal makes one seal, if the horizon allows, and moves the horizon to numbered, a number that was seen before this transaction
// began. more says that the horizon reaches further.
func (tx *Tx) seal(ctx context.Context, numbered int64) (head audit.Seal, sealed int, more bool, err error) {
	var horizon int64
	var held, ended, restored bool
	tx.queue(takeHorizon).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			held = true
			if err := rows.Scan(&horizon, &ended, &restored); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	heads, err := read(ctx, tx, "the last seal", scanSeal(tx.db.zone), selectHead)
	if err != nil || !held || !ended && !restored {
		return head, 0, false, err
	}
	if len(heads) > 0 {
		head = heads[0]
	}
	if last := min(horizon, head.Last+factsASeal); !restored && last > head.Last {
		next := audit.After(head, last, tx.now)
		entries, err := read(ctx, tx, "facts to seal", scanEntry(tx.db.zone), selectEntries, head.Last+1, last)
		if err != nil {
			return head, 0, false, err
		}
		for _, e := range entries {
			next.Add(e)
		}
		head, sealed, more = next.Close(), len(entries), last < horizon
		tx.write(insertSeal, head.Number, head.At, head.First, head.Last, head.Facts, head.Root[:], head.Previous[:], head.Hash[:])
	}
	if !more {
		tx.write(moveHorizon, numbered)
	}
	return head, sealed, more, nil
}

func scanSeal(zone *time.Location) pgx.RowToFunc[audit.Seal] {
	return func(row pgx.CollectableRow) (s audit.Seal, err error) {
		var root, previous, hash []byte
		if err := row.Scan(&s.Number, &s.At, &s.First, &s.Last, &s.Facts, &root, &previous, &hash); err != nil {
			return s, err
		}
		s.At = s.At.In(zone)
		copy(s.Root[:], root)
		copy(s.Previous[:], previous)
		copy(s.Hash[:], hash)
		return s, nil
	}
}

func scanEntry(zone *time.Location) pgx.RowToFunc[audit.Entry] {
	return func(row pgx.CollectableRow) (e audit.Entry, err error) {
		var number *int64
		err = row.Scan(&e.Seq, &e.ID, &e.At, &e.Kind, &e.Person, &e.Subject, &number, &e.Before, &e.After, &e.Channel, &e.Message)
		e.At, e.Number = e.At.In(zone), orZero(number)
		return e, err
	}
}

// sealsAtATime is how many seals one step of a check reads.
const sealsAtATime = 500

var selectSeals = statement(`select ` + sealColumns + ` from audit_seal where number > $1 order by number limit $2`)

// countAround counts the facts that no seal's bounds hold: before the first and after the last.
var countAround = statement(`
select count(*) filter (where seq < 1), count(*) filter (where seq > $1), min(at) filter (where seq > $1)
from fact where seq < 1 or seq > $1`)

// VerifyAudit checks the whole chain against the facts as they stand at one instant, and against an anchor if it is given. It reads
// everything once in order, in bounded memory, and changes nothing. progress is told of the facts read so far.
func (db *DB) VerifyAudit(ctx context.Context, anchor *audit.Anchor, progress func(done int)) (audit.Report, error) {
	check := audit.Check{Anchor: anchor}
	var report audit.Report
	err := pgx.BeginTxFunc(ctx, db.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var last audit.Seal
		done := 0
		for {
			rows, err := tx.Query(ctx, selectSeals, last.Number, sealsAtATime)
			if err != nil {
				return err
			}
			seals, err := pgx.CollectRows(rows, scanSeal(db.zone))
			if err != nil {
				return err
			}
			if len(seals) > 0 {
				if err := db.walk(ctx, tx, &check, seals, func() { done++; progress(done) }); err != nil {
					return err
				}
				last = seals[len(seals)-1]
			}
			if len(seals) < sealsAtATime {
				break
			}
		}
		var before, unsealed int64
		var oldest *time.Time
		if err := tx.QueryRow(ctx, countAround, last.Last).Scan(&before, &unsealed, &oldest); err != nil {
			return err
		}
		report = check.Finish(before, unsealed, orZero(oldest).In(db.zone))
		return nil
	})
	if err != nil {
		return audit.Report{}, fmt.Errorf("verify the audit log: %w", err)
	}
	return report, nil
}

// walk hands seals and the facts within their bounds to the check, in one pass over both.
func (db *DB) walk(ctx context.Context, tx pgx.Tx, check *audit.Check, seals []audit.Seal, step func()) error {
	rows, err := tx.Query(ctx, selectEntries, seals[0].First, seals[len(seals)-1].Last)
	if err != nil {
		return err
	}
	defer rows.Close()
	scan := scanEntry(db.zone)
	at := -1
	until := func(seq int64) { // ends the seals that lie before seq and begins the next one
		for at < 0 || seq > seals[at].Last && at+1 < len(seals) {
			if at >= 0 {
				check.End()
			}
			at++
			check.Begin(seals[at])
		}
	}
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return err
		}
		until(e.Seq)
		check.Add(e)
		step()
	}
	if err := rows.Err(); err != nil {
		return err
	}
	until(seals[len(seals)-1].Last)
	check.End()
	return nil
}

var exportAudit = statement(`
select ` + entryColumns + ` from fact
where ($1::timestamptz is null or at >= $1) and ($2::timestamptz is null or at < $2) and ($3::text is null or person = $3 or subject in (
    select id from visit where rep = $3 union all select id from plan where rep = $3 union all select id from week where rep = $3
    union all select id from report where person = $3))
order by seq`)

var selectEveryDoctorName = statement(`select code, name from doctor`)

// EachDoctorName hands out the names of all doctors by their codes, former ones too.
func (db *DB) EachDoctorName(ctx context.Context, each func(code, name string)) error {
	type named struct{ code, name string }
	return stream(ctx, db, "doctors' names", func(row pgx.Rows) (n named, err error) {
		err = row.Scan(&n.code, &n.name)
		return n, err
	}, func(n named) error { each(n.code, n.name); return nil }, selectEveryDoctorName)
}

// ExportAudit hands the facts of the days to each in the order of the chain; person (a userid as the staff has it)
// narrows them to what one person did and to what was done to her records.
func (db *DB) ExportAudit(ctx context.Context, r export.Range, person string, each func(audit.Entry) error) error {
	from, before := db.instants(r)
	scan := scanEntry(db.zone)
	return stream(ctx, db, "the audit log", func(row pgx.Rows) (audit.Entry, error) { return scan(row) },
		each, exportAudit, from, before, zeroNull(person))
}
