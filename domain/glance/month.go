package glance

import (
	"cmp"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/weekreport"
)

// Month is how a rep's month stands, or a manager's team's, as the panel beside the chats shows it. Every figure of it is computed
// by the rules that the chats answer by (domain/quota, domain/weekreport, domain/grading, domain/review); nothing is counted
// again on the page.
type Month struct {
	On domain.Date `json:"on"`
	// Days are the workdays of the month, Elapsed those begun, Left those from today on. Known is false where the year's holidays
	// were not imported.
	Days    int  `json:"days"`
	Elapsed int  `json:"elapsed"`
	Left    int  `json:"left"`
	Known   bool `json:"known"`
	// Rep is a rep's own month; Team has a row for each rep below a manager, and Waiting what waits for her.
	Rep     *RepMonth `json:"rep,omitempty"`
	Team    []TeamRow `json:"team,omitempty"`
	Waiting *Waiting  `json:"waiting,omitempty"`
}

// RepMonth is a rep's month: bars by grade, her doctors, this week and the next.
type RepMonth struct {
	Progress Share      `json:"progress"`
	Grades   []GradeBar `json:"grades"`
	// Level is how far the count is off course (PRODUCT.md Q3): 0 not, 1, 2. Remaining visits are to be made in the Capacity that
	// is left; Short of them are too many.
	Level     quota.Level `json:"level"`
	Remaining int         `json:"remaining"`
	Capacity  int         `json:"capacity"`
	Short     int         `json:"short"`
	// Doctors are all of hers, those who are most behind first.
	Doctors []DoctorMonth `json:"doctors"`
	Weeks   []Week        `json:"weeks"`
	// Commented is the number of the record on which somebody wrote to her last, 0 if nobody did.
	Commented int64 `json:"commented,omitempty"`
}

// Share is a part of a whole.
type Share struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}

// GradeBar is how many of a grade's required visits were made, each doctor's at most what she needs.
type GradeBar struct {
	Grade domain.Grade `json:"grade"`
	Share
	// Level is how far off course the grade by itself is.
	Level quota.Level `json:"level"`
}

// DoctorMonth is how far along one doctor's month is, and why she has her grade.
type DoctorMonth struct {
	Code string `json:"code"`
	Doctor
	Effective int         `json:"effective"`
	Required  int         `json:"required"`
	Last      domain.Date `json:"last,omitzero"`
	// Ago is how many days ago that was, Overdue how many beyond the longest gap.
	Ago     int    `json:"ago,omitempty"`
	Overdue int    `json:"overdue,omitempty"`
	Why     *Grade `json:"why,omitempty"`
}

// Grade is why a doctor has her grade: parts that sum to the score, in hundredths of a point, and how it came to be.
type Grade struct {
	Grade   domain.Grade `json:"grade"`
	Version int          `json:"version"`
	Score   int          `json:"score"`
	Parts   []Part       `json:"parts"`
	// Least are the scores from which A, B and C begin, in points.
	Least   map[domain.Grade]int `json:"least"`
	History []GradeSince         `json:"history"`
}

// Part is what one indicator gives, of at most Most hundredths.
type Part struct {
	Of     string `json:"of"`
	Value  string `json:"value"`
	Points int    `json:"points"`
	Most   int    `json:"most"`
}

// GradeSince is a grade and the day from which it held; the day is absent for the one that was there from the beginning.
type GradeSince struct {
	Grade domain.Grade `json:"grade"`
	From  domain.Date  `json:"from,omitzero"`
}

// Week is one week of a rep: the plan's days with what became of each stop, and the report.
type Week struct {
	Monday domain.Date `json:"monday"`
	Number int64       `json:"number,omitempty"`
	State  string      `json:"state,omitempty"` // draft, submitted, approved, sent_back; empty without a plan
	Days   []Day       `json:"days"`
	Report WeekFigures `json:"report"`
}

// Day is a day of a week.
type Day struct {
	Date  domain.Date `json:"date"`
	Work  bool        `json:"work"`
	Stops []Stop      `json:"stops,omitempty"`
}

// Stop is a planned visit, or one that was made without a plan. State is planned, missed, done, absent or off (off plan).
type Stop struct {
	Number int64 `json:"number"`
	Doctor
	Start     domain.TimeOfDay `json:"start,omitempty"`
	State     string           `json:"state"`
	Result    domain.Result    `json:"result,omitempty"`
	Score     int              `json:"score,omitempty"`
	Effective bool             `json:"effective,omitempty"`
}

