package main

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func TestFeedbackIsExportedWithItsVisit(t *testing.T) {
	k := newTalk(t)
	c := newCLI(t, k.pool.Config().ConnString())
	const said = "市一院李静，立舒平、安络畅20分钟，说13床的病人吃了效果不错，立舒平太贵，认可"
	if _, err := k.bot.Turn(t.Context(), k.text(t, domain.WeCom, "m1", said)); err != nil {
		t.Fatal(err)
	}
	out := c.ok("export", "feedback")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 {
		t.Fatal(out)
	}
	for i, want := range []string{
		`"number":1001,"rep":"chenxiao","doctor":"D004","date":"2026-11-20","kind":"efficacy","products":["P01","P02"],"text":"说某床的病人吃了效果不错"`,
		`"kind":"price","products":["P01"],"text":"立舒平太贵"`,
	} {
		if !strings.Contains(lines[i], want) || !strings.Contains(lines[i], `"status":"open"`) {
			t.Errorf("%s lacks %s", lines[i], want)
		}
	}
	if out := c.ok("export", "feedback", "--from", "2026-11-21"); out != "" {
		t.Error(out)
	}
	if _, err := k.bot.Turn(t.Context(), k.text(t, domain.WeCom, "m2", "撤销")); err != nil {
		t.Fatal(err)
	}
	if out := c.ok("export", "feedback"); out != "" {
		t.Error(out)
	}
	if out := c.ok("export", "feedback", "--all", "--format", "csv"); !strings.Contains(out, "efficacy,P01|P02,") || !strings.Contains(out, "withdrawn") {
		t.Error(out)
	}
}
