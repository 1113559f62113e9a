package redisserver

import (
	"fmt"
	"strconv"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// tick is how often time moves in the embedded server: asynq's leases and locks are seconds long.
const tick = 100 * time.Millisecond

// embedded is a Redis inside this process. Its keys expire only when it is told how much time went by, so a ticker tells it.
type embedded struct {
	redis *miniredis.Miniredis
	quit  chan struct{} // closed to end the ticker; nil while stopped
	ended chan struct{}
}

// StartEmbedded starts a Redis inside this process, for a demonstration on a machine without redis-server: everything that Yaoban
// uses works, at a tenth of the speed, and nothing is kept. Restart brings it back with what it held, Flush empties it.
func StartEmbedded() (*Server, error) {
	e := &embedded{redis: miniredis.NewMiniRedis()}
	if err := e.redis.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("start the embedded Redis: %w", err)
	}
	e.run()
	port, err := strconv.Atoi(e.redis.Port())
	if err != nil {
		e.stop()
		return nil, fmt.Errorf("read the port of the embedded Redis: %w", err)
	}
	return &Server{embedded: e, port: port}, nil
}

func (e *embedded) run() {
	quit, ended := make(chan struct{}), make(chan struct{})
	e.quit, e.ended = quit, ended
	go func() {
		defer close(ended)
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		last := time.Now()
		for {
			select {
			case <-quit:
				return
			case now := <-ticker.C:
				e.redis.FastForward(now.Sub(last))
				last = now
			}
		}
	}()
}

func (e *embedded) stop() {
	if e.quit == nil {
		return
	}
	close(e.quit)
	<-e.ended
	e.quit = nil
	e.redis.Close()
}

func (e *embedded) restart() error {
	e.stop()
	if err := e.redis.Restart(); err != nil {
		return fmt.Errorf("start the embedded Redis again: %w", err)
	}
	e.run()
	return nil
}
