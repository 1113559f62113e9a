package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/roster"
)

// ErrAdminExists says that only an admin may name further admins.
var ErrAdminExists = errors.New("there is an admin already; say with --as which admin does it")

var selectStaffByID = statement(`select ` + staffColumns + ` from staff where lower(userid) = lower($1)`)

var makeAdmin = statement(`update staff set role = 'admin' where userid = $1`)

// NameAdmin gives a person of the staff the role admin and returns her as she was before. by is kept as who did it. first says
// that no admin does it, which is ErrAdminExists once somebody employed today is admin.
func (db *DB) NameAdmin(ctx context.Context, userid, by string, first bool) (p roster.Staff, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		if _, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockWorld); err != nil {
			return err
		}
		admins, err := read(ctx, tx, "the admins", scanStaff, selectStaff, domain.DateOf(tx.now), []string{string(domain.Admin)})
		if err != nil {
			return err
		}
		if first && len(admins) > 0 {
			return ErrAdminExists
		}
		var ok bool
		if p, ok, err = one(read(ctx, tx, "a person of the staff", scanStaff, selectStaffByID, userid)); err != nil {
			return err
		}
		if !ok || !p.ActiveOn(domain.DateOf(tx.now)) {
			return fmt.Errorf("%s is nobody of the staff today; import the staff first", userid)
		}
		if p.Role == domain.Admin {
			return nil
		}
		tx.write(makeAdmin, p.UserID)
		tx.write(growWorld)
		tx.Remember(fact.Fact{Kind: fact.AdminNamed, At: tx.now, Person: by, Before: map[string]any{"userid": p.UserID, "role": p.Role},
			After: map[string]any{"userid": p.UserID, "role": domain.Admin}})
		return nil
	})
	return p, err
}

// Stranger is somebody who wrote and is not in the staff.
type Stranger struct {
	Channel domain.Channel
	// Address is the WeCom userid, or the whole mobile number: mask it before it is shown.
	Address string
	// Last is the last day of her messages, Messages how many there were in all.
	Last     domain.Date
	Messages int
}

var selectStrangers = statement(`
select n.channel, n.address, max(n.day), sum(n.count)::int from stranger n
where not exists (
    select 1 from staff s
    where n.channel = 'wecom' and lower(s.userid) = lower(n.address) or n.channel = 'sms' and s.mobile = n.address and s.to_date is null)
group by n.channel, n.address order by max(n.day) desc, n.channel desc, n.address limit 500`)

// Strangers returns who wrote and is still not in the staff, the last ones first.
func (db *DB) Strangers(ctx context.Context) ([]Stranger, error) {
	return fetch(ctx, db, "the strangers", pgx.RowToStructByPos[Stranger], selectStrangers)
}
