package postgres

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/outbox"
)

// The topics of the outbox, as domain/outbox describes them.
const (
	TopicNotice   = outbox.Notice
	TopicTurn     = outbox.Turn
	TopicEscalate = outbox.Escalate
	TopicSettle   = outbox.Settle
)

var insertOutbox = statement(`insert into outbox (id, topic, ref, due_at) values ($1, $2, $3, $4)`)

// Defer queues a row of the outbox: topic happens to ref at due (business time), once this transaction has committed.
func (tx *Tx) Defer(topic, ref string, due time.Time) error {
	id, err := tx.NewID()
	if err != nil {
		return err
	}
	tx.write(insertOutbox, id, topic, ref, due)
	if !due.After(tx.now) {
		tx.wakes = true
	}
	return nil
}

// insertNotice puts a notice and its row of the outbox, or nothing where a live notice has the key already.
var insertNotice = statement(`
with n as (
    insert into notice (id, kind, key, person, subject, number, revision, args, due_at, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (key) where state <> 'withdrawn' do nothing
    returning id
)
insert into outbox (id, topic, ref, due_at) select $11, $12, id::text, $9 from n`)

// topicOf is the topic by which a kind of notice is told.
func topicOf(kind string) string {
	if k, ok := notice.KindNamed(kind); ok && k.Drawn {
		return outbox.Report
	}
	return outbox.Notice
}

// Tell queues a notice. A second one with the key of a live one is the same notice and changes nothing. The ID is made here
// if it is zero.
func (tx *Tx) Tell(n notice.Notice) error {
	kind, ok := notice.KindNamed(n.Kind)
	if !ok {
		return fmt.Errorf("tell %s: no such kind of notice", n.Kind)
	}
	var err error
	if n.ID.IsZero() {
		if n.ID, err = tx.NewID(); err != nil {
			return err
		}
	}
	row, err := tx.NewID()
	if err != nil {
		return err
	}
	var args any
	if len(n.Args) > 0 {
		args = json.RawMessage(n.Args)
	}
	if kind.Deputised {
		if err := tx.tellDeputy(n, args); err != nil {
			return err
		}
	}
	tx.write(insertNotice, n.ID, n.Kind, n.Key, n.Person, orNull(n.Subject), zeroNull(n.Number), n.Revision, args, n.DueAt, tx.now, row, topicOf(n.Kind))
	if !n.DueAt.After(tx.now) {
		tx.wakes = true
	}
	return nil
}

var withdrawNotices = statement(`
update notice set state = 'withdrawn' where subject = $1 and state = 'live'`)

// Withdraw queues that nothing more is told about the subject. What was told already stays told.
func (tx *Tx) Withdraw(subject domain.ID) { tx.write(withdrawNotices, subject) }

// orNull stores the zero ID as NULL.
func orNull(id domain.ID) any {
	if id.IsZero() {
		return nil
	}
	return id
}

// zeroNull stores the zero value as NULL.
func zeroNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}
