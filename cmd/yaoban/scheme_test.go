package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// fileOf puts text into a file of that name and returns its path.
func fileOf(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCLISchemesAreShownCheckedAndApplied(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	c.world()
	shown := c.ok("scheme", "quality", "show")
	if !strings.HasPrefix(shown, "# quality scheme, version 1\nweight:\n  purpose: 0.2\n") {
		t.Fatalf("shown is\n%s", shown)
	}
	same := fileOf(t, "same.yaml", shown)
	if out := c.ok("scheme", "quality", "check", same); !strings.Contains(out, "says the same") {
		t.Errorf("the shown scheme differs from itself: %s", out)
	}
	strict := fileOf(t, "strict.yaml", strings.Replace(shown, "threshold: 60", "threshold: 75", 1))
	if out := c.ok("scheme", "quality", "check", strict); !strings.Contains(out, "rule threshold: 60 → 75\n") {
		t.Errorf("the check says %s", out)
	}
	bad := fileOf(t, "bad.yaml", strings.NewReplacer("next: 0.15", "next: 0.25", "refused: 0.2", "prescribed: 0.2").Replace(shown))
	for _, u := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{"quality", "check", bad}, "column result prescribed", exitFailed},
		{[]string{"quality", "apply", bad, "--as", "guanli"}, "nothing was changed", exitFailed},
		{[]string{"quality", "apply", strict}, "--as", exitUsage},
		{[]string{"quality", "apply", strict, "--as", ""}, "name the admin", exitUsage},
		{[]string{"quality", "apply", strict, "--as", "chenxiao"}, "she is no admin", exitFailed},
		{[]string{"quality", "apply", strict, "--as", "guanli", "--from", "soon"}, "is no date", exitUsage},
		{[]string{"quality", "apply", strict, "--as", "guanli", "--from", "2020-01-01"}, "past", exitFailed},
		{[]string{"quality", "apply", "nowhere.yaml", "--as", "guanli"}, "nowhere.yaml", exitFailed},
		{[]string{"quality", "show", "--version", "7"}, "no version 7", exitUsage},
		{[]string{"quality", "compare", strict}, "--month", exitUsage},
		{[]string{"quality", "compare", strict, "--month", "11"}, "is no month", exitUsage},
		{[]string{"quota", "apply", strict, "--as", "guanli"}, `the part "weight" is unknown`, exitFailed},
		{[]string{"quota", "show", "--version", "7"}, "no version 7", exitUsage},
		{[]string{"quota", "apply", strict}, "--as", exitUsage},
	} {
		out, errs, code := c.run("", append([]string{"scheme"}, u.args...)...)
		if code != u.code || !strings.Contains(errs, u.want) || out != "" {
			t.Errorf("%v: exit code %d, %q, %q", u.args, code, out, errs)
		}
	}
	if out := c.ok("scheme", "quality", "history"); strings.Count(out, "\n") != 2 {
		t.Errorf("what was refused stands in the history: %s", out)
	}
	if out := c.ok("scheme", "quality", "apply", strict, "--as", "Guanli", "--note", "更严"); !strings.Contains(out, "version 2") {
		t.Error(out)
	}
	if out := c.ok("scheme", "quality", "show"); !strings.Contains(out, "version 2, from ") || !strings.Contains(out, "threshold: 75") {
		t.Error(out)
	}
	if out := c.ok("scheme", "quality", "show", "--version", "1"); out != shown {
		t.Errorf("version 1 is now\n%s", out)
	}
	if out := c.ok("scheme", "quality", "history"); !strings.Contains(out, "guanli") || !strings.Contains(out, "更严") {
		t.Error(out)
	}

	quotas := c.ok("scheme", "quota", "show")
	if quotas != "# quota scheme, version 1\nvisits:\n  default:\n    A: 4\n    B: 2\n    C: 1\n    D: 0\ngap:\n  A: 10\n  B: 20\n  C: 40\ncapacity: 8\n" {
		t.Errorf("shown is\n%s", quotas)
	}
	book := excelize.NewFile()
	for i, row := range [][]any{{"part", "line", "month", "grade", "value"}, {"visits", "default", "", "A", 5}, {"visits", "default", "", "B", 2}, {"visits", "default", "", "C", 1},
		{"visits", "default", "", "D", 0}, {"visits", "心血管", "", "A", 6}, {"gap", "", "", "A", 9}, {"capacity", "", "", "", 10}} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "quota.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if out := c.ok("scheme", "quota", "check", path); !strings.Contains(out, "visits default A: 4 → 5\n") || !strings.Contains(out, "gap B: 20, no longer\n") ||
		!strings.Contains(out, "visits 心血管 A: 6, new\n") {
		t.Error(out)
	}
	now := time.Now().In(time.FixedZone("+08", 8*3600)) // the company's, which the machine's zone may be behind
	next := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, now.Location()).Format("2006-01")
	if out := c.ok("scheme", "quota", "apply", path, "--as", "guanli", "--from", next); !strings.Contains(out, "version 2, holds from "+next) {
		t.Error(out)
	}
	if out := c.ok("scheme", "quota", "show"); out != quotas {
		t.Errorf("a scheme of next month holds already: %s", out)
	}
	if out := c.ok("scheme", "quota", "history"); !strings.Contains(out, next+"-01") {
		t.Error(out)
	}
	if _, errs, code := c.run("", "scheme", "quota", "apply", path, "--as", "guanli", "--from", "2020-01"); code != exitFailed || !strings.Contains(errs, "past months") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// A running process scores by a new scheme from its next message on, and what another scheme would have given is only said.
