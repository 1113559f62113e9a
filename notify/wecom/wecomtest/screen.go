package wecomtest

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Shown is one thing on a person's phone.
type Shown struct {
	// ID is the message's id and stays the same when its card changes. Seq counts what was shown, from 1.
	ID  string
	Seq int
	// To is the person's userid as the request had it.
	To string
	// Kind is WeCom's msgtype: text, template_card, markdown, image, file …
	Kind string
	// Text is what can be read: the text, a card's body, or the name of a file.
	Text string
	Card *Card
	// MediaID is the file of an image, voice, video or file message.
	MediaID string
	// At is business time.
	At time.Time
	// How is passive (in the answer to a callback) or send (the API).
	How string
	// Wire is the request that carried it: JSON, or the decrypted XML of a passive reply.
	Wire string
}

// Card is a card with buttons.
type Card struct {
	TaskID  string
	Title   string
	Buttons []Button
	// Replaced is the word that stands where the buttons were, empty while they can be pressed.
	Replaced string
}

// Button is one button of a card.
type Button struct{ Text, Key string }

// copied is a Shown that the caller may keep.
func (s *Shown) copied() Shown {
	c := *s
	if s.Card != nil {
		card := *s.Card
		card.Buttons = slices.Clone(card.Buttons)
		c.Card = &card
	}
	return c
}

// Shown returns what a person's phone shows, oldest first.
func (s *Server) Shown(userid string) []Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Shown
	for _, m := range s.shown {
		if strings.EqualFold(m.To, userid) {
			out = append(out, m.copied())
		}
	}
	return out
}

// All returns what all phones show, oldest first.
func (s *Server) All() []Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Shown, len(s.shown))
	for i, m := range s.shown {
		out[i] = m.copied()
	}
	return out
}

// Watch calls see for everything that is shown from now on, and again with the same ID when a card changes, in order. see
// must be quick and must not call the server.
func (s *Server) Watch(see func(Shown)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.nextWatch
	s.nextWatch++
	s.watchers[id] = see
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, id)
	}
}

// Wait returns what a person's phone shows as soon as it is at least n things, or ctx's error with what there is.
func (s *Server) Wait(ctx context.Context, userid string, n int) ([]Shown, error) {
	news := make(chan struct{}, 1)
	defer s.Watch(func(Shown) {
		select {
		case news <- struct{}{}:
		default:
		}
	})()
	for {
		if got := s.Shown(userid); len(got) >= n {
			return got, nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return s.Shown(userid), ctx.Err()
		}
	}
}

// change runs f under the lock and tells the watchers what f says was changed.
func (s *Server) change(f func() []*Shown) {
	s.watching.Lock()
	defer s.watching.Unlock()
	s.mu.Lock()
	changed := f()
	out := make([]Shown, len(changed))
	for i, m := range changed {
		out[i] = m.copied()
	}
	see := make([]func(Shown), 0, len(s.watchers))
	for _, w := range s.watchers {
		see = append(see, w)
	}
	s.mu.Unlock()
	for _, m := range out {
		for _, w := range see {
			w(m)
		}
	}
}

// show puts a message on a phone; the lock is held.
func (s *Server) show(m *Shown) *Shown {
	m.Seq, m.At = len(s.shown)+1, s.options.Clock.Now()
	s.shown = append(s.shown, m)
	return m
}

func lower(userid string) string { return strings.ToLower(userid) }

// cut is what clients show of a text: its first bytes, no half character.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit], "")
}
