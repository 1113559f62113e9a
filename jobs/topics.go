package jobs

import (
	"context"
	"fmt"

	"github.com/yaoban/yaoban/domain/outbox"
)

// Topics are all that workers do, for whoever hands rows to the handlers without a queue (the demo, when it plays the past).
func Topics() (all []string) {
	for _, l := range lanes {
		all = append(all, l.topics...)
	}
	return all
}

// Do does what a row asks for. The errors are those of its handler.
func (h Handlers) Do(ctx context.Context, row outbox.Row) error {
	handler := h.of(row.Topic)
	if handler == nil {
		return fmt.Errorf("no handler for the topic %q", row.Topic)
	}
	return handler(ctx, row.Ref)
}
