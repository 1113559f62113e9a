package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
)

// mostSteps bounds each part of a dossier.
const mostSteps = 30

var selectSteps = statement(`
select f.at, f.kind, coalesce(s.name, f.person), coalesce(o.name, ''), f.before, f.after
from fact f left join staff s on s.userid = f.person left join staff o on o.userid = f.after->>'for'
where f.subject = $1 and f.kind = any($2) order by f.at, f.seq limit $3`)

var selectSaid = statement(`
select * from (
    select c.number, c.kind, s.name, c.text, c.said_at from comment c join staff s on s.userid = c.person
    where c.record = $1 order by c.said_at desc, c.id desc limit $2
) last order by said_at`)

var selectShown = statement(`
select e.id, e.kind, e.said_at, case when e.file = 'kept' and f.evidence is null then 'purged' else coalesce(e.file, '') end, coalesce(e.label, ''), coalesce(e.lat, 0), coalesce(e.lon, 0), coalesce(h.lat, 0), coalesce(h.lon, 0)
from evidence e join visit v on v.id = e.visit join doctor d on d.code = v.doctor join hospital h on h.code = d.hospital
left join evidence_file f on f.evidence = e.id
where e.visit = $1 order by e.said_at, e.id limit $2`)

var selectOriginal = statement(`
select v.number, v.date, d.name, v.note from visit v join doctor d on d.code = v.doctor where v.id = $1`)

// WantDossier asks for what is known around a visit; original is the visit whose note it nearly copies, zero if there is none. It
// arrives with the next Flush.
func (tx *Tx) WantDossier(id, original domain.ID, into *review.Dossier) {
	kinds := make([]string, len(review.Steps))
	for i, k := range review.Steps {
		kinds[i] = string(k)
	}
	tx.queue(selectSteps, id, kinds, mostSteps).Query(func(rows pgx.Rows) (err error) {
		into.Steps, err = pgx.CollectRows(rows, tx.scanStep)
		return err
	})
	tx.queue(selectSaid, id, mostSteps).Query(func(rows pgx.Rows) (err error) {
		into.Said, err = pgx.CollectRows(rows, tx.scanLine)
		return err
	})
	tx.queue(selectShown, id, mostSteps).Query(func(rows pgx.Rows) (err error) {
		into.Shown, err = pgx.CollectRows(rows, tx.scanShown)
		return err
	})
	if original.IsZero() {
		return
	}
	tx.queue(selectOriginal, original).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[review.Original])
		if err == nil && len(all) == 1 {
			into.Original = all[0]
		}
		return err
	})
}

func (tx *Tx) scanStep(row pgx.CollectableRow) (s review.Step, err error) {
	var before, after []byte
	var standsFor string
	if err := row.Scan(&s.At, &s.Kind, &s.By, &standsFor, &before, &after); err != nil {
		return s, err
	}
	s.At, s.By = tx.local(s.At), notice.DecidedBy(s.By, standsFor)
	switch s.Kind {
	case fact.VisitAmended:
		if err := json.Unmarshal(before, &s.Before); err != nil {
			return s, fmt.Errorf("read what a visit was: %w", err)
		}
		if err := json.Unmarshal(after, &s.After); err != nil {
			return s, fmt.Errorf("read what a visit became: %w", err)
		}
	case fact.ReviewApproved, fact.ReviewRejected, fact.ReviewReopened:
		var d struct {
			Reason string `json:"reason"`
		}
		if err := json.Unmarshal(after, &d); err != nil {
			return s, fmt.Errorf("read why it was decided so: %w", err)
		}
		s.Reason = d.Reason
	}
	return s, nil
}

// scanLine reads number, kind, name, text and time of what was said.
func (tx *Tx) scanLine(row pgx.CollectableRow) (c comment.Line, err error) {
	err = row.Scan(&c.Number, &c.Kind, &c.By, &c.Text, &c.SaidAt)
	c.SaidAt = tx.local(c.SaidAt)
	return c, err
}

