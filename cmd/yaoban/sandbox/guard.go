package sandbox

import (
	"mime"
	"net"
	"net/http"
	"net/netip"
)

// header is what the page's own script sends with each request. A form or picture of another site cannot set it, and a
// script of another site may not without our consent, which we never give.
const header = "X-Yaoban-Sandbox"

// policy lets the page load only what comes with it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'"

// guard lets requests through that name this machine as their host (a foreign name that was made to point here is refused:
// DNS rebinding) and, where they change something, come from the page itself (no other site's page can send them: CSRF).
func (s *Sandbox) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !thisMachine(r.Host) || !sameOrigin(r) {
			s.refuse(w, r, problems["foreign"])
			return
		}
		if r.Method == http.MethodPost {
			if r.Header.Get(header) == "" {
				s.refuse(w, r, problems["foreign"])
				return
			}
			if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
				s.refuse(w, r, problems["not_json"])
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// thisMachine reports whether a Host header names this machine: localhost or a loopback address, with any port.
func thisMachine(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	} else if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		name = host[1 : len(host)-1]
	}
	if name == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback()
}

// sameOrigin reports whether a request comes from the page itself or from nothing that has an origin (typing the address).
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" &&
		(r.Method != http.MethodGet || r.Header.Get("Sec-Fetch-Mode") != "navigate") {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	return origin == "http://"+r.Host || origin == "https://"+r.Host
}
