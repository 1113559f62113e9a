package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/roster"
)

// mostNamesakes is how many doctors of the names in a text are read.
const mostNamesakes = 300

// selectDoctorsNamed finds doctors of the whole company by the names that a text may hold, or by code.
var selectDoctorsNamed = statement(`
select ` + doctorColumns + `, '{}'::text[], '', d.custom from doctor d where d.name = any($1) or d.code = any($1) order by d.code limit $2`)

// DoctorsNamed returns the doctors of the company whose whole name, or whose code, stands in a text.
func (tx *Tx) DoctorsNamed(ctx context.Context, text string) ([]roster.Doctor, error) {
	var names []string
	r := []rune(text)
	for i := range r {
		for n := 2; n <= 6 && i+n <= len(r); n++ {
			names = append(names, string(r[i:i+n]))
		}
	}
	names = append(names, strings.Fields(text)...)
	return read(ctx, tx, "the doctors of a name", scanWholeDoctor, selectDoctorsNamed, names, mostNamesakes)
}

// The doctor's row is locked, so that what is said of her holds until the change is written.
var selectWholeDoctor = statement(`
select ` + doctorColumns + `, '{}'::text[], '', d.custom from doctor d where d.code = $1 for update`)

// WholeDoctor returns the doctor of a code, locked, and false if there is none.
func (tx *Tx) WholeDoctor(ctx context.Context, code string) (roster.Doctor, bool, error) {
	return one(read(ctx, tx, "a doctor", scanWholeDoctor, selectWholeDoctor, code))
}

// ProductAreas returns the product line of each product.
func (tx *Tx) ProductAreas(ctx context.Context) (map[string]string, error) {
	type product struct{ Code, Area string }
	all, err := read(ctx, tx, "the products' areas", pgx.RowToStructByPos[product], selectProductArea)
	if err != nil {
		return nil, err
	}
	areas := make(map[string]string, len(all))
	for _, p := range all {
		areas[p.Code] = p.Area
	}
	return areas, nil
}

// DoctorFields returns the company's own fields, retired ones too.
func (tx *Tx) DoctorFields(ctx context.Context) ([]roster.Field, error) {
	return read(ctx, tx, "the fields", scanField, selectFields)
}

// setFields write one field of a doctor by its key.
var setFields = map[string]string{
	"title":       statement(`update doctor set title = $2 where code = $1`),
	"post":        statement(`update doctor set post = $2 where code = $1`),
	"department":  statement(`update doctor set department = $2 where code = $1`),
	"outpatients": statement(`update doctor set outpatients = $2 where code = $1`),
	"beds":        statement(`update doctor set beds = $2 where code = $1`),
	"needs":       statement(`update doctor set needs = $2 where code = $1`),
}

var setOwnField = statement(`
update doctor set custom = case when $3::text = '' then custom - $2::text else custom || jsonb_build_object($2::text, $3::text) end where code = $1`)

// WriteDoctorField writes a field of a doctor by its key (doctor.Field), with a value as the field keeps it. She is graded anew at once,
// her reps are told if her grade moved, and whoever sees her reads it from the next message on.
func (tx *Tx) WriteDoctorField(ctx context.Context, code, key, value string) error {
	switch sql, standard := setFields[key]; {
	case !standard:
		name, ok := strings.CutPrefix(key, roster.OfDoctor.Indicator(""))
		if !ok {
			return fmt.Errorf("write a doctor's field: there is none with the key %q", key)
		}
		tx.write(setOwnField, code, name, value)
	case key == "outpatients" || key == "beds":
		var n *int
		if value != "" {
			x, err := strconv.Atoi(value)
			if err != nil {
				return fmt.Errorf("write a doctor's field: %w", err)
			}
			n = &x
		}
		tx.write(sql, code, n)
	case key == "needs":
		tx.write(sql, code, list(strings.FieldsFunc(value, func(r rune) bool { return r == '|' })))
	default:
		tx.write(sql, code, value)
	}
	scheme, err := tx.gradingInForce(ctx)
	if err != nil {
		return err
	}
	tx.write(touchLists, []string{code})
	return tx.regradeChanged(ctx, scheme, scope{doctors: []string{code}})
}

var insertFieldChange = statement(`
with r as (insert into record (number, kind, id) values ($2, 'doctor_change', $1))
insert into doctor_change (id, number, doctor, field, was, became, person, channel, said_at, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)

// PutFieldChange implements doctor.FieldLedger.
func (tx *Tx) PutFieldChange(c doctor.FieldChange) {
	tx.write(insertFieldChange, c.ID, c.Number, c.Doctor, c.Field, c.Was, c.Is, c.Person, string(c.Channel), c.SaidAt, c.State)
}

var endFieldChange = statement(`update doctor_change set state = $2, undone_by = $3 where id = $1`)

// EndFieldChange implements doctor.FieldLedger.
func (tx *Tx) EndFieldChange(c doctor.FieldChange, by string) {
	tx.write(endFieldChange, c.ID, c.State, by)
}

var selectFieldChange = statement(`
select id, number, doctor, field, was, became, person, channel, said_at, state from doctor_change where number = $1 for update`)

// FieldChangeNumbered returns the changed field of that number, locked, and false if there is none.
func (tx *Tx) FieldChangeNumbered(ctx context.Context, number int64) (doctor.FieldChange, bool, error) {
	return one(read(ctx, tx, "a changed field", func(row pgx.CollectableRow) (c doctor.FieldChange, err error) {
		err = row.Scan(&c.ID, &c.Number, &c.Doctor, &c.Field, &c.Was, &c.Is, &c.Person, &c.Channel, &c.SaidAt, &c.State)
		c.SaidAt = tx.local(c.SaidAt)
		return c, err
	}, selectFieldChange, number))
}
