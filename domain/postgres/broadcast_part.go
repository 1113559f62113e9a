package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/broadcast"
)

// AdvanceBroadcast does what is due for a broadcast: tells its receivers, or reminds those who have not confirmed, broadcast.Part of them in
// a transaction. How far it has come stands in the row, which is locked meanwhile: whoever goes on after a process that was killed, or at the
// same time, neither tells anybody twice nor leaves anybody out.
func (db *DB) AdvanceBroadcast(ctx context.Context, id domain.ID) error {
	for {
		more := false
		err := db.InTx(ctx, func(tx *Tx) (err error) {
			more, err = tx.advanceBroadcast(ctx, id)
			return err
		})
		if err != nil {
			return fmt.Errorf("go on with a broadcast: %w", err)
		}
		if !more {
			return nil
		}
	}
}

// progress is a broadcast with how far the worker has come.
type progress struct {
	broadcast.Broadcast
	toldTo, nudgedTo string
	made             int
	// may: its sender may still send one.
	may bool
}

var selectProgress = statement(`
select ` + broadcastColumns + `, b.told_to, b.nudged_to, b.made, s.role in ('manager', 'director', 'admin') and (s.to_date is null or s.to_date >= $2)
from broadcast b join staff s on s.userid = b.person where b.id = $1 for update of b`)

// advanceBroadcast does one part and reports whether there may be more.
func (tx *Tx) advanceBroadcast(ctx context.Context, id domain.ID) (more bool, err error) {
	p, ok, err := one(read(ctx, tx, "how far a broadcast has come", func(row pgx.CollectableRow) (p progress, err error) {
		err = row.Scan(append(tx.broadcastTargets(&p.Broadcast), &p.toldTo, &p.nudgedTo, &p.made, &p.may)...)
		tx.localBroadcast(&p.Broadcast)
		return p, err
	}, selectProgress, id, domain.DateOf(tx.now)))
	if err != nil || !ok {
		return false, err
	}
	switch p.Next(tx.now) {
	case broadcast.Telling:
		if !p.may {
			broadcast.Lost(tx, p.Broadcast)
			return false, nil
		}
		return true, tx.tellPart(ctx, p)
	case broadcast.Reminding:
		return true, tx.remindPart(ctx, p)
	}
	return false, nil
}

// moveTold and moveNudged only keep how far the worker has come; that it has come to the end is a fact.
var (
	moveTold   = statement(`update broadcast set told_to = $2, made = $3 where id = $1`)
	moveNudged = statement(`update broadcast set nudged_to = $2, reminded = $3 where id = $1`)
)

func (tx *Tx) tellPart(ctx context.Context, p progress) error {
	part, err := tx.receiversAfter(ctx, p.Broadcast, domain.DateOf(p.DueAt), p.toldTo, broadcast.Part)
	if err != nil {
		return err
	}
	if err := tx.TellAll(p.Notices(part, tx.now)); err != nil {
		return err
	}
	made := p.made + len(part)
	if len(part) > 0 {
		tx.write(moveTold, p.ID, part[len(part)-1].Person, made)
	}
	if len(part) < broadcast.Part {
		return broadcast.Told(tx, p.Broadcast, made)
	}
	return nil
}

var selectToRemind = statement(`
select n.person from notice n
where n.subject = $1 and n.kind = 'broadcast' and n.told_at is not null and n.acked_at is null and n.person > $2
order by n.person limit $3`)

func (tx *Tx) remindPart(ctx context.Context, p progress) error {
	part, err := read(ctx, tx, "who has not confirmed", pgx.RowTo[string], selectToRemind, p.ID, p.nudgedTo, broadcast.Part)
	if err != nil {
		return err
	}
	if err := tx.TellAll(p.Reminders(part, tx.now)); err != nil {
		return err
	}
	reminded := p.Reminded + len(part)
	if len(part) > 0 {
		tx.write(moveNudged, p.ID, part[len(part)-1], reminded)
	}
	if len(part) < broadcast.Part {
		return broadcast.Reminded(tx, p.Broadcast, reminded)
	}
	return nil
}

var selectBroadcastFile = statement(`
select s.name, coalesce(m.name, ''), n.state, n.told_at, coalesce(n.acked_at, r.acked_at),
    coalesce((select string_agg(c.text, '；' order by c.id) from comment c where c.record = $1 and c.person = n.person and c.kind = 'answer'), '')
from notice n join staff s on s.userid = n.person left join staff m on m.userid = s.manager
left join notice r on r.key = 'broadcast_reminder/' || n.subject || '/' || n.person and r.state <> 'withdrawn'
where n.subject = $1 and n.kind = 'broadcast' order by n.person limit $2`)

// ReceiversOf returns who gets a broadcast, with what became of each, at most limit.
func (tx *Tx) ReceiversOf(ctx context.Context, id domain.ID, limit int) ([]broadcast.Fate, error) {
	return read(ctx, tx, "who gets a broadcast", func(row pgx.CollectableRow) (f broadcast.Fate, err error) {
		err = row.Scan(&f.Name, &f.Manager, &f.State, (*timeOrZero)(&f.ToldAt), (*timeOrZero)(&f.AckedAt), &f.Reply)
		if !f.ToldAt.IsZero() {
			f.ToldAt = tx.local(f.ToldAt)
		}
		if !f.AckedAt.IsZero() {
			f.AckedAt = tx.local(f.AckedAt)
		}
		return f, err
	}, selectBroadcastFile, id, limit)
}
