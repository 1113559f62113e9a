package wecom

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// The time-outs of one call and the bounds of an answer. They are wall time.
const (
	connectWithin = 3 * time.Second
	callWithin    = 8 * time.Second
	uploadWithin  = 60 * time.Second
	// maxAnswer is WeCom's own bound for a download (protocols: WeCom part 4.6); everything else has a few KiB.
	maxAnswer = 20 << 20
	// maxConnections bounds how many calls run at once, so that error 45033 (too many) stays away.
	maxConnections = 64
)

// newTransport makes the connections of a Client. Go's default keeps two idle ones for a host and churns the others. The proxy
// of the environment is honoured, since many companies let nothing else out.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: connectWithin, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: connectWithin,
		MaxIdleConns:        maxConnections,
		MaxIdleConnsPerHost: maxConnections,
		MaxConnsPerHost:     maxConnections,
		IdleConnTimeout:     60 * time.Second,
	}
}

// bounded reads each answer whole and no further than maxAnswer, and turns a status other than 200 into an error that holds
// no address: the SDK would print it with the token in it.
type bounded struct{ base http.RoundTripper }

type statusError int

func (s statusError) Error() string { return "HTTP status " + strconv.Itoa(int(s)) }

var (
	errTooLong = errors.New("the answer is too long")
	errNotJSON = errors.New("the answer is not WeCom's JSON")
)

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, statusError(resp.StatusCode)
	case len(body) > maxAnswer:
		return nil, errTooLong
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// APIError is how a call failed: WeCom's error number, or what kept its answer from us. It holds no token, secret, address
// with a query, or text of a message.
type APIError struct {
	// API is the call's path below cgi-bin: message/send.
	API string
	// Errcode is WeCom's number, 0 where there was no answer.
	Errcode int64
	// Code is the number in words, or ours: timeout, cancelled, connection, tls, http_<status>, bad_answer.
	Code string
	// Caller is our own address as WeCom saw it, where its message told (60020: not among the trusted ones).
	Caller string
	// Wait is how long it makes no sense to call again, 0 if unknown.
	Wait time.Duration
}

// Error implements error.
func (e *APIError) Error() string { return fmt.Sprintf("WeCom %s: %s", e.API, e.Code) }

// callerForm finds the address in "…, from ip: 203.0.113.7, more info at …".
var callerForm = regexp.MustCompile(`from ip: ([0-9a-fA-F.:]+)`)

// answered makes the error of an answer with a number other than 0. The message is not kept: it may repeat what was sent.
func answered(api string, errcode int64, errmsg string) *APIError {
	e := &APIError{API: api, Errcode: errcode, Code: strconv.FormatInt(errcode, 10)}
	if m := callerForm.FindStringSubmatch(errmsg); m != nil {
		e.Caller = m[1]
	}
	return e
}

// unanswered makes the error of a call without a usable answer. Nothing of err's own text is kept, because it holds the whole
// address, with token or secret.
func unanswered(api string, err error) *APIError {
	var status statusError
	var timeout net.Error
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	code := "connection"
	switch {
	case errors.As(err, &status):
		code = "http_" + strconv.Itoa(int(status))
	case errors.Is(err, errTooLong), errors.Is(err, errNotJSON):
		code = "bad_answer"
	case errors.Is(err, context.Canceled):
		code = "cancelled"
	case errors.As(err, &authority), errors.As(err, &name), errors.As(err, &invalid), errors.As(err, &record):
		code = "tls"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		code = "timeout"
	}
	return &APIError{API: api, Code: code}
}

// parseBase checks YAOBAN_WECOM_API_BASE; empty is the real one.
func parseBase(base string) (string, error) {
	if base == "" {
		return "https://qyapi.weixin.qq.com", nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", errors.New("the base of WeCom's API must look like https://host or http://host:port")
	}
	for len(base) > 0 && base[len(base)-1] == '/' {
		base = base[:len(base)-1]
	}
	return base, nil
}
