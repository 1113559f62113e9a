package dialog

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func question(n int64, at time.Time) Question {
	return Question{ID: domain.ID{byte(n)}, Number: n, Form: "f", Version: 1, Slot: "s", AskedAt: at}
}

func TestQuestionsLapseAfterThirtyMinutesAndDraftsAfterSevenDays(t *testing.T) {
	var s State
	s.Ask(question(1, noon))
	s.Ask(question(2, noon.Add(20*time.Minute)))
	optional := question(3, noon)
	optional.Optional = true
	s.Ask(optional)
	if lapsed := s.Lapse(noon.Add(30 * time.Minute)); len(lapsed) != 0 {
		t.Errorf("%d questions lapsed within 30 minutes", len(lapsed))
	}
	lapsed := s.Lapse(noon.Add(31 * time.Minute))
	if len(lapsed) != 1 || lapsed[0].Number != 1 {
		t.Fatalf("lapsed %v; the optional one must go without a word", lapsed)
	}
	if len(s.Open) != 1 || s.Open[0].Number != 2 {
		t.Errorf("open are %v", s.Open)
	}
	if q, ok := s.Numbered(1); !ok || q.Number != 1 {
		t.Error("a lapsed draft cannot be named")
	}
	s.Lapse(noon.Add(inbox.KeptFor + time.Hour))
	if _, ok := s.Numbered(1); ok {
		t.Error("a draft is kept for longer than seven days")
	}
}

func TestTheLastQuestionIsTheNewest(t *testing.T) {
	var s State
	if _, ok := s.Newest(); ok {
		t.Error("an empty conversation has a question")
	}
	s.Ask(question(1, noon))
	s.Ask(question(2, noon))
	s.Close(domain.ID{2})
	if q, _ := s.Newest(); q.Number != 1 {
		t.Errorf("the newest is %d", q.Number)
	}
	for i := range int64(100) {
		s.Ask(question(10+i, noon))
	}
	if len(s.Open) != most {
		t.Errorf("%d questions are kept", len(s.Open))
	}
	if q, _ := s.Newest(); q.Number != 109 {
		t.Errorf("the newest is %d", q.Number)
	}
}

func TestRepetitionsAreKnownForTenMinutes(t *testing.T) {
	var s State
	s.Tell("x", noon, []int64{1001})
	for _, c := range []struct {
		sum  string
		at   time.Time
		same bool
	}{
		{"x", noon.Add(10 * time.Minute), true},
		{"x", noon.Add(-10 * time.Minute), true}, // a short message that was late
		{"x", noon.Add(11 * time.Minute), false},
		{"y", noon, false},
	} {
		if _, same := s.Repeats(c.sum, c.at); same != c.same {
			t.Errorf("%s at %s: repeated %v", c.sum, c.at.Format("15:04"), same)
		}
	}
	s.Forget([]int64{1001})
	if _, same := s.Repeats("x", noon); same {
		t.Error("what was taken back still counts as told")
	}
}

func TestAConversationSurvivesItsStoredForm(t *testing.T) {
	var s State
	q := question(1, noon)
	q.Options = []Option{{"D001", "张伟 市一心内"}}
	q.Draft = json.RawMessage(`{"doctor":""}`)
	s.Ask(q)
	s.Last = &Recording{Origin: domain.ID{9}, Numbers: []int64{1, 2}, At: noon}
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Read(raw)
	if err != nil || len(back.Open) != 1 || back.Open[0].Options[0].Label != "张伟 市一心内" || back.Last.Origin != s.Last.Origin {
		t.Errorf("read back %+v, %v", back, err)
	}
	if _, err := Read([]byte(`{"open":3}`)); err == nil {
		t.Error("a broken conversation was read")
	}
	if back, err := Read(nil); err != nil || len(back.Open) != 0 {
		t.Errorf("an empty conversation is %+v, %v", back, err)
	}
}

type draft struct{ Who, When string }

var form = Form[draft]{Name: "visit", Version: 2, Slots: []Slot[draft]{
	{"who", func(d draft) bool { return d.Who == "" }, func(d *draft, v string) error { d.Who = v; return nil }},
	{"when", func(d draft) bool { return d.When == "" }, func(d *draft, v string) error {
		if v == "never" {
			return domain.Refuse("never")
		}
		d.When = v
		return nil
	}},
}}

func TestAFormAsksForItsFirstEmptySlot(t *testing.T) {
	if slot, missing := form.Next(draft{When: "now"}); !missing || slot.Name != "who" {
		t.Errorf("asks for %q", slot.Name)
	}
	if _, missing := form.Next(draft{"x", "now"}); missing {
		t.Error("a full draft is still asked for something")
	}
}

func TestAQuestionCarriesItsDraft(t *testing.T) {
	slot, _ := form.Next(draft{Who: "x"})
	q, err := form.Question(Question{Number: 7}, slot, Prompt{Text: "when?"}, draft{Who: "x"})
	if err != nil {
		t.Fatal(err)
	}
	d, ok, err := form.Step(q, "now")
	if err != nil || !ok || d != (draft{"x", "now"}) {
		t.Errorf("stepped to %v, %v, %v", d, ok, err)
	}
	if _, _, err := form.Step(q, "never"); err == nil {
		t.Error("an answer that cannot be meant was taken")
	}
	old := q
	old.Version = 1
	if _, ok, _ := form.Step(old, "now"); ok {
		t.Error("a draft of another version was resumed")
	}
	q.Draft = json.RawMessage(`[]`)
	if _, _, err := form.Step(q, "now"); err == nil {
		t.Error("a broken draft was resumed")
	}
}
