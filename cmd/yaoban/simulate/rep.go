package simulate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// rep is one rep at work: what she has planned, what she does of it, and how she tells it. The shares are section 4.3 of what the
// field tells of itself: 65 % of the visits are planned, 70 % of the plans are carried out, 8 % of the doctors are not met, 20 % of the
// visits are told late, 2 % twice, 5 % are made up in the evening.
type rep struct {
	*repRow
	field   *field
	ledger  *ledger
	manager *manager
	index   uint64
	random  *rand.Rand
	wares   []product
	// channel is today's.
	channel domain.Channel
	// late are visits that are told the next morning.
	late []*visit
	// resubmit says that her week was sent back.
	resubmit bool
	// rework are visits that were sent back, seeing whom she sees today, meetings the events that she has planned, hosted the month in which
	// a doctor was given a visit by one, added how many doctors she has added.
	rework   []*visit
	seeing   map[*doctor]bool
	meetings []*meeting
	hosted   map[*doctor]domain.Date
	added    int
	queue    []asked
}

// asked is a short message on its way and what is done with its answer.
type asked struct {
	text  string
	heard func(ctx context.Context, answer string)
}

// errand is something that a person does at an instant; who is her userid. One person does one thing after the other.
type errand struct {
	who string
	at  time.Time
	run func(ctx context.Context)
}

// The shares of a rep's behaviour, in per cent.
const (
	planDone, planAbsent       = 70, 8
	toldLate, toldTwice        = 20, 2
	repeated                   = 3 // WeCom delivers the same message once more
	absentOffPlan              = 5
	severalAtOnce              = 15
	vague, incomplete          = 5, 6
	amended, undone            = 5, 3
	madeUpEvening              = 12 // of the days
	askedQuota, daysOff        = 15, 3
	reminded, plannedByWord    = 3, 8
	callsConfirmed             = 60
	noDataToday                = 3
	withNext, withStart, noWhy = 30, 60, 25
	answersQuestions           = 90
)

// What is rare, in a thousand: of the days, and the second and the third of the visits.
const (
	harmTold, harmBeside, jointVisit = 12, 1, 40
	meetingPlanned, newDoctor        = 40, 15
)

// rare rolls the dice for what is rare.
func (r *rep) rare(perThousand int) bool { return r.random.IntN(1000) < perThousand*r.field.o.Rare }

func (r *rep) chance(percent int) bool { return r.random.IntN(100) < percent }

// day plans what the rep does on a day. Her dice of the day depend on the seed, on her and on the day alone.
func (r *rep) day(day domain.Date) (all []errand) {
	f := r.field
	r.random = rand.New(rand.NewPCG(f.o.Seed, r.index<<20|uint64(day.Sub(f.o.From))))
	r.channel = domain.WeCom
	if r.Channel == domain.PreferSMS || r.chance(noDataToday) {
		r.channel = domain.SMS
	}
	at := func(clock domain.TimeOfDay, run func(context.Context)) {
		all = append(all, errand{r.UserID, day.At(clock, f.o.Zone), run})
	}
	if !f.company.days.Workday(day) || r.ledger.halves(day) == 0 {
		return nil
	}
	if len(r.late) > 0 {
		late := r.late
		r.late = nil
		at("09:10", func(ctx context.Context) { r.tellEach(ctx, late, day) })
	}
	if r.resubmit {
		r.resubmit = false
		at("09:10", r.submitWeek)
	}
	if rework := r.rework; len(rework) > 0 && r.channel == domain.WeCom {
		r.rework = nil
		at("09:10", func(ctx context.Context) {
			for _, v := range rework {
				r.amend(ctx, v)
			}
		})
	}
	all = append(all, r.visits(day)...)
	r.besides(day, at)
	return all
}

