package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/visit"
)

var shanghai = mustZone("Asia/Shanghai")

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// company opens a fresh database with one manager, one rep and two doctors.
func company(t *testing.T) *postgres.DB {
	t.Helper()
	db, _ := companyPool(t)
	return db
}

// companyPool is company with a pool of connections, to look at rows and to change the world.
func companyPool(t *testing.T) (*postgres.DB, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.Pool(t)
	_, err := pool.Exec(t.Context(), `
insert into staff (userid, name, role, manager, mobile, from_date) values
    ('boss', '王经理', 'manager', null, '13800002001', '2026-01-01'),
    ('rep', '陈晓', 'rep', 'boss', '13800001001', '2026-01-01');
insert into conversation (person) values ('boss'), ('rep');
insert into hospital (code, name) values ('H01', '江城市第一人民医院');
insert into doctor (code, name, hospital, department, grade) values
    ('D1', '张伟', 'H01', '心血管内科', 'A'), ('D2', '李静', 'H01', '心血管内科', 'B');
insert into assignment (doctor, rep, from_date, short_code) values ('D1', 'rep', '2026-01-01', 'Z1'), ('D2', 'rep', '2026-01-01', 'L1')`)
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), pool.Config().ConnString(), shanghai)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db, pool
}

func inTx(t *testing.T, db *postgres.DB, f func(ctx context.Context, tx *postgres.Tx) error) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func source(tx *postgres.Tx) visit.Source {
	origin, _ := tx.NewID()
	return visit.Source{Person: "rep", Channel: domain.WeCom, SaidAt: tx.Now(), Origin: origin}
}

func good(doctor string, date domain.Date) visit.Details {
	return visit.Details{Doctor: doctor, Date: date, Start: "15:00", Minutes: 20, Products: []string{"P01"},
		Purpose: domain.Detailing, Result: domain.Agreed, Note: "讲了新适应症"}
}

func report(t *testing.T, db *postgres.DB, details ...visit.Details) (kept visit.Kept) {
	t.Helper()
	return reportBy(t, db, nil, details...)
}

func reportBy(t *testing.T, db *postgres.DB, q quality.Schemes, details ...visit.Details) (kept visit.Kept) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		var numbers []int64
		tx.WantNumbers(len(details), &numbers)
		var doctors []string
		var days []domain.Date
		for _, d := range details {
			doctors, days = append(doctors, d.Doctor), append(days, d.Date)
		}
		around, err := visit.Read(ctx, tx, q, "rep", doctors, days)
		if err != nil {
			return err
		}
		var named []visit.Numbered
		for i, d := range details {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			named = append(named, visit.Numbered{ID: id, Number: numbers[i], Details: d})
		}
		kept, err = visit.Report(tx, q, source(tx), domain.DateOf(tx.Now()), named, around)
		return err
	})
	return kept
}

func stored(t *testing.T, db *postgres.DB, number int64) (v visit.Visit) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		var ok bool
		var err error
		v, ok, err = tx.VisitNumbered(ctx, "rep", number)
		if !ok {
			t.Fatalf("there is no visit #%d", number)
		}
		return err
	})
	return v
}

func TestAVisitIsKeptWholeAndNumberedFrom1001(t *testing.T) {
	db := company(t)
	today := domain.DateOf(db.Now())
	d := good("D1", today)
	d.Joint, d.Next = "boss", visit.Next{Date: today.AddDays(7), Start: "10:00"}
	v := report(t, db, d).Visits[0]
	if v.Number != 1001 {
		t.Errorf("the first number is %d", v.Number)
	}
	got := stored(t, db, 1001)
	if got.Doctor != "D1" || got.Start != "15:00" || got.Minutes != 20 || got.Joint != "boss" || got.Next != d.Next ||
		got.Result != domain.Agreed || got.Status != visit.Open || !got.Effective || got.Score != 100 || got.Note != d.Note {
		t.Errorf("stored %+v", got)
	}
}

