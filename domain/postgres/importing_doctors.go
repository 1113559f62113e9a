package postgres

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/roster"
)

// ImportDoctors imports doctors.csv and keeps the assignments of its column rep: who is no longer named there ends the day
// before the business date, who is new begins. A report with problems means that nothing was changed.
func (db *DB) ImportDoctors(ctx context.Context, in Importing) (roster.Report, error) {
	fields, err := db.Fields(ctx)
	if err != nil {
		return roster.Report{}, err
	}
	var lists repLists
	var scheme grading.Scheme
	report, err := importer[roster.Doctor]{
		table: roster.DoctorTableWith(fields), stored: storedDoctors,
		check: func(ctx context.Context, tx *Tx, f *roster.File[roster.Doctor], stored []roster.Doctor) (err error) {
			if scheme, err = tx.gradingInForce(ctx); err != nil {
				return err
			}
			if scheme.InForce() {
				roster.KeepGrades(f, stored)
			}
			lists, err = checkDoctors(ctx, tx, f)
			return err
		},
		write: func(ctx context.Context, tx *Tx, f *roster.File[roster.Doctor], rows []roster.Doctor, isNew []bool) error {
			if _, err := tx.endByHand(ctx); err != nil {
				return err
			}
			set, err := recordset(rows)
			if err != nil {
				return err
			}
			tx.write(keepGrades, set, domain.DateOf(tx.now))
			tx.write(upsertDoctors, set, roster.FieldNames(roster.OfDoctor, fields), scheme.InForce(), domain.DateOf(tx.now))
			if !f.Has("rep") {
				return nil
			}
			return lists.assign(tx, rows, isNew)
		},
		after: func(ctx context.Context, tx *Tx, rows []roster.Doctor) error {
			codes := make([]string, len(rows))
			for i, d := range rows {
				codes[i] = d.Code
			}
			if err := tx.bindAdded(ctx, in.Actor, codes); err != nil {
				return err
			}
			return tx.regradeChanged(ctx, scheme, scope{doctors: codes})
		},
	}.run(ctx, db, in)
	if err != nil || in.DryRun || len(report.Problems) > 0 || report.New+report.Changed == 0 {
		return report, err
	}
	return report, db.bindLate(ctx, in.Actor)
}

// selectDoctorsStored reads the doctors of a file with the reps who see them for every line. Beside a grade that somebody gave by hand
// and that holds on the day $2, the one that the last file gave is what a file is compared with.
var selectDoctorsStored = statement(`
select ` + strings.Replace(doctorColumns, "d.grade", "case when "+byHand("d.code", "$2")+" then d.given else d.grade end", 1) + `, coalesce(a.reps, '{}'), '', d.custom
from doctor d left join (
    select doctor, array_agg(rep order by rep collate "C") as reps
    from assignment where line = '' and to_date is null and doctor = any($1) group by doctor
) a on a.doctor = d.code
where d.code = any($1)`)

var countDoctors = statement(`select count(*) from doctor`)

func storedDoctors(ctx context.Context, tx *Tx, f *roster.File[roster.Doctor]) ([]roster.Doctor, int, error) {
	codes := make([]string, len(f.Rows))
	for i, d := range f.Rows {
		codes[i] = d.Code
	}
	rows, err := read(ctx, tx, "the doctors", scanWholeDoctor, selectDoctorsStored, codes, domain.DateOf(tx.now))
	if err != nil {
		return nil, 0, err
	}
	total, _, err := one(read(ctx, tx, "the number of doctors", pgx.RowTo[int], countDoctors))
	return rows, total, err
}

var (
	selectHospitalCodes = statement(`select code from hospital`)
	selectProductCodes  = statement(`select code from product`)
)

// checkDoctors checks the file and returns the lists of the reps whom it names.
func checkDoctors(ctx context.Context, tx *Tx, f *roster.File[roster.Doctor]) (repLists, error) {
	hospitals, err := read(ctx, tx, "the hospitals' codes", pgx.RowTo[string], selectHospitalCodes)
	if err != nil {
		return nil, err
	}
	products, err := read(ctx, tx, "the products' codes", pgx.RowTo[string], selectProductCodes)
	if err != nil {
		return nil, err
	}
	staff, err := read(ctx, tx, "the staff", scanStaff, selectAllStaff)
	if err != nil {
		return nil, err
	}
	words, err := read(ctx, tx, "the words", scanWord, selectWords)
	if err != nil {
		return nil, err
	}
	roster.StandardDepartments(f, words)
	roster.CheckDoctors(f, hospitals, staff, products, domain.DateOf(tx.now))
	if !f.Has("rep") || len(f.Problems) > 0 {
		return nil, nil
	}
	return readRepLists(ctx, tx, f, staff)
}

