package sandbox

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/cmd/yaoban/timelapse"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/team"
)

const (
	// mostText is the longest text that a phone sends, in characters. The server's own limit is lower and answers in words.
	mostText = 6000
	// sendWithin is how long a message may be on its way, deliveries repeated by WeCom included.
	sendWithin = 40 * time.Second
	// farthest is how far one move of the clock may go.
	farthest = 60 * 24 * time.Hour
)

// say lets a person's phone send something over a channel and returns the bubble that shows it.
func (s *Sandbox) say(ctx context.Context, p team.Person, c domain.Channel, m Message) (string, error) {
	kind := string(m.Kind)
	text := m.Text
	if m.Kind == inbox.Location {
		text = m.Label
	}
	b := bubble{Person: p.UserID, Channel: c, From: fromMe, Kind: kind, Text: text}
	return s.send(ctx, p, m, b)
}

// send carries a message and shows it as b: at once as being sent, then as taken or failed with the way it went.
func (s *Sandbox) send(ctx context.Context, p team.Person, m Message, b bubble) (string, error) {
	line := s.stage.line(p.UserID, b.Channel)
	line.Lock()
	defer line.Unlock()
	b.At, b.State = s.o.Business.Now().UnixMilli(), sending
	id := s.stage.put(b)
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	var x Exchange
	var err error
	how := "callback"
	if b.Channel == domain.SMS {
		how = "push"
		x, err = s.o.SMS.Send(ctx, p.Mobile, m.Text)
	} else {
		x, err = s.o.WeCom.Send(ctx, p.UserID, m)
	}
	if err == nil && (x.Status < 200 || x.Status > 299) {
		err = errNotTaken
	}
	s.stage.change(id, func(b *bubble) {
		b.State = taken
		if err != nil {
			b.State = failed
		}
		b.Wire = &wire{How: how, Path: x.Path, Request: x.Request, Answer: x.Answer, Status: x.Status,
			MS: float64(x.Took.Microseconds()) / 1000, Tries: x.Tries}
	})
	s.stage.touch(p.UserID)
	if err != nil {
		s.o.Log.Warn("a message of the sandbox page was not taken", "person", p.UserID, "channel", b.Channel, "error", err)
		return id, problems["not_taken"]
	}
	return id, nil
}

var errNotTaken = errors.New("the server did not answer with success")

// enter opens a person's app. The first time it is the person's first contact: she is let into the app's visible range
// (subscribe) and opens it (enter_agent); later times do nothing, so that loading the page again says nothing.
func (s *Sandbox) enter(ctx context.Context, p team.Person) (first bool, err error) {
	if !s.stage.open(p.UserID) {
		return false, nil
	}
	events := []string{inbox.Subscribe, inbox.EnterAgent}
	if s.stage.talked(p.UserID) { // she has known it for long
		events = events[1:]
	}
	for _, event := range events {
		b := bubble{Person: p.UserID, Channel: domain.WeCom, From: fromPhone, Kind: event}
		if _, err := s.send(ctx, p, Message{Kind: inbox.Event, Event: event}, b); err != nil {
			return true, err
		}
	}
	return true, nil
}

// menu presses an entry of the app's menu.
func (s *Sandbox) menu(ctx context.Context, p team.Person, e MenuEntry) (string, error) {
	b := bubble{Person: p.UserID, Channel: domain.WeCom, From: fromPhone, Kind: inbox.Click, Text: e.Name}
	return s.send(ctx, p, Message{Kind: inbox.Event, Event: inbox.Click, EventKey: e.Key}, b)
}

// click presses a button of a card that is shown to the person.
func (s *Sandbox) click(ctx context.Context, p team.Person, card, key string) (string, error) {
	var pressed Button
	var task string
	s.stage.mu.Lock()
	b, ok := s.stage.byID[card]
	switch {
	case !ok || b.Card == nil || b.Person != p.UserID:
		s.stage.mu.Unlock()
		return "", problems["unknown_card"]
	case b.Card.Pressed != "":
		s.stage.mu.Unlock()
		return "", problems["pressed"]
	}
	for _, button := range b.Card.Buttons {
		if button.Key == key {
			pressed, task = button, b.Card.TaskID
		}
	}
	s.stage.mu.Unlock()
	if pressed.Key == "" {
		return "", problems["unknown_button"]
	}
	return s.send(ctx, p, Message{Kind: inbox.Event, Event: inbox.CardClick, EventKey: key, TaskID: task},
		bubble{Person: p.UserID, Channel: domain.WeCom, From: fromPhone, Kind: inbox.CardClick, Text: pressed.Text})
}

// show puts on the page what a gateway has shown on a phone.
func (s *Sandbox) show(c domain.Channel, x Shown) {
	person, ok := s.stage.owner(x.To)
	if !ok {
		s.o.Log.Warn("something was shown to a person whom the sandbox page does not have", "channel", c)
		return
	}
	b := bubble{ID: string(c) + "-" + x.ID, Person: person, Channel: c, From: fromAssistant, Kind: string(inbox.Text), Text: x.Text,
		Card: x.Card, At: x.At.UnixMilli(), Receipt: x.Receipt, Wire: &wire{How: x.How, Request: x.Wire}}
	if x.Card != nil {
		b.Kind = "card"
	}
	if x.Media != nil {
		b.Kind, b.Media = x.Media.Kind, x.Media
	}
	s.stage.put(b)
	s.stage.touch(person)
}

// move starts to move the clock to the instant to and returns at once; the page sees how far it has come.
func (s *Sandbox) move(to time.Time) error {
	now := s.o.Business.Now()
	switch {
	case !to.After(now):
		return problems["backwards"]
	case to.Sub(now) > farthest:
		return problems["too_far"]
	}
	s.stage.mu.Lock()
	busy := s.stage.clock.Moving
	s.stage.clock.Moving = true
	s.stage.mu.Unlock()
	if busy {
		return problems["moving"]
	}
	s.stage.setClock(now, func(c *clockState) { c.To, c.Stops, c.Wrong = to.UnixMilli(), 0, nil })
	go s.advance(to)
	return nil
}

// advance moves the clock. The page that asked for it may go away meanwhile, so no request's context ends it; its own limits
// do.
func (s *Sandbox) advance(to time.Time) {
	err := s.stepper.Advance(context.Background(), to, func(at timelapse.Stop) {
		s.stage.setClock(s.o.Business.Now(), func(c *clockState) { c.Stops = at.N })
	})
	var wrong *problem
	switch {
	case err == nil:
	case errors.Is(err, timelapse.ErrUnfinished):
		wrong = problems["unfinished"]
	case errors.Is(err, timelapse.ErrBackwards):
		wrong = problems["backwards"]
	default:
		wrong = problems["clock"]
	}
	if err != nil {
		s.o.Log.Error("the sandbox clock was not moved all the way", "error", err)
	}
	s.stage.setClock(s.o.Business.Now(), func(c *clockState) { c.Moving, c.To, c.Wrong = false, 0, wrong })
	s.stage.touchAll()
}

// checkText says what is wrong with a text that a phone is to send.
func checkText(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return problems["no_text"]
	case !utf8.ValidString(text) || utf8.RuneCountInString(text) > mostText:
		return problems["long_text"]
	}
	return nil
}
