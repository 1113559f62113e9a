package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
)

// selectGuests reads who stands on the list of an event, with her visits in the days before and after it.
var selectGuests = statement(`
select coalesce(a.doctor, ''), coalesce(d.name, a.name), coalesce(d.grade, ''), coalesce(h.name, ''), coalesce(d.department, ''), a.credit,
    coalesce(v.before, 0), coalesce(v.after, 0)
from event_attendee a
left join doctor d on d.code = a.doctor
left join lateral (select ` + hospitalName + ` as name from hospital h where h.code = d.hospital) h on true
left join lateral (
    select count(*) filter (where date < $2) before, count(*) filter (where date > $2) after from visit
    where doctor = a.doctor and date between $3 and $4 and status <> 'withdrawn' and result is distinct from 'absent' and not of_event
) v on true
where a.event = $1 and a.removed_by is null
order by a.doctor, a.name, a.id limit 2000`)

// EventEffect reads what an event was good for, as far as it is known on a day.
func (tx *Tx) EventEffect(ctx context.Context, e event.Event, today domain.Date) (event.Effect, error) {
	f := event.Effect{Event: e, Elapsed: event.ElapsedOn(e.Date, today)}
	var err error
	f.Guests, err = read(ctx, tx, "the effect of an event", func(row pgx.CollectableRow) (g event.Guest, err error) {
		err = row.Scan(&g.Doctor, &g.Name, &g.Grade, &g.Hospital, &g.Department, &g.Credit, &g.Before, &g.After)
		return g, err
	}, selectGuests, e.ID, e.Date, e.Date.AddDays(-event.EffectDays), e.Date.AddDays(event.EffectDays))
	return f, err
}
