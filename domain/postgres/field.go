package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/reception"
	"github.com/yaoban/yaoban/domain/roster"
)

var selectFields = statement(`
select owner, name, type, choices, retired_at is not null from field order by owner, added_at, name limit 1000`)

func scanField(row pgx.CollectableRow) (f roster.Field, err error) {
	err = row.Scan(&f.Owner, &f.Name, &f.Type, &f.Choices, &f.Retired)
	return f, err
}

// Fields returns the company's own fields, retired ones too, those of an owner in the order in which they were added.
func (db *DB) Fields(ctx context.Context) ([]roster.Field, error) {
	return fetch(ctx, db, "the fields", scanField, selectFields)
}

var insertField = statement(`
insert into field (owner, name, type, choices, added_at, person) values ($1, $2, $3, $4, $5, $6)
on conflict (owner, name) do update set choices = excluded.choices, retired_at = null`)

// AddField adds a field, or brings a retired one back; an enum that comes back, or is added again, may have more values, never
// fewer. It refuses a field that is not valid, one that is there already, and one that had another type.
func (db *DB) AddField(ctx context.Context, f roster.Field, by string) error {
	if err := f.Check(); err != nil {
		return fmt.Errorf("add the field: %w", err)
	}
	return db.changeField(ctx, fact.FieldAdded, f, by, func(old roster.Field, known bool) error {
		switch {
		case known && old.Type != f.Type:
			return fmt.Errorf("the field %s of %ss has the type %s; take another name", f.Name, f.Owner, old.Type)
		case known && slices.ContainsFunc(old.Choices, func(c string) bool { return !slices.Contains(f.Choices, c) }):
			return fmt.Errorf("the field %s of %ss has the values %v, which doctors may have; name them all and add yours", f.Name, f.Owner, old.Choices)
		case known && !old.Retired && slices.Equal(old.Choices, f.Choices):
			return fmt.Errorf("%ss have the field %s already", f.Owner, f.Name)
		}
		return nil
	}, func(tx *Tx) {
		tx.write(insertField, string(f.Owner), f.Name, string(f.Type), list(f.Choices), tx.now, by)
	})
}

var retireField = statement(`update field set retired_at = $3 where owner = $1 and name = $2`)

// RetireField takes a field out of use; its values stay. It refuses a field that is not in use.
func (db *DB) RetireField(ctx context.Context, owner roster.Owner, name, by string) error {
	f := roster.Field{Owner: owner, Name: name}
	grades, err := db.indicators(ctx)
	if err != nil {
		return err
	}
	return db.changeField(ctx, fact.FieldRetired, f, by, func(old roster.Field, known bool) error {
		if used := owner.Indicator(name); grades[used] {
			return fmt.Errorf("the grading scheme in force looks at %s; apply one that does not first", used)
		}
		if !known || old.Retired {
			return fmt.Errorf("%ss have no field %s; `yaoban field list` shows those there are", owner, name)
		}
		return nil
	}, func(tx *Tx) { tx.write(retireField, string(owner), name, tx.now) })
}

// changeField changes one field in a transaction that no import runs beside.
func (db *DB) changeField(ctx context.Context, kind fact.Kind, f roster.Field, by string, check func(old roster.Field, known bool) error, write func(*Tx)) error {
	return db.InTx(ctx, func(tx *Tx) error {
		if _, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockWorld); err != nil {
			return err
		}
		all, err := read(ctx, tx, "the fields", scanField, selectFields)
		if err != nil {
			return err
		}
		var old roster.Field
		i := slices.IndexFunc(all, func(o roster.Field) bool { return o.Owner == f.Owner && o.Name == f.Name })
		if i >= 0 {
			old = all[i]
		}
		if err := check(old, i >= 0); err != nil {
			return err
		}
		write(tx)
		tx.write(growWorld)
		tx.Remember(fact.Fact{Kind: kind, At: tx.now, Person: by, After: f})
		return nil
	})
}

// scanWholeDoctor reads what scanDoctor does, and after it the company's own fields.
func scanWholeDoctor(row pgx.CollectableRow) (d roster.Doctor, err error) {
	err = row.Scan(&d.Code, &d.Name, &d.Hospital, &d.Department, &d.Title, &d.Post, &d.Grade, &d.Outpatients, &d.Beds, &d.Needs,
		&d.Unverified, &d.HospitalSaid, &d.Reps, &d.ShortCode, &d.Custom)
	return d, err
}

var selectWholeHospitals = statement(`select code, name, level, aliases, lat, lon, reception, custom from hospital where code <> '` + doctor.Unlisted + `' order by code`)

func scanWholeHospital(row pgx.CollectableRow) (h roster.Hospital, err error) {
	var windows []string
	if err = row.Scan(&h.Code, &h.Name, &h.Level, &h.Aliases, &h.Lat, &h.Lon, &windows, &h.Custom); err != nil {
		return h, err
	}
	h.Reception, err = reception.ParseAll(windows)
	return h, err
}

var selectProfile = statement(`
select d.custom, h.custom from doctor d join hospital h on h.code = d.hospital where d.code = $1`)

// WantProfile asks for the company's own fields of a doctor and of her hospital; they arrive with the next Flush, in the order
// in which the fields were added, empty ones left out.
func (tx *Tx) WantProfile(doctor string, into *[]roster.Value) {
	var values struct{ doctor, hospital map[string]string }
	tx.queue(selectProfile, doctor).Query(func(rows pgx.Rows) error {
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&values.doctor, &values.hospital); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	tx.queue(selectFields).Query(func(rows pgx.Rows) error {
		fields, err := pgx.CollectRows(rows, scanField)
		*into = roster.Values(fields, values.doctor, values.hospital)
		return err
	})
}
