package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// lockReceiver locks the conversation of whoever a bound notice is for, before the notice itself: what waits for one person
// is merged by one worker. Other kinds need no such order.
var lockReceiver = statement(`
select 1 from conversation where person = (select person from notice where id = $1 and kind = any($2)) for update`)

var selectClaim = statement(`
select n.id, n.kind, n.key, n.person, n.subject, coalesce(n.number, 0), n.revision, n.args, n.due_at, n.deputyship, n.state = 'live',
    n.deputyship is not null and not exists (select 1 from deputyship d where d.id = n.deputyship and d.ended_at is null and d.to_date >= $2),
    n.told_at, n.acked_at, n.part_of is not null,
    s.userid, s.mobile, s.role, coalesce(s.prefers, s.channel), s.sms_stopped_at is not null, s.from_date, s.to_date,
    c.last_wecom_at, c.last_sms_at
from notice n join staff s on s.userid = n.person left join conversation c on c.person = n.person
where n.id = $1 for update of n`)

var selectDeliveriesOf = statement(`
select ` + deliveryColumns + ` from delivery where notice = $1 order by key limit 200`)

// countPushed counts messages, not parts of long ones.
var countPushed = statement(`
select count(distinct notice) from delivery where person = $1 and claimed_at >= $2 and kind = any($3) and channel <> 'none'`)

var selectWaiting = statement(`
select id, kind, key, person, subject, coalesce(number, 0), revision, args, due_at, deputyship from notice n
where person = $1 and due_at = $2 and state = 'live' and kind = any($3) and id <> $4
    and (deputyship is null or exists (select 1 from deputyship d where d.id = n.deputyship and d.ended_at is null and d.to_date >= $5))
order by created_at, id limit 50 for update of n`)

// claimsAtOnce is how many notices may be claimed at once with so many connections: three quarters of them. A claim holds its connection while
// its words are made; the rest stays with those who wait for an answer, and with the leases of what is being
// worked on, which would run out otherwise.
func claimsAtOnce(connections int32) int { return max(1, int(connections)*3/4) }

// ClaimNotice locks a notice and has decide say what becomes of it, by what is known at this moment; the decision and the
// deliveries that it makes are stored before ClaimNotice returns. It returns the deliveries that the notice had before and
// those that were made now. A notice that is gone has none; the deliveries of a digest are left to the digest's own row.
func (db *DB) ClaimNotice(ctx context.Context, id domain.ID, wall time.Time,
	decide func(context.Context, delivery.Case) (delivery.Decision, error)) (earlier, fresh []delivery.Delivery, err error) {
	select {
	case db.claims <- struct{}{}:
		defer func() { <-db.claims }()
	case <-ctx.Done():
		return nil, nil, fmt.Errorf("wait to claim a notice: %w", ctx.Err())
	}
	err = db.InTx(ctx, func(tx *Tx) error {
		earlier, fresh = nil, nil
		c, ok, err := tx.openCase(ctx, id, wall)
		if err != nil || !ok {
			return err
		}
		d, err := decide(ctx, c)
		if err != nil {
			return err
		}
		if earlier = c.Earlier; d.Digest == nil {
			fresh = d.Deliveries
		}
		return tx.closeCase(c, d)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("claim a notice: %w", err)
	}
	return earlier, fresh, nil
}

// openCase reads all that is known of a notice; false if there is none.
func (tx *Tx) openCase(ctx context.Context, id domain.ID, wall time.Time) (c delivery.Case, ok bool, err error) {
	bound := notice.BoundKinds()
	c = delivery.Case{Wall: wall, Reads: truth{tx}}
	tx.write(lockReceiver, id, bound)
	var from domain.Date
	var to *domain.Date
	tx.queue(selectClaim, id, domain.DateOf(tx.now)).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			ok = true
			n, p := &c.Notice, &c.To
			var subject, deputyship *domain.ID
			var toldAt, ackedAt, lastWeCom, lastSMS *time.Time
			if err := rows.Scan(&n.ID, &n.Kind, &n.Key, &n.Person, &subject, &n.Number, &n.Revision, &n.Args, &n.DueAt, &deputyship, &c.Live, &c.Over,
				&toldAt, &ackedAt, &c.Part, &p.UserID, &p.Mobile, &p.Role, &p.Prefers, &p.SMSStopped, &from, &to,
				&lastWeCom, &lastSMS); err != nil {
				return err
			}
			n.Subject, n.Deputyship, n.DueAt = orZero(subject), orZero(deputyship), tx.local(n.DueAt)
			c.ToldAt, c.AckedAt, p.LastWeCom, p.LastSMS = orZero(toldAt), orZero(ackedAt), orZero(lastWeCom), orZero(lastSMS)
		}
		return rows.Err()
	})
	tx.queue(selectDeliveriesOf, id).Query(func(rows pgx.Rows) (err error) {
		c.Earlier, err = pgx.CollectRows(rows, scanDelivery)
		return err
	})
	if err := tx.Flush(ctx); err != nil || !ok {
		return c, false, err
	}
	c.Now = tx.now
	today := domain.DateOf(tx.now)
	c.To.Gone = today.Before(from) || to != nil && today.After(*to)
	if kind, known := notice.KindNamed(c.Notice.Kind); !known || !kind.Bound() || !c.Live {
		return c, true, nil
	}
	tx.queue(countPushed, c.Notice.Person, today.Time(tx.db.zone), bound).QueryRow(func(row pgx.Row) error {
		return row.Scan(&c.Pushed)
	})
	tx.queue(selectWaiting, c.Notice.Person, c.Notice.DueAt, bound, id, today).Query(func(rows pgx.Rows) (err error) {
		c.Waiting, err = pgx.CollectRows(rows, tx.scanNotice)
		return err
	})
	return c, true, tx.Flush(ctx)
}

