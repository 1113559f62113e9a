package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/team"
)

// mostBody is the largest request: the longest text, each character escaped, and some room.
const mostBody = 64 << 10

// routes makes the handler.
func (s *Sandbox) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	for path, post := range map[string]func(*http.Request) (any, error){
		"/sandbox/say": s.postSay, "/sandbox/click": s.postClick, "/sandbox/menu": s.postMenu,
		"/sandbox/enter": s.postEnter, "/sandbox/clock": s.postClock,
	} {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, mostBody)
			v, err := post(r)
			if err != nil {
				s.refuse(w, r, err)
				return
			}
			answer(w, http.StatusOK, v)
		})
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", http.MethodPost)
			s.refuse(w, r, problems["method"])
		})
	}
	mux.HandleFunc("GET /sandbox/events", s.getEvents)
	mux.HandleFunc("GET /sandbox/file/{id}", s.getFile)
	if err := pages(mux); err != nil {
		return nil, err
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, problems["not_found"]) })
	return s.guard(mux), nil
}

// read reads the one JSON object of a request into v, and refuses everything that is not exactly that.
func read(r *http.Request, v any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return nil
		}
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return problems["too_large"]
	}
	return problems["bad_json"]
}

func (s *Sandbox) who(id string) (team.Person, error) {
	p, ok := s.stage.person(id)
	if !ok {
		return p, problems["unknown_person"]
	}
	return p, nil
}

// shown is the answer to what shows as a bubble.
type shown struct {
	Bubble string `json:"bubble"`
}

func (s *Sandbox) postSay(r *http.Request) (any, error) {
	var in struct {
		Person  string         `json:"person"`
		Channel domain.Channel `json:"channel"`
		Kind    inbox.Kind     `json:"kind"`
		Text    string         `json:"text"`
		Place   string         `json:"place"`
	}
	if err := read(r, &in); err != nil {
		return nil, err
	}
	p, err := s.who(in.Person)
	if err != nil {
		return nil, err
	}
	if in.Channel != domain.WeCom && in.Channel != domain.SMS {
		return nil, problems["unknown_channel"]
	}
	if in.Channel == domain.SMS && in.Kind != inbox.Text {
		return nil, problems["unknown_kind"]
	}
	m := Message{Kind: in.Kind}
	switch in.Kind {
	case inbox.Text:
		if err := checkText(in.Text); err != nil {
			return nil, err
		}
		m.Text = in.Text
	case inbox.Image, inbox.Voice:
	case inbox.Location:
		place, ok := s.place(in.Place)
		if !ok {
			return nil, problems["unknown_place"]
		}
		m.Lat, m.Lon, m.Label = place.Lat, place.Lon, place.Name
	default:
		return nil, problems["unknown_kind"]
	}
	id, err := s.say(detached(r), p, in.Channel, m)
	return shown{id}, err
}

func (s *Sandbox) place(name string) (Place, bool) {
	for _, p := range s.o.Places {
		if p.Name == name {
			return p, true
		}
	}
	return Place{}, false
}

func (s *Sandbox) postClick(r *http.Request) (any, error) {
	var in struct {
		Person string `json:"person"`
		Card   string `json:"card"`
		Key    string `json:"key"`
	}
	if err := read(r, &in); err != nil {
		return nil, err
	}
	p, err := s.who(in.Person)
	if err != nil {
		return nil, err
	}
	id, err := s.click(detached(r), p, in.Card, in.Key)
	return shown{id}, err
}

func (s *Sandbox) postMenu(r *http.Request) (any, error) {
	var in struct {
		Person string `json:"person"`
		Key    string `json:"key"`
	}
	if err := read(r, &in); err != nil {
		return nil, err
	}
	p, err := s.who(in.Person)
	if err != nil {
		return nil, err
	}
	e, ok := findEntry(s.o.Menu, in.Key)
	if !ok {
		return nil, problems["unknown_menu"]
	}
	id, err := s.menu(detached(r), p, e)
	return shown{id}, err
}

func findEntry(menu []MenuEntry, key string) (MenuEntry, bool) {
	for _, e := range menu {
		if e.Key == key && key != "" {
			return e, true
		}
		if sub, ok := findEntry(e.Sub, key); ok {
			return sub, true
		}
	}
	return MenuEntry{}, false
}

func (s *Sandbox) postEnter(r *http.Request) (any, error) {
	var in struct {
		Person string `json:"person"`
	}
	if err := read(r, &in); err != nil {
		return nil, err
	}
	p, err := s.who(in.Person)
	if err != nil {
		return nil, err
	}
	first, err := s.enter(detached(r), p)
	return struct {
		First bool `json:"first"`
	}{first}, err
}

// clockLayout is what the page's date and time field gives.
const clockLayout = "2006-01-02T15:04"

func (s *Sandbox) postClock(r *http.Request) (any, error) {
	var in struct {
		Minutes *int             `json:"minutes"`
		Time    domain.TimeOfDay `json:"time"`
		To      string           `json:"to"`
		Next    bool             `json:"next"`
	}
	if err := read(r, &in); err != nil {
		return nil, err
	}
	said := 0
	for _, is := range []bool{in.Minutes != nil, in.Time != "", in.To != "", in.Next} {
		if is {
			said++
		}
	}
	if said != 1 {
		return nil, problems["clock_form"]
	}
	now := s.o.Business.Now().In(s.o.Zone)
	var to time.Time
	switch {
	case in.Minutes != nil:
		if *in.Minutes < 1 || *in.Minutes > 43200 {
			return nil, problems["clock_form"]
		}
		to = now.Add(time.Duration(*in.Minutes) * time.Minute)
	case in.Time != "":
		t, err := domain.ParseTimeOfDay(string(in.Time))
		if err != nil {
			return nil, problems["clock_form"]
		}
		if to = domain.DateOf(now).At(t, s.o.Zone); !to.After(now) {
			to = domain.DateOf(now).AddDays(1).At(t, s.o.Zone)
		}
	case in.To != "":
		var err error
		if to, err = time.ParseInLocation(clockLayout, in.To, s.o.Zone); err != nil {
			return nil, problems["clock_form"]
		}
	default:
		at, ok, err := s.o.Business.NextTold(r.Context(), now, now.Add(ahead))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, problems["no_next"]
		}
		to = at
	}
	if err := s.move(to); err != nil {
		return nil, err
	}
	return struct {
		To int64 `json:"to"`
	}{to.UnixMilli()}, nil
}
