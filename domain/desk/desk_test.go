package desk

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/safety"
)

// ledger keeps what the rules write in one transaction.
type ledger struct {
	now     time.Time
	cases   map[int64]Case
	asked   []Question
	facts   []string
	notices []string
}

func (l *ledger) Now() time.Time         { return l.now }
func (l *ledger) PutCase(c Case)         { l.cases[c.Number] = c }
func (l *ledger) SetCase(c Case)         { l.cases[c.Number] = c }
func (l *ledger) PutQuestion(q Question) { l.asked = append(l.asked, q) }
func (l *ledger) Remember(f fact.Fact)   { l.facts = append(l.facts, string(f.Kind)) }
func (l *ledger) Tell(n notice.Notice) error {
	l.notices = append(l.notices, n.Kind+" "+n.Person+" "+n.DueAt.Format("01-02 15:04"))
	return nil
}

var (
	loc   = time.FixedZone("+08", 8*3600)
	day0  = time.Date(2026, 9, 28, 21, 40, 0, 0, loc) // before the National Day week
	pv    = Worker{"pvdesk", domain.Safety}
	heard = Told{Desk: []string{"pvdesk"}, Above: []string{"hegui"}}
	whole = safety.Elements{Patient: "女 65岁", Reporter: "张伟", Product: "立舒平", Event: "黄疸"}
)

func newLedger() *ledger { return &ledger{now: day0.Add(time.Minute), cases: map[int64]Case{}} }

