// Package smstest is Aliyun's SMS gateway on loopback, for tests and for the sandbox: real HTTP, the real signature checked
// on every request, the rules for templates and flow control, receipts and replies pushed as the gateway pushes them, and
// faults on demand. It shares no code with the client that it serves, so that both can be wrong only apart. The rules are
// those of protocols: Aliyun SMS.
package smstest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Options describe the account that the gateway serves. Keys, Sign and Templates are what it accepts.
type Options struct {
	AccessKeyID, AccessKeySecret string
	// Sign is the approved signature, without 【】.
	Sign string
	// Templates are the approved texts by code.
	Templates map[string]string
	// Clock is business time: what messages, receipts and flow control are stamped with. Signatures are checked by wall
	// time. Nil is the machine's clock.
	Clock domain.Clock
	// Seed makes faults by chance repeatable.
	Seed uint64
	// DailyLimit is how many messages of one template a number gets in 24 hours; 0 is the gateway's 50.
	DailyLimit int
	// QueryLag is how long after its acceptance a message becomes visible to QuerySendDetails, in business time.
	QueryLag time.Duration
	// Repeats are the pauses (wall time) after which a push without the answer 0 is made again; nil is the gateway's own
	// 1, 5 and 10 minutes.
	Repeats []time.Duration
}

// Message is one text on a phone.
type Message struct {
	// Mobile is the phone, FromPhone whether it wrote (a reply) or received.
	Mobile    string
	FromPhone bool
	// Text is as the phone shows it, signature included.
	Text string
	// OutID, BizID and Template are the request's; Code is the receipt's word, empty while there is none.
	OutID, BizID, Template string
	Code                   string
	// At is when it was accepted, Done when its receipt was made. Business time.
	At, Done time.Time
	// Parts is how many parts are billed.
	Parts int
	// Wire is the request that carried it, as JSON: the item of a push, or the parameters of SendSms without key and signature.
	Wire string

	reported bool
}

// Server is the gateway. All its methods may be called from many goroutines.
type Server struct {
	options Options
	http    *http.Server
	address string
	client  *http.Client

	mu       sync.Mutex
	random   *rand.Rand
	messages []*Message
	nonces   map[string]time.Time
	calls    map[string]int
	faults   []*armed
	fates    map[string]string
	signs    map[string]int
	texts    map[string]reviewed
	last     uint64
	watchers map[int]func(Message)
	nextID   int

	watching sync.Mutex // keeps what watchers see in order
}

// reviewed is a template as the account's console has it: 0 in review, 1 approved, 2 rejected.
type reviewed struct {
	text   string
	status int
}

// Start listens on a free port of 127.0.0.1 and serves until Close.
func Start(o Options) (*Server, error) {
	if o.AccessKeyID == "" || o.AccessKeySecret == "" || o.Sign == "" {
		return nil, errors.New("start the loopback SMS gateway: keys and a signature are needed")
	}
	if o.Clock == nil {
		o.Clock = domain.SystemClock(beijing)
	}
	if o.DailyLimit == 0 {
		o.DailyLimit = 50
	}
	if o.Repeats == nil {
		o.Repeats = []time.Duration{time.Minute, 5 * time.Minute, 10 * time.Minute}
	}
	s := &Server{
		options: o, random: rand.New(rand.NewPCG(o.Seed, 0)), client: &http.Client{Timeout: pushWithin},
		nonces: map[string]time.Time{}, calls: map[string]int{}, fates: map[string]string{},
		signs: map[string]int{o.Sign: 1}, texts: map[string]reviewed{}, watchers: map[int]func(Message){},
	}
	for code, text := range o.Templates {
		s.texts[code] = reviewed{text, 1}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the loopback SMS gateway: %w", err)
	}
	s.address = l.Addr().String()
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(l) }()
	return s, nil
}

// URL is the endpoint: http://127.0.0.1:port.
func (s *Server) URL() string { return "http://" + s.address }

// Close ends the server and breaks the calls that run.
func (s *Server) Close() error {
	s.client.CloseIdleConnections()
	return s.http.Close()
}

// Review sets how far the approval of a signature has come: 0 in review, 1 approved, 2 rejected.
func (s *Server) Review(sign string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signs[sign] = status
}

// ReviewTemplate sets text and approval of a template.
func (s *Server) ReviewTemplate(code, text string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts[code] = reviewed{text, status}
}

// Calls returns how many requests with a valid signature each action has had.
func (s *Server) Calls(action string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[action]
}

// Messages returns what a phone has received and written, oldest first; all phones for an empty mobile.
func (s *Server) Messages(mobile string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Message
	for _, m := range s.messages {
		if mobile == "" || m.Mobile == mobile {
			list = append(list, *m)
		}
	}
	return list
}

// Watch calls see for every message that comes to or from a phone, and again when its receipt is made, until stop. see must
// be quick and must not call the Server.
func (s *Server) Watch(see func(Message)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.nextID
	s.nextID++
	s.watchers[id] = see
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, id)
	}
}

// Wait returns the messages of a phone as soon as there are n of them, or the error of ctx.
func (s *Server) Wait(ctx context.Context, mobile string, n int) ([]Message, error) {
	changed := make(chan struct{}, 1)
	stop := s.Watch(func(Message) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	defer stop()
	for {
		if list := s.Messages(mobile); len(list) >= n {
			return list, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for %d messages, there are %d: %w", n, len(s.Messages(mobile)), ctx.Err())
		}
	}
}

// change runs f under the lock and shows the watchers the messages that it returns, in the order of the changes.
func (s *Server) change(f func() []*Message) {
	s.watching.Lock()
	defer s.watching.Unlock()
	s.mu.Lock()
	var seen []Message
	for _, m := range f() {
		seen = append(seen, *m)
	}
	var watchers []func(Message)
	for id := range s.nextID {
		if w, ok := s.watchers[id]; ok {
			watchers = append(watchers, w)
		}
	}
	s.mu.Unlock()
	for _, m := range seen {
		for _, w := range watchers {
			w(m)
		}
	}
}

// number returns a new number for ids; the lock is held.
func (s *Server) number() uint64 {
	s.last++
	return s.last
}
