package visit

import (
	"context"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/quality"
)

const (
	// openFor is how long after recording a visit may be amended or taken back (PRODUCT.md V3).
	openFor = 24 * time.Hour
	// oldest is how many days back a visit may still be reported.
	oldest = 366
	// longest is the longest talk, in minutes, that can be meant.
	longest = 24 * 60
)

// Numbered is a visit to be kept, with the id and the record number that it gets.
type Numbered struct {
	ID     domain.ID
	Number int64
	Details
	// Copy is what the note has in common with earlier ones.
	Copy Copy
	// Event is the group event that makes the visit, zero for one of the rep's own.
	Event domain.ID
}

// Kept is the outcome of a change: the visits that the person named, as they are now, and beside them all visits of the
// same doctors that were read, so that the caller can count the month without asking again.
type Kept struct {
	Visits []Visit
	Around []Visit
}

// Report keeps new visits. around must hold the rep's standing visits with the same doctors from Since of the earliest day on.
// Each is scored by the scheme that is in force today; q are all schemes. A visit in the future is refused (visit.future), one
// older than a year too (visit.old).
func Report(l Ledger, q quality.Schemes, s Source, today domain.Date, visits []Numbered, around []Visit) (Kept, error) {
	k := Kept{Around: slices.Clone(around)}
	from := today // no visit lies after it
	for _, n := range visits {
		if err := check(n.Details, today); err != nil {
			return Kept{}, err
		}
		v := Visit{ID: n.ID, Number: n.Number, Rep: s.Person, Details: n.Details, Channel: s.Channel, SaidAt: s.SaidAt,
			RecordedAt: l.Now(), Origin: s.Origin, Copy: n.Copy, Event: n.Event, Scheme: q.On(domain.DateOf(l.Now())).Version}
		score(q, &v)
		k.Around = append(k.Around, v)
		from = earliest(from, v.Date)
	}
	changed := judge(q, k.Around, from)
	for _, n := range visits {
		v := find(k.Around, n.ID)
		k.Visits = append(k.Visits, v)
		l.PutVisit(v)
		l.PutFeedback(v.ID, s.SaidAt, v.Feedback)
		l.Remember(fact.Fact{Kind: fact.VisitReported, At: l.Now(), Person: s.Person, Subject: v.ID, Number: v.Number, After: v.Details})
	}
	rejudge(l, s.Person, k.Around, without(changed, visits))
	return k, nil
}

// Amend changes the slots of one visit. around must hold it and the rep's standing visits with its doctor of before and of
// now. A visit that is no longer open is refused (visit.approved, visit.withdrawn, visit.closed), and so is another doctor or day of one
// that belongs to a group event (visit.of_event): the list of the event says who came.
func Amend(l Ledger, q quality.Schemes, s Source, today domain.Date, v Visit, d Details, around []Visit) (before, after Visit, k Kept, err error) {
	if err := Amendable(v, l.Now()); err != nil {
		return Visit{}, Visit{}, Kept{}, err
	}
	if err := check(d, today); err != nil {
		return Visit{}, Visit{}, Kept{}, err
	}
	if !v.Event.IsZero() && (d.Doctor != v.Doctor || d.Date != v.Date) {
		return Visit{}, Visit{}, Kept{}, domain.Refuse("visit.of_event", v.Number)
	}
	before = v
	k.Around = slices.Clone(around)
	i := slices.IndexFunc(k.Around, func(o Visit) bool { return o.ID == v.ID })
	if i < 0 {
		k.Around = append(k.Around, v)
		i = len(k.Around) - 1
	}
	k.Around[i].Details = d
	k.Around[i].Revision++
	if v.Status == Rejected { // reworked: it waits for its manager again
		k.Around[i].Status, k.Around[i].ReworkedAt = Open, l.Now()
	}
	score(q, &k.Around[i])
	changed := judge(q, k.Around, earliest(v.Date, d.Date))
	after = find(k.Around, v.ID)
	l.ChangeVisit(after)
	l.PutFeedback(v.ID, s.SaidAt, d.Feedback)
	l.Remember(fact.Fact{Kind: fact.VisitAmended, At: l.Now(), Person: s.Person, Subject: v.ID, Number: v.Number,
		Before: before.Details, After: after.Details})
	rejudge(l, s.Person, k.Around, without(changed, []Numbered{{ID: v.ID}}))
	k.Visits = []Visit{after}
	return before, after, k, nil
}

// Withdraw takes visits back; around as for Report. One that is no longer open is refused, and then none is taken back.
func Withdraw(l Ledger, q quality.Schemes, person string, visits []Visit, around []Visit) error {
	for _, v := range visits {
		if err := Amendable(v, l.Now()); err != nil {
			return err
		}
	}
	left := slices.DeleteFunc(slices.Clone(around), func(o Visit) bool {
		return slices.ContainsFunc(visits, func(v Visit) bool { return v.ID == o.ID })
	})
	days := make([]domain.Date, len(visits))
	for i, v := range visits {
		before := v.Status
		days[i], v.Status, v.Effective = v.Date, Withdrawn, false
		v.Revision++
		l.ChangeVisit(v)
		l.Remember(fact.Fact{Kind: fact.VisitWithdrawn, At: l.Now(), Person: person, Subject: v.ID, Number: v.Number,
			Before: before, After: v.Status})
	}
	if len(visits) > 0 {
		rejudge(l, person, left, judge(q, left, earliest(days...)))
	}
	return nil
}

