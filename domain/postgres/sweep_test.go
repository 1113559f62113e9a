package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/week"
)

// planned makes a plan for each doctor on a day, in the week given if there is one, and returns their numbers.
func planned(t *testing.T, db *postgres.DB, w week.Week, day domain.Date, doctors ...string) (numbers []int64) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		tx.WantNumbers(len(doctors), &numbers)
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		for i, d := range doctors {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			if _, err := plan.Make(tx, source(tx), id, numbers[i], plan.Details{Doctor: d, Date: day}); err != nil {
				return err
			}
		}
		if !w.ID.IsZero() {
			tx.JoinWeek(w)
		}
		return nil
	})
	return numbers
}

// openWeek makes the week of a day, submitted if that is wanted.
func openWeek(t *testing.T, db *postgres.DB, day domain.Date, submit bool) (w week.Week) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		var numbers []int64
		tx.WantNumbers(1, &numbers)
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		w = week.Open(tx, source(tx), id, numbers[0], day.Monday())
		if submit {
			w, err = week.Submit(tx, "rep", w, 1, "boss", day)
		}
		return err
	})
	return w
}

func planState(t *testing.T, db *postgres.DB, number int64) (p plan.Plan) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) (err error) {
		var ok bool
		p, ok, err = tx.PlanNumbered(ctx, "rep", number)
		if !ok {
			t.Fatalf("there is no plan #%d", number)
		}
		return err
	})
	return p
}

func column(t *testing.T, pool interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, sql string) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheEndOfADayMissesWhatWasNotMade(t *testing.T) {
	db, pool := companyPool(t)
	today := domain.DateOf(db.Now())
	alone := planned(t, db, week.Week{}, today, "D1")[0]
	w := openWeek(t, db, today, true)
	inWeek := planned(t, db, w, today, "D2")[0]
	later := planned(t, db, week.Week{}, today.AddDays(1), "D1")[0]
	for i := range 2 {
		n, err := db.EndDay(t.Context(), today)
		if err != nil || n != []int{2, 0}[i] {
			t.Fatalf("run %d ends %d plans, %v", i+1, n, err)
		}
	}
	for number, want := range map[int64]plan.State{alone: plan.Missed, inWeek: plan.Missed, later: plan.Planned} {
		if got := planState(t, db, number).State; got != want {
			t.Errorf("#%d is %s, want %s", number, got, want)
		}
	}
	facts := column(t, pool, `select kind || ' ' || before::text || ' ' || after::text from fact where kind = 'plan.missed'`)
	if len(facts) != 2 || facts[0] != `plan.missed "planned" "missed"` {
		t.Errorf("remembered is %q", facts)
	}

	// A visit that is told the next morning fulfils the plan all the same.
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		var plans []plan.Plan
		tx.WantPlans("rep", []string{"D1"}, &plans)
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		if len(plans) != 2 || plans[0].Number != alone || len(plan.Standing(plans)) != 1 {
			t.Fatalf("for a visit to D1 are read %+v", plans)
		}
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		_, err = plan.Fulfil(tx, "rep", plans[0], id)
		return err
	})
	if got := planState(t, db, alone).State; got != plan.Done {
		t.Errorf("after the late visit the plan is %s", got)
	}
}

func TestAProposalThatWasNeverSubmittedLapses(t *testing.T) {
	db := company(t)
	today := domain.DateOf(db.Now())
	w := openWeek(t, db, today, false)
	number := planned(t, db, w, today, "D1")[0]
	if _, err := db.EndDay(t.Context(), today); err != nil {
		t.Fatal(err)
	}
	if got := planState(t, db, number).State; got != plan.Cancelled {
		t.Errorf("a stop of a draft is %s at the end of its day", got)
	}
}

func TestManyPlansEndInBatches(t *testing.T) {
	db, pool := companyPool(t)
	today := domain.DateOf(db.Now())
	_, err := pool.Exec(t.Context(), `
insert into plan (id, number, rep, doctor, date, state, channel, said_at, recorded_at, origin)
select gen_random_uuid(), 100000 + i, 'rep', 'D1', $1, 'planned', 'wecom', $2, $2, gen_random_uuid() from generate_series(1, 4100) i`, today, db.Now())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := db.EndDay(t.Context(), today); n != 4100 || err != nil {
		t.Errorf("of 4100 plans %d end, %v", n, err)
	}
}

