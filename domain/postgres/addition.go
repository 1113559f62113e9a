package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/roster"
)

// hospitalShown is what people call the hospital h of a doctor d, also one that the company's files do not have.
const hospitalShown = `coalesce(nullif(d.hospital_said, ''), ` + hospitalName + `)`

// doctorName is the name of a doctor d for people: who was not verified yet is marked wherever she is shown (PRODUCT.md D7).
const doctorName = `d.name || case d.state when 'unverified' then '（待核）' else '' end`

// selectSame finds the doctors of one hospital whose names are as long as $1: who sounds alike is for the caller to hear. $5 is the rep
// who asks. Those of the very name and department come first.
var selectSame = statement(`
select d.code, d.state, coalesce(bool_or(a.rep = $5), false), d.title, d.twin, d.name, d.department, d.name = $1 and d.department = $4
from doctor d left join assignment a on a.doctor = d.code and a.from_date <= $6 and (a.to_date is null or a.to_date >= $6)
where d.hospital = $2 and d.hospital_said = $3 and d.state in ('verified', 'unverified') and char_length(d.name) = char_length($1)
group by d.code order by 8 desc, 3 desc, d.state desc, d.code limit 5000`)

// Additions and files that come at the same instant do not see each other. An addition holds this lock, shared with others, from before it
// looks for the doctor until it is committed; a file, once it is committed, waits until those that were under way have ended (bindLate).
const additionLock = 0x79616f62

var shareAdditions = statement(`select pg_advisory_xact_lock_shared($1)`)

// WantSame asks for the doctors of the hospital of a profile with names of the same length, those who are exactly as it says first, then
// those of the rep's own list; they arrive with the next Flush.
func (tx *Tx) WantSame(rep string, p doctor.Profile, into *[]doctor.Known) {
	tx.write(shareAdditions, int64(additionLock))
	tx.queue(selectSame, p.Name, p.Hospital, p.HospitalSaid, p.Department, rep, domain.DateOf(tx.now)).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[doctor.Known])
		return err
	})
}

// selectForeign says whether only other teams see doctors of a hospital for one of the rep's product lines; no lines are all.
var selectForeign = statement(`
select coalesce(count(*) > 0 and not bool_or(s.userid = r.userid or s.manager is not distinct from r.manager), false)
from staff r join doctor d on d.hospital = $2 and d.state in ('verified', 'unverified')
join assignment a on a.doctor = d.code and a.from_date <= $3 and (a.to_date is null or a.to_date >= $3)
join staff s on s.userid = a.rep and (s.lines = '{}' or r.lines = '{}' or s.lines && r.lines)
where r.userid = $1`)

// WantForeign asks whether a hospital is another team's territory; it arrives with the next Flush.
func (tx *Tx) WantForeign(rep, hospital string, into *bool) {
	tx.queue(selectForeign, rep, hospital, domain.DateOf(tx.now)).QueryRow(func(row pgx.Row) error { return row.Scan(into) })
}

var (
	insertUnlisted  = statement(`insert into hospital (code, name) values ($1, $1) on conflict (code) do nothing`)
	insertNewDoctor = statement(`
insert into doctor (code, name, hospital, hospital_said, department, title, post, state, added_by, twin)
values ($1, $2, $3, $4, $5, $6, $7, 'unverified', $8, $9)
on conflict (name, hospital, hospital_said, department, twin) where state = 'unverified' do nothing returning code`)
	selectGivenCodes = statement(`select doctor, short_code from assignment where rep = $1`)
	assignOne        = statement(`
insert into assignment (doctor, rep, line, from_date, short_code) values ($1, $2, '', $3, $4)
on conflict (doctor, rep, line, from_date) do update set to_date = null`)
)

// PutOnList puts a doctor on the rep's list from today on, a new one into the company first, and returns her short code there. Whoever
// adds the same doctor at the same moment is waited for; then there is one already, and added is false.
func (tx *Tx) PutOnList(ctx context.Context, rep string, a doctor.Addition, twin int) (short string, added bool, err error) {
	given := map[string]string{}
	tx.queue(selectGivenCodes, rep).Query(func(rows pgx.Rows) error {
		return each(rows, func() error {
			var code, short string
			err := rows.Scan(&code, &short)
			given[code] = short
			return err
		})
	})
	added = a.Kind == doctor.Joined
	if a.Kind == doctor.New {
		if a.Hospital == doctor.Unlisted {
			tx.write(insertUnlisted, doctor.Unlisted)
		}
		tx.unsent++
		tx.queue(insertNewDoctor, a.Doctor, a.Name, a.Hospital, a.HospitalSaid, a.Department, a.Title, a.Post, rep, twin).Query(func(rows pgx.Rows) error {
			codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
			added = len(codes) == 1
			return err
		})
	}
	if err := tx.Flush(ctx); err != nil || !added {
		return "", false, err
	}
	short = roster.NewShortCodes(given).For(a.Doctor, a.Name)
	tx.write(assignOne, a.Doctor, rep, domain.DateOf(tx.now), short)
	tx.write(touchLists, []string{a.Doctor})
	return short, true, nil
}