func (tx *Tx) scanNotice(row pgx.CollectableRow) (n notice.Notice, err error) {
	var subject, deputyship *domain.ID
	err = row.Scan(&n.ID, &n.Kind, &n.Key, &n.Person, &subject, &n.Number, &n.Revision, &n.Args, &n.DueAt, &deputyship)
	n.Subject, n.Deputyship, n.DueAt = orZero(subject), orZero(deputyship), tx.local(n.DueAt)
	return n, err
}

var endNotice = statement(`update notice set state = $2 where id = $1 and state = 'live'`)

var postponeNotice = statement(`update notice set due_at = $2 where id = $1 and state = 'live'`)

// tellNotice keeps the first time at which a notice was told: an escalation does not move it. The reminder that a person set
// herself is told with it and waits no longer.
var tellNotice = statement(`
with r as (
    update reminder r set state = 'told' from notice n
    where n.id = $1 and $3 and n.kind = '` + notice.ReminderDue.Name + `' and r.id = n.subject and r.state = 'set'
        and r.revision = n.revision
)
update notice set state = 'told', told_at = case when $3 then coalesce(told_at, $2) end where id = $1`)

var tellPart = statement(`update notice set state = 'told', told_at = $2, part_of = $3 where id = any($1)`)

var insertDigest = statement(`
insert into notice (id, kind, key, person, args, due_at, created_at, state, told_at)
values ($1, $2, $3, $4, $5, $6, $7, 'told', $7)`)

// closeCase queues what was decided. A digest gets a row of its own, because those of its parts will find them told.
func (tx *Tx) closeCase(c delivery.Case, d delivery.Decision) error {
	switch {
	case d.Withdraw:
		tx.write(endNotice, c.Notice.ID, "withdrawn")
		return nil
	case d.Expire:
		tx.write(endNotice, c.Notice.ID, "expired")
		return nil
	case !d.Postpone.IsZero():
		tx.write(postponeNotice, c.Notice.ID, d.Postpone)
		return tx.Defer(topicOf(c.Notice.Kind), c.Notice.ID.String(), d.Postpone)
	case d.Digest != nil:
		n := d.Digest
		tx.write(insertDigest, n.ID, n.Kind, n.Key, n.Person, json.RawMessage(n.Args), n.DueAt, tx.now)
		tx.write(tellPart, d.Parts, tx.now, n.ID)
		if err := tx.Defer(TopicNotice, n.ID.String(), tx.now); err != nil {
			return err
		}
	case len(d.Deliveries) > 0:
		tx.write(tellNotice, c.Notice.ID, tx.now, !d.Untold)
	}
	for _, one := range d.Deliveries {
		tx.putDelivery(one)
	}
	if err := tx.tellDeputies(c, d); err != nil {
		return err
	}
	if d.EscalateAt.IsZero() {
		return nil
	}
	return tx.Defer(TopicEscalate, c.Notice.ID.String(), d.EscalateAt)
}
