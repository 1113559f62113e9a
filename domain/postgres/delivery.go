package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
)

// deliveryColumns are read by scanDelivery in this order.
const deliveryColumns = `id, key, notice, person, address, kind, channel, state, body, text, coalesce(task_id, ''),
    coalesce(provider_id, ''), coalesce(code, ''), attempts, due_at, claimed_at, first_try_at, last_try_at, media`

func scanDelivery(row pgx.CollectableRow) (d delivery.Delivery, err error) {
	var first, last *time.Time
	err = row.Scan(&d.ID, &d.Key, &d.Notice, &d.Person, &d.Address, &d.Kind, &d.Channel, &d.State, &d.Body, &d.Text, &d.TaskID,
		&d.ProviderID, &d.Code, &d.Attempts, &d.DueAt, &d.ClaimedAt, &first, &last, &d.Media)
	d.FirstTryAt, d.LastTryAt = orZero(first), orZero(last)
	return d, err
}

var insertDelivery = statement(`
insert into delivery (id, key, notice, person, address, kind, channel, state, body, text, task_id, code, attempts, due_at,
    claimed_at, first_try_at, last_try_at, media)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`)

// putDelivery queues a new delivery, with its attachment.
func (tx *Tx) putDelivery(d delivery.Delivery) {
	if d.Body == nil {
		d.Body = []byte{}
	}
	tx.write(insertDelivery, d.ID, d.Key, d.Notice, d.Person, d.Address, d.Kind, string(d.Channel), string(d.State), d.Body, d.Text,
		zeroNull(d.TaskID), zeroNull(d.Code), d.Attempts, d.DueAt, tx.now, zeroNull(d.FirstTryAt), zeroNull(d.LastTryAt), string(d.Media))
	if d.Attachment != nil {
		tx.write(insertAttachment, d.ID, d.Attachment.Name, d.Attachment.Content, tx.now, orNull(d.Attachment.Evidence))
	}
}

var selectDelivery = statement(`select ` + deliveryColumns + ` from delivery where id = $1`)

// Delivery returns a delivery, and false if there is none.
func (db *DB) Delivery(ctx context.Context, id domain.ID) (delivery.Delivery, bool, error) {
	rows, err := db.pool.Query(ctx, selectDelivery, id)
	if err != nil {
		return delivery.Delivery{}, false, fmt.Errorf("read a delivery: %w", err)
	}
	d, err := pgx.CollectExactlyOneRow(rows, scanDelivery)
	if errors.Is(err, pgx.ErrNoRows) {
		return delivery.Delivery{}, false, nil
	}
	if err != nil {
		return delivery.Delivery{}, false, fmt.Errorf("read a delivery: %w", err)
	}
	return d, true, nil
}

var beginAttempt = statement(`
update delivery set state = 'claimed', attempts = attempts + 1, code = null, last_try_at = $3, settled_at = null,
    first_try_at = coalesce(first_try_at, $3)
where id = $1 and attempts = $2 and state in ('claimed', 'unknown')
returning ` + deliveryColumns)

// BeginAttempt writes down that an attempt begins, before anything is sent, and returns the delivery with its new number.
// It returns false if another worker has begun one since d was read, or if d needs no attempt any more.
func (db *DB) BeginAttempt(ctx context.Context, d delivery.Delivery, wall time.Time) (delivery.Delivery, bool, error) {
	rows, err := db.pool.Query(ctx, beginAttempt, d.ID, d.Attempts, wall)
	if err != nil {
		return d, false, fmt.Errorf("begin an attempt: %w", err)
	}
	begun, err := pgx.CollectExactlyOneRow(rows, scanDelivery)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, false, nil
	}
	if err != nil {
		return d, false, fmt.Errorf("begin an attempt: %w", err)
	}
	return begun, true, nil
}

// recordAttempt never takes back what a receipt or a press has said in the meantime; it adds the gateway's ids all the same.
var recordAttempt = statement(`
update delivery set
    state = case
        when state in ('delivered', 'acknowledged') then state
        when $3 = 'sent' then $3
        when state in ('claimed', 'unknown') and attempts = $2 then $3
        else state end,
    code = case when attempts = $2 and state not in ('delivered', 'acknowledged') then $4 else code end,
    provider_id = coalesce(nullif($5, ''), provider_id),
    response_code = coalesce(nullif($6, ''), response_code),
    sent_at = case when $3 = 'sent' then coalesce(sent_at, $7) else sent_at end,
    settled_at = case when $3 in ('sent', 'refused') then coalesce(settled_at, $7) else settled_at end,
    first_try_at = case when $8 and first_try_at = last_try_at then null else first_try_at end
where id = $1`)

var insertAttempt = statement(`
insert into delivery_attempt (delivery, attempt, at, outcome, code) values ($1, $2, $3, $4, $5)`)

var insertSettle = statement(`insert into outbox (id, topic, ref, due_at, run_after) values ($1, 'settle', $2, $3, $4)`)

// RecordAttempt records what came of an attempt and, where that is open, has the gateway asked at the wall time a.SettleAt.
func (db *DB) RecordAttempt(ctx context.Context, a delivery.Attempt) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		tx.write(recordAttempt, a.Delivery, a.Number, string(a.State), a.Code, a.ProviderID, a.ResponseCode, tx.now, a.Unsent)
		tx.write(insertAttempt, a.Delivery, a.Number, a.At, string(a.State), a.Code)
		if a.SettleAt.IsZero() {
			return nil
		}
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		tx.write(insertSettle, id, a.Delivery.String(), tx.now, a.SettleAt)
		return nil
	})
	if err != nil {
		return fmt.Errorf("record an attempt: %w", err)
	}
	return nil
}

var countUnknown = statement(`select count(*) from delivery_attempt where delivery = $1 and outcome = 'unknown'`)

// UnknownAttempts returns how many attempts of a delivery ended without anybody knowing how.
func (db *DB) UnknownAttempts(ctx context.Context, id domain.ID) (n int, err error) {
	if err := db.pool.QueryRow(ctx, countUnknown, id).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the open attempts of a delivery: %w", err)
	}
	return n, nil
}

var settleOnce = statement(`
update delivery set state = $3, code = $4, settled_at = case when $3 = 'unknown' then settled_at else coalesce(settled_at, $5) end
where id = $1 and attempts = $2 and state in ('claimed', 'sent', 'unknown')`)

// SettleDelivery records what the gateway said of the delivery's attempt of that number when it was asked. What is final
// already, or another attempt's, stays.
func (db *DB) SettleDelivery(ctx context.Context, d delivery.Delivery, state delivery.State, code string) error {
	return db.InTx(ctx, func(tx *Tx) error {
		tx.write(settleOnce, d.ID, d.Attempts, string(state), code, tx.now)
		return nil
	})
}

var acknowledge = statement(`
with d as (
    update delivery set state = 'acknowledged', settled_at = coalesce(settled_at, $3)
    where task_id = $2 and person = $1 and channel = 'wecom' and state <> 'acknowledged' returning notice
), told as (
    select notice from d union select notice from delivery where task_id = $2 and person = $1 limit 1
)
update notice n set acked_at = coalesce(n.acked_at, $3) from told where n.id = told.notice
returning n.id`)

// Acknowledge records that the person pressed 知道了 on the card with that task id, and returns the notice that the card
// told; the zero ID if no card of hers has it. Pressing again changes nothing.
func (tx *Tx) Acknowledge(ctx context.Context, person, taskID string) (domain.ID, error) {
	id, _, err := one(read(ctx, tx, "the notice of a card", pgx.RowTo[domain.ID], acknowledge, person, taskID, tx.now))
	return id, err
}
