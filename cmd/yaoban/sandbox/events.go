package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/yaoban/yaoban/domain"
)

const (
	// mostPages is how many pages may listen at once.
	mostPages = 32
	// heartbeat is how often a silent connection is shown to be alive, and the page's clock set right.
	heartbeat = 15 * time.Second
	// writeWithin is how long one write to a page may take.
	writeWithin = 10 * time.Second
)

// detached is a request's context without its end: a message that has left the phone arrives, even if the page is closed.
func detached(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }

// hello is the whole state, with which a page begins.
type hello struct {
	Zone     string                     `json:"zone"`
	People   []person                   `json:"people"`
	Menu     []MenuEntry                `json:"menu"`
	Places   []Place                    `json:"places"`
	Examples []Example                  `json:"examples"`
	Bubbles  []*bubble                  `json:"bubbles"`
	Stored   map[string]json.RawMessage `json:"stored"`
	Months   map[string]json.RawMessage `json:"months"`
	Clock    clockState                 `json:"clock"`
}

// person is a person whose phone can be chosen.
type person struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Role    domain.Role `json:"role"`
	Mobile  string      `json:"mobile"`
	Manager string      `json:"manager,omitempty"`
}

// hello returns the whole state as of increment seq.
func (s *Sandbox) hello() (data []byte, seq int64, err error) {
	s.stage.mu.Lock()
	defer s.stage.mu.Unlock()
	h := hello{Zone: s.o.Zone.String(), Menu: s.o.Menu, Places: s.o.Places, Examples: s.examples, Bubbles: s.stage.bubbles,
		Stored: s.stage.stored["stored"], Months: s.stage.stored["month"], Clock: s.stage.clock}
	h.Clock.Now = s.o.Business.Now().UnixMilli()
	for _, id := range s.stage.order {
		p := s.stage.people[id]
		h.People = append(h.People, person{p.UserID, p.Name, p.Role, p.Mobile, p.Manager})
	}
	data, err = json.Marshal(h)
	if err != nil {
		return nil, 0, fmt.Errorf("write the sandbox page's state: %w", err)
	}
	return data, s.stage.feed.last(), nil
}

// getEvents is the stream of server-sent events. A page that reconnects names the last increment that it has and goes on
// after it; one that has been away too long, or comes from an earlier run, begins with hello.
func (s *Sandbox) getEvents(w http.ResponseWriter, r *http.Request) {
	if s.listening.Add(1) > mostPages {
		s.listening.Add(-1)
		s.refuse(w, r, problems["busy"])
		return
	}
	defer s.listening.Add(-1)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	out := stream{w: w, c: http.NewResponseController(w)}
	feed := s.stage.feed
	seq, resumed := feed.parse(r.Header.Get("Last-Event-ID"))
	if resumed {
		_, _, resumed = feed.since(seq)
	}
	out.line("retry: 1000\n\n")
	if resumed {
		s.tick(&out)
	}
	pulse := time.NewTicker(heartbeat)
	defer pulse.Stop()
	for out.err == nil {
		var events []event
		var more <-chan struct{}
		if resumed {
			events, more, resumed = feed.since(seq)
		}
		if !resumed {
			data, at, err := s.hello()
			if err != nil {
				s.o.Log.Error("the sandbox page failed", "error", err)
				return
			}
			seq, resumed = at, true
			out.event(feed.id(seq), "hello", data)
			continue
		}
		for _, e := range events {
			out.event(feed.id(e.seq), e.name, e.data)
			seq = e.seq
		}
		out.flush()
		select {
		case <-r.Context().Done():
			return
		case <-s.ended:
			return
		case <-more:
		case <-pulse.C:
			s.tick(&out)
		}
	}
}

// tick sets a page's clock right; it is no increment and has no id.
func (s *Sandbox) tick(out *stream) {
	out.event("", "tick", fmt.Appendf(nil, `{"now":%d}`, s.o.Business.Now().UnixMilli()))
}

// stream writes server-sent events and keeps the first error.
type stream struct {
	w   io.Writer
	c   *http.ResponseController
	err error
}

func (s *stream) event(id, name string, data []byte) {
	if id != "" {
		s.line("id: " + id + "\n")
	}
	s.line("event: " + name + "\ndata: " + string(data) + "\n\n")
}

func (s *stream) line(text string) {
	if s.err == nil {
		// A server without deadlines still serves the page; a broken connection shows at the write.
		_ = s.c.SetWriteDeadline(time.Now().Add(writeWithin))
		_, s.err = io.WriteString(s.w, text)
	}
}

func (s *stream) flush() {
	if s.err == nil {
		s.err = s.c.Flush()
	}
}
