package understand_test

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

func (p people) explain(t testing.TB, l line) (understand.Reading, understand.Explanation) {
	t.Helper()
	return understand.Explain(l.Text, understand.Sender{UserID: l.From, Role: p.roles[l.From]},
		understand.Context{At: l.At, Channel: domain.Channel(l.Channel), Gazetteer: p.gazetteers[l.From]})
}

// wordless are the slots that a rule may fill without words, and its beginning.
var wordless = map[string]string{"date": "no day is said", "ask": "the text tells of a visit and names no doctor",
	"candidates": "the text tells of a visit and names no doctor"}

// TestEverySlotIsExplained reads all lines of all sets: an explanation belongs to the very reading, and every slot has words
// inside the text, but for those that a rule fills without any.
func TestEverySlotIsExplained(t *testing.T) {
	p := load(t)
	files, err := filepath.Glob("testdata/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for _, l := range lines(t, file) {
			r, x := p.explain(t, l)
			if plain := p.read(t, l); !reflect.DeepEqual(plain, r) {
				t.Errorf("%s: explained it is read otherwise", l.ID)
			}
			explained := map[string]understand.Given{}
			for _, g := range append(x.Slots, x.Intent) {
				if _, twice := explained[g.Slot]; twice {
					t.Errorf("%s: %s is explained twice", l.ID, g.Slot)
				}
				explained[g.Slot] = g
				for _, w := range g.From {
					if w.From < 0 || w.To > len(l.Text) || w.From >= w.To || l.Text[w.From:w.To] != w.Text {
						t.Errorf("%s: %s comes from %d to %d, which is not %q", l.ID, g.Slot, w.From, w.To, w.Text)
					}
				}
				if g.Rule == "" {
					t.Errorf("%s: %s has no rule", l.ID, g.Slot)
				}
			}
			for _, path := range paths(t, r) {
				g, ok := explained[path]
				p.supported(t, l, path, g)
				name := path[strings.LastIndex(path, ".")+1:]
				if by := wordless[name]; !ok || len(g.From) == 0 && (by == "" || !strings.HasPrefix(g.Rule, by)) {
					t.Errorf("%s: %s has no words: %s\n  %+v", l.ID, path, l.Text, g)
				}
			}
			for _, rej := range x.Rejected {
				if w := rej.Words; rej.Why == "" || w != nil && l.Text[w.From:w.To] != w.Text || w == nil && rej.What != "intent" {
					t.Errorf("%s: the rejection %+v", l.ID, rej)
				}
				if rej.What == "intent" && rej.Value == string(r.Intent) {
					t.Errorf("%s: %s is taken and rejected", l.ID, r.Intent)
				}
			}
		}
	}
}

// supported checks that words can be what a slot came from: as many places as products, figures for an amount, a word of time for
// a time.
func (p people) supported(t *testing.T, l line, path string, g understand.Given) {
	t.Helper()
	said := ""
	for _, w := range g.From {
		said += w.Text
	}
	need := ""
	switch path[strings.LastIndex(path, ".")+1:] {
	case "products", "attendees":
		var codes []string
		if err := json.Unmarshal(g.Value, &codes); err != nil || len(g.From) < len(codes) {
			t.Errorf("%s: %s has %s from %d places", l.ID, path, g.Value, len(g.From))
		}
	case "minutes", "headcount", "remind":
		need = "0123456789０１２３４５６７８９一二三四五六七八九十两半刻仨俩"
	case "start":
		need = "0123456789０１２３４５６７８９一二三四五六七八九十两点:：dian"
	case "date", "next", "from", "to":
		need = "0123456789一二三四五六七八九十天日号月周末底后明昨今前晚早儿期礼拜tianzhou"
	}
	if need != "" && len(g.From) > 0 && !strings.ContainsAny(said, need) {
		t.Errorf("%s: %s = %s comes from %q", l.ID, path, g.Value, said)
	}
}

// paths are the slots of a reading that are compared.
func paths(t testing.TB, r understand.Reading) []string {
	t.Helper()
	var all map[string]any
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	var out []string
	inside := func(prefix string, v any) {
		for k := range v.(map[string]any) {
			if k != "note" && k != "rest" {
				out = append(out, prefix+k)
			}
		}
	}
	for k, v := range all {
		switch {
		case k == "visits":
			for i, e := range v.([]any) {
				inside("visits["+string(rune('0'+i))+"].", e)
			}
		case k == "changes":
			inside("changes.", v)
		case compared[k] && k != "intent":
			out = append(out, k)
		}
	}
	return out
}
