package doctor

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/department"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/roster"
)

// Field is one field of a doctor that an admin may change by message: a standard one, or one of the company's own.
type Field struct {
	// Key is title, post, department, outpatients, beds or needs, or doctor.NAME for a field of the company's own; Label is how people
	// call it.
	Key   string
	Label string
	// own is the company's field behind it, nil for a standard one.
	own *roster.Field
}

// standardFields are those of every company, each with what people call it.
var standardFields = []struct {
	key   string
	words []string
}{
	{"title", []string{"职称", "技术职称", "专业职称"}}, {"post", []string{"职务", "行政职务"}}, {"department", []string{"科室", "所在科室"}},
	{"outpatients", []string{"门诊量", "月门诊量", "每月门诊量", "门诊人次"}}, {"beds", []string{"床位", "床位数", "病床数", "床位量"}},
	{"needs", []string{"产品需求", "需求产品", "需求", "目标产品"}},
}

// elsewhere are fields that have a way of their own: the grade (asked for by hand, or by the scheme), and what identifies a doctor, which
// comes by an import or a handover.
var elsewhere = map[string]string{"等级": "grade", "级别": "grade", "评级": "grade", "姓名": "import", "名字": "import", "医院": "import", "编码": "import",
	"代表": "import", "负责代表": "import"}

// FieldIn finds the field that a text ends with (张伟的床位), among the standard ones and the company's own, and returns the words before
// it. The longest name wins. It refuses a text without any (field.unknown, with the fields there are), and a field that is changed in
// another way (field.grade, field.import).
func FieldIn(said string, own []roster.Field) (f Field, who string, err error) {
	var names []string
	longest := 0
	try := func(word string, found Field) {
		if len(word) > longest && len(said) >= len(word) && strings.EqualFold(said[len(said)-len(word):], word) {
			longest, f = len(word), found
		}
	}
	for _, s := range standardFields {
		names = append(names, s.words[0])
		for _, w := range s.words {
			try(w, Field{Key: s.key, Label: s.words[0]})
		}
	}
	for _, o := range own {
		if o.Owner == roster.OfDoctor && !o.Retired {
			names = append(names, o.Name)
			try(o.Name, Field{Key: roster.OfDoctor.Indicator(o.Name), Label: o.Name, own: &o})
		}
	}
	for word, way := range elsewhere {
		try(word, Field{Key: "\x00" + way, Label: word})
	}
	if way, ok := strings.CutPrefix(f.Key, "\x00"); ok {
		return f, "", domain.Refuse("field."+way, f.Label)
	}
	if longest == 0 {
		return f, "", domain.Refuse("field.unknown", strings.Join(names, "、"))
	}
	return f, strings.TrimRight(strings.TrimSuffix(strings.TrimSpace(said[:len(said)-longest]), "的"), " "), nil
}

// FieldKeyed returns the field of a key; false for one that the company does not have any more.
func FieldKeyed(key string, own []roster.Field) (Field, bool) {
	for _, s := range standardFields {
		if s.key == key {
			return Field{Key: key, Label: s.words[0]}, true
		}
	}
	for _, o := range own {
		if !o.Retired && o.Owner == roster.OfDoctor && roster.OfDoctor.Indicator(o.Name) == key {
			return Field{Key: key, Label: o.Name, own: &o}, true
		}
	}
	return Field{}, false
}

const (
	// longestValue is how many characters a text has at most, mostCount how large a count is: as in files (package roster).
	longestValue = 100
	mostCount    = 10_000_000
)

// measured is a number with what people count behind it: 80张, 1,200人次.
var measured = regexp.MustCompile(`^([+-]?[\d,]+(?:\.\d+)?)\s*(?:张床位?|张|人次|人|例|个|床|篇|次|元|年|岁|位)?$`)

