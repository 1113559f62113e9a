package deploy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var metricName = regexp.MustCompile(`\byaoban_[a-z_]+`)

// ours are the metrics that the program declares, with what Prometheus makes of a histogram.
func ours(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, name := range regexp.MustCompile(`"(yaoban_[a-z_]+)"`).FindAllStringSubmatch(read(t, "../cmd/yaoban/metrics.go"), -1) {
		names = append(names, name[1], name[1]+"_bucket", name[1]+"_count", name[1]+"_sum")
	}
	if len(names) == 0 {
		t.Fatal("no metric was found in the program: the test looks at the wrong file")
	}
	return names
}

func TestAlertsNameMetricsThatExist(t *testing.T) {
	known := ours(t)
	for _, file := range []string{"alerts.yaml", "dashboard.json"} {
		used := metricName.FindAllString(read(t, file), -1)
		if len(used) < 10 {
			t.Errorf("%s names only %d metrics", file, len(used))
		}
		for _, name := range used {
			if !slices.Contains(known, name) {
				t.Errorf("%s names %s, which the program does not have", file, name)
			}
		}
	}
}

func TestEveryAlertHasItsPage(t *testing.T) {
	text := read(t, "alerts.yaml")
	alerts := regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(text, -1)
	pages := regexp.MustCompile(`playbook: deploy/(playbooks/[a-z-]+\.md)`).FindAllStringSubmatch(text, -1)
	if len(alerts) == 0 || len(alerts) != len(pages) {
		t.Fatalf("%d alerts, %d playbooks", len(alerts), len(pages))
	}
	for i, page := range pages {
		body := read(t, page[1])
		if !strings.HasPrefix(body, "# "+alerts[i][1]+"\n") {
			t.Errorf("%s is not the page of %s", page[1], alerts[i][1])
		}
		for _, part := range []string{"## What it means", "## Where to look", "## What to do"} {
			if !strings.Contains(body, part) {
				t.Errorf("%s has no part %q", page[1], part)
			}
		}
		for _, link := range regexp.MustCompile(`\]\(([a-z-]+\.md)\)`).FindAllStringSubmatch(body, -1) {
			read(t, filepath.Join("playbooks", link[1]))
		}
	}
	files, err := filepath.Glob("playbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(pages) {
		t.Errorf("%d pages for %d alerts: one rings no more", len(files), len(pages))
	}
}

func TestDashboardIsValid(t *testing.T) {
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(read(t, "dashboard.json")), &board); err != nil {
		t.Fatal(err)
	}
	if len(board.Panels) == 0 {
		t.Fatal("no panels")
	}
	for _, p := range board.Panels {
		if p.Title == "" || len(p.Targets) == 0 {
			t.Errorf("panel %q shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			if strings.Count(target.Expr, "(") != strings.Count(target.Expr, ")") {
				t.Errorf("panel %q: unbalanced %s", p.Title, target.Expr)
			}
		}
	}
}