func open(t *testing.T, l *ledger, c Case) Case {
	t.Helper()
	c.ID, c.Reporter, c.Day0 = domain.ID{byte(c.Number)}, "chenxiao", day0
	c, err := Open(l, c, heard)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAClockRunsOverHolidaysAndMovesWithTheGrade(t *testing.T) {
	l := newLedger()
	c := open(t, l, Case{Number: 1, Kind: Safety})
	want := "case_missing pvdesk 09-28 22:12, safety_due pvdesk 10-06 21:40, safety_due pvdesk 10-10 21:40, safety_due pvdesk 10-12 21:40, safety_due pvdesk 10-13 21:40, safety_due hegui 10-13 21:40"
	if got := strings.Join(l.notices, ", "); got != want {
		t.Errorf("told are\n%s, want\n%s", got, want)
	}
	for _, g := range []struct {
		s    safety.Seriousness
		e    Expectedness
		due  string
		told int
	}{
		{safety.Other, Expected, "10-28 21:40", 5},
		{safety.Unassessed, Unexpected, "10-13 21:40", 5}, // what is not in the label has 15 days
		{safety.Serious, "", "10-13 21:40", 0},
		{safety.Death, "", "09-28 21:40", 2}, // at once: nothing is left to count down
	} {
		l.notices = nil
		var err error
		if c, err = Assess(l, pv, c, g.s, nil, g.e, heard); err != nil || c.DueAt.Format("01-02 15:04") != g.due || len(l.notices) != g.told {
			t.Errorf("%s %s: due %s, told %v, %v", g.s, g.e, c.DueAt, l.notices, err)
		}
	}
}

func TestTheStepsOfAnAdverseEvent(t *testing.T) {
	l := newLedger()
	c := open(t, l, Case{Number: 1, Kind: Safety})
	today := domain.DateOf(l.now)
	no := func(code string, err error) {
		t.Helper()
		if r, refused := domain.AsRefusal(err); !refused || r.Code != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	_, err := Close(l, pv, c, "完成")
	no("case.assess_first", err)
	_, err = Report(l, pv, c, today, "ADR1")
	no("case.assess_first", err)
	c, _ = Assess(l, pv, c, safety.Serious, []safety.Criterion{safety.Hospital}, "", heard)
	_, err = Report(l, pv, c, today, "ADR1")
	no("case.elements", err)
	_, err = SetElement(l, pv, c, safety.Patient, "张秀梅")
	no("case.patient", err)
	for el, text := range map[safety.Element]string{safety.Patient: "张秀梅，女65岁", safety.Reporter: "张伟", safety.Product: "立舒平", safety.Event: "黄疸"} {
		if c, err = SetElement(l, pv, c, el, text); err != nil {
			t.Fatal(err)
		}
	}
	if c.Elements != whole {
		t.Errorf("the elements are %+v: a patient has no name", c.Elements)
	}
	for _, on := range []domain.Date{today.AddDays(1), today.AddDays(-1), {}} {
		_, err = Report(l, pv, c, on, "ADR1")
		no("case.report_day", err)
	}
	_, err = Report(l, pv, c, today, " ")
	no("case.reference", err)
	if c, err = Report(l, pv, c, today, "ADR1"); err != nil || c.Waits() || !c.Open() {
		t.Fatalf("reported: %+v, %v", c, err)
	}
	_, err = Close(l, pv, c, strings.Repeat("长", 501))
	no("case.long", err)
	if c, err = Close(l, pv, c, "已随访"); err != nil || c.Open() || c.ClosedBy != "pvdesk" {
		t.Fatalf("closed: %+v, %v", c, err)
	}
	_, err = Take(l, pv, c)
	no("case.closed", err)
	if c, err = Reopen(l, pv, c, "再次住院", heard); err != nil || !c.Waits() || c.Reference != "" {
		t.Fatalf("opened again: %+v, %v", c, err)
	}
	_, err = Reopen(l, pv, c, "再次住院", heard)
	no("case.open", err)
}

func TestADuplicateGivesWhatItKnows(t *testing.T) {
	l := newLedger()
	first := open(t, l, Case{Number: 1, Kind: Safety, Elements: safety.Elements{Patient: "女 65岁", Event: "黄疸"}})
	second := Case{ID: domain.ID{2}, Number: 2, Kind: Safety, Reporter: "zhaolei", Day0: day0.Add(48 * time.Hour), Elements: safety.Elements{Event: "肝损", Product: "立舒平"}}
	second, err := Open(l, second, heard)
	if err != nil {
		t.Fatal(err)
	}
	if first, err = Merge(l, pv, first, second, heard); err != nil || first.State != Merged || first.Into != 2 {
		t.Fatalf("the duplicate: %+v, %v", first, err)
	}
	if got := l.cases[2]; !got.Day0.Equal(day0) || !got.DueAt.Equal(safety.Due(day0, safety.Unassessed)) || got.Elements.Patient != "女 65岁" || got.Elements.Event != "肝损" {
		t.Errorf("the case that stays: %+v", got)
	}
	for _, other := range []Case{l.cases[2], {ID: domain.ID{3}, Number: 3, Kind: Complaint, State: Received}} {
		if _, err := Merge(l, pv, l.cases[2], other, heard); err == nil {
			t.Errorf("merged into %+v", other)
		}
	}
}

// TestOnlyTheDeskWorksACase tries every rule as every other role.
func TestOnlyTheDeskWorksACase(t *testing.T) {
	for _, role := range []domain.Role{domain.Rep, domain.Manager, domain.Director, domain.Admin, domain.Compliance} {
		l := newLedger()
		s, c := open(t, l, Case{Number: 1, Kind: Safety, Elements: whole}), open(t, l, Case{Number: 2, Kind: Complaint})
		w := Worker{"chenxiao", role}
		for what, do := range map[string]func() error{
			"take":     func() error { _, err := Take(l, w, s); return err },
			"assign":   func() error { _, err := Assign(l, w, s, pv); return err },
			"assess":   func() error { _, err := Assess(l, w, s, safety.Other, nil, "", heard); return err },
			"set":      func() error { _, err := SetElement(l, w, s, safety.Event, "无"); return err },
			"report":   func() error { _, err := Report(l, w, s, domain.DateOf(l.now), "1"); return err },
			"close":    func() error { _, err := Close(l, w, s, "完成"); return err },
			"reopen":   func() error { _, err := Reopen(l, w, s, "再看", heard); return err },
			"merge":    func() error { _, err := Merge(l, w, s, s, heard); return err },
			"ask":      func() error { return Ask(l, w, s, domain.ID{}, "多久？") },
			"classify": func() error { _, err := Classify(l, w, c, Quality); return err },
			"handle":   func() error { _, err := Handle(l, w, c, "换货"); return err },
			"callback": func() error { _, err := CallBack(l, w, c, "满意"); return err },
		} {
			before := len(l.facts)
			if r, refused := domain.AsRefusal(do()); !refused || r.Code != "case.role" || len(l.facts) != before {
				t.Errorf("%s may %s", role, what)
			}
		}
	}
}
