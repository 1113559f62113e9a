package simulate

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// call is a broadcast: whom it is for, and who has confirmed it.
type call struct {
	to    []*rep
	acked map[*rep]bool
}

var draftForm = regexp.MustCompile(`^通知草稿 #(\d+)`)

// broadcast tells her whole team something: she sees whom it is for, and sends it.
func (m *manager) broadcast(ctx context.Context) {
	const text = "通知全组：明天下午两点到公司开会，带上本月费用单据"
	answer := m.say(ctx, text)
	draft := draftForm.FindStringSubmatch(answer)
	if draft == nil {
		m.field.finding(notUnderstood, m.UserID+" "+text+" → "+answer)
		return
	}
	number := numeral(draft[1])
	said := m.field.o.Clock.Now()
	if sent := m.say(ctx, "1"); !strings.HasPrefix(sent, "已发出") || firstNumber(sent) != number {
		m.field.finding(notUnderstood, fmt.Sprintf("%s %s → %s → 1 → %s", m.UserID, text, answer, sent))
		return
	}
	m.field.did(deedBroadcast, number, m.UserID, text)
	for _, r := range m.reps {
		if !r.ledger.freeAt(said) { // on her day off it waits for the morning after
			continue
		}
		m.field.expect(expectation{person: r.UserID, kind: "broadcast", due: said, number: number})
	}
	m.field.mu.Lock()
	defer m.field.mu.Unlock()
	m.field.calls[number] = &call{to: m.reps, acked: map[*rep]bool{}}
	m.called = number
}

// confirm says that she has read what her manager told everybody today.
func (r *rep) confirm(ctx context.Context) {
	r.field.mu.Lock()
	number := int64(0)
	if r.manager != nil {
		number = r.manager.called
	}
	r.field.mu.Unlock()
	if number == 0 || !r.chance(callsConfirmed) {
		return
	}
	text := fmt.Sprintf("收到 %d", number)
	answer := r.field.wecom(ctx, r.UserID, text, false)
	if !strings.Contains(answer, "已确认") {
		r.field.finding(notUnderstood, r.UserID+" "+text+" → "+answer)
		return
	}
	r.field.mu.Lock()
	defer r.field.mu.Unlock()
	r.field.calls[number].acked[r] = true
}
