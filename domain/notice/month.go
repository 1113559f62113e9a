package notice

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMonthDoctor   = words.New("month.doctor", "%d. %s %s差%d次，%s")
	sayMonthRest     = words.New("month.rest", "…另有%d位医生，回“我还差几次”看全部。")
	sayMonthNever    = words.New("month.never", "还没见过")
	sayMonthLast     = words.New("month.last", "上次%s")
	sayMonthOverdue  = words.New("month.overdue", "（超期%d天）")
	sayMonthHolidays = words.New("month.holidays", "节假日未导入，按周一至周五计。")
	sayMonthGrade    = words.New("month.grade", "%s级%d次")
)

// MonthView is how far along a rep's month is, with what is needed to speak of it.
type MonthView struct {
	quota.Standings
	Name    string // of the rep
	Manager string // userid of who is directly above her, empty at the top
	Off     []quota.TimeOff
}

// DoctorName is how a doctor is named to a rep.
type DoctorName struct {
	Name      string
	Hospital  string // shortest name
	ShortCode string
}

// monthTruth is what the notices about a month read.
type monthTruth interface {
	// Months returns where the months of the reps stand on a day, in the order of their userids; who is no rep has no doctors.
	Months(ctx context.Context, on domain.Date, reps ...string) ([]MonthView, error)
	// DoctorNames returns the names of doctors, with their short codes in the rep's list, by their codes.
	DoctorNames(ctx context.Context, rep string, codes []string) (map[string]DoctorName, error)
	// Away reports whether a person has taken the half of the day off in which an instant lies (PRODUCT.md P6).
	Away(ctx context.Context, person string, at time.Time) (bool, error)
	// Unfinished returns how many of a rep's visits of the month up to a day lack a required field, and the number of the one
	// to begin with: the first of these, else the one of the lowest score that does not count; 0 if there is neither.
	Unfinished(ctx context.Context, rep string, on domain.Date) (count int, number int64, err error)
}

// Prompt is a notice that the calendar calls for. It is not told once one of the keys in Unless was: that said the same and more.
type Prompt struct {
	Notice
	Unless []string
}

// monthOf reads one rep's month for a notice to her: false where she is away at that time, or where the day is not worked, so
// that nothing is told. A notice that is withdrawn so leaves its key free for another day.
func monthOf(ctx context.Context, truth Truth, n Notice) (v MonthView, ok bool, err error) {
	away, err := truth.Away(ctx, n.Person, n.DueAt)
	if err != nil || away {
		return v, false, err
	}
	all, err := truth.Months(ctx, domain.DateOf(n.DueAt), n.Person)
	if err != nil || len(all) != 1 {
		return v, false, err
	}
	return all[0], all[0].worked(), nil
}

// worked reports whether the day that the view is of is a workday.
func (v MonthView) worked() bool { return v.Month.Elapsed(v.On) > v.Month.Elapsed(v.On.AddDays(-1)) }

// shiftAfternoon is when a rep is told who has the morning off.
const shiftAfternoon = domain.TimeOfDay("13:00")

// free returns when a person with those days off may be told what is due at an instant: then, or at 13:00 if she has the morning
// off; false if she has that day off, or is not back on it.
func free(off []quota.TimeOff, at time.Time) (time.Time, bool) {
	on := domain.DateOf(at)
	am, pm := true, true
	for _, o := range off {
		if o.Has(on) {
			am, pm = am && o.Half == quota.Afternoon, pm && o.Half == quota.Morning
		}
	}
	switch {
	case HalfOf(at) == quota.Afternoon:
		return at, pm
	case am:
		return at, true
	}
	return on.At(shiftAfternoon, at.Location()), pm
}

// HalfOf returns the half of the day in which an instant lies.
func HalfOf(at time.Time) quota.Half {
	if at.Hour() < 12 {
		return quota.Morning
	}
	return quota.Afternoon
}

// open are the doctors who still need visits, the most pressing first.
func (v MonthView) open() []quota.Standing {
	open := v.Open()
	slices.SortStableFunc(open, quota.ComparePressing)
	return open
}

