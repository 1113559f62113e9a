package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const explainGolden = "testdata/explain.txt"

// TestUnderstandExplainsItself compares the explanations of telling sentences with what was read before; -update writes them anew.
func TestUnderstandExplainsItself(t *testing.T) {
	c := cli{t, environment()}
	in, err := os.ReadFile("testdata/explain.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	out, errs, code := c.run(string(in), "understand", "--world", "world", "--explain")
	if code != exitOK || errs != "" {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if *update {
		if err := os.WriteFile(explainGolden, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(explainGolden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out); diff != "" {
		t.Errorf("the explanations are others; if they are right now, run with -update\n%s", diff)
	}
}

func TestExplanationsAsJSONHoldTheReading(t *testing.T) {
	c := cli{t, environment()}
	const text = "  附二 張威，糖维宁，15分钟，认可"
	in, err := json.Marshal(map[string]string{"id": "a", "from": "chenxiao", "channel": "wecom", "at": "2026-11-23T18:20:00+08:00", "text": text})
	if err != nil {
		t.Fatal(err)
	}
	out, errs, code := c.run(string(in), "understand", "--world", "world", "--explain", "--json")
	if code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	var line explainedLine
	if err := json.Unmarshal([]byte(out), &line); err != nil {
		t.Fatal(err)
	}
	plain, _, _ := c.run(string(in), "understand", "--world", "world")
	var reading readingLine
	if err := json.Unmarshal([]byte(plain), &reading); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(reading.Reading, line.Reading, cmp.AllowUnexported()); line.ID != "a" || diff != "" {
		t.Error(diff)
	}
	for _, s := range line.Explanation.Slots {
		for _, w := range s.From { // places are those of the text as it was written
			if text[w.From:w.To] != w.Text {
				t.Errorf("%s comes from %d to %d, not %s", s.Slot, w.From, w.To, w.Text)
			}
		}
	}
	if !strings.Contains(out, `"text":"張威"`) {
		t.Error(out)
	}
	if _, errs, code := c.run(string(in), "understand", "--world", "world", "--json"); code != exitUsage || !strings.Contains(errs, "--explain") {
		t.Errorf("--json alone: exit code %d, %s", code, errs)
	}
	long, _, _ := c.run(`{"id":"b","from":"chenxiao","channel":"sms","at":"2026-11-23T18:20:00+08:00","text":"`+strings.Repeat("张", 4001)+`"}`, "understand", "--world", "world", "--explain")
	if !strings.Contains(long, "more than 4000 characters") {
		t.Errorf("a text too long: %.200s", long)
	}
}
