package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
)

// eventColumns are written and read in this order.
const eventColumns = `id, number, rep, kind, date, start, minutes, hospital, department, products, budget, speaker, materials, expected,
    headcount, result, state, approval, reviewed, code, satisfaction, useful, again, words, decided_by, decided_for, decided_at, reason,
    channel, said_at, recorded_at, origin, held_origin, held_at, undone, revision, place`

func (tx *Tx) scanEvent(row pgx.CollectableRow) (e event.Event, err error) {
	var start, hospital, result, reviewed, by, standsFor *string
	var minutes, budget, expected, headcount, satisfaction, useful *int
	var date *domain.Date
	var decided, held *time.Time
	var heldOrigin, undone *domain.ID
	err = row.Scan(&e.ID, &e.Number, &e.Rep, &e.Kind, &date, &start, &minutes, &hospital, &e.Department, &e.Products, &budget, &e.Speaker,
		&e.Materials, &expected, &headcount, &result, &e.State, &e.Approval, &reviewed, &e.Code, &satisfaction, &useful, &e.Again, &e.Words,
		&by, &standsFor, &decided, &e.Reason, &e.Channel, &e.SaidAt, &e.RecordedAt, &e.Origin, &heldOrigin, &held, &undone, &e.Revision, &e.Place)
	e.Date, e.Start, e.Minutes, e.Hospital = orZero(date), domain.TimeOfDay(orZero(start)), orZero(minutes), orZero(hospital)
	e.Budget, e.Costed, e.Expected, e.Headcount = orZero(budget), budget != nil, orZero(expected), orZero(headcount)
	e.Result, e.Reviewed = domain.Result(orZero(result)), visit.Status(orZero(reviewed))
	e.Satisfaction, e.Useful, e.DecidedBy, e.DecidedFor = orZero(satisfaction), orZero(useful), orZero(by), orZero(standsFor)
	e.HeldOrigin, e.Undone, e.HeldAt = orZero(heldOrigin), orZero(undone), orZero(held)
	if decided != nil {
		e.DecidedAt = tx.local(*decided)
	}
	return e, err
}

// eventValues are the values of eventColumns.
func eventValues(e event.Event) []any {
	var budget any
	if e.Costed {
		budget = e.Budget
	}
	return []any{e.ID, e.Number, e.Rep, string(e.Kind), e.Date, zeroNull(string(e.Start)), zeroNull(e.Minutes), zeroNull(e.Hospital), e.Department,
		list(e.Products), budget, e.Speaker, e.Materials, zeroNull(e.Expected), zeroNull(e.Headcount), zeroNull(string(e.Result)), string(e.State),
		string(e.Approval), zeroNull(string(e.Reviewed)), e.Code, zeroNull(e.Satisfaction), zeroNull(e.Useful), e.Again, e.Words,
		zeroNull(e.DecidedBy), zeroNull(e.DecidedFor), zeroNull(e.DecidedAt), e.Reason, string(e.Channel), e.SaidAt, e.RecordedAt, e.Origin,
		orNull(e.HeldOrigin), zeroNull(e.HeldAt), orNull(e.Undone), e.Revision, e.Place}
}

var insertEvent = statement(`
with r as (insert into record (number, kind, id) values ($2, 'event', $1))
insert into event (` + eventColumns + `)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,
    $29, $30, $31, $32, $33, $34, $35, $36, $37)`)

// PutEvent queues a new event and its number.
func (tx *Tx) PutEvent(e event.Event) { tx.write(insertEvent, eventValues(e)...) }

var updateEvent = statement(`
update event set kind = $4, date = $5, start = $6, minutes = $7, hospital = $8, department = $9, products = $10, budget = $11, speaker = $12,
    materials = $13, expected = $14, headcount = $15, result = $16, state = $17, approval = $18, reviewed = $19, code = $20,
    satisfaction = $21, useful = $22, again = $23, words = $24, decided_by = $25, decided_for = $26, decided_at = $27, reason = $28,
    channel = $29, said_at = $30, recorded_at = $31, origin = $32, held_origin = $33, held_at = $34, undone = $35, revision = $36, place = $37
where id = $1 and number = $2 and rep = $3`)

// ChangeEvent queues the event as it is now.
func (tx *Tx) ChangeEvent(e event.Event) { tx.write(updateEvent, eventValues(e)...) }

