package simulate

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// joined expects that the manager hears of a visit on which the rep says that she came along, and has her rate it today. said is the moment
// before she wrote.
func (r *rep) joined(said time.Time, v *visit) {
	r.field.expect(expectation{person: r.manager.UserID, kind: "joint_visit", due: said, number: v.number})
	r.manager.mu.Lock()
	defer r.manager.mu.Unlock()
	r.manager.joint = append(r.manager.joint, v)
}

// rate rates the visits of the day that she came along on, and gives one thing to practise.
func (m *manager) rate(ctx context.Context) {
	m.mu.Lock()
	joint := m.joint
	m.joint = nil
	m.mu.Unlock()
	for _, r := range m.reps { // in the order of her reps, whoever was first
		for _, v := range joint {
			if v.withdrawn || v.rep != r || m.random.IntN(100) >= jointRated {
				continue
			}
			text := fmt.Sprintf("辅导 %d 45344 建议：多练异议；待办：下周五前练习异议处理", v.number)
			said := m.field.o.Clock.Now()
			answer := m.say(ctx, text)
			number := firstNumber(answer)
			if !strings.HasPrefix(answer, "已记辅导") || number == 0 {
				m.field.finding(notUnderstood, m.UserID+" "+text+" → "+answer)
				continue
			}
			m.field.did(deedCoaching, number, m.UserID, text)
			m.field.expect(expectation{person: r.UserID, kind: "coach_rated", due: said, number: number})
		}
	}
}
