package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
)

// mostMonths bounds the doctors of one read: 2,000 reps have some 160,000, the largest company three million.
const mostMonths = 5_000_000

// selectMonthReps reads the reps of $1 with their days off and visits in the month from $2 to $3.
var selectMonthReps = statement(`
select s.userid, s.from_date, s.to_date, s.lines, o.froms, o.tos, o.halves, v.made, v.effective
from staff s
left join lateral (
    select array_agg((body->>'from')::date order by number) froms, array_agg((body->>'to')::date order by number) tos,
        array_agg(coalesce(body->>'half', '') order by number) halves
    from report where person = s.userid and kind = 'timeoff' and state = 'open'
        and (body->>'to')::date >= $2 and (body->>'from')::date <= $3
) o on true
left join lateral (
    select count(*) made, count(*) filter (where effective) effective from visit
    where rep = s.userid and date between $2 and $3 and status <> 'withdrawn' and result is distinct from 'absent'
) v on true
where s.userid = any($1) order by s.userid`)

// selectMonthDoctors reads the doctors of the reps of $1 on any day of the month from $2 to $3 (those of $5 only, if given),
// with what decides how often they are to be seen, the visits that count, and the last one up to $4. A doctor whose grade never
// changed has no history: her grade has always been hers.
var selectMonthDoctors = statement(`
select a.rep, a.doctor, a.lines, a.froms, a.tos, d.grade, g.lines, g.froms, g.grades, v.effective, l.last
from (
    select rep, doctor, array_agg(line order by from_date, line) lines, array_agg(from_date order by from_date, line) froms,
        array_agg(to_date order by from_date, line) tos
    from assignment
    where rep = any($1) and from_date <= $3 and (to_date is null or to_date >= greatest($2::date, from_date))
        and ($5::text[] is null or doctor = any($5))
    group by rep, doctor
) a
join doctor d on d.code = a.doctor
left join lateral (
    select array_agg(line order by from_date, line) lines, array_agg(from_date order by from_date, line) froms,
        array_agg(grade order by from_date, line) grades
    from doctor_grade where doctor = a.doctor and from_date <= $3
) g on true
left join lateral (
    select count(*) effective from visit
    where doctor = a.doctor and rep = a.rep and date between $2 and $3 and status <> 'withdrawn' and effective
) v on true
left join lateral (
    select max(date) last from visit
    where doctor = a.doctor and rep = a.rep and date <= $4 and status <> 'withdrawn' and result is distinct from 'absent'
) l on true
order by a.rep, a.doctor limit $6`)

// monthReader collects the rows of the two statements, which come in the order of the reps.
type monthReader struct {
	records []quota.Record
	at      map[string]int
}

func (r *monthReader) readReps(rows pgx.Rows) error {
	defer rows.Close()
	r.at = map[string]int{}
	for rows.Next() {
		var rep quota.Rep
		var froms, tos []domain.Date
		var halves []string
		if err := rows.Scan(&rep.UserID, &rep.Employed.From, &rep.Employed.To, &rep.Lines, &froms, &tos, &halves, &rep.Made, &rep.Effective); err != nil {
			return err
		}
		for i := range froms {
			rep.Off = append(rep.Off, quota.TimeOff{Span: quota.Span{From: froms[i], To: tos[i]}, Half: quota.Half(halves[i])})
		}
		r.at[rep.UserID] = len(r.records)
		r.records = append(r.records, quota.Record{Rep: rep})
	}
	return rows.Err()
}

func (r *monthReader) readDoctors(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		var rep string
		var d quota.Doctor
		var lines, gradeLines []string
		var froms, tos, gradeFroms []domain.Date
		var grade domain.Grade
		var grades []domain.Grade
		if err := rows.Scan(&rep, &d.Code, &lines, &froms, &tos, &grade, &gradeLines, &gradeFroms, &grades, &d.Effective, &d.Last); err != nil {
			return err
		}
		for i := range lines {
			d.Assigned = append(d.Assigned, quota.Assigned{Span: quota.Span{From: froms[i], To: tos[i]}, Line: lines[i]})
		}
		for i := range grades {
			d.Grades = append(d.Grades, quota.GradeFrom{From: gradeFroms[i], Grade: grades[i], Line: gradeLines[i]})
		}
		if !hasGeneral(d.Grades) {
			d.Grades = append([]quota.GradeFrom{{Grade: grade}}, d.Grades...)
		}
		i := r.at[rep]
		r.records[i].Doctors = append(r.records[i].Doctors, d)
	}
	return rows.Err()
}

// hasGeneral reports whether a history has an entry for every line.
func hasGeneral(history []quota.GradeFrom) bool {
	for _, g := range history {
		if g.Line == "" {
			return true
		}
	}
	return false
}

// WantMonth asks for the facts of the reps' months, each rep with the doctors who were hers on any day of it (doctors: those
// only, nil: all); last visits are those up to the day on. They arrive with the next Flush, in the order of the userids; the
// visits of this transaction that were not flushed are not in them.
func (tx *Tx) WantMonth(reps, doctors []string, m quota.Month, on domain.Date, into *[]quota.Record) {
	var r monthReader
	tx.queue(selectMonthReps, reps, m.First(), m.Last()).Query(r.readReps)
	tx.queue(selectMonthDoctors, reps, m.First(), m.Last(), on, doctors, mostMonths).Query(func(rows pgx.Rows) error {
		if err := r.readDoctors(rows); err != nil {
			return err
		}
		*into = r.records
		return nil
	})
}

var selectRepsOf = statement(`
select userid from staff where role = 'rep' and from_date <= $2 and (to_date is null or to_date >= $1) order by userid limit $3`)

// MonthStandings returns how far along each of the reps' months is, seen from the day on, which lies in the month; without
// reps, those of everybody who was a rep on any day of it. Calendar and schemes are those in force (PRODUCT.md Q1–Q3, Q6). It
// reads everything in four statements, however many reps there are.
func (db *DB) MonthStandings(ctx context.Context, on domain.Date, reps ...string) ([]quota.Standings, error) {
	days, err := db.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	schemes, err := db.QuotaSchemes(ctx)
	if err != nil {
		return nil, err
	}
	m := quota.MonthOf(days, on)
	if reps == nil {
		if reps, err = fetch(ctx, db, "the reps of a month", pgx.RowTo[string], selectRepsOf, m.First(), m.Last(), mostDoctors); err != nil {
			return nil, err
		}
	}
	var records []quota.Record
	if err := db.InTx(ctx, func(tx *Tx) error {
		tx.WantMonth(reps, nil, m, on, &records)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the months of %d reps: %w", len(reps), err)
	}
	scheme := schemes.Of(m.First())
	out := make([]quota.Standings, len(records))
	for i, r := range records {
		out[i] = scheme.Standings(m, r, on)
	}
	return out, nil
}
