package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/doctor"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayFieldUndone = words.New("doctor_set.undone", "#%d 已撤回：%s的%s改回%s。%s")
	sayFieldSMSOff = words.New("doctor_set.sms_undone", "撤回")
	_              = words.Refusal("field.undone", "#%d 已经撤回过了，没有改动。")
	_              = words.Refusal("field.moved", "#%d 之后又改过这个字段，不能撤回。请直接说改成什么。")
	_              = register(Command{Intent: understand.ChangeUndo, Run: undoChange})
)

// undoChange takes back a change by its number, or the last one: a doctor's field at once, a version of the scheme by the way of every
// change of it. Other numbers are records like anybody's.
func undoChange(ctx context.Context, t *Turn) (inbox.Answer, error) {
	var n int64
	switch {
	case t.Said.Target != nil:
		n = t.Said.Target.Number
	case t.State.Last != nil && len(t.State.Last.Numbers) > 0:
		n = t.State.Last.Numbers[len(t.State.Last.Numbers)-1]
	default:
		return inbox.Answer{}, domain.Refuse("undo.nothing")
	}
	c, ok, err := t.Tx.FieldChangeNumbered(ctx, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if ok {
		return t.undoField(ctx, c)
	}
	d, ok, err := t.Tx.DraftNumbered(ctx, n)
	switch {
	case err != nil:
		return inbox.Answer{}, err
	case !ok:
		if a, ours, err := t.cancelBroadcast(ctx, n); ours || err != nil {
			return a, err
		}
		return undo(ctx, t)
	case d.State != grading.Applied:
		a, _, err := t.dropScheme(ctx, n)
		return a, err
	}
	book, err := t.Tx.GradingBook(ctx, 0)
	if err != nil {
		return inbox.Answer{}, err
	}
	if last := book.InForce().Scheme.Version; last != d.Version {
		return inbox.Answer{}, domain.Refuse("scheme.later", n, last)
	}
	return t.rollBack(ctx, d.Base)
}

func (t *Turn) undoField(ctx context.Context, c doctor.FieldChange) (inbox.Answer, error) {
	d, _, err := t.Tx.WholeDoctor(ctx, c.Doctor)
	if err != nil {
		return inbox.Answer{}, err
	}
	fields, err := t.Tx.DoctorFields(ctx)
	if err != nil {
		return inbox.Answer{}, err
	}
	f, ok := doctor.FieldKeyed(c.Field, fields)
	if !ok {
		return inbox.Answer{}, domain.Refuse("field.moved", c.Number)
	}
	if c, err = doctor.UnsetField(t.Tx, c, t.Who.UserID, f.Of(d)); err != nil {
		return inbox.Answer{}, err
	}
	moved, err := t.writeField(ctx, c.Doctor, c.Field, c.Was, d.Grade)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.State.Forget([]int64{c.Number})
	t.Book = t.Book.meeting([]roster.Doctor{d})
	return say(sayFieldUndone.Say(c.Number, t.Book.option(c.Doctor), f.Label, t.shows(c.Field, c.Was), moved), "decision",
		map[string]string{"no": number(c.Number), "decision": sayFieldSMSOff.Say()}), nil
}
