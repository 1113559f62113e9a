package smstest

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// clockWindow is how far a request's time may be off; the pages of the gateway say 15 and 31 minutes, this is the stricter.
const clockWindow = 15 * time.Minute

// Sign computes the signature of a request of the RPC style (protocols: Aliyun SMS part 2.1) over all its parameters but
// Signature. method is GET or POST.
func Sign(method string, params url.Values, secret string) string {
	toSign := method + "&" + escape("/") + "&" + escape(canonical(params))
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(toSign))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func canonical(params url.Values) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if name != "Signature" {
			pairs = append(pairs, escape(name)+"="+escape(params.Get(name)))
		}
	}
	return strings.Join(pairs, "&")
}

// escape encodes by RFC 3986: everything but A-Z a-z 0-9 - _ . ~.
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_', c == '.', c == '~':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// authorise checks everything about a request that does not depend on its action. now is wall time. It returns the answer
// that refuses, or nil.
func (s *Server) authorise(method string, p url.Values, now time.Time) *refusal {
	for _, name := range []string{"Action", "Version", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp"} {
		if p.Get(name) == "" {
			return &refusal{400, "Missing" + name, name + " is mandatory for this action."}
		}
	}
	at, err := time.Parse("2006-01-02T15:04:05Z", p.Get("Timestamp"))
	switch {
	case p.Get("AccessKeyId") != s.options.AccessKeyID:
		return &refusal{404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."}
	case p.Get("Version") != "2017-05-25":
		return &refusal{400, "InvalidVersion", "Specified parameter Version is not valid."}
	case p.Get("SignatureMethod") != "HMAC-SHA1" || p.Get("SignatureVersion") != "1.0":
		return &refusal{400, "IncompleteSignature", "The request signature does not conform to Aliyun standards."}
	case err != nil:
		return &refusal{400, "InvalidTimeStamp.Format", "Specified time stamp is not well formatted."}
	case now.Sub(at).Abs() > clockWindow:
		return &refusal{400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."}
	case !hmac.Equal([]byte(Sign(method, p, s.options.AccessKeySecret)), []byte(p.Get("Signature"))):
		return &refusal{400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation."}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for nonce, used := range s.nonces {
		if len(s.nonces) > 10000 && now.Sub(used) > clockWindow {
			delete(s.nonces, nonce)
		}
	}
	if _, twice := s.nonces[p.Get("SignatureNonce")]; twice {
		return &refusal{400, "SignatureNonceUsed", "Specified signature nonce was used already."}
	}
	s.nonces[p.Get("SignatureNonce")] = now
	s.calls[p.Get("Action")]++
	return nil
}