// Read reads a value as the field keeps it; an empty one empties the field. product returns the code of a product of ours by what people
// call it. It refuses a value of another type: field.count, field.number, field.date, field.choice, field.product, field.text, and
// field.needed for a department that would be empty.
func (f Field) Read(cell string, product func(string) (string, bool)) (string, error) {
	cell = strings.Trim(strings.TrimSpace(cell), "“”\"")
	if cell == "" {
		if f.Key == "department" {
			return "", domain.Refuse("field.needed", f.Label)
		}
		return "", nil
	}
	if m := measured.FindStringSubmatch(cell); m != nil && (f.counts() || f.own != nil && f.own.Type == roster.NumberField) {
		cell = strings.ReplaceAll(m[1], ",", "")
	}
	switch {
	case f.counts():
		n, err := strconv.Atoi(cell)
		if err != nil || n < 0 || n > mostCount {
			return "", domain.Refuse("field.count", f.Label, cell)
		}
		return strconv.Itoa(n), nil
	case f.Key == "needs":
		return readNeeds(f, cell, product)
	case utf8.RuneCountInString(cell) > longestValue || strings.ContainsAny(cell, "\n\r\t|"):
		return "", domain.Refuse("field.text", f.Label, longestValue)
	case f.Key == "department":
		if standard, ok := department.Standard(cell); ok {
			return standard, nil
		}
	case f.own != nil:
		value, err := f.own.Value(cell)
		if err == nil {
			return value, nil
		}
		switch f.own.Type {
		case roster.NumberField:
			return "", domain.Refuse("field.number", f.Label, cell)
		case roster.DateField:
			return "", domain.Refuse("field.date", f.Label, cell)
		case roster.EnumField:
			return "", domain.Refuse("field.choice", f.Label, strings.Join(f.own.Choices, "、"), cell)
		}
		return "", domain.Refuse("field.text", f.Label, longestValue)
	}
	return cell, nil
}

func (f Field) counts() bool { return f.Key == "outpatients" || f.Key == "beds" }

func readNeeds(f Field, cell string, product func(string) (string, bool)) (string, error) {
	var codes []string
	for _, word := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、,，;；|和 ", r) }) {
		code, ok := product(word)
		if !ok {
			return "", domain.Refuse("field.product", f.Label, word)
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return strings.Join(codes, "|"), nil
}

// Of returns what a doctor's field holds, in the form of Read.
func (f Field) Of(d roster.Doctor) string {
	count := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	switch f.Key {
	case "title":
		return d.Title
	case "post":
		return d.Post
	case "department":
		return d.Department
	case "outpatients":
		return count(d.Outpatients)
	case "beds":
		return count(d.Beds)
	case "needs":
		return strings.Join(d.Needs, "|")
	}
	return d.Custom[f.Label]
}

// In returns what grading knows of a doctor whose field holds the value instead. area returns the product line of a product.
func (f Field) In(d grading.Doctor, value string, area func(code string) string) grading.Doctor {
	var n *int
	if x, err := strconv.Atoi(value); err == nil {
		n = &x
	}
	switch f.Key {
	case "title":
		d.Title = value
	case "outpatients":
		d.Outpatients = n
	case "beds":
		d.Beds = n
	case "needs":
		codes := strings.FieldsFunc(value, func(r rune) bool { return r == '|' })
		d.Needs = map[string]int{"": len(codes)}
		for _, c := range codes {
			if a := area(c); a != "" {
				d.Needs[a]++
			}
		}
	case "post", "department":
	default:
		d.Own = maps.Clone(d.Own)
		if d.Own == nil {
			d.Own = map[string]string{}
		}
		d.Own[f.Label] = value
	}
	return d
}

// The states of a changed field.
const (
	Done   = "done"
	Undone = "undone"
)

// FieldChange is a field of a doctor that an admin changed by message.
type FieldChange struct {
	ID     domain.ID
	Number int64
	Doctor string
	// Field is the key; Was and Is are its values as the field keeps them.
	Field   string
	Was, Is string
	Person  string
	Channel domain.Channel
	SaidAt  time.Time
	State   string
}

// FieldLedger is the storage of changed fields.
type FieldLedger interface {
	Now() time.Time
	PutFieldChange(c FieldChange)
	EndFieldChange(c FieldChange, by string)
	Remember(f fact.Fact)
}

// SetField keeps that a field was changed; the caller writes the value and grades the doctor anew. now is what the field holds: it refuses
// a change that was decided on by another value (field.since).
func SetField(l FieldLedger, c FieldChange, now string) (FieldChange, error) {
	if now != c.Was {
		return c, domain.Refuse("field.since", c.Number)
	}
	c.State = Done
	l.PutFieldChange(c)
	l.Remember(fact.Fact{Kind: fact.DoctorFieldSet, At: l.Now(), Person: c.Person, Subject: c.ID, Number: c.Number, Before: c.Was, After: c})
	return c, nil
}

// UnsetField takes a change back; the caller writes the value of before. It refuses one that was taken back already (field.undone), and
// one whose field was changed since (field.moved).
func UnsetField(l FieldLedger, c FieldChange, by, now string) (FieldChange, error) {
	switch {
	case c.State == Undone:
		return c, domain.Refuse("field.undone", c.Number)
	case now != c.Is:
		return c, domain.Refuse("field.moved", c.Number)
	}
	c.State = Undone
	l.EndFieldChange(c, by)
	l.Remember(fact.Fact{Kind: fact.DoctorFieldUnset, At: l.Now(), Person: by, Subject: c.ID, Number: c.Number, Before: c.Is, After: c})
	return c, nil
}
