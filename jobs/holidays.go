package jobs

import (
	"context"
	"log/slog"
	"time"
)

type holidayStore interface {
	WarnOfHolidays(ctx context.Context, slot time.Time) (told int, err error)
}

// Holidays returns the cadence that tells the admins, every day at 09:00 from 1 December on, that the next year's holidays were
// not imported.
func Holidays(store holidayStore, log *slog.Logger) []Cadence {
	return []Cadence{{Name: "holidays", Slot: Daily("09:00"), Run: func(ctx context.Context, slot time.Time) error {
		told, err := store.WarnOfHolidays(ctx, slot)
		if told > 0 {
			log.WarnContext(ctx, "the holidays of a year are not imported; the admins are told", "admins", told)
		}
		return err
	}}}
}
