package sms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// The time-outs of one call (protocols: Aliyun SMS part 9). They are wall time.
const (
	connectWithin = 3 * time.Second
	readWithin    = 8 * time.Second
	callWithin    = connectWithin + readWithin
)

// maxAnswer bounds what is read of an answer; a page of 50 details has about 20 KiB.
const maxAnswer = 1 << 20

// newTransport makes the connections that all clients of a gateway share. The proxy of the environment is honoured, since
// many companies let nothing else out.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: connectWithin, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   connectWithin,
		ResponseHeaderTimeout: readWithin,
		MaxIdleConns:          64,
		MaxIdleConnsPerHost:   64,
		IdleConnTimeout:       60 * time.Second,
	}
}

// bound gives the SDK's calls what they lack: the caller's context, an answer of bounded size, and the knowledge whether
// the request can have reached the gateway. One belongs to one pooled client and serves one call at a time.
type bound struct {
	base http.RoundTripper
	ctx  context.Context
	// connected is set once the request had a connection to go out on: from there on its fate is open.
	connected atomic.Bool
}

// RoundTrip implements http.RoundTripper. It reads the whole answer, so that a connection that breaks in the middle is an
// error here and not inside the SDK, and it never follows a redirection, which would send a message twice.
func (b *bound) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(b.ctx, callWithin)
	defer cancel()
	defer context.AfterFunc(r.Context(), cancel)()
	b.connected.Store(false)
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// The transport asks for a second connection only if nothing was written to the first.
		GetConn: func(string) { b.connected.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { b.connected.Store(true) },
	})
	resp, err := b.base.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read the gateway's answer: %w", err)
	}
	if len(body) > maxAnswer {
		return nil, errors.New("the gateway's answer is too long")
	}
	resp.Header.Del("Location")
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}
