package wecom

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/yaoban/yaoban/jobs/redisserver"
	"github.com/yaoban/yaoban/notify"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// processes are clients as several processes have them: each its own connections to one real Redis. The last value is a
// client of the test's own.
func processes(t *testing.T, n int, b *bench) ([]*Client, *redisserver.Server, *redis.Client) {
	t.Helper()
	server, err := redisserver.Start(t.Context(), redisserver.Options{})
	if err != nil {
		t.Fatalf("this test needs redis-server: %v", err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	connect := func() *redis.Client {
		o, err := redis.ParseURL(server.URL())
		if err != nil {
			t.Fatal(err)
		}
		o.MaxRetries = -1
		c := redis.NewClient(o)
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	clients := make([]*Client, n)
	for i := range clients {
		if clients[i], err = New(Options{CorpID: testCorp, Secret: testSecret, AgentID: testAgent, Base: b.server.URL(), Redis: connect(), Wall: b.wall.now}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(clients[i].Close)
	}
	return clients, server, connect()
}

// keys are all keys of a Redis.
func keys(t *testing.T, store *redis.Client) []string {
	t.Helper()
	all, err := store.Keys(context.Background(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	return all
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
	clients, _, store := processes(t, 4, b)
	if got := everybody(t, clients); len(got) != 1 || b.server.Calls("gettoken") != 1 {
		t.Errorf("cold: %d tokens, %d calls", len(got), b.server.Calls("gettoken"))
	}
	all := keys(t, store)
	if len(all) != 1 || strings.Contains(all[0], testSecret) {
		t.Fatalf("keys %v", all)
	}
	if life := store.PTTL(context.Background(), all[0]).Val(); life <= time.Hour || life > 2*time.Hour-safety {
		t.Errorf("the shared token lives %v", life)
	}
	b.wall.move(2 * time.Hour)
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
			clients, _, _ := processes(t, 3, b)
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
	clients, server, _ := processes(t, 2, b)
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
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
	clients, _, store := processes(t, 1, b)
	const left = 300 * time.Millisecond
	lock := clients[0].tokens.shared.key + ":lock"
	if err := store.Set(context.Background(), lock, "somebody who died", left).Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := clients[0].Tokens().GetAccessToken(); err != nil || b.server.Calls("gettoken") != 1 {
		t.Errorf("%v, %d calls", err, b.server.Calls("gettoken"))
	}
}

// Redis loses everything while the token is in use: nobody notices, and the next refresh shares again.
func TestSurvivesAFlush(t *testing.T) {
	b := start(t, nil)
	clients, server, store := processes(t, 2, b)
	everybody(t, clients)
	if err := server.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := everybody(t, clients); len(got) != 1 || b.server.Calls("gettoken") != 1 {
		t.Errorf("%d tokens, %d calls", len(got), b.server.Calls("gettoken"))
	}
	b.wall.move(2 * time.Hour)
	if everybody(t, clients); b.server.Calls("gettoken") != 2 || len(keys(t, store)) != 1 {
		t.Errorf("%d calls, keys %v", b.server.Calls("gettoken"), keys(t, store))
	}
}

func TestInvalidateSparesANewerToken(t *testing.T) {
	b := start(t, nil)
	clients, _, store := processes(t, 2, b)
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
	if len(keys(t, store)) != 1 {
		t.Error("the newer token was thrown away")
	}
	if got, err := clients[1].Tokens().GetAccessTokenContext(ctx); err != nil || got != newer || b.server.Calls("gettoken") != 2 {
		t.Errorf("%v, %d calls", err, b.server.Calls("gettoken"))
	}
}

// What cannot be read in Redis is written over.
func TestForeignValueInRedis(t *testing.T) {
	b := start(t, nil)
	clients, _, store := processes(t, 1, b)
	if err := store.Set(context.Background(), clients[0].tokens.shared.key, "not JSON", 0).Err(); err != nil {
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
