// Package past is the two months that the example company has worked before somebody opens the sandbox page: what its people
// said, day after day, so that the first screen has visits to review, weeks to approve and quotas that are behind. It knows
// only what people say and when; the real bot reads it, in a company whose clock stands at each of those instants, so that the
// past holds nothing that the product would not have made of it. Only the demo plays it.
//
// The same day of the same company always goes the same way: nothing is random, what varies is drawn from the day and the
// person's name. What must be seen at once (a card that waits, a near-copy, a case) lies in the last days before the page opens.
package past

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/roster"
)

// Company is what the past happens in. Its clock stands where At last put it.
type Company interface {
	// At moves the clock and does what has fallen due until then.
	At(ctx context.Context, at time.Time) error
	// Say lets a person send one message now and returns what WeCom would answer.
	Say(ctx context.Context, person string, channel domain.Channel, text string) (answer string, err error)
	// Enter opens a person's app for the first time.
	Enter(ctx context.Context, person string) error
	// Stops returns the doctors whom a rep plans to see on a day, in the order of their plans.
	Stops(ctx context.Context, rep string, day domain.Date) ([]string, error)
	// Calendar runs what the company does of itself on a day: with all, the prompts and reports of that day too. The
	// occurrences come as instants with what is to be done.
	Calendar(day domain.Date, all bool) []Occurrence
	// Regrade applies the n-th grading scheme of the example, from 1.
	Regrade(ctx context.Context, n int) error
}

// Occurrence is one thing that the company does by the calendar.
type Occurrence struct {
	At  time.Time
	Run func(ctx context.Context) error
}

// Options are the people and days of the past. All are needed.
type Options struct {
	Company   Company
	Days      calendar.Calendar
	Zone      *time.Location
	Staff     []roster.Staff
	Hospitals []roster.Hospital
	Products  []roster.Product
	// Doctors are each rep's own, by userid.
	Doctors map[string][]roster.Doctor
	// Until is when the past ends and the page opens.
	Until time.Time
}

// Play plays the workdays from the first of the month before Until up to Until.
func Play(ctx context.Context, o Options) error {
	p := &play{Options: o, today: domain.DateOf(o.Until.In(o.Zone)), told: map[int64]string{}, answer: map[string][]int64{}, rework: map[string][]int64{}}
	from := p.today.FirstOfMonth().AddDays(-1).FirstOfMonth()
	days := o.Days.List(from, p.today)
	for len(days) > 0 && !o.Until.After(days[len(days)-1].At(dayCounts, o.Zone)) {
		days = days[:len(days)-1] // a day that has hardly begun has nothing to show
	}
	if len(days) == 0 {
		return nil
	}
	p.days = days
	for _, s := range o.Staff {
		switch {
		case s.Role == domain.Rep && len(o.Doctors[s.UserID]) > 0:
			p.reps = append(p.reps, p.newRep(s))
		case s.Role == domain.Manager:
			p.managers = append(p.managers, s.UserID)
		}
	}
	for i, day := range days {
		if err := p.day(ctx, i, day); err != nil {
			return fmt.Errorf("play the past of %s: %w", day, err)
		}
	}
	return nil
}

// dayCounts is the time of a day from which it is the last one of the past; before it, the day before is.
const dayCounts = domain.TimeOfDay("12:30")

// play is the past as far as it has come.
type play struct {
	Options
	today    domain.Date
	days     []domain.Date
	reps     []*rep
	managers []string
	// told says whose record a number is; answer and rework are the numbers on which a rep still has to write.
	told           map[int64]string
	answer, rework map[string][]int64
	late           []lateTelling
	// now is where the clock stands.
	now time.Time
	// agenda is what is still to happen on the day.
	agenda []happening
}

type happening struct {
	at time.Time
	do func(ctx context.Context) error
}

// left is how many workdays of the past follow the i-th.
func (p *play) left(i int) int { return len(p.days) - 1 - i }

// longAgo reports whether the i-th day lies so far back that it is told in few words: one message a rep, and reviews now and then.
func (p *play) longAgo(i int) bool { return p.left(i) > 10 }

// plan puts something on the day's agenda.
func (p *play) plan(day domain.Date, at domain.TimeOfDay, do func(ctx context.Context) error) {
	p.agenda = append(p.agenda, happening{day.At(at, p.Zone), do})
}

// day plays one workday, and the end of the days without work that follow it.
func (p *play) day(ctx context.Context, i int, day domain.Date) error {
	p.agenda = nil
	if i == 0 {
		p.opening(day)
	}
	p.regrades(i, day)
	for _, m := range p.managers {
		p.manage(i, day, m)
	}
	for _, r := range p.reps {
		p.work(i, day, r)
	}
	p.staged(i, day)
	next := p.today.AddDays(1)
	if p.left(i) > 0 {
		next = p.days[i+1]
	}
	for d := day; d.Before(next); d = d.AddDays(1) {
		for _, c := range p.Company.Calendar(d, p.left(i) == 0) {
			p.agenda = append(p.agenda, happening{c.At, c.Run})
		}
	}
	slices.SortStableFunc(p.agenda, func(a, b happening) int { return a.at.Compare(b.at) })
	for _, h := range p.agenda {
		if h.at.After(p.Until) {
			break
		}
		p.now = h.at.In(p.Zone)
		if err := p.Company.At(ctx, p.now); err != nil {
			return err
		}
		if err := h.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// opening is everybody's first look at the app.
func (p *play) opening(day domain.Date) {
	for _, s := range p.Staff {
		p.plan(day, "08:05", func(ctx context.Context) error { return p.Company.Enter(ctx, s.UserID) })
	}
}

// regrades are the admin's: the first scheme with the first day, the second with the first workday of the present month.
func (p *play) regrades(i int, day domain.Date) {
	switch {
	case i == 0:
		p.plan(day, "08:10", func(ctx context.Context) error { return p.Company.Regrade(ctx, 1) })
	case day.Month != p.days[i-1].Month:
		p.plan(day, "08:10", func(ctx context.Context) error { return p.Company.Regrade(ctx, 2) })
	}
}

// say lets a person write over WeCom.
func (p *play) say(ctx context.Context, person, text string) (string, error) {
	return p.Company.Say(ctx, person, domain.WeCom, text)
}

// draw is a number below n that is always the same for the same words.
func draw(n int, words ...any) int {
	h := fnv.New32a()
	_, _ = fmt.Fprintln(h, words...) // a hash takes everything
	return int(h.Sum32()>>3) % n
}

// clock is the time of the day so many minutes after another.
func clock(t domain.TimeOfDay, minutes int) domain.TimeOfDay {
	m := t.Hour()*60 + t.Minute() + minutes
	return domain.TimeOfDay(fmt.Sprintf("%02d:%02d", m/60, m%60))
}
