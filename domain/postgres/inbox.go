package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/binding"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
)

// personColumns are read by scanOpening in this order.
const personColumns = `s.userid, s.name, s.role, coalesce(s.manager, ''), s.mobile, coalesce(s.prefers, s.channel),
    s.sms_stopped_at is not null, s.greeted_at is not null, s.from_date, s.to_date, c.state, c.phrases`

var openByUserID = statement(`
select ` + personColumns + ` from staff s join conversation c on c.person = s.userid
where lower(s.userid) = lower($1) for update of c`)

// openByMobile takes of those who had, have or will have the number whoever has it on that day, the newest first, and locks only
// her row. Somebody whose last day is still to come is one of them.
var openByMobile = statement(`
select ` + personColumns + ` from staff s join conversation c on c.person = s.userid
where s.mobile = $1
order by s.from_date <= $2 and coalesce(s.to_date >= $2, true) desc, s.from_date desc limit 1 for update of c`)

// selectSeen is a statement of its own behind the lock: its snapshot must be younger than the turn that was waited for.
// The two only_row tell the planner that there is one: without them it expects millions and compiles machine code for them.
// How often the reach of the sender ($3: her userid or number) was changed is read here for the same reason as the key.
var selectSeen = statement(`
select w.version, c.ahead_ms, s.state, s.answer,
    (select coalesce(sum(p.reach_version), 0)::bigint from staff p
        where $1 <> 'sms' and lower(p.userid) = lower($3) or $1 = 'sms' and p.mobile = $3)
from world w join clock c on c.only_row
left join inbox_seen s on s.channel = $1 and s.message_id = $2
where w.only_row`)

// OpenTurn reads, in one round trip, who wrote and where her conversation stands (locking it), and whether the message was
// answered before. It also fixes the business time of the transaction.
func (tx *Tx) OpenTurn(ctx context.Context, in inbox.Inbound) (o inbox.Opening, err error) {
	open, args := openByUserID, []any{in.From}
	if in.Channel == domain.SMS {
		open, args = openByMobile, []any{in.From, domain.DateOf(tx.now)}
	}
	var from domain.Date
	var to *domain.Date
	var reach int64
	tx.queue(open, args...).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			p := &o.Person
			if err := rows.Scan(&p.UserID, &p.Name, &p.Role, &p.Manager, &p.Mobile, &p.Prefers, &p.SMSStopped, &p.Greeted,
				&from, &to, &o.State, &o.Phrases); err != nil {
				return err
			}
			o.Known = true
		}
		return rows.Err()
	})
	tx.queue(selectSeen, string(in.Channel), in.ID, in.From).QueryRow(func(row pgx.Row) error {
		var ahead int64
		var state *string
		var answer []byte
		if err := row.Scan(&o.World, &ahead, &state, &answer, &reach); err != nil {
			return err
		}
		tx.now = tx.now.Add(time.Duration(ahead-tx.ahead) * time.Millisecond)
		tx.ahead = ahead
		tx.db.ahead.Store(ahead)
		o.Repeat = state != nil && *state != "stored"
		if len(answer) == 0 {
			return nil
		}
		if err := json.Unmarshal(answer, &o.Answer); err != nil {
			return fmt.Errorf("read a stored answer: %w", err)
		}
		return nil
	})
	if err := tx.Flush(ctx); err != nil {
		return inbox.Opening{}, fmt.Errorf("open a turn: %w", err)
	}
	o.World += reach // both only grow: a book of an earlier sum is older in one of them
	tx.cause = cause{person: o.Person.UserID, channel: string(in.Channel), message: in.ID}
	today := domain.DateOf(tx.now)
	if o.Known && (today.Before(from) || to != nil && today.After(*to)) {
		o = inbox.Opening{Repeat: o.Repeat, Answer: o.Answer, World: o.World}
	}
	return o, nil
}

