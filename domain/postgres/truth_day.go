package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/reception"
)

var selectDay = statement(`
select p.number, ` + doctorName + `, ` + hospitalShown + `, coalesce(a.short_code, ''), coalesce(p.start, ''), p.doctor, d.department, ` + brands("p.products") + `,
    l.date, coalesce(l.result, ''), ` + brands("l.products") + `, l.next_date, coalesce(f.text, ''), h.reception
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
		var windows []string
		if err = row.Scan(&s.Number, &s.Doctor.Name, &s.Doctor.Hospital, &s.Doctor.ShortCode, &s.Start, &s.Code, &s.Department, &s.Products,
			&s.Last, &s.LastResult, &s.LastProducts, &s.Again, &s.Said, &windows); err != nil {
			return s, err
		}
		s.Reception, s.Shut, err = receives(windows, s.Department, on)
		return s, err
	}, selectDay, rep, on)
}

// receives says when a department receives on a day: its window if it has one then, and shut if it has some on other days only.
func receives(windows []string, department string, on domain.Date) (when string, shut bool, err error) {
	all, err := reception.ParseAll(windows)
	if err != nil {
		return "", false, err
	}
	window, bound, open := all.On(department, on)
	if bound && open {
		return window.When(), false, nil
	}
	return "", bound, nil
}

// selectCarryOver takes one plan of each doctor, the oldest: who was missed twice is missed once more, not twice.
var selectCarryOver = statement(`
select ` + doctorName + `, ` + hospitalShown + `, coalesce(a.short_code, ''), m.doctor, m.date
from (
    select p.doctor, min(p.date) date, max(p.date) last from plan p
    where p.rep = $1 and p.state = 'missed' and p.date between $2::date - 14 and $2::date - 1
    group by p.doctor
) m join doctor d on d.code = m.doctor join hospital h on h.code = d.hospital
join lateral (
    select short_code from assignment where doctor = m.doctor and rep = $1 and from_date <= $2 and (to_date is null or to_date >= $2)
    order by from_date desc limit 1
) a on true
where not exists (select 1 from visit v where v.doctor = m.doctor and v.rep = $1 and v.date >= m.last and v.status <> 'withdrawn'
        and v.result is distinct from 'absent')
    and not exists (select 1 from plan n where n.doctor = m.doctor and n.rep = $1 and n.state = 'planned' and (n.date >= $2 or n.date is null))
order by m.date, m.doctor limit 100`)

// CarryOver implements notice.Truth.
func (t truth) CarryOver(ctx context.Context, rep string, on domain.Date) ([]notice.MissedStop, error) {
	return read(ctx, t.Tx, "what was planned and not made", func(row pgx.CollectableRow) (m notice.MissedStop, err error) {
		err = row.Scan(&m.Doctor.Name, &m.Doctor.Hospital, &m.Doctor.ShortCode, &m.Code, &m.Date)
		return m, err
	}, selectCarryOver, rep, on)
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
