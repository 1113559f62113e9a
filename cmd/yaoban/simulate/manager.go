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

	mu    sync.Mutex
	weeks []waitingWeek
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
)

// day plans what she does on a day.
func (m *manager) day(day domain.Date) []errand {
	f := m.field
	m.random = rand.New(rand.NewPCG(f.o.Seed, 1<<40|m.index<<20|uint64(day.Sub(f.o.From))))
	if !f.company.days.Workday(day) {
		return nil
	}
	return []errand{
		{m.UserID, day.At("09:25", f.o.Zone), m.decideWeeks},
		{m.UserID, day.At("17:20", f.o.Zone), func(ctx context.Context) { m.review(ctx, day) }},
		{m.UserID, day.At("18:05", f.o.Zone), m.decideWeeks},
	}
}

func (m *manager) say(ctx context.Context, text string) string {
	return m.field.wecom(ctx, m.UserID, text, false)
}

func (m *manager) decideWeeks(ctx context.Context) {
	for _, w := range m.takeWeeks() {
		text, want := fmt.Sprintf("批准 %d", w.number), "已批准"
		back := m.random.IntN(100) < weeksSentBack
		if back {
			text, want = fmt.Sprintf("驳回 %d 周五太满，请匀一匀", w.number), "已退回"
		}
		if answer := m.say(ctx, text); !strings.HasPrefix(answer, want) {
			m.field.finding(notUnderstood, m.UserID+" "+text+" → "+answer)
			continue
		}
		if w.rep.resubmit = back; !back {
			m.field.count(func(c *Counts) { c.WeeksApproved++ })
		}
	}
}

// review comments on a visit of the day, sends one back, and passes what is routine.
func (m *manager) review(ctx context.Context, day domain.Date) {
	var numbers []int64
	for _, r := range m.reps {
		for _, v := range r.ledger.visits {
			if v.date == day && !v.withdrawn {
				numbers = append(numbers, v.number)
			}
		}
	}
	if len(numbers) == 0 {
		return
	}
	pick := func() int64 { return numbers[m.random.IntN(len(numbers))] }
	if m.random.IntN(100) < commentsADay {
		text := fmt.Sprintf("评语 %d 记得清楚，下次带上指南", pick())
		if answer := m.say(ctx, text); !strings.HasPrefix(answer, "评语已发") {
			m.field.finding(notUnderstood, m.UserID+" "+text+" → "+answer)
		}
	}
	if m.random.IntN(100) < rejectADay {
		text := fmt.Sprintf("驳回 %d 请补充目的", pick())
		if answer := m.say(ctx, text); !strings.Contains(answer, "驳回") && !strings.Contains(answer, "没有改动") {
			m.field.finding(notUnderstood, m.UserID+" "+text+" → "+answer)
		}
	}
	if answer := m.say(ctx, "通过 常规"); !strings.Contains(answer, "常规") {
		m.field.finding(notUnderstood, m.UserID+" 通过 常规 → "+answer)
	}
}
