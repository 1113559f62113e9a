package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/domain/quota"
)

// withTeams gives randomDoctors two teams of reps, who each see every other doctor.
func withTeams(t testing.TB, pool *pgxpool.Pool) {
	t.Helper()
	for _, sql := range []string{
		`insert into staff (userid, name, role, manager, mobile, from_date) values ('guanli', '管理员', 'admin', null, '13800000000', '2020-01-01'),
            ('boss1', '王经理', 'manager', null, '13800000001', '2020-01-01'), ('boss2', '何经理', 'manager', null, '13800000002', '2020-01-01'),
            ('rep1', '甲', 'rep', 'boss1', '13800000003', '2020-01-01'), ('rep2', '乙', 'rep', 'boss2', '13800000004', '2020-01-01')`,
		`insert into assignment (doctor, rep, from_date, short_code) select code, 'rep' || 1 + substr(code, 2)::int % 2, '2020-01-01', 'Z' || code from doctor`,
	} {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhatASchemeWouldDoIsWhatThePreviewLists holds the sums of a draft to the list of everybody who would move.
func TestWhatASchemeWouldDoIsWhatThePreviewLists(t *testing.T) {
	pool := pgtest.Pool(t)
	randomDoctors(t, pool, rand.New(rand.NewPCG(3, 4)), 800)
	withTeams(t, pool)
	db := open(t, pool)
	if _, err := db.ApplyGrading(t.Context(), ofEverything(), "guanli", ""); err != nil {
		t.Fatal(err)
	}
	s := ofEverything()
	s, err := s.With("", []grading.Edit{{Kind: grading.EditThreshold, Grade: domain.GradeA, Value: 70}, {Kind: grading.EditThreshold, Grade: domain.GradeB, Value: 40}})
	if err != nil {
		t.Fatal(err)
	}
	s, err = s.With("心血管", []grading.Edit{{Kind: grading.EditThreshold, Grade: domain.GradeB, Value: 80}})
	if err != nil {
		t.Fatal(err)
	}
	schemes, err := db.QuotaSchemes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	today := domain.DateOf(db.Now())
	need := schemes.Of(today)
	e := weigh(t, db, s, need)
	moves, err := db.PreviewGrading(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	visits, teams := 0, map[string]int{}
	for _, m := range moves {
		for _, rep := range m.Reps {
			more := need.Need(m.Line, today.FirstOfMonth(), m.Is) - need.Need(m.Line, today.FirstOfMonth(), m.Was)
			visits += more
			teams[rep] += more
		}
	}
	flows := 0
	for _, f := range e.Flows {
		flows += f.Count
	}
	if len(moves) == 0 || e.Moved != len(moves) || flows != len(moves) || e.Visits != visits || len(e.Teams) != 2 || len(e.Movers) != 5 {
		t.Errorf("%+v\nlists %d moves and %d visits", e, len(moves), visits)
	}
	for _, team := range e.Teams {
		if rep := map[string]string{"王经理": "rep1", "何经理": "rep2"}[team.Manager]; team.Visits != teams[rep] {
			t.Errorf("%s has %d visits more, not %d", team.Manager, team.Visits, teams[rep])
		}
	}
}

func weigh(t testing.TB, db *postgres.DB, s grading.Scheme, need quota.Scheme) (e grading.Effect) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) (err error) {
		e, err = tx.WeighGrading(t.Context(), s, need)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestAWorkerWeighsAndAppliesADraft: what many doctors make too slow for a turn is done by a worker, once however often it is asked.
func TestAWorkerWeighsAndAppliesADraft(t *testing.T) {
	pool := pgtest.Pool(t)
	randomDoctors(t, pool, rand.New(rand.NewPCG(5, 6)), 200)
	withTeams(t, pool)
	db := open(t, pool)
	number := int64(2000)
	draft := func(base int, a int) domain.ID {
		number++
		s, err := grading.Default().With("", []grading.Edit{{Kind: grading.EditThreshold, Grade: domain.GradeA, Value: a}})
		if err != nil {
			t.Fatal(err)
		}
		var id domain.ID
		if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
			id, _ = tx.NewID()
			d := grading.Draft{ID: id, Number: number, Person: "guanli", Channel: domain.WeCom, SaidAt: tx.Now(), Base: base, Scheme: s,
				Changes: grading.Changes(grading.None, s), State: grading.Weighing}
			_, err := grading.Propose(tx, d)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	// decide confirms or drops a draft and returns the code of a refusal.
	decide := func(n int64, inForce int, drop bool) (code string) {
		err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
			d, _, err := tx.DraftNumbered(t.Context(), n)
			if err != nil {
				return err
			}
			if drop {
				_, err = grading.Drop(tx, d, "guanli")
				return err
			}
			if d, err = grading.Confirm(tx, d, "guanli", inForce); err == nil {
				tx.ApplyLater(d)
			}
			return err
		})
		if r, ok := domain.AsRefusal(err); ok {
			return string(r.Code)
		}
		if err != nil {
			t.Fatal(err)
		}
		return ""
	}
	work := func(id domain.ID) {
		t.Helper()
		for range 2 { // a worker that died has it done again
			if err := db.WorkDraft(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
	}
	told := func(kind string, want int) {
		t.Helper()
		var n int
		if err := pool.QueryRow(t.Context(), `select count(*) from notice where kind = $1 and person = 'guanli'`, kind).Scan(&n); err != nil || n != want {
			t.Errorf("%d notices %s, not %d (%v)", n, kind, want, err)
		}
	}
	state := func(n int64, want string) {
		t.Helper()
		var got string
		if err := pool.QueryRow(t.Context(), `select state || ' ' || coalesce(version, 0) from scheme_draft where number = $1`, n).Scan(&got); err != nil || got != want {
			t.Errorf("draft %d is %s, not %s (%v)", n, got, want, err)
		}
	}
	first, second, third := draft(0, 80), draft(0, 81), draft(0, 82)
	if code := decide(2001, 0, false); code != "scheme.weighing" {
		t.Errorf("a draft that is not weighed yet: %q", code)
	}
	if code := decide(2003, 0, true); code != "" {
		t.Errorf("dropped: %q", code)
	}
	for _, id := range []domain.ID{first, second, third} {
		work(id)
	}
	told("scheme_weighed", 2)
	state(2003, "dropped 0")
	if code := decide(2003, 0, false); code != "scheme.dropped" {
		t.Errorf("a dropped one: %q", code)
	}
	before := grades(t, pool)
	for _, n := range []int64{2001, 2002} { // both at once: the second comes too late
		if code := decide(n, 0, false); code != "" {
			t.Errorf("confirmed: %q", code)
		}
	}
	if code := decide(2001, 0, true); code != "scheme.applying" {
		t.Errorf("dropped while it is applied: %q", code)
	}
	work(first)
	after := grades(t, pool)
	work(second)
	if fmt.Sprint(after) == fmt.Sprint(before) || fmt.Sprint(after) != fmt.Sprint(grades(t, pool)) {
		t.Error("the first was not applied, or the second was")
	}
	state(2001, "applied 1")
	state(2002, "stale 0")
	told("scheme_outcome", 2)
	if code := decide(2001, 1, false); code != "scheme.applied" {
		t.Errorf("confirmed again: %q", code)
	}
	var facts string
	if err := pool.QueryRow(t.Context(), `select string_agg(kind, ' ' order by kind) from fact`).Scan(&facts); err != nil ||
		facts != strings.Join([]string{"scheme.confirmed", "scheme.confirmed", "scheme.dropped", "scheme.dropped", "scheme.grading_applied", "scheme.proposed", "scheme.proposed", "scheme.proposed"}, " ") {
		t.Errorf("facts: %s %v", facts, err)
	}
}

// TestATurnNeverWaitsForAnImport: while somebody holds the world, a confirmed draft is left to a worker.
func TestATurnNeverWaitsForAnImport(t *testing.T) {
	pool := pgtest.Pool(t)
	randomDoctors(t, pool, rand.New(rand.NewPCG(7, 8)), 20)
	withTeams(t, pool)
	db := open(t, pool)
	importing, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := importing.Exec(t.Context(), `select version from world for update`); err != nil {
		t.Fatal(err)
	}
	apply := func() (ok bool) {
		if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			d, err := grading.Propose(tx, grading.Draft{ID: id, Number: tx.Now().UnixNano(), Person: "guanli", DecidedBy: "guanli", Channel: domain.WeCom, SaidAt: tx.Now(),
				Scheme: grading.Default(), Changes: grading.Changes(grading.None, grading.Default()), State: grading.Ready})
			if err != nil {
				return err
			}
			_, _, ok, err = tx.ApplyDraft(t.Context(), d)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if apply() {
		t.Error("it did not wait, and did not stand back either")
	}
	if err := importing.Rollback(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	if !apply() {
		t.Error("nobody holds the world, and it is not applied")
	}
}

// BenchmarkWeighGrading works out what the default scheme with other thresholds would do to so many doctors, each with a rep; a turn
// does up to half of the smallest number at once (bot/command, weighedAtOnce).
// go test ./domain/postgres -run '^$' -bench WeighGrading -benchtime 1x
func BenchmarkWeighGrading(b *testing.B) {
	for _, n := range []int{20_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			pool := pgtest.Pool(b)
			randomDoctors(b, pool, rand.New(rand.NewPCG(1, 2)), n)
			withTeams(b, pool)
			db := open(b, pool)
			if _, err := pool.Exec(b.Context(), `analyze`); err != nil {
				b.Fatal(err)
			}
			schemes, err := db.QuotaSchemes(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				weigh(b, db, grading.Default(), schemes.Of(domain.DateOf(db.Now())))
			}
		})
	}
}
