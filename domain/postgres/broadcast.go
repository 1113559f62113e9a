package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/broadcast"
	"github.com/yaoban/yaoban/domain/comment"
)

// broadcastColumns are read by scanBroadcast in this order.
const broadcastColumns = `b.id, b.number, b.person, coalesce(b.for_person, ''), b.text, b.whom, b.audience, b.state, b.channel, b.said_at, b.origin, b.at,
    b.happens_at, b.due_at, b.receivers, b.sent_at, b.remind_after, b.remind_at, b.reminded, b.reminded_at`

func (tx *Tx) scanBroadcast(row pgx.CollectableRow) (b broadcast.Broadcast, err error) {
	err = row.Scan(tx.broadcastTargets(&b)...)
	tx.localBroadcast(&b)
	return b, err
}

// broadcastTargets are where the columns of a broadcast go; localBroadcast then shows its times in the company's zone.
func (tx *Tx) broadcastTargets(b *broadcast.Broadcast) []any {
	seconds := (*secondsScanner)(&b.RemindAfter)
	return []any{&b.ID, &b.Number, &b.Person, &b.For, &b.Text, &b.Whom, &b.To, &b.State, &b.Channel, &b.SaidAt, &b.Origin, (*timeOrZero)(&b.At),
		(*timeOrZero)(&b.HappensAt), (*timeOrZero)(&b.DueAt), &b.Receivers, (*timeOrZero)(&b.SentAt), seconds, (*timeOrZero)(&b.RemindAt), &b.Reminded,
		(*timeOrZero)(&b.RemindedAt)}
}

func (tx *Tx) localBroadcast(b *broadcast.Broadcast) {
	for _, at := range []*time.Time{&b.SaidAt, &b.At, &b.HappensAt, &b.DueAt, &b.SentAt, &b.RemindAt, &b.RemindedAt} {
		if !at.IsZero() {
			*at = tx.local(*at)
		}
	}
}

// timeOrZero reads an instant, NULL as zero.
type timeOrZero time.Time

// Scan implements sql.Scanner.
func (t *timeOrZero) Scan(v any) error {
	at, _ := v.(time.Time)
	*t = timeOrZero(at)
	return nil
}

// secondsScanner reads a length of time that is kept in seconds.
type secondsScanner time.Duration

// Scan implements sql.Scanner.
func (s *secondsScanner) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("read a length of time: %T is no number of seconds", v)
	}
	*s = secondsScanner(time.Duration(n) * time.Second)
	return nil
}

var insertBroadcast = statement(`
with r as (insert into record (number, kind, id) values ($2, 'broadcast', $1))
insert into broadcast (id, number, person, for_person, text, whom, audience, state, channel, said_at, origin, at, happens_at, remind_after, remind_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`)

// PutBroadcast implements broadcast.Ledger.
func (tx *Tx) PutBroadcast(b broadcast.Broadcast) {
	to, err := json.Marshal(b.To)
	if err != nil {
		tx.failed = fmt.Errorf("keep whom a broadcast is for: %w", err)
		return
	}
	tx.write(insertBroadcast, b.ID, b.Number, b.Person, zeroNull(b.For), b.Text, b.Whom, json.RawMessage(to), string(b.State), string(b.Channel), b.SaidAt,
		b.Origin, zeroNull(b.At), zeroNull(b.HappensAt), int(b.RemindAfter/time.Second), zeroNull(b.RemindAt))
}

var updateBroadcast = statement(`
update broadcast set state = $2, due_at = $3, receivers = $4, sent_at = $5, remind_at = $6, reminded = $7, reminded_at = $8 where id = $1`)

// ChangeBroadcast implements broadcast.Ledger.
func (tx *Tx) ChangeBroadcast(b broadcast.Broadcast) {
	tx.write(updateBroadcast, b.ID, string(b.State), zeroNull(b.DueAt), b.Receivers, zeroNull(b.SentAt), zeroNull(b.RemindAt), b.Reminded, zeroNull(b.RemindedAt))
}

var selectBroadcastNumbered = statement(`select ` + broadcastColumns + ` from broadcast b where b.number = $1 for update`)

// BroadcastNumbered returns the broadcast of that number, whosever it is, locked, and false if there is none.
func (tx *Tx) BroadcastNumbered(ctx context.Context, number int64) (broadcast.Broadcast, bool, error) {
	return one(read(ctx, tx, "a broadcast", tx.scanBroadcast, selectBroadcastNumbered, number))
}

var selectLastBroadcast = statement(`
select ` + broadcastColumns + ` from broadcast b where b.person = $1 and (b.state = 'draft') = $2 and b.state <> 'dropped'
order by b.number desc limit 1 for update`)

// LastBroadcast returns a person's last broadcast, or her last draft, locked, and false if there is none.
func (tx *Tx) LastBroadcast(ctx context.Context, person string, draft bool) (broadcast.Broadcast, bool, error) {
	return one(read(ctx, tx, "a person's last broadcast", tx.scanBroadcast, selectLastBroadcast, person, draft))
}

// standingOf is the SQL for how far the broadcast with the id $1 or of the column has come, as one row: made, told, acked, waiting, failed,
// replied. Confirming the reminder confirms the broadcast.
func standingOf(id string) string {
	return `select count(*), count(n.told_at), count(coalesce(n.acked_at, r.acked_at)) filter (where n.told_at is not null), count(*) filter (where n.state = 'live'),
        count(*) filter (where n.state = 'told' and n.told_at is null),
        (select count(distinct c.person) from comment c where c.record = ` + id + ` and c.kind = 'answer')
    from notice n left join notice r on r.key = 'broadcast_reminder/' || n.subject || '/' || n.person and r.state <> 'withdrawn'
    where n.subject = ` + id + ` and n.kind = 'broadcast'`
}

