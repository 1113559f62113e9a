package command

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayWeekNone   = words.New("week.nothing", "%s没有需要新排的拜访：名单里的医生都已达标或已排好。要加谁请说“加上%s”。")
	sayWeekExists = words.New("week.exists", "%s要重新排请回“重排”。")
	_             = words.Refusal("week.no_days", "%s已经没有可排的工作日了。要排后面的请说“排%s”。")
	_             = words.Refusal("week.waits", "周计划 #%d 已提交，等主管审批。要改直接说，如“周三不去”。")
	_             = words.Refusal("week.approved", "周计划 #%d 已批准。要改直接说，如“周三不去”。")
	_             = words.Refusal("week.no_list", "您名下还没有医生，排不了计划。请联系管理员导入。")
	_             = register(Command{Intent: understand.WeekPropose, Roles: reporters, Run: proposeWeek})
)

// weeks reads and writes weekly plans.
type weeks interface {
	week.Ledger
	WantWeek(rep string, monday domain.Date, into *[]week.Week)
	WeeksOn(ctx context.Context, reps []string, monday domain.Date) ([]week.Week, error)
	WeeksWaiting(ctx context.Context, reps []string) ([]week.Week, error)
	WeekNumbered(ctx context.Context, reps []string, number int64) (week.Week, bool, error)
	WeeksNumbered(ctx context.Context, reps []string, numbers []int64) ([]week.Week, error)
	WeeksByID(ctx context.Context, ids []domain.ID) ([]week.Week, error)
	WasTold(ctx context.Context, subject domain.ID, person, kind string, revision int) (bool, error)
	JoinWeek(w week.Week)
	WantStops(rep string, from, to domain.Date, into *[]plan.Plan)
	WantAround(rep string, monday, today domain.Date, into *week.Around)
	PlansOfWeek(ctx context.Context, rep string, monday domain.Date) ([]plan.Plan, error)
	TeamPlan(ctx context.Context, reps []string, number int64) (plan.Plan, bool, error)
	ManagerOf(ctx context.Context, person string) (string, error)
}

// weekDraft is a rep's week with what stands in it, as it was read.
type weekDraft struct {
	monday domain.Date
	kept   []week.Week
	stops  []plan.Plan
	around week.Around
}

// week returns the week that is kept, and false if there is none yet.
func (d weekDraft) week() (week.Week, bool) {
	if len(d.kept) == 0 {
		return week.Week{}, false
	}
	return d.kept[0], true
}

// proposeWeek proposes the plan of a week (PRODUCT.md P3): the stops become planned visits with numbers, in a draft that is hers to
// change and to submit. What she has planned herself stays.
func proposeWeek(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Week
	monday := t.Today().Monday().AddDays(7)
	if hand, ok := t.State.InHand(t.In.At); ok {
		monday = hand.Monday
	}
	if said != nil && !said.Monday.IsZero() {
		monday = said.Monday
	}
	return t.propose(ctx, monday, said != nil && said.Anew)
}

func (t *Turn) propose(ctx context.Context, monday domain.Date, anew bool) (inbox.Answer, error) {
	if len(t.Book.order) == 0 {
		return inbox.Answer{}, domain.Refuse("week.no_list")
	}
	d, err := t.readWeek(ctx, monday)
	if err != nil {
		return inbox.Answer{}, err
	}
	w, ok := d.week()
	proposed := slices.DeleteFunc(slices.Clone(d.stops), func(p plan.Plan) bool { return !ok || p.Origin != w.Origin })
	switch {
	case ok && w.State == week.Submitted:
		return inbox.Answer{}, domain.Refuse("week.waits", w.Number)
	case ok && w.State == week.Approved:
		return inbox.Answer{}, domain.Refuse("week.approved", w.Number)
	case ok && !anew && len(proposed) > 0:
		a := t.weekShown(w, d.stops, nil)
		a.Text = sayWeekExists.Say(a.Text + "\n")
		return a, nil
	}
	for _, p := range proposed {
		if _, err := plan.Cancel(t.Tx, t.Who.UserID, p); err != nil {
			return inbox.Answer{}, err
		}
		d.stops = slices.DeleteFunc(d.stops, func(o plan.Plan) bool { return o.ID == p.ID })
	}
	days := t.weekDays(monday)
	if len(days) == 0 {
		return inbox.Answer{}, t.noDays(monday)
	}
	p := week.Propose(t.situation(d, days))
	if len(p.Stops) == 0 && len(d.stops) == 0 {
		return say(sayWeekNone.Say(dayTitle(monday, monday.AddDays(6), t.Today()), t.Book.exampleName(0)), "", nil), nil
	}
	details := make([]plan.Details, len(p.Stops))
	for i, s := range p.Stops {
		details[i] = plan.Details{Doctor: s.Doctor, Date: s.Date, Note: t.reasons(s)}
	}
	return t.keepWeek(ctx, d, details, p.NoPlace)
}

