package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

// library makes the books that turns read people's worlds from. What everybody shares (hospitals, products, colleagues) is
// read once for a version of the world, so that a change costs each person only her own list.
type library struct {
	db *postgres.DB

	mu      sync.Mutex
	version int64
	common  understand.World
	roles   map[string]domain.Role
	days    calendar.Calendar
}

// book reads one person's world: a rep's own doctors, a manager's subtree's, nobody's for the others.
func (l *library) book(ctx context.Context, person string) (*command.Book, error) {
	w, role, days, err := l.shared(ctx, person)
	if err != nil {
		return nil, err
	}
	var doctors []roster.Doctor
	var reps []string
	switch {
	case role == domain.Rep:
		doctors, err = l.db.DoctorsOf(ctx, person)
	case role.Manages():
		if doctors, err = l.db.DoctorsUnder(ctx, person); err == nil {
			reps, err = l.db.RepsUnder(ctx, person)
		}
	}
	if err != nil {
		return nil, err
	}
	w.Doctors = make([]understand.Doctor, len(doctors))
	for i, d := range doctors {
		w.Doctors[i] = worldDoctor(d)
	}
	return command.NewBook(w, reps, days), nil
}

// shared returns what everybody shares, read anew if the world has changed, the person's role, and the company's workdays.
func (l *library) shared(ctx context.Context, person string) (understand.World, domain.Role, calendar.Calendar, error) {
	version, err := l.db.WorldVersion(ctx)
	if err != nil {
		return understand.World{}, "", calendar.Calendar{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.roles == nil || l.version != version {
		if err := l.read(ctx); err != nil {
			return understand.World{}, "", calendar.Calendar{}, err
		}
		l.version = version
	}
	return l.common, l.roles[person], l.days, nil
}

func (l *library) read(ctx context.Context) error {
	hospitals, err := l.db.Hospitals(ctx)
	if err != nil {
		return err
	}
	products, err := l.db.Products(ctx)
	if err != nil {
		return err
	}
	staff, err := l.db.Staff(ctx)
	if err != nil {
		return err
	}
	holidays, err := l.db.Holidays(ctx)
	if err != nil {
		return err
	}
	if l.days, err = calendar.Default().With(holidays); err != nil {
		return fmt.Errorf("make the calendar of the imported holidays: %w", err)
	}
	l.common, l.roles = commonWorld(hospitals, products, staff), make(map[string]domain.Role, len(staff))
	for _, s := range staff {
		l.roles[s.UserID] = s.Role
	}
	return nil
}
