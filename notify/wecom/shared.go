package wecom

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// lockFor is how long one process has the right to ask WeCom: longer than a call may take, and what a process that dies
	// over it costs the others.
	lockFor = callWithin + 2*time.Second
	// askEvery is how often the others look whether the token has come.
	askEvery = 50 * time.Millisecond
	// redisWithin bounds one command, so that a Redis that hangs costs little more than one that is away.
	redisWithin = time.Second
)

// errNoRedis says that Redis cannot help at the moment.
var errNoRedis = errors.New("the token cannot be shared")

// sharedTokens keeps the token of an app in Redis.
type sharedTokens struct {
	redis redis.UniversalClient
	key   string
	// owner is unknown to other processes, so that nobody takes away a lock that is no longer its own.
	owner string
}

// forgetScript deletes a key if it still holds what the caller knows. One script serves token and lock; its only key is named
// as a key, as Redis Cluster and Aliyun's proxy demand.
var forgetScript = redis.NewScript(`if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0`)

// token returns the shared token if it serves, or has fetch make one if this process is the one that got the lock. The error is fetch's,
// or errNoRedis when Redis is away or another process has not brought a token in time.
func (s *sharedTokens) token(ctx context.Context, serves func(access) bool, fetch func(context.Context) (access, error)) (access, error) {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for {
		a, found, err := s.read(ctx)
		if err != nil {
			return access{}, errNoRedis
		}
		if found && serves(a) {
			return a, nil
		}
		mine, err := s.lock(ctx)
		if err != nil {
			return access{}, errNoRedis
		}
		if mine {
			return s.make(ctx, serves, fetch)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return access{}, errNoRedis
		}
	}
}

// make fetches the token and publishes it. It looks once more first: the last owner may have published between our reading
// and our locking.
func (s *sharedTokens) make(ctx context.Context, serves func(access) bool, fetch func(context.Context) (access, error)) (access, error) {
	defer s.unlock(ctx)
	if a, found, err := s.read(ctx); err == nil && found && serves(a) {
		return a, nil
	}
	within, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	a, err := fetch(within)
	if err != nil {
		return access{}, err
	}
	s.publish(ctx, a)
	return a, nil
}

// read returns what is stored; what cannot be read counts as nothing and is written over.
func (s *sharedTokens) read(ctx context.Context) (a access, found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, redisWithin)
	defer cancel()
	stored, err := s.redis.Get(ctx, s.key).Bytes()
	if errors.Is(err, redis.Nil) {
		return access{}, false, nil
	}
	if err != nil {
		return access{}, false, err
	}
	found = json.Unmarshal(stored, &a) == nil && a.Value != ""
	return a, found, nil
}

func (s *sharedTokens) lock(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, redisWithin)
	defer cancel()
	err := s.redis.SetArgs(ctx, s.key+":lock", s.owner, redis.SetArgs{Mode: "NX", TTL: lockFor}).Err()
	if errors.Is(err, redis.Nil) {
		return false, nil
	}
	return err == nil, err
}

// unlock gives the lock back; if that fails it ends by itself.
func (s *sharedTokens) unlock(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), redisWithin)
	defer cancel()
	_ = forgetScript.Run(ctx, s.redis, []string{s.key + ":lock"}, s.owner).Err()
}

// publish stores a token for the others; if that fails they ask for themselves.
func (s *sharedTokens) publish(ctx context.Context, a access) {
	stored, err := json.Marshal(a)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), redisWithin)
	defer cancel()
	_ = s.redis.Set(ctx, s.key, stored, a.Life).Err()
}

// forget deletes the stored token if it is the one that WeCom refused.
func (s *sharedTokens) forget(ctx context.Context, value string) {
	a, found, err := s.read(ctx)
	if err != nil || !found || a.Value != value {
		return
	}
	stored, err := json.Marshal(a)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), redisWithin)
	defer cancel()
	_ = forgetScript.Run(ctx, s.redis, []string{s.key}, stored).Err()
}
