package jobs

import (
	"context"
	"log/slog"
	"time"
)

type gradeStore interface {
	EndManualGrades(ctx context.Context, slot time.Time) (ended int, err error)
}

// Grades returns the cadence that ends, as each day begins, the grades that were given by hand until the day before: the grading
// scheme's counts again (PRODUCT.md D6).
func Grades(store gradeStore, log *slog.Logger) []Cadence {
	return []Cadence{{Name: "grade_end", Slot: Daily("00:00"), Run: func(ctx context.Context, slot time.Time) error {
		ended, err := store.EndManualGrades(ctx, slot)
		if ended > 0 {
			log.InfoContext(ctx, "grades that were given by hand end", "grades", ended)
		}
		return err
	}}}
}