func TestANewSchemeScoresTheNextVisitAtOnce(t *testing.T) {
	k := newTalk(t)
	say := func(who, text string) string {
		t.Helper()
		k.as, k.over = who, "wecom"
		k.now = k.now.Add(time.Minute)
		var out strings.Builder
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: text}, &out)
		return out.String()
	}
	const visit = "今天拜访%s，立舒平新适应症，聊了20分钟，有顾虑"
	if got := say("chenxiao", fmt.Sprintf(visit, "李静")); strings.Contains(got, "不计有效") {
		t.Fatal(got)
	}
	c := newCLI(t, k.pool.Config().ConnString())
	c.getenv = environment("DATABASE_URL=" + k.pool.Config().ConnString())
	shown := c.ok("scheme", "quality", "show")
	strict := fileOf(t, "strict.yaml", strings.NewReplacer("threshold: 60", "threshold: 95", "objection: 0.9", "objection: 0.5").Replace(shown))
	out := c.ok("scheme", "quality", "compare", strict, "--month", "2026-11")
	for _, part := range []string{"2026-11: 1 visit of 1 rep", "80–100     1     0", "mean       82.0", "70.0", "effective  1     0", "chenxiao", "no longer"} {
		if !strings.Contains(out, part) {
			t.Errorf("the comparison lacks %q:\n%s", part, out)
		}
	}
	if out := c.ok("scheme", "quality", "compare", strict, "--month", "2026-10"); !strings.Contains(out, "There are no visits in 2026-10") {
		t.Error(out)
	}
	if got := say("chenxiao", "为什么82分"); !strings.Contains(got, "82分（评分方案1）") || !strings.Contains(got, "有效，计入") {
		t.Errorf("comparing changed something: %s", got)
	}
	// The program's clock is today; the conversation's is that of the transcripts, so that the scheme is put in force there.
	schemes, err := k.db.QualitySchemes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := schemes[0]
	s.Threshold, s.From = 95, schemes[0].From
	s.From.Year, s.From.Month, s.From.Day = 2026, 11, 20
	if _, err := k.db.ApplyQuality(t.Context(), s, "guanli", ""); err != nil {
		t.Fatal(err)
	}
	if got := say("chenxiao", fmt.Sprintf(visit, "欧阳明")); !strings.Contains(got, "得分82，满95计入") {
		t.Errorf("the next visit is scored by the old scheme: %s", got)
	}
	if got := say("chenxiao", "李静那条为什么82分"); !strings.Contains(got, "82分（评分方案1）") || !strings.Contains(got, "有效，计入") {
		t.Errorf("the old visit has another verdict: %s", got)
	}
}
