package simulate

import (
	"strings"
	"sync"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// shown is what reached a phone by itself: not the answer to a WeCom message.
type shown struct {
	to       string // userid, or mobile for a short message
	channel  domain.Channel
	at       time.Time
	text     string
	media    bool
	provider string // what the gateway called it when it took it
	parts    int
}

// observer sees what both gateways show.
type observer struct {
	mu    sync.Mutex
	shown []shown
	known map[string]bool
	// texts are what each phone received by SMS, in order.
	texts map[string][]string
	stops []func()
}

func watch(w *wecomtest.Server, s *smstest.Server) *observer {
	o := &observer{known: map[string]bool{}, texts: map[string][]string{}}
	o.stops = []func(){w.Watch(o.wecom), s.Watch(o.sms)}
	return o
}

func (o *observer) stop() {
	for _, stop := range o.stops {
		stop()
	}
}

func (o *observer) wecom(m wecomtest.Shown) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if m.How != "send" || o.known[m.ID] {
		return
	}
	o.known[m.ID] = true
	provider, _, _ := strings.Cut(m.ID, "/")
	o.shown = append(o.shown, shown{to: m.To, channel: domain.WeCom, at: m.At, text: m.Text, media: m.MediaID != "", provider: provider})
}

func (o *observer) sms(m smstest.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	id := m.BizID + "/" + m.Mobile
	if m.FromPhone || o.known[id] {
		return
	}
	o.known[id] = true
	o.texts[m.Mobile] = append(o.texts[m.Mobile], m.Text)
	o.shown = append(o.shown, shown{to: m.Mobile, channel: domain.SMS, at: m.At, text: m.Text, provider: m.BizID, parts: m.Parts})
}

// received is how many short messages a phone has got.
func (o *observer) received(mobile string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.texts[mobile])
}

// answer is the last short message that a phone got after so many, false if it got none.
func (o *observer) answer(mobile string, had int) (string, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	got := o.texts[mobile]
	if len(got) <= had {
		return "", false
	}
	return got[len(got)-1], true
}

// all is what was shown, in order.
func (o *observer) all() []shown {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]shown(nil), o.shown...)
}