// GradeNew gives a new doctor the grade of the scheme in force and returns it; without a scheme she has none.
func (tx *Tx) GradeNew(ctx context.Context, code string) (grade domain.Grade, err error) {
	scheme, err := tx.gradingInForce(ctx)
	if err != nil || !scheme.InForce() {
		return "", err
	}
	if _, err := tx.regradeAll(ctx, scheme, scope{doctors: []string{code}}); err != nil {
		return "", err
	}
	grade, _, err = one(read(ctx, tx, "the new doctor's grade", pgx.RowTo[domain.Grade], selectGradeOfDoctor, code))
	return grade, err
}

var insertAddition = statement(`
with r as (insert into record (number, kind, id) values ($2, 'doctor', $1))
insert into addition (id, number, kind, doctor, rep, state, channel, said_at, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)

// PutAddition implements doctor.AdditionLedger.
func (tx *Tx) PutAddition(a doctor.Addition) {
	tx.write(insertAddition, a.ID, a.Number, a.Kind, a.Doctor, a.Rep, a.State, string(a.Channel), a.SaidAt, a.RecordedAt)
}

// additionsOf reads the additions that a condition chooses, for scanAddition. $1 is what the condition needs.
func additionsOf(where string) string {
	return `
select a.id, a.number, a.kind, a.doctor, a.rep, a.state, coalesce(a.decided_by, ''), a.reason, a.channel, a.said_at, a.recorded_at, a.revision,
    d.name, w.code, d.hospital_said, d.department, d.title, d.post, d.state, ` + hospitalShown + `, s.name,
    array(select o.code from doctor o where ` + nearName + ` and o.code <> d.code and o.state in ('verified', 'unverified')
        and (o.hospital = w.code and o.hospital_said = '' or o.hospital = d.hospital and o.hospital_said = d.hospital_said) order by o.code limit 5),
    array(select o.code from doctor o where o.name = d.name and o.code <> d.code and o.state in ('verified', 'unverified')
        and (o.hospital = w.code and o.hospital_said = '' or o.hospital = d.hospital and o.hospital_said = d.hospital_said)
        and o.department = d.department order by o.state desc, o.code limit 5)
from addition a join doctor d on d.code = a.doctor join hospital h on h.code = d.hospital join staff s on s.userid = a.rep
-- The hospital that a file has brought since she was added, otherwise her own.
cross join lateral (select coalesce((select min(l.code) from hospital l where d.hospital_said <> '' and (l.name = d.hospital_said or d.hospital_said = any(l.aliases)) having count(*) = 1), d.hospital) as code) w
where ` + where
}

func (tx *Tx) scanAddition(row pgx.CollectableRow) (a doctor.Addition, err error) {
	err = row.Scan(&a.ID, &a.Number, &a.Kind, &a.Doctor, &a.Rep, &a.State, &a.DecidedBy, &a.Reason, &a.Channel, &a.SaidAt, &a.RecordedAt, &a.Revision,
		&a.Name, &a.Hospital, &a.HospitalSaid, &a.Department, &a.Title, &a.Post, &a.DoctorState, &a.HospitalName, &a.RepName, &a.Alike, &a.Same)
	return a, err
}

var (
	selectAdditionsNumbered = statement(additionsOf(`a.number = any($1) and a.rep = any($2) order by a.id limit 100 for update of a`))
	selectAdditionsOf       = statement(additionsOf(`a.doctor = any($1) and a.state = 'waiting' order by a.id limit 1000 for update of a`))
	selectAdditionsWaiting  = statement(additionsOf(`a.rep = any($1) and a.state = 'waiting' order by a.number limit 100`))
)

// AdditionsNumbered returns the doctors of these numbers whom these reps added, locked in the order of their ids.
func (tx *Tx) AdditionsNumbered(ctx context.Context, reps []string, numbers []int64) ([]doctor.Addition, error) {
	return read(ctx, tx, "new doctors by their numbers", tx.scanAddition, selectAdditionsNumbered, numbers, reps)
}

// AdditionsOf returns what waits because reps added these doctors, locked in the order of their ids.
func (tx *Tx) AdditionsOf(ctx context.Context, codes []string) ([]doctor.Addition, error) {
	return read(ctx, tx, "who else added a doctor", tx.scanAddition, selectAdditionsOf, codes)
}

// AdditionsWaiting returns the doctors whom these reps added and who wait, the oldest first, at most 100.
func (tx *Tx) AdditionsWaiting(ctx context.Context, reps []string) ([]doctor.Addition, error) {
	return read(ctx, tx, "the new doctors who wait", tx.scanAddition, selectAdditionsWaiting, reps)
}

var selectDoctorLeft = statement(`select code, name, hospital, hospital_said, department from doctor where code = $1`)

// DoctorLeft returns who a doctor is, whoever's list she is on or was: code, name, hospital and department; false if there is none.
func (tx *Tx) DoctorLeft(ctx context.Context, code string) (d roster.Doctor, ok bool, err error) {
	return one(read(ctx, tx, "a doctor who left a list", func(row pgx.CollectableRow) (d roster.Doctor, err error) {
		err = row.Scan(&d.Code, &d.Name, &d.Hospital, &d.HospitalSaid, &d.Department)
		return d, err
	}, selectDoctorLeft, code))
}

var selectDoctorUsed = statement(`
select exists (select 1 from visit where doctor = $1 and rep = $2 and status <> 'withdrawn')
    or exists (select 1 from plan where doctor = $1 and rep = $2 and state in ('planned', 'done'))
    or exists (select 1 from addition where doctor = $1 and rep <> $2 and state in ('waiting', 'approved'))`)

// DoctorUsed reports whether a rep has visits to a doctor, or plans, or another rep has added the doctor too.
func (tx *Tx) DoctorUsed(ctx context.Context, rep, code string) (bool, error) {
	used, _, err := one(read(ctx, tx, "whether a doctor is visited", pgx.RowTo[bool], selectDoctorUsed, code, rep))
	return used, err
}

var (
	updateAddition = statement(`
update addition set state = $2, decided_by = $3, decided_at = $4, reason = $5, revision = $6 where id = $1`)
	verifyDoctor = statement(`
update doctor set state = 'verified', hospital = $2, hospital_said = case when $2 = $3 then hospital_said else '' end where code = $1 and state = 'unverified'`)
	refuseDoctor = statement(`update doctor set state = 'refused' where code = $1 and state = 'unverified'`)
	// leaveList takes a doctor from a rep's list (null: from everybody's) from today on.
	leaveList = statement(`
update assignment set to_date = greatest($3::date, from_date) - 1 where doctor = $1 and ($2::text is null or rep = $2) and to_date is null`)
)

// ChangeAddition implements doctor.AdditionLedger.
func (tx *Tx) ChangeAddition(a doctor.Addition) {
	tx.write(updateAddition, a.ID, a.State, zeroNull(a.DecidedBy), tx.now, a.Reason, a.Revision)
	switch {
	case a.State == doctor.Approved && a.Kind == doctor.New:
		tx.write(verifyDoctor, a.Doctor, a.Hospital, doctor.Unlisted)
	case a.State == doctor.Refused && a.Kind == doctor.New:
		tx.write(refuseDoctor, a.Doctor)
		tx.write(touchLists, []string{a.Doctor})
		tx.write(leaveList, a.Doctor, nil, domain.DateOf(tx.now))
		return
	case a.State == doctor.Refused:
		tx.write(touchLists, []string{a.Doctor})
		tx.write(leaveList, a.Doctor, a.Rep, domain.DateOf(tx.now))
		return
	}
	tx.write(touchLists, []string{a.Doctor})
}

var selectAdditionView = statement(`
select a.number, a.kind, d.name, ` + hospitalShown + `, d.department, d.title, s.name, a.state, coalesce(b.name, ''), a.reason,
    coalesce(i.name || ' ' || i.department, ''),
    (select count(*) from visit v where v.doctor = coalesce(d.merged_into, d.code) and v.rep = a.rep and v.status <> 'withdrawn'),
    array(select o.code || ' ' || o.department || case o.state when 'unverified' then '（待核）' else '' end from doctor o where o.name = d.name
        and o.hospital = d.hospital and o.hospital_said = d.hospital_said and o.code <> d.code and o.state in ('verified', 'unverified') order by o.code limit 5),
    coalesce(s.manager, '')
from addition a join doctor d on d.code = a.doctor join hospital h on h.code = d.hospital join staff s on s.userid = a.rep
left join staff b on b.userid = a.decided_by left join doctor i on i.code = d.merged_into
where a.id = $1`)

// Addition implements notice.Truth.
func (t truth) Addition(ctx context.Context, id domain.ID) (notice.AdditionView, bool, error) {
	return one(read(ctx, t.Tx, "a new doctor", pgx.RowToStructByPos[notice.AdditionView], selectAdditionView, id))
}
