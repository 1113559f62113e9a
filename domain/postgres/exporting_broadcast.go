package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/export"
)

var exportBroadcasts = statement(`
select b.id, b.number, b.person, b.for_person, b.state, b.whom, b.text, b.channel, b.said_at, b.due_at, b.receivers, n.person,
    case when coalesce(n.acked_at, r.acked_at) is not null then 'acknowledged' when n.told_at is not null then 'told' when n.state = 'live' then 'waiting'
        when n.state = 'withdrawn' then 'withdrawn' when n.state is not null then 'unreachable' end,
    n.told_at, coalesce(n.acked_at, r.acked_at), r.told_at
from broadcast b left join notice n on n.subject = b.id and n.kind = 'broadcast'
left join notice r on r.key = 'broadcast_reminder/' || n.subject || '/' || n.person and r.state <> 'withdrawn'
where ($1::timestamptz is null or coalesce(b.due_at, b.said_at) >= $1) and ($2::timestamptz is null or coalesce(b.due_at, b.said_at) < $2)
    and ($3 or b.state not in ('draft', 'dropped'))
order by b.number, n.person`)

// ExportBroadcasts hands the receivers of broadcasts to each, in the order of the broadcasts' numbers. What was never sent only comes with
// Range.All.
func (db *DB) ExportBroadcasts(ctx context.Context, r export.Range, each func(export.Broadcast) error) error {
	from, before := db.instants(r)
	return stream(ctx, db, "broadcasts", func(row pgx.Rows) (b export.Broadcast, err error) {
		var standsFor, person, fate *string
		var said time.Time
		var due, told, acked, reminded *time.Time
		err = row.Scan(&b.ID, &b.Number, &b.Sender, &standsFor, &b.State, &b.Whom, &b.Text, &b.Channel, &said, &due, &b.Receivers, &person, &fate, &told, &acked,
			&reminded)
		b.For, b.Person, b.Fate = orZero(standsFor), orZero(person), orZero(fate)
		b.SaidAt, b.DueAt, b.ToldAt, b.AckedAt, b.RemindedAt = db.second(&said), db.second(due), db.second(told), db.second(acked), db.second(reminded)
		return b, err
	}, each, exportBroadcasts, from, before, r.All)
}
