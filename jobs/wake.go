package jobs

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// wakeChannel is the Redis channel on which processes without a relay tell that something is due.
const wakeChannel = "yaoban:wake"

// wakeWithin bounds a publish; the poll of the relay finds what a lost one would have told.
const wakeWithin = time.Second

// Waker tells the workers of other processes that a commit left something due, by one best-effort publish. It serves a
// process that has no Worker.
type Waker struct {
	redis redis.UniversalClient
	wakes chan struct{}
}

// NewWaker makes a Waker; its Run has to run.
func NewWaker(r redis.UniversalClient) *Waker {
	return &Waker{redis: r, wakes: make(chan struct{}, 1)}
}

// Wake has the workers look at the outbox now. It never blocks.
func (w *Waker) Wake() {
	select {
	case w.wakes <- struct{}{}:
	default:
	}
}

// Run publishes until ctx ends; wakes that come together are published once.
func (w *Waker) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wakes:
			bounded, cancel := context.WithTimeout(ctx, wakeWithin)
			_ = w.redis.Publish(bounded, wakeChannel, "").Err() // best effort: the relay polls
			cancel()
		}
	}
}
