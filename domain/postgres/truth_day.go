package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

var selectDay = statement(`
select p.number, d.name, ` + hospitalName + `, coalesce(a.short_code, ''), coalesce(p.start, ''), p.doctor, d.department, ` + brands("p.products") + `,
    l.date, coalesce(l.result, ''), ` + brands("l.products") + `, l.next_date, coalesce(f.text, '')
from plan p join doctor d on d.code = p.doctor join hospital h on h.code = d.hospital
left join lateral (select short_code from assignment where doctor = p.doctor and rep = p.rep order by from_date desc limit 1) a on true
left join lateral (
    select date, result, products, next_date from visit
    where doctor = p.doctor and rep = p.rep and date < p.date and status <> 'withdrawn' and result is distinct from 'absent'
    order by date desc, number desc limit 1
) l on true
left join lateral (
    select f.text from visit v join visit_feedback f on f.visit = v.id
    where v.doctor = p.doctor and v.rep = p.rep and v.date >= p.date - 90 and v.status <> 'withdrawn'
    order by v.date desc, v.number desc, f.item limit 1
) f on true
where p.rep = $1 and p.date = $2 and p.state = 'planned'
order by p.start nulls last, p.number limit 100`)

// Day implements notice.Truth.
func (t truth) Day(ctx context.Context, rep string, on domain.Date) ([]notice.DayStop, error) {
	return read(ctx, t.Tx, "the visits of a day", func(row pgx.CollectableRow) (s notice.DayStop, err error) {
		err = row.Scan(&s.Number, &s.Doctor.Name, &s.Doctor.Hospital, &s.Doctor.ShortCode, &s.Start, &s.Code, &s.Department, &s.Products,
			&s.Last, &s.LastResult, &s.LastProducts, &s.Again, &s.Said)
		return s, err
	}, selectDay, rep, on)
}

var selectTeamDay = statement(`
select s.userid, s.name, (select count(*) from plan p where p.rep = s.userid and p.date = $2 and p.state in ('planned', 'done')),
    ` + offOn("s.userid", "$2", "'am'") + `::int + ` + offOn("s.userid", "$2", "'pm'") + `::int
from staff s
where s.manager = $1 and s.role = 'rep' and s.from_date <= $2 and (s.to_date is null or s.to_date >= $2)
order by s.userid limit 300`)

// TeamDay implements notice.Truth.
func (t truth) TeamDay(ctx context.Context, manager string, on domain.Date) ([]notice.RepDay, error) {
	return read(ctx, t.Tx, "a team's day", pgx.RowToStructByPos[notice.RepDay], selectTeamDay, manager, on)
}
