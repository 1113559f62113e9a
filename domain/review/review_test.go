package review

import (
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

var zone = time.FixedZone("+08", 8*3600)

// item is a visit of Monday 2026-11-23 at 15:00, told at 18:00, without any risk.
func item(change ...func(*Item)) Item {
	i := Item{Visit: visit.Visit{Number: 1001, Rep: "rep", Score: 85, Status: visit.Open,
		Details: visit.Details{Date: domain.Date{Year: 2026, Month: 11, Day: 23}, Start: "15:00", Minutes: 20, Result: domain.Agreed},
		SaidAt:  time.Date(2026, 11, 23, 18, 0, 0, 0, zone), RecordedAt: time.Date(2026, 11, 23, 18, 0, 1, 0, zone)}}
	for _, c := range change {
		c(&i)
	}
	return i
}

func TestRisks(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Item)
		want   []Risk
	}{
		"routine":                   {func(*Item) {}, nil},
		"at the threshold":          {func(i *Item) { i.Score = 60 }, nil},
		"below it":                  {func(i *Item) { i.Score = 59 }, []Risk{{LowScore, 59, 0}}},
		"not met, no score":         {func(i *Item) { i.Score, i.Result = 0, domain.Absent }, nil},
		"incomplete":                {func(i *Item) { i.Status = visit.Incomplete }, []Risk{{Incomplete, 0, 0}}},
		"two at once":               {func(i *Item) { i.Overlaps = 1002 }, []Risk{{Overlap, 1002, 0}}},
		"told before it began":      {func(i *Item) { i.Start = "18:30" }, []Risk{{Ahead, 0, 0}}},
		"a day after its end":       {func(i *Item) { i.SaidAt = time.Date(2026, 11, 24, 15, 20, 0, 0, zone) }, nil},
		"a day and a minute":        {func(i *Item) { i.SaidAt = time.Date(2026, 11, 24, 15, 21, 0, 0, zone) }, []Risk{{Late, 1, 0}}},
		"without a time, next day":  {func(i *Item) { i.Start, i.SaidAt = "", time.Date(2026, 11, 24, 23, 0, 0, 0, zone) }, nil},
		"without a time, days late": {func(i *Item) { i.Start, i.SaidAt = "", time.Date(2026, 11, 27, 1, 0, 0, 0, zone) }, []Risk{{Late, 3, 0}}},
		"a copy":                    {func(i *Item) { i.CopyOf, i.Copy.Similarity = 990, 0.879 }, []Risk{{NearCopy, 990, 87}}},
		"several": {func(i *Item) { i.Score, i.Status, i.Overlaps = 10, visit.Incomplete, 7 },
			[]Risk{{LowScore, 10, 0}, {Incomplete, 0, 0}, {Overlap, 7, 0}}},
	} {
		if got := Risks(item(c.change), nil, zone); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestRisksComeBeforeRoutineAndTheWorstFirst(t *testing.T) {
	risks, routine := Sort([]Item{
		item(func(i *Item) { i.Number = 4 }), item(func(i *Item) { i.Number, i.Score = 3, 1 }), item(func(i *Item) { i.Number = 1 }),
		item(func(i *Item) { i.Number, i.Score, i.Overlaps = 9, 1, 3 }), item(func(i *Item) { i.Number, i.Score = 2, 1 })}, nil, zone)
	var got []int64
	for _, j := range append(risks, routine...) {
		got = append(got, j.Number)
	}
	if !slices.Equal(got, []int64{9, 2, 3, 1, 4}) || len(risks) != 3 {
		t.Errorf("the order is %v with %d risks", got, len(risks))
	}
}

// book keeps what a decision writes.
type book struct {
	now   time.Time
	put   []visit.Visit
	why   string
	facts []fact.Fact
	told  []notice.Notice
}

func (b *book) Now() time.Time { return b.now }
func (b *book) PutDecision(v visit.Visit, _ Decider, reason string) {
	b.put, b.why = append(b.put, v), reason
}
func (b *book) Remember(f fact.Fact)       { b.facts = append(b.facts, f) }
func (b *book) Tell(n notice.Notice) error { b.told = append(b.told, n); return nil }
func (b *book) Withdraw(subject domain.ID) {}

func TestWhatIsDecidedAndWhatIsRefused(t *testing.T) {
	now := time.Date(2026, 11, 26, 10, 0, 0, 0, zone) // Thursday
	status := func(s visit.Status) func(*Item) {
		return func(i *Item) {
			i.Status, i.DecidedBy, i.DecidedAt, i.OpenUntil = s, "何敏", now.Add(-time.Hour), now.Add(time.Hour)
		}
	}
	lapsed := func(i *Item) { i.OpenUntil = now.Add(-time.Hour) }
	for name, c := range map[string]struct {
		by              string
		item            Item
		approve, reject string // codes of refusals
	}{
		"open":             {"boss", item(), "", ""},
		"incomplete":       {"boss", item(status(visit.Incomplete)), "", ""},
		"her own":          {"rep", item(), "review.own", "review.own"},
		"approved":         {"boss", item(status(visit.Approved)), "review.approved", "review.approved"},
		"rejected":         {"boss", item(status(visit.Rejected)), "review.rejected", "review.rejected"},
		"rework not done":  {"boss", item(status(visit.Rejected), lapsed), "review.rejected", ""},
		"taken back":       {"boss", item(status(visit.Withdrawn)), "review.withdrawn", "review.withdrawn"},
		"her own approved": {"rep", item(status(visit.Approved)), "review.own", "review.own"},
	} {
		for _, try := range []struct {
			what, code string
			run        func(*book) error
		}{
			{"approved", c.approve, func(b *book) error { return Approve(b, Decider{Person: c.by}, c.item) }},
			{"rejected", c.reject, func(b *book) error {
				return Reject(b, calendar.Default(), Decider{Person: c.by}, c.item, "没写产品")
			}},
		} {
			b := &book{now: now}
			err := try.run(b)
			r, _ := domain.AsRefusal(err)
			if r.Code != try.code || (err == nil) != (try.code == "") {
				t.Errorf("%s, %s: %v, want %q", name, try.what, err, try.code)
			}
			if wrote := len(b.put) + len(b.facts) + len(b.told); (err == nil) == (wrote == 0) {
				t.Errorf("%s, %s: %v, and %d writes", name, try.what, err, wrote)
			}
		}
	}
}

func TestARejectionNeedsAReasonAndOpensTheRecordForThreeWorkdays(t *testing.T) {
	b := &book{now: time.Date(2026, 11, 26, 10, 0, 0, 0, zone)} // Thursday: Friday, Monday, Tuesday follow
	if r, _ := domain.AsRefusal(Reject(b, calendar.Default(), Decider{Person: "boss"}, item(), "")); r.Code != "review.reason" || len(b.put) != 0 {
		t.Errorf("without a reason: %v, %d writes", r, len(b.put))
	}
	if err := Reject(b, calendar.Default(), Decider{Person: "boss"}, item(), "没写产品"); err != nil {
		t.Fatal(err)
	}
	v := b.put[0]
	if want := time.Date(2026, 12, 2, 0, 0, 0, 0, zone); v.Status != visit.Rejected || !v.OpenUntil.Equal(want) || b.why != "没写产品" {
		t.Errorf("it is %s until %v (%s), want %v", v.Status, v.OpenUntil, b.why, want)
	}
	if len(b.told) != 1 || b.told[0].Person != "rep" || b.told[0].Revision != v.Revision || b.facts[0].Kind != fact.ReviewRejected {
		t.Errorf("told %+v, facts %+v", b.told, b.facts)
	}
	for at, code := range map[time.Time]string{v.OpenUntil: "", v.OpenUntil.Add(time.Second): "visit.rework_over"} {
		if r, _ := domain.AsRefusal(visit.Amendable(v, at)); r.Code != code {
			t.Errorf("at %v it may be changed: %q, want %q", at, r.Code, code)
		}
	}
}

func TestNobodyReachesHerself(t *testing.T) {
	r := Reach{"rep", "boss"}
	if !r.Has("boss", "rep") || r.Has("boss", "boss") || r.Has("boss", "other") {
		t.Error("the reach is wrong")
	}
}
