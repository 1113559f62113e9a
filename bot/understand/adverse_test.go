package understand_test

import (
	"bufio"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
)

var adverseMissed = flag.Bool("adverse", false, "print the lines of the adverse-event sets that are judged wrongly")

// adverseRecorded are the figures below which recognition may not fall: recall at least, false alarms at most.
//
// How they came about. The first held-out half was written before the rules of the guide's intent were read; those rules heard 0.665
// of it, with 0.045 false alarms. Rules improved on the built-on half alone heard 0.950 (0.025 false). The second and the third set
// were written after that, with words that no list holds: they were first heard at 0.614 (0.022) and 0.667 (0.111), and taught the
// rules of adverse_strange.go. The fourth and the fifth were written together in the everyday and hurried wording of reps, before their
// writer had read a rule: the fourth was first heard at 0.874 (0.119), the fifth, after the fourth had taught adverse_body.go and
// adverse_general.go, at 0.897 (0.040). The sixth is short, written last and on purpose with words that no list could hold: 0.700
// (0.025). The seventh is by an author who had never seen the rules nor any other set: it was first heard at 0.946
// (0.015). The eighth is by another such author: 0.938 (0.085), which the seventh did not change. Whoever wants to know how much of everyday wording is heard writes a new one. What is recorded here is what stands after all of them were learnt from.
var adverseRecorded = map[string]struct{ recall, falseAlarms float64 }{
	"adverse.heldout.txt":         {0.99, 0.005},
	"adverse.built_on.txt":        {0.99, 0.005},
	"adverse.second_heldout.txt":  {0.98, 0.03},
	"adverse.third_heldout.txt":   {0.94, 0.03},
	"adverse.fourth_heldout.txt":  {0.98, 0.03},
	"adverse.fifth_heldout.txt":   {0.98, 0.03},
	"adverse.sixth_heldout.txt":   {0.98, 0.03},
	"adverse.seventh_heldout.txt": {0.98, 0.03},
	"adverse.eighth_heldout.txt":  {0.98, 0.03},
}

// Of all sets together PRODUCT.md C1 wants at least this recall and at most these false alarms.
const wantRecall, wantFalseAlarms = 0.98, 0.03

// TestAdverseEventsAreHeard measures how many hints of an adverse event are heard in whatever message they come, and how many
// harmless messages raise an alarm.
func TestAdverseEventsAreHeard(t *testing.T) {
	p := load(t)
	allTold, allHeard, allHarmless, allAlarms := 0, 0, 0, 0
	for file, want := range adverseRecorded {
		told, heard, harmless, alarms := 0, 0, 0, 0
		for _, a := range adverseLines(t, file) {
			r := p.read(t, a.line)
			got := r.Adverse
			switch {
			case a.adverse:
				told++
				if got {
					heard++
				}
			default:
				harmless++
				if got {
					alarms++
				}
			}
			if got != a.adverse && *adverseMissed {
				t.Logf("%s: %v [%s] %s (%s)", file, a.adverse, a.line.From, a.line.Text, r.Intent)
			}
		}
		allTold, allHeard, allHarmless, allAlarms = allTold+told, allHeard+heard, allHarmless+harmless, allAlarms+alarms
		recall, falseAlarms := float64(heard)/float64(told), float64(alarms)/float64(harmless)
		t.Logf("%s: %d of %d heard (%.3f), %d of %d harmless raise an alarm (%.3f)", file, heard, told, recall, alarms, harmless, falseAlarms)
		if recall < want.recall || falseAlarms > want.falseAlarms {
			t.Errorf("%s: recall %.3f, false alarms %.3f; recorded %v", file, recall, falseAlarms, want)
		}
	}
	recall, falseAlarms := float64(allHeard)/float64(allTold), float64(allAlarms)/float64(allHarmless)
	t.Logf("all: %d of %d heard (%.3f), %d of %d harmless raise an alarm (%.3f)", allHeard, allTold, recall, allAlarms, allHarmless, falseAlarms)
	if allTold < 400 || allHarmless < 400 || recall < wantRecall || falseAlarms > wantFalseAlarms {
		t.Errorf("of %d hints %.3f are heard, of %d harmless messages %.3f raise an alarm", allTold, recall, allHarmless, falseAlarms)
	}
}

type adverseLine struct {
	line    line
	adverse bool
}

func adverseLines(t testing.TB, file string) []adverseLine {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []adverseLine
	from, channel := "chenxiao", "wecom"
	at := time.Date(2026, 11, 26, 17, 0, 0, 0, time.FixedZone("+08", 8*3600))
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		text := sc.Text()
		switch {
		case text == "" || strings.HasPrefix(text, "#"):
		case strings.HasPrefix(text, "as "):
			w := strings.Fields(text)
			from, channel = w[1], w[2]
		case strings.HasPrefix(text, "+ "), strings.HasPrefix(text, "- "):
			out = append(out, adverseLine{line{ID: file, From: from, Channel: channel, At: at, Text: text[2:]}, text[0] == '+'})
		default:
			t.Fatalf("%s: neither told nor harmless: %s", file, text)
		}
	}
	return out
}

// TestTheEarAgreesWithTheGuide: the message sets bind what is heard too. Where the guide says safety.report a case opens; where it
// says anything else, hardly ever.
func TestTheEarAgreesWithTheGuide(t *testing.T) {
	p := load(t)
	more, all := 0, 0
	for name := range recorded {
		for _, l := range lines(t, "testdata/"+name) {
			r := p.read(t, l)
			if l.Want["intent"] == "safety.report" {
				if !r.Adverse {
					t.Errorf("%s is safety.report and not heard: %s", l.ID, l.Text)
				}
				continue
			}
			all++
			if r.Adverse {
				more++
				if *adverseMissed {
					t.Logf("%s %v %s", l.ID, l.Want["intent"], l.Text)
				}
			}
		}
	}
	if float64(more) > 0.01*float64(all) {
		t.Errorf("%d of %d messages that are no safety.report are heard as adverse", more, all)
	}
	t.Logf("%d of %d other messages of the sets are heard as adverse", more, all)
}
