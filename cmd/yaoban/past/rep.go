package past

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
)

// rep is one rep and how she works.
type rep struct {
	roster.Staff
	doctors []roster.Doctor
	// keeps is how many of a hundred planned visits she makes, late how many of a hundred afternoons she tells days later.
	keeps, late int
	// notes counts how many of the longer notes of each area she has used.
	notes map[string]int
	// stops are whom she sees today, those before noon told at noon.
	stops []string
	noon  int
	// newest is the number of her newest record.
	newest int64
}

// habits say how the reps of the example differ: one is ahead, one is behind and writes by SMS.
var habits = map[string]struct{ keeps, late int }{
	"chenxiao": {72, 8}, "linyutong": {94, 0}, "zhaolei": {38, 0}, "sunting": {66, 12},
}

func (p *play) newRep(s roster.Staff) *rep {
	h, ok := habits[s.UserID]
	if !ok {
		h.keeps, h.late = 85, 5
	}
	return &rep{Staff: s, doctors: p.Doctors[s.UserID], keeps: h.keeps, late: h.late, notes: map[string]int{}}
}

func (r *rep) channel() domain.Channel {
	if r.Channel == domain.PreferSMS {
		return domain.SMS
	}
	return domain.WeCom
}

// work is a rep's workday: the stops of the plan at noon and in the evening, answers to her manager, and on the last workday
// of the week the next week's plan.
func (p *play) work(i int, day domain.Date, r *rep) {
	shift := draw(25, r.UserID, day)
	if i == 0 {
		p.plan(day, clock("08:20", shift), func(ctx context.Context) error { return p.week(ctx, r, "本周", true) })
	}
	p.plan(day, clock("09:35", shift), func(ctx context.Context) error { return p.write(ctx, r) })
	p.plan(day, clock("11:50", shift), func(ctx context.Context) (err error) {
		if r.stops, err = p.Company.Stops(ctx, r.UserID, day); err != nil {
			return err
		}
		r.stops = p.choose(day, r)
		if r.noon = len(r.stops) / 2; p.longAgo(i) {
			r.noon = 0
		}
		return p.report(ctx, day, r, r.stops[:r.noon], "上午", "")
	})
	p.plan(day, clock("17:15", shift), func(ctx context.Context) error {
		afternoon := r.stops[r.noon:]
		if p.left(i) > 3 && draw(100, "late", r.UserID, day) < r.late {
			p.tellLate(i, day, r, afternoon)
			return nil
		}
		return p.report(ctx, day, r, afternoon, "下午", "")
	})
	last := p.left(i) == 0
	if ends := p.Days.AddWorkdays(day, 1).Monday() != day.Monday(); ends || last {
		submit := r.channel() != domain.SMS || !last // one of them has not got round to it yet
		at := domain.TimeOfDay("16:05")
		if last {
			at = "11:30" // before the page can open
		}
		p.plan(day, clock(at, shift), func(ctx context.Context) error { return p.week(ctx, r, "下周", submit) })
	}
}

// week has a week proposed, and submits it.
func (p *play) week(ctx context.Context, r *rep, which string, submit bool) error {
	if _, err := p.say(ctx, r.UserID, "排"+which); err != nil || !submit {
		return err
	}
	_, err := p.say(ctx, r.UserID, "提交"+which+"计划")
	return err
}

// choose returns whom the rep really sees: most of those planned, and now and then one who was not.
func (p *play) choose(day domain.Date, r *rep) (codes []string) {
	for _, code := range r.stops {
		if draw(100, "keeps", r.UserID, day, code) < r.keeps && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if draw(4, "off", r.UserID, day) == 0 || len(r.stops) == 0 && draw(2, "idle", r.UserID, day) == 0 {
		if d := r.doctors[draw(len(r.doctors), "whom", r.UserID, day)]; !slices.Contains(codes, d.Code) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// tellLate lets her tell of an afternoon two workdays later, with its date.
func (p *play) tellLate(i int, day domain.Date, r *rep, codes []string) {
	later := p.days[i+2]
	p.late = append(p.late, lateTelling{on: later, of: day, rep: r, codes: codes})
}

// lateTelling is what a rep tells on a later day.
type lateTelling struct {
	on, of domain.Date
	rep    *rep
	codes  []string
}

// write answers what her manager wrote, mends what was sent back, and tells what she still owes.
func (p *play) write(ctx context.Context, r *rep) error {
	day := domain.DateOf(p.now)
	for _, n := range take(p.answer, r.UserID) {
		if _, err := p.Company.Say(ctx, r.UserID, r.channel(), fmt.Sprintf("回复 %d %s", n, pick(replies, n))); err != nil {
			return err
		}
	}
	for _, n := range take(p.rework, r.UserID) {
		if _, err := p.Company.Say(ctx, r.UserID, r.channel(), fmt.Sprintf("改 %d %s，15分钟，感兴趣", n, p.brand(r, r.doctors[0]))); err != nil {
			return err
		}
	}
	for _, l := range p.late {
		if l.rep == r && l.on == day {
			if err := p.report(ctx, l.of, r, l.codes, "下午", fmt.Sprintf("%d月%d日", l.of.Month, l.of.Day)); err != nil {
				return err
			}
		}
	}
	return nil
}

// take empties a list and returns what was in it.
func take(lists map[string][]int64, person string) []int64 {
	all := lists[person]
	delete(lists, person)
	return all
}

// report tells of visits; half is the half of the day in which they were, dated their day if it is not today.
func (p *play) report(ctx context.Context, day domain.Date, r *rep, codes []string, half, dated string) error {
	if len(codes) == 0 {
		return nil
	}
	if r.channel() == domain.SMS {
		parts := make([]string, len(codes))
		for n, code := range codes {
			parts[n] = p.short(day, r, r.doctor(code))
		}
		answer, err := p.Company.Say(ctx, r.UserID, domain.SMS, strings.Join(parts, "；"))
		p.remember(r.UserID, answer)
		return err
	}
	clauses := make([]string, len(codes))
	for n, code := range codes {
		clauses[n] = p.clause(day, r, r.doctor(code), n, half)
	}
	answer, err := p.say(ctx, r.UserID, dated+strings.Join(clauses, "；"))
	p.remember(r.UserID, answer)
	return err
}

var recordNumber = regexp.MustCompile(`#(\d+)：`)

// remember notes whose records an answer names.
func (p *play) remember(rep, answer string) {
	for _, m := range recordNumber.FindAllStringSubmatch(answer, -1) {
		if n, err := strconv.ParseInt(m[1], 10, 64); err == nil {
			p.told[n] = rep
			for _, r := range p.reps {
				if r.UserID == rep {
					r.newest = n
				}
			}
		}
	}
}

func (r *rep) doctor(code string) roster.Doctor {
	i := slices.IndexFunc(r.doctors, func(d roster.Doctor) bool { return d.Code == code })
	if i < 0 { // a plan with somebody who has just gone to a colleague
		return r.doctors[0]
	}
	return r.doctors[i]
}
