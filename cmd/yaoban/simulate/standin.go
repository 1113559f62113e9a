package simulate

import (
	"context"
	"fmt"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// standin is who decides for a manager, and until which day.
type standin struct {
	by    *manager
	until domain.Date
}

// peer is the manager next to her who has the same director, nil if there is none. Of two only one ever asks the other.
func (m *manager) peer() *manager {
	if m.index+1 >= uint64(len(m.field.managers)) {
		return nil
	}
	next := m.field.managers[m.index+1]
	if m.Role != domain.Manager || next.Role != domain.Manager || next.Manager != m.Manager || len(next.reps) == 0 || m.place%2 != 0 || next.place != m.place+1 {
		return nil
	}
	return next
}

// goAway asks the manager next to her to decide for her over the next workdays.
func (m *manager) goAway(ctx context.Context, day domain.Date) {
	to := m.peer()
	until := m.field.company.days.AddWorkdays(day, 2)
	text := fmt.Sprintf("%s代我到%s", to.Name, dayWords(until))
	said := m.field.o.Clock.Now()
	answer := m.say(ctx, text)
	if !strings.HasPrefix(answer, "已请") {
		m.field.finding(notUnderstood, m.UserID+" "+text+" → "+answer)
		return
	}
	m.field.count(func(c *Counts) { c.Deputies++ })
	m.field.expect(expectation{person: to.UserID, kind: "deputy_named", due: said, number: firstNumber(answer)})
	m.away = standin{to, until}
}

// decider is who decides for a manager on a day: she herself unless she is away.
func (m *manager) decider(day domain.Date) *manager {
	if m.away.by == nil || day.After(m.away.until) {
		return m
	}
	return m.away.by
}

// decidesFor are the managers for whom she decides on a day, herself first.
func (m *manager) decidesFor(day domain.Date) (all []*manager) {
	if m.decider(day) == m {
		all = append(all, m)
	}
	for _, other := range m.field.managers {
		if other != m && other.decider(day) == m {
			all = append(all, other)
		}
	}
	return all
}
