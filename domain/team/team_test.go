package team

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yaoban/yaoban/domain"
)

func TestMobile(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"13800001001", "13800001001"},
		{"+8613800001001", "13800001001"},
		{"＋86 138 0000 1001", "13800001001"},
		{"0086-138-0000-1001", "13800001001"},
		{"8613800001001", "13800001001"},
		{"(+86) 138-0000-1001", "13800001001"},
		{"１３８００００１００１", "13800001001"},
		{"19900001001", "19900001001"},
	} {
		got, err := Mobile(c.in)
		if err != nil || got != c.want {
			t.Errorf("Mobile(%q) = %q, %v", c.in, got, err)
		}
	}
	for _, bad := range []string{"", "12800001001", "1380000100", "138000010011", "+8513800001001", "+13800001001",
		"23800001001", "138x0001001", "021-55550000", "8613800001", "86 86 13800001001", "13800001001+"} {
		got, err := Mobile(bad)
		if !errors.Is(err, ErrMobile) || got != "" {
			t.Errorf("Mobile(%q) = %q, %v", bad, got, err)
		}
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{"13800001001": "138****1001", "": "****", "1380000": "****", "1380000100x": "****"} {
		if got := Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestActiveOn(t *testing.T) {
	d := func(s string) domain.Date { v, _ := domain.ParseDate(s); return v }
	p := Person{From: d("2026-01-04"), To: d("2026-11-20")}
	for day, want := range map[string]bool{"2026-01-03": false, "2026-01-04": true, "2026-11-20": true, "2026-11-21": false} {
		if got := p.ActiveOn(d(day)); got != want {
			t.Errorf("active on %s: %v", day, got)
		}
	}
	if !(Person{}).ActiveOn(d("2026-01-01")) {
		t.Error("a person without dates is not active")
	}
}

func company(t *testing.T) Tree {
	t.Helper()
	tree, err := NewTree([]Person{
		{UserID: "zhouhang", Role: domain.Director},
		{UserID: "WangJianguo", Role: domain.Manager, Manager: "zhouhang"},
		{UserID: "hemin", Role: domain.Manager, Manager: "ZhouHang"},
		{UserID: "chenxiao", Role: domain.Rep, Manager: "wangjianguo"},
		{UserID: "sunting", Role: domain.Rep, Manager: "hemin"},
		{UserID: "pvdesk", Role: domain.Safety},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func ids(people []Person) string {
	var s []string
	for _, p := range people {
		s = append(s, p.UserID)
	}
	return strings.Join(s, " ")
}

func TestTree(t *testing.T) {
	tree := company(t)
	for _, c := range []struct {
		manager, person string
		want            bool
	}{
		{"wangjianguo", "CHENXIAO", true},
		{"zhouhang", "chenxiao", true},
		{"hemin", "chenxiao", false},
		{"chenxiao", "wangjianguo", false},
		{"chenxiao", "chenxiao", false},
		{"nobody", "chenxiao", false},
		{"zhouhang", "nobody", false},
	} {
		if got := tree.Below(c.manager, c.person); got != c.want {
			t.Errorf("Below(%s, %s) = %v", c.manager, c.person, got)
		}
	}
	if got := ids(tree.Subtree("ZHOUHANG")); got != "hemin WangJianguo sunting chenxiao" {
		t.Errorf("the director's subtree is %s", got)
	}
	if got := ids(tree.Reports("wangjianguo")); got != "chenxiao" {
		t.Errorf("the manager's reports are %s", got)
	}
	if got := ids(tree.Above("chenxiao")); got != "WangJianguo zhouhang" {
		t.Errorf("above the rep are %s", got)
	}
	if p, ok := tree.Person("wangJIANGUO"); !ok || p.UserID != "WangJianguo" {
		t.Errorf("Person is %v, %v", p, ok)
	}
	if got := ids(tree.WithRole(domain.Safety, domain.Date{Year: 2026, Month: 11, Day: 23})); got != "pvdesk" {
		t.Errorf("the safety desk is %s", got)
	}
	if bad := tree.Loops(); len(bad) != 0 {
		t.Errorf("loops where there are none: %v", bad)
	}
}

func TestATreeWithALoopEndsEveryWalk(t *testing.T) {
	tree, err := NewTree([]Person{
		{UserID: "a", Manager: "b"}, {UserID: "b", Manager: "c"}, {UserID: "c", Manager: "b"}, {UserID: "d", Manager: "d"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := tree.Loops(); !slices.Equal(got, []string{"b", "c", "d"}) {
		t.Errorf("loops are %v", got)
	}
	if got := ids(tree.Subtree("b")); got != "a c" {
		t.Errorf("below b are %s", got)
	}
	if tree.Below("b", "b") || tree.Below("d", "d") {
		t.Error("somebody is below herself")
	}
}

func TestBadStaffIsRefused(t *testing.T) {
	if _, err := NewTree([]Person{{UserID: "a"}, {UserID: "A"}}); err == nil || !strings.Contains(err.Error(), `"A"`) {
		t.Errorf("one userid twice: %v", err)
	}
	if _, err := NewTree([]Person{{UserID: " "}}); err == nil {
		t.Error("a person without a userid is accepted")
	}
}

// Whatever the reporting lines, seeing downwards and upwards agree and nobody sees herself.
func TestBelowAndSubtreeAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		people := make([]Person, n)
		for i := range people {
			people[i].UserID = fmt.Sprintf("u%02d", i)
			if m := rapid.IntRange(-1, n-1).Draw(t, "manager"); m >= 0 {
				people[i].Manager = fmt.Sprintf("U%02d", m)
			}
		}
		tree, err := NewTree(people)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range people {
			sub := map[string]bool{}
			for _, p := range tree.Subtree(m.UserID) {
				sub[p.UserID] = true
			}
			if sub[m.UserID] {
				t.Fatalf("%s is below herself", m.UserID)
			}
			for _, p := range people {
				if tree.Below(m.UserID, p.UserID) != sub[p.UserID] {
					t.Fatalf("%s below %s: %v by walking up, %v by walking down", p.UserID, m.UserID, !sub[p.UserID], sub[p.UserID])
				}
			}
		}
	})
}
