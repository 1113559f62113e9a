package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
)

// deputyColumns are read by scanDeputyship in this order.
const deputyColumns = `id, number, manager, deputy, from_date, to_date, channel, said_at, origin`

func (tx *Tx) scanDeputyship(row pgx.CollectableRow) (d review.Deputyship, err error) {
	err = row.Scan(&d.ID, &d.Number, &d.Manager, &d.Deputy, &d.From, &d.To, &d.Channel, &d.SaidAt, &d.Origin)
	d.SaidAt = tx.local(d.SaidAt)
	return d, err
}

// mostDeputyships bounds how many of one person's deputyships are looked at; those of one manager never overlap.
const mostDeputyships = 100

var selectDeputyships = statement(`
select ` + deputyColumns + ` from deputyship where (manager = $1 or deputy = $1) and ended_at is null and to_date >= $2
order by from_date, number limit $3`)

// Deputyships returns those that are not over on a day in which the person is the manager or the deputy, by their first days.
func (tx *Tx) Deputyships(ctx context.Context, person string, on domain.Date) ([]review.Deputyship, error) {
	return read(ctx, tx, "who stands in for whom", tx.scanDeputyship, selectDeputyships, person, on, mostDeputyships)
}

// insertDeputyship has the deputy's book read anew: at once by its version, and on the first day, if that is later, by the day.
var insertDeputyship = statement(`
with r as (insert into record (number, kind, id) values ($2, 'deputyship', $1)),
s as (update staff set reach_version = reach_version + 1 where userid = $4)
insert into deputyship (id, number, manager, deputy, from_date, to_date, channel, said_at, origin) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)

// PutDeputyship implements review.Deputies.
func (tx *Tx) PutDeputyship(d review.Deputyship) {
	tx.write(insertDeputyship, d.ID, d.Number, d.Manager, d.Deputy, d.From, d.To, string(d.Channel), d.SaidAt, d.Origin)
}

var endDeputyship = statement(`
with s as (update staff set reach_version = reach_version + 1 where userid = $3),
n as (update notice set state = 'withdrawn' where deputyship = $1 and state = 'live')
update deputyship set ended_at = $2 where id = $1 and ended_at is null`)

// EndDeputyship implements review.Deputies. What the deputy has not been told yet for the manager, she is told no more.
func (tx *Tx) EndDeputyship(d review.Deputyship) { tx.write(endDeputyship, d.ID, tx.now, d.Deputy) }

var selectStandsFor = statement(`
select distinct manager from deputyship where deputy = $1 and ended_at is null and $2 between from_date and to_date order by manager limit $3`)

// StandsFor returns the managers whom a person stands in for today (business date), in the order of their userids.
func (db *DB) StandsFor(ctx context.Context, person string) ([]string, error) {
	return fetch(ctx, db, "whom "+person+" stands in for", pgx.RowTo[string], selectStandsFor, person, domain.DateOf(db.Now()), mostDeputyships)
}

// insertNoticeForDeputy is insertNotice for whoever stands in for the person on the day that it is due.
var insertNoticeForDeputy = statement(`
with n as (
    insert into notice (id, kind, key, person, subject, number, revision, args, due_at, created_at, deputyship)
    select $1::uuid, $2::text, $3::text || '/for/' || d.deputy, d.deputy, $5::uuid, $6::bigint, $7::int, $8::jsonb, $9::timestamptz, $10::timestamptz, d.id
    from deputyship d where d.manager = $4 and d.ended_at is null and $12::date between d.from_date and d.to_date
    order by d.number desc limit 1
    on conflict (key) where state <> 'withdrawn' do nothing
    returning id
)
insert into outbox (id, topic, ref, due_at) select $11::uuid, 'notice', id::text, $9 from n`)

var selectStandIns = statement(`
select distinct on (d.manager) d.id, d.deputy, d.manager from deputyship d
where d.ended_at is null and $1 between d.from_date and d.to_date order by d.manager, d.number desc`)

// standIns returns who stands in for whom on a day, by the manager.
func (tx *Tx) standIns(ctx context.Context, on domain.Date) (map[string]notice.StandIn, error) {
	of := map[string]notice.StandIn{}
	_, err := read(ctx, tx, "who stands in for whom on a day", func(row pgx.CollectableRow) (_ struct{}, err error) {
		var s notice.StandIn
		err = row.Scan(&s.ID, &s.Deputy, &s.Manager)
		of[s.Manager] = s
		return
	}, selectStandIns, on)
	return of, err
}

// withDeputies returns the prompts to managers with those to whoever stands in for one of them on a day.
func (tx *Tx) withDeputies(ctx context.Context, prompts []notice.Prompt, on domain.Date) ([]notice.Prompt, error) {
	of, err := tx.standIns(ctx, on)
	if err != nil {
		return nil, err
	}
	for _, p := range prompts {
		if s, ok := of[p.Person]; ok {
			p.Notice = s.Gets(p.Notice)
			prompts = append(prompts, p)
		}
	}
	return prompts, nil
}

// tellDeputy queues a notice also for the person's deputy, if she has one.
func (tx *Tx) tellDeputy(n notice.Notice, args any) error {
	id, err := tx.NewID()
	if err != nil {
		return err
	}
	row, err := tx.NewID()
	if err != nil {
		return err
	}
	tx.write(insertNoticeForDeputy, id, n.Kind, n.Key, n.Person, orNull(n.Subject), zeroNull(n.Number), n.Revision, args, n.DueAt, tx.now, row,
		domain.DateOf(n.DueAt))
	return nil
}

// tellDeputies has what a manager is being told told to whoever stands in for her by now, who may have been named after it was made. What
// she was told already she is not told again.
func (tx *Tx) tellDeputies(c delivery.Case, d delivery.Decision) error {
	if !c.Live || len(d.Deliveries) == 0 && d.Digest == nil {
		return nil
	}
	told := []notice.Notice{c.Notice}
	for _, n := range c.Waiting {
		if slices.Contains(d.Parts, n.ID) {
			told = append(told, n)
		}
	}
	for _, n := range told {
		if kind, ok := notice.KindNamed(n.Kind); !ok || !kind.Deputised || !n.Deputyship.IsZero() {
			continue
		}
		var args any
		if len(n.Args) > 0 {
			args = n.Args
		}
		n.DueAt, tx.wakes = tx.now, true
		if err := tx.tellDeputy(n, args); err != nil {
			return err
		}
	}
	return nil
}

var selectDeputyView = statement(`
with recursive below as (
    select s.userid from deputyship d join staff s on s.manager = d.manager where d.id = $1
    union
    select s.userid from staff s join below b on s.manager = b.userid
), team as (
    select s.userid, s.name from below b join staff s on s.userid = b.userid
    where s.role = 'rep' and s.from_date <= $2 and (s.to_date is null or s.to_date >= $2)
)
select d.number, m.name, d.manager, p.name, d.from_date, d.to_date, d.ended_at is not null,
    (select count(*) from team), array(select name from team order by userid limit 5),
    (select count(*) from visit v join team on team.userid = v.rep where v.status in ('open', 'incomplete')),
    (select count(*) from week w join team on team.userid = w.rep where w.state = 'submitted'),
    (select count(*) from visit v where v.decided_by = d.deputy and v.decided_for = d.manager and v.decided_at >= d.said_at)
        + (select count(*) from week w where w.decided_by = d.deputy and w.decided_for = d.manager and w.decided_at >= d.said_at)
from deputyship d join staff m on m.userid = d.manager join staff p on p.userid = d.deputy
where d.id = $1`)

// Deputyship implements notice.Truth.
func (t truth) Deputyship(ctx context.Context, id domain.ID) (notice.DeputyView, bool, error) {
	return one(read(ctx, t.Tx, "who stands in for whom", func(row pgx.CollectableRow) (v notice.DeputyView, err error) {
		err = row.Scan(&v.Number, &v.Manager, &v.ManagerID, &v.Deputy, &v.From, &v.To, &v.Ended, &v.Team, &v.Some, &v.Waiting, &v.Weeks, &v.DecidedFor)
		return v, err
	}, selectDeputyView, id, domain.DateOf(t.now)))
}