var selectEventsNumbered = statement(`select ` + eventColumns + ` from event where number = any($1) and rep = any($2) order by id for update`)

// EventsNumbered returns those of these numbers that are events of these reps, locked in the order of their ids.
func (tx *Tx) EventsNumbered(ctx context.Context, reps []string, numbers []int64) ([]event.Event, error) {
	return read(ctx, tx, "events by their numbers", tx.scanEvent, selectEventsNumbered, numbers, reps)
}

// EventNumbered returns the event of that number if it is one of these reps', locked, and false otherwise.
func (tx *Tx) EventNumbered(ctx context.Context, reps []string, number int64) (event.Event, bool, error) {
	return one(tx.EventsNumbered(ctx, reps, []int64{number}))
}

var selectEventsByCode = statement(`
select ` + eventColumns + ` from event where code = $1 and date between $2 and $3 and state in ('planned', 'held') order by id limit 5 for update`)

// EventsByCode returns the events with that sign-in code on the days from one to another, whosever they are, locked.
func (tx *Tx) EventsByCode(ctx context.Context, code string, from, to domain.Date) ([]event.Event, error) {
	return read(ctx, tx, "events by their code", tx.scanEvent, selectEventsByCode, code, from, to)
}

var selectFreeCode = statement(`
select c from unnest($1::text[]) with ordinality u (c, i)
where not exists (select 1 from event e where e.code = c and e.state <> 'withdrawn' and e.date between $2::date - 7 and $2::date + 7)
order by i limit 1`)

// FreeCode returns the first of the sign-in codes that no event around the day has, empty if all are taken.
func (tx *Tx) FreeCode(ctx context.Context, codes []string, day domain.Date) (string, error) {
	code, _, err := one(read(ctx, tx, "a free sign-in code", pgx.RowTo[string], selectFreeCode, codes, day))
	return code, err
}

var selectEventsOn = statement(`
select ` + eventColumns + ` from event where rep = $1 and date = $2 and state in ('planned', 'held') order by start nulls last, id limit 20 for update`)

// EventsOn returns the rep's events of a day that were not called off, in the order of their times, locked.
func (tx *Tx) EventsOn(ctx context.Context, rep string, day domain.Date) ([]event.Event, error) {
	return read(ctx, tx, "the events of a day", tx.scanEvent, selectEventsOn, rep, day)
}

var selectEventsBetween = statement(`
select ` + eventColumns + ` from event
where rep = any($1) and (date between $2 and $3 or date is null and $4) and state <> 'withdrawn' order by date nulls first, start nulls first, number limit 200`)

// EventsBetween returns the events of these reps from one day to another, at most 200, in the order of their times; drafts without a
// day too, if drafts is true.
func (tx *Tx) EventsBetween(ctx context.Context, reps []string, from, to domain.Date, drafts bool) ([]event.Event, error) {
	return read(ctx, tx, "the events of some days", tx.scanEvent, selectEventsBetween, reps, from, to, drafts)
}

var selectEventsWaiting = statement(`
select ` + eventColumns + ` from event
where rep = any($1) and (state = 'planned' and approval = 'waiting' or state = 'held' and reviewed = 'open') order by number limit 100 for update`)

// EventsWaiting returns the events of these reps whose plan or report waits for a decision, the oldest first, at most 100, locked.
func (tx *Tx) EventsWaiting(ctx context.Context, reps []string) ([]event.Event, error) {
	return read(ctx, tx, "the events that wait", tx.scanEvent, selectEventsWaiting, reps)
}

var selectEventsOfOrigin = statement(`
select ` + eventColumns + ` from event
where id in (select id from event where origin = $1 union select id from event where held_origin = $1
    union select event from event_attendee where origin = $1 and by_rep = $2 and removed_by is null)
    and state <> 'withdrawn'
order by id limit 20 for update`)

// EventsOfOrigin returns the events that one message of the person planned, told of, or signed somebody in to, locked.
func (tx *Tx) EventsOfOrigin(ctx context.Context, person string, origin domain.ID) ([]event.Event, error) {
	return read(ctx, tx, "the events of a recording", tx.scanEvent, selectEventsOfOrigin, origin, person)
}

