package understand_test

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
)

// tableFile holds the table of the figures as they were recorded last: a change of the rules shows in its diff what it gained
// and lost. The bounds below which a test fails are in recorded.
const tableFile = "testdata/scores.txt"

var record = flag.Bool("record", false, "write the score table to "+tableFile)

// cell counts how many of something were right; extra is what was read though nobody wanted it.
type cell struct{ right, of, extra int }

func (c cell) String() string {
	s := "·"
	switch {
	case c.of == c.right && c.of > 0:
		s = fmt.Sprint(c.of)
	case c.of > 0:
		s = fmt.Sprintf("%d/%d", c.right, c.of)
	}
	if c.extra > 0 {
		s += fmt.Sprintf("+%d", c.extra)
	}
	return s
}

// scoreTable has a column for each set and one for all, a row for each intent, slot, channel and kind of difficulty.
type scoreTable struct {
	kinds kinds
	sets  []string
	cells map[string]map[string]cell // by row, by set
}

func newScoreTable(t testing.TB) *scoreTable {
	t.Helper()
	return &scoreTable{kinds: newKinds(t), cells: map[string]map[string]cell{}}
}

func (s *scoreTable) count(row, set string, right, of, extra int) {
	if s.cells[row] == nil {
		s.cells[row] = map[string]cell{}
	}
	for _, column := range []string{set, "all"} {
		c := s.cells[row][column]
		s.cells[row][column] = cell{c.right + right, c.of + of, c.extra + extra}
	}
}

// add counts one line: what it wants, what was read, and whether that is right and whether a wrong visit would be stored silently.
func (s *scoreTable) add(set string, l line, want, have map[string]any, quiet bool) {
	if len(s.sets) == 0 || s.sets[len(s.sets)-1] != set {
		s.sets = append(s.sets, set)
	}
	right, meant := 0, 0
	if asJSON(want) == asJSON(have) {
		right = 1
	}
	if want["intent"] == have["intent"] {
		meant = 1
	}
	s.count("exact", set, right, 1, 0)
	s.count("intent", set, meant, 1, 0)
	if want["visits"] != nil || have["visits"] != nil {
		loud := 1
		if quiet {
			loud = 0
		}
		s.count("no silent error", set, loud, 1, 0)
	}
	s.count("intent "+fmt.Sprint(want["intent"]), set, right, 1, 0)
	s.count("channel "+l.Channel, set, right, 1, 0)
	for _, k := range s.kinds.of(l) {
		s.count("kind "+k, set, right, 1, 0)
	}
	a, g := slots(want), slots(have)
	for slot, name := range a {
		_, ok := g[slot]
		s.count("slot "+name, set, map[bool]int{true: 1}[ok], 1, 0)
	}
	for slot, name := range g {
		if _, ok := a[slot]; !ok {
			s.count("slot "+name, set, 0, 0, 1)
		}
	}
}

// rows are the names of the rows in the order of the table; kinds stand in theirs, the others by name.
func (s *scoreTable) rows() []string {
	out := []string{"exact", "intent", "no silent error"}
	for _, group := range []string{"intent ", "slot ", "channel "} {
		var names []string
		for row := range s.cells {
			if strings.HasPrefix(row, group) {
				names = append(names, row)
			}
		}
		sort.Strings(names)
		out = append(out, names...)
	}
	for _, k := range allKinds {
		if s.cells["kind "+k.name] != nil {
			out = append(out, "kind "+k.name)
		}
	}
	return out
}

// String is the table: "215" is 215 of 215, "213/215" two wrong, "+1" one read that nobody wanted, "·" none in the set.
func (s *scoreTable) String() string {
	var b strings.Builder
	line := func(name string, of func(column string) string) {
		fmt.Fprintf(&b, "%-26s", name)
		for _, column := range append([]string{"all"}, s.sets...) {
			fmt.Fprintf(&b, " %*s", max(7, len(strings.TrimSuffix(column, ".jsonl"))), of(column))
		}
		b.WriteString("\n")
	}
	line("", func(column string) string { return strings.TrimSuffix(column, ".jsonl") })
	group := ""
	for _, row := range s.rows() {
		if g, _, several := strings.Cut(row, " "); several && g != group && row != "no silent error" {
			group = g
			b.WriteString("\n")
		}
		line(row, func(column string) string { return s.cells[row][column].String() })
	}
	return b.String()
}

// show prints the table, and below it the rows that differ from the recorded ones.
func (s *scoreTable) show(t testing.TB) {
	t.Helper()
	now := s.String()
	t.Logf("right of all (+ read, but not wanted)\n%s", now)
	if *record {
		if err := os.WriteFile(tableFile, []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	before, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Split(string(before), "\n")
	if rows := strings.Split(now, "\n"); rows[0] != old[0] {
		t.Logf("%s was recorded for other sets: %s", tableFile, old[0])
		return
	}
	was := map[string]string{}
	for _, row := range old {
		was[rowName(row)] = row
	}
	for _, row := range strings.Split(now, "\n") {
		if was[rowName(row)] != row {
			t.Logf("differs from %s (-record writes it anew)\n- %s\n+ %s", tableFile, was[rowName(row)], row)
		}
	}
}

func rowName(row string) string { return strings.TrimSpace(row[:min(26, len(row))]) }
