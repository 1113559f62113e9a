package notice

import (
	"hash/fnv"
	"time"
)

// spreadOver is the time over which more than SpreadAbove people are told (DESIGN.md part 4).
const spreadOver = 10 * time.Minute

// SpreadAbove is how many people may be told something at the same instant.
const SpreadAbove = 200

// Spread returns when a person is told what is due for so many people at an instant: at that instant, or, beyond 200 people, within
// ten minutes of it, always at the same place of them.
func Spread(person string, due time.Time, people int) time.Time {
	if people <= SpreadAbove {
		return due
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(person)) // a hash never fails
	return due.Add(time.Duration(h.Sum64() % uint64(spreadOver)).Truncate(time.Second))
}
