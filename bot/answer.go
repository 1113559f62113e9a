package bot

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/bot/dialog"
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
	if q, value, ok := answered(t); ok {
		*what = "answer." + q.Form
		return command.Resume(ctx, t, q, value)
	}
	if n, ok := named(t); ok {
		*what = "answer.unread"
		return t.Unread(n)
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

// byNumber is an answer that names its question: 1025 是张伟, #1025：2.
var byNumber = regexp.MustCompile(`^\s*[#＃]?\s*(\d{4,})\s*(?:号)?\s*(?:是|选|[:：,，]|\s)\s*(.+?)\s*$`)

// named returns the record number that a text means to answer (1025 是张伟), where it means nothing else.
func named(t *command.Turn) (int64, bool) {
	m := byNumber.FindStringSubmatch(strings.TrimSpace(t.In.Text))
	if m == nil || !strings.Contains(t.In.Text, "是") || !freely(t.Said, t.In.Text) {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	return n, err == nil
}

// answered finds the open question that a message answers and the value it gives. A number alone answers the last question
// only (a button and a digit are the same value); a doctor's name or place answers the last question that it fits; a message
// that means something of its own is never taken for an answer.
func answered(t *command.Turn) (q dialog.Question, value string, ok bool) {
	if t.In.Kind != inbox.Text {
		return q, "", false
	}
	text := strings.TrimSpace(t.In.Text)
	if m := byNumber.FindStringSubmatch(text); m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if q, open := t.State.Numbered(n); err == nil && open {
			if value, ok := t.ValueNumbered(q, m[2]); ok {
				return q, value, true
			}
		}
	}
	q, open := t.State.Newest()
	if !open || t.In.At.Before(q.SaidAt) { // said before the question could be known: an answer to an older one, or none
		return q, "", false
	}
	if i, ok := understand.Choice(text, len(q.Options)); ok && !q.Unseen {
		return q, q.Options[i].Value, true
	}
	if !freely(t.Said, text) {
		return q, "", false
	}
	_, digit := understand.Choice(text, mostChoices)
	for i := len(t.State.Open) - 1; i >= 0; i-- {
		if digit && t.State.Open[i].ID != q.ID {
			continue // a number alone is of the last question, also where that has no such option
		}
		if q := t.State.Open[i]; !q.Held && !t.In.At.Before(q.SaidAt) {
			if value, ok := t.Value(q, text); ok {
				return q, value, true
			}
		}
	}
	return q, "", false
}

// mostChoices is more than any question offers.
const mostChoices = 99

// asks are the words of somebody who wants to know something of a doctor; a bare name or place has none of them.
var asks = regexp.MustCompile(`[?？查看]|什么|怎么|哪|几|生日|电话|情况|资料|背景|来头|信息|档案|了解|有没有|最近|多少|谁|吗|呢`)

// freely reports whether a text may be the answer to a question: it means nothing of its own, or it is only a doctor's name or
// place. A question about a doctor is a question, not an answer.
func freely(r understand.Reading, text string) bool {
	return r.Intent == understand.Unknown && r.Further == "" || r.Intent == understand.DoctorShow && !asks.MatchString(text)
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
