package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// kindOf says what the messages of the fault test are for.
type kindOf string

const (
	aReport   kindOf = "visit"
	aPlan     kindOf = "plan"
	aReminder kindOf = "reminder"
)

// callback is one message of a rep, and how its deliveries went.
type callback struct {
	kind kindOf
	in   inbox.Inbound
	// doctor is the code of the doctor whom it names: no two messages of one rep name the same one.
	doctor string
	// key is what the record must say, in the words of recordKey.
	key string
	// extra is how many further deliveries it gets; late of them come after the rep's next messages.
	extra, late int
	// patience is how long its only delivery waits for an answer; 0 is as long as WeCom does. A message whose delivery ends in
	// the middle of its turn is stored or not, but never by half.
	patience time.Duration

	mu      sync.Mutex
	ok      int
	tries   int
	answers map[string]bool
	problem error // of the last delivery without a 200
}

// script makes the messages of every rep, in her order: mostly reports, every eighth a reminder that comes due within the
// test, every eighth a plan with a reminder for tomorrow. Every tenth gets one to three further deliveries, every twentieth is
// delivered once and hung up on within two milliseconds.
func script(c bigCompany, random *rand.Rand) map[string][]*callback {
	all := map[string][]*callback{}
	serial := uint64(8_000_000_000_000_000_000)
	results := []string{"agreed", "interested", "neutral", "objection"}
	for r, rep := range c.reps {
		for n := range c.doctors {
			serial++
			m := &callback{doctor: fmt.Sprintf("D%04d%03d", r+1, n+1), answers: map[string]bool{}, kind: aReport, in: inbox.Inbound{
				Channel: domain.WeCom, ID: strconv.FormatUint(serial, 10), From: rep, Kind: inbox.Text}}
			switch n % 8 {
			case 0:
				m.kind = aReminder
				m.in.Text = fmt.Sprintf("%d分钟后提醒我给%s回电话", 1+random.IntN(5), c.doctor(n))
				m.key = recordKey(aReminder, rep, m.doctor)
			case 4:
				ahead := 10 + random.IntN(50)
				m.kind = aPlan
				m.in.Text = fmt.Sprintf("明天上午10点去见%s，讲立舒平，提前%d分钟提醒我", c.doctor(n), ahead)
				m.key = recordKey(aPlan, rep, m.doctor, "10:00", ahead)
			default:
				m.in.Text = c.text(n)
				m.key = recordKey(aReport, rep, m.doctor, 5+n%40, results[n%len(results)], "P01")
			}
			switch serial % 20 {
			case 0, 10:
				m.extra = 1 + random.IntN(3)
				m.late = random.IntN(m.extra + 1)
			case 5:
				m.patience = time.Duration(100+random.IntN(2000)) * time.Microsecond
			}
			all[rep] = append(all[rep], m)
		}
	}
	return all
}

// recordKey is what tells the records of the test apart; the same words are made of what is exported.
func recordKey(kind kindOf, parts ...any) string { return string(kind) + " " + fmt.Sprint(parts...) }

// traffic sends the script.
type traffic struct {
	plant *plant
	// done counts messages whose deliveries have ended.
	done atomic.Int64
}

const (
	// pace is how long a rep takes from one message to the next, if the answers come in time.
	pace = 1100 * time.Millisecond
	// lateBy is how many messages later a late repeat comes.
	lateBy = 3
)

// run lets all reps speak at once, each in her own order, until everything has been said.
func (f *traffic) run(ctx context.Context, script map[string][]*callback, random *rand.Rand) {
	var reps, repeats sync.WaitGroup
	for _, rep := range f.plant.company.reps {
		first := time.Duration(random.Int64N(int64(pace)))
		own := rand.New(rand.NewPCG(random.Uint64(), 1))
		reps.Go(func() {
			began := time.Now().Add(first)
			for i, m := range script[rep] {
				time.Sleep(time.Until(began.Add(time.Duration(i) * pace)))
				f.say(ctx, m, own.IntN(2))
				f.done.Add(1)
				if i < lateBy {
					continue
				}
				old, to := script[rep][i-lateBy], own.IntN(2)
				repeats.Go(func() { f.repeat(ctx, old, old.late, to) })
			}
		})
	}
	reps.Wait()
	for _, rep := range f.plant.company.reps {
		for _, m := range script[rep][max(0, len(script[rep])-lateBy):] {
			repeats.Go(func() { f.repeat(ctx, m, m.late, 0) })
		}
	}
	repeats.Wait()
}

// say delivers a message to one process and, at the same time, its early repeats to the other one, and returns when the
// deliveries have been answered or given up.
func (f *traffic) say(ctx context.Context, m *callback, to int) {
	m.in.At = f.plant.db.Now().Truncate(time.Second)
	var all sync.WaitGroup
	all.Go(func() { f.deliver(ctx, m, to) })
	for i := range m.extra - m.late {
		all.Go(func() { f.deliver(ctx, m, (to+1+i)%2) })
	}
	all.Wait()
}

func (f *traffic) repeat(ctx context.Context, m *callback, times, to int) {
	for i := range times {
		f.deliver(ctx, m, (to+i)%2)
	}
}

// deliver makes one delivery with WeCom's own repeats.
func (f *traffic) deliver(ctx context.Context, m *callback, to int) {
	if m.patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, m.patience)
		defer cancel()
	}
	e, err := f.plant.wecom.Callback(ctx, f.plant.processes[to].url("/wecom/callback"), m.in)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tries += e.Tries
	if err != nil {
		m.problem = err
		return
	}
	m.ok++
	m.answers[e.Text] = true
}
