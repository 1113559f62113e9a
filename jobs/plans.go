package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// followedAt is when reps are told in the morning what became of their plans overnight: together with the day's list.
const followedAt = domain.TimeOfDay("08:00")

type planStore interface {
	EndDay(ctx context.Context, day domain.Date) (int, error)
	FollowDoctors(ctx context.Context, day domain.Date, at time.Time) (int, error)
}

// Plans returns the cadences that keep plans true: what was planned for a day and not carried out is missed at its end, and each
// morning what is planned with doctors who went to colleagues is cancelled and told.
func Plans(store planStore, log *slog.Logger) []Cadence {
	return []Cadence{
		{Name: "plan_end", Slot: Daily("23:50"), Run: func(ctx context.Context, slot time.Time) error {
			ended, err := store.EndDay(ctx, domain.DateOf(slot))
			log.InfoContext(ctx, "the day's plans are ended", "plans", ended)
			return err
		}},
		{Name: "plan_follow", Slot: Daily("07:40"), Run: func(ctx context.Context, slot time.Time) error {
			day := domain.DateOf(slot)
			cancelled, err := store.FollowDoctors(ctx, day, day.At(followedAt, slot.Location()))
			log.InfoContext(ctx, "plans follow their doctors", "cancelled", cancelled)
			return err
		}},
	}
}
