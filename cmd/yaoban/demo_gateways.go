package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/sandbox"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/team"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// demoSign is the signature of the demo's short messages.
const demoSign = "药伴"

// demoAgent is the demo's app.
const demoAgent = 1000002

// startGateways starts both gateways on loopback with keys made up for this run, and puts them into the configuration. tune, if given,
// changes what the gateways are like.
func (d *demo) startGateways(cfg *Config, people []team.Person, clock domain.Clock, tune func(*wecomtest.Options)) error {
	keys := make([]string, 5)
	for i := range keys {
		raw := make([]byte, 32)
		if _, err := rand.Read(raw); err != nil {
			return fmt.Errorf("make up the demo's keys: %w", err)
		}
		keys[i] = hex.EncodeToString(raw)
	}
	cfg.WeComCorpID, cfg.WeComAgentID, cfg.WeComSecret = "wwdemo"+keys[0][:12], demoAgent, keys[0][:43]
	cfg.WeComToken, cfg.WeComAESKey = keys[1][:32], keys[2][:43]
	cfg.SMSAccessKeyID, cfg.SMSAccessKeySecret, cfg.SMSSignName = "demo"+keys[3][:16], keys[3][16:46], demoSign
	cfg.SMSInboundSecret = keys[4]
	var err error
	options := wecomtest.Options{CorpID: cfg.WeComCorpID, Secret: cfg.WeComSecret, AgentID: demoAgent,
		Token: cfg.WeComToken, AESKey: cfg.WeComAESKey, People: members(people), Clock: clock}
	if tune != nil {
		tune(&options)
	}
	if d.wecom, err = wecomtest.Start(options); err != nil {
		return err
	}
	cfg.WeComAPIBase = d.wecom.URL()
	templates, err := approved(demoSign)
	if err != nil {
		return err
	}
	d.sms, err = smstest.Start(smstest.Options{AccessKeyID: cfg.SMSAccessKeyID, AccessKeySecret: cfg.SMSAccessKeySecret, Sign: demoSign,
		Templates: templates, Clock: clock})
	if err != nil {
		return err
	}
	cfg.SMSEndpoint = d.sms.URL()
	return nil
}

// members are people as WeCom's address book has them.
func members(people []team.Person) []wecomtest.Person {
	all := make([]wecomtest.Person, len(people))
	for i, p := range people {
		all[i] = wecomtest.Person{UserID: p.UserID, Name: p.Name, Mobile: p.Mobile}
	}
	return all
}

// places are where a phone of the page can say that it is: at the hospitals whose place is known.
func places(hospitals []roster.Hospital) (all []sandbox.Place) {
	for _, h := range hospitals {
		if h.Lat != nil && h.Lon != nil {
			all = append(all, sandbox.Place{Name: h.Name, Lat: *h.Lat, Lon: *h.Lon})
		}
	}
	return all
}

// sandboxMenu is the app's menu as the page shows it.
func sandboxMenu() []sandbox.MenuEntry {
	var entries []sandbox.MenuEntry
	for _, b := range appMenu().Buttons {
		e := sandbox.MenuEntry{Name: b.Name, Key: b.Key}
		for _, sub := range b.Sub {
			e.Sub = append(e.Sub, sandbox.MenuEntry{Name: sub.Name, Key: sub.Key})
		}
		entries = append(entries, e)
	}
	return entries
}

// lateHandler serves what is set later: the server listens before the page can know where.
type lateHandler struct{ h atomic.Pointer[http.Handler] }

func (l *lateHandler) set(h http.Handler) { l.h.Store(&h) }

// ServeHTTP implements http.Handler.
func (l *lateHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := l.h.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	http.Error(w, "starting", http.StatusServiceUnavailable)
}

// lateClock is business time as soon as the server knows it: the gateways start before it.
type lateClock struct{ c atomic.Pointer[domain.Clock] }

func (l *lateClock) set(c domain.Clock) { l.c.Store(&c) }

// Now implements domain.Clock.
func (l *lateClock) Now() time.Time {
	if c := l.c.Load(); c != nil {
		return (*c).Now()
	}
	return time.Now()
}