// besides is what a rep does beside her visits.
func (r *rep) besides(day domain.Date, at func(domain.TimeOfDay, func(context.Context))) {
	tomorrow := day.AddDays(1)
	if r.endsWeek(day) && r.index%5 != 4 { // four of five plan their weeks
		at("16:10", func(ctx context.Context) { r.planWeek(ctx, day) })
	}
	if r.chance(daysOff) && r.field.company.days.Workday(tomorrow) {
		whole, back := r.chance(50), r.chance(20)
		at("15:10", func(ctx context.Context) { r.takeOff(ctx, tomorrow, whole) })
		if back {
			at("16:10", func(ctx context.Context) { r.comeBack(ctx, tomorrow) })
		}
	}
	if d := r.doctors[r.random.IntN(len(r.doctors))]; r.chance(plannedByWord) && r.field.company.days.Workday(tomorrow) && r.channel == domain.WeCom && d.alone {
		at("12:10", func(ctx context.Context) { r.planOne(ctx, d, tomorrow) })
	}
	if r.chance(reminded) && r.channel == domain.WeCom {
		at("12:10", func(ctx context.Context) { r.setReminder(ctx, tomorrow) })
	}
	if r.rare(harmTold) {
		at("14:10", r.tellHarm)
	}
	r.besidesTalk(day, at)
	if r.chance(askedQuota) {
		at("17:10", func(ctx context.Context) { r.askQuota(ctx, day) })
	}
}

// besidesTalk is what she has to do with others than her doctors: events, new doctors, what her manager tells everybody.
func (r *rep) besidesTalk(day domain.Date, at func(domain.TimeOfDay, func(context.Context))) {
	if r.channel != domain.WeCom {
		return
	}
	if r.rare(meetingPlanned) {
		at("12:10", func(ctx context.Context) { r.planMeeting(ctx, day) })
	}
	if r.rare(newDoctor) {
		at("12:10", func(ctx context.Context) { r.addDoctor(ctx, day) })
	}
	for _, m := range r.meetings {
		if m.date == day && r.ledger.halves(day) == 2 {
			at("15:10", func(ctx context.Context) { r.holdMeeting(ctx, m) })
		}
	}
	at("13:10", r.confirm)
}

func (r *rep) endsWeek(day domain.Date) bool {
	days := r.field.company.days.List(day, day.Monday().AddDays(6))
	return len(days) == 1 && days[0] == day
}

// visits decides whom the rep sees on a day, and when she tells of it.
func (r *rep) visits(day domain.Date) (all []errand) {
	n := 4 + r.random.IntN(6)
	first, last := 18, 34 // 09:00 to 17:00 in half hours
	if off := r.ledger.off[day]; off.am {
		first, n = 26, (n+1)/2
	} else if off.pm {
		last, n = 23, (n+1)/2
	}
	var made []*visit
	planned := map[*doctor]bool{}
	for _, s := range r.ledger.on(day) {
		if planned[s.doctor] { // planned twice, by a report and for the week: it is one visit
			continue
		}
		planned[s.doctor] = true
		switch dice := r.random.IntN(100); {
		case len(made) == n || !s.doctor.alone:
		case dice < planDone:
			made = append(made, r.visit(s.doctor, day))
		case dice < planDone+planAbsent:
			made = append(made, r.missed(s.doctor, day))
		}
	}
	if least := (n + 2) / 3; len(made) > n-least { // a third is never planned
		made = made[:n-least]
	}
	for _, d := range r.pressing(day, n-len(made), made) {
		if r.chance(absentOffPlan) {
			made = append(made, r.missed(d, day))
			continue
		}
		made = append(made, r.visit(d, day))
	}
	r.seeing = map[*doctor]bool{}
	for _, v := range made {
		r.seeing[v.doctor] = true
	}
	fakes := 0
	if r.chance(madeUpEvening) && len(made) > 3 {
		fakes = 2 + r.random.IntN(2)
	}
	for i := 0; i < len(made)-fakes; i++ {
		v := made[i]
		halves := first + i*(last-first)/max(1, len(made))
		if _, clock := clockWords(halves); r.channel == domain.WeCom && r.chance(withStart) && halves/2 != 12 { // nobody says noon the same way
			v.start = clock
		}
		if r.channel == domain.WeCom && r.chance(toldLate) {
			r.late = append(r.late, v)
			continue
		}
		told := []*visit{v}
		if r.channel == domain.WeCom && r.chance(severalAtOnce) && i+1 < len(made)-fakes {
			i++
			told = append(told, made[i])
		}
		at := day.At(toldAt(halves+len(told)), r.field.o.Zone)
		manner := r.manner(told)
		all = append(all, errand{r.UserID, at, func(ctx context.Context) { r.tell(ctx, told, day, manner) }})
	}
	if fakes > 0 {
		clones := made[len(made)-fakes:]
		for _, v := range clones {
			*v = visit{rep: r, doctor: v.doctor, date: day, minutes: 15, products: clones[0].products[:min(1, len(clones[0].products))], purpose: domain.Detailing,
				result: domain.Agreed, channel: r.channel}
			if r.channel == domain.SMS {
				v.purpose = ""
			}
			if len(v.products) == 0 {
				v.products = []string{r.wares[0].code}
			}
		}
		all = append(all, errand{r.UserID, day.At("21:40", r.field.o.Zone), func(ctx context.Context) { r.tellEach(ctx, clones, day) }})
	}
	return all
}