// WeekFigures is the weekly report in figures. Rates are in thousandths, -1 where there is nothing to count.
type WeekFigures struct {
	Due        int                   `json:"due"`
	Done       int                   `json:"done"`
	Open       int                   `json:"open"`
	Ahead      int                   `json:"ahead"`
	OffPlan    int                   `json:"off_plan"`
	Made       int                   `json:"made"`
	Met        int                   `json:"met"`
	Effective  int                   `json:"effective"`
	Completion int                   `json:"completion"`
	Rate       int                   `json:"rate"`
	Quality    int                   `json:"quality"` // mean score in thousandths of a point
	Results    map[domain.Result]int `json:"results"`
	Feedback   int                   `json:"feedback"`
}

// TeamRow is one rep in her manager's panel.
type TeamRow struct {
	Rep      string      `json:"rep"` // userid
	Name     string      `json:"name"`
	Progress Share       `json:"progress"`
	Level    quota.Level `json:"level"`
	Week     Week        `json:"week"`
}

// Waiting is what waits for a manager: records that are a risk with their reasons, routine ones, and weeks.
type Waiting struct {
	Total   int           `json:"total"`
	Risks   []Record      `json:"risks"`
	Routine []Record      `json:"routine"`
	Weeks   []WaitingWeek `json:"weeks"`
}

// Record is one visit that waits.
type Record struct {
	Number int64         `json:"number"`
	Rep    string        `json:"rep"`
	Doctor Doctor        `json:"doctor"`
	Date   domain.Date   `json:"date"`
	Result domain.Result `json:"result,omitempty"`
	Score  int           `json:"score"`
	Risks  []Risk        `json:"risks,omitempty"`
}

// Risk is a reason as package review gives it.
type Risk struct {
	Kind    review.RiskKind `json:"kind"`
	Amount  int64           `json:"amount,omitempty"`
	Percent int             `json:"percent,omitempty"`
}

// WaitingWeek is a weekly plan that waits.
type WaitingWeek struct {
	Number int64       `json:"number"`
	Rep    string      `json:"rep"`
	Monday domain.Date `json:"monday"`
}

// RepMonthOf shows the month that a report's facts stand in. about are the rep's own doctors by their codes, each with why she has
// her grade; work says which days are worked.
func RepMonthOf(weeks []weekreport.Report, about map[string]DoctorMonth, work func(domain.Date) bool) *RepMonth {
	if len(weeks) == 0 {
		return nil
	}
	month := weeks[0].Month
	feasible := month.Feasible()
	r := &RepMonth{Level: month.CountLevel(), Remaining: month.Remaining(), Capacity: feasible.Capacity, Short: feasible.Short}
	r.Progress.Done, r.Progress.Of = month.Progress()
	for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
		if p := weeks[0].Progress[g]; p.Den > 0 {
			r.Grades = append(r.Grades, GradeBar{g, Share{p.Num, p.Den}, quota.CountLevel(p.Num, p.Den, month.Month.Elapsed(month.On), month.Month.Workdays())})
		}
	}
	for _, s := range month.Doctors {
		d, ok := about[s.Doctor]
		if !ok || !s.Hers {
			continue
		}
		d.Effective, d.Required, d.Last, d.Overdue, d.Grade = s.Effective, s.Required, s.Last, s.Overdue, s.Grade
		if !s.Last.IsZero() {
			d.Ago = month.On.Sub(s.Last)
		}
		r.Doctors = append(r.Doctors, d)
	}
	slices.SortStableFunc(r.Doctors, func(a, b DoctorMonth) int {
		left := func(d DoctorMonth) int { return max(0, d.Required-d.Effective) }
		return cmp.Or(left(b)-left(a), b.Overdue-a.Overdue, cmp.Compare(a.Grade, b.Grade), cmp.Compare(a.Code, b.Code))
	})
	for _, w := range weeks {
		r.Weeks = append(r.Weeks, WeekOf(w, work))
	}
	return r
}