// mostInMonth is how many doctors a notice about a month names; the rest is counted.
const mostInMonth = 8

// openLines names the most pressing doctors, a line each, and counts the rest; the name of the first comes apart, for an example.
func openLines(ctx context.Context, truth Truth, v MonthView) (lines string, first DoctorName, err error) {
	open := v.open()
	shown := open[:min(len(open), mostInMonth)]
	codes := make([]string, len(shown))
	for i, d := range shown {
		codes[i] = d.Doctor
	}
	names, err := truth.DoctorNames(ctx, v.Rep, codes)
	if err != nil {
		return "", first, err
	}
	var all []string
	for i, d := range shown {
		if i == 0 {
			first = names[d.Doctor]
		}
		grade := ""
		if d.Grade != "" {
			grade = string(d.Grade) + "级"
		}
		all = append(all, sayMonthDoctor.Say(i+1, names[d.Doctor].String(), grade, d.Remaining(), lastSeen(d)))
	}
	if rest := len(open) - len(shown); rest > 0 {
		all = append(all, sayMonthRest.Say(rest))
	}
	return strings.Join(all, "\n"), first, nil
}

// String writes a doctor as lists name her: 张伟(Z1) 市一.
func (d DoctorName) String() string {
	if d.ShortCode == "" {
		return d.Name + " " + d.Hospital
	}
	return d.Name + "(" + d.ShortCode + ") " + d.Hospital
}

// lastSeen says when a doctor was met last and whether that is too long ago.
func lastSeen(d quota.Standing) string {
	text := sayMonthNever.Say()
	if !d.Last.IsZero() {
		text = sayMonthLast.Say(monthDay(d.Last))
	}
	if d.Overdue > 0 {
		text += sayMonthOverdue.Say(d.Overdue)
	}
	return text
}

// byGrade sums what the doctors of each grade still need.
func (v MonthView) byGrade() map[domain.Grade]int {
	by := map[domain.Grade]int{}
	for _, d := range v.Doctors {
		by[d.Grade] += d.Remaining()
	}
	return by
}

// gaps writes what the grades still need: A级5次、B级7次.
func gaps(by map[domain.Grade]int) string {
	var parts []string
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if by[g] > 0 {
			parts = append(parts, sayMonthGrade.Say(g, by[g]))
		}
	}
	return strings.Join(parts, "、")
}

// perDay is how many visits each day in the field takes that is left.
func (v MonthView) perDay() int {
	halves := max(v.HalfDaysLeft(), 1)
	return (2*v.Remaining() + halves - 1) / halves
}

// withoutHolidays says, after words that rest on workdays, that the year's holidays are not known.
func withoutHolidays(text string, m quota.Month) string {
	if m.Known() {
		return text
	}
	return text + "\n" + sayMonthHolidays.Say()
}

// quotaParams fill the SMS template quota: what is left in all and by grade, and the workdays.
func quotaParams(views ...MonthView) map[string]string {
	sum, left := map[domain.Grade]int{}, 0
	n := 0
	for _, v := range views {
		n += v.Remaining()
		left = v.WorkdaysLeft()
		for g, k := range v.byGrade() {
			sum[g] += k
		}
	}
	return map[string]string{"n": strconv.Itoa(n), "a": strconv.Itoa(sum[domain.GradeA]), "b": strconv.Itoa(sum[domain.GradeB]),
		"c": strconv.Itoa(sum[domain.GradeC]), "d": strconv.Itoa(left)}
}

// monthKey is the key of a notice of a kind about a month to one person: month_end/2026-11/T-5/chenxiao.
func monthKey(kind string, on domain.Date, what any, person string) string {
	return fmt.Sprintf("%s/%04d-%02d/%v/%s", kind, on.Year, on.Month, what, person)
}

// percent writes a share: half up, in per cent.
func percent(num, den int) int {
	if den <= 0 {
		return 0
	}
	return (200*num + den) / (2 * den)
}
