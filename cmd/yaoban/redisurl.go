package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// errRedisURL never shows the URL: it may hold a password.
var errRedisURL = errors.New("must be redis://[user:password@]host:6379[/0], rediss://… (TLS), " +
	"redis-sentinel://host:26379,host:26379/master[/0][?sentinel_username=…&sentinel_password=…] or redis-cluster://host:6379,host:6379")

// openRedis makes a client of YAOBAN_REDIS_URL. It connects when it is first used.
func openRedis(url string) (redis.UniversalClient, error) {
	o, err := redisOptions(url)
	if err != nil {
		return nil, fmt.Errorf("%sREDIS_URL %w", envPrefix, err)
	}
	return redis.NewUniversalClient(o), nil
}

// redisOptions reads a Redis URL: one server, several with sentinels, or a cluster; a second s in the scheme means TLS.
func redisOptions(raw string) (*redis.UniversalOptions, error) {
	scheme, rest, ok := strings.Cut(strings.TrimSpace(raw), "://")
	if !ok {
		return nil, errRedisURL
	}
	o := &redis.UniversalOptions{}
	if kind, secure := strings.CutPrefix(scheme, "rediss"); secure {
		scheme, o.TLSConfig = "redis"+kind, &tls.Config{MinVersion: tls.VersionTLS12}
	}
	rest, query, _ := strings.Cut(rest, "?")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		if err := credentials(rest[:at], o); err != nil {
			return nil, err
		}
		rest = rest[at+1:]
	}
	hosts, path, _ := strings.Cut(rest, "/")
	port := "6379"
	if scheme == "redis-sentinel" {
		port = "26379"
	}
	for _, h := range strings.Split(hosts, ",") {
		addr, err := redisAddr(strings.TrimSpace(h), port)
		if err != nil {
			return nil, err
		}
		o.Addrs = append(o.Addrs, addr)
	}
	if o.TLSConfig != nil {
		o.TLSConfig.ServerName, _, _ = net.SplitHostPort(o.Addrs[0])
	}
	var err error
	switch scheme {
	case "redis":
		if len(o.Addrs) > 1 {
			return nil, errRedisURL
		}
		o.DB, err = redisDatabase(path)
	case "redis-sentinel":
		master, database, _ := strings.Cut(path, "/")
		if o.MasterName = master; master == "" {
			return nil, errRedisURL
		}
		o.DB, err = redisDatabase(database)
	case "redis-cluster":
		o.IsClusterMode = true
		if path != "" && path != "0" {
			return nil, errRedisURL
		}
	default:
		return nil, errRedisURL
	}
	if err != nil {
		return nil, err
	}
	return o, redisQuery(query, scheme, o)
}

func credentials(userinfo string, o *redis.UniversalOptions) (err error) {
	user, password, both := strings.Cut(userinfo, ":")
	if !both { // redis://secret@host is not a form that others read: ask for the colon
		return errRedisURL
	}
	if o.Username, err = url.PathUnescape(user); err != nil {
		return errRedisURL
	}
	if o.Password, err = url.PathUnescape(password); err != nil {
		return errRedisURL
	}
	return nil
}

func redisAddr(h, port string) (string, error) {
	host, given, err := net.SplitHostPort(h)
	if err != nil {
		host, given = strings.Trim(h, "[]"), port
	}
	if n, err := strconv.Atoi(given); err != nil || n <= 0 || n > 65535 || host == "" || strings.ContainsAny(host, " /@") {
		return "", errRedisURL
	}
	return net.JoinHostPort(host, given), nil
}

func redisDatabase(path string) (int, error) {
	if path == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(path)
	if err != nil || n < 0 || n > 1_000_000 {
		return 0, errRedisURL
	}
	return n, nil
}

// redisQuery reads the parameters; one that means nothing is a mistake.
func redisQuery(query, scheme string, o *redis.UniversalOptions) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errRedisURL
	}
	for key := range values {
		switch {
		case scheme == "redis-sentinel" && key == "sentinel_password":
			o.SentinelPassword = values.Get(key)
		case scheme == "redis-sentinel" && key == "sentinel_username":
			o.SentinelUsername = values.Get(key)
		default:
			return errRedisURL
		}
	}
	return nil
}
