package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/export"
)

var exportCoachings = statement(`
select c.id, c.number, c.coach, coalesce(c.typed_by, ''), c.rep, c.date, coalesce(v.number, 0), c.prepare, c.opening, c.message, c.objection,
    c.closing, c.strengths, c.advice, c.state, c.channel, c.said_at, c.recorded_at
from coaching c left join visit v on v.id = c.visit
where ($1::date is null or c.date >= $1) and ($2::date is null or c.date <= $2) and ($3 or c.state <> 'withdrawn')
order by c.number`)

// ExportCoachings hands the coachings to each in the order of their numbers. Withdrawn ones only come with Range.All.
func (db *DB) ExportCoachings(ctx context.Context, r export.Range, each func(export.Coaching) error) error {
	return stream(ctx, db, "coachings", func(row pgx.Rows) (c export.Coaching, err error) {
		var said, recorded time.Time
		err = row.Scan(&c.ID, &c.Number, &c.Coach, &c.TypedBy, &c.Rep, &c.Date, &c.Visit, &c.Prepare, &c.Opening, &c.Message, &c.Objection,
			&c.Closing, &c.Strengths, &c.Advice, &c.State, &c.Channel, &said, &recorded)
		c.SaidAt, c.RecordedAt = db.second(&said), db.second(&recorded)
		return c, err
	}, each, exportCoachings, r.From, r.To, r.All)
}

var exportFollowUps = statement(`
select t.id, t.number, c.number, c.coach, c.rep, t.text, t.due, t.state, t.note, t.done_at, coalesce(t.decided_by, ''), t.decided_at, t.reason
from coaching_task t join coaching c on c.id = t.coaching
where ($1::date is null or t.due >= $1) and ($2::date is null or t.due <= $2) and ($3 or t.state <> 'withdrawn')
order by t.number`)

// ExportFollowUps hands the follow-ups of coachings to each in the order of their numbers. Those taken back only come with Range.All.
func (db *DB) ExportFollowUps(ctx context.Context, r export.Range, each func(export.FollowUp) error) error {
	return stream(ctx, db, "follow-ups", func(row pgx.Rows) (f export.FollowUp, err error) {
		var done, decided *time.Time
		err = row.Scan(&f.ID, &f.Number, &f.Coaching, &f.Coach, &f.Rep, &f.Text, &f.Due, &f.State, &f.Note, &done, &f.DecidedBy, &decided, &f.Reason)
		f.DoneAt, f.DecidedAt = db.second(done), db.second(decided)
		return f, err
	}, each, exportFollowUps, r.From, r.To, r.All)
}
