package postgres_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// What waits for a manager in the morning is of the reps right below her: weeks, events that are planned or were held, grades that she
// decides on; nothing that is decided, and nothing of another's.
func TestWhatWaitsForAManager(t *testing.T) {
	db, pool := branch(t, friday, 2)
	if _, err := pool.Exec(t.Context(), `
insert into staff (userid, name, role, manager, mobile, from_date) values ('far', '别组', 'rep', 'idle', '13800000009', '2026-01-01');
insert into week (id, number, rep, monday, state, submitted_at, channel, said_at, recorded_at, origin)
select gen_random_uuid(), 1000 + i, rep, '2026-11-30', state, '2026-11-26', 'wecom', '2026-11-26', '2026-11-26', gen_random_uuid()
from (values (1, 'rep0001', 'submitted'), (2, 'rep0002', 'draft'), (3, 'far', 'submitted')) w (i, rep, state);
insert into event (id, number, rep, kind, date, state, approval, reviewed, code, channel, said_at, recorded_at, origin)
select gen_random_uuid(), 1010 + i, rep, 'department', '2026-11-30'::date, state, approval, reviewed, '1' || i, 'wecom', '2026-11-26', '2026-11-26', gen_random_uuid()
from (values (1, 'rep0001', 'planned', 'waiting', null), (2, 'rep0002', 'held', 'none', 'open'), (3, 'rep0002', 'planned', 'approved', null),
    (4, 'rep0001', 'held', 'approved', 'approved'), (5, 'far', 'planned', 'waiting', null)) e (i, rep, state, approval, reviewed);
insert into manual_grade (id, number, doctor, grade, was, reason, until, asked_by, second, channel, asked_at, state)
select gen_random_uuid(), 1020 + i, 'rep0001-' || i, 'A', 'B', '学术带头人', '2027-03-31', 'rep0001', second, 'wecom', '2026-11-26', state
from (values (1, 'boss', 'waiting'), (2, 'top', 'waiting'), (3, 'boss', 'refused')) g (i, second, state);
insert into notice (id, kind, key, person, due_at, created_at) values ('00000000-0000-7000-8000-000000000001', 'manager_morning', 'm', 'boss', '2026-11-27 08:00+08', '2026-11-27 08:00+08')`); err != nil {
		t.Fatal(err)
	}
	var got notice.WaitingView
	id, err := domain.ParseID("00000000-0000-7000-8000-000000000001")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.ClaimNotice(t.Context(), id, time.Now(), func(ctx context.Context, c delivery.Case) (d delivery.Decision, err error) {
		got, err = c.Reads.Waiting(ctx, "boss")
		return d, err
	}); err != nil {
		t.Fatal(err)
	}
	want := notice.WaitingView{Weeks: []notice.WaitingItem{{Number: 1001, Rep: "代表1"}},
		Events: []notice.WaitingItem{{Number: 1011, Rep: "代表1"}, {Number: 1012, Rep: "代表2"}}, Grades: []notice.WaitingItem{{Number: 1021, Rep: "代表1"}}}
	got.Since = time.Time{}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("what waits is\n%+v\nwant\n%+v", got, want)
	}
}
