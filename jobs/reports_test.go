package jobs

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
)

// TestReportsFollowTheWorkdays walks the holidays of 2026: the rep's report comes on the last workday of a week, the manager's on the
// first workday after that week, and no week with a workday is left out or told twice.
func TestReportsFollowTheWorkdays(t *testing.T) {
	days := calendar.Default()
	ends, begins := map[string]string{}, map[string]string{}
	for d := (domain.Date{Year: 2026, Month: 1, Day: 5}); d.Year == 2026; d = d.AddDays(1) {
		if _, yes := weekEnding(days, d); yes {
			if other, twice := ends[d.Monday().String()]; twice {
				t.Errorf("the week of %s ends on %s and on %s", d.Monday(), other, d)
			}
			ends[d.Monday().String()] = d.String()
		}
		if monday, yes := weekBefore(days, d); yes {
			if other, twice := begins[monday.String()]; twice {
				t.Errorf("managers read the week of %s on %s and on %s", monday, other, d)
			}
			begins[monday.String()] = d.String()
		}
	}
	for monday, want := range map[string][2]string{
		"2026-11-23": {"2026-11-27", "2026-11-30"}, // an ordinary week
		"2026-09-28": {"2026-09-30", "2026-10-08"}, // the National Day begins on a Thursday and lasts until the next Wednesday
		"2026-10-05": {"2026-10-10", "2026-10-12"}, // its Saturday is worked in exchange
		"2026-09-14": {"2026-09-20", "2026-09-21"}, // its Sunday is worked in exchange
		"2026-02-09": {"2026-02-14", "2026-02-24"}, // before the Spring Festival; the week after it has no workday
		"2026-02-16": {"", ""},
	} {
		if got := [2]string{ends[monday], begins[monday]}; got != want {
			t.Errorf("the week of %s is told to reps and managers on %v, want %v", monday, got, want)
		}
	}
	for monday := range ends {
		if _, told := begins[monday]; !told && monday < "2026-12-28" {
			t.Errorf("managers never read the week of %s", monday)
		}
	}
}

// monthTeller keeps what the cadence of the month tells.
type monthTeller struct {
	reportStore
	told []string
}

func (s *monthTeller) Calendar(context.Context) (calendar.Calendar, error) {
	return calendar.Default(), nil
}

func (s *monthTeller) TellMonthReports(_ context.Context, last domain.Date, at time.Time) (int, error) {
	s.told = append(s.told, last.String()+" on "+domain.DateOf(at).String())
	return 1, nil
}

// TestTheMonthIsToldOnTheFirstWorkday walks 2026: each month is told once.
func TestTheMonthIsToldOnTheFirstWorkday(t *testing.T) {
	s := &monthTeller{}
	for _, c := range Reports(s, slog.New(slog.DiscardHandler)) {
		if c.Name != "month_report_team" {
			continue
		}
		for d := (domain.Date{Year: 2026, Month: 1, Day: 1}); d.Year == 2026; d = d.AddDays(1) {
			if err := c.Run(t.Context(), d.At("08:45", time.UTC)); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []string{"2025-12-31 on 2026-01-04", "2026-01-31 on 2026-02-02", "2026-02-28 on 2026-03-02", "2026-03-31 on 2026-04-01", "2026-04-30 on 2026-05-06", "2026-05-31 on 2026-06-01",
		"2026-06-30 on 2026-07-01", "2026-07-31 on 2026-08-03", "2026-08-31 on 2026-09-01", "2026-09-30 on 2026-10-08", "2026-10-31 on 2026-11-02", "2026-11-30 on 2026-12-01"}
	if !slices.Equal(s.told, want) {
		t.Errorf("told are %v, want %v", s.told, want)
	}
}
