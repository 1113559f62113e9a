package simulate

import (
	"context"
	"math/bits"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/team"
)

// expectation is something that a person must be told: by the calendar, because she asked for it, or because of what was told to the
// safety desk.
type expectation struct {
	person string
	kind   string
	due    time.Time
	// number is the record that its words must name, 0 for any.
	number int64
	// why says what it rests on, for whoever looks into a push that was missed.
	why string
	// within is how late it may come; 0 is what the calendar may take.
	within time.Duration
}

// calendarWithin is how late what the calendar starts may come: ten minutes where it is spread over many people, and the time that a
// busy machine takes.
const (
	calendarWithin = 3 * time.Minute
	spreadOver     = 10 * time.Minute
	spreadAbove    = 200
)

// shiftedTo is when a rep is told in the afternoon who has the morning off.
const shiftedTo = domain.TimeOfDay("13:00")

// expectations looks, just before each time of the calendar, at whom it must tell what (PRODUCT.md P4, P5, P7, M5, Q2, Q3, Q6).
func (f *field) expectations(day domain.Date) []errand {
	if !f.company.days.Workday(day) {
		return nil
	}
	at := func(clock domain.TimeOfDay, look func(day domain.Date)) errand {
		return errand{"", day.At(clock, f.o.Zone), func(context.Context) { look(day) }}
	}
	all := []errand{at("07:30", f.expectMorning), at("08:50", f.expectMonthEnd), at("17:28", f.expectWarnings), at("18:20", f.expectEvening)}
	week := f.company.days.List(day.Monday(), day.Monday().AddDays(6))
	if week[len(week)-1] == day {
		all = append(all, at("17:50", f.expectReports))
	}
	before := f.company.days.AddWorkdays(day, -1)
	if before.Monday() != day.Monday() {
		all = append(all, at("08:20", func(day domain.Date) { f.expectAbove("week_report_team", day, "08:30") }))
	}
	if before.Month != day.Month {
		all = append(all, at("08:20", func(day domain.Date) { f.expectAbove("month_report_team", day, "08:45") }))
	}
	return all
}

// prompt expects something of a rep at a clock time, or at 13:00 if she has that morning off; nothing on a day off.
func (f *field) prompt(r *rep, kind string, day domain.Date, clock domain.TimeOfDay) {
	due := day.At(clock, f.o.Zone)
	if !r.ledger.freeAt(due) {
		if clock >= "12:00" || r.ledger.halves(day) == 0 {
			return
		}
		due = day.At(shiftedTo, f.o.Zone)
	}
	f.expect(expectation{person: r.UserID, kind: kind, due: due})
}

func (f *field) expectMorning(day domain.Date) {
	for _, r := range f.reps {
		planned := len(r.ledger.on(day)) > 0 && !r.ledger.unsure[day]
		if planned || overdue(r.repRow, r.ledger, day) > 0 {
			f.prompt(r, "morning_list", day, "08:00")
		}
	}
	for _, m := range f.managers {
		if len(m.reps) > 0 {
			f.expect(expectation{person: m.UserID, kind: "manager_morning", due: day.At("08:00", f.o.Zone)})
		}
	}
}

func (f *field) expectMonthEnd(day domain.Date) {
	for _, r := range f.reps {
		m := recount(r.repRow, r.ledger, f.company.days, day)
		if slices.Contains([]int{10, 5, 2}, m.daysLeft()) && m.left() > 0 {
			f.prompt(r, "month_end", day, "09:00")
		}
	}
}

// expectWarnings expects each warning once a month for each level; the graver one makes the lighter superfluous.
func (f *field) expectWarnings(day domain.Date) {
	for _, r := range f.reps {
		if !r.ledger.freeAt(day.At("17:30", f.o.Zone)) {
			continue
		}
		m := recount(r.repRow, r.ledger, f.company.days, day)
		levels := map[string]int{"quality_low": m.rateLevel()}
		if m.left() > 0 {
			levels["quota_behind"] = m.countLevel()
		}
		if short := m.short(); short > 0 {
			levels["infeasible"] = 1 + min(bits.Len(uint(short/visitsADay)), 3)
		}
		for _, kind := range []string{"quality_low", "quota_behind", "infeasible"} {
			key := kind + day.String()[:len("2006-01")]
			if levels[kind] > r.ledger.warned[key] {
				r.ledger.warned[key] = levels[kind]
				f.prompt(r, kind, day, "17:30")
			}
		}
	}
}

func (f *field) expectEvening(day domain.Date) {
	for _, r := range f.reps {
		if why := r.ledger.unrecorded(day, "18:30"); !r.ledger.unsure[day] && why != "" && r.ledger.freeAt(day.At("18:30", f.o.Zone)) {
			f.expect(expectation{person: r.UserID, kind: "evening_prompt", due: day.At("18:30", f.o.Zone), why: why})
		}
	}
}

func (f *field) expectReports(day domain.Date) {
	for _, r := range f.reps {
		if slices.ContainsFunc(f.company.days.List(day.Monday(), day), func(d domain.Date) bool { return r.ledger.halves(d) > 0 }) {
			f.expect(expectation{person: r.UserID, kind: "week_report", due: day.At("18:00", f.o.Zone)})
		}
	}
}

func (f *field) expectAbove(kind string, day domain.Date, clock domain.TimeOfDay) {
	for _, p := range f.above() {
		f.expect(expectation{person: p.UserID, kind: kind, due: day.At(clock, f.o.Zone)})
	}
}

// above are those who have reps below them, directly or not.
func (f *field) above() (out []team.Person) {
	has := map[string]bool{}
	boss := map[string]string{}
	for _, p := range f.company.people {
		boss[team.FoldUserID(p.UserID)] = team.FoldUserID(p.Manager)
	}
	for _, p := range f.company.people {
		if p.Role != domain.Rep {
			continue
		}
		for up := boss[team.FoldUserID(p.UserID)]; up != "" && !has[up]; up = boss[up] {
			has[up] = true
		}
	}
	for _, m := range f.company.managers {
		if has[team.FoldUserID(m.UserID)] {
			out = append(out, m)
		}
	}
	return out
}

// late is how late it may come.
func (f *field) late(e expectation) time.Duration {
	switch {
	case e.within > 0:
		return e.within
	case len(f.company.people) > spreadAbove:
		return calendarWithin + spreadOver
	}
	return calendarWithin
}
