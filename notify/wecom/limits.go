package wecom

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// What WeCom shows one member from one app: 30 messages a minute and 1,000 an hour. It drops more than that without an error
// (protocols: WeCom part 6), so whoever sends has to count.
const (
	perMinute = 30
	perHour   = 1000
	// WeCom counts a message when it arrives, which is later than we do: our windows are that much longer.
	minuteWindow = time.Minute + lag
	hourWindow   = time.Hour + lag
	lag          = 10 * time.Second // longer than a call may take
	// sweepEvery is how often members who got nothing for an hour are forgotten.
	sweepEvery = 10 * time.Minute
)

// members counts what each member was sent in the last hour by this process. A member gets her messages from the worker that
// has her deliveries, so far from the limits that a count for each process holds them in practice.
type members struct {
	wall func() time.Time

	mu    sync.Mutex
	sent  map[string][]time.Time // in order, at most hourWindow old
	swept time.Time
}

func newMembers(wall func() time.Time) *members {
	return &members{wall: wall, sent: map[string][]time.Time{}, swept: wall()}
}

// take counts one message to a member and returns 0, or, over a limit, counts nothing and returns how long until there is room.
// A message counts from its attempt on, whatever comes of it.
func (m *members) take(userid string) time.Duration {
	userid = strings.ToLower(userid) // WeCom's userids know no case
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.wall()
	m.sweep(now)
	sent := m.sent[userid]
	old, _ := slices.BinarySearchFunc(sent, now.Add(-hourWindow), older)
	sent = sent[old:]
	if len(sent) >= perHour {
		return sent[len(sent)-perHour].Add(hourWindow).Sub(now)
	}
	if len(sent) >= perMinute {
		if left := sent[len(sent)-perMinute].Add(minuteWindow).Sub(now); left > 0 {
			return left
		}
	}
	m.sent[userid] = append(sent, now)
	return 0
}

// older compares so that BinarySearchFunc finds the first instant after the limit.
func older(at, limit time.Time) int {
	if at.After(limit) {
		return 1
	}
	return -1
}

func (m *members) sweep(now time.Time) {
	if now.Sub(m.swept) < sweepEvery {
		return
	}
	m.swept = now
	for userid, sent := range m.sent {
		if now.Sub(sent[len(sent)-1]) > hourWindow {
			delete(m.sent, userid)
		}
	}
}

// breaker keeps an API alone after WeCom said that it was called too often: for a minute, and for an hour if it says so again
// right after that minute, since the answer does not tell which limit was hit (protocols: WeCom part 6).
type breaker struct {
	wall func() time.Time

	mu   sync.Mutex
	held map[string]time.Time // the end of each API's last hold
}

const (
	shortHold = time.Minute
	longHold  = time.Hour
	// soon is how short after a hold the next refusal counts as its continuation.
	soon = 2 * time.Minute
)

func newBreaker(wall func() time.Time) *breaker {
	return &breaker{wall: wall, held: map[string]time.Time{}}
}

// left returns how long an API is still to be left alone.
func (b *breaker) left(api string) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return max(b.held[api].Sub(b.wall()), 0)
}

// trip holds an API and returns for how long. Calls that were under way when the first refusal came lengthen nothing.
func (b *breaker) trip(api string) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.wall()
	before, held := b.held[api]
	if left := before.Sub(now); left > 0 {
		return left
	}
	rest := shortHold
	if held && now.Sub(before) < soon {
		rest = longHold
	}
	b.held[api] = now.Add(rest)
	return rest
}
