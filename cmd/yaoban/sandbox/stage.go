package sandbox

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/team"
)

// keptBubbles is how many bubbles a phone keeps; older ones leave the page when it is loaded again.
const keptBubbles = 200

// Who a bubble is from.
const (
	fromMe        = "me"
	fromAssistant = "assistant"
	fromPhone     = "note" // what the phone did without words: opened the app, pressed a button
)

// How far what a person sent has come.
const (
	sending = "sending"
	taken   = "taken"
	failed  = "failed"
)

// bubble is one thing on one person's phone.
type bubble struct {
	ID      string         `json:"id"`
	Person  string         `json:"person"`
	Channel domain.Channel `json:"channel"`
	From    string         `json:"from"`
	Kind    string         `json:"kind"` // text, image, file, voice, location, card, or the name of an event
	Text    string         `json:"text,omitempty"`
	Card    *Card          `json:"card,omitempty"`
	Media   *Media         `json:"media,omitempty"`
	At      int64          `json:"at"` // business time, milliseconds since 1970
	State   string         `json:"state,omitempty"`
	Receipt string         `json:"receipt,omitempty"`
	Wire    *wire          `json:"wire,omitempty"`
}

// wire is how a bubble travelled.
type wire struct {
	How     string  `json:"how"`
	Path    string  `json:"path,omitempty"`
	Request string  `json:"request,omitempty"`
	Answer  string  `json:"answer,omitempty"`
	Status  int     `json:"status,omitempty"`
	MS      float64 `json:"ms,omitempty"`
	Tries   int     `json:"tries,omitempty"`
}

// clockState is the clock as the page shows it: milliseconds since 1970, 0 for none.
type clockState struct {
	Now    int64    `json:"now"`
	Next   int64    `json:"next,omitempty"`
	Moving bool     `json:"moving"`
	To     int64    `json:"to,omitempty"`
	Stops  int      `json:"stops,omitempty"`
	Wrong  *problem `json:"wrong,omitempty"`
}

// stage is what all phones show. Every change is published under the lock, so that a page that begins with the whole
// state and goes on with the increments misses and doubles nothing.
type stage struct {
	feed *feed

	mu      sync.Mutex
	people  map[string]team.Person
	order   []string
	bubbles []*bubble
	byID    map[string]*bubble
	last    int
	// stored is what was last published, by kind (stored, month) and person.
	stored map[string]map[string]json.RawMessage
	clock  clockState
	opened map[string]bool
	lines  map[string]*sync.Mutex
	dirty  map[string]int
}

func newStage(people []team.Person, failed func(error)) *stage {
	s := &stage{feed: newFeed(strconv.FormatInt(time.Now().UnixNano(), 36), failed), people: map[string]team.Person{},
		byID: map[string]*bubble{}, stored: map[string]map[string]json.RawMessage{}, opened: map[string]bool{},
		lines: map[string]*sync.Mutex{}, dirty: map[string]int{}}
	for _, p := range people {
		s.people[p.UserID] = p
		s.order = append(s.order, p.UserID)
	}
	return s
}

// person finds a person by userid.
func (s *stage) person(id string) (team.Person, bool) {
	p, ok := s.people[id]
	return p, ok
}

// owner finds whose phone an address is: a userid without regard to case, or a mobile number.
func (s *stage) owner(address string) (string, bool) {
	for _, id := range s.order {
		if strings.EqualFold(id, address) || s.people[id].Mobile == address {
			return id, true
		}
	}
	return "", false
}

// line returns the lock that lets one person's messages over one channel leave one after the other, as a phone does.
func (s *stage) line(person string, c domain.Channel) *sync.Mutex {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := person + "/" + string(c)
	if s.lines[key] == nil {
		s.lines[key] = &sync.Mutex{}
	}
	return s.lines[key]
}

// put shows a bubble, or the new look of one that is shown. An empty ID is drawn here.
func (s *stage) put(b bubble) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b.ID == "" {
		s.last++
		b.ID = "b" + strconv.Itoa(s.last)
	}
	if old, ok := s.byID[b.ID]; ok {
		*old = b
	} else {
		s.byID[b.ID] = &b
		s.bubbles = append(s.bubbles, &b)
		s.trim(b.Person, b.Channel)
	}
	s.feed.publish("bubble", b)
	return b.ID
}

// trim forgets the oldest bubbles of a full phone; the lock is held.
func (s *stage) trim(person string, c domain.Channel) {
	n := 0
	for _, b := range s.bubbles {
		if b.Person == person && b.Channel == c {
			n++
		}
	}
	for i := 0; i < len(s.bubbles) && n > keptBubbles; i++ {
		if b := s.bubbles[i]; b.Person == person && b.Channel == c {
			delete(s.byID, b.ID)
			s.bubbles = append(s.bubbles[:i], s.bubbles[i+1:]...)
			n--
			i--
		}
	}
}

// change alters a bubble that is shown and publishes it; a bubble that was trimmed meanwhile stays forgotten.
func (s *stage) change(id string, f func(*bubble)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, ok := s.byID[id]; ok {
		f(b)
		s.feed.publish("bubble", *b)
	}
}

// open reports whether this is the first time that a person's app is opened.
func (s *stage) open(person string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.opened[person]
	s.opened[person] = true
	return first
}

// setClock alters the clock's state and publishes it.
func (s *stage) setClock(now time.Time, f func(*clockState)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.clock)
	s.clock.Now = now.UnixMilli()
	s.feed.publish("clock", s.clock)
}
