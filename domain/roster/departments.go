package roster

import (
	"fmt"
	"slices"

	"github.com/yaoban/yaoban/domain/department"
)

// StandardDepartments puts the one standard name into the rows of doctors whose department is written as people say it (心内:
// 心血管内科; PRODUCT.md D2), and notes which. The company's own words stand beside those that are known anyway. Other names stay
// as they are: a hospital may have departments that nobody else has.
func StandardDepartments(f *File[Doctor], words []Word) {
	own := map[string]string{}
	for _, w := range words {
		if w.Kind == DepartmentWord {
			own[w.Word] = w.Standard
		}
	}
	changed := map[string]int{}
	var order []string
	for i := range f.Rows {
		d := &f.Rows[i]
		standard, ok := own[d.Department]
		if !ok {
			standard, ok = department.Standard(d.Department)
		}
		if !ok || standard == d.Department {
			continue
		}
		note := quote(d.Department) + " is stored as " + standard
		if !slices.Contains(order, note) {
			order = append(order, note)
		}
		changed[note]++
		d.Department = standard
	}
	for _, note := range order {
		f.Notes = append(f.Notes, fmt.Sprintf("column department: %s (%d×)", note, changed[note]))
	}
}