// toldAt is when a rep tells of a visit that ends by the given half hour: ten minutes past the next hour. All tell at the same instants of the day,
// so that the clock has few stops; these lie beside those of the calendar.
func toldAt(halves int) domain.TimeOfDay {
	return domain.TimeOfDay(fmt.Sprintf("%02d:10", (halves+1)/2))
}

// pressing are doctors of the list whom she goes to unplanned: mostly those who still need visits.
func (r *rep) pressing(day domain.Date, n int, besides []*visit) (out []*doctor) {
	m := recount(r.repRow, r.ledger, r.field.company.days, day)
	taken := map[*doctor]bool{}
	for _, v := range besides {
		taken[v.doctor] = true
	}
	for _, v := range r.late {
		taken[v.doctor] = true
	}
	for range 12 * n {
		if len(out) == n {
			break
		}
		i := r.random.IntN(len(r.doctors))
		d := r.doctors[i]
		if taken[d] || !d.alone || r.ledger.has(d, day) || m.has[i] >= m.needs[i] && !r.chance(15) {
			continue
		}
		taken[d] = true
		out = append(out, d)
	}
	return out
}

// visit is a visit that she makes.
func (r *rep) visit(d *doctor, day domain.Date) *visit {
	v := &visit{rep: r, doctor: d, date: day, channel: r.channel, products: []string{r.wares[r.random.IntN(len(r.wares))].code}}
	v.minutes = []int{3, 5, 8, 10, 15, 15, 20, 20, 25, 40}[r.random.IntN(10)]
	v.result = []domain.Result{domain.Agreed, domain.Agreed, domain.Agreed, domain.Interested, domain.Interested, domain.Interested, domain.Neutral,
		domain.Objection, domain.Objection, domain.Refused}[r.random.IntN(10)]
	if r.channel == domain.SMS {
		return v
	}
	switch dice := r.random.IntN(100); {
	case dice < noWhy:
	case dice < noWhy+20:
		v.purpose = domain.Academic
	default:
		v.purpose = domain.Detailing
	}
	if r.chance(withNext) {
		next := day.AddDays(5 + r.random.IntN(8))
		for !r.field.company.days.Workday(next) {
			next = next.AddDays(1)
		}
		v.next = next
	}
	return v
}

// missed is a visit on which the doctor was not there.
func (r *rep) missed(d *doctor, day domain.Date) *visit {
	return &visit{rep: r, doctor: d, date: day, channel: r.channel, result: domain.Absent}
}
