package wecom

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// The bounds of a token's life here, in wall time.
const (
	// safety is taken off a token's life, so that none ends on its way.
	safety = 5 * time.Minute
	// minLife keeps a strange expires_in (0, negative, tiny) from asking for a token with every message.
	minLife = 30 * time.Second
	maxLife = 2 * time.Hour
	// refreshWithin bounds one refresh: gettoken, or the wait for another process to have done it.
	refreshWithin = 20 * time.Second
	// The pauses after gettoken refused our secret. WeCom blocks an address that keeps trying for about an hour.
	firstPause = time.Minute
	maxPause   = 15 * time.Minute
)

// access is a token and until when it is used.
type access struct {
	Value string    `json:"value"`
	Until time.Time `json:"until"`
	// Life is how long that was when the token came; it is always positive.
	Life time.Duration `json:"life"`
}

// Tokens gives the access token of one app. Processes that share a Redis share the token: one of them asks WeCom and the
// others wait for what it got. Without Redis, or while it is away, each process asks for itself, which is right too, because
// WeCom returns the same token while it is valid (protocols: WeCom part 4.1). It is safe for concurrent use, and implements
// the SDK's AccessTokenContextHandle.
type Tokens struct {
	ask    func(ctx context.Context) (value string, life time.Duration, err error)
	shared *sharedTokens // nil: this process alone
	wall   func() time.Time
	flight singleflight.Group

	mu      sync.Mutex
	current access
	bad     string // the token that WeCom refused, until it has given us one again
	refused error  // the answer to our secret, repeated until pauseTo
	pause   time.Duration
	pauseTo time.Time
}

// GetAccessToken returns a token for a call without a context; it implements the SDK's AccessTokenHandle.
func (t *Tokens) GetAccessToken() (string, error) {
	return t.GetAccessTokenContext(context.Background())
}

// GetAccessTokenContext returns a token that is valid as far as is known. Callers that find none wait for one refresh
// together; ctx ends only its own caller's wait. The error is an *APIError.
func (t *Tokens) GetAccessTokenContext(ctx context.Context) (string, error) {
	if value, ok := t.known(); ok {
		return value, nil
	}
	done := t.flight.DoChan("", func() (any, error) {
		if value, ok := t.known(); ok { // another flight has just landed
			return value, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshWithin)
		defer cancel()
		return t.refresh(ctx)
	})
	select {
	case r := <-done:
		if r.Err != nil {
			return "", r.Err
		}
		return r.Val.(string), nil
	case <-ctx.Done():
		return "", unanswered("gettoken", ctx.Err())
	}
}

// Invalidate forgets a token that WeCom no longer takes, here and in Redis, unless a newer one is there already. The next
// caller refreshes; a hundred callers that failed with the same token cause one refresh.
func (t *Tokens) Invalidate(ctx context.Context, value string) {
	t.mu.Lock()
	if t.current.Value == value {
		// Remembered as bad: a refresh that is under way may have read it from Redis a moment ago.
		t.current, t.bad = access{}, value
	}
	t.mu.Unlock()
	if t.shared != nil {
		t.shared.forget(ctx, value)
	}
}

func (t *Tokens) known() (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.current.Value, t.usable(t.current)
}

// usable reports whether a token may be used; the lock is held.
func (t *Tokens) usable(a access) bool {
	return a.Value != "" && a.Value != t.bad && t.wall().Before(a.Until)
}

// serves is usable for whoever does not hold the lock.
func (t *Tokens) serves(a access) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.usable(a)
}

// keep takes a token for the calls to come, and reports whether it may be used.
func (t *Tokens) keep(a access) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.usable(a) {
		return false
	}
	t.current = a
	return true
}

// refresh gets a token from Redis or from WeCom. One from Redis that was refused in the meantime sends it there again.
func (t *Tokens) refresh(ctx context.Context) (string, error) {
	for {
		var got access
		err := errNoRedis
		if t.shared != nil {
			got, err = t.shared.token(ctx, t.serves, t.fetch)
		}
		if errors.Is(err, errNoRedis) {
			got, err = t.fetch(ctx)
		}
		if err != nil {
			return "", err
		}
		if t.keep(got) {
			return got.Value, nil
		}
	}
}

// fetch asks WeCom. After an answer that says that the secret or the company is wrong it does not ask again for a while and
// repeats that answer: nothing but a person can change it.
func (t *Tokens) fetch(ctx context.Context) (access, error) {
	now := t.wall()
	t.mu.Lock()
	refused, left := t.refused, t.pauseTo.Sub(now)
	t.mu.Unlock()
	if refused != nil && left > 0 {
		return access{}, withWait(refused, left)
	}
	value, life, err := t.ask(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		if wrongSecret(err) {
			t.refused, t.pause = err, min(max(2*t.pause, firstPause), maxPause)
			t.pauseTo = t.wall().Add(t.pause)
			err = withWait(err, t.pause)
		}
		return access{}, err
	}
	t.refused, t.pause, t.bad = nil, 0, "" // it may give the same token again, and then it is good
	use := lifeOf(life)
	return access{Value: value, Until: now.Add(use).UTC().Round(0), Life: use}, nil
}

// lifeOf is how long a token is used that WeCom gave for life: less than that, and never so short or long that a strange
// answer does harm.
func lifeOf(life time.Duration) time.Duration {
	return min(max(life-safety, life/2, minLife), maxLife)
}

// wrongSecret reports whether gettoken said that the secret or the corp id is wrong or missing.
func wrongSecret(err error) bool {
	var e *APIError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Errcode {
	case 40001, 40013, 41002, 41004:
		return true
	}
	return false
}

func withWait(err error, wait time.Duration) error {
	var e *APIError
	if !errors.As(err, &e) {
		return err
	}
	waiting := *e
	waiting.Wait = wait
	return &waiting
}
