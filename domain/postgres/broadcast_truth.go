package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

var selectBroadcastView = statement(`
select b.number, s.name, coalesce(f.name, ''), b.text, coalesce(b.due_at, b.said_at), b.happens_at, b.state in ('confirmed', 'sent'),
    exists (select 1 from notice n where n.acked_at is not null and n.state <> 'withdrawn'
        and n.key in ('broadcast/' || b.id || '/' || $2, 'broadcast_reminder/' || b.id || '/' || $2)),
    b.receivers, b.reminded
from broadcast b join staff s on s.userid = b.person left join staff f on f.userid = b.for_person
where b.id = $1`)

// Broadcast implements notice.Truth.
func (t truth) Broadcast(ctx context.Context, id domain.ID, person string) (notice.BroadcastView, bool, error) {
	return one(read(ctx, t.Tx, "a broadcast", func(row pgx.CollectableRow) (v notice.BroadcastView, err error) {
		err = row.Scan(&v.Number, &v.By, &v.For, &v.Text, &v.SaidAt, (*timeOrZero)(&v.HappensAt), &v.Standing, &v.Acked, &v.Receivers, &v.Reminded)
		v.SaidAt = t.local(v.SaidAt)
		if !v.HappensAt.IsZero() {
			v.HappensAt = t.local(v.HappensAt)
		}
		return v, err
	}, selectBroadcastView, id, person))
}

var selectBroadcastSaid = statement(`
select c.number, s.name, c.text, c.kind = 'message' from comment c join staff s on s.userid = c.person where c.id = $1`)

// BroadcastSaid implements notice.Truth.
func (t truth) BroadcastSaid(ctx context.Context, comment domain.ID) (notice.BroadcastSaid, bool, error) {
	return one(read(ctx, t.Tx, "an answer to a broadcast", pgx.RowToStructByPos[notice.BroadcastSaid], selectBroadcastSaid, comment))
}