// keepWeek keeps the week and its new stops and shows it, with the doctors who found no place.
func (t *Turn) keepWeek(ctx context.Context, d weekDraft, details []plan.Details, noPlace []string) (inbox.Answer, error) {
	w, ok := d.week()
	n := len(details)
	if !ok {
		n++
	}
	var numbers []int64
	t.Tx.WantNumbers(n, &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	if ok {
		w.Origin = t.Origin
		w = week.Touch(t.Tx, t.Who.UserID, w)
	} else {
		id, err := t.Tx.NewID()
		if err != nil {
			return inbox.Answer{}, err
		}
		w = week.Open(t.Tx, t.source(), id, t.take(&numbers), d.monday)
	}
	made := make([]plan.Plan, 0, len(details)+len(d.stops))
	for _, k := range details {
		one, err := t.makePlan(t.source(), t.take(&numbers), k)
		if err != nil {
			return inbox.Answer{}, err
		}
		t.recorded(one.Number)
		made = append(made, one)
	}
	t.Tx.JoinWeek(w)
	t.State.Take(w.Number, w.Monday, t.In.At)
	return t.weekShown(w, inOrder(append(made, d.stops...)), noPlace), nil
}

// inOrder sorts stops by day, time and number.
func inOrder(stops []plan.Plan) []plan.Plan {
	slices.SortFunc(stops, func(a, b plan.Plan) int {
		if d := a.Date.Sub(b.Date); d != 0 {
			return d
		}
		if d := strings.Compare(late(a.Start), late(b.Start)); d != 0 {
			return d
		}
		return int(a.Number - b.Number)
	})
	return stops
}

// late puts a time that was not said behind those that were.
func late(t domain.TimeOfDay) string {
	if t == "" {
		return "99"
	}
	return string(t)
}

// readWeek reads the rep's week from monday on with what stands in it and the facts that a proposal rests on.
func (t *Turn) readWeek(ctx context.Context, monday domain.Date) (d weekDraft, err error) {
	d.monday = monday
	t.Tx.WantWeek(t.Who.UserID, monday, &d.kept)
	t.Tx.WantStops(t.Who.UserID, monday, monday.AddDays(6), &d.stops)
	t.Tx.WantAround(t.Who.UserID, monday, t.Today(), &d.around)
	t.wantMonth(nil, monday, monday.AddDays(6))
	return d, t.Tx.Flush(ctx)
}

// weekDays are the workdays of the week from monday on that lie ahead, less her time off.
func (t *Turn) weekDays(monday domain.Date) []week.Day {
	days := week.Days(t.weekdaysAhead(monday), t.offOf(monday))
	return slices.DeleteFunc(days, func(d week.Day) bool { return !d.Morning && !d.Afternoon })
}

// noDays refuses a week without a day to plan, and names the next one that has workdays: before a long holiday that is not the next.
func (t *Turn) noDays(monday domain.Date) error {
	next := monday.AddDays(7)
	for range mostWeeksOff {
		if len(t.weekdaysAhead(next)) > 0 {
			break
		}
		next = next.AddDays(7)
	}
	return domain.Refuse("week.no_days", weekTitle(monday, t.Today()), weekTitle(next, t.Today()))
}

// mostWeeksOff bounds the search for a week with workdays.
const mostWeeksOff = 8

// weekdaysAhead are the workdays of the week from monday on that lie after today.
func (t *Turn) weekdaysAhead(monday domain.Date) []domain.Date {
	from := monday
	if tomorrow := t.Today().AddDays(1); from.Before(tomorrow) {
		from = tomorrow
	}
	return t.Book.rules.Days.List(from, monday.AddDays(6))
}

// offOf is her time off in the months that the week from monday on touches, as it was read.
func (t *Turn) offOf(monday domain.Date) (off []quota.TimeOff) {
	for _, day := range []domain.Date{monday, monday.AddDays(6)} {
		for _, r := range t.recordsOf(day) {
			off = append(off, r.Rep.Off...)
		}
	}
	return off
}

// situation is what the proposal rests on: how far along the months of the week are, and what stands around it.
func (t *Turn) situation(d weekDraft, days []week.Day) week.Situation {
	s := t.places(days, d.stops)
	s.Left = map[domain.Date]int{}
	at := map[string]int{}
	for _, day := range []domain.Date{d.monday, d.monday.AddDays(6)} {
		for _, r := range t.recordsOf(day) {
			m := quota.MonthOf(t.Book.rules.Days, day)
			if _, done := s.Left[m.First()]; done {
				continue
			}
			from := days[0].Date
			if from.Before(m.First()) {
				from = m.First()
			}
			standings := t.Book.rules.Quota.Of(day).Standings(m, r, t.Today())
			s.Left[m.First()] = m.Left(standings.Presence, from)
			for i, k := range standings.Doctors {
				if !k.Hers {
					continue
				}
				n, known := at[k.Doctor]
				if !known {
					n = len(s.Doctors)
					at[k.Doctor] = n
					s.Doctors = append(s.Doctors, t.wished(k, since(r.Doctors[i], t.Today()), d.around))
				}
				s.Doctors[n].Short[m.First()] = k.Remaining()
			}
		}
	}
	return s
}

// since is the first day from which the doctor has been the rep's without a break to the day on.
func since(d quota.Doctor, on domain.Date) (from domain.Date) {
	for _, a := range d.Assigned {
		if a.Has(on) && (from.IsZero() || a.From.Before(from)) {
			from = a.From
		}
	}
	return from
}

// wished is what the proposal knows of a doctor.
func (t *Turn) wished(k quota.Standing, since domain.Date, around week.Around) week.Doctor {
	d := t.placed(k.Doctor)
	d.Grade, d.Last, d.Since, d.Planned, d.Missed = k.Grade, k.Last, since, around.Planned[k.Doctor], around.Missed[k.Doctor]
	return d
}

// places is where and when stops can be put beside those that stand.
func (t *Turn) places(days []week.Day, stops []plan.Plan) week.Situation {
	rules := t.Book.rules
	scheme := rules.Quota.Of(t.Today())
	return week.Situation{Days: days, Hospitals: rules.Hospitals, Standing: t.standing(stops), Capacity: scheme.Capacity, Gap: scheme.Gap,
		Apart: rules.Quality.On(t.Today()).MinGapDays}
}

// placed is what placing a stop needs to know of a doctor.
func (t *Turn) placed(code string) week.Doctor {
	k, _ := t.Book.Doctor(code)
	return week.Doctor{Code: code, Hospital: k.Hospital, Department: k.Department, Grade: k.Grade, Short: map[domain.Date]int{}}
}

// standing are stops as the placing of others sees them.
func (t *Turn) standing(stops []plan.Plan) []week.Standing {
	out := make([]week.Standing, len(stops))
	for i, p := range stops {
		k, _ := t.Book.Doctor(p.Doctor)
		out[i] = week.Standing{Doctor: p.Doctor, Hospital: k.Hospital, Date: p.Date, Start: p.Start}
	}
	return out
}

// asksToArrange are the words of a question about a week's plan that wishes for one (下周计划怎么排).
var asksToArrange = regexp.MustCompile(`怎么排|如何排|给我排|帮我排|怎么安排|^排下|^安排下`)

// wantsWeek reports whether a rep who asks for the plan of a coming week wishes to have it arranged.
func (t *Turn) wantsWeek(from, to domain.Date) bool {
	return t.Who.Role == domain.Rep && from == t.Today().Monday().AddDays(7) && to == from.AddDays(6) && asksToArrange.MatchString(t.In.Text)
}
