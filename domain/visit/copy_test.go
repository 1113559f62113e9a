package visit

import (
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func TestANearCopyIsMarkedAndAnotherNoteIsNot(t *testing.T) {
	original := "讲了立舒平老年患者的用药数据主任说科里卒中病人多愿意先在新病人里试用并问了医保报销的事"
	earlier := []Gist{{domain.ID{9}, "聊了倍欣康的雾化用法他嫌装置操作麻烦让我下次带演示器过来给护士看看"}, {domain.ID{1}, original}}
	for name, c := range map[string]struct {
		gist string
		of   domain.ID
	}{
		"the same words":         {original, domain.ID{1}},
		"a word more":            {original + "很热情", domain.ID{1}},
		"a word changed":         {"讲了立舒平老年患者的用药数据主任说科里卒中病人多愿意先在新病人里用用并问了医保报销的事", domain.ID{1}},
		"half of it":             {"讲了立舒平老年患者的用药数据主任说科里卒中病人多", domain.ID{}},
		"another visit":          {"和主任讨论了立舒平的指南推荐他认可循证证据但担心老年人肌痛想看安全性数据", domain.ID{}},
		"brief, and brief again": {"立舒平认可", domain.ID{}},
	} {
		got := CopyOf(c.gist, earlier)
		if got.Of != c.of || (got.Similarity >= nearCopy) != (c.of != domain.ID{}) {
			t.Errorf("%s: a copy of %v at %.2f, want %v", name, got.Of, got.Similarity, c.of)
		}
		if (got.Gist != "") != Comparable(c.gist) {
			t.Errorf("%s: %q is kept to compare by", name, got.Gist)
		}
	}
	if c := CopyOf("立舒平认可", []Gist{{domain.ID{1}, "立舒平认可"}}); c != (Copy{}) {
		t.Errorf("a note of five characters is a copy: %+v", c)
	}
	if s := Similarity("", ""); s != 0 {
		t.Errorf("nothing is like nothing at %.2f", s)
	}
}
