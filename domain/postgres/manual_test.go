package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/visit"
)

// withDirector puts somebody above the manager of inNovember.
var withDirector = []string{`insert into staff (userid, name, role, mobile, from_date) values ('top', '周航', 'director', '13800003001', '2026-01-01')`,
	`update staff set manager = 'top' where userid = 'boss'`}

// askByHand asks for a grade by hand as the manager and returns its number.
func askByHand(t *testing.T, db *postgres.DB, code string, grade, was domain.Grade, until domain.Date) (n int64) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		var numbers []int64
		var standing []doctor.Manual
		tx.WantNumbers(1, &numbers)
		tx.WantManual(code, &standing)
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		n = numbers[0]
		_, err = doctor.AskGrade(tx, visit.Source{Person: "boss", Channel: domain.WeCom}, doctor.Manual{ID: id, Number: n, Doctor: code, Grade: grade, Was: was,
			Reason: "新任科主任", Until: until, Second: "top"}, standing, domain.DateOf(tx.Now()))
		return err
	})
	return n
}

func decideByHand(ctx context.Context, tx *postgres.Tx, by string, n int64, approve bool) error {
	all, err := tx.ManualNumbered(ctx, by, nil, []int64{n})
	if err != nil {
		return err
	}
	if len(all) != 1 {
		return domain.Refuse("review.number", n)
	}
	m, err := doctor.DecideGrade(tx, by, all[0], approve, "不充分", domain.DateOf(tx.Now()))
	if err != nil || !approve {
		return err
	}
	return tx.GradeNow(ctx, m.Doctor)
}

func approveByHand(t *testing.T, db *postgres.DB, n int64) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error { return decideByHand(ctx, tx, "top", n, true) })
}

// gradesOf says a doctor's grade and its history: B | 1900-01-01 B, 2026-11-23 A.
func gradesOf(t *testing.T, db *postgres.DB, code string) (text string) {
	t.Helper()
	if err := db.QueryRow(t.Context(), `select d.grade || ' | ' || coalesce((select string_agg(from_date || ' ' || grade, ', ' order by from_date)
        from doctor_grade where doctor = d.code and line = ''), '') from doctor d where code = '`+code+`'`, &text); err != nil {
		t.Fatal(err)
	}
	return text
}

// TestAGradeByHandStandsOverEverythingUntilItsDay: nothing changes before the approval; then quotas count by it from that day on;
// regrades, rollbacks and imports leave it; the day after its last one the scheme's grade is back, however late the sweep runs.
func TestAGradeByHandStandsOverEverythingUntilItsDay(t *testing.T) {
	for _, scheme := range []bool{false, true} {
		db := inNovember(t, withDirector...)
		was := domain.GradeB
		if scheme {
			was = domain.GradeD // nothing is known of her
			if _, err := db.ApplyGrading(t.Context(), grading.Default(), "guanli", ""); err != nil {
				t.Fatal(err)
			}
		}
		before := gradesOf(t, db, "D2")
		quota := sums(t, db, november(23), "rep")["rep"]
		n := askByHand(t, db, "D2", domain.GradeA, was, november(30))
		if after := gradesOf(t, db, "D2"); after != before || sums(t, db, november(23), "rep")["rep"] != quota {
			t.Errorf("a wish changes %s to %s", before, after)
		}
		approveByHand(t, db, n)
		want := "A | 1900-01-01 B, 2026-11-23 A"
		if after := gradesOf(t, db, "D2"); after != want {
			t.Errorf("approved, the grades are %s, not %s", after, want)
		}
		approved := sums(t, db, november(23), "rep")["rep"]
		if approved == quota {
			t.Errorf("approved, the month is still %s", quota)
		}
		if scheme {
			other := grading.Default()
			rule := other.Lines[""]
			rule.Thresholds = map[domain.Grade]int{"A": 99, "B": 98, "C": 97}
			other.Lines[""] = rule
			if _, err := db.ApplyGrading(t.Context(), other, "guanli", ""); err != nil {
				t.Fatal(err)
			}
			if _, err := db.RollBackGrading(t.Context(), 1, "guanli", ""); err != nil {
				t.Fatal(err)
			}
		}
		const file = "code,name,hospital,department,title,grade\nD2,李静,H01,心血管内科,主任医师,C\n"
		if counts := mustImport(t, db.ImportDoctors, file); counts[1] != 1 {
			t.Errorf("the import changes %v", counts)
		}
		if counts := mustImport(t, db.ImportDoctors, file); counts[2] != 1 {
			t.Errorf("the same file again changes %v", counts)
		}
		if after := gradesOf(t, db, "D2"); after != want || sums(t, db, november(23), "rep")["rep"] != approved {
			t.Errorf("after all that the grades are %s, not %s", after, want)
		}
		if err := db.SetAhead(t.Context(), 7*24*time.Hour); err != nil { // its last day
			t.Fatal(err)
		}
		if ended, err := db.EndManualGrades(t.Context(), db.Now()); err != nil || ended != 0 {
			t.Errorf("on its last day %d end: %v", ended, err)
		}
		if err := db.SetAhead(t.Context(), 10*24*time.Hour); err != nil {
			t.Fatal(err)
		}
		if ended, err := db.EndManualGrades(t.Context(), db.Now()); err != nil || ended != 1 {
			t.Errorf("two days late %d end: %v", ended, err)
		}
		back := "C" // of the last file
		if scheme {
			back = "D" // 20 points for the title
		}
		if after := gradesOf(t, db, "D2"); after != back+" | 1900-01-01 B, 2026-11-23 A, 2026-12-01 "+back {
			t.Errorf("ended, the grades are %s", after)
		}
		if ended, err := db.EndManualGrades(t.Context(), db.Now()); err != nil || ended != 0 {
			t.Errorf("again %d end: %v", ended, err)
		}
		var told string
		if err := db.QueryRow(t.Context(), `select string_agg(kind || ':' || person || coalesce(':' || (args->>'why'), ''), ' ' order by created_at, kind, id) from notice
            where kind <> 'grade_changed' or args->>'why' in ('hand', 'ended')`, &told); err != nil || !strings.Contains(told, "grade_decided:boss") ||
			!strings.Contains(told, "grade_changed:rep:hand") || !strings.Contains(told, "grade_changed:rep:ended") {
			t.Errorf("told are %s, %v", told, err)
		}
	}
}

