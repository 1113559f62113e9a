package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/roster"
)

// ImportStaff imports staff.csv. A report with problems means that nothing was changed. Who is new gets her conversation.
func (db *DB) ImportStaff(ctx context.Context, in Importing) (roster.Report, error) {
	return importer[roster.Staff]{
		table: roster.StaffTable,
		stored: func(ctx context.Context, tx *Tx, _ *roster.File[roster.Staff]) ([]roster.Staff, int, error) {
			all, err := read(ctx, tx, "the staff", scanStaff, selectAllStaff)
			return all, len(all), err
		},
		check: func(_ context.Context, tx *Tx, f *roster.File[roster.Staff], stored []roster.Staff) error {
			roster.CheckStaff(f, stored, domain.DateOf(tx.now))
			return nil
		},
		write: writeStaff,
	}.run(ctx, db, in)
}

// selectAllStaff reads the numbers of the last import: what a person has bound herself is no difference to the file.
var selectAllStaff = statement(`select ` + strings.Replace(staffColumns, "mobile", "coalesce(imported_mobile, mobile)", 1) + ` from staff order by userid`)

// staffRow is a row of json_to_recordset; empty references and dates are absent, which is NULL there.
type staffRow struct {
	UserID  string            `json:"userid"`
	Name    string            `json:"name"`
	Role    domain.Role       `json:"role"`
	Manager string            `json:"manager,omitempty"`
	Mobile  string            `json:"mobile"`
	From    domain.Date       `json:"from_date"`
	To      domain.Date       `json:"to_date,omitzero"`
	Lines   []string          `json:"lines"`
	Channel domain.Preference `json:"channel"`
	Deputy  string            `json:"deputy,omitempty"`
}

// freeMobiles takes changing people out of the index of numbers for a moment, so that two of them may swap theirs.
var freeMobiles = statement(`update staff set to_date = from_date where userid = any($1) and to_date is null`)

// upsertStaff leaves a number that a person has bound herself, as long as the file has the number that it had then.
var upsertStaff = statement(`
insert into staff (userid, name, role, manager, mobile, from_date, to_date, lines, channel, deputy)
select userid, name, role, manager, mobile, from_date, to_date, coalesce(lines, '{}'), channel, deputy
from json_to_recordset($1) as t(userid text, name text, role text, manager text, mobile text, from_date date, to_date date,
    lines text[], channel text, deputy text)
on conflict (userid) do update set name = excluded.name, role = excluded.role, manager = excluded.manager,
    mobile = case when staff.imported_mobile = excluded.mobile then staff.mobile else excluded.mobile end,
    imported_mobile = case when staff.imported_mobile = excluded.mobile then staff.imported_mobile end,
    from_date = excluded.from_date, to_date = excluded.to_date, lines = excluded.lines,
    channel = excluded.channel, deputy = excluded.deputy`)

var insertConversations = statement(`
insert into conversation (person) select unnest($1::text[]) on conflict (person) do nothing`)

func writeStaff(_ context.Context, tx *Tx, _ *roster.File[roster.Staff], people []roster.Staff, _ []bool) error {
	rows := make([]staffRow, len(people))
	ids := make([]string, len(people))
	for i, p := range people {
		rows[i] = staffRow{p.UserID, p.Name, p.Role, p.Manager, p.Mobile, p.From, p.To, p.Lines, p.Channel, p.Deputy}
		ids[i] = p.UserID
	}
	set, err := recordset(rows)
	if err != nil {
		return err
	}
	tx.write(freeMobiles, ids)
	tx.write(upsertStaff, set)
	tx.write(insertConversations, ids)
	return nil
}

// ImportHospitals imports hospitals.csv. A report with problems means that nothing was changed.
func (db *DB) ImportHospitals(ctx context.Context, in Importing) (roster.Report, error) {
	fields, err := db.Fields(ctx)
	if err != nil {
		return roster.Report{}, err
	}
	return importer[roster.Hospital]{
		table: roster.HospitalTableWith(fields),
		stored: func(ctx context.Context, tx *Tx, _ *roster.File[roster.Hospital]) ([]roster.Hospital, int, error) {
			all, err := read(ctx, tx, "the hospitals", scanWholeHospital, selectWholeHospitals)
			return all, len(all), err
		},
		check: func(_ context.Context, _ *Tx, f *roster.File[roster.Hospital], stored []roster.Hospital) error {
			roster.CheckHospitals(f, stored)
			return nil
		},
		write: func(_ context.Context, tx *Tx, _ *roster.File[roster.Hospital], rows []roster.Hospital, _ []bool) error {
			set, err := recordset(rows)
			tx.write(upsertHospitals, set, roster.FieldNames(roster.OfHospital, fields))
			return err
		},
		after: func(ctx context.Context, tx *Tx, rows []roster.Hospital) error {
			scheme, err := tx.gradingInForce(ctx)
			if err != nil {
				return err
			}
			codes := make([]string, len(rows))
			for i, h := range rows {
				codes[i] = h.Code
			}
			return tx.regradeChanged(ctx, scheme, scope{hospitals: codes})
		},
	}.run(ctx, db, in)
}

