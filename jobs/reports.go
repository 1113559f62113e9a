package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
)

type reportStore interface {
	Calendar(ctx context.Context) (calendar.Calendar, error)
	TellWeekReports(ctx context.Context, workdays []domain.Date, at time.Time) (int, error)
	TellTeamReports(ctx context.Context, monday domain.Date, at time.Time) (int, error)
	TellMonthReports(ctx context.Context, last domain.Date, at time.Time) (int, error)
}

// Reports returns the cadences of the reports (PRODUCT.md P5, M8): of the week to the reps at 18:00 of its last workday, to their
// managers at 08:30 of the first workday of a later week. That is Friday and Monday, unless holidays and 调休 move them; a week
// without a workday has no report. That of the month to the managers at 08:45 of the first workday of the next one.
func Reports(store reportStore, log *slog.Logger) []Cadence {
	return []Cadence{
		{Name: "week_report", Slot: Daily("18:00"), Run: func(ctx context.Context, slot time.Time) error {
			days, err := store.Calendar(ctx)
			if err != nil {
				return err
			}
			workdays, ends := weekEnding(days, domain.DateOf(slot))
			if !ends {
				return nil
			}
			told, err := store.TellWeekReports(ctx, workdays, slot)
			log.InfoContext(ctx, "weekly reports are due to reps", "people", told)
			return err
		}},
		{Name: "week_report_team", Slot: Daily("08:30"), Run: func(ctx context.Context, slot time.Time) error {
			days, err := store.Calendar(ctx)
			if err != nil {
				return err
			}
			monday, begins := weekBefore(days, domain.DateOf(slot))
			if !begins {
				return nil
			}
			told, err := store.TellTeamReports(ctx, monday, slot)
			log.InfoContext(ctx, "weekly reports are due to managers", "people", told)
			return err
		}},
		{Name: "month_report_team", Slot: Daily("08:45"), Run: func(ctx context.Context, slot time.Time) error {
			days, err := store.Calendar(ctx)
			if err != nil {
				return err
			}
			on := domain.DateOf(slot)
			last := on.FirstOfMonth().AddDays(-1)
			if before := days.AddWorkdays(on, -1); !days.Workday(on) || before.After(last) {
				return nil
			}
			told, err := store.TellMonthReports(ctx, last, slot)
			log.InfoContext(ctx, "monthly reports are due to managers", "people", told)
			return err
		}},
	}
}

// weekEnding returns the workdays of the week of a day, and whether the day is the last of them.
func weekEnding(days calendar.Calendar, on domain.Date) (workdays []domain.Date, ends bool) {
	workdays = days.List(on.Monday(), on.Monday().AddDays(6))
	return workdays, len(workdays) > 0 && workdays[len(workdays)-1] == on
}

// weekBefore returns the Monday of the week of the last workday before a day, and whether the day is the first workday since that
// week.
func weekBefore(days calendar.Calendar, on domain.Date) (monday domain.Date, begins bool) {
	monday = days.AddWorkdays(on, -1).Monday()
	return monday, days.Workday(on) && monday != on.Monday()
}