func TestPlansFollowDoctorsWhoGoToColleagues(t *testing.T) {
	db, pool := companyPool(t)
	today := domain.DateOf(db.Now())
	gone, stays := planned(t, db, week.Week{}, today.AddDays(2), "D1")[0], planned(t, db, week.Week{}, today.AddDays(2), "D2")[0]
	if _, err := pool.Exec(t.Context(), `update assignment set to_date = $1 where doctor = 'D1'`, today.AddDays(-1)); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		if n, err := db.FollowDoctors(t.Context(), today, db.Now()); err != nil || n != 1-i {
			t.Fatalf("run %d cancels %d, %v", i+1, n, err)
		}
	}
	if a, b := planState(t, db, gone).State, planState(t, db, stays).State; a != plan.Cancelled || b != plan.Planned {
		t.Errorf("with the doctor who left the list %s, with the other one %s", a, b)
	}
	told := column(t, pool, `select person || ' ' || args::text from notice where kind = 'plans_followed'`)
	if len(told) != 1 || !strings.HasPrefix(told[0], "rep ") || !strings.Contains(told[0], "张伟") {
		t.Errorf("told is %q", told)
	}
	if rows := column(t, pool, `select o.topic from outbox o join notice n on n.id::text = o.ref where n.kind = 'plans_followed'`); len(rows) != 1 {
		t.Errorf("rows of the outbox: %q", rows)
	}
}

func TestPlansOfAWeekLeaveANewHoliday(t *testing.T) {
	db, pool := companyPool(t)
	day := domain.DateOf(db.Now()).AddDays(7)
	for day.Weekday() == 0 || day.Weekday() == 6 {
		day = day.AddDays(1)
	}
	own := planned(t, db, week.Week{}, day, "D2")[0]
	if _, err := pool.Exec(t.Context(), `update plan set week = null`); err != nil {
		t.Fatal(err)
	}
	w := openWeek(t, db, day, true)
	proposed := planned(t, db, week.Week{}, day, "D1")[0]
	if _, err := pool.Exec(t.Context(), `update plan set week = $1 where number = $2`, w.ID, proposed); err != nil {
		t.Fatal(err)
	}
	lines, err := roster.ReadCSV(strings.NewReader(fmt.Sprintf("date,kind,name\n%s,off,司庆日\n", day)))
	if err != nil {
		t.Fatal(err)
	}
	if report, err := db.ImportHolidays(t.Context(), postgres.Importing{File: "h.csv", Lines: lines, Actor: "guanli"}); err != nil || len(report.Problems) > 0 {
		t.Fatal(report, err)
	}
	if p := planState(t, db, proposed); p.State != plan.Planned || !p.Date.IsZero() {
		t.Errorf("on the new holiday stands %+v", p)
	}
	if p := planState(t, db, own); p.Date != day {
		t.Errorf("what she planned herself moved to %s", p.Date)
	}
	told := column(t, pool, `select args::text from notice where kind = 'plans_followed'`)
	if len(told) != 1 || !strings.Contains(told[0], "司庆日") {
		t.Errorf("told is %q", told)
	}
}

// TestWeeksAreKeptWhole stores a week in each state and reads it back.
func TestWeeksAreKeptWhole(t *testing.T) {
	db := company(t)
	today := domain.DateOf(db.Now())
	w := openWeek(t, db, today, true)
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		got, ok, err := tx.WeekNumbered(ctx, []string{"rep"}, w.Number)
		if err != nil || !ok || got.State != week.Submitted || got.Monday != today.Monday() || got.SubmittedAt.IsZero() || got.Revision != 1 {
			t.Errorf("stored is %+v, %v, %v", got, ok, err)
		}
		if _, ok, err := tx.WeekNumbered(ctx, []string{"boss"}, w.Number); ok || err != nil {
			t.Errorf("somebody else has the week too: %v", err)
		}
		w, err = week.Decide(tx, "boss", "", got, false, "太满")
		return err
	})
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		got, _, err := tx.WeekNumbered(ctx, []string{"rep"}, w.Number)
		if got.State != week.SentBack || got.DecidedBy != "boss" || got.Reason != "太满" || got.DecidedAt.IsZero() {
			t.Errorf("sent back is %+v", got)
		}
		return err
	})
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		week.Open(tx, visit.Source{Person: "rep", Channel: domain.WeCom, SaidAt: tx.Now()}, id, 9999, today.Monday())
		return nil
	}); err == nil {
		t.Error("a rep has two plans of one week")
	}
}