// upsertDoctors leaves the values of fields that are not in use ($2 holds those in use) as they are, the grade that was given
// before where a scheme grades ($3), and the grade that somebody gave by hand and that holds on the day $4.
var upsertDoctors = statement(`
insert into doctor (code, name, hospital, department, title, post, grade, given, outpatients, beds, needs, custom, state)
select code, name, hospital, department, title, post, grade, grade, outpatients, beds, coalesce(needs, '{}'), coalesce(custom, '{}'),
    case when unverified and exists (select 1 from doctor o where o.code = t.code and o.state = 'unverified') then 'unverified' else 'verified' end
from json_to_recordset($1) as t(code text, name text, hospital text, department text, title text, post text, grade text,
    outpatients int, beds int, needs text[], custom jsonb, unverified boolean)
on conflict (code) do update set name = excluded.name, hospital = excluded.hospital, department = excluded.department,
    title = excluded.title, post = excluded.post, outpatients = excluded.outpatients,
    grade = case when ` + byHand("doctor.code", "$4") + ` then doctor.grade else excluded.grade end,
    beds = excluded.beds, needs = excluded.needs, custom = (doctor.custom - $2::text[]) || excluded.custom,
    given = case when $3::bool then doctor.given else excluded.given end,
    state = case when doctor.state = 'unverified' and excluded.state = 'verified' then 'verified' else doctor.state end,
    hospital_said = case when excluded.hospital = doctor.hospital then doctor.hospital_said else '' end`)

// keepGrades writes into the history which doctors have another grade from the day $2 on, and before their first change what it
// was until then: a doctor who has a history has an entry of 1900-01-01, so that its key tells who has none (see regrade). It must run
// before the doctors are written. A grade that somebody gave by hand stays.
var keepGrades = statement(`
with changed as materialized (
    select d.code, d.grade was, coalesce(t.grade, '') became
    from json_to_recordset($1) as t(code text, grade text) join doctor d on d.code = t.code
    where d.grade <> coalesce(t.grade, '') and not ` + byHand("d.code", "$2") + `
), first as (
    insert into doctor_grade (doctor, line, grade, from_date) select code, '', was, date '1900-01-01' from changed
    on conflict (doctor, line, from_date) do nothing
)
insert into doctor_grade (doctor, line, grade, from_date) select code, '', became, $2 from changed
on conflict (doctor, line, from_date) do update set grade = excluded.grade`)

// assignmentRow is a row of json_to_recordset.
type assignmentRow struct {
	Doctor string      `json:"doctor"`
	Reps   []string    `json:"reps,omitempty"`
	Rep    string      `json:"rep,omitempty"`
	From   domain.Date `json:"from_date,omitzero"`
	Code   string      `json:"short_code,omitempty"`
}

// closeAssignments ends what the file no longer names, the day before $2. What began on that day or later never counted.
var closeAssignments = statement(`
update assignment a set to_date = greatest($2::date, a.from_date) - 1
from json_to_recordset($1) as t(doctor text, reps text[])
where a.doctor = t.doctor and a.line = '' and a.to_date is null and a.rep <> all(coalesce(t.reps, '{}'))`)

// openAssignments opens what the file names and is not open; an assignment that was ended on the day it began goes on.
var openAssignments = statement(`
insert into assignment (doctor, rep, line, from_date, short_code)
select t.doctor, t.rep, '', t.from_date, t.short_code
from json_to_recordset($1) as t(doctor text, rep text, from_date date, short_code text)
where not exists (select 1 from assignment a where a.doctor = t.doctor and a.rep = t.rep and a.line = '' and a.to_date is null)
on conflict (doctor, rep, line, from_date) do update set to_date = null`)

// repList is what assigning needs to know of one rep.
type repList struct {
	from domain.Date
	// first says that she never had a doctor before this import.
	first bool
	codes *roster.ShortCodes
}

// repLists has the reps whom a file names, by userid. They are read once, before anything is written.
type repLists map[string]repList

var selectShortCodes = statement(`select rep, doctor, short_code from assignment where rep = any($1)`)

func readRepLists(ctx context.Context, tx *Tx, f *roster.File[roster.Doctor], staff []roster.Staff) (repLists, error) {
	given := map[string]map[string]string{}
	for _, d := range f.Rows {
		for _, rep := range d.Reps {
			given[rep] = map[string]string{}
		}
	}
	type code struct{ Rep, Doctor, Code string }
	codes, err := read(ctx, tx, "the short codes", pgx.RowToStructByPos[code], selectShortCodes, slices.Collect(maps.Keys(given)))
	if err != nil {
		return nil, err
	}
	for _, c := range codes {
		given[c.Rep][c.Doctor] = c.Code
	}
	lists := make(repLists, len(given))
	for _, s := range staff {
		if codes, ok := given[s.UserID]; ok {
			lists[s.UserID] = repList{from: s.From, first: len(codes) == 0, codes: roster.NewShortCodes(codes)}
		}
	}
	return lists, nil
}

// assign queues that the assignments of these doctors are what the file says.
func (lists repLists) assign(tx *Tx, rows []roster.Doctor, isNew []bool) error {
	today := domain.DateOf(tx.now)
	var closing, opening []assignmentRow
	for i, d := range rows {
		closing = append(closing, assignmentRow{Doctor: d.Code, Reps: d.Reps})
		for _, rep := range d.Reps {
			l, from := lists[rep], today
			switch {
			case !d.Since.IsZero():
				from = d.Since
			case isNew[i] && l.first && l.from.Before(today):
				// Her first list is older than Yaoban: it has been hers since she came.
				from = l.from
			}
			opening = append(opening, assignmentRow{Doctor: d.Code, Rep: rep, From: from, Code: l.codes.For(d.Code, d.Name)})
		}
	}
	closed, err := recordset(closing)
	if err != nil {
		return err
	}
	tx.write(closeAssignments, closed, today)
	if len(opening) == 0 {
		return nil
	}
	opened, err := recordset(opening)
	if err != nil {
		return err
	}
	tx.write(openAssignments, opened)
	return nil
}
