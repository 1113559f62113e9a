// Package wecom is WeCom's way out: texts and cards through message/send, updates of pressed cards, and the few calls that
// setting up an app needs. It implements notify.Sender on silenceper/wechat, whose calls it makes over its own transport and
// with its own token (protocols: WeCom parts 4 to 7). Every error that leaves it is free of tokens, secrets and texts.
package wecom

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/yaoban/yaoban/notify"
)

// Options make a Client. CorpID, Secret and AgentID are required.
type Options struct {
	CorpID, Secret string
	AgentID        int64
	// Base is YAOBAN_WECOM_API_BASE, https://host or http://host:port without /cgi-bin; empty is the real one.
	Base string
	// Redis shares the access token between processes; nil keeps it in this one.
	Redis redis.UniversalClient
	// Observe is told of every call: the API (message/send), "0" or how it failed (42001, timeout, http_502) and how long it
	// took. Nil is told nothing. It is called from many goroutines.
	Observe func(api, code string, took time.Duration)
	// Log takes what an operator should see although the call worked; nil is slog's default.
	Log *slog.Logger
	// Wall is wall time; nil is the machine's clock. Tokens, windows and holds are measured by it.
	Wall func() time.Time
}

// Client talks to the API for one app. It is safe for concurrent use.
type Client struct {
	corp, secret string
	agent        int64
	base         string
	wire         http.RoundTripper
	transport    *http.Transport
	tokens       *Tokens
	members      *members
	breaker      *breaker
	observe      func(api, code string, took time.Duration)
	log          *slog.Logger
}

var _ notify.Sender = (*Client)(nil)

// New makes a Client; it calls nobody. The error names every option that is missing or wrong.
func New(o Options) (*Client, error) {
	base, err := parseBase(o.Base)
	errs := []error{err}
	if o.CorpID == "" {
		errs = append(errs, errors.New("the corp id is missing"))
	}
	if o.Secret == "" {
		errs = append(errs, errors.New("the app's secret is missing"))
	}
	if o.AgentID <= 0 {
		errs = append(errs, errors.New("the agent id is missing or not a positive number"))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("set up WeCom's API: %w", err)
	}
	if o.Observe == nil {
		o.Observe = func(string, string, time.Duration) {}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	adopt()
	transport := newTransport()
	c := &Client{
		corp: o.CorpID, secret: o.Secret, agent: o.AgentID, base: base,
		wire: bounded{transport}, transport: transport,
		members: newMembers(o.Wall), breaker: newBreaker(o.Wall),
		observe: o.Observe, log: o.Log,
	}
	c.tokens = &Tokens{ask: c.askToken, wall: o.Wall}
	if o.Redis != nil {
		c.tokens.shared = &sharedTokens{redis: o.Redis, key: tokenKey(base, o), owner: rand.Text()}
	}
	return c, nil
}

// Close closes idle connections. Calls that run go on.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Tokens is the source of the app's access token, for other clients of the SDK.
func (c *Client) Tokens() *Tokens { return c.tokens }

// tokenKey is the token's key in Redis. The secret is in it as part of a hash, so that a changed secret finds no old token.
func tokenKey(base string, o Options) string {
	sum := sha256.Sum256([]byte(base + "\x00" + o.CorpID + "\x00" + o.Secret))
	return fmt.Sprintf("yaoban:wecom:token:%d:%s", o.AgentID, hex.EncodeToString(sum[:12]))
}

// askToken is gettoken (protocols: WeCom part 4.1).
func (c *Client) askToken(ctx context.Context) (string, time.Duration, error) {
	const api = "gettoken"
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	began := time.Now()
	value, life, errcode, errmsg, err := sdkToken(ctx, c.wire, c.address(api, url.Values{"corpid": {c.corp}, "corpsecret": {c.secret}}))
	return value, life, c.judge(api, began, errcode, errmsg, err)
}

// get calls an API that takes its arguments in the query.
func (c *Client) get(ctx context.Context, api string, query url.Values, out any) error {
	return c.call(ctx, api, query, callWithin, out, func(ctx context.Context, uri string) ([]byte, error) {
		return sdkGet(ctx, c.wire, uri)
	})
}

// post calls an API with exactly these bytes of JSON.
func (c *Client) post(ctx context.Context, api string, query url.Values, body []byte, out any) error {
	return c.call(ctx, api, query, callWithin, out, func(ctx context.Context, uri string) ([]byte, error) {
		return sdkPost(ctx, c.wire, uri, body, "application/json; charset=utf-8")
	})
}

// call makes a call with a token, once more with a new one if WeCom no longer takes the first (protocols: WeCom part 7, class
// T). The error is an *APIError.
func (c *Client) call(ctx context.Context, api string, query url.Values, within time.Duration, out any, send func(context.Context, string) ([]byte, error)) error {
	for again := false; ; again = true {
		token, err := c.tokens.GetAccessTokenContext(ctx)
		if err != nil {
			return err
		}
		err = c.once(ctx, api, query, token, within, out, send)
		var e *APIError
		if again || !errors.As(err, &e) || !tokenRefused(e.Errcode) {
			return err
		}
		c.tokens.Invalidate(ctx, token)
	}
}

func (c *Client) once(ctx context.Context, api string, query url.Values, token string, within time.Duration, out any, send func(context.Context, string) ([]byte, error)) error {
	signed := url.Values{"access_token": {token}}
	for k, v := range query {
		signed[k] = v
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	began := time.Now()
	body, err := send(ctx, c.address(api, signed))
	var errcode int64
	var errmsg string
	if err == nil {
		if file, ok := out.(*[]byte); ok {
			*file, errcode, errmsg = sdkFile(body, api)
		} else {
			errcode, errmsg, err = sdkDecode(body, api, out)
		}
	}
	return c.judge(api, began, errcode, errmsg, err)
}

// judge makes the error of a call and tells the observer.
func (c *Client) judge(api string, began time.Time, errcode int64, errmsg string, err error) error {
	var e *APIError
	switch {
	case err != nil:
		e = unanswered(api, err)
	case errcode != 0:
		e = answered(api, errcode, errmsg)
	default:
		c.observe(api, "0", time.Since(began))
		return nil
	}
	c.observe(api, e.Code, time.Since(began))
	return e
}

func (c *Client) address(api string, query url.Values) string {
	return c.base + "/cgi-bin/" + api + "?" + query.Encode()
}

// tokenRefused reports whether an error number means that the token, and nothing else, is to be renewed.
func tokenRefused(errcode int64) bool {
	return errcode == 40014 || errcode == 42001 || errcode == 41001
}

// agentQuery is the query of the calls that name the app there.
func (c *Client) agentQuery() url.Values {
	return url.Values{"agentid": {strconv.FormatInt(c.agent, 10)}}
}
