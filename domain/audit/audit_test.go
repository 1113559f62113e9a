package audit

import (
	"testing"
	"time"
)

// The hash of a fact is what anchors outside rest on: it never changes.
func TestTheHashStaysWhatItIs(t *testing.T) {
	at := time.UnixMicro(1_764_000_000_123_456)
	s := After(Seal{}, 2, at)
	s.Add(Entry{Seq: 1, At: at, Kind: "visit.reported", Person: "chenxiao", Number: 1024, After: []byte(`{"doctor": "D001"}`), Channel: "wecom", Message: "m1"})
	s.Add(Entry{Seq: 2, At: at, Kind: "review.approved", Person: "wangjianguo", Number: 1024, Before: []byte(`"open"`)})
	const want = "1:591850035f8d02f12fb13c5b77c0286a9fb4f88c69ddb8ac5664395da59d9c33"
	if got := s.Close().Anchor().String(); got != want {
		t.Errorf("the seal is %s", got)
	}
}

// Nothing that moves from one field into the next, or from none to empty, gives the same hash.
func TestFieldsDoNotRunIntoEachOther(t *testing.T) {
	seen := map[Hash]Entry{}
	for _, e := range []Entry{{}, {Kind: "a", Person: "b"}, {Kind: "ab"}, {Person: "ab"}, {Before: []byte("ab")}, {After: []byte("ab")}, {Before: []byte{}}, {After: []byte{}},
		{Channel: "ab"}, {Message: "ab"}, {Seq: 1}, {Number: 1}, {At: time.UnixMicro(1)}} {
		if other, twice := seen[e.hash()]; twice {
			t.Errorf("%+v and %+v are one", e, other)
		}
		seen[e.hash()] = e
	}
}

func TestAnchors(t *testing.T) {
	a := Seal{Number: 12, Hash: Hash{1, 2, 3}}.Anchor()
	if got, err := ParseAnchor(" " + a.String() + "\n"); err != nil || got != a {
		t.Errorf("%s is read as %v: %v", a, got, err)
	}
	for _, bad := range []string{"", "12", "12:", "12:xyz", "x:" + a.Hash.String(), "0:" + a.Hash.String(), "-1:" + a.Hash.String(), a.String() + "00", "12:" + a.Hash.String()[2:]} {
		if got, err := ParseAnchor(bad); err == nil {
			t.Errorf("%q is read as %v", bad, got)
		}
	}
}

// A check with a thousand things wrong lists a hundred.
func TestFindingsAreBounded(t *testing.T) {
	var c Check
	for n := range int64(1000) {
		c.Begin(Seal{Number: n * 2, First: 1, Last: 1})
		c.End()
	}
	if r := c.Finish(0, 0, time.Time{}); len(r.Findings) != maxFindings || r.OK() || r.Seals != 1000 {
		t.Errorf("%d findings in %d seals", len(r.Findings), r.Seals)
	}
}

func TestWhatIsBackdatedIsRemarkedOn(t *testing.T) {
	day := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	seals := func(facts ...time.Time) []Seal {
		var all []Seal
		var last Seal
		for i, at := range facts {
			s := After(last, int64(i+1), day.Add(time.Duration(i)*24*time.Hour))
			s.Add(Entry{Seq: int64(i + 1), At: at})
			last = s.Close()
			all = append(all, last)
		}
		return all
	}
	facts := []time.Time{day.AddDate(0, -1, 0), day.Add(24 * time.Hour), day.Add(-24 * time.Hour)} // history at the beginning, today, into the past
	var c Check
	for i, s := range seals(facts...) {
		c.Begin(s)
		c.Add(Entry{Seq: int64(i + 1), At: facts[i]})
		c.End()
	}
	if r := c.Finish(0, 0, time.Time{}); !r.OK() || r.Backdated != 1 {
		t.Errorf("%d facts are backdated, findings %v", r.Backdated, r.Findings)
	}
}
