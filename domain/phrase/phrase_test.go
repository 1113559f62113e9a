package phrase

import (
	"fmt"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestAPhraseIsOfferedAfterThreeAnswersAndNeverOtherwise(t *testing.T) {
	both := []string{"D001", "D002"}
	for name, c := range map[string]struct {
		answers []string
		want    string
	}{
		"two are not enough":        {[]string{"D001", "D001"}, ""},
		"three are":                 {[]string{"D001", "D001", "D001"}, "D001"},
		"another one before":        {[]string{"D002", "D001", "D001", "D001"}, ""},
		"another one after":         {[]string{"D001", "D001", "D001", "D002"}, ""},
		"somebody not among these":  {[]string{"D009", "D009", "D009"}, ""},
		"another one, and then on":  {[]string{"D001", "D001", "D001", "D002", "D002", "D002", "D002"}, ""},
		"nobody was asked for yet ": {nil, ""},
	} {
		var b Book
		for _, doctor := range c.answers {
			b.Answered("张主任", doctor, noon)
		}
		if got, _ := b.Default("张主任", both); got != c.want {
			t.Errorf("%s: %q is offered, want %q", name, got, c.want)
		}
		if got, ok := b.Means("张主任", both); ok {
			t.Errorf("%s: %s is taken without a question", name, got)
		}
		if len(c.answers) > 0 && len(b) != 1 {
			t.Errorf("%s: %d phrases", name, len(b))
		}
	}
}

func TestASettledPhraseMeansHerWhileNothingChanges(t *testing.T) {
	var b Book
	b.Settle("张主任", "D001", []string{"D001", "D002", "D003"}, noon)
	for name, c := range map[string]struct {
		candidates []string
		means      bool
		offered    bool
	}{
		"the same":                     {[]string{"D001", "D002", "D003"}, true, true},
		"one of the others left":       {[]string{"D001", "D002"}, true, true},
		"another one joined":           {[]string{"D001", "D002", "D003", "D004"}, false, true},
		"she herself left":             {[]string{"D002", "D003"}, false, false},
		"a place was said, not of her": {[]string{"D002", "D003"}, false, false},
	} {
		if _, ok := b.Means("张主任", c.candidates); ok != c.means {
			t.Errorf("%s: taken without a question: %v", name, ok)
		}
		if _, ok := b.Default("张主任", c.candidates); ok != c.offered {
			t.Errorf("%s: offered: %v", name, ok)
		}
	}
	if _, ok := b.Means("王主任", []string{"D001", "D002"}); ok {
		t.Error("other words mean her too")
	}
	b.Answered("张主任", "D004", noon) // asked again, and answered otherwise
	if _, ok := b.Default("张主任", []string{"D001", "D004"}); ok {
		t.Error("a contradicting answer unlearned nothing")
	}
	if !b.Forget("张主任") || b.Forget("张主任") || len(b) != 0 {
		t.Error("forgetting is not once and for all")
	}
}

func TestABookIsBounded(t *testing.T) {
	var b Book
	b.Settle("settled", "D001", []string{"D001", "D002"}, noon.AddDate(-1, 0, 0))
	for i := range 3 * most {
		b.Answered(fmt.Sprint("p", i), "D001", noon.Add(time.Duration(i)*time.Minute))
	}
	if len(b) != most || b.find("settled") < 0 || b.find("p0") >= 0 || b.find(fmt.Sprint("p", 3*most-1)) < 0 {
		t.Errorf("%d phrases are kept, or not the right ones", len(b))
	}
}
