package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/visit"
)

// restore undoes the last undo, or brings back the record that is named (不撤了, 恢复 1024).
func restore(ctx context.Context, t *Turn) (inbox.Answer, error) {
	var numbers []int64
	var dropped []dialog.Question
	switch {
	case t.Said.Target != nil && t.Said.Target.Number != 0:
		numbers = []int64{t.Said.Target.Number}
	case t.State.Undone != nil:
		numbers, dropped = t.State.Undone.Numbers, t.State.Undone.Dropped
	default:
		return inbox.Answer{}, domain.Refuse("undo.nothing_back")
	}
	var lines []string
	var visits []visit.Visit
	var plans []plan.Plan
	var events []event.Event
	after := ""
	if u := t.State.Undone; u != nil && (t.Said.Target == nil || t.Said.Target.Number == 0) {
		var err error
		if events, err = t.restoreEvents(ctx, u.Origin); err != nil {
			return inbox.Answer{}, err
		}
		lines = append(lines, t.eventLines(events)...)
	}
	for _, n := range numbers {
		f, err := t.find(ctx, n)
		switch {
		case err != nil:
			return inbox.Answer{}, err
		case f.visit != nil:
			visits = append(visits, *f.visit)
			if f.visit.Event.IsZero() || len(events) == 0 {
				lines = append(lines, sharp([]int64{n})+" "+t.Book.visitLine(f.visit.Details))
			}
		case f.plan != nil:
			if _, err := plan.Restore(t.Tx, t.Who.UserID, *f.plan); err != nil {
				return inbox.Answer{}, err
			}
			plans = append(plans, *f.plan)
		case f.reminder != nil:
			if _, err := remind.Restore(t.Tx, t.Who.UserID, *f.reminder); err != nil {
				return inbox.Answer{}, err
			}
			lines = append(lines, sharp([]int64{n})+" 提醒 "+f.reminder.At.Format("01-02 15:04")+" "+f.reminder.Subject)
		case f.report != nil:
			if f.report.Open {
				return inbox.Answer{}, domain.Refuse("visit.standing", n)
			}
			if err := t.complaintBack(ctx, *f.report, true); err != nil {
				return inbox.Answer{}, err
			}
			report.Restore(t.Tx, t.Who.UserID, *f.report)
			way, err := t.awayAgain(ctx, *f.report)
			if err != nil {
				return inbox.Answer{}, err
			}
			if way != "" {
				after += "\n" + way
			}
			lines = append(lines, sharp([]int64{n})+" "+reportNames[f.report.Kind])
		default:
			e, back, err := t.restoreEvent(ctx, n)
			if err != nil {
				return inbox.Answer{}, err
			}
			events, visits = append(events, e), append(visits, back...)
			lines = append(lines, t.eventLines([]event.Event{e})...)
		}
	}
	lines = append(lines, t.planUndone(plans)...)
	note, err := t.touch(ctx, plans...)
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := t.remakeVisits(ctx, visits); err != nil {
		return inbox.Answer{}, err
	}
	for _, q := range dropped {
		q.AskedAt, q.SaidAt = t.Tx.Now(), t.In.At
		t.State.Ask(q)
		lines = append(lines, sharp([]int64{q.Number})+" 待确认："+q.Asked)
		numbers = append(numbers, q.Number)
	}
	if len(lines) == 0 {
		return inbox.Answer{}, domain.Refuse("undo.nothing_back")
	}
	for _, e := range events {
		numbers = append(numbers, e.Number)
		t.Origin = e.Origin
		if !e.HeldOrigin.IsZero() {
			t.Origin = e.HeldOrigin
		}
	}
	if len(visits) > 0 {
		t.Origin = visits[0].Origin // a second undo takes the same recording back
	}
	t.recorded(numbers...)
	return say(sayRestored.Say(strings.Join(lines, "；"))+note+after, "decision",
		map[string]string{"no": number(numbers[0]), "decision": "恢复"}), nil
}

// remakeVisits brings withdrawn visits back and fulfils their plans again.
func (t *Turn) remakeVisits(ctx context.Context, visits []visit.Visit) error {
	if len(visits) == 0 {
		return nil
	}
	doctors := make([]string, len(visits))
	for i, v := range visits {
		doctors[i] = v.Doctor
	}
	var planned []plan.Plan
	t.Tx.WantPlans(t.Who.UserID, doctors, &planned)
	around, err := t.around(ctx, visits)
	if err != nil {
		return err
	}
	kept, err := visit.Restore(t.Tx, t.Book.rules.Quality, t.Who.UserID, visits, around)
	if err != nil {
		return err
	}
	for _, v := range kept.Visits {
		i := sameDay(planned, v.Doctor, v.Date)
		if i < 0 || !v.Met() {
			continue
		}
		if _, err := plan.Fulfil(t.Tx, t.Who.UserID, planned[i], v.ID); err != nil {
			return err
		}
		planned = slices.Delete(planned, i, i+1)
	}
	return nil
}
