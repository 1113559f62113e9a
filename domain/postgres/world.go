package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/reception"
	"github.com/yaoban/yaoban/domain/roster"
)

// mostDoctors bounds one person's list: a rep has some two hundred, a director's subtree some ten thousand.
const mostDoctors = 50_000

// fetch runs a query outside any transaction and collects its rows.
func fetch[T any](ctx context.Context, db *DB, what string, to pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	rows, err := db.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	out, err := pgx.CollectRows(rows, to)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return out, nil
}

var selectWorldVersion = statement(`select version from world`)

// WorldVersion returns a number that grows with every change of staff, hospitals, doctors or products.
func (db *DB) WorldVersion(ctx context.Context) (int64, error) {
	v, err := fetch(ctx, db, "the version of the world", pgx.RowTo[int64], selectWorldVersion)
	if err != nil {
		return 0, err
	}
	if len(v) != 1 {
		return 0, fmt.Errorf("read the version of the world: %d rows", len(v))
	}
	return v[0], nil
}

// selectHospitals leaves out the row that stands for hospitals which the files do not have.
var selectHospitals = statement(`select code, name, level, aliases, lat, lon, reception from hospital where code <> '` + doctor.Unlisted + `' order by code`)

func scanHospital(row pgx.CollectableRow) (h roster.Hospital, err error) {
	var windows []string
	if err = row.Scan(&h.Code, &h.Name, &h.Level, &h.Aliases, &h.Lat, &h.Lon, &windows); err != nil {
		return h, err
	}
	h.Reception, err = reception.ParseAll(windows)
	return h, err
}

// Hospitals returns every hospital, in the order of their codes.
func (db *DB) Hospitals(ctx context.Context) ([]roster.Hospital, error) {
	return fetch(ctx, db, "the hospitals", scanHospital, selectHospitals)
}

var selectProducts = statement(`select code, brand, generic, aliases, area from product order by code`)

func scanProduct(row pgx.CollectableRow) (p roster.Product, err error) {
	err = row.Scan(&p.Code, &p.Brand, &p.Generic, &p.Aliases, &p.Area)
	return p, err
}

// Products returns every product, in the order of their codes.
func (db *DB) Products(ctx context.Context) ([]roster.Product, error) {
	return fetch(ctx, db, "the products", scanProduct, selectProducts)
}

// staffColumns are read by scanStaff in this order.
const staffColumns = `userid, name, role, coalesce(manager, ''), mobile, from_date, to_date, lines, channel, coalesce(deputy, '')`

func scanStaff(row pgx.CollectableRow) (s roster.Staff, err error) {
	err = row.Scan(&s.UserID, &s.Name, &s.Role, &s.Manager, &s.Mobile, &s.From, &s.To, &s.Lines, &s.Channel, &s.Deputy)
	return s, err
}

var selectStaff = statement(`
select ` + staffColumns + ` from staff
where from_date <= $1 and (to_date is null or to_date >= $1) and ($2::text[] is null or role = any($2))
order by userid`)

// Staff returns everybody who is employed today (business date) and has one of the roles, in the order of their userids; no
// role means any.
func (db *DB) Staff(ctx context.Context, roles ...domain.Role) ([]roster.Staff, error) {
	var names []string
	for _, r := range roles {
		names = append(names, string(r))
	}
	return fetch(ctx, db, "the staff", scanStaff, selectStaff, domain.DateOf(db.Now()), names)
}

// doctorColumns are read by scanDoctor in this order, followed by the reps and the short code.
const doctorColumns = `d.code, d.name, d.hospital, d.department, d.title, d.post, d.grade, d.outpatients, d.beds, d.needs,
    d.state = 'unverified', d.hospital_said`

func scanDoctor(row pgx.CollectableRow) (d roster.Doctor, err error) {
	err = row.Scan(&d.Code, &d.Name, &d.Hospital, &d.Department, &d.Title, &d.Post, &d.Grade, &d.Outpatients, &d.Beds, &d.Needs,
		&d.Unverified, &d.HospitalSaid, &d.Reps, &d.ShortCode)
	return d, err
}

var selectDoctorsOf = statement(`
select distinct on (d.code) ` + doctorColumns + `, array[a.rep], a.short_code
from assignment a join doctor d on d.code = a.doctor
where a.rep = $1 and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2)
order by d.code, a.from_date limit $3`)

// DoctorsOf returns the rep's own list today (business date), in the order of the doctors' codes.
func (db *DB) DoctorsOf(ctx context.Context, rep string) ([]roster.Doctor, error) {
	return fetch(ctx, db, "the doctors of "+rep, scanDoctor, selectDoctorsOf, rep, domain.DateOf(db.Now()), mostDoctors)
}

// belowAny is everybody under some people in the reporting line; union ends a loop, should the staff ever have one.
const belowAny = `
with recursive below as (
    select userid from staff where manager = any($1::text[])
    union
    select s.userid from staff s join below b on s.manager = b.userid
)`

var selectDoctorsUnder = statement(belowAny + `
select distinct on (d.code) ` + doctorColumns + `, array[a.rep], ''
from below b join assignment a on a.rep = b.userid join doctor d on d.code = a.doctor
where b.userid <> $4 and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2)
order by d.code, a.from_date, a.rep limit $3`)

// DoctorsUnder returns the doctors of everybody below the manager, or below those whom she stands in for, today (business date), each
// once with the first of her reps, in the order of their codes. They have no short codes: those belong to a rep's own list.
func (db *DB) DoctorsUnder(ctx context.Context, manager string, standsFor ...string) ([]roster.Doctor, error) {
	return fetch(ctx, db, "the doctors under "+manager, scanDoctor, selectDoctorsUnder, append([]string{manager}, standsFor...),
		domain.DateOf(db.Now()), mostDoctors, manager)
}

var selectRepsUnder = statement(belowAny + `
select s.userid from below b join staff s on s.userid = b.userid
where s.userid <> all($1) and s.role = 'rep' and s.from_date <= $2 and (s.to_date is null or s.to_date >= $2)
order by s.userid limit $3`)

// RepsUnder returns the userids of the reps below the manager who are employed today (business date), in order.
func (db *DB) RepsUnder(ctx context.Context, manager string) ([]string, error) {
	return fetch(ctx, db, "the reps under "+manager, pgx.RowTo[string], selectRepsUnder, []string{manager}, domain.DateOf(db.Now()), mostDoctors)
}

var selectHolidays = statement(`select date, kind, name from holiday order by date`)

// Holidays returns the imported days of holiday notices, in order; they stand over those that calendar knows by itself.
func (db *DB) Holidays(ctx context.Context) ([]calendar.Row, error) {
	return fetch(ctx, db, "the holidays", scanHoliday, selectHolidays)
}