// TestAnImportAfterTheLastDayKeepsTheHistoryTrue: nobody swept, and a file comes two days later.
func TestAnImportAfterTheLastDayKeepsTheHistoryTrue(t *testing.T) {
	db := inNovember(t, withDirector...)
	approveByHand(t, db, askByHand(t, db, "D2", domain.GradeA, domain.GradeB, november(24)))
	if err := db.Exec(t.Context(), `update doctor set given = grade where given = ''`); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(t.Context(), `update doctor set given = 'B' where code = 'D2'`); err != nil {
		t.Fatal(err)
	}
	if err := db.SetAhead(t.Context(), 4*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	mustImport(t, db.ImportDoctors, "code,name,hospital,department,grade\nD2,李静,H01,心血管内科,D\n")
	if after := gradesOf(t, db, "D2"); after != "D | 1900-01-01 B, 2026-11-23 A, 2026-11-25 B, 2026-11-27 D" {
		t.Errorf("the grades are %s", after)
	}
}

// TestOneGradeByHandIsDecidedOnce: the one who asked never decides, somebody else's manager does not find it, and of two who decide
// at once one wins.
func TestOneGradeByHandIsDecidedOnce(t *testing.T) {
	db := inNovember(t, append(withDirector, `insert into staff (userid, name, role, mobile, from_date) values ('other', '别人', 'manager', '13800003009', '2026-01-01')`)...)
	n := askByHand(t, db, "D2", domain.GradeA, domain.GradeB, november(30))
	code := func(err error) string {
		r, _ := domain.AsRefusal(err)
		return r.Code
	}
	for by, want := range map[string]string{"boss": "manual.own", "other": "review.number", "rep": "review.number", "guanli": "review.number"} {
		if err := db.InTx(t.Context(), func(tx *postgres.Tx) error { return decideByHand(t.Context(), tx, by, n, true) }); code(err) != want {
			t.Errorf("%s gets %v, not %s", by, err, want)
		}
	}
	results := make(chan error, 2)
	for _, approve := range []bool{true, false} {
		go func() {
			results <- db.InTx(context.Background(), func(tx *postgres.Tx) error { return decideByHand(context.Background(), tx, "top", n, approve) })
		}()
	}
	var said []string
	for range 2 {
		said = append(said, code(<-results))
	}
	if strings.Join(said, "") != "manual.decided" {
		t.Errorf("two decisions at once say %q", said)
	}
	m := askByHand(t, db, "D1", domain.GradeC, domain.GradeA, november(30))
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		var standing []doctor.Manual
		tx.WantManual("D1", &standing)
		if err := tx.Flush(t.Context()); err != nil {
			return err
		}
		_, err := doctor.AskGrade(tx, visit.Source{Person: "boss"}, doctor.Manual{Doctor: "D1", Grade: "B", Was: "A", Reason: "x", Until: november(30), Second: "top"},
			standing, november(23))
		return err
	}); code(err) != "manual.waits" {
		t.Errorf("a second wish while #%d waits gets %v", m, err)
	}
}
