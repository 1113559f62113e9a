package sandbox

import (
	"context"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/glance"
	"github.com/yaoban/yaoban/domain/inbox"
)

// keptBefore is how many messages of each kind a phone shows of what was said before the page began to listen: in the example
// company's past, or when the same data was served before.
const keptBefore = 60

// before puts on the phones what was said before. A card that the gateway still has takes the place of its words when the page
// begins to watch it: both have the gateway's id.
func (s *Sandbox) before(ctx context.Context) {
	for _, id := range s.stage.order {
		said, err := s.o.Store.Talk(ctx, id, keptBefore)
		if err != nil {
			if ctx.Err() == nil {
				s.o.Log.Error("the sandbox page cannot read what was said before", "person", id, "error", err)
			}
			return
		}
		for _, x := range said {
			if b, ok := s.bubbleOf(id, x); ok {
				s.stage.put(b)
			}
		}
	}
}

// bubbleOf is how a phone shows what was said before; false for what it shows nothing of.
func (s *Sandbox) bubbleOf(person string, x glance.Said) (bubble, bool) {
	b := bubble{ID: string(x.Channel) + "-" + x.ID, Person: person, Channel: x.Channel, From: fromAssistant, Kind: x.Kind, Text: x.Text, At: x.At.UnixMilli()}
	switch {
	case x.Mine && x.Kind == string(inbox.Event):
		b.From, b.Kind = fromPhone, x.Event
		if x.Event == inbox.Click {
			e, ok := findEntry(s.o.Menu, x.EventKey)
			b.Text = e.Name
			return b, ok
		}
		return b, x.Event == inbox.Subscribe
	case x.Mine:
		b.From, b.State = fromMe, taken
	case x.Channel == domain.SMS:
		b.Receipt = "DELIVERED"
	case x.Kind == "image" || x.Kind == "file": // the gateway has it if it is of this run
		b.Kind, b.Text = string(inbox.Text), "〔"+x.Text+"〕"
	}
	return b, true
}

// talked reports whether a person's WeCom shows anything yet.
func (s *stage) talked(person string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.bubbles {
		if b.Person == person && b.Channel == domain.WeCom {
			return true
		}
	}
	return false
}
