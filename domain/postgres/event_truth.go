package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

var selectEventView = statement(`
select e.id, s.name, ` + brands("e.products") + `, coalesce((select ` + hospitalName + ` from hospital h where h.code = e.hospital), ''),
    coalesce(b.name, ''), coalesce(f.name, '')
from event e join staff s on s.userid = e.rep left join staff b on b.userid = e.decided_by left join staff f on f.userid = e.decided_for
where e.id = $1`)

var selectEvent = statement(`select ` + eventColumns + ` from event where id = $1`)

// Event implements notice.Truth.
func (t truth) Event(ctx context.Context, id domain.ID) (notice.EventView, bool, error) {
	e, ok, err := one(read(ctx, t.Tx, "an event", t.scanEvent, selectEvent, id))
	if err != nil || !ok {
		return notice.EventView{}, ok, err
	}
	return one(read(ctx, t.Tx, "what an event is now", func(row pgx.CollectableRow) (v notice.EventView, err error) {
		var by, standsFor string
		err = row.Scan(&id, &v.Name, &v.Products, &v.Hospital, &by, &standsFor)
		v.Number, v.Rep, v.Kind, v.Date, v.Start, v.Department = e.Number, e.Rep, e.Kind.Name(), e.Date, e.Start, e.Department+e.Place
		v.Budget, v.Costed, v.PerHead, v.Heads = e.Budget, e.Costed, e.PerHead(), max(e.Expected, e.Headcount)
		v.Speaker, v.Materials, v.Code, v.Reason = e.Speaker, e.Materials, e.Code, e.Reason
		v.Waiting, v.Approved, v.Sent = e.Approval == event.Waiting, e.Approval == event.Approved, e.Approval == event.SentBack
		v.Held, v.Gone = e.State == event.Held, e.State == event.Cancelled || e.State == event.Withdrawn
		v.Passed, v.Back = v.Held && e.Reviewed == visit.Approved, v.Held && e.Reviewed == visit.Rejected
		v.DecidedBy = notice.DecidedBy(by, standsFor)
		return v, err
	}, selectEventView, id))
}
