package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/notice"
)

// coachingColumns are written with a coaching, in this order.
const coachingColumns = `id, number, coach, typed_by, rep, date, visit, prepare, opening, message, objection, closing, strengths, advice, state,
    channel, said_at, recorded_at, origin, revision`

// coachingRow are coachingColumns with the number and the doctor of the visit, for scanCoaching.
const coachingRow = coachingColumns + `, coalesce((select v.number from visit v where v.id = coaching.visit), 0),
    coalesce((select v.doctor from visit v where v.id = coaching.visit), '')`

func (tx *Tx) scanCoaching(row pgx.CollectableRow) (c coaching.Coaching, err error) {
	var typedBy *string
	var visit *domain.ID
	s := &c.Scores
	err = row.Scan(&c.ID, &c.Number, &c.Coach, &typedBy, &c.Rep, &c.Date, &visit, &s[0], &s[1], &s[2], &s[3], &s[4], &c.Strengths, &c.Advice,
		&c.State, &c.Channel, &c.SaidAt, &c.RecordedAt, &c.Origin, &c.Revision, &c.VisitNumber, &c.Doctor)
	c.TypedBy, c.Visit = orZero(typedBy), orZero(visit)
	c.SaidAt, c.RecordedAt = tx.local(c.SaidAt), tx.local(c.RecordedAt)
	return c, err
}

var insertCoaching = statement(`
with r as (insert into record (number, kind, id) values ($2, 'coaching', $1))
insert into coaching (` + coachingColumns + `)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`)

// PutCoaching implements coaching.Ledger.
func (tx *Tx) PutCoaching(c coaching.Coaching) {
	s := c.Scores
	tx.write(insertCoaching, c.ID, c.Number, c.Coach, zeroNull(c.TypedBy), c.Rep, c.Date, orNull(c.Visit), s[0], s[1], s[2], s[3], s[4], c.Strengths,
		c.Advice, string(c.State), string(c.Channel), c.SaidAt, c.RecordedAt, c.Origin, c.Revision)
}

var updateCoaching = statement(`
update coaching set prepare = $2, opening = $3, message = $4, objection = $5, closing = $6, strengths = $7, advice = $8, state = $9, revision = $10
where id = $1`)

// ChangeCoaching implements coaching.Ledger.
func (tx *Tx) ChangeCoaching(c coaching.Coaching) {
	s := c.Scores
	tx.write(updateCoaching, c.ID, s[0], s[1], s[2], s[3], s[4], c.Strengths, c.Advice, string(c.State), c.Revision)
}

var selectCoachingNumbered = statement(`select ` + coachingRow + ` from coaching where number = $1 and rep = any($2) for update`)

// CoachingNumbered returns the coaching of that number if it is of one of these reps, locked, and false otherwise.
func (tx *Tx) CoachingNumbered(ctx context.Context, reps []string, number int64) (coaching.Coaching, bool, error) {
	return one(read(ctx, tx, "a coaching by its number", tx.scanCoaching, selectCoachingNumbered, number, reps))
}

var selectCoachingOfVisit = statement(`select ` + coachingRow + ` from coaching where visit = $1 and state = 'standing' for update`)

// CoachingOfVisit returns the standing coaching of a visit, locked, and false if it was not rated.
func (tx *Tx) CoachingOfVisit(ctx context.Context, visit domain.ID) (coaching.Coaching, bool, error) {
	return one(read(ctx, tx, "the coaching of a visit", tx.scanCoaching, selectCoachingOfVisit, visit))
}

var selectCoachingOfDay = statement(`
select ` + coachingRow + ` from coaching where coach = $1 and rep = $2 and date = $3 and visit is null and state = 'standing' for update`)

// CoachingOfDay returns the manager's standing coaching of a rep's day in the field, locked, and false if there is none.
func (tx *Tx) CoachingOfDay(ctx context.Context, coach, rep string, day domain.Date) (coaching.Coaching, bool, error) {
	return one(read(ctx, tx, "the coaching of a day", tx.scanCoaching, selectCoachingOfDay, coach, rep, day))
}

var selectJointNumbered = statement(`
select v.id, v.number, v.rep, coalesce(v.joint, ''), v.doctor, v.date, v.status, a.came
from visit v left join joint_answer a on a.visit = v.id and a.manager = v.joint where v.number = $1 for update of v`)

// JointNumbered returns what a joint visit is to the manager who was named on it: the visit of that number, locked, and false if there is
// none.
func (tx *Tx) JointNumbered(ctx context.Context, number int64) (coaching.Joined, bool, error) {
	return one(read(ctx, tx, "a joint visit by its number", scanJoined, selectJointNumbered, number))
}

func scanJoined(row pgx.CollectableRow) (j coaching.Joined, err error) {
	var came *bool
	err = row.Scan(&j.ID, &j.Number, &j.Rep, &j.Joint, &j.Doctor, &j.Date, &j.Status, &came)
	if came != nil {
		j.Answer = coaching.Answer{Said: true, Came: *came}
	}
	return j, err
}

