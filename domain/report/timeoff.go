package report

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/visit"
)

// DaysOff is a standing report of days off (PRODUCT.md P6).
type DaysOff struct {
	ID     domain.ID
	Number int64
	quota.TimeOff
}

// TimeOffLedger is the storage of days off inside a transaction that someone else owns.
type TimeOffLedger interface {
	Ledger
	// TrimTimeOff makes a report of days off one of the days o.
	TrimTimeOff(id domain.ID, o quota.TimeOff)
}

// Numbered is the id and the record number of a report to be.
type Numbered struct {
	ID     domain.ID
	Number int64
}

// CutTimeOff takes days, or halves of days, back from a report of days off and returns what is left of it. The first piece
// keeps the number; spare are ids and numbers for two more pieces. Nothing left: the report is withdrawn.
func CutTimeOff(l TimeOffLedger, s visit.Source, d DaysOff, cut quota.TimeOff, spare []Numbered) []quota.TimeOff {
	left := d.Without(cut)
	if len(left) == 0 {
		l.CloseReport(d.ID, false)
		l.Remember(fact.Fact{Kind: fact.ReportWithdrawn, At: l.Now(), Person: s.Person, Subject: d.ID, Number: d.Number, Before: TimeOff})
		return nil
	}
	l.TrimTimeOff(d.ID, left[0])
	for i, piece := range left[1:] {
		l.PutReport(Report{ID: spare[i].ID, Number: spare[i].Number, Kind: TimeOff, Person: s.Person, Open: true, Channel: s.Channel,
			SaidAt: s.SaidAt, RecordedAt: l.Now(), Origin: s.Origin, Body: TimeOffBody(piece)})
	}
	l.Remember(fact.Fact{Kind: fact.TimeOffCut, At: l.Now(), Person: s.Person, Subject: d.ID, Number: d.Number,
		Before: TimeOffBody(d.TimeOff), After: timeOffBodies(left)})
	return left
}

// Days is how days off are kept in the body of their report.
type Days struct {
	From domain.Date `json:"from"`
	To   domain.Date `json:"to"`
	Half quota.Half  `json:"half"`
}

// TimeOffBody returns the body of a report of these days off.
func TimeOffBody(o quota.TimeOff) Days { return Days{From: o.From, To: o.To, Half: o.Half} }

func timeOffBodies(all []quota.TimeOff) []Days {
	out := make([]Days, len(all))
	for i, o := range all {
		out[i] = TimeOffBody(o)
	}
	return out
}
