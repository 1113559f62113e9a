package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/binding"
)

// NewCode returns six random digits.
func (tx *Tx) NewCode() (string, error) {
	n, err := rand.Int(tx.db.random, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("read randomness for a code: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

// bindingColumns are read by scanBinding in this order.
const bindingColumns = `person, mobile, code, asked_at, tries, asked, done_at`

func (tx *Tx) scanBinding(row pgx.CollectableRow) (b binding.Binding, err error) {
	var done *time.Time
	err = row.Scan(&b.Person, &b.Mobile, &b.Code, &b.AskedAt, &b.Tries, &b.Asked, &done)
	b.AskedAt, b.DoneAt = tx.local(b.AskedAt), orZero(done)
	return b, err
}

var selectBinding = statement(`select ` + bindingColumns + ` from binding where person = $1 for update`)

// isTaken knows a number of whoever is or will be employed; that of somebody who has left is free.
var isTaken = statement(`
select exists (select 1 from staff where mobile = $1 and userid <> $2 and (to_date is null or to_date >= $3))`)

// BindingOf returns what the person asked to bind the last time (locked; zero: nothing yet), and whether a colleague has the
// number that she wants now.
func (tx *Tx) BindingOf(ctx context.Context, person, mobile string) (b binding.Binding, taken bool, err error) {
	tx.queue(isTaken, mobile, person, domain.DateOf(tx.now)).QueryRow(func(row pgx.Row) error { return row.Scan(&taken) })
	b, _, err = one(read(ctx, tx, "a person's binding", tx.scanBinding, selectBinding, person))
	return b, taken, err
}

var upsertBinding = statement(`
insert into binding (` + bindingColumns + `) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (person) do update set mobile = excluded.mobile, code = excluded.code, asked_at = excluded.asked_at,
    tries = excluded.tries, asked = excluded.asked, done_at = excluded.done_at`)

// PutBinding queues the person's binding as it is now.
func (tx *Tx) PutBinding(b binding.Binding) {
	tx.write(upsertBinding, b.Person, b.Mobile, b.Code, b.AskedAt, b.Tries, b.Asked, zeroNull(b.DoneAt))
}

var selectBindings = statement(`
select ` + bindingColumns + ` from binding where mobile = $1 and done_at is null and asked_at >= $2
order by person limit 20 for update`)

// BindingsWaiting returns the bindings that wait for a code from that phone, locked in the order of their persons.
func (tx *Tx) BindingsWaiting(ctx context.Context, mobile string) ([]binding.Binding, error) {
	return read(ctx, tx, "the bindings of a phone", tx.scanBinding, selectBindings, mobile, tx.now.Add(-binding.Valid))
}

// bindMobile keeps the number of the import aside, so that the next import changes hers only if it brings another one.
var bindMobile = statement(`
update staff set mobile = $2, imported_mobile = coalesce(imported_mobile, mobile)
where userid = $1 and from_date <= $3 and (to_date is null or to_date >= $3)
    and not exists (select 1 from staff o where o.mobile = $2 and o.userid <> $1 and (o.to_date is null or o.to_date >= $3))
returning userid`)

// Bind gives the person the number, unless a colleague has it or she has left; ok says whether it did.
func (tx *Tx) Bind(ctx context.Context, person, mobile string) (ok bool, err error) {
	tx.unsent++
	_, ok, err = one(read(ctx, tx, "a person who binds her phone", pgx.RowTo[string], bindMobile, person, mobile, domain.DateOf(tx.now)))
	return ok, err
}
