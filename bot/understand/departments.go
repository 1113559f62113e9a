package understand

import (
	"strings"

	standard "github.com/yaoban/yaoban/domain/department"
)

// department is one way to call a department: the standard names that it can mean.
type department struct {
	word  string
	names []string
	weak  bool
}

var departments = func() []department {
	var out []department
	for _, n := range standard.Names() {
		out = append(out, department{n.Word, n.Standard, n.Everyday})
	}
	return out
}()

// ownDepartments are the ways to call departments that only the sender's doctors have: the full name, and the name without
// 科 where three characters remain.
func ownDepartments(doctors []Doctor) []department {
	var out []department
	seen := map[string]bool{}
	for _, d := range doctors {
		if d.Department == "" || standard.IsStandard(d.Department) || seen[d.Department] {
			continue
		}
		seen[d.Department] = true
		out = append(out, department{d.Department, []string{d.Department}, false})
		if short := strings.TrimSuffix(d.Department, "科"); short != d.Department {
			out = append(out, department{short, []string{d.Department}, len([]rune(short)) < 3})
		}
	}
	return out
}
