package visit

import (
	"cmp"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quality"
)

// scheme is the quality scheme that scores are given by (PRODUCT.md Q4).
var scheme = quality.Default()

// effectiveGap is how many days around a visit decide whether it counts.
var effectiveGap = scheme.MinGapDays

// facts returns what the quality scheme looks at.
func facts(d Details) quality.Visit {
	return quality.Visit{HasDoctor: d.Doctor != "", HasDate: !d.Date.IsZero(), Purpose: d.Purpose, Result: d.Result,
		Products: len(d.Products), Minutes: d.Minutes, HasNext: !d.Next.Date.IsZero()}
}

// Missing returns the fields that a complete visit still lacks, the one worth asking for first (PRODUCT.md V4). A visit on
// which the doctor was not met lacks nothing.
func Missing(d Details) []string {
	if d.Result == domain.Absent {
		return nil
	}
	var names []string
	for _, f := range quality.Complete(facts(d)) {
		names = append(names, string(f))
	}
	return names
}

// score gives a visit that was told or changed just now its score and, unless somebody has decided on it, its status.
func score(v *Visit) {
	v.Score, _ = scheme.Score(facts(v.Details))
	v.Scheme = scheme.Version
	if v.Status == "" || v.Status == Open || v.Status == Incomplete {
		v.Status = Open
		if len(Missing(v.Details)) > 0 {
			v.Status = Incomplete
		}
	}
}

// judge says of each visit on or after from whether it counts, doctor by doctor in the order of their days. What lies before
// from is fixed: those verdicts rest on visits that may not be among these, and only the last effective one of them matters.
// Scores stand as they are. It changes the visits in place and returns the ids of those whose verdict is another one now.
func judge(visits []Visit, from domain.Date) (changed []domain.ID) {
	row := make([]*Visit, len(visits))
	for i := range visits {
		row[i] = &visits[i]
	}
	slices.SortStableFunc(row, func(a, b *Visit) int {
		return cmp.Or(cmp.Compare(a.Doctor, b.Doctor), a.Date.Sub(b.Date), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Number, b.Number))
	})
	for len(row) > 0 {
		n := 1
		for n < len(row) && row[n].Doctor == row[0].Doctor {
			n++
		}
		changed = append(changed, judgeDoctor(row[:n], from)...)
		row = row[n:]
	}
	return changed
}

func judgeDoctor(row []*Visit, from domain.Date) (changed []domain.ID) {
	var last *domain.Date
	for len(row) > 0 && row[0].Date.Before(from) {
		if row[0].Effective {
			last = &row[0].Date
		}
		row = row[1:]
	}
	scored := make([]quality.Scored, len(row))
	for i, v := range row {
		scored[i] = quality.Scored{Date: v.Date, Score: v.Score, Met: v.Met()}
	}
	for i, why := range scheme.Walk(scored, last) {
		v := row[i]
		was := v.Effective
		v.Effective = why == quality.EffectiveCall
		if was != v.Effective {
			changed = append(changed, v.ID)
		}
	}
	return changed
}

// earliest returns the first of some days: what a change touches begins there.
func earliest(days ...domain.Date) domain.Date {
	return slices.MinFunc(days, func(a, b domain.Date) int { return a.Sub(b) })
}
