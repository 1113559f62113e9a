package roster

import (
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/team"
)

// CheckStaff finds what is wrong with a complete staff file among everybody who is stored: people above, deputies and mobile
// numbers that clash, loops in the reporting line. Userids take the spelling that is stored or, for new people, that of their
// own row. today is the business date.
func CheckStaff(f *File[Staff], stored []Staff, today domain.Date) {
	everybody := make(map[string]Staff, len(stored)+len(f.Rows))
	inFile := make(map[string]bool, len(f.Rows))
	for _, s := range stored {
		everybody[team.FoldUserID(s.UserID)] = s
	}
	for i := range f.Rows {
		key := team.FoldUserID(f.Rows[i].UserID)
		if old, ok := everybody[key]; ok {
			f.Rows[i].UserID = old.UserID
		}
		everybody[key], inFile[key] = f.Rows[i], true
	}
	numbers := map[string]string{} // mobile number to its holder, among those who are not in the file
	for _, s := range stored {
		if !inFile[team.FoldUserID(s.UserID)] && !left(s, today) {
			numbers[s.Mobile] = "of " + s.UserID
		}
	}
	for i := range f.Rows {
		s, line := &f.Rows[i], f.Lines[i]
		s.Manager = checkAbove(f, line, "manager", s.Manager, everybody)
		s.Deputy = checkAbove(f, line, "deputy", s.Deputy, everybody)
		if team.SameUserID(s.Deputy, s.UserID) && s.Deputy != "" {
			f.problem(line, "deputy", "is the person herself")
		}
		if !s.To.IsZero() && s.To.Before(s.From) {
			f.problem(line, "to", "%s lies before from, %s", s.To, s.From)
		}
		if left(*s, today) {
			continue
		}
		if other, taken := numbers[s.Mobile]; taken {
			f.problem(line, "mobile", "is the number %s, who has not left", other)
		} else {
			numbers[s.Mobile] = "of " + s.UserID
		}
	}
	checkLoops(f, everybody)
}

// checkAbove looks a manager or deputy up and returns the stored spelling.
func checkAbove(f *File[Staff], line int, column, id string, everybody map[string]Staff) string {
	if id == "" {
		return ""
	}
	s, ok := everybody[team.FoldUserID(id)]
	switch {
	case !ok && f.unread[team.FoldUserID(id)]:
	case !ok:
		f.problem(line, column, "%s is nobody in the file or in the database", quote(id))
	case s.Role == domain.Rep:
		f.problem(line, column, "%s is a rep; a %s is a manager, a director or of another desk", quote(id), column)
	default:
		return s.UserID
	}
	return id
}

// checkLoops names everybody who would stand above herself.
func checkLoops(f *File[Staff], everybody map[string]Staff) {
	people := make([]Staff, 0, len(everybody))
	for _, s := range everybody {
		people = append(people, s)
	}
	tree, err := team.NewTree(people)
	if err != nil {
		f.problem(0, "userid", "%s", err.Error())
		return
	}
	for _, id := range tree.Loops() {
		i := slices.IndexFunc(f.Rows, func(s Staff) bool { return team.SameUserID(s.UserID, id) })
		if i >= 0 {
			f.problem(f.Lines[i], "manager", "%s stands above herself: %s", quote(id), strings.Join(loopOf(tree, id), " → "))
		}
	}
}

// loopOf returns the way up from a person to herself.
func loopOf(tree team.Tree, id string) []string {
	way := []string{id}
	for p, ok := tree.Person(id); ok && p.Manager != ""; p, ok = tree.Person(p.Manager) {
		way = append(way, p.Manager)
		if team.SameUserID(p.Manager, id) || len(way) > 10 {
			return way
		}
	}
	return way
}

// left reports whether the person's time in the company is over.
func left(s Staff, today domain.Date) bool { return !s.To.IsZero() && s.To.Before(today) }

// CheckHospitals finds what is wrong with a complete file of hospitals beyond its cells: half a place. A name that two
// hospitals go by is only worth a note: the assistant asks which one is meant.
func CheckHospitals(f *File[Hospital], stored []Hospital) {
	for i, h := range f.Rows {
		if (h.Lat == nil) != (h.Lon == nil) {
			f.problem(f.Lines[i], "lat", "and lon are given together or not at all")
		}
	}
	names := map[string]string{}
	inFile := map[string]bool{}
	for _, h := range f.Rows {
		inFile[h.Code] = true
	}
	all := slices.Clone(f.Rows)
	for _, h := range stored {
		if !inFile[h.Code] {
			all = append(all, h)
		}
	}
	for _, h := range all {
		for _, name := range append([]string{h.Name}, h.Aliases...) {
			if other, taken := names[name]; taken && other != h.Code {
				f.Notes = append(f.Notes, quote(name)+" names both "+other+" and "+h.Code+"; people will be asked which one they mean")
			}
			names[name] = h.Code
		}
	}
}

// CheckDoctors finds what is wrong with a complete file of doctors among the stored hospitals (codes), staff and products
// (codes): a hospital that is not there, a rep who is none. Userids take the stored spelling. A product that is not stored is
// only worth a note, since products may be imported after doctors. today is the business date.
func CheckDoctors(f *File[Doctor], hospitals []string, staff []Staff, products []string, today domain.Date) {
	known := func(codes []string) map[string]bool {
		m := make(map[string]bool, len(codes))
		for _, c := range codes {
			m[c] = true
		}
		return m
	}
	isHospital, isProduct := known(hospitals), known(products)
	people := make(map[string]Staff, len(staff))
	for _, s := range staff {
		people[team.FoldUserID(s.UserID)] = s
	}
	strange := map[string]bool{}
	for i := range f.Rows {
		d, line := &f.Rows[i], f.Lines[i]
		if !isHospital[d.Hospital] {
			f.problem(line, "hospital", "%s is no hospital's code; import hospitals first", quote(d.Hospital))
		}
		if f.Has("rep") {
			for j, id := range d.Reps {
				d.Reps[j] = checkRep(f, line, id, people, today)
			}
		}
		for _, p := range d.Needs {
			strange[p] = !isProduct[p]
		}
	}
	var unknown []string
	for p, is := range strange {
		if is {
			unknown = append(unknown, p)
		}
	}
	if slices.Sort(unknown); len(unknown) > 0 {
		f.Notes = append(f.Notes, "column needs: not (yet) among the products: "+strings.Join(unknown, ", "))
	}
}

func checkRep(f *File[Doctor], line int, id string, people map[string]Staff, today domain.Date) string {
	s, ok := people[team.FoldUserID(id)]
	switch {
	case !ok:
		f.problem(line, "rep", "%s is nobody in the staff; import staff first", quote(id))
	case s.Role != domain.Rep:
		f.problem(line, "rep", "%s is no rep but %s", quote(id), s.Role)
	case left(s, today):
		f.problem(line, "rep", "%s left on %s", quote(id), s.To)
	default:
		return s.UserID
	}
	return id
}
