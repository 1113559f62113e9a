package main

import (
	"context"
	"slices"
	"sync"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/week"
)

// library makes the books that turns read people's worlds from. What everybody shares (hospitals, products, colleagues) is
// made once for a version of the world and a day, so that a change costs each person only her own list.
type library struct {
	db *postgres.DB
	// perHead is the company's limit of an event's budget, in yuan a head.
	perHead int

	mu sync.Mutex
	shelf
}

// shelf is what everybody shares on one day: colleagues come and go with the days too.
type shelf struct {
	version int64
	day     domain.Date
	common  *command.Common
	roles   map[string]domain.Role
	// words has each text that many doctors have in common once (department, title …): lists are read from the database anew.
	words map[string]string
}

// book reads one person's world: a rep's own doctors, a manager's subtree's, nobody's for the others.
func (l *library) book(ctx context.Context, person string) (*command.Book, error) {
	now, err := l.now(ctx)
	if err != nil {
		return nil, err
	}
	role := now.roles[person]
	var doctors []roster.Doctor
	var reps []string
	var standsFor map[string]string
	switch {
	case role == domain.Rep:
		doctors, err = l.db.DoctorsOf(ctx, person)
	case role.Manages():
		doctors, reps, standsFor, err = l.reach(ctx, person)
	}
	if err != nil {
		return nil, err
	}
	return now.common.Book(l.known(now, doctors), reps, standsFor), nil
}

// reach reads whom a manager sees today: her subtree and those of the managers whom she stands in for; standsFor has the reps of the
// latter who are not below herself, with that manager.
func (l *library) reach(ctx context.Context, person string) (doctors []roster.Doctor, reps []string, standsFor map[string]string, err error) {
	managers, err := l.db.StandsFor(ctx, person)
	if err != nil {
		return nil, nil, nil, err
	}
	if doctors, err = l.db.DoctorsUnder(ctx, person, managers...); err != nil {
		return nil, nil, nil, err
	}
	if reps, err = l.db.RepsUnder(ctx, person); err != nil || len(managers) == 0 {
		return doctors, reps, nil, err
	}
	standsFor = map[string]string{}
	own := slices.Clone(reps)
	for _, m := range managers {
		theirs, err := l.db.RepsUnder(ctx, m)
		if err != nil {
			return nil, nil, nil, err
		}
		for _, rep := range theirs {
			if _, found := slices.BinarySearch(own, rep); !found && rep != person && standsFor[rep] == "" {
				reps, standsFor[rep] = append(reps, rep), m
			}
		}
	}
	slices.Sort(reps)
	return doctors, reps, standsFor, nil
}

// known turns doctors into what texts can name, with the texts that they share kept once.
func (l *library) known(now shelf, doctors []roster.Doctor) []understand.Doctor {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]understand.Doctor, len(doctors))
	for i, d := range doctors {
		k := worldDoctor(d)
		for _, s := range []*string{&k.Hospital, &k.Department, &k.Title, &k.Post, (*string)(&k.Grade)} {
			if once, ok := now.words[*s]; ok {
				*s = once
			} else {
				now.words[*s] = *s
			}
		}
		out[i] = k
	}
	return out
}

// now returns what everybody shares, read anew if the world has changed or another day has begun.
func (l *library) now(ctx context.Context) (shelf, error) {
	version, err := l.db.WorldVersion(ctx)
	if err != nil {
		return shelf{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if today := domain.DateOf(l.db.Now()); l.common == nil || l.version != version || l.day != today {
		s, err := l.read(ctx)
		if err != nil {
			return shelf{}, err
		}
		s.version, s.day = version, today
		l.shelf = s
	}
	return l.shelf, nil
}

func (l *library) read(ctx context.Context) (s shelf, err error) {
	hospitals, err := l.db.Hospitals(ctx)
	if err != nil {
		return s, err
	}
	products, err := l.db.Products(ctx)
	if err != nil {
		return s, err
	}
	staff, err := l.db.Staff(ctx)
	if err != nil {
		return s, err
	}
	words, err := l.db.Words(ctx)
	if err != nil {
		return s, err
	}
	rules, err := l.rules(ctx)
	if err != nil {
		return s, err
	}
	rules.Hospitals = make(map[string]week.Hospital, len(hospitals))
	for _, h := range hospitals {
		rules.Hospitals[h.Code] = week.Hospital{Receives: h.Reception, Lat: h.Lat, Lon: h.Lon}
	}
	s = shelf{common: command.NewCommon(commonWorld(hospitals, products, staff, words), rules), roles: make(map[string]domain.Role, len(staff)),
		words: map[string]string{}}
	for _, p := range staff {
		s.roles[p.UserID] = p.Role
	}
	return s, nil
}

// rules reads what the company has decided on.
func (l *library) rules(ctx context.Context) (r command.Rules, err error) {
	if r.Days, err = l.db.Calendar(ctx); err != nil {
		return r, err
	}
	if r.Quota, err = l.db.QuotaSchemes(ctx); err != nil {
		return r, err
	}
	r.EventPerHead = l.perHead
	r.Quality, err = l.db.QualitySchemes(ctx)
	return r, err
}
