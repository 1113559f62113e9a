package sandbox

import (
	"context"
	"encoding/json"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/glance"
)

// A person's records are read again two ticks after something happened on her phone and once more a second later, because
// some rows (that a notice was sent, that it was acknowledged) are written just after the phone has shown them.
const (
	refreshTick  = 100 * time.Millisecond
	refreshTicks = 12
	refreshFirst = refreshTicks - 2
	// ahead is how far into the future "the next reminder" is looked for.
	ahead = 60 * 24 * time.Hour
)

// touch has the records of a person, of those above and next below her and of the safety desk read again soon.
func (s *stage) touch(person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, depth := person, 0; id != "" && depth < 8; id, depth = s.people[id].Manager, depth+1 {
		if _, ok := s.people[id]; ok {
			s.dirty[id] = refreshTicks
		}
	}
	for _, id := range s.order {
		if s.people[id].Role == domain.Safety || s.people[id].Manager == person {
			s.dirty[id] = refreshTicks
		}
	}
}

// touchAll has everybody's records read again soon.
func (s *stage) touchAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		s.dirty[id] = refreshTicks
	}
}

// due counts down and returns whose records are to be read now.
func (s *stage) due() (people []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		n, ok := s.dirty[id]
		if !ok {
			continue
		}
		n--
		s.dirty[id] = n
		if n == refreshFirst || n <= 0 {
			people = append(people, id)
		}
		if n <= 0 {
			delete(s.dirty, id)
		}
	}
	return people
}

// refresh reads what is due and publishes what has changed. A database that does not answer is said in the log; the next
// refresh may find it again.
func (s *Sandbox) refresh(ctx context.Context) {
	people := s.stage.due()
	if len(people) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for _, id := range people {
		stored, err := s.o.Store.Recent(ctx, id)
		var month glance.Month
		if err == nil {
			month, err = s.o.Store.Month(ctx, id)
		}
		if err != nil {
			if ctx.Err() == nil {
				s.o.Log.Error("the sandbox page cannot read what was stored", "person", id, "error", err)
			}
			return
		}
		for kind, v := range map[string]any{"stored": stored, "month": month} {
			data, err := json.Marshal(v)
			if err != nil {
				s.o.Log.Error("the sandbox page cannot write what was stored", "person", id, "error", err)
				return
			}
			s.stage.keep(kind, id, string(data))
		}
	}
	s.lookAhead(ctx)
}

// keep publishes what was stored for a person, or how her month stands, if it is new.
func (s *stage) keep(kind, person, now string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stored[kind] == nil {
		s.stored[kind] = map[string]json.RawMessage{}
	}
	if string(s.stored[kind][person]) == now {
		return
	}
	s.stored[kind][person] = json.RawMessage(now)
	s.feed.publish(kind, storedEvent{person, json.RawMessage(now)})
}

// storedEvent tells what is new of a person, in whatever shape its kind has.
type storedEvent struct {
	Person string          `json:"person"`
	Now    json.RawMessage `json:"now"`
}

// lookAhead publishes when somebody is to be told something next, if that has changed.
func (s *Sandbox) lookAhead(ctx context.Context) {
	now := s.o.Business.Now()
	at, ok, err := s.o.Business.NextTold(ctx, now, now.Add(ahead))
	if err != nil {
		s.o.Log.Error("the sandbox page cannot read the next reminder", "error", err)
		return
	}
	var next int64
	if ok {
		next = at.UnixMilli()
	}
	s.stage.mu.Lock()
	changed := s.stage.clock.Next != next
	s.stage.mu.Unlock()
	if changed {
		s.stage.setClock(now, func(c *clockState) { c.Next = next })
	}
}
