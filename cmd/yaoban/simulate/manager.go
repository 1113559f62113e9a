package simulate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/team"
)

// manager is a manager at work: she decides on weeks, passes what is routine, and writes a word here and there. What she says is told
// to her reps, so that their days hold more than what the calendar tells.
type manager struct {
	team.Person
	field  *field
	index  uint64
	reps   []*rep
	random *rand.Rand
	// place is her place among those of her director, away who decides for her while she is away.
	place int
	away  standin
	// called is the number of what she told her whole team today, 0 if nothing.
	called int64

	mu      sync.Mutex
	weeks   []waitingWeek
	waiting []decision
	joint   []*visit
}

type waitingWeek struct {
	rep    *rep
	number int64
}

// waits says that a week was submitted to her.
func (m *manager) waits(r *rep, number int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.weeks = append(m.weeks, waitingWeek{r, number})
}

// takeWeeks returns the weeks that wait for her, in the order of her reps.
func (m *manager) takeWeeks() (out []waitingWeek) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.reps {
		for _, w := range m.weeks {
			if w.rep == r {
				out = append(out, w)
			}
		}
	}
	m.weeks = nil
	return out
}

// The shares of a manager's behaviour, in per cent: of the weeks, and of the days.
const (
	weeksSentBack            = 10
	commentsADay, rejectADay = 60, 30
	jointRated               = 80
	callsADay, awayADay      = 8, 3 // rare
)

// day plans what she does on a day.
func (m *manager) day(day domain.Date) []errand {
	f := m.field
	m.random = rand.New(rand.NewPCG(f.o.Seed, 1<<40|m.index<<20|uint64(day.Sub(f.o.From))))
	if !f.company.days.Workday(day) {
		return nil
	}
	m.called = 0
	calls, goes := m.random.IntN(100) < callsADay*f.o.Rare && len(m.reps) > 0, m.random.IntN(100) < awayADay*f.o.Rare && m.peer() != nil && m.decider(day) == m
	each := func(run func(ctx context.Context, of *manager)) func(context.Context) {
		return func(ctx context.Context) {
			for _, of := range m.decidesFor(day) {
				run(ctx, of)
			}
		}
	}
	all := []errand{
		{m.UserID, day.At("09:25", f.o.Zone), each(func(ctx context.Context, of *manager) { of.decideWeeks(ctx, m) })},
		{m.UserID, day.At("17:20", f.o.Zone), each(func(ctx context.Context, of *manager) { of.review(ctx, m, day) })},
		{m.UserID, day.At("17:20", f.o.Zone), m.rate},
		{m.UserID, day.At("18:05", f.o.Zone), each(func(ctx context.Context, of *manager) { of.decideWeeks(ctx, m) })},
	}
	if calls {
		all = append(all, errand{m.UserID, day.At("11:10", f.o.Zone), m.broadcast})
	}
	if goes {
		all = append(all, errand{m.UserID, day.At("12:10", f.o.Zone), func(ctx context.Context) { m.goAway(ctx, day) }})
	}
	return all
}

func (m *manager) say(ctx context.Context, text string) string {
	return m.field.wecom(ctx, m.UserID, text, false)
}

// decideWeeks decides on the weeks that wait for her; by is herself, or who stands in for her.
func (m *manager) decideWeeks(ctx context.Context, by *manager) {
	for _, w := range m.takeWeeks() {
		text, want := fmt.Sprintf("批准 %d", w.number), "已批准"
		back := m.random.IntN(100) < weeksSentBack
		if back {
			text, want = fmt.Sprintf("驳回 %d 周五太满，请匀一匀", w.number), "已退回"
		}
		if answer := by.say(ctx, text); !strings.HasPrefix(answer, want) {
			m.field.finding(notUnderstood, by.UserID+" "+text+" → "+answer)
			continue
		}
		if w.rep.resubmit = back; !back {
			m.field.count(func(c *Counts) { c.WeeksApproved++ })
		}
	}
}

// review comments on a visit of the day, sends one back, approves what was asked for, and passes what is routine; by is herself, or who
// stands in for her.
func (m *manager) review(ctx context.Context, by *manager, day domain.Date) {
	defer m.approve(ctx, by)
	var visits []*visit
	for _, r := range m.reps {
		for _, v := range r.ledger.visits {
			if v.date == day && !v.withdrawn {
				visits = append(visits, v)
			}
		}
	}
	if len(visits) == 0 {
		return
	}
	pick := func() *visit { return visits[m.random.IntN(len(visits))] }
	if m.random.IntN(100) < commentsADay {
		v, said := pick(), m.field.o.Clock.Now()
		text := fmt.Sprintf("评语 %d 记得清楚，下次带上指南", v.number)
		if answer := by.say(ctx, text); strings.HasPrefix(answer, "评语已发") {
			m.field.expect(expectation{person: v.rep.UserID, kind: "comment_added", due: said, number: v.number})
		} else {
			m.field.finding(notUnderstood, by.UserID+" "+text+" → "+answer)
		}
	}
	if m.random.IntN(100) < rejectADay {
		m.reject(ctx, by, pick())
	}
	if answer := by.say(ctx, "通过 常规"); !strings.Contains(answer, "常规") {
		m.field.finding(notUnderstood, by.UserID+" 通过 常规 → "+answer)
	}
}

// reject sends a visit back; its rep changes it on her next day.
func (m *manager) reject(ctx context.Context, by *manager, v *visit) {
	text := fmt.Sprintf("驳回 %d 请补充目的", v.number)
	said := m.field.o.Clock.Now()
	answer := by.say(ctx, text)
	switch {
	case strings.HasPrefix(answer, "已驳回"):
		m.field.count(func(c *Counts) { c.Rejected++ })
		m.field.expect(expectation{person: v.rep.UserID, kind: "review_rejected", due: said, number: v.number})
		v.rejected = true
		v.rep.rework = append(v.rep.rework, v)
	case !strings.Contains(answer, "没有改动"):
		m.field.finding(notUnderstood, by.UserID+" "+text+" → "+answer)
	}
}
