// Package sandbox is the page that a newcomer sees first (PRODUCT.md O1): the rep's WeCom, the manager's WeCom and an SMS
// phone side by side, a clock that can be moved, and a panel with what the chats have led to: a rep's month, what waits for a
// manager, her team, and what was stored. It plays only the phones. What is typed there travels
// as a real encrypted callback, or as a real push of the SMS gateway, over loopback HTTP to the real server; what shows is
// what the loopback WeCom and gateway recorded as shown to a person.
//
// The page is HTML, CSS and plain JavaScript out of the binary and asks nothing of any other host. Its requests are taken
// only from this machine and only from the page itself (guard.go), because whoever reaches them speaks for everybody.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/timelapse"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/glance"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/team"
)

// WeCom is the loopback WeCom: it carries what phones do to the server and shows on phones what the server sends.
type WeCom interface {
	// Send lets a person's phone do something. It returns when the server has taken it; a passive reply was shown before.
	Send(ctx context.Context, userid string, m Message) (Exchange, error)
	// Watch calls see for everything that is shown to anybody, and again with the same ID when a card changes. see is quick.
	Watch(see func(Shown)) (stop func())
	// File returns a picture or file that was shown or sent, by its id; false if there is none any more.
	File(id string) (name string, content []byte, ok bool)
}

// SMS is the loopback SMS gateway.
type SMS interface {
	// Send lets a phone write one text. It returns when the server has taken it; the answer follows later.
	Send(ctx context.Context, mobile, text string) (Exchange, error)
	// Watch calls see for every text that reaches a phone, and again with the same ID when its receipt is made.
	Watch(see func(Shown)) (stop func())
}

// Store reads what was stored for a person, and the figures that follow from it.
type Store interface {
	Recent(ctx context.Context, person string) (glance.Stored, error)
	// Month returns how the person's month stands, or her team's.
	Month(ctx context.Context, person string) (glance.Month, error)
	// Talk returns what was said last on the person's phones, oldest first, at most limit of each kind.
	Talk(ctx context.Context, person string, limit int) ([]glance.Said, error)
}

// Business is business time, the work that waits for it, and what a person will notice of that.
type Business interface {
	timelapse.Business
	// NextTold returns the first instant after after and not after until at which somebody is told something, and false for none.
	NextTold(ctx context.Context, after, until time.Time) (time.Time, bool, error)
}

const (
	// stopPatience is how long one stop of a moved clock may take before the move gives up there.
	stopPatience = 15 * time.Second
	// moveLimit is how long a whole move may take: two months have some eight hundred stops.
	moveLimit = 5 * time.Minute
)

// Message is what a person's WeCom does: a message of Kind, or for inbox.Event the event of that name.
type Message struct {
	Kind inbox.Kind
	Text string
	// Event and EventKey are for events, TaskID for a card's button.
	Event, EventKey, TaskID string
	// Lat, Lon (degrees) and Label are for a location.
	Lat, Lon float64
	Label    string
}

// Exchange is how one message travelled, for the curious.
type Exchange struct {
	// Path is where the request went, Request what it said once decrypted, Answer what came back, decrypted too.
	Path, Request, Answer string
	// Status is the HTTP status of the answer, Took how long it took, Tries how often it was delivered.
	Status int
	Took   time.Duration
	Tries  int
}

// Shown is one thing on a person's phone that came from the server.
type Shown struct {
	// ID is unique in the channel and stays the same when the thing changes.
	ID string
	// To is the userid or the mobile number.
	To   string
	Text string
	Card *Card
	// Media is the picture or file that it is.
	Media *Media
	// At is business time.
	At time.Time
	// How tells the way: passive (in the answer to a callback), send (the message API) or sms.
	How string
	// Wire is the request of the server that carried it, as far as there was one.
	Wire string
	// Receipt is the gateway's word on a text message: empty while there is none, DELIVERED, or an error code.
	Receipt string
}

// Media is a picture or a file on a phone: Kind is image or file.
type Media struct {
	ID   string `json:"id"`
	Kind string `json:"-"`
	Name string `json:"name"`
}

// Card is a message with buttons. Pressed is the word that replaced them, empty while they can be pressed.
type Card struct {
	TaskID  string   `json:"-"`
	Title   string   `json:"title"`
	Buttons []Button `json:"buttons"`
	Pressed string   `json:"pressed,omitempty"`
}

// Button is one button of a card.
type Button struct {
	Text string `json:"text"`
	Key  string `json:"key"`
}

// MenuEntry is one entry of the app's menu: a key that a click sends, or a name with entries under it.
type MenuEntry struct {
	Name string      `json:"name"`
	Key  string      `json:"key,omitempty"`
	Sub  []MenuEntry `json:"sub,omitempty"`
}

// Place is where a phone can say that it is.
type Place struct {
	Name string  `json:"name"`
	Lat  float64 `json:"-"`
	Lon  float64 `json:"-"`
}

// Options are the parts that the page stands on. All are needed but Places, Menu and Log.
type Options struct {
	WeCom    WeCom
	SMS      SMS
	Store    Store
	Business Business
	Zone     *time.Location
	People   []team.Person
	Menu     []MenuEntry
	Places   []Place
	Log      *slog.Logger
}

// Sandbox is the page's server side.
type Sandbox struct {
	o        Options
	stage    *stage
	stepper  *timelapse.Stepper
	examples []Example
	handler  http.Handler
	// listening counts the pages that listen.
	listening atomic.Int32
	// ended closes when Run ends, so that no listening page holds up the shutdown of the HTTP server.
	ended chan struct{}
}

// New makes the page. It shows nothing before Run runs.
func New(o Options) (*Sandbox, error) {
	if o.WeCom == nil || o.SMS == nil || o.Store == nil || o.Business == nil || o.Zone == nil || len(o.People) == 0 {
		return nil, errors.New("make the sandbox page: gateways, store, clock, time zone and people are all needed")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	examples, err := Examples()
	if err != nil {
		return nil, fmt.Errorf("make the sandbox page: %w", err)
	}
	failed := func(err error) { o.Log.Error("the sandbox page failed", "error", err) }
	s := &Sandbox{o: o, stage: newStage(o.People, failed), examples: examples, ended: make(chan struct{})}
	s.stepper = &timelapse.Stepper{Business: o.Business, Wall: time.Now, Patience: stopPatience, Limit: moveLimit}
	s.handler, err = s.routes()
	if err != nil {
		return nil, fmt.Errorf("make the sandbox page: %w", err)
	}
	return s, nil
}

// ServeHTTP serves the page under / and its requests under /sandbox/.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Run shows what the gateways show and what is stored, until ctx ends; then it lets go of the pages that listen. It runs once.
func (s *Sandbox) Run(ctx context.Context) error {
	defer close(s.ended)
	s.before(ctx)
	defer s.o.WeCom.Watch(func(x Shown) { s.show(domain.WeCom, x) })()
	defer s.o.SMS.Watch(func(x Shown) { s.show(domain.SMS, x) })()
	s.stage.touchAll()
	tick := time.NewTicker(refreshTick)
	defer tick.Stop()
	for {
		s.refresh(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