var selectStanding = statement(standingOf("$1"))

// WantStanding asks how far a broadcast has come. It arrives with the next Flush.
func (tx *Tx) WantStanding(id domain.ID, into *broadcast.Standing) {
	tx.queue(selectStanding, id).QueryRow(func(row pgx.Row) error {
		return row.Scan(&into.Made, &into.Told, &into.Acked, &into.Waiting, &into.Failed, &into.Replied)
	})
}

var selectBroadcasts = statement(`
select ` + broadcastColumns + `, s.* from broadcast b
cross join lateral (` + standingOf("b.id") + `) s
where b.person = $1 and b.state <> 'dropped' order by b.number desc limit $2`)

// Broadcasts returns a person's broadcasts, the newest first, with how far each has come.
func (tx *Tx) Broadcasts(ctx context.Context, person string, limit int) ([]broadcast.Line, error) {
	return read(ctx, tx, "a person's broadcasts", func(row pgx.CollectableRow) (l broadcast.Line, err error) {
		err = row.Scan(append(tx.broadcastTargets(&l.Broadcast), &l.Made, &l.Told, &l.Acked, &l.Waiting, &l.Failed, &l.Standing.Replied)...)
		tx.localBroadcast(&l.Broadcast)
		return l, err
	}, selectBroadcasts, person, limit)
}

var selectUnacked = statement(`
select s.name, n.state = 'live', n.state = 'told' and n.told_at is null or n.state = 'expired'
        or exists (select 1 from delivery d where d.notice = n.id and d.state = 'refused')
            and not exists (select 1 from delivery d where d.notice = n.id and d.state <> 'refused'),
    r.id is not null
from notice n join staff s on s.userid = n.person
left join notice r on r.key = 'broadcast_reminder/' || n.subject || '/' || n.person and r.state <> 'withdrawn'
where n.subject = $1 and n.kind = 'broadcast' and n.state <> 'withdrawn' and coalesce(n.acked_at, r.acked_at) is null
order by n.state, n.person limit $2`)

// Unacked returns who has not confirmed a broadcast, at most limit.
func (tx *Tx) Unacked(ctx context.Context, id domain.ID, limit int) ([]broadcast.Unacked, error) {
	return read(ctx, tx, "who has not confirmed a broadcast", pgx.RowToStructByPos[broadcast.Unacked], selectUnacked, id, limit)
}

var selectGot = statement(`select exists (select 1 from notice where key = $1 and told_at is not null)`)

// Got reports whether a person was told a broadcast.
func (tx *Tx) Got(ctx context.Context, id domain.ID, person string) (bool, error) {
	got, _, err := one(read(ctx, tx, "who got a broadcast", pgx.RowTo[bool], selectGot, "broadcast/"+id.String()+"/"+person))
	return got, err
}

var ackBroadcast = statement(`update notice set acked_at = $3 where key = $1 and person = $2 and acked_at is null and state <> 'withdrawn'`)

// AckBroadcast implements broadcast.Ledger.
func (tx *Tx) AckBroadcast(id domain.ID, person string) {
	tx.write(ackBroadcast, "broadcast/"+id.String()+"/"+person, person, tx.now)
}

// ackBroadcasts also finds by number a broadcast that was confirmed before, so that it can be said.
var ackBroadcasts = statement(`
with fresh as (
    update notice set acked_at = $2
    where person = $1 and state = 'told' and acked_at is null and told_at >= $3 and kind in ('broadcast', 'broadcast_reminder') and ($4::bigint = 0 or number = $4)
    returning number
)
select distinct number from fresh
union
select n.number from record k join notice n on n.key = 'broadcast/' || k.id || '/' || $1
where $4 <> 0 and k.number = $4 and k.kind = 'broadcast' and n.told_at is not null
order by 1`)

// ackedWithin is how long ago a broadcast may be that a 收到 without a number confirms.
const ackedWithin = 30 * 24 * time.Hour

// AckBroadcasts keeps that a person has confirmed what she was told and has not confirmed yet: the broadcast of a number, or with 0 all of
// the last 30 days. It returns their numbers; one that is named and was confirmed before counts too.
func (tx *Tx) AckBroadcasts(ctx context.Context, person string, number int64) ([]int64, error) {
	return read(ctx, tx, "what a person confirms", pgx.RowTo[int64], ackBroadcasts, person, tx.now, tx.now.Add(-ackedWithin), number)
}

var selectRepliers = statement(`
select c.person from comment c where c.record = $1 and c.kind = 'answer' group by c.person order by max(c.said_at) desc, c.person limit $2`)

// Repliers returns who wrote in the thread of a broadcast, whoever did last first.
func (tx *Tx) Repliers(ctx context.Context, id domain.ID, limit int) ([]string, error) {
	return read(ctx, tx, "who answered a broadcast", pgx.RowTo[string], selectRepliers, id, limit)
}

// WantThread asks what was said in the thread of a record, the oldest first; only what a person wrote or reads, if one is given. It arrives
// with the next Flush.
func (tx *Tx) WantThread(id domain.ID, person string, into *[]comment.Line) {
	tx.queue(selectThreadOf, id, zeroNull(person), mostSteps).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, tx.scanLine)
		return err
	})
}

var selectThreadOf = statement(`
select c.number, c.kind, s.name, c.text, c.said_at from comment c join staff s on s.userid = c.person
where c.record = $1 and ($2::text is null or c.person = $2 or c.to_person = $2) order by c.id limit $3`)