// closeTurn writes the key with its answer, the body (a stored short message has both already) and the conversation at once.
// $10 are her phrases if they changed. $9 is when she wrote it, null for what says nothing of her having read: a later message may have come before this one.
var closeTurn = statement(`
with k as (
    insert into inbox_seen (channel, message_id, at, received_at, person, state, answer)
    values ($1, $2, $3, $4, $5, 'answered', $6)
    on conflict (channel, message_id) do update set state = 'answered', person = excluded.person, answer = excluded.answer
        where inbox_seen.state = 'stored'
    returning 1
), b as (
    insert into inbox_body (at, channel, message_id, body) select $3, $1, $2, $7::jsonb where $7::jsonb is not null
), c as (
    update conversation set state = $8, phrases = coalesce($10::jsonb, phrases),
        last_wecom_at = case when $1 = 'wecom' then greatest(last_wecom_at, $9) else last_wecom_at end,
        last_sms_at = case when $1 = 'sms' then greatest(last_sms_at, $9) else last_sms_at end
    where person = $5
)
select 1 from k`)

var insertBody = statement(`insert into inbox_body (at, channel, message_id, body) values ($1, $2, $3, $4)`)

// errTaken says that another turn answered the same message in the meantime; the caller's transaction must end without a
// trace, and the next attempt finds the stored answer.
var errTaken = errors.New("another turn answered this message")

// CloseTurn queues what a turn leaves behind: the message's key with its answer, its body (a stored short message has both
// already), and the conversation.
func (tx *Tx) CloseTurn(c inbox.Closing) error {
	answer, err := json.Marshal(c.Answer)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	var body any
	if c.Inbound.Channel != domain.SMS {
		body = c.Inbound
	}
	var state any
	if c.Person != "" {
		state = c.State
	}
	var wrote any
	if c.Inbound.Said() {
		wrote = c.Inbound.At
		if c.Inbound.At.After(tx.now) { // the gateway's clock may run ahead; what is told from now on was not read yet
			wrote = tx.now
		}
	}
	var phrases any
	if c.Phrases != nil {
		phrases = c.Phrases
	}
	tx.unsent++
	tx.queue(closeTurn, string(c.Inbound.Channel), c.Inbound.ID, c.Inbound.At, tx.now, zeroNull(c.Person), answer, body, state, wrote, phrases).
		Query(func(rows pgx.Rows) error {
			if !rows.Next() {
				return errors.Join(rows.Err(), errTaken)
			}
			rows.Close()
			return rows.Err()
		})
	return nil
}

var buryMessage = statement(`
insert into inbox_seen (channel, message_id, at, received_at, state, answer) values ($1, $2, $3, $4, 'dead', $5)
on conflict (channel, message_id) do update set state = 'dead', answer = excluded.answer where inbox_seen.state = 'stored'`)

// Bury keeps a message whose own turn fails by a bug: its body and key stay, with the answer that the sender got, and an
// operator is alerted by whoever calls this. The answer to a short message goes out as a late reply, if the sender is known.
func (db *DB) Bury(ctx context.Context, in inbox.Inbound, answer inbox.Answer) error {
	words, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	return db.InTx(ctx, func(tx *Tx) error {
		if in.Channel == domain.SMS {
			if err := tx.replyToSMS(ctx, in, answer); err != nil {
				return err
			}
		} else {
			tx.write(insertBody, in.At, string(in.Channel), in.ID, in)
		}
		tx.write(buryMessage, string(in.Channel), in.ID, in.At, tx.now, words)
		return nil
	})
}

// replyToSMS queues the answer to a short message whose turn was not taken, unless it was answered before or nobody knows who
// wrote it.
func (tx *Tx) replyToSMS(ctx context.Context, in inbox.Inbound, answer inbox.Answer) error {
	o, err := tx.OpenTurn(ctx, in)
	if err != nil || o.Repeat || !o.Known || answer.Template == "" {
		return err
	}
	n, err := notice.LateReply(o.Person.UserID, notice.ReplyKey(in.Channel, in.ID), notice.Content{Only: domain.SMS, Text: answer.Text,
		Template: answer.Template, Params: answer.Params}, tx.now)
	if err != nil {
		return err
	}
	return tx.Tell(n)
}

