package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
)

// selectOutside looks at the cases of one unknown sender that are open still, and counts those of all of them.
var selectOutside = statement(`
with own as (
    select r.number, r.recorded_at, r.text from report r join desk_case c on c.id = r.id
    where r.person is null and r.channel = $1 and r.address = $2 and r.recorded_at >= $3 and c.state not in ('closed', 'merged')
    order by r.number desc limit 100
)
select (select count(*) from own where recorded_at >= $4),
    (select count(*) from (select 1 from report where person is null and recorded_at >= $4 limit 1000) every_one),
    coalesce((select number from own limit 1), 0),
    exists (select 1 from own where recorded_at >= $5 and text = $6)`)

// sameWithin is how long the same words of an unknown sender are the same case (PRODUCT.md V6).
const sameWithin = 10 * time.Minute

// Outside returns what the unknown sender at an address told before, and whether it was the same text. Her messages wait for each
// other if they were counted before (CountStranger).
func (tx *Tx) Outside(ctx context.Context, channel domain.Channel, address, text string) (desk.Outside, error) {
	o, _, err := one(read(ctx, tx, "what an unknown sender told", func(row pgx.CollectableRow) (o desk.Outside, err error) {
		err = row.Scan(&o.Own, &o.All, &o.Last, &o.Again)
		return o, err
	}, selectOutside, string(channel), address, tx.now.Add(-desk.OutsiderListened), tx.now.AddDate(0, 0, -1), tx.now.Add(-sameWithin), text))
	return o, err
}
