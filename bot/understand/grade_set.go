package understand

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
)

// GradeSet asks for a doctor's grade by hand. It is a command beyond the table.
const GradeSet Intent = "grade.set"

// GradeWish is what a GradeSet says beside the doctor; what was not said is empty.
type GradeWish struct {
	Grade  domain.Grade
	Reason string
	// Until is the last day on which the grade is to hold.
	Until domain.Date
}

var (
	// gradeWished reads 改成A级, 定为B, 升到A级; the bare verbs need the word 级.
	gradeWished = regexp.MustCompile(`(?:改成|改为|改到|调成|调到|调为|调整为|调整成|调整到|定为|定成|升成|升到|升为|提到|提为|降到|降为|降成|评为|设为|设成)\s*([abcd])(?:级|类|[^a-z0-9]|$)|` +
		`(?:改|升|降|定|调|评|是|够|算)\s*([abcd])(?:级|类)|(?:级别|等级|评级)(?:应该|要|得|该)?(?:改|升|降|定|调|评|设|是)\s*([abcd])(?:[^a-z0-9]|$)`)
	// gradeFact reads a grade that is only told, and needs a word of wish: 李静是A级.
	gradeFact = regexp.MustCompile(`应该|应当|该|其实|改|升|降|调|定|评`)
	// gradeChanged is a grade that is to become another one: whatever reasons follow, no visit is told.
	gradeChanged = regexp.MustCompile(`(?:改成|改为|改到|调成|调到|调为|调整为|调整成|调整到|定为|定成|升成|升到|升为|提到|提为|降到|降为|降成|评为|设为|设成)\s*[abcd](?:级|类)`)
	// gradeMeant is the same wish without a grade.
	gradeMeant = regexp.MustCompile(`人工定级|手工定级|手动定级|(?:改|调|调整|改一下|调一下|调整一下)等级`)
	// gradeWhy begins the reason.
	gradeWhy = regexp.MustCompile(`(?:理由|原因|因为|由于)(?:是|为|如下)?[:,\s]*`)
	// untilWords stand before the last day, untilAfter behind it.
	untilWords = regexp.MustCompile(`(?:有效期到|有效期至|有效期|期限到|期限|截止到|截止|截至|一直到|到|至)(?:是|为)?[:\s]*$`)
	untilAfter = regexp.MustCompile(`^\s*(?:为止|止|截止|前|之前)`)
)

// setsGrade reads 把张伟改成A级，理由新任科主任，到12-31.
func (m *message) setsGrade(r *Reading) bool {
	s := m.string()
	rep := m.who.Role == domain.Rep
	if !m.who.Role.Manages() && (!rep || len(m.people) == 0) || m.isQuestion() || AsksGrade(s) {
		return false
	}
	w := &GradeWish{}
	at := gradeWished.FindStringSubmatchIndex(s)
	if at != nil {
		if !gradeFact.MatchString(s) {
			return false
		}
		for _, g := range [][2]int{{at[2], at[3]}, {at[4], at[5]}, {at[6], at[7]}} {
			if g[0] >= 0 {
				w.Grade = domain.Grade(strings.ToUpper(s[g[0]:g[1]]))
			}
		}
	} else if at = gradeMeant.FindStringIndex(s); at == nil {
		return false
	}
	verb := runes(s[:at[0]])
	var who *mention // 把张伟改成A级 is no correction of the name
	for n := range m.people {
		if p := &m.people[n]; who == nil || p.to <= verb {
			who = p
		}
	}
	if who == nil && (w.Grade == "" || m.numberSaid() != 0) {
		return false
	}
	until, from, to := m.until()
	w.Until = until
	if why := gradeWhy.FindStringIndex(s); why != nil {
		begin, end := runes(s[:why[1]]), len(m.r)
		if from >= begin {
			end = from
		}
		w.Reason = strings.Trim(m.cut(begin, end), " ,，.。;；、!！\n")
	} else if to < len(m.r) && from < to { // …到12-31，新任科主任
		w.Reason = strings.Trim(m.cut(to, len(m.r)), " ,，.。;；、!！\n")
	}
	r.Further, r.Wish = GradeSet, w
	if who == nil { // a name that is not on her list
		r.Ask, r.Candidates = "doctor", []string{}
		return true
	}
	r.Doctor, r.Ask, r.Candidates = who.answer()
	r.Said = m.cut(who.from, who.to)
	m.gaveDoctor(who)
	return true
}

