package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
)

var countStranger = statement(`
insert into stranger (channel, address, day) values ($1, $2, $3)
on conflict (channel, address, day) do update set count = stranger.count + 1
returning count`)

// CountStranger counts a message of somebody whom the import does not have and returns how many came from her that day.
func (tx *Tx) CountStranger(ctx context.Context, channel domain.Channel, address string, day domain.Date) (int, error) {
	counts, err := read(ctx, tx, "a stranger's count", pgx.RowTo[int], countStranger, string(channel), address, day)
	if err != nil || len(counts) != 1 {
		return 0, fmt.Errorf("count a stranger: %w", err)
	}
	return counts[0], nil
}

var setGreeted = statement(`update staff set greeted_at = $2 where userid = $1 and greeted_at is null`)

// Greeted queues that the person was told once who the assistant is.
func (tx *Tx) Greeted(userid string) { tx.write(setGreeted, userid, tx.now) }

var setSMSStopped = statement(`update staff set sms_stopped_at = case when $2 then $3::timestamptz end where userid = $1`)

// StopSMS queues that the person wants no short messages, or (false) wants them again.
func (tx *Tx) StopSMS(userid string, stop bool) { tx.write(setSMSStopped, userid, stop, tx.now) }

var setPrefers = statement(`update staff set prefers = $2 where userid = $1`)

// Prefer queues the person's own choice of channel.
func (tx *Tx) Prefer(userid string, p domain.Preference) { tx.write(setPrefers, userid, string(p)) }

var selectByRole = statement(`
select userid from staff where role = any($1) and from_date <= $2 and (to_date is null or to_date >= $2) order by userid limit 50`)

// PeopleWithRole returns the userids of those who have one of the roles today.
func (tx *Tx) PeopleWithRole(ctx context.Context, roles ...domain.Role) ([]string, error) {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return read(ctx, tx, "people with a role", pgx.RowTo[string], selectByRole, names, domain.DateOf(tx.now))
}
