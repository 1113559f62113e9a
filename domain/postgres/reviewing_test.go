package postgres_test

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// TestADirectorIsToldOnceAfterThreeWorkdays: what was recorded on Wednesday waits until Monday's end; the director hears of it on
// Tuesday, once, and not of what was decided on.
func TestADirectorIsToldOnceAfterThreeWorkdays(t *testing.T) {
	db := company(t)
	for _, sql := range []string{
		`insert into staff (userid, name, role, mobile, from_date) values ('top', '周航', 'director', '13800003001', '2026-01-01')`,
		`update staff set manager = 'top' where userid = 'boss'`} {
		if err := db.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	today := domain.DateOf(db.Now())
	report(t, db, good("D1", today))
	report(t, db, good("D2", today))
	recorded := time.Date(2026, 11, 25, 18, 0, 0, 0, shanghai) // Wednesday
	if err := db.Exec(t.Context(), `update visit set recorded_at = $1`, recorded); err != nil {
		t.Fatal(err)
	}
	run := func(month time.Month, day, want int) {
		t.Helper()
		told, err := db.PromptOverdueReviews(t.Context(), time.Date(2026, month, day, 9, 0, 0, 0, shanghai))
		if err != nil || told != want {
			t.Errorf("on %d-%d %d are told, want %d (%v)", month, day, told, want, err)
		}
	}
	run(11, 30, 0) // Monday is the third workday
	run(12, 1, 1)
	run(12, 1, 0)
	run(12, 2, 0)
	var person string
	if err := db.QueryRow(t.Context(), `select string_agg(person, ' ') from notice where kind = 'review_overdue'`, &person); err != nil || person != "top" {
		t.Errorf("told are %q: %v", person, err)
	}
	// Reworked, the clock begins anew; decided on, it ends.
	if err := db.Exec(t.Context(), `update visit set reworked_at = $1 where doctor = 'D1'`, recorded.AddDate(0, 0, 7)); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(t.Context(), `update visit set status = 'approved' where doctor = 'D2'`); err != nil {
		t.Fatal(err)
	}
	run(12, 7, 0)
	run(12, 8, 1) // Wednesday 12-02 and three workdays
	run(12, 9, 0)
}
