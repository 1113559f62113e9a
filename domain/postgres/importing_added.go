package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quality"
)

// selectBound finds the doctors whom reps added by message and whom the file has under a code of the company's ($1): the same name, hospital
// and department, and no second one like that in the company. A hospital that was not there when she was added fits by its name.
var selectBound = statement(`
select c.code, min(d.code) from doctor d join hospital h on h.code = d.hospital
join doctor c on c.name = d.name and c.department = d.department and c.added_by is not null and c.state in ('unverified', 'verified') and c.code <> d.code
    and (c.hospital = d.hospital and c.hospital_said = '' or c.hospital_said <> '' and (c.hospital_said = h.name or c.hospital_said = any(h.aliases)))
where d.code = any($1) and d.added_by is null and c.twin = 0
group by c.code having count(*) = 1 order by c.code limit 10000`)

// boundAdditions ends what waited for a steward: the company's file has said who she is. settledAdditions does so for those whom the file
// names by their own code without the word for unverified.
var (
	boundAdditions = statement(`
update addition set state = 'merged', decided_at = $2, revision = revision + 1 where doctor = any($1) and state in ('waiting', 'approved')
returning id, number, rep, revision`)
	settledAdditions = statement(`
update addition a set state = 'approved', decided_at = $2, revision = a.revision + 1 from doctor d
where a.doctor = any($1) and a.state = 'waiting' and a.kind = 'new' and d.code = a.doctor and d.state = 'verified'
returning a.id, a.number, a.rep, a.revision`)
)

// boundAddition is an addition that a file has settled.
type boundAddition struct {
	ID       domain.ID
	Number   int64
	Rep      string
	Revision int
}

// bindAdded gives what reps told of doctors whom they had added by message to the doctors of the company's own codes, and settles what
// the file itself has settled; the reps are told (PRODUCT.md D7).
func (tx *Tx) bindAdded(ctx context.Context, actor string, codes []string) error {
	pairs, err := read(ctx, tx, "doctors who were added by message", pgx.RowToStructByPos[merged], selectBound, codes)
	if err != nil {
		return err
	}
	if pairs, err = tx.withoutClashes(ctx, pairs); err != nil {
		return err
	}
	was, into := make([]string, len(pairs)), make([]string, len(pairs))
	for i, p := range pairs {
		was[i], into[i] = p.Was, p.Into
	}
	var settled []boundAddition
	for _, one := range []struct {
		sql   string
		codes []string
	}{{boundAdditions, was}, {settledAdditions, codes}} {
		if len(one.codes) == 0 {
			continue
		}
		rows, err := read(ctx, tx, "what waited for a steward", pgx.RowToStructByPos[boundAddition], one.sql, one.codes, tx.now)
		if err != nil {
			return err
		}
		settled = append(settled, rows...)
	}
	if len(pairs) > 0 {
		var schemes quality.Schemes
		if schemes, err = tx.qualitySchemes(ctx); err != nil {
			return err
		}
		tx.rememberMerged(actor, was, into)
		if err := tx.MergeDoctors(ctx, schemes, actor, was, into); err != nil {
			return err
		}
	}
	for _, a := range settled {
		tx.Withdraw(a.ID)
		if err := tx.Tell(notice.Notice{Kind: notice.AdditionDecided.Name, Key: notice.AdditionDecidedKey(a.ID, a.Revision), Person: a.Rep, Subject: a.ID,
			Number: a.Number, Revision: a.Revision, DueAt: tx.now}); err != nil {
			return err
		}
	}
	return tx.tellNear(ctx, codes)
}

// merged is a doctor who was added by message, and the company's own code for her.
type merged struct{ Was, Into string }

// withoutClashes leaves out who cannot be merged as things stand; her steward decides.
func (tx *Tx) withoutClashes(ctx context.Context, pairs []merged) ([]merged, error) {
	was, into := make([]string, len(pairs)), make([]string, len(pairs))
	for i, p := range pairs {
		was[i], into[i] = p.Was, p.Into
	}
	clash, err := tx.MergeClashes(ctx, was, into)
	return slices.DeleteFunc(pairs, func(p merged) bool { return slices.Contains(clash, p.Was) }), err
}

// holdAdditions waits until every addition that was under way has ended.
var holdAdditions = statement(`select pg_advisory_xact_lock($1)`)

// selectLate finds the doctors of the company who may be those whom reps added while a file was being imported.
var selectLate = statement(`
select distinct d.code from doctor c join doctor d on d.name = c.name and d.code <> c.code and d.added_by is null and d.state = 'verified'
where c.state = 'unverified' and c.added_by is not null limit 10000`)

// bindLate binds whom reps added at the very moment of an import: their turns did not see the file, nor the file them. It comes after the
// import was committed: those that began before have ended by then, and those that begin later see what the file brought.
func (db *DB) bindLate(ctx context.Context, actor string) error {
	if err := db.InTx(ctx, func(tx *Tx) error {
		tx.write(holdAdditions, int64(additionLock))
		return nil
	}); err != nil {
		return fmt.Errorf("wait for doctors who are being added: %w", err)
	}
	err := db.InTx(ctx, func(tx *Tx) error {
		codes, err := read(ctx, tx, "doctors who were added during an import", pgx.RowTo[string], selectLate)
		if err != nil || len(codes) == 0 {
			return err
		}
		return tx.bindAdded(ctx, actor, codes)
	})
	if err != nil {
		return fmt.Errorf("the file is imported, but doctors who were added meanwhile are not bound (import it again): %w", err)
	}
	return nil
}
