package roster

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// FieldType is what the values of a field of the company's own are.
type FieldType string

// The types of fields.
const (
	TextField   FieldType = "text"
	NumberField FieldType = "number"
	DateField   FieldType = "date"
	EnumField   FieldType = "enum"
)

// Owner is what a field belongs to.
type Owner string

// The owners of fields.
const (
	OfDoctor   Owner = "doctor"
	OfHospital Owner = "hospital"
)

// Field is one field that the company added to its doctors or hospitals (PRODUCT.md D1). Its name is the header of its column
// in files, and what people read.
type Field struct {
	Owner Owner     `json:"owner"`
	Name  string    `json:"name"`
	Type  FieldType `json:"type"`
	// Choices are the values that an enum may have; other types have none.
	Choices []string `json:"choices,omitempty"`
	Retired bool     `json:"retired,omitempty"`
}

// longestFieldName is the most characters of a field's name: it stands before its value in a line of chat.
const longestFieldName = 20

// forbiddenFields are what the name of a field may not hold beside forbiddenParts: what a person could be bribed with or
// flattered by, and sales counted by doctor (PRODUCT.md D11, C3, C4).
var forbiddenFields = []string{
	"礼品", "礼物", "送礼", "赠礼", "礼金", "红包", "回扣", "返点", "返利", "提成", "购物卡", "消费卡", "卡券", "宴请", "请客", "好处费", "喜好", "爱好", "家属",
	"生日", "生辰", "诞辰", "出生", "birthday", "birthdate", "dateofbirth", "gift", "kickback", "rebate",
	"用量", "销量", "销售额", "出货", "开单", "sales",
}

// Check says what is wrong with a new field, or nil: a name that may not be kept at all, that is the header of a standard
// column, or that no header could have; a type that there is not; an enum without values.
func (f Field) Check() error {
	key := headerKey(f.Name)
	switch {
	case f.Owner != OfDoctor && f.Owner != OfHospital:
		return fmt.Errorf("%s is neither doctor nor hospital", quote(string(f.Owner)))
	case key == "":
		return fmt.Errorf("%s is no name: it needs letters or characters outside of brackets", quote(f.Name))
	case utf8.RuneCountInString(f.Name) > longestFieldName:
		return fmt.Errorf("%s is longer than %d characters", quote(f.Name), longestFieldName)
	case forbidden(key):
		return fmt.Errorf("%s: how much a doctor prescribes may not be kept (统方, PRODUCT.md D11 and C3)", quote(f.Name))
	case ForbiddenIndicator(f.Name):
		return fmt.Errorf("%s: gifts, birthdays, private tastes and sales by doctor may not be kept (PRODUCT.md D11 and C4)", quote(f.Name))
	case f.taken(key):
		return fmt.Errorf("%s is a standard column of %ss already", quote(f.Name), f.Owner)
	}
	if _, err := text(f.Name); err != nil {
		return err
	}
	switch f.Type {
	case TextField, NumberField, DateField:
		if len(f.Choices) > 0 {
			return fmt.Errorf("only an enum has values; the type is %s", f.Type)
		}
		return nil
	case EnumField:
		return f.checkChoices()
	}
	return fmt.Errorf("%s is no type (text, number, date, enum)", quote(string(f.Type)))
}

func (f Field) checkChoices() error {
	if len(f.Choices) == 0 {
		return errors.New("an enum needs its values: --values 甲,乙,丙")
	}
	for i, c := range f.Choices {
		switch _, err := text(c); {
		case err != nil:
			return err
		case clean(c) == "" || c != clean(c):
			return fmt.Errorf("%s is no value of an enum", quote(c))
		case slices.ContainsFunc(f.Choices[:i], func(o string) bool { return headerKey(o) == headerKey(c) }):
			return fmt.Errorf("the value %s stands there twice", quote(c))
		}
	}
	return nil
}

// taken reports whether the header means a standard column of the owner's file.
func (f Field) taken(key string) bool {
	if f.Owner == OfHospital {
		return HospitalTable.means(key)
	}
	return DoctorTable.means(key)
}

var decimal = regexp.MustCompile(`^[+-]?[0-9]{1,12}(\.[0-9]{1,6})?$`)

// Value reads a cell of the field into the form in which it is stored; an empty cell is an empty value.
func (f Field) Value(cell string) (string, error) {
	if cell == "" {
		return "", nil
	}
	switch f.Type {
	case NumberField:
		plain := strings.ReplaceAll(cell, ",", "")
		x, err := strconv.ParseFloat(plain, 64)
		if err != nil || !decimal.MatchString(plain) {
			return "", fmt.Errorf("%s is no number (digits and at most 6 decimals)", quote(cell))
		}
		return strconv.FormatFloat(x, 'f', -1, 64), nil
	case DateField:
		d, err := date(cell)
		return d.String(), err
	case EnumField:
		for _, c := range f.Choices {
			if c == cell || headerKey(c) == headerKey(cell) && headerKey(c) != "" {
				return c, nil
			}
		}
		return "", fmt.Errorf("%s is none of %s", quote(cell), strings.Join(f.Choices, ", "))
	}
	return text(cell)
}

// DoctorTableWith is DoctorTable with the company's own fields after the standard columns.
func DoctorTableWith(fields []Field) *Table[Doctor] {
	return withFields(DoctorTable, OfDoctor, fields, func(d *Doctor) *map[string]string { return &d.Custom })
}

// HospitalTableWith is HospitalTable with the company's own fields after the standard columns.
func HospitalTableWith(fields []Field) *Table[Hospital] {
	return withFields(HospitalTable, OfHospital, fields, func(h *Hospital) *map[string]string { return &h.Custom })
}

func withFields[T any](t *Table[T], owner Owner, fields []Field, custom func(*T) *map[string]string) *Table[T] {
	out := *t
	out.columns = slices.Clone(t.columns)
	for _, f := range fields {
		if f.Owner != owner || f.Retired {
			continue
		}
		out.columns = append(out.columns, column[T]{
			name: f.Name, also: []string{headerKey(f.Name)},
			read: func(cell string, into *T) error {
				value, err := f.Value(cell)
				values := custom(into)
				switch {
				case err != nil:
					return err
				case value == "":
					delete(*values, f.Name)
				case *values == nil:
					*values = map[string]string{f.Name: value}
				default:
					(*values)[f.Name] = value
				}
				return nil
			},
			write: func(row T) string { return (*custom(&row))[f.Name] },
		})
	}
	return &out
}

// FieldNames returns the names of the owner's fields that are in use, in their order.
func FieldNames(owner Owner, fields []Field) []string {
	names := []string{}
	for _, f := range fields {
		if f.Owner == owner && !f.Retired {
			names = append(names, f.Name)
		}
	}
	return names
}

// Value is one field of a doctor or of her hospital with what it says.
type Value struct {
	Field Field
	Value string
}

// Values returns the fields in use that say something: the doctor's, then her hospital's.
func Values(fields []Field, doctor, hospital map[string]string) (out []Value) {
	for _, owner := range []Owner{OfDoctor, OfHospital} {
		values := doctor
		if owner == OfHospital {
			values = hospital
		}
		for _, f := range fields {
			if v := values[f.Name]; f.Owner == owner && !f.Retired && v != "" {
				out = append(out, Value{f, v})
			}
		}
	}
	return out
}

// Indicator is how a grading scheme names a field of the owner's.
func (o Owner) Indicator(field string) string { return string(o) + "." + field }
