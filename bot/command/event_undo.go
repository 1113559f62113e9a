package command

import (
	"context"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEventUndone = words.New("event.undone", "%s %s（名单%d人、拜访%d次）")
	sayEventUnmade = words.New("event.undone_part", "%s %s 刚签到的%d人、拜访%d次")
	_              = words.Refusal("event.shared", "活动 #%d 已有同事签到，不能整条撤回，没有改动。要改名单请说“签到 %[1]d 去掉 姓名”。")
)

// ofEvent reports whether a visit goes with an event that is undone.
func (m made) ofEvent(v visit.Visit) bool { return len(m.events) > 0 && !v.Event.IsZero() }

// eventNumbered is the person's event of that number, whole, with the visits that it made.
func (t *Turn) eventNumbered(ctx context.Context, n int64) (m made, err error) {
	e, ok, err := t.Tx.EventNumbered(ctx, []string{t.Who.UserID}, n)
	if err != nil {
		return m, err
	}
	if !ok || e.State == event.Withdrawn {
		return m, domain.Refuse("amend.number", n)
	}
	present, err := t.Tx.Attendees(ctx, e.ID, domain.ID{})
	if err != nil {
		return m, err
	}
	m.events = []event.Event{e}
	m.visits, err = t.visitsOf(ctx, present)
	return m, err
}

// undoEvents takes back what the recording did to events; their visits are taken back beside it.
func (t *Turn) undoEvents(ctx context.Context, m made) (lines []string, err error) {
	for _, e := range m.events {
		present, err := t.Tx.Attendees(ctx, e.ID, domain.ID{})
		if err != nil {
			return nil, err
		}
		now, off, err := event.Undo(t.Tx, t.source(), e, m.recording, m.recording.IsZero(), present)
		if err != nil {
			return nil, err
		}
		t.State.Settled(e.Number)
		visits := 0
		for _, v := range m.visits {
			if v.Event == e.ID {
				visits++
			}
		}
		text := sayEventUndone
		if now.State == e.State {
			text = sayEventUnmade
		}
		lines = append(lines, text.Say(sharp([]int64{e.Number}), t.Book.eventLine(e.Details), len(off), visits))
	}
	return lines, nil
}

// restoreEvents undoes what one undo of the person did to events.
func (t *Turn) restoreEvents(ctx context.Context, undo domain.ID) ([]event.Event, error) {
	if undo.IsZero() {
		return nil, nil
	}
	all, err := t.Tx.EventsUndone(ctx, t.Who.UserID, undo)
	if err != nil {
		return nil, err
	}
	for i, e := range all {
		if all[i], _, err = t.restoreOf(ctx, e, undo); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// restoreOf undoes one undo of an event and returns who stands on its list by it.
func (t *Turn) restoreOf(ctx context.Context, e event.Event, undo domain.ID) (event.Event, []event.Attendee, error) {
	off, err := t.Tx.Attendees(ctx, e.ID, undo)
	if err != nil {
		return e, nil, err
	}
	present, err := t.Tx.Attendees(ctx, e.ID, domain.ID{})
	if err != nil {
		return e, nil, err
	}
	return event.Restore(t.Tx, t.source(), e, undo, off, present), off, nil
}

// restoreEvent brings an event back that is named by its number: one that was called off, or one that was undone, with its visits.
func (t *Turn) restoreEvent(ctx context.Context, n int64) (event.Event, []visit.Visit, error) {
	e, ok, err := t.Tx.EventNumbered(ctx, []string{t.Who.UserID}, n)
	switch {
	case err != nil:
		return e, nil, err
	case !ok:
		return e, nil, domain.Refuse("amend.number", n)
	case e.State == event.Cancelled:
		to, err := t.eventChain(ctx, e.Rep)
		if err != nil {
			return e, nil, err
		}
		e, err = event.Reopen(t.Tx, t.Who.UserID, e, to, t.At())
		return e, nil, err
	case e.Undone.IsZero():
		return e, nil, domain.Refuse("visit.standing", n)
	}
	e, off, err := t.restoreOf(ctx, e, e.Undone)
	if err != nil {
		return e, nil, err
	}
	var ids []domain.ID
	for _, a := range off {
		if a.Credit == event.Made && a.By == t.Who.UserID {
			ids = append(ids, a.Visit)
		}
	}
	visits, err := t.Tx.VisitsByID(ctx, t.Who.UserID, ids)
	return e, visits, err
}

// eventLines names events that stand again.
func (t *Turn) eventLines(all []event.Event) []string {
	lines := make([]string, len(all))
	for i, e := range all {
		lines[i] = sharp([]int64{e.Number}) + " " + t.Book.eventLine(e.Details)
	}
	return lines
}
