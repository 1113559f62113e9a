package desk

import (
	"testing"

	"github.com/yaoban/yaoban/domain/safety"
)

// TestADeathIsDueAtOnceWhereverItIsTold: at first, later, and by a case that is merged; until the desk has graded it, it is neither
// reported nor closed, and what the label says of it moves no clock.
func TestADeathIsDueAtOnceWhereverItIsTold(t *testing.T) {
	l := newLedger()
	first := open(t, l, Case{Number: 1, Kind: Safety, Elements: safety.Elements{Event: "吃立舒平第三天猝死"}})
	if !first.Presumed() || !first.DueAt.Equal(day0) {
		t.Errorf("a case that begins with a death is %+v", first)
	}
	if _, err := Close(l, pv, first, "说明书已载明"); err == nil {
		t.Error("a death that nobody graded is closed")
	}
	same, err := Assess(l, pv, first, safety.Unassessed, nil, Expected, heard)
	if err != nil || !same.Presumed() {
		t.Errorf("what the label says moves the clock of a death: %v %v", same.DueAt, err)
	}
	later := open(t, l, Case{Number: 2, Kind: Safety, Elements: whole})
	if later, err = Assess(l, pv, later, safety.Serious, nil, "", heard); err != nil || later.Dies() {
		t.Fatalf("%+v %v", later, err)
	}
	told := len(l.notices)
	if after, is, err := HearDeath(l, "chenxiao", later, "已经出院了", heard); is || err != nil || after.Dies() {
		t.Errorf("words without a death: %+v %v", after, err)
	}
	after, is, err := HearDeath(l, "chenxiao", later, "后来没抢救过来", heard)
	if !is || err != nil || !after.Presumed() || len(l.notices) != told+2 {
		t.Errorf("a death that is told later: %+v %v, %d are told", after, err, len(l.notices)-told)
	}
	if _, is, err := HearDeath(l, "chenxiao", after, "人已经死了", heard); is || err != nil {
		t.Errorf("a death is heard twice: %v", err)
	}
	third := open(t, l, Case{Number: 3, Kind: Safety, Elements: whole})
	if _, err := Merge(l, pv, after, third, heard); err != nil {
		t.Fatal(err)
	}
	if into := l.cases[3]; !into.Presumed() {
		t.Errorf("a death that is merged into another case is lost: %+v", into)
	}
	if graded, err := Assess(l, pv, l.cases[3], safety.Serious, nil, "", heard); err != nil || graded.Dies() || !graded.DueAt.After(day0) {
		t.Errorf("the desk's grade: %+v %v", graded, err)
	}
}
