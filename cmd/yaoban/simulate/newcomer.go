package simulate

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

var addedForm = regexp.MustCompile(`已新增医生 #(\d+)`)

// addDoctor adds a doctor of a name that nobody on her list has, tells of a visit to her at once, and has her manager verify her.
func (r *rep) addDoctor(ctx context.Context, day domain.Date) {
	r.added++
	d := &doctor{name: newcomerName(int(r.index)*7 + r.added), hospital: r.doctors[r.random.IntN(len(r.doctors))].hospital, since: day}
	if d.hospital == "" || r.knows(d.name) {
		return
	}
	text := "新增医生 " + d.name + " " + d.hospital + " 心血管内科 主治医师"
	answer := r.field.wecom(ctx, r.UserID, text, r.chance(repeated))
	m := addedForm.FindStringSubmatch(answer)
	if m == nil {
		r.field.finding(notUnderstood, r.UserID+" "+text+" → "+answer)
		return
	}
	d.added, d.alone = numeral(m[1]), true
	r.field.did(deedDoctor, d.added, r.UserID, text)
	r.doctors = append(r.doctors, d)
	r.tell(ctx, []*visit{r.visit(d, day)}, day, manner{})
	if r.manager != nil {
		r.manager.decides(d.added, "已核实")
	}
}

func (r *rep) knows(name string) bool {
	for _, d := range r.doctors {
		if d.name == name {
			return true
		}
	}
	return false
}

// decision is a record that waits for a manager's word, and how the answer to it begins.
type decision struct {
	number int64
	done   string
}

// decides has a manager approve a record at the end of her day.
func (m *manager) decides(number int64, done string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting = append(m.waiting, decision{number, done})
}

// approve approves what her reps have asked of her; by is herself, or who stands in for her.
func (m *manager) approve(ctx context.Context, by *manager) {
	m.mu.Lock()
	waiting := m.waiting
	m.waiting = nil
	m.mu.Unlock()
	for _, w := range waiting {
		text := fmt.Sprintf("批准 %d", w.number)
		if answer := by.say(ctx, text); !strings.HasPrefix(answer, w.done) {
			m.field.finding(notUnderstood, by.UserID+" "+text+" → "+answer)
		}
	}
}