// storeMessage keeps a message with its turn to follow. One of a phone that nobody has, and for which no binding waits, is
// counted with its key and leaves nothing else: it needs no turn, and a thousand of them hold nobody up (PRODUCT.md, Identity). $10: it
// may tell of an adverse event, and has its turn whoever sent it; $11: since when what such a phone adds to its case is listened to.
var storeMessage = statement(`
with known as (
    select 1 from staff where mobile = $7 and from_date <= $8 and (to_date is null or to_date >= $8)
    union all select 1 from binding where mobile = $7 and done_at is null and asked_at >= $9
    union all select 1 where $10
    union all select 1 from report where person is null and channel = $1 and address = $7 and recorded_at >= $11 limit 1
), k as (
    insert into inbox_seen (channel, message_id, at, received_at, state, sender)
    select $1, $2, $3, $4, case when exists (select 1 from known) then 'stored' else 'answered' end, $7
    on conflict (channel, message_id) do nothing returning message_id, state
), b as (
    insert into inbox_body (at, channel, message_id, body) select $3, $1, message_id, $5::jsonb from k where state = 'stored'
), s as (
    insert into stranger (channel, address, day) select $1, $7, $8 from k where state = 'answered'
    on conflict (channel, address, day) do update set count = stranger.count + 1
)
insert into outbox (id, topic, ref, due_at) select $6, 'turn', message_id, $4 from k where state = 'stored'`)

// StoreSMS keeps what one push of the gateway brought, messages and receipts, in one transaction; turns follow through the
// relay, but for those of unknown phones, which are only counted. What was stored before stays as it is. Texts must have passed the screen.
func (db *DB) StoreSMS(ctx context.Context, messages []inbox.Inbound, receipts []inbox.Receipt) error {
	return db.InTx(ctx, func(tx *Tx) error {
		today := domain.DateOf(tx.now)
		for _, in := range messages {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			tx.write(storeMessage, string(in.Channel), in.ID, in.At, tx.now, in, id, in.From, today, tx.now.Add(-binding.Valid), in.Heard,
				tx.now.Add(-desk.OutsiderListened))
			tx.wakes = true
		}
		return tx.takeReceipts(ctx, receipts)
	})
}

var selectBody = statement(`select body from inbox_body where channel = $1 and message_id = $2 limit 1`)

// StoredMessage returns the message kept under that id, and false if there is none.
func (db *DB) StoredMessage(ctx context.Context, channel domain.Channel, id string) (in inbox.Inbound, ok bool, err error) {
	err = db.pool.QueryRow(ctx, selectBody, string(channel), id).Scan(&in)
	if errors.Is(err, pgx.ErrNoRows) {
		return inbox.Inbound{}, false, nil
	}
	if err != nil {
		return inbox.Inbound{}, false, fmt.Errorf("read a stored message: %w", err)
	}
	in.At = in.At.In(db.zone)
	return in, true, nil
}

var selectStoredBefore = statement(`
select message_id from inbox_seen
where channel = $1 and sender = $2 and state = 'stored'
    and (at, length(message_id), message_id) < ($3, length($4), $4)
order by at, length(message_id), message_id limit 20`)

// StoredBefore returns the first messages of the same sender that were sent before this one and wait for their turns, in order,
// at most 20: a 撤销 must not overtake the report that it takes back. Whoever takes their turns asks again until none is left.
// The gateway's numbers order what was sent within one second.
func (db *DB) StoredBefore(ctx context.Context, in inbox.Inbound) ([]string, error) {
	return fetch(ctx, db, "the messages stored before", pgx.RowTo[string], selectStoredBefore, string(in.Channel), in.From, in.At, in.ID)
}
