package scheme

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/roster"
)

// The parts of a quota scheme's file. everyLine is how a file may name the lines that it does not list.
const (
	partVisits   = "visits"
	partGap      = "gap"
	partCapacity = "capacity"
	everyLine    = "default"
)

// QuotaHelp says what a file of a quota scheme looks like.
const QuotaHelp = `The file says the whole scheme, as YAML (as "show" prints it) or as a table (csv, xlsx) with the columns part,line,month,grade,value:
  visits    visits a month of a grade; line: a product line, or default for those that are not listed; month: YYYY-MM, or empty for every month
  gap       the longest time in days between two visits of a grade
  capacity  how many visits a rep can make on a whole day
visits of the line default must name A, B, C and D; a line that is listed needs nothing of a grade that it leaves out.`

// QuotaTable reads a quota scheme from the lines of a table. Problems: everything that is wrong, row by row; then the scheme is
// nothing to use. Its version and the month from which it holds are for whoever applies it.
func QuotaTable(lines []roster.Line) (quota.Scheme, []roster.Problem) {
	rows, problems := table(lines, []string{"part", "项"}, []string{"line", "产品线"}, []string{"month", "月份"}, []string{"grade", "等级"},
		[]string{"value", "值"})
	if len(problems) > 0 {
		return quota.Scheme{}, problems
	}
	return quotaOf(rows)
}

// QuotaYAML reads a quota scheme from YAML; problems as for QuotaTable.
func QuotaYAML(text []byte) (quota.Scheme, []roster.Problem) {
	rows, problems := tree(text, 4)
	if len(problems) > 0 {
		return quota.Scheme{}, problems
	}
	for i := range rows {
		switch k := rows[i].Keys; strings.ToLower(k[0]) {
		case partVisits: // line, grade
			rows[i].Keys = []string{k[0], k[1], k[3], k[2]}
		case "months": // month, line, grade
			rows[i].Keys = []string{partVisits, k[2], k[1], k[3]}
		case partGap: // grade
			rows[i].Keys = []string{k[0], k[2], k[3], k[1]}
		}
	}
	return quotaOf(rows)
}

func quotaOf(rows []Row) (quota.Scheme, []roster.Problem) {
	var f reading
	s := quota.Scheme{Version: 1, Lines: map[string]quota.Need{}, Gap: quota.Gap{}}
	for _, r := range rows {
		if strings.EqualFold(r.Keys[1], everyLine) {
			r.Keys[1] = ""
		}
		r.Keys[0], r.Keys[3] = strings.ToLower(r.Keys[0]), strings.ToUpper(r.Keys[3])
		if f.lawful(r) && f.first(r) {
			f.quota(&s, r)
		}
	}
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if _, ok := f.seen[strings.Join([]string{partVisits, "", "", string(g)}, "\x00")]; !ok {
			f.problems = append(f.problems, roster.Problem{Column: partVisits + " " + everyLine + " " + string(g), Reason: "is missing"})
		}
	}
	if _, ok := f.seen[partCapacity+"\x00\x00\x00"]; !ok {
		f.problems = append(f.problems, roster.Problem{Column: partCapacity, Reason: "is missing"})
	}
	if len(f.problems) > 0 {
		return quota.Scheme{}, f.problems
	}
	if err := s.Validate(); err != nil {
		return quota.Scheme{}, []roster.Problem{{Reason: err.Error()}}
	}
	return s, nil
}

// quota puts one row into the scheme.
func (f *reading) quota(s *quota.Scheme, r Row) {
	part, line, month, grade := r.Keys[0], r.Keys[1], r.Keys[2], domain.Grade(r.Keys[3])
	switch part {
	case partVisits, partGap:
		if !slices.Contains([]domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD}, grade) {
			f.problem(r, "the grade %q is not A, B, C or D", grade)
			return
		}
	case partCapacity:
	default:
		f.problem(r, "the part %q is unknown", part)
		return
	}
	if part != partVisits && (line != "" || month != "" || part == partCapacity && grade != "") {
		f.problem(r, "is the same for all")
		return
	}
	n, ok := f.count(r, map[string]int{partVisits: 31, partGap: 366, partCapacity: 50}[part])
	switch {
	case !ok:
	case part == partGap:
		s.Gap[grade] = n
	case part == partCapacity:
		s.Capacity = n
	case month == "":
		f.need(s.Lines, line)[grade] = n
	default:
		if _, err := domain.ParseDate(month + "-01"); err != nil {
			f.problem(r, "the month %q is not YYYY-MM", month)
			return
		}
		if s.Months == nil {
			s.Months = map[string]map[string]quota.Need{}
		}
		if s.Months[month] == nil {
			s.Months[month] = map[string]quota.Need{}
		}
		f.need(s.Months[month], line)[grade] = n
	}
}

func (*reading) need(by map[string]quota.Need, line string) quota.Need {
	if by[line] == nil {
		by[line] = quota.Need{}
	}
	return by[line]
}

// QuotaRows returns a quota scheme as the rows of a file.
func QuotaRows(s quota.Scheme) (rows []Row) {
	needs := func(month string, by map[string]quota.Need) {
		for _, line := range slices.Sorted(maps.Keys(by)) {
			for _, g := range slices.Sorted(maps.Keys(by[line])) {
				name := line
				if name == "" {
					name = everyLine
				}
				rows = append(rows, Row{Keys: []string{partVisits, name, month, string(g)}, Value: strconv.Itoa(by[line][g])})
			}
		}
	}
	needs("", s.Lines)
	for _, month := range slices.Sorted(maps.Keys(s.Months)) {
		needs(month, s.Months[month])
	}
	for _, g := range slices.Sorted(maps.Keys(s.Gap)) {
		rows = append(rows, Row{Keys: []string{partGap, "", "", string(g)}, Value: strconv.Itoa(s.Gap[g])})
	}
	return append(rows, Row{Keys: []string{partCapacity, "", "", ""}, Value: strconv.Itoa(s.Capacity)})
}

// QuotaOrder says which keys of a row lead inwards in YAML.
func QuotaOrder(r Row) []string {
	part, line, month, grade := r.Keys[0], r.Keys[1], r.Keys[2], r.Keys[3]
	switch {
	case part == partVisits && month != "":
		return []string{"months", month, line, grade}
	case part == partVisits:
		return []string{part, line, grade}
	case part == partGap:
		return []string{part, grade}
	}
	return []string{part}
}
