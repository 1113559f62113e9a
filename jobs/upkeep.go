package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/inbox"
)

// How long is kept what has done its work, and how far ahead partitions are made.
const (
	outboxKept  = 7 * 24 * time.Hour
	runsKept    = 400 * 24 * time.Hour
	monthsAhead = 3
)

type upkeepStore interface {
	// Now is business time.
	Now() time.Time
	PurgeKeys(ctx context.Context, before time.Time) (int, error)
	PurgeOutbox(ctx context.Context, before time.Time) (int, error)
	PurgeRuns(ctx context.Context, before time.Time) (int, error)
	PurgeAttachments(ctx context.Context, before time.Time) (int, error)
	PurgeFiles(ctx context.Context, before time.Time) (int, error)
	AddPartitions(ctx context.Context, now time.Time, months int) (int, error)
}

// Upkeep returns the cadences that keep the database in shape: keys of messages go after 35 days (inbox.KeysKept), done rows
// of the outbox after 7, pictures and files that went out after 90 (delivery.AttachmentsKept), pictures of
// visits after two years (evidence.Kept), and monthly partitions are made three months ahead.
func Upkeep(store upkeepStore, log *slog.Logger) []Cadence {
	return []Cadence{
		{Name: "purge", Slot: Daily("03:10"), Run: func(ctx context.Context, _ time.Time) error {
			now := store.Now()
			keys, err := store.PurgeKeys(ctx, now.Add(-inbox.KeysKept))
			if err != nil {
				return err
			}
			rows, err := store.PurgeOutbox(ctx, time.Now().Add(-outboxKept))
			if err != nil {
				return err
			}
			runs, err := store.PurgeRuns(ctx, now.Add(-runsKept))
			if err != nil {
				return err
			}
			files, err := store.PurgeAttachments(ctx, now.Add(-delivery.AttachmentsKept))
			if err != nil {
				return err
			}
			pictures, err := store.PurgeFiles(ctx, now.Add(-evidence.Kept))
			log.InfoContext(ctx, "old rows are removed", "keys", keys, "outbox", rows, "runs", runs, "attachments", files, "pictures", pictures)
			return err
		}},
		{Name: "partitions", Slot: Daily("02:10"), Run: func(ctx context.Context, _ time.Time) error {
			made, err := store.AddPartitions(ctx, store.Now(), monthsAhead)
			if made > 0 {
				log.InfoContext(ctx, "partitions are made", "partitions", made)
			}
			return err
		}},
	}
}