// WeekOf shows a week with the days that are worked, and others on which something was planned or done.
func WeekOf(r weekreport.Report, work func(domain.Date) bool) Week {
	w := Week{Monday: r.Monday, Number: r.Week, State: r.State, Report: reportOf(r)}
	used := map[int64]bool{}
	stops := map[domain.Date][]Stop{}
	for _, p := range r.Plans {
		s := Stop{Number: p.Number, Doctor: short(p.Doctor), Start: p.Start, State: p.State}
		on := p.Date
		switch p.State {
		case "cancelled", "moved":
			continue
		case "planned":
			if !p.Date.After(r.DueBy) {
				s.State = "missed"
			}
		case "done":
			for _, v := range r.Visits {
				if v.Planned && !used[v.Number] && v.Doctor.Code == p.Doctor.Code {
					used[v.Number] = true
					s.made(v)
					on = v.Date
					break
				}
			}
		}
		stops[on] = append(stops[on], s)
	}
	for _, v := range r.Visits {
		if used[v.Number] {
			continue
		}
		s := Stop{Doctor: short(v.Doctor), State: "off"}
		s.made(v)
		stops[v.Date] = append(stops[v.Date], s)
	}
	for i := range 7 {
		day := Day{Date: r.Monday.AddDays(i)}
		day.Work, day.Stops = work(day.Date), stops[day.Date]
		slices.SortStableFunc(day.Stops, func(a, b Stop) int { return cmp.Compare(cmp.Or(a.Start, "99"), cmp.Or(b.Start, "99")) })
		if day.Work || len(day.Stops) > 0 || i < 5 {
			w.Days = append(w.Days, day)
		}
	}
	return w
}

// made notes the visit that a stop became.
func (s *Stop) made(v weekreport.Visit) {
	s.Number, s.Result, s.Score, s.Effective = v.Number, v.Result, v.Score, v.Effective
	s.Start = cmp.Or(v.Start, s.Start)
	if v.Result == domain.Absent {
		s.State = "absent"
	}
}

func short(d weekreport.Doctor) Doctor {
	return Doctor{Name: d.Name, Hospital: d.Hospital, Department: d.Department, Grade: d.Grade}
}

func reportOf(r weekreport.Report) WeekFigures {
	return WeekFigures{Due: r.Due, Done: r.Done, Open: len(r.Open), Ahead: r.Ahead, OffPlan: r.OffPlan, Made: r.Made, Met: r.Met, Effective: r.Effective,
		Completion: permille(r.Completion()), Rate: permille(r.EffectiveRate()), Quality: permille(r.Quality()), Results: r.Results, Feedback: r.Feedback}
}

func permille(r quota.Ratio) int {
	if n, ok := r.Permille(); ok {
		return n
	}
	return -1
}

// TeamOf shows a week's reports as the rows of a team, those who are most off course first.
func TeamOf(reports []weekreport.Report, work func(domain.Date) bool) (rows []TeamRow) {
	for _, r := range reports {
		row := TeamRow{Rep: r.Rep, Name: r.Name, Level: r.Month.CountLevel(), Week: WeekOf(r, work)}
		row.Progress.Done, row.Progress.Of = r.Month.Progress()
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b TeamRow) int {
		return cmp.Or(int(b.Level-a.Level), a.Progress.Done*max(1, b.Progress.Of)-b.Progress.Done*max(1, a.Progress.Of))
	})
	return rows
}

// GradeOf shows why a doctor has her grade; nil where no scheme is in force.
func GradeOf(s grading.Scheme, d grading.Doctor, history []GradeSince) *Grade {
	if !s.InForce() {
		return nil
	}
	r := s.Grade("", d)
	g := &Grade{Grade: r.Grade, Version: s.Version, Score: r.Hundredths, Least: s.Of("").Thresholds, History: append([]GradeSince{}, history...)}
	for _, p := range r.Parts {
		g.Parts = append(g.Parts, Part{Of: p.Of, Value: p.Value, Points: p.Hundredths, Most: 100 * p.Weight})
	}
	return g
}

// RecordsOf shows what waits, at most that many.
func RecordsOf(all []review.Judged, most int) []Record {
	out := []Record{}
	for _, j := range all[:min(len(all), most)] {
		r := Record{Number: j.Number, Rep: j.RepName, Doctor: Doctor{Name: j.DoctorName, Hospital: j.Hospital}, Date: j.Date, Result: j.Result, Score: j.Score}
		for _, k := range j.Risks {
			r.Risks = append(r.Risks, Risk(k))
		}
		out = append(out, r)
	}
	return out
}