var selectEventsUndone = statement(`
select ` + eventColumns + ` from event
where id in (select id from event where undone = $1 and rep = $2
    union select event from event_attendee where removed_by = $1 and by_rep = $2)
order by id limit 20 for update`)

// EventsUndone returns the events from which one undo of the person took something back, locked.
func (tx *Tx) EventsUndone(ctx context.Context, person string, undo domain.ID) ([]event.Event, error) {
	return read(ctx, tx, "the events of an undo", tx.scanEvent, selectEventsUndone, undo, person)
}

// attendeeColumns are written and read in this order.
const attendeeColumns = `id, event, doctor, name, by_rep, credit, visit, origin, removed_by`

func scanAttendee(row pgx.CollectableRow) (a event.Attendee, err error) {
	var doctor *string
	var madeVisit, removed *domain.ID
	err = row.Scan(&a.ID, &a.Event, &doctor, &a.Name, &a.By, &a.Credit, &madeVisit, &a.Origin, &removed)
	a.Doctor, a.Visit, a.RemovedBy = orZero(doctor), orZero(madeVisit), orZero(removed)
	return a, err
}

var selectAttendees = statement(`
select ` + attendeeColumns + ` from event_attendee
where event = $1 and removed_by is not distinct from $2 order by doctor, name, id limit 2000`)

// Attendees returns who stands on the list of an event, or, where by is given, who came off it by that recording.
func (tx *Tx) Attendees(ctx context.Context, id, by domain.ID) ([]event.Attendee, error) {
	return read(ctx, tx, "who came to an event", scanAttendee, selectAttendees, id, orNull(by))
}

var insertAttendee = statement(`
insert into event_attendee (` + attendeeColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)

// PutAttendee queues a new line on the list of an event.
func (tx *Tx) PutAttendee(a event.Attendee) {
	tx.write(insertAttendee, a.ID, a.Event, zeroNull(a.Doctor), a.Name, a.By, string(a.Credit), orNull(a.Visit), a.Origin, orNull(a.RemovedBy))
}

var updateAttendee = statement(`update event_attendee set removed_by = $2 where id = $1`)

// ChangeAttendee queues that somebody came off the list of an event, or stands on it again.
func (tx *Tx) ChangeAttendee(a event.Attendee) { tx.write(updateAttendee, a.ID, orNull(a.RemovedBy)) }

var setVisitEvent = statement(`update visit set event = $2 where id = $1`)

// TieVisit queues of which event a visit is one.
func (tx *Tx) TieVisit(id, of domain.ID) { tx.write(setVisitEvent, id, orNull(of)) }

var selectVisitsByID = statement(`select ` + visitRow + ` from visit where id = any($1) and rep = $2 order by number for update`)

// VisitsByID returns those of these visits that are the rep's, locked.
func (tx *Tx) VisitsByID(ctx context.Context, rep string, ids []domain.ID) ([]visit.Visit, error) {
	return read(ctx, tx, "the visits of an event", scanVisit, selectVisitsByID, ids, rep)
}

var selectItemsOfEvents = statement(itemsOf(`event = any($1) and of_event and status <> 'withdrawn' order by number limit 1000 for update`))

// ItemsOfEvents returns the visits that events made, as a reviewer sees them, locked.
func (tx *Tx) ItemsOfEvents(ctx context.Context, ids []domain.ID) ([]review.Item, error) {
	return read(ctx, tx, "the visits of events under review", tx.scanItem, selectItemsOfEvents, ids)
}

var countEvents = statement(`
select e.id, (select count(*) from event_attendee a where a.event = e.id and a.removed_by is null),
    (select count(*) from visit v where v.event = e.id and v.of_event and v.status <> 'withdrawn')
from event e where e.id = any($1)`)

// EventCounts returns how many stand on the lists of events, and how many visits the events made.
func (tx *Tx) EventCounts(ctx context.Context, ids []domain.ID) (heads, visits map[domain.ID]int, err error) {
	heads, visits = map[domain.ID]int{}, map[domain.ID]int{}
	tx.queue(countEvents, ids).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			var id domain.ID
			var h, v int
			err := rows.Scan(&id, &h, &v)
			heads[id], visits[id] = h, v
			return err
		})
	})
	return heads, visits, tx.Flush(ctx)
}