// onlyGrades reports whether a text says what a doctor's grade should become and tells of no visit (李静降到C级，原因是转去行政).
func (m *message) onlyGrades() bool {
	return gradeChanged.MatchString(m.string()) && !m.productSaid() && m.minutes([]span{{0, len(m.r)}}, false) == 0
}

// spokenDay is a day as people say a last one: 明年3月31日, 3月底, 明年底.
var spokenDay = regexp.MustCompile(`(今年|明年)?(\d{1,2})月(?:份)?(?:底|末)|明年(\d{1,2})(?:月|[-./])(\d{1,2})(?:日|号)?|(明年)年?(?:底|末)`)

// lastDay is a day to come that a text names, with the runes that say it.
type lastDay struct {
	domain.Date
	from, to int
}

// daysAhead returns the days that the text names, as days to come, in the order of the text.
func (m *message) daysAhead() (out []lastDay) {
	s, year := m.string(), m.today.Year
	for _, at := range spokenDay.FindAllStringSubmatchIndex(s, -1) {
		said := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return s[at[2*n]:at[2*n+1]]
		}
		d := domain.Date{Year: year + 1, Month: time.December, Day: 31}
		switch {
		case said(2) != "":
			month := int(recordNumber(said(2)))
			d = domain.Date{Year: year, Month: time.Month(month), Day: 1}
			if said(1) == "明年" || said(1) == "" && month < int(m.today.Month) {
				d.Year++
			}
			d = d.LastOfMonth()
		case said(3) != "":
			d.Month, d.Day = time.Month(recordNumber(said(3))), int(recordNumber(said(4)))
		}
		if _, err := domain.ParseDate(d.String()); err == nil {
			out = append(out, lastDay{d, runes(s[:at[0]]), runes(s[:at[1]])})
		}
	}
	for _, k := range m.tokens {
		if k.kind != tokDay || k.dead || !k.day.single() || slices.ContainsFunc(out, func(d lastDay) bool { return k.from < d.to && d.from < k.to }) {
			continue
		}
		out = append(out, lastDay{k.day.on(m.today, true), k.from, k.to})
	}
	slices.SortFunc(out, func(a, b lastDay) int { return a.from - b.from })
	return slices.DeleteFunc(out, func(d lastDay) bool { return d.IsZero() })
}

// until returns the day that the text names as the last one, and the runes that say it; the zero date and the end of the text if it
// names none.
func (m *message) until() (day domain.Date, from, to int) {
	for _, d := range m.daysAhead() {
		before := string(m.r[max(0, d.from-6):d.from])
		if at := untilWords.FindString(before); at != "" {
			return d.Date, d.from - runes(at), d.to
		}
		if after := untilAfter.FindString(string(m.r[d.to:min(len(m.r), d.to+4)])); after != "" {
			return d.Date, d.from, d.to + runes(after)
		}
	}
	return domain.Date{}, len(m.r), len(m.r)
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// DayAhead reads the one day that a short text names as a day to come: 12-31, 月底, 到下个月5号. False if it names none or several.
func DayAhead(text string, at time.Time) (domain.Date, bool) {
	m := newMessage(text, Sender{}, Context{At: at}, NewGazetteer(World{}))
	days := m.daysAhead()
	if len(days) != 1 {
		return domain.Date{}, false
	}
	return days[0].Date, true
}
