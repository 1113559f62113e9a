package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
)

var exportEvents = statement(`
select id, number, rep, kind, date, start, minutes, hospital, department, place, products, budget, speaker, materials, expected, headcount,
    state, approval, reviewed, decided_by, reason, satisfaction, useful, again, words,
    array(select coalesce(a.doctor, a.name) from event_attendee a where a.event = event.id and a.removed_by is null order by a.doctor, a.name),
    array(select v.number::text from visit v where v.event = event.id and v.of_event and v.status <> 'withdrawn' order by v.number),
    channel, said_at, recorded_at
from event
where ($1::date is null or date >= $1) and ($2::date is null or date <= $2) and ($3 or state <> 'withdrawn')
order by number`)

// ExportEvents hands the group events to each in the order of their numbers. Withdrawn ones only come with Range.All.
func (db *DB) ExportEvents(ctx context.Context, r export.Range, each func(export.Event) error) error {
	return stream(ctx, db, "events", func(row pgx.Rows) (e export.Event, err error) {
		var date *domain.Date
		var start, hospital, reviewed, by *string
		var minutes, expected, headcount, satisfaction, useful *int
		var said, recorded time.Time
		err = row.Scan(&e.ID, &e.Number, &e.Rep, &e.Kind, &date, &start, &minutes, &hospital, &e.Department, &e.Place, &e.Products, &e.Budget,
			&e.Speaker, &e.Materials, &expected, &headcount, &e.State, &e.Approval, &reviewed, &by, &e.Reason, &satisfaction, &useful, &e.Again,
			&e.Words, &e.Attendees, &e.Visits, &e.Channel, &said, &recorded)
		e.Date, e.Start, e.Minutes, e.Hospital = orZero(date), domain.TimeOfDay(orZero(start)), orZero(minutes), orZero(hospital)
		e.Expected, e.Headcount, e.Reviewed, e.DecidedBy = orZero(expected), orZero(headcount), orZero(reviewed), orZero(by)
		e.Satisfaction, e.Useful = orZero(satisfaction), orZero(useful)
		e.SaidAt, e.RecordedAt = db.second(&said), db.second(&recorded)
		return e, err
	}, each, exportEvents, r.From, r.To, r.All)
}
