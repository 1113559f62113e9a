package sms

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// defaultEndpoint is Aliyun's central one (protocols: Aliyun SMS part 1).
const defaultEndpoint = "https://dysmsapi.aliyuncs.com"

// endpoint is where calls go. The SDK's own default would be plain HTTP, so the scheme is always set by us.
type endpoint struct {
	scheme string // http or https
	host   string // host[:port]
}

// parseEndpoint reads YAOBAN_SMS_ENDPOINT. Empty means Aliyun's central one, a bare host means https; plain HTTP, which
// shows message texts on the wire, only where http:// is written out.
func parseEndpoint(s string) (endpoint, error) {
	if s = strings.TrimSpace(s); s == "" {
		s = defaultEndpoint
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return endpoint{}, errors.New("the SMS endpoint is no URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return endpoint{}, errors.New("the SMS endpoint begins with https:// or http://")
	case u.Hostname() == "":
		return endpoint{}, errors.New("the SMS endpoint names no host")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return endpoint{}, errors.New("the SMS endpoint is scheme, host and port only")
	}
	return endpoint{u.Scheme, u.Host}, nil
}

// exposed reports whether texts would travel unencrypted to another machine.
func (e endpoint) exposed() bool { return e.scheme == "http" && !e.loopback() }

// loopback reports whether the endpoint is on this machine: a sandbox, not Aliyun.
func (e endpoint) loopback() bool {
	name := (&url.URL{Host: e.host}).Hostname()
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
