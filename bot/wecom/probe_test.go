package wecom

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestProbe(t *testing.T) {
	d := open(t, says(""), nil)
	probe := func(c *Codec, callback string) error {
		return c.Probe(context.Background(), http.DefaultClient, callback, time.Now(), rand.Reader)
	}
	if err := probe(d.codec, d.URL+"/wecom/callback?tenant=a"); err != nil || d.count("verified") != 1 {
		t.Fatalf("our own server: %v", err)
	}
	other, err := NewCodec("anotherToken", vAESKey, vCorp)
	if err != nil {
		t.Fatal(err)
	}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }))
	defer page.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, tc := range map[string]struct {
		codec         *Codec
		address, says string
	}{
		"another token":   {other, d.URL + "/wecom/callback", "status 403"},
		"another path":    {d.codec, d.URL + "/callback", "status 404"},
		"a login page":    {d.codec, page.URL, "something else"},
		"nobody listens":  {d.codec, gone.URL, "cannot be reached"},
		"no address":      {d.codec, "bot.example/wecom", "not an address"},
		"another scheme":  {d.codec, "ftp://bot.example/wecom", "not an address"},
		"unreadable":      {d.codec, "http://[::1", "not an address"},
		"a host too much": {d.codec, "https://", "not an address"},
	} {
		t.Run(name, func(t *testing.T) {
			err := probe(tc.codec, tc.address)
			if err == nil || !strings.Contains(err.Error(), tc.says) || strings.Contains(err.Error(), "msg_signature") {
				t.Errorf("%v", err)
			}
		})
	}
}
