// Package wecomtest is a WeCom on loopback, over real HTTP: the API that an app calls, with the checks, limits and error
// numbers of the real one, and the side that sends callbacks, encrypted and repeated as WeCom does it. It remembers what each
// person's phone shows and fails on demand. Demo, tests and benchmarks run the real code against it (protocols: WeCom).
//
// What the protocol leaves open is taken in the way that asks more of us: a callback that was answered with an error is not
// repeated, and the request of a message that was shown before is answered like a new one.
package wecomtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Options describe the company and its app. CorpID, Secret and AgentID are required; Token and AESKey for callbacks.
type Options struct {
	CorpID, Secret string
	AgentID        int64
	// Token and AESKey are the callback's, as the console shows them.
	Token, AESKey string
	// People are whom the app may see; nil lets it see anybody.
	People []Person
	// Clock is business time: CreateTime of callbacks, and when things were shown. Nil is the machine's clock.
	Clock domain.Clock
	// Wall is wall time: tokens, the windows of duplicates and of frequency. Nil is the machine's clock.
	Wall func() time.Time
	// Seed makes faults by chance, tokens and codes repeatable.
	Seed uint64
	// TokenLife is how long a token is valid; 0 means two hours.
	TokenLife time.Duration
	// AnswerWithin is how long a callback waits for its answer; 0 means WeCom's 5 s.
	AnswerWithin time.Duration
	// Repeats are the pauses before a callback without an answer is sent again; nil means three, a second each.
	Repeats []time.Duration
}

// Person is a member of the company as the address book has her.
type Person struct {
	UserID, Name, Mobile, Leader string
	// Status is 1 active, 2 disabled, 4 not activated, 5 left; 0 means active.
	Status int
	// Unlicensed: WeCom delivers nothing to her and says so.
	Unlicensed bool
}

// Server is the loopback WeCom. All its methods may be called from many goroutines.
type Server struct {
	options Options
	http    *http.Server
	address string
	client  *http.Client
	stopped chan struct{}
	stop    sync.Once

	mu        sync.Mutex
	random    *rand.Rand
	people    map[string]Person // by lower-case userid; nil: anybody
	tokens    map[string]time.Time
	current   string
	shown     []*Shown
	codes     map[string]*grant
	tasks     map[string][32]byte    // the request that each task id came with
	seen      map[[32]byte]time.Time // requests with a duplicate check, and until when they are remembered
	rates     map[string][]time.Time
	dropped   map[string]int
	repeated  int
	calls     map[string]int
	faults    []*armed
	media     map[string]file
	menu      []byte
	trusted   bool
	closed    bool
	answered  map[string]bool // callbacks whose passive reply was shown
	last      uint64
	watchers  map[int]func(Shown)
	nextWatch int
	watching  sync.Mutex // keeps what watchers see in order
}

// Start listens on a free port of 127.0.0.1 and serves until Close.
func Start(o Options) (*Server, error) {
	if o.CorpID == "" || o.Secret == "" || o.AgentID == 0 {
		return nil, errors.New("start the loopback WeCom: corp id, secret and agent id are needed")
	}
	if o.Clock == nil {
		o.Clock = domain.SystemClock(time.FixedZone("CST", 8*3600))
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	if o.TokenLife == 0 {
		o.TokenLife = 2 * time.Hour
	}
	if o.AnswerWithin == 0 {
		o.AnswerWithin = 5 * time.Second
	}
	if o.Repeats == nil {
		o.Repeats = []time.Duration{time.Second, time.Second, time.Second}
	}
	s := &Server{
		options: o, random: rand.New(rand.NewPCG(o.Seed, 0)), stopped: make(chan struct{}), trusted: true,
		client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second}},
		tokens: map[string]time.Time{}, codes: map[string]*grant{}, tasks: map[string][32]byte{}, seen: map[[32]byte]time.Time{},
		rates: map[string][]time.Time{}, dropped: map[string]int{}, calls: map[string]int{}, media: map[string]file{},
		answered: map[string]bool{}, watchers: map[int]func(Shown){},
		last: 7_000_000_000_000_000_000 + uint64(o.Wall().UnixMicro()),
	}
	s.SetPeople(o.People)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the loopback WeCom: %w", err)
	}
	s.address = l.Addr().String()
	s.http = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(l) }() // ends with Close
	return s, nil
}

// URL is the base of the API, for YAOBAN_WECOM_API_BASE: http://127.0.0.1:port.
func (s *Server) URL() string { return "http://" + s.address }

// Close ends the server and breaks the calls that run.
func (s *Server) Close() error {
	s.stop.Do(func() { close(s.stopped) })
	s.client.CloseIdleConnections()
	return s.http.Close()
}

// SetPeople replaces the people whom the app may see; nil lets it see anybody.
func (s *Server) SetPeople(people []Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people = nil
	if people == nil {
		return
	}
	s.people = map[string]Person{}
	for _, p := range people {
		if p.Status == 0 {
			p.Status = 1
		}
		s.people[lower(p.UserID)] = p
	}
}

// Trust sets whether the caller's address is among the trusted ones; without it every call gets 60020.
func (s *Server) Trust(trusted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trusted = trusted
}

// SwitchOff sets whether the app is switched off (启用 is unticked).
func (s *Server) SwitchOff(off bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = off
}

// ExpireTokens withdraws every token, as WeCom may do at any time.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expireTokens()
}

func (s *Server) expireTokens() {
	for t := range s.tokens {
		s.tokens[t] = time.Time{}
	}
	s.current = ""
}

// Calls is how often an API (message/send) was called, failed calls included.
func (s *Server) Calls(api string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[api]
}

// Repeated is how many requests were not shown because the same bytes had been.
func (s *Server) Repeated() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.repeated
}

// Dropped is how many messages to a person were lost in silence, over the frequency or by a fault.
func (s *Server) Dropped(userid string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped[lower(userid)]
}

// Menu is the app's menu as it was created, JSON; nil before.
func (s *Server) Menu() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.menu
}

// number makes the next id; the lock is held.
func (s *Server) number() string {
	s.last++
	return strconv.FormatUint(s.last, 10)
}

// secret makes an unguessable word; the lock is held.
func (s *Server) secret(n int) string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[s.random.IntN(len(letters))]
	}
	return string(b)
}

// hang waits until the caller goes or the server stops.
func (s *Server) hang(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.stopped:
	}
}