var selectUnrated = statement(`
select v.id, v.number, v.rep, coalesce(v.joint, ''), v.doctor, v.date, v.status, a.came
from visit v left join joint_answer a on a.visit = v.id and a.manager = v.joint
where v.joint = any($1) and v.rep = any($2) and v.date between $3 and $4 and v.status <> 'withdrawn' and a.came is distinct from false
    and not exists (select 1 from coaching c where c.visit = v.id and c.state = 'standing')
order by v.date desc, v.number desc limit $5`)

// Unrated returns the joint visits of managers with reps from one day to another that were not rated yet, the newest first.
func (tx *Tx) Unrated(ctx context.Context, coaches, reps []string, from, to domain.Date, limit int) ([]coaching.Joined, error) {
	return read(ctx, tx, "the joint visits that are not rated", scanJoined, selectUnrated, coaches, reps, from, to, limit)
}

var upsertJoint = statement(`
insert into joint_answer (visit, manager, came, said_at) values ($1, $2, $3, $4)
on conflict (visit, manager) do update set came = excluded.came, said_at = excluded.said_at`)

// PutJoint implements coaching.Ledger.
func (tx *Tx) PutJoint(visit domain.ID, manager string, came bool) {
	tx.write(upsertJoint, visit, manager, came, tx.now)
}

var selectCoachings = statement(`
select ` + coachingRow + ` from coaching where rep = any($1) and date between $2 and $3 and state = 'standing' order by date desc, number desc limit $4`)

// Coachings returns the standing coachings of the reps on the days from one to another, the newest first.
func (tx *Tx) Coachings(ctx context.Context, reps []string, from, to domain.Date, limit int) ([]coaching.Coaching, error) {
	return read(ctx, tx, "the coachings of reps", tx.scanCoaching, selectCoachings, reps, from, to, limit)
}

// CoachingTold returns a coaching as its notice says it.
func (tx *Tx) CoachingTold(ctx context.Context, id domain.ID) (notice.CoachView, bool, error) {
	return truth{tx}.Coaching(ctx, id)
}

var selectCoachTalk = statement(`
select c.number, c.kind, s.name, c.text, c.said_at from comment c join staff s on s.userid = c.person
where c.record = $1 order by c.said_at desc, c.id desc limit $2`)

// CoachTalk returns what was said on a coaching, the newest first.
func (tx *Tx) CoachTalk(ctx context.Context, id domain.ID, limit int) ([]comment.Line, error) {
	return read(ctx, tx, "what was said on a coaching", tx.scanLine, selectCoachTalk, id, limit)
}

var selectWhoCoached = statement(`select person from comment where record = $1 and to_person = $2 order by said_at desc, id desc limit 1`)

// WhoCoached returns who wrote last to the rep on a coaching, empty if nobody did.
func (tx *Tx) WhoCoached(ctx context.Context, coaching domain.ID, rep string) (string, error) {
	who, _, err := one(read(ctx, tx, "whom a rep answers on a coaching", pgx.RowTo[string], selectWhoCoached, coaching, rep))
	return who, err
}

// mostCoachDays bounds how many joint visits and coachings of a month are summed up.
const mostCoachDays = 20_000

var selectCoachDays = statement(`
select v.joint, v.rep, v.date, true, coalesce(c.prepare + c.opening + c.message + c.objection + c.closing, 0)
from visit v left join coaching c on c.visit = v.id and c.state = 'standing'
where v.rep = any($1) and v.date between $2 and $3 and v.joint is not null and v.status <> 'withdrawn' and v.result is distinct from 'absent'
    and not exists (select 1 from joint_answer a where a.visit = v.id and a.manager = v.joint and not a.came)
union all
select coach, rep, date, false, prepare + opening + message + objection + closing
from coaching where rep = any($1) and date between $2 and $3 and visit is null and state = 'standing'
limit $4`)

var selectCoachClosed = statement(`
select c.coach, c.rep, count(*) filter (where t.done_at < (t.due + 1)::timestamp at time zone $5), count(*)
from coaching_task t join coaching c on c.id = t.coaching
where c.rep = any($1) and t.due between $2 and $3 and t.state <> 'withdrawn' and (t.due < $4 or t.state <> 'open') group by c.coach, c.rep`)

// CoachFigures returns the joint visits and coachings of the reps on the days from one to another, and how their follow-ups were kept that
// were due then.
func (tx *Tx) CoachFigures(ctx context.Context, reps []string, from, to domain.Date) (days []coaching.Day, closed []coaching.Closed, err error) {
	tx.queue(selectCoachClosed, reps, from, to, domain.DateOf(tx.now), tx.db.zone.String()).Query(func(rows pgx.Rows) (err error) {
		closed, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c coaching.Closed, err error) {
			err = row.Scan(&c.Coach, &c.Rep, &c.Loop.Num, &c.Loop.Den)
			return c, err
		})
		return err
	})
	days, err = read(ctx, tx, "who was coached", pgx.RowToStructByPos[coaching.Day], selectCoachDays, reps, from, to, mostCoachDays)
	return days, closed, err
}
