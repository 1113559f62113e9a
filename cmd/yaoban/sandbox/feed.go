package sandbox

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// keptEvents is how many events a page that lost its connection can catch up on; beyond that it begins anew.
const keptEvents = 2000

// event is one increment that pages get.
type event struct {
	seq  int64
	name string
	data []byte
}

// feed is the sequence of increments that every page sees in the same order. A page reads at its own speed; nobody waits
// for a slow one.
type feed struct {
	// failed is told of an increment that could not be written and is left out.
	failed func(error)
	// epoch tells apart two runs of the server, so that a page of the former does not resume in the latter.
	epoch string

	mu     sync.Mutex
	seq    int64
	events []event
	more   chan struct{}
}

func newFeed(epoch string, failed func(error)) *feed {
	return &feed{failed: failed, epoch: epoch, more: make(chan struct{})}
}

// publish appends an increment.
func (f *feed) publish(name string, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		f.failed(fmt.Errorf("write the increment %s: %w", name, err))
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seq++
	f.events = append(f.events, event{f.seq, name, data})
	if len(f.events) > keptEvents {
		f.events = append([]event(nil), f.events[len(f.events)-keptEvents/2:]...)
	}
	close(f.more)
	f.more = make(chan struct{})
}

// last returns the number of the newest increment.
func (f *feed) last() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seq
}

// since returns the increments after seq and a channel that closes at the next one. It returns false if some of them are no
// longer kept.
func (f *feed) since(seq int64) (events []event, more <-chan struct{}, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if seq > f.seq || seq < f.seq-int64(len(f.events)) {
		return nil, nil, false
	}
	return f.events[len(f.events)-int(f.seq-seq):], f.more, true
}

// id is the name of an increment for the browser, which gives it back when it reconnects.
func (f *feed) id(seq int64) string { return f.epoch + "-" + strconv.FormatInt(seq, 10) }

// parse reads an id back; false for one of another run or another shape.
func (f *feed) parse(id string) (int64, bool) {
	epoch, number, ok := strings.Cut(id, "-")
	if !ok || epoch != f.epoch {
		return 0, false
	}
	seq, err := strconv.ParseInt(number, 10, 64)
	return seq, err == nil && seq >= 0
}
