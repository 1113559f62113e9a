package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/broadcast"
)

// receivers is the SQL for who gets a broadcast that goes on a day: $1 to $8 are the audience, $9 its sender, $10 the day. Everybody is staff
// of the company on that day and within the sender's reach.
const receivers = `
with recursive reach as (
    select userid from staff where manager = any($1::text[])
    union
    select s.userid from staff s join reach b on s.manager = b.userid
), team as (
    select userid from staff where manager = any($4::text[])
    union
    select s.userid from staff s join team b on s.manager = b.userid
), receiver as (
    select s.userid, s.name, coalesce(s.prefers, s.channel) = 'sms' and s.sms_stopped_at is null as sms,
        (select max((o.body->>'to')::date) + 1 from report o
            where o.person = s.userid and o.kind = 'timeoff' and o.state = 'open' and coalesce(o.body->>'half', '') = ''
                and $10::date between (o.body->>'from')::date and (o.body->>'to')::date) as back
    from staff s left join reach on reach.userid = s.userid left join team on team.userid = s.userid
    where s.userid <> $9 and s.userid <> all($8::text[]) and s.from_date <= $10 and (s.to_date is null or s.to_date >= $10)
        and ($2 or reach.userid is not null)
        and (s.userid = any($7::text[])
            or ($3 or s.userid = any($4) or team.userid is not null)
                and (cardinality($5::text[]) = 0 or s.role = any($5)) and (cardinality($6::text[]) = 0 or s.lines && $6))
)`

// audienceArguments are $1 to $10.
func audienceArguments(b broadcast.Broadcast, on domain.Date) []any {
	a := b.To
	roles := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		roles[i] = string(r)
	}
	return []any{some(a.Reach), a.Company, a.Everyone, some(a.Under), roles, some(a.Lines), some(a.People), some(a.Except), b.Person, on}
}

// some is a list that is never NULL.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

var selectPreview = statement(receivers + `
select count(*), count(*) filter (where sms), count(back),
    array(select name from receiver order by userid limit $11), array(select name from receiver where back is not null order by userid limit $11)
from receiver`)

// WantPreview asks who would get a broadcast on a day, with the first few names. It arrives with the next Flush.
func (tx *Tx) WantPreview(b broadcast.Broadcast, on domain.Date, names int, into *broadcast.Preview) {
	tx.queue(selectPreview, append(audienceArguments(b, on), names)...).QueryRow(func(row pgx.Row) error {
		return row.Scan(&into.Count, &into.BySMS, &into.Off, &into.Names, &into.OffNames)
	})
}

var selectLines = statement(`
select array(select distinct l from staff, unnest(lines) l where from_date <= $2 and (to_date is null or to_date >= $2) order by l limit 200),
    array(select distinct area from product where code = any($1) order by area)`)

// Lines returns the product lines that the company's people work, and those of some products.
func (tx *Tx) Lines(ctx context.Context, products []string) (all, of []string, err error) {
	tx.queue(selectLines, some(products), domain.DateOf(tx.now)).QueryRow(func(row pgx.Row) error { return row.Scan(&all, &of) })
	return all, of, tx.Flush(ctx)
}

var selectReceivers = statement(receivers + `
select userid, back from receiver where userid > $11 order by userid limit $12`)

// receiversAfter returns a part of who gets a broadcast, in the order of their userids.
func (tx *Tx) receiversAfter(ctx context.Context, b broadcast.Broadcast, on domain.Date, after string, limit int) ([]broadcast.Receiver, error) {
	return read(ctx, tx, "who gets a broadcast", func(row pgx.CollectableRow) (r broadcast.Receiver, err error) {
		var back *domain.Date
		err = row.Scan(&r.Person, &back)
		r.Back = orZero(back)
		return r, err
	}, selectReceivers, append(audienceArguments(b, on), after, limit)...)
}
