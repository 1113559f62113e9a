package simulate

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/team"
)

// Files are a company's tables in the form of `yaoban import`, by the words of its command line: staff, hospitals, doctors, products,
// words, holidays. The last two may be missing.
type Files map[string][]roster.Line

// Tables are the tables in the order of their import.
var Tables = []string{"staff", "hospitals", "doctors", "products", "words", "holidays"}

// Needed reports whether a company cannot do without a table.
func Needed(table string) bool { return table != "words" && table != "holidays" }

// company is what the simulation itself knows of a company, out of its files and not out of the database.
type company struct {
	reps     []*repRow
	managers []team.Person
	safety   []team.Person
	people   []team.Person
	products []product
	days     calendar.Calendar
}

type repRow struct {
	team.Person
	doctors []*doctor
}

type product struct{ code, brand, area string }

// doctor is a doctor on one rep's list.
type doctor struct {
	code, name string
	// hospital is the name that people call it by, as every answer has it.
	hospital string
	grade    domain.Grade
	since    domain.Date
	// added is the number under which a rep added her, 0 for those of the files; her code is known at the end only.
	added int64
	// alone: nobody else on the list has the same name at the same hospital, so that naming both names her.
	alone bool
}

// Check says what is wrong with the files of a company that a simulation is to begin with on a day, as far as that can be seen without
// importing them.
func Check(f Files, from domain.Date) error {
	_, err := readCompany(f, from)
	return err
}

// readCompany reads what the files say. What is wrong with them in detail is the import's to tell; here only what keeps the
// simulation from knowing its own people is an error.
func readCompany(f Files, from domain.Date) (*company, error) {
	c := &company{}
	staff, errStaff := rowsOf(f, roster.StaffTable)
	hospitals, errHospitals := rowsOf(f, roster.HospitalTable)
	doctors, errDoctors := rowsOf(f, roster.DoctorTable)
	products, errProducts := rowsOf(f, roster.ProductTable)
	holidays, errHolidays := rowsOf(f, roster.HolidayTable)
	if err := errors.Join(errStaff, errHospitals, errDoctors, errProducts, errHolidays); err != nil {
		return nil, err
	}
	var err error
	if c.days, err = calendar.Default().With(holidays); err != nil {
		return nil, fmt.Errorf("read the holidays: %w", err)
	}
	for _, p := range products {
		c.products = append(c.products, product{p.Code, p.Brand, p.Area})
	}
	if len(c.products) == 0 {
		return nil, errors.New("the company has no products to speak of")
	}
	called := map[string]string{}
	for _, h := range hospitals {
		called[h.Code] = shortest(h)
	}
	rows := map[string]*repRow{}
	for _, p := range staff {
		if p.From.After(from) || !p.To.IsZero() && p.To.Before(from) {
			continue
		}
		c.people = append(c.people, p)
		switch {
		case p.Role == domain.Rep:
			rows[team.FoldUserID(p.UserID)] = &repRow{Person: p}
		case p.Role.Manages():
			c.managers = append(c.managers, p)
		case p.Role == domain.Safety:
			c.safety = append(c.safety, p)
		}
	}
	for _, d := range doctors {
		for _, rep := range d.Reps {
			row := rows[team.FoldUserID(rep)]
			if row == nil {
				continue
			}
			since := d.Since
			if since.IsZero() {
				since = from
			}
			row.doctors = append(row.doctors, &doctor{code: d.Code, name: d.Name, hospital: called[d.Hospital], grade: d.Grade, since: since})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		if row := rows[id]; len(row.doctors) > 0 {
			row.markAlone()
			c.reps = append(c.reps, row)
		}
	}
	if len(c.reps) == 0 {
		return nil, fmt.Errorf("nobody in the company is a rep with doctors on %s", from)
	}
	return c, nil
}

func (r *repRow) markAlone() {
	n := map[string]int{}
	for _, d := range r.doctors {
		n[d.hospital+d.name]++
	}
	for _, d := range r.doctors {
		d.alone = n[d.hospital+d.name] == 1 && d.hospital != ""
	}
}

// shortest is what people call a hospital: its first shortest alias of at least two characters, else its name.
func shortest(h roster.Hospital) string {
	best := ""
	for _, a := range h.Aliases {
		if n := utf8.RuneCountInString(a); n >= 2 && (best == "" || n < utf8.RuneCountInString(best)) {
			best = a
		}
	}
	if best == "" {
		return h.Name
	}
	return best
}

// rowsOf reads one table; a table that is not there has no rows.
func rowsOf[T any](f Files, t *roster.Table[T]) ([]T, error) {
	lines, ok := f[t.Name]
	if !ok {
		return nil, nil
	}
	table := t.Read(lines)
	var errs []error
	for _, p := range table.Problems {
		errs = append(errs, fmt.Errorf("%s: %s", t.Name, p))
	}
	return table.Rows, errors.Join(errs...)
}

// productsOf are the products that a rep speaks of: those of her lines, or all where none fits.
func (c *company) productsOf(r *repRow) []product {
	own := slices.DeleteFunc(slices.Clone(c.products), func(p product) bool { return !slices.Contains(r.Lines, p.area) })
	if len(own) == 0 {
		return c.products
	}
	return own
}

// doctorAt finds a doctor by her name and by how an answer names her place (市一心内): nil unless exactly one fits.
func (r *repRow) doctorAt(name, place string) *doctor {
	var found *doctor
	for _, d := range r.doctors {
		if d.name == name && strings.HasPrefix(place, d.hospital) {
			if found != nil {
				return nil
			}
			found = d
		}
	}
	return found
}
