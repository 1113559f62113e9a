package event

import (
	"slices"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/visit"
)

var day = domain.Date{Year: 2026, Month: 11, Day: 25}

func TestWhatAPlanLacks(t *testing.T) {
	whole := Details{Kind: Department, Date: day, Start: "14:00", Hospital: "H01", Products: []string{"P01"}, Budget: 0, Costed: true, Expected: 20}
	if l := whole.Lacks(); l != nil {
		t.Errorf("a whole plan lacks %v", l)
	}
	elsewhere := whole
	elsewhere.Hospital, elsewhere.Place = "", "会展中心"
	if l := elsewhere.Lacks(); l != nil {
		t.Errorf("a plan in no hospital lacks %v", l)
	}
	if l := (Details{Kind: Department}).Lacks(); !slices.Equal(l, []string{"date", "start", "place", "products", "heads", "budget"}) {
		t.Errorf("an empty plan lacks %v", l)
	}
}

func TestABudgetIsJudgedByTheHead(t *testing.T) {
	for name, c := range map[string]struct {
		d       Details
		perHead int
		over    bool
	}{
		"at the limit":           {Details{Budget: 6000, Expected: 20}, 300, false},
		"a yuan more":            {Details{Budget: 6001, Expected: 20}, 301, true},
		"fewer came":             {Details{Budget: 6000, Expected: 20, Headcount: 10}, 600, true},
		"nobody is expected":     {Details{Budget: 500}, 500, true},
		"nothing":                {Details{Expected: 20}, 0, false},
		"nothing and for nobody": {Details{}, 0, false},
	} {
		if got := c.d.PerHead(); got != c.perHead || c.d.Over(PerHead) != c.over {
			t.Errorf("%s: %d a head, over %v", name, got, c.d.Over(PerHead))
		}
	}
}

// TestACreditIsOneAMonthAndNeverDoubled: a visit of the day is tied, an event of the month leaves none, everything else is a new visit.
func TestACreditIsOneAMonthAndNeverDoubled(t *testing.T) {
	e := Event{ID: domain.ID{1}, Details: Details{Kind: Department, Date: day}}
	of := func(date domain.Date, event domain.ID, result domain.Result) visit.Visit {
		return visit.Visit{ID: domain.ID{9}, Event: event, Details: visit.Details{Doctor: "D1", Date: date, Result: result}}
	}
	for name, c := range map[string]struct {
		around []visit.Visit
		want   Credit
	}{
		"nothing":                           {nil, Made},
		"a visit of that day":               {[]visit.Visit{of(day, domain.ID{}, domain.Agreed)}, Tied},
		"not met that day":                  {[]visit.Visit{of(day, domain.ID{}, domain.Absent)}, Made},
		"a visit of the day before":         {[]visit.Visit{of(day.AddDays(-1), domain.ID{}, domain.Agreed)}, Made},
		"an event of the month":             {[]visit.Visit{of(day.AddDays(-20), domain.ID{2}, domain.Neutral)}, Capped},
		"an event later in the month":       {[]visit.Visit{of(day.AddDays(3), domain.ID{2}, domain.Neutral)}, Capped},
		"an event of the month and a visit": {[]visit.Visit{of(day, domain.ID{}, domain.Agreed), of(day.AddDays(-20), domain.ID{2}, "")}, Capped},
		"an event of the month before":      {[]visit.Visit{of(day.AddDays(-26), domain.ID{2}, domain.Neutral)}, Made},
		"another doctor's":                  {[]visit.Visit{{Event: domain.ID{2}, Details: visit.Details{Doctor: "D2", Date: day}}}, Made},
	} {
		if got, _ := credit(e, Came{Doctor: "D1"}, c.around); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAListHasEverybodyOnce(t *testing.T) {
	present := []Attendee{{Doctor: "D1", Name: "张伟"}, {Name: "王小明"}, {Name: "李静"}}
	for _, c := range []struct {
		came Came
		want int
	}{
		{Came{Doctor: "D1", Name: "张伟"}, 0},
		{Came{Doctor: "D2", Name: "张伟"}, -1}, // another doctor of that name
		{Came{Name: "张伟"}, 0},
		{Came{Name: "王小明"}, 1},
		{Came{Doctor: "D4", Name: "李静"}, 2}, // a name that turns out to be a doctor
		{Came{Name: "赵敏"}, -1},
	} {
		if got := onList(present, c.came); got != c.want {
			t.Errorf("%+v stands at %d, want %d", c.came, got, c.want)
		}
	}
}

func TestEffectIsByWhatIsKnown(t *testing.T) {
	f := Effect{Event: Event{Details: Details{Expected: 20, Headcount: 12, Budget: 800, Costed: true}}, Guests: []Guest{{Doctor: "D1", Grade: "A", Before: 1, After: 2},
		{Doctor: "D2", Grade: "C", After: 1}, {Name: "王小明"}}}
	if p, ok := f.Attendance(); p != 60 || !ok {
		t.Errorf("%d%% came", p)
	}
	if p, ok := f.TargetShare(); p != 33 || !ok {
		t.Errorf("%d%% are targets", p)
	}
	if yuan, ok := f.PerTarget(); yuan != 800 || !ok {
		t.Errorf("%d yuan a target", yuan)
	}
	if before, after := f.Visits(); before != 1 || after != 3 {
		t.Errorf("%d visits before, %d after", before, after)
	}
	none := Effect{}
	_, a := none.Attendance()
	_, s := none.TargetShare()
	_, c := none.PerTarget()
	if a || s || c {
		t.Error("nothing is known of nothing, and it is said")
	}
	for days, want := range map[int]int{-1: 0, 0: 0, 4: 4, 30: 30, 90: 30} {
		if got := ElapsedOn(day, day.AddDays(days)); got != want {
			t.Errorf("%d days on, %d are over", days, got)
		}
	}
}

func TestCodesAreShortAndDiffer(t *testing.T) {
	codes := Codes(domain.ID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	if len(codes[0]) != 4 || len(codes[len(codes)-1]) != 6 || len(slices.Compact(slices.Sorted(slices.Values(codes)))) != len(codes) {
		t.Errorf("codes %v", codes)
	}
	if slices.Equal(codes, Codes(domain.ID{1})) {
		t.Error("two events have the same codes")
	}
}
