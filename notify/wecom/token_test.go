package wecom

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/yaoban/yaoban/notify"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// processes are clients as several processes have them: each its own connection to one Redis.
func processes(t *testing.T, n int, server *wecomtest.Server, wall *clock) ([]*Client, *miniredis.Miniredis) {
	t.Helper()
	store := miniredis.RunT(t)
	clients := make([]*Client, n)
	for i := range clients {
		shared := redis.NewClient(&redis.Options{Addr: store.Addr(), MaxRetries: -1})
		t.Cleanup(func() { _ = shared.Close() })
		c, err := New(Options{CorpID: testCorp, Secret: testSecret, AgentID: testAgent, Base: server.URL(), Redis: shared, Wall: wall.now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		clients[i] = c
	}
	return clients, store
}

// everybody gets a token in each client at once, many times over, and returns the different ones.
func everybody(t *testing.T, clients []*Client) map[string]bool {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	got := map[string]bool{}
	for _, c := range clients {
		for range 50 {
			wg.Go(func() {
				value, err := c.Tokens().GetAccessToken()
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				got[value] = true
			})
		}
	}
	wg.Wait()
	return got
}

func TestOneRefreshForAllProcesses(t *testing.T) {
	b := start(t, nil)
	b.server.FailEvery(1, wecomtest.Fault{API: "gettoken", Slow: 100 * time.Millisecond}) // room for a stampede
	clients, store := processes(t, 4, b.server, b.wall)
	if got := everybody(t, clients); len(got) != 1 || b.server.Calls("gettoken") != 1 {
		t.Errorf("cold: %d tokens, %d calls", len(got), b.server.Calls("gettoken"))
	}
	life := store.TTL(store.Keys()[0])
	if life <= 0 || life > 2*time.Hour-safety {
		t.Errorf("the shared token lives %v", life)
	}
	if keys := strings.Join(store.Keys(), " "); strings.Contains(keys, testSecret) || strings.Contains(keys, "lock") {
		t.Errorf("keys %s", keys)
	}
	b.wall.move(2 * time.Hour)
	store.FastForward(2 * time.Hour)
	if got := everybody(t, clients); len(got) != 1 || b.server.Calls("gettoken") != 2 {
		t.Errorf("after its life: %d tokens, %d calls", len(got), b.server.Calls("gettoken"))
	}
}

// WeCom withdraws a token early: every call under way repeats itself with the new one, for which one process asks.
func TestOneRefreshForAWithdrawnToken(t *testing.T) {
	for name, fault := range map[string]wecomtest.Fault{
		"expired": {API: "message/send", Expired: true},
		"illegal": {API: "message/send", Errcode: 40014},
	} {
		t.Run(name, func(t *testing.T) {
			b := start(t, nil)
			clients, _ := processes(t, 3, b.server, b.wall)
			everybody(t, clients)
			if name == "expired" {
				b.server.ExpireTokens()
			} else {
				b.server.FailNext(1, fault)
			}
			var wg sync.WaitGroup
			for i, c := range clients {
				for j := range 8 {
					wg.Go(func() {
						body, _, err := c.Render("ChenXiao", notify.Content{Text: fmt.Sprint(i, "/", j)})
						if err == nil {
							_, err = c.Send(context.Background(), notify.Outgoing{ID: "1", Address: "ChenXiao", Body: body})
						}
						if err != nil {
							t.Error(err)
						}
					})
				}
			}
			wg.Wait()
			if n := len(b.server.Shown("ChenXiao")); n != 24 || b.server.Calls("gettoken") != 2 {
				t.Errorf("%d shown, %d calls of gettoken", n, b.server.Calls("gettoken"))
			}
		})
	}
}

func TestASecondRefusedTokenHalts(t *testing.T) {
	b := start(t, nil)
	b.server.FailNext(2, wecomtest.Fault{API: "message/send", Errcode: 42001})
	_, err := b.say(t, "ChenXiao", "x")
	if e := sendErr(t, err); e.Outcome != notify.Halt || e.Code != "42001" || b.server.Calls("message/send") != 2 {
		t.Errorf("%+v after %d calls", e, b.server.Calls("message/send"))
	}
	if _, err := b.say(t, "ChenXiao", "x"); err != nil {
		t.Error(err)
	}
}

func TestWorksWithoutRedis(t *testing.T) {
	b := start(t, nil)
	clients, store := processes(t, 2, b.server, b.wall)
	store.Close()
	if got := everybody(t, clients); len(got) != 1 || b.server.Calls("gettoken") != 2 {
		t.Errorf("%d tokens, %d calls: one a process is right", len(got), b.server.Calls("gettoken"))
	}
	clients[0].Tokens().Invalidate(context.Background(), "unknown")
	b.server.ExpireTokens()
	if _, err := clients[0].User(context.Background(), "ChenXiao"); err != nil {
		t.Errorf("a withdrawn token without Redis: %v", err)
	}
}

// A process that dies over gettoken costs the others the life of its lock, no more.
func TestTakesOverADeadOwner(t *testing.T) {
	b := start(t, nil)
	clients, store := processes(t, 1, b.server, b.wall)
	lock := clients[0].tokens.shared.key + ":lock"
	if err := store.Set(lock, "somebody who died"); err != nil {
		t.Fatal(err)
	}
	store.SetTTL(lock, lockFor)
	go func() {
		time.Sleep(150 * time.Millisecond)
		store.FastForward(lockFor)
	}()
	if _, err := clients[0].Tokens().GetAccessToken(); err != nil || b.server.Calls("gettoken") != 1 {
		t.Errorf("%v, %d calls", err, b.server.Calls("gettoken"))
	}
}

func TestInvalidateSparesANewerToken(t *testing.T) {
	b := start(t, nil)
	clients, store := processes(t, 2, b.server, b.wall)
	ctx := context.Background()
	old, err := clients[0].Tokens().GetAccessTokenContext(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b.server.ExpireTokens()
	clients[0].Tokens().Invalidate(ctx, old)
	newer, err := clients[0].Tokens().GetAccessTokenContext(ctx)
	if err != nil || newer == old {
		t.Fatalf("%v", err)
	}
	clients[1].Tokens().Invalidate(ctx, old) // late
	if len(store.Keys()) != 1 {
		t.Error("the newer token was thrown away")
	}
	if got, err := clients[1].Tokens().GetAccessTokenContext(ctx); err != nil || got != newer || b.server.Calls("gettoken") != 2 {
		t.Errorf("%v, %d calls", err, b.server.Calls("gettoken"))
	}
}

// What cannot be read in Redis is written over.
func TestForeignValueInRedis(t *testing.T) {
	b := start(t, nil)
	clients, store := processes(t, 1, b.server, b.wall)
	if err := store.Set(clients[0].tokens.shared.key, "not JSON"); err != nil {
		t.Fatal(err)
	}
	if _, err := clients[0].Tokens().GetAccessToken(); err != nil {
		t.Fatal(err)
	}
	if _, found, err := clients[0].tokens.shared.read(context.Background()); !found || err != nil {
		t.Errorf("%v %v", found, err)
	}
}

func TestAWrongSecretIsNotTriedInALoop(t *testing.T) {
	b := start(t, func(_ *wecomtest.Options, o *Options) { o.Secret = "wrong-" + testSecret })
	for range 20 {
		_, err := b.say(t, "ChenXiao", "x")
		e := sendErr(t, err)
		if e.Outcome != notify.Halt || e.Code != "40001" || e.After <= 0 || e.After > time.Minute {
			t.Fatalf("%+v", e)
		}
	}
	if n := b.server.Calls("gettoken"); n != 1 {
		t.Errorf("%d calls", n)
	}
	b.wall.move(time.Minute + time.Second)
	_, err := b.say(t, "ChenXiao", "x")
	if e := sendErr(t, err); b.server.Calls("gettoken") != 2 || e.After <= time.Minute {
		t.Errorf("after a minute: %+v, %d calls", e, b.server.Calls("gettoken"))
	}
}

func TestAWaitingCallerMayLeave(t *testing.T) {
	b := start(t, nil)
	b.server.FailNext(1, wecomtest.Fault{API: "gettoken", Slow: 300 * time.Millisecond})
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	_, err := b.Tokens().GetAccessTokenContext(ctx)
	var e *APIError
	if !errors.As(err, &e) || e.Code != "timeout" {
		t.Fatalf("%v", err)
	}
	if _, err := b.Tokens().GetAccessToken(); err != nil || b.server.Calls("gettoken") != 1 {
		t.Errorf("the refresh did not go on: %v, %d calls", err, b.server.Calls("gettoken"))
	}
}

func TestLifeOfAToken(t *testing.T) {
	for life, want := range map[time.Duration]time.Duration{
		2 * time.Hour: 2*time.Hour - safety, 8 * time.Minute: 4 * time.Minute, time.Second: minLife, 0: minLife, -time.Hour: minLife,
		100 * time.Hour: maxLife,
	} {
		if got := lifeOf(life); got != want {
			t.Errorf("%v: %v, want %v", life, got, want)
		}
	}
}