func TestOrderOfTellingDoesNotDecideWhatCounts(t *testing.T) {
	db := company(t)
	today := domain.DateOf(db.Now())
	late := report(t, db, good("D1", today)).Visits[0]
	early := report(t, db, good("D1", today.AddDays(-2))).Visits[0]
	if !early.Effective {
		t.Error("the earlier visit, told later, does not count")
	}
	if stored(t, db, late.Number).Effective {
		t.Error("a visit two days after an effective one counts")
	}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		around, err := visit.Read(ctx, tx, nil, "rep", []string{"D1"}, []domain.Date{early.Date})
		if err != nil {
			return err
		}
		return visit.Withdraw(tx, nil, "rep", []visit.Visit{early}, around)
	})
	if !stored(t, db, late.Number).Effective {
		t.Error("after the earlier one was taken back the later one does not count again")
	}
	if got := stored(t, db, early.Number); got.Status != visit.Withdrawn || got.Effective {
		t.Errorf("the visit taken back is %s, effective %v", got.Status, got.Effective)
	}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		v, _, err := tx.VisitNumbered(ctx, "rep", early.Number)
		if err != nil {
			return err
		}
		around, err := visit.Read(ctx, tx, nil, "rep", []string{"D1"}, []domain.Date{early.Date})
		if err != nil {
			return err
		}
		_, err = visit.Restore(tx, nil, "rep", []visit.Visit{v}, around)
		return err
	})
	if stored(t, db, late.Number).Effective || !stored(t, db, early.Number).Effective {
		t.Error("after the undo of the undo the first verdicts do not stand again")
	}
}

func TestAVisitInTheFutureIsRefusedAndLeavesNothing(t *testing.T) {
	db := company(t)
	today := domain.DateOf(db.Now())
	err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		id, _ := tx.NewID()
		_, err := visit.Report(tx, nil, source(tx), today, []visit.Numbered{{ID: id, Number: 5, Details: good("D1", today.AddDays(1))}}, nil)
		return err
	})
	if r, ok := domain.AsRefusal(err); !ok || r.Code != "visit.future" {
		t.Fatalf("got %v", err)
	}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		if _, ok, err := tx.VisitNumbered(ctx, "rep", 5); ok || err != nil {
			t.Errorf("the refused visit is stored: %v %v", ok, err)
		}
		return nil
	})
}

func TestPlansAndRemindersTellOnceARevision(t *testing.T) {
	db := company(t)
	day := domain.DateOf(db.Now()).AddDays(2)
	var p plan.Plan
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) (err error) {
		id, _ := tx.NewID()
		p, err = plan.Make(tx, source(tx), id, 2001, plan.Details{Doctor: "D1", Date: day, Start: "15:00", Remind: 30})
		return err
	})
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) (err error) {
		d := p.Details
		d.Start = "16:00"
		p, err = plan.Amend(tx, source(tx), p, d)
		return err
	})
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
		id, _ := tx.NewID()
		r, err := remind.Make(tx, source(tx), id, 2002, tx.Now().Add(time.Hour), "交报表", "")
		if err != nil {
			return err
		}
		_, err = remind.Cancel(tx, "rep", r)
		return err
	})
	var live, withdrawn, waiting int
	err := pgxRow(t, db, `select count(*) filter (where state = 'live'), count(*) filter (where state = 'withdrawn'),
		(select count(*) from outbox) from notice`, &live, &withdrawn, &waiting)
	if err != nil || live != 1 || withdrawn != 2 || waiting != 3 {
		t.Errorf("notices: %d live, %d withdrawn, %d rows wait (%v); want 1, 2, 3", live, withdrawn, waiting, err)
	}
}

func pgxRow(t *testing.T, db *postgres.DB, sql string, into ...any) error {
	t.Helper()
	return db.QueryRow(t.Context(), sql, into...)
}
