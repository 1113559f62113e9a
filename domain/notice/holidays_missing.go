package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/words"
)

var sayHolidaysMissing = words.New("notice.holidays_missing",
	"%d年的节假日还没有导入：目标、清单和工作日都按周一至周五计，并标注“节假日未导入”。国务院通知发布后请导入：yaoban import holidays 文件。导入前每天提醒一次。")

// holidayTruth is what HolidaysMissing reads.
type holidayTruth interface {
	// HolidaysKnown reports whether the holiday notice of a year is in the calendar.
	HolidaysKnown(ctx context.Context, year int) (bool, error)
}

// missingYear is the year whose notice is missing.
type missingYear struct {
	Year int `json:"year"`
}

// HolidaysMissing tells an admin, daily from 1 December on, that the next year's holidays were not imported: nobody may find out
// by wrong quotas. It says nothing more once they are.
var HolidaysMissing = register(Kind{
	Name:  "holidays_missing",
	Stale: 20 * time.Hour, // the next day's comes
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		var args missingYear
		if err := json.Unmarshal(n.Args, &args); err != nil {
			return Content{}, false, fmt.Errorf("read which year's holidays are missing: %w", err)
		}
		known, err := truth.HolidaysKnown(ctx, args.Year)
		if err != nil || known {
			return Content{}, false, err
		}
		return Content{Text: sayHolidaysMissing.Say(args.Year)}, true, nil
	},
})

// MissingHolidays returns the year whose holidays are to be asked for on a day: this one's, or from 1 December on the next
// one's; 0 if the calendar has what it needs.
func MissingHolidays(days calendar.Calendar, on domain.Date) int {
	switch {
	case !days.Known(on.Year):
		return on.Year
	case on.Month == time.December && !days.Known(on.Year+1):
		return on.Year + 1
	}
	return 0
}

// WarnOfHolidays is the notice to one admin on one day.
func WarnOfHolidays(admin string, year int, on domain.Date, due time.Time) (Notice, error) {
	args, err := json.Marshal(missingYear{year})
	if err != nil {
		return Notice{}, fmt.Errorf("keep which year's holidays are missing: %w", err)
	}
	return Notice{Kind: HolidaysMissing.Name, Key: fmt.Sprintf("holidays_missing/%d/%s/%s", year, on, admin), Person: admin, Args: args, DueAt: due}, nil
}
