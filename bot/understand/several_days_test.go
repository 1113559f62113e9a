package understand

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// One telling on several days is a visit for each; where it may mean something else, the day is asked for.
func TestSeveralDaysAreAVisitEachOrAsked(t *testing.T) {
	at := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC) // a Tuesday
	for text, want := range map[string][]string{
		"昨天和今天都见了李静":            {"2026-11-23", "2026-11-24"},
		"上周一到周三每天都去见了李静":        {"2026-11-16", "2026-11-17", "2026-11-18"},
		"上周一到周三都见了李静":           {"2026-11-16", "2026-11-17", "2026-11-18"},
		"上周一到周三见了李静":            {""},
		"周一到周三每天都见了李静":          {""}, // Wednesday is still to come
		"上周一到周三我都在附二，见了李静":      {""},
		"上周一到周三我都在附二，见了李静和张伟":   {"", ""},
		"上周一周三见了李静和张伟":          {"", ""},
		"上周一周三都见了李静":            {"2026-11-16", "2026-11-18"},
		"今天周二见了李静，立舒平10分钟":      {"2026-11-24"},
		"这两天都去了李静那里，立舒平5分钟，没表态": {""},
	} {
		r := Read(text, Sender{UserID: "x", Role: domain.Rep}, Context{At: at, Channel: domain.WeCom, Gazetteer: aWorld()})
		got := make([]string, len(r.Visits))
		for i, v := range r.Visits {
			if !v.Date.IsZero() {
				got[i] = v.Date.String()
			} else if v.NoDay == "" {
				t.Errorf("%s: a visit has no day and none is asked for", text)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %q, want %q", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %q, want %q", text, got, want)
				break
			}
		}
	}
}
