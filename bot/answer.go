package bot

import (
	"context"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
)

// answerTo decides what a message is: an event, an answer to an open question, or a message of its own; and has it done.
func answerTo(ctx context.Context, t *command.Turn, what *string) (inbox.Answer, error) {
	if t.In.Kind == inbox.Event {
		*what = "event." + t.In.Event
		return event(ctx, t)
	}
	t.Said = understand.Reading{Intent: understand.Unknown}
	if t.In.Kind == inbox.Text {
		t.Said = t.Read(t.In.Text, t.In.At)
		t.Listen()
		if err := t.Rank(ctx); err != nil {
			return inbox.Answer{}, err
		}
	}
	*what = string(t.Said.Intent)
	if t.In.Screened != "" {
		*what = "screened"
		return command.Screened(ctx, t)
	}
	if intent, ok, err := command.Works(ctx, t); ok || err != nil {
		if err != nil {
			return inbox.Answer{}, err
		}
		*what = string(intent)
		return command.For(intent, t.Who.Role).Run(ctx, t)
	}
	if q, ok := command.SupplementsCase(t); ok {
		*what = "answer." + q.Form
		return command.Resume(ctx, t, q, t.In.Text)
	}
	if intent, ok, err := command.Coaches(ctx, t); ok || err != nil {
		if err != nil {
			return inbox.Answer{}, err
		}
		*what = string(intent)
		return command.For(intent, t.Who.Role).Run(ctx, t)
	}
	if q, value, ok := command.AnswersCoach(t); ok {
		*what = "answer." + q.Form
		return command.Resume(ctx, t, q, value)
	}
	if command.Replies(t) {
		*what = string(understand.ThreadReply)
		return command.For(understand.ThreadReply, t.Who.Role).Run(ctx, t)
	}
	if a, answered, ok, err := t.Answers(ctx); ok || err != nil {
		*what = answered
		return a, err
	}
	if t.Said.Intent == understand.Unknown && understand.NoneOf(t.In.Text) {
		if a, ok := t.NobodyOffered(); ok {
			*what = "answer.none"
			return a, nil
		}
	}
	if intent, ok, err := command.AnswersDesk(ctx, t); ok || err != nil {
		if err != nil {
			return inbox.Answer{}, err
		}
		*what = string(intent)
		return command.For(intent, t.Who.Role).Run(ctx, t)
	}
	if command.Shows(t) {
		*what = string(understand.RecordShow)
		return command.For(understand.RecordShow, t.Who.Role).Run(ctx, t)
	}
	if err := command.RefuseNoDay(t.Said); err != nil {
		return inbox.Answer{}, err
	}
	if err := command.RefuseSeveral(t.Said); err != nil {
		return inbox.Answer{}, err
	}
	if t.Said.Intent == understand.Unknown && t.Said.Further == "" && t.In.Kind == inbox.Text {
		if r, ok := understand.Shorthand(t.In.Text, t.Who.Role.Manages(), t.Today()); ok {
			t.Said = r
			*what = string(r.Intent)
		}
	}
	intent := t.Said.Intent
	if intent == understand.Unknown && t.Said.Further != "" {
		intent = t.Said.Further
		*what = string(intent)
	}
	if command.Edits(t) {
		intent = understand.WeekEdit
		*what = string(intent)
	}
	return command.For(intent, t.Who.Role).Run(ctx, t)
}

// event answers what is not a message: the first contact, the menu, a card's button. Others are kept and answered with
// nothing.
func event(ctx context.Context, t *command.Turn) (inbox.Answer, error) {
	switch t.In.Event {
	case inbox.Subscribe, inbox.EnterAgent:
		if t.Who.Greeted {
			return inbox.Answer{}, nil
		}
		t.Tx.(Tx).Greeted(t.Who.UserID)
		if t.Who.Role == domain.Rep {
			return inbox.Answer{Text: sayHello.Say(t.Book.Example())}, nil
		}
		return inbox.Answer{Text: sayHelloAll.Say()}, nil
	case inbox.Click:
		return command.Clicked(ctx, t, t.In.EventKey)
	case inbox.CardClick:
		return inbox.Answer{}, pressed(ctx, t)
	}
	return inbox.Answer{}, nil
}

// pressed takes a card's button. 知道了 acknowledges the notice of that card; the card then shows that it was pressed, once
// for each right to update it.
func pressed(ctx context.Context, t *command.Turn) error {
	if word, said, ok, err := command.Pressed(ctx, t, t.In.EventKey); ok || err != nil {
		return after(t, word, said, err)
	}
	if t.In.EventKey != notice.AckKey {
		return nil
	}
	if _, err := t.Tx.Acknowledge(ctx, t.Who.UserID, t.In.TaskID); err != nil {
		return err
	}
	return updateCard(t, "已知道")
}

// updateCard shows on a pressed card that it was pressed, once for each right to update it.
func updateCard(t *command.Turn, word string) error {
	if t.In.ResponseCode == "" {
		return nil
	}
	return tellLate(t.Tx, t.Who.UserID, "card/"+t.In.ID, notice.Content{Only: domain.WeCom,
		Update: &notice.CardUpdate{ResponseCode: t.In.ResponseCode, ReplaceName: word}})
}

// after shows on a record's card what became of it, and says the rest by a message of its own: a press has no other answer.
func after(t *command.Turn, word string, said inbox.Answer, err error) error {
	if err != nil {
		return err
	}
	if said.Text != "" {
		if err := tellLate(t.Tx, t.Who.UserID, "pressed/"+t.In.ID, notice.Content{Only: domain.WeCom, Text: said.Text}); err != nil {
			return err
		}
	}
	if word == "" { // its buttons stay
		return nil
	}
	return updateCard(t, word)
}