func (tx *Tx) scanShown(row pgx.CollectableRow) (s review.Shown, err error) {
	var at, hospital evidence.Point
	err = row.Scan(&s.ID, &s.Kind, &s.SaidAt, &s.File, &s.Label, &at.Lat, &at.Lon, &hospital.Lat, &hospital.Lon)
	s.SaidAt = tx.local(s.SaidAt)
	if at.Known() && hospital.Known() {
		metres := at.Metres(hospital)
		s.Metres = &metres
	}
	return s, err
}

var selectEnding = statement(`
select n.n, w.number from unnest($2::bigint[], $3::bigint[]) n (n, m)
cross join lateral (
    select v.number from visit v where v.rep = any($1) and v.status in ('open', 'incomplete') and v.number % n.m = n.n
    union all
    select k.number from week k where k.rep = any($1) and k.state = 'submitted' and k.number % n.m = n.n
    limit 4
) w
where not exists (select 1 from record r where r.number = n.n)
order by n.n, w.number`)

// WantEnding asks which visits and weeks of the reps wait whose numbers end in the digits of ends, numbers below 10^digits; a number that
// is one of its own has none. At most four of each arrive with the next Flush.
func (tx *Tx) WantEnding(reps []string, ends, powers []int64, into *map[int64][]int64) {
	tx.queue(selectEnding, reps, ends, powers).Query(func(rows pgx.Rows) error {
		*into = map[int64][]int64{}
		var end, number int64
		_, err := pgx.ForEachRow(rows, []any{&end, &number}, func() error {
			(*into)[end] = append((*into)[end], number)
			return nil
		})
		return err
	})
}

var selectWasTold = statement(`
select exists (select 1 from notice where subject = $1 and person = $2 and kind = $3 and revision = $4 and told_at is not null)`)

// WasTold reports whether a notice of that kind about the subject at that revision went out to the person.
func (tx *Tx) WasTold(ctx context.Context, subject domain.ID, person, kind string, revision int) (bool, error) {
	told, _, err := one(read(ctx, tx, "what a person was told", pgx.RowTo[bool], selectWasTold, subject, person, kind, revision))
	return told, err
}

var selectWaitingTeam = statement(`
select count(*), min(` + beganToWait + `)
from visit v join staff s on s.userid = v.rep where s.manager = $1 and v.status in ('open', 'incomplete')`)

var selectWeeksOfTeam = statement(`
select w.number, s.name from week w join staff s on s.userid = w.rep where s.manager = $1 and w.state = 'submitted'
order by w.submitted_at, w.number limit 20`)

var selectEventsOfTeam = statement(`
select e.number, s.name from event e join staff s on s.userid = e.rep
where s.manager = $1 and (e.state = 'planned' and e.approval = 'waiting' or e.state = 'held' and e.reviewed = 'open')
order by e.number limit 20`)

var selectGradesOfTeam = statement(`
select g.number, s.name from manual_grade g join staff s on s.userid = g.asked_by where g.second = $1 and g.state = 'waiting'
order by g.number limit 20`)

// Waiting implements notice.Truth.
func (t truth) Waiting(ctx context.Context, manager string) (v notice.WaitingView, err error) {
	t.queue(selectWaitingTeam, manager).QueryRow(func(row pgx.Row) error {
		var since *time.Time
		err := row.Scan(&v.Visits, &since)
		v.Since = t.local(orZero(since))
		return err
	})
	list := func(into *[]notice.WaitingItem, sql string) {
		t.queue(sql, manager).Query(func(rows pgx.Rows) (err error) {
			*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[notice.WaitingItem])
			return err
		})
	}
	list(&v.Weeks, selectWeeksOfTeam)
	list(&v.Events, selectEventsOfTeam)
	list(&v.Grades, selectGradesOfTeam)
	return v, t.Flush(ctx)
}
