package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/yaoban/yaoban/domain/audit"
)

// sealEvery is the rhythm of the sweep that seals the audit log, in wall time: the window in which a fact proves nothing yet.
// anchorEvery is how often the end of the chain is logged, so that it is kept wherever the logs go.
const (
	sealEvery   = 5 * time.Second
	anchorEvery = time.Hour
)

type sealStore interface {
	// Seal seals what is complete and returns the last seal and how many facts that were.
	Seal(ctx context.Context) (head audit.Seal, sealed int, err error)
}

// SealAudit seals the audit log every few seconds until ctx ends. Any number of processes may do it at once. It asks the database one
// question while nothing happens.
func SealAudit(ctx context.Context, store sealStore, log *slog.Logger) {
	ticker := time.NewTicker(sealEvery)
	defer ticker.Stop()
	var told time.Time
	for {
		head, sealed, err := store.Seal(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			log.WarnContext(ctx, "the audit log is not sealed; the next sweep tries again", "err", err)
		case sealed > 0 && time.Since(told) >= anchorEvery:
			told = time.Now()
			log.InfoContext(ctx, "the audit log is sealed", "anchor", head.Anchor().String())
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
