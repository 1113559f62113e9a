package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/report"
)

var selectDaysOff = statement(`
select id, number, (body->>'from')::date, (body->>'to')::date, coalesce(body->>'half', '') from report
where person = $1 and kind = 'timeoff' and state = 'open' and (body->>'to')::date >= $2
order by 3, number limit 100 for update`)

// DaysOff returns the person's standing days off that end on or after from, in the order of their days, locked.
func (tx *Tx) DaysOff(ctx context.Context, person string, from domain.Date) ([]report.DaysOff, error) {
	return read(ctx, tx, "days off", func(row pgx.CollectableRow) (d report.DaysOff, err error) {
		err = row.Scan(&d.ID, &d.Number, &d.From, &d.To, &d.Half)
		return d, err
	}, selectDaysOff, person, from)
}

var trimTimeOff = statement(`update report set body = body || $2::jsonb where id = $1`)

// TrimTimeOff queues that a report of days off is one of the days o.
func (tx *Tx) TrimTimeOff(id domain.ID, o quota.TimeOff) {
	body, err := asJSON(report.TimeOffBody(o))
	if err != nil {
		tx.failed = err
		return
	}
	tx.write(trimTimeOff, id, body)
}
