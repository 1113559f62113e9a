package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

const (
	faultSeed    = 20261123
	faultReps    = 50
	faultDoctors = 40 // and as many messages a rep
)

// TestNothingIsLostAndNothingComesTwice counts (issue 2, item 11; PRODUCT.md X5): two processes take 2,000 callbacks of 50 reps
// while they are killed, Redis is flushed and away, Postgres restarts and WeCom's API fails one call in five. Whatever got its
// 200 must be stored once, and every reminder must be shown once.
func TestNothingIsLostAndNothingComesTwice(t *testing.T) {
	began := time.Now()
	random := rand.New(rand.NewPCG(faultSeed, 0))
	p := newPlant(t, newBigCompany(faultReps, faultDoctors))
	callbacks := script(p.company, random)
	ready := time.Since(began)

	p.failOften()
	f := &traffic{plant: p}
	trouble := make(chan error, 1)
	go func() { trouble <- p.trouble(t.Context(), f) }()
	f.run(t.Context(), callbacks, random)
	if err := <-trouble; err != nil {
		t.Fatalf("make trouble: %v", err)
	}
	spoken := time.Since(began)

	// Then the day goes on in peace. What met the 45009 is held for a minute and up to ten seconds more.
	p.wecom.Heal()
	drained(t, p.db, p.pool, 90*time.Second)
	brought := time.Since(began)
	for _, step := range []time.Duration{6 * time.Minute, 11 * time.Minute} { // the last reminders, then their patience
		p.mustMove(t, step)
	}
	if err := p.moveTo(t.Context(), nextMorning(p.db.Now()).Add(55*time.Minute)); err != nil { // the plans' reminders
		t.Fatal(err)
	}
	drained(t, p.db, p.pool, time.Minute)
	p.mustMove(t, 11*time.Minute)

	sum := tallied(t, p, callbacks)
	t.Logf("%s; ready after %.0f s, said by %.0f s, brought by %.0f s, counted after %.0f s", sum, ready.Seconds(), spoken.Seconds(),
		brought.Seconds(), time.Since(began).Seconds())
}

// mustMove moves the clock and waits until everything that came due by it is done.
func (p *plant) mustMove(t *testing.T, by time.Duration) {
	t.Helper()
	if err := p.move(t.Context(), by); err != nil {
		t.Fatal(err)
	}
	drained(t, p.db, p.pool, time.Minute)
}

// failOften has one call of WeCom's API in five fail, each way as often: 5xx, done and not answered, done and cut off, the
// token withdrawn. The first message is answered by 45009; that process then leaves the API alone for a minute, as it must, so
// that once is enough.
func (p *plant) failOften() {
	p.wecom.FailNext(1, wecomtest.Fault{API: "message/send", Errcode: 45009})
	for _, way := range []wecomtest.Fault{{Status: 502}, {Lost: true}, {Broken: true}, {Expired: true}} {
		p.wecom.FailEvery(18, way)
	}
}

// trouble breaks one thing after the other, each when so many messages have been said, and moves the clock in between so that
// reminders come due all the time.
func (p *plant) trouble(ctx context.Context, f *traffic) error {
	kill := func(i int) func(context.Context) error { return p.processes[i].kill }
	events := []struct {
		after int64
		what  string
		do    func(context.Context) error
	}{
		{100, "kill a process", kill(0)},
		{300, "flush Redis", p.redis.Flush},
		{450, "kill the other process", kill(1)},
		{600, "stop Redis for ten seconds", p.stopRedis},
		{1050, "kill a process", kill(0)},
		{1200, "restart Postgres", p.postgres.Restart},
		{1400, "kill the other process", kill(1)},
		{1550, "flush Redis", p.redis.Flush},
		{1700, "kill a process", kill(0)},
	}
	moved := int64(0)
	for _, e := range events {
		for f.done.Load() < e.after {
			if moved+movedEvery <= f.done.Load() {
				moved += movedEvery
				if err := p.move(ctx, movedBy); err != nil {
					return fmt.Errorf("move the clock: %w", err)
				}
			}
			select {
			case <-time.After(10 * time.Millisecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", e.what, err)
		}
	}
	return nil
}

// The clock moves by so much for so many messages.
const (
	movedEvery = 60
	movedBy    = time.Minute
)

// stopRedis takes Redis away as a crash does and brings it back, empty, after ten seconds.
func (p *plant) stopRedis(ctx context.Context) error {
	if err := p.redis.Kill(); err != nil {
		return err
	}
	select {
	case <-time.After(10 * time.Second):
	case <-ctx.Done():
		return ctx.Err()
	}
	return p.redis.Restart(ctx)
}
