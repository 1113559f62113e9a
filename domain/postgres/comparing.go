package postgres

import (
	"context"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/visit"
)

var selectStandingVisits = statement(`
select ` + visitRow + ` from visit
where date between $1 and $2 and status <> 'withdrawn'
order by rep, doctor, date, start nulls last, number limit $3`)

// mostCompared bounds one comparison: 50,000 reps make some eight million visits a month.
const mostCompared = 20_000_000

// CompareQuality says what another quality scheme would have given the visits of a month; nothing is changed.
func (db *DB) CompareQuality(ctx context.Context, other quality.Scheme, month domain.Date) ([]visit.Compared, error) {
	all, err := db.QualitySchemes(ctx)
	if err != nil {
		return nil, err
	}
	first := month.FirstOfMonth()
	gap := max(all.LongestGap(), other.MinGapDays)
	visits, err := fetch(ctx, db, "the visits of a month", scanVisit, selectStandingVisits, first.AddDays(-gap), first.LastOfMonth(), mostCompared)
	if err != nil {
		return nil, err
	}
	return visit.Compare(all, other, first, visits), nil
}