// upsertHospitals leaves the values of fields that are not in use ($2 holds those in use) as they are.
var upsertHospitals = statement(`
insert into hospital (code, name, level, aliases, lat, lon, reception, custom)
select code, name, level, coalesce(aliases, '{}'), lat, lon, coalesce(reception, '{}'), coalesce(custom, '{}')
from json_to_recordset($1) as t(code text, name text, level text, aliases text[], lat float8, lon float8, reception text[], custom jsonb)
on conflict (code) do update set name = excluded.name, level = excluded.level, aliases = excluded.aliases,
    lat = excluded.lat, lon = excluded.lon, reception = excluded.reception,
    custom = (hospital.custom - $2::text[]) || excluded.custom`)

// ImportProducts imports products.csv. A report with problems means that nothing was changed.
func (db *DB) ImportProducts(ctx context.Context, in Importing) (roster.Report, error) {
	return importer[roster.Product]{
		table: roster.ProductTable,
		stored: func(ctx context.Context, tx *Tx, _ *roster.File[roster.Product]) ([]roster.Product, int, error) {
			all, err := read(ctx, tx, "the products", scanProduct, selectProducts)
			return all, len(all), err
		},
		check: func(context.Context, *Tx, *roster.File[roster.Product], []roster.Product) error { return nil },
		write: func(_ context.Context, tx *Tx, _ *roster.File[roster.Product], rows []roster.Product, _ []bool) error {
			set, err := recordset(rows)
			tx.write(upsertProducts, set)
			return err
		},
	}.run(ctx, db, in)
}

var upsertProducts = statement(`
insert into product (code, brand, generic, aliases, area)
select code, brand, generic, coalesce(aliases, '{}'), area
from json_to_recordset($1) as t(code text, brand text, generic text, aliases text[], area text)
on conflict (code) do update set brand = excluded.brand, generic = excluded.generic, aliases = excluded.aliases,
    area = excluded.area`)

// ImportHolidays imports a holiday notice. A report with problems means that nothing was changed.
func (db *DB) ImportHolidays(ctx context.Context, in Importing) (roster.Report, error) {
	return importer[calendar.Row]{
		table: roster.HolidayTable,
		stored: func(ctx context.Context, tx *Tx, _ *roster.File[calendar.Row]) ([]calendar.Row, int, error) {
			all, err := read(ctx, tx, "the holidays", scanHoliday, selectHolidays)
			return all, len(all), err
		},
		check: func(_ context.Context, _ *Tx, f *roster.File[calendar.Row], _ []calendar.Row) error {
			roster.CheckHolidays(f)
			return nil
		},
		write: func(ctx context.Context, tx *Tx, _ *roster.File[calendar.Row], rows []calendar.Row, _ []bool) error {
			days := make([]holidayRow, len(rows))
			for i, r := range rows {
				days[i] = holidayRow(r)
			}
			set, err := recordset(days)
			if err != nil {
				return err
			}
			tx.write(upsertHolidays, set)
			return tx.emptyDays(ctx, rows)
		},
	}.run(ctx, db, in)
}

// holidayRow is a row of json_to_recordset.
type holidayRow struct {
	Date domain.Date   `json:"date"`
	Kind calendar.Kind `json:"kind"`
	Name string        `json:"name"`
}

func scanHoliday(row pgx.CollectableRow) (r calendar.Row, err error) {
	err = row.Scan(&r.Date, &r.Kind, &r.Name)
	return r, err
}

var upsertHolidays = statement(`
insert into holiday (date, kind, name)
select date, kind, name from json_to_recordset($1) as t(date date, kind text, name text)
on conflict (date) do update set kind = excluded.kind, name = excluded.name`)
