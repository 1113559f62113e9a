package visit

import (
	"cmp"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quality"
)

// facts returns what the quality scheme looks at.
func facts(d Details) quality.Visit {
	return quality.Visit{HasDoctor: d.Doctor != "", HasDate: !d.Date.IsZero(), Purpose: d.Purpose, Result: d.Result,
		Products: len(d.Products), Minutes: d.Minutes, HasNext: !d.Next.Date.IsZero()}
}

// Missing returns the fields that a complete visit still lacks, the one worth asking for first (PRODUCT.md V4). A visit on
// which the doctor was not met lacks nothing.
func Missing(q quality.Schemes, v Visit) []string {
	if v.Result == domain.Absent {
		return nil
	}
	var names []string
	for _, f := range q.Numbered(v.Scheme).Complete(facts(v.Details)) {
		names = append(names, string(f))
	}
	return names
}

// Explanation is why a visit has its score (PRODUCT.md Q4).
type Explanation struct {
	Scheme quality.Scheme
	// Parts sum to the score before it is rounded.
	Parts []quality.Part
	// Gains are the fields that the record lacks, with what each could bring; Reach is the score with all of them.
	Gains []quality.Gain
	Reach int
	// Lacks are all fields that the record could still have, the one worth most first.
	Lacks []quality.Field
}

// Explain says why a visit has its score, by the scheme that it was scored by.
func Explain(q quality.Schemes, v Visit) Explanation {
	by := q.Numbered(v.Scheme)
	e := Explanation{Scheme: by}
	_, e.Parts = by.Score(facts(v.Details))
	e.Gains, e.Reach = by.Gains(facts(v.Details))
	e.Lacks = by.Missing(facts(v.Details))
	return e
}

// score gives a visit that was told or changed just now its score by the scheme whose number it has and, unless somebody has
// decided on it, its status. What was told under one scheme is scored by it for ever, also after a change.
func score(q quality.Schemes, v *Visit) {
	v.Score, _ = q.Numbered(v.Scheme).Score(facts(v.Details))
	if v.Status == "" || v.Status == Open || v.Status == Incomplete {
		v.Status = Open
		if len(Missing(q, *v)) > 0 {
			v.Status = Incomplete
		}
	}
}

// judge says of each visit on or after from whether it counts, doctor by doctor in the order of their days. What lies before
// from is fixed: those verdicts rest on visits that may not be among these, and only the last effective one of them matters.
// Scores stand as they are, and each visit is judged by the scheme that it was scored by. It changes the visits in place and returns the ids of those whose verdict is another one now.
func judge(q quality.Schemes, visits []Visit, from domain.Date) (changed []domain.ID) {
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
		changed = append(changed, judgeDoctor(q, row[:n], from)...)
		row = row[n:]
	}
	return changed
}

func judgeDoctor(q quality.Schemes, row []*Visit, from domain.Date) (changed []domain.ID) {
	var last *domain.Date
	for len(row) > 0 && row[0].Date.Before(from) {
		if row[0].Effective {
			last = &row[0].Date
		}
		row = row[1:]
	}
	scored := make([]quality.Scored, len(row))
	for i, v := range row {
		scored[i] = quality.Scored{Date: v.Date, Score: v.Score, Met: v.Met(), By: q.Numbered(v.Scheme)}
	}
	for i, why := range quality.Walk(scored, last) {
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
