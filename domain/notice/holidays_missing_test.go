package notice

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
)

// holidaysTold is what the calendar says in these tests.
type holidaysTold struct{ known bool }

func (t holidaysTold) HolidaysKnown(context.Context, int) (bool, error) { return t.known, nil }

func init() { args["holidays_missing"] = missingYear{2027} }

func TestHolidaysAreAskedForFromDecemberOn(t *testing.T) {
	days := calendar.Default() // knows 2026
	for _, c := range []struct {
		on   domain.Date
		want int
	}{
		{domain.Date{Year: 2026, Month: 11, Day: 30}, 0}, {domain.Date{Year: 2026, Month: 12, Day: 1}, 2027}, {domain.Date{Year: 2026, Month: 12, Day: 31}, 2027},
		{domain.Date{Year: 2027, Month: 1, Day: 1}, 2027}, {domain.Date{Year: 2027, Month: 6, Day: 3}, 2027},
	} {
		if got := MissingHolidays(days, c.on); got != c.want {
			t.Errorf("on %s the holidays of %d are asked for, want %d", c.on, got, c.want)
		}
	}
	n, err := WarnOfHolidays("guanli", 2027, domain.Date{Year: 2026, Month: 12, Day: 3}, at)
	if err != nil || n.Key != "holidays_missing/2027/2026-12-03/guanli" {
		t.Errorf("the key is %s, %v", n.Key, err)
	}
	known := standing()
	known.known = true
	if _, still, err := HolidaysMissing.Compose(t.Context(), known, n); still || err != nil {
		t.Errorf("imported holidays are asked for: %v", err)
	}
	if _, _, err := HolidaysMissing.Compose(t.Context(), known, Notice{Args: json.RawMessage(`{`)}); err == nil {
		t.Error("broken arguments are read")
	}
}
