package postgres_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/visit"
)

// around reads, in a transaction of its caller, what judging a visit anew needs.
func around(ctx context.Context, tx *postgres.Tx, doctor string, days ...domain.Date) ([]visit.Visit, error) {
	return visit.Read(ctx, tx, nil, "rep", []string{doctor}, days)
}

// fromTheBeginning says, number by number, which of the visits count: one walk over all of them that stand.
func fromTheBeginning(visits []visit.Visit) map[int64]bool {
	visits = slices.DeleteFunc(slices.Clone(visits), func(v visit.Visit) bool { return v.Status == visit.Withdrawn })
	slices.SortFunc(visits, func(a, b visit.Visit) int {
		return cmp.Or(a.Date.Sub(b.Date), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Number, b.Number))
	})
	row := make([]quality.Scored, len(visits))
	for i, v := range visits {
		row[i] = quality.Scored{Date: v.Date, Score: v.Score, Met: v.Met(), By: quality.Default()}
	}
	counts := map[int64]bool{}
	for i, why := range quality.Walk(row, nil) {
		counts[visits[i].Number] = why == quality.EffectiveCall
	}
	return counts
}

// everyVisit returns all visits of the company, withdrawn ones too.
func everyVisit(t *testing.T, db *postgres.DB, numbers []int64) (all []visit.Visit) {
	t.Helper()
	for _, n := range numbers {
		all = append(all, stored(t, db, n))
	}
	return all
}

func TestALaterVisitIsJudgedByTheOneBeforeTheMonth(t *testing.T) {
	db := company(t)
	first := domain.DateOf(db.Now()).FirstOfMonth().AddDays(-1).FirstOfMonth() // of the month before, so that the 20th is past
	before := report(t, db, good("D1", first.AddDays(-1))).Visits[0]
	soon := report(t, db, good("D1", first)).Visits[0]
	report(t, db, good("D1", first.AddDays(19)))
	if !stored(t, db, before.Number).Effective || stored(t, db, soon.Number).Effective {
		t.Errorf("the last of the month counts: %v; the first of the next, a day later: %v",
			stored(t, db, before.Number).Effective, stored(t, db, soon.Number).Effective)
	}
	var rejudged int
	if err := pgxRow(t, db, `select count(*) from fact where kind = '`+string(fact.VisitJudged)+`'`, &rejudged); err != nil || rejudged != 0 {
		t.Errorf("%d verdicts were written anew, %v", rejudged, err)
	}
}

// TestVerdictsAreThoseOfAllVisits changes visits around the turns of two months in random order; after each change the stored
// verdicts must be those of one judgement of all visits of the doctor from the beginning.
func TestVerdictsAreThoseOfAllVisits(t *testing.T) {
	db := company(t)
	last := domain.DateOf(db.Now()).FirstOfMonth().AddDays(4)
	if today := domain.DateOf(db.Now()); last.After(today) {
		last = today
	}
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 5))
		doctor := []string{"D1", "D2"}[seed%2]
		if err := db.Exec(t.Context(), `delete from visit`); err != nil {
			t.Fatal(err)
		}
		details := func() visit.Details {
			d := good(doctor, last.AddDays(-r.IntN(45)))
			d.Start = domain.TimeOfDay([]string{"", "09:00", "15:00"}[r.IntN(3)])
			if r.IntN(4) == 0 {
				d.Result = domain.Absent
			}
			return d
		}
		var numbers []int64
		for step := range 40 {
			change := r.IntN(5)
			if len(numbers) == 0 || change < 2 {
				numbers = append(numbers, report(t, db, details()).Visits[0].Number)
			} else {
				v := stored(t, db, numbers[r.IntN(len(numbers))])
				inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
					d := details()
					row, err := around(ctx, tx, doctor, v.Date, d.Date)
					switch {
					case err != nil:
					case v.Status == visit.Withdrawn:
						_, err = visit.Restore(tx, nil, "rep", []visit.Visit{v}, row)
					case change == 2:
						err = visit.Withdraw(tx, nil, "rep", []visit.Visit{v}, row)
					default:
						_, _, _, err = visit.Amend(tx, nil, source(tx), domain.DateOf(tx.Now()), v, d, row)
					}
					return err
				})
			}
			all := everyVisit(t, db, numbers)
			for n, want := range fromTheBeginning(all) {
				if got := stored(t, db, n); got.Effective != want {
					t.Fatalf("seed %d, step %d: #%d of %v counts: %v, by all visits: %v", seed, step, n, got.Date, got.Effective, want)
				}
			}
		}
	}
}
