package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
)

var selectOnStaff = statement(`select userid, name, coalesce(manager, '') from staff where userid = any($1)`)

// monthViews returns where the months of people stand on a day, in the order of their userids, in one round trip.
func (tx *Tx) monthViews(ctx context.Context, on domain.Date, people []string) ([]notice.MonthView, error) {
	var imported []calendar.Row
	var stored []versioned
	var records []quota.Record
	staff := map[string][2]string{}
	tx.queue(selectHolidays).Query(func(rows pgx.Rows) (err error) {
		imported, err = pgx.CollectRows(rows, scanHoliday)
		return err
	})
	tx.queue(selectQuotaSchemes).Query(func(rows pgx.Rows) (err error) {
		stored, err = pgx.CollectRows(rows, scanVersioned)
		return err
	})
	tx.queue(selectOnStaff, people).Query(func(rows pgx.Rows) error {
		var userid, name, manager string
		_, err := pgx.ForEachRow(rows, []any{&userid, &name, &manager}, func() error {
			staff[userid] = [2]string{name, manager}
			return nil
		})
		return err
	})
	tx.WantMonth(people, nil, quota.MonthOf(calendar.Calendar{}, on), on, &records) // its workdays are not needed to read
	if err := tx.Flush(ctx); err != nil {
		return nil, fmt.Errorf("read the months of %d people: %w", len(people), err)
	}
	days, err := calendar.Default().With(imported)
	if err != nil {
		return nil, fmt.Errorf("make the calendar of the imported holidays: %w", err)
	}
	schemes, err := decode(stored, nil, func(s *quota.Scheme, e SchemeEntry) { s.Version, s.From = e.Version, e.From })
	if err != nil {
		return nil, err
	}
	month := quota.MonthOf(days, on)
	scheme := quota.Schemes(schemes).Of(month.First())
	views := make([]notice.MonthView, len(records))
	for i, r := range records {
		who := staff[r.Rep.UserID]
		views[i] = notice.MonthView{Standings: scheme.Standings(month, r, on), Name: who[0], Manager: who[1], Off: r.Rep.Off}
	}
	return views, nil
}

// Months implements notice.Truth.
func (t truth) Months(ctx context.Context, on domain.Date, reps ...string) ([]notice.MonthView, error) {
	return t.monthViews(ctx, on, reps)
}

var selectDoctorNames = statement(`
select d.code, ` + doctorName + `, ` + hospitalShown + `, coalesce(a.short_code, '')
from doctor d join hospital h on h.code = d.hospital
left join lateral (select short_code from assignment where doctor = d.code and rep = $1 order by from_date desc limit 1) a on true
where d.code = any($2)`)

// DoctorNames implements notice.Truth.
func (t truth) DoctorNames(ctx context.Context, rep string, codes []string) (map[string]notice.DoctorName, error) {
	names := make(map[string]notice.DoctorName, len(codes))
	_, err := read(ctx, t.Tx, "the names of doctors", func(row pgx.CollectableRow) (code string, err error) {
		var n notice.DoctorName
		err = row.Scan(&code, &n.Name, &n.Hospital, &n.ShortCode)
		names[code] = n
		return code, err
	}, selectDoctorNames, rep, codes)
	return names, err
}

// offOn is the SQL for whether a person has a half ($half: am or pm) of a day off, or all of it.
func offOn(person, day, half string) string {
	return `exists (select 1 from report o where o.person = ` + person + ` and o.kind = 'timeoff' and o.state = 'open'
        and ` + day + `::date between (o.body->>'from')::date and (o.body->>'to')::date and coalesce(o.body->>'half', '') in ('', ` + half + `))`
}

var selectAway = statement(`select ` + offOn("$1", "$2", "$3"))

// Away implements notice.Truth.
func (t truth) Away(ctx context.Context, person string, at time.Time) (bool, error) {
	away, _, err := one(read(ctx, t.Tx, "whether she is away", pgx.RowTo[bool], selectAway, person, domain.DateOf(at), string(notice.HalfOf(at))))
	return away, err
}

var selectUnfinished = statement(`
select count(*) filter (where status = 'incomplete'),
    coalesce((array_agg(number order by status <> 'incomplete', score, number) filter (where not effective or status = 'incomplete'))[1], 0)
from visit
where rep = $1 and date between $2 and $3 and status in ('incomplete', 'open', 'rejected') and result is distinct from 'absent'`)

// Unfinished implements notice.Truth.
func (t truth) Unfinished(ctx context.Context, rep string, on domain.Date) (count int, number int64, err error) {
	t.queue(selectUnfinished, rep, on.FirstOfMonth(), on).QueryRow(func(row pgx.Row) error { return row.Scan(&count, &number) })
	if err := t.Flush(ctx); err != nil {
		return 0, 0, fmt.Errorf("read what a rep's visits lack: %w", err)
	}
	return count, number, nil
}

// unrecorded is the SQL for a plan p of a day that was to have begun and of which nothing was told.
const unrecorded = `p.state = 'planned' and (p.start is null or p.start <= $2)
    and not exists (select 1 from visit v where v.doctor = p.doctor and v.rep = p.rep and v.date = p.date and v.status <> 'withdrawn')`

var selectUnrecorded = statement(`
select p.number, ` + doctorName + `, ` + hospitalShown + `, coalesce(a.short_code, ''), coalesce(p.start, '')
from plan p join doctor d on d.code = p.doctor join hospital h on h.code = d.hospital
left join lateral (select short_code from assignment where doctor = p.doctor and rep = p.rep order by from_date desc limit 1) a on true
where p.rep = $3 and p.date = $1 and ` + unrecorded + `
order by p.start nulls last, p.number limit 300`)

// Unrecorded implements notice.Truth.
func (t truth) Unrecorded(ctx context.Context, rep string, on domain.Date, by domain.TimeOfDay) ([]notice.StopView, error) {
	return read(ctx, t.Tx, "the plans without a record", func(row pgx.CollectableRow) (s notice.StopView, err error) {
		err = row.Scan(&s.Number, &s.Doctor.Name, &s.Doctor.Hospital, &s.Doctor.ShortCode, &s.Start)
		return s, err
	}, selectUnrecorded, on, string(by), rep)
}

// mostHeld is how many drafts one conversation holds: what waits and what lapsed (bot/dialog).
const mostHeld = 40

var selectHeldDrafts = statement(`
select (q->>'number')::bigint, q->>'asked', (q->>'asked_at')::timestamptz
from conversation c cross join lateral (select q from ` + heldDrafts + `) d(q)
where c.person = $1 order by 3, 1 limit $2`)

// Held implements notice.Truth.
func (t truth) Held(ctx context.Context, person string, at time.Time) ([]notice.HeldDraft, error) {
	return read(ctx, t.Tx, "the drafts that wait", pgx.RowToStructByPos[notice.HeldDraft], selectHeldDrafts, person, mostHeld, at.Add(-inbox.OpenFor), at.Add(-inbox.KeptFor))
}
