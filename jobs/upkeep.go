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
	outboxKept = 7 * 24 * time.Hour
	runsKept   = 400 * 24 * time.Hour
	// strangersKept is how long an unknown sender is remembered who told of nothing: long enough to be imported.
	strangersKept = 90 * 24 * time.Hour
	monthsAhead   = 3
)

type upkeepStore interface {
	// Now is business time.
	Now() time.Time
	PurgeKeys(ctx context.Context, before time.Time) (int, error)
	PurgeOutbox(ctx context.Context, before time.Time) (int, error)
	PurgeRuns(ctx context.Context, before time.Time) (int, error)
	PurgeAttachments(ctx context.Context, before time.Time) (int, error)
	PurgeFiles(ctx context.Context, before time.Time) (int, error)
	PurgeStrangers(ctx context.Context, before time.Time) (int, error)
	PurgeHeld(ctx context.Context, before time.Time) (int, error)
	AddPartitions(ctx context.Context, now time.Time, months int) (int, error)
}

// Upkeep returns the cadences that keep the database in shape: keys of messages go after 35 days (inbox.KeysKept), done rows
// of the outbox after 7, pictures and files that went out after 90 (delivery.AttachmentsKept), pictures of
// visits after two years (evidence.Kept), what unknown senders sent and no case came of after three days (evidence.HeldFor), their addresses after
// 90, and monthly partitions are made three months ahead.
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
			if err != nil {
				return err
			}
			if _, err := store.PurgeStrangers(ctx, now.Add(-strangersKept)); err != nil {
				return err
			}
			held, err := store.PurgeHeld(ctx, now.Add(-evidence.HeldFor))
			log.InfoContext(ctx, "old rows are removed", "keys", keys, "outbox", rows, "runs", runs, "attachments", files, "pictures", pictures, "held", held)
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