// Restore brings withdrawn visits back; around as for Report. One that is not withdrawn is refused (visit.standing), one
// recorded too long ago too (visit.closed).
func Restore(l Ledger, q quality.Schemes, person string, visits []Visit, around []Visit) (Kept, error) {
	if len(visits) == 0 {
		return Kept{Around: around}, nil
	}
	k := Kept{Around: slices.Clone(around)}
	days := make([]domain.Date, len(visits))
	for i, v := range visits {
		if v.Status != Withdrawn {
			return Kept{}, domain.Refuse("visit.standing", v.Number)
		}
		if l.Now().Sub(v.RecordedAt) > openFor {
			return Kept{}, domain.Refuse("visit.closed", v.Number)
		}
		v.Revision++
		days[i], v.Status = v.Date, Open
		score(q, &v)
		k.Around = append(k.Around, v)
	}
	changed := judge(q, k.Around, earliest(days...))
	for _, v := range visits {
		now := find(k.Around, v.ID)
		k.Visits = append(k.Visits, now)
		l.ChangeVisit(now)
		l.Remember(fact.Fact{Kind: fact.VisitRestored, At: l.Now(), Person: person, Subject: v.ID, Number: v.Number,
			Before: Withdrawn, After: now.Status})
	}
	changed = slices.DeleteFunc(changed, func(id domain.ID) bool {
		return slices.ContainsFunc(visits, func(v Visit) bool { return v.ID == id })
	})
	rejudge(l, person, k.Around, changed)
	return k, nil
}

// Amendable reports, as a refusal, why a visit can no longer be changed by its rep: it was approved (visit.approved) or
// taken back (visit.withdrawn), or it was recorded more than 24 hours ago (visit.closed). A rejected visit opens again until its
// OpenUntil, also for what is reworked in several steps (visit.rework_over). PRODUCT.md V3.
func Amendable(v Visit, now time.Time) error {
	switch {
	case v.Status == Withdrawn:
		return domain.Refuse("visit.withdrawn", v.Number)
	case v.Status == Approved:
		return domain.Refuse("visit.approved", v.Number)
	case !now.After(v.OpenUntil):
		return nil
	case v.Status == Rejected:
		return domain.Refuse("visit.rework_over", v.Number)
	case now.Sub(v.RecordedAt) > openFor:
		return domain.Refuse("visit.closed", v.Number)
	}
	return nil
}

// Since returns the day from which visits must be read to judge the days from date on and to count their months: the first of
// date's month, or the days before date in which an effective visit would stand in its way. What an effective visit before
// that did is in the verdicts of those that are read.
func Since(q quality.Schemes, date domain.Date) domain.Date {
	return earliest(date.FirstOfMonth(), date.AddDays(-q.LongestGap()))
}

func check(d Details, today domain.Date) error {
	switch {
	case d.Date.After(today):
		return domain.Refuse("visit.future", d.Date)
	case today.Sub(d.Date) > oldest:
		return domain.Refuse("visit.old", d.Date)
	case d.Minutes > longest:
		return domain.Refuse("visit.minutes", d.Minutes)
	}
	return nil
}

// Rejudge judges the standing visits of a rep to one doctor anew on and after from, because visits came to them; around must hold
// those from Since of that day on.
func Rejudge(l Ledger, q quality.Schemes, person string, around []Visit, from domain.Date) {
	rejudge(l, person, around, judge(q, around, from))
}

// rejudge writes what changed for visits that the person did not name: they count now, or no longer.
func rejudge(l Ledger, person string, all []Visit, changed []domain.ID) {
	for _, id := range changed {
		v := find(all, id)
		l.ChangeVisit(v)
		l.Remember(fact.Fact{Kind: fact.VisitJudged, At: l.Now(), Person: person, Subject: v.ID, Number: v.Number,
			Before: !v.Effective, After: v.Effective})
	}
}

func without(ids []domain.ID, named []Numbered) []domain.ID {
	return slices.DeleteFunc(ids, func(id domain.ID) bool {
		return slices.ContainsFunc(named, func(n Numbered) bool { return n.ID == id })
	})
}

func find(all []Visit, id domain.ID) Visit {
	i := slices.IndexFunc(all, func(v Visit) bool { return v.ID == id })
	return all[i]
}

// Read asks the ledger for the visits that judging visits of these doctors on these days needs.
func Read(ctx context.Context, l Ledger, q quality.Schemes, rep string, doctors []string, days []domain.Date) ([]Visit, error) {
	from := Since(q, earliest(days...))
	var around []Visit
	l.WantVisits(rep, doctors, from, &around)
	if err := l.Flush(ctx); err != nil {
		return nil, err
	}
	return around, nil
}
