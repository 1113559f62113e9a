package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// deadlineStore tells of deadlines.
type deadlineStore interface {
	Now() time.Time
	// PromptDeadlines tells of the deadlines of cases, each stage once, and returns how many are told.
	PromptDeadlines(ctx context.Context, slot time.Time) (int, error)
}

// Deadlines returns the cadence that looks at the deadlines of the safety desk's cases every day at 09:00, holidays too (PRODUCT.md
// C1): it finds what was not told in time, and tells of what is overdue day by day.
func Deadlines(store deadlineStore, log *slog.Logger) []Cadence {
	return []Cadence{{Name: "deadlines", Slot: Daily("09:00"), Run: func(ctx context.Context, slot time.Time) error {
		if domain.DateOf(store.Now()) != domain.DateOf(slot) { // today's says what is still true
			return nil
		}
		told, err := store.PromptDeadlines(ctx, slot)
		if err == nil {
			log.InfoContext(ctx, "deadlines of cases are told", "slot", slot, "notices", told)
		}
		return err
	}}}
}
