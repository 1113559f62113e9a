package simulate

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// How answers are read: only by the words that a rep sees.

var (
	echoForm     = regexp.MustCompile(`#(\d+)：([^(#\n]+)\(([^,()\n]+)(?:,(?:[A-D]|待核))?\) (\d\d-\d\d)(?: (\d\d:\d\d))?(?: (\d+)分钟)?([^。\n]*)([^\n]*)`)
	nextForm     = regexp.MustCompile(`下次 (\d\d-\d\d)`)
	standingForm = regexp.MustCompile(`本月[A-D]级第?(\d+)/(\d+)次`)
	numberForm   = regexp.MustCompile(`(?:#|编号)(\d+)`)
	leftForm     = regexp.MustCompile(`本月还差(\d+)次`)
	choiceForm   = regexp.MustCompile(`([①②③④⑤⑥⑦⑧⑨])([^①②③④⑤⑥⑦⑧⑨，\n]+)`)
	dayForm      = regexp.MustCompile(`^【(\d\d-\d\d) `)
	stopForm     = regexp.MustCompile(`^#(\d+) (?:(\d\d:\d\d) )?([^(#\n]+)\(([^,()\n]+)`)
)

// current is an answer without the word, in front of it, that an earlier question has lapsed.
func current(answer string) string {
	if !strings.HasPrefix(answer, "以下提问过了") {
		return answer
	}
	_, rest, _ := strings.Cut(answer, "天内有效。")
	return strings.TrimPrefix(rest, "\n")
}

// echo is how an answer repeats one recorded visit.
type echo struct {
	number        int64
	name, place   string
	day           string // MM-DD
	start         domain.TimeOfDay
	minutes       int
	parts         []string // products, purpose, result
	next          string   // MM-DD
	has, needs    int
	tellsStanding bool
}

// echoes reads the visits that an answer says to have recorded.
func echoes(answer string) (all []echo) {
	for _, m := range echoForm.FindAllStringSubmatch(answer, -1) {
		e := echo{number: numeral(m[1]), name: m[2], place: m[3], day: m[4], start: domain.TimeOfDay(m[5]), minutes: int(numeral(m[6]))}
		said, _, _ := strings.Cut(m[7], "，")
		e.parts = strings.FieldsFunc(said, func(r rune) bool { return r == '｜' || r == '、' })
		if next := nextForm.FindStringSubmatch(m[8]); next != nil {
			e.next = next[1]
		}
		if s := standingForm.FindStringSubmatch(m[7] + m[8]); s != nil {
			e.has, e.needs, e.tellsStanding = int(numeral(s[1])), int(numeral(s[2])), true
		}
		all = append(all, e)
	}
	return all
}

// differs says in what an echo is not the visit that was told, empty if in nothing.
func (e echo) differs(v *visit, c *company) string {
	want := []string{}
	for _, code := range v.products {
		want = append(want, c.brand(code))
	}
	if p := map[domain.Purpose]string{domain.Detailing: "产品传递", domain.Academic: "学术交流"}[v.purpose]; p != "" {
		want = append(want, p)
	}
	switch {
	case v.result == domain.Absent:
		want = append(want, "未遇")
	case v.result != "":
		want = append(want, resultWords[v.result])
	}
	if v.joint {
		want = append(want, v.rep.manager.Name+"协访")
	}
	next := ""
	if !v.next.IsZero() {
		next = monthDay(v.next)
	}
	switch {
	case e.name != v.doctor.name || !strings.HasPrefix(e.place, v.doctor.hospital):
		return "doctor"
	case e.day != monthDay(v.date):
		return "date"
	case e.start != v.start:
		return "start"
	case e.minutes != v.minutes:
		return "minutes"
	case strings.Join(e.parts, "｜") != strings.Join(want, "｜"):
		return "products, purpose or result"
	case e.next != next:
		return "next visit"
	}
	return ""
}

// choice finds the number of the choice of a question that is the doctor, 0 if none is.
func choice(question string, d *doctor) int {
	for i, m := range choiceForm.FindAllStringSubmatch(question, -1) {
		name, place, _ := strings.Cut(strings.TrimSpace(m[2]), " ")
		if name == d.name && strings.HasPrefix(place, d.hospital) {
			return i + 1
		}
	}
	return 0
}

// firstNumber is the first record number of an answer, 0 if it has none.
func firstNumber(answer string) int64 {
	if m := numberForm.FindStringSubmatch(answer); m != nil {
		return numeral(m[1])
	}
	return 0
}

func numeral(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func monthDay(d domain.Date) string { return d.String()[len("2006-"):] }

// inYear reads MM-DD as the day that lies nearest to another one.
func inYear(day string, near domain.Date) domain.Date {
	for _, year := range []int{near.Year, near.Year + 1, near.Year - 1} {
		d, err := domain.ParseDate(strconv.Itoa(year) + "-" + day)
		if n := d.Sub(near); err == nil && n > -183 && n < 183 {
			return d
		}
	}
	return domain.Date{}
}

// proposed reads the stops of a proposed week.
func (r *repRow) proposed(answer string, near domain.Date) (stops []*stop) {
	var day domain.Date
	for line := range strings.SplitSeq(answer, "\n") {
		if m := dayForm.FindStringSubmatch(line); m != nil {
			day = inYear(m[1], near)
			continue
		}
		m := stopForm.FindStringSubmatch(line)
		if m == nil || day.IsZero() {
			continue
		}
		if d := r.doctorAt(m[3], m[4]); d != nil {
			stops = append(stops, &stop{number: numeral(m[1]), doctor: d, date: day, start: domain.TimeOfDay(m[2])})
		}
	}
	return stops
}
