// Package broadcast is one text that a manager or an admin has told to many colleagues, each once, with the word of each that she has
// read it (PRODUCT.md M7): who gets it, when it goes, how it is taken back, and the one reminder of those who have not confirmed. Only
// people of the company's own staff can be receivers, so that none ever reaches a doctor. The rules receive a Ledger, which means
// "inside a transaction that someone else owns"; the receivers are told part by part by a worker.
package broadcast

import (
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/outbox"
	"github.com/yaoban/yaoban/domain/visit"
)

const (
	// longest is how many characters a text may have: what WeCom shows as one message.
	longest = 600
	// longestReply is how many an answer may have.
	longestReply = 500
	// farthest is how many days ahead a broadcast, or its reminder, may be set.
	farthest = 90
)

// State is where a broadcast stands.
type State string

// The states.
const (
	// Draft: shown to its sender, who has not confirmed it.
	Draft State = "draft"
	// Confirmed: it waits for its time, or its receivers are being told.
	Confirmed State = "confirmed"
	// Sent: each receiver is told, or will be as soon as quiet hours or her days off are over.
	Sent State = "sent"
	// Withdrawn: whoever was not told by then is not told. Dropped: it was never confirmed and never will be.
	Withdrawn State = "withdrawn"
	Dropped   State = "dropped"
)

// Audience is whom a broadcast is for. All who fit one of its parts and are within the sender's reach when it goes get it, once each; the
// sender does not.
type Audience struct {
	// Reach are the userids below whom the sender may tell people; Company: everybody of the company.
	Reach   []string `json:"reach,omitempty"`
	Company bool     `json:"company,omitempty"`
	// Everyone of the reach is meant, or everybody below the managers of Under and they themselves; both narrowed to Roles and to product
	// Lines where there are any.
	Everyone bool          `json:"everyone,omitempty"`
	Under    []string      `json:"under,omitempty"`
	Roles    []domain.Role `json:"roles,omitempty"`
	Lines    []string      `json:"lines,omitempty"`
	// People are single receivers, Except those who do not get it; both userids.
	People []string `json:"people,omitempty"`
	Except []string `json:"except,omitempty"`
}

// Broadcast is one text for many.
type Broadcast struct {
	ID     domain.ID
	Number int64
	// Person sends it; For is the manager whom she stands in for, empty where it is for people of her own.
	Person, For string
	// Text is what receivers read, masked by the screen; Whom names the audience in words.
	Text, Whom string
	To         Audience
	State      State
	Channel    domain.Channel
	SaidAt     time.Time
	Origin     domain.ID
	// At is when it is to go, zero for at once. HappensAt is the one day and clock time that the text names, zero if there is none: a short
	// message has room for that alone.
	At, HappensAt time.Time
	// RemindAfter is how long after it went those who have not confirmed are to be reminded; RemindAt is when that is. Both are zero where
	// nobody asked for it. RemindedAt is when it was done.
	RemindAfter          time.Duration
	RemindAt, RemindedAt time.Time
	// DueAt is when telling begins, known once it is confirmed; SentAt when each receiver had a notice.
	DueAt, SentAt time.Time
	// Receivers is how many there were when it was confirmed; once it is sent, how many there are. Reminded is how many were reminded.
	Receivers, Reminded int
}

// Ledger is the storage of broadcasts inside a transaction that someone else owns. A broadcast that is changed was read locked.
type Ledger interface {
	Now() time.Time
	PutBroadcast(b Broadcast)
	ChangeBroadcast(b Broadcast)
	// AckBroadcast keeps that a receiver has confirmed it.
	AckBroadcast(id domain.ID, person string)
	PutComment(c comment.Said)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
	Withdraw(subject domain.ID)
	Defer(topic, ref string, due time.Time) error
}

// Write keeps a draft. Refused are a text without words (broadcast.empty) or with too many (broadcast.long), and times that are over or
// too far ahead (broadcast.past, broadcast.far) or a reminder before the broadcast itself (broadcast.remind_before).
func Write(l Ledger, b Broadcast) (Broadcast, error) {
	now := l.Now()
	latest := now.AddDate(0, 0, farthest)
	switch length := utf8.RuneCountInString(b.Text); {
	case length == 0:
		return b, domain.Refuse("broadcast.empty")
	case length > longest:
		return b, domain.Refuse("broadcast.long", length, longest)
	case !b.At.IsZero() && b.At.Before(now):
		return b, domain.Refuse("broadcast.past", b.At.Format("01-02 15:04"))
	case b.At.After(latest) || b.RemindAt.After(latest):
		return b, domain.Refuse("broadcast.far", farthest)
	case !b.RemindAt.IsZero() && !b.RemindAt.After(b.begins(now)):
		return b, domain.Refuse("broadcast.remind_before", b.RemindAt.Format("01-02 15:04"))
	}
	b.State = Draft
	l.PutBroadcast(b)
	l.Remember(b.fact(fact.BroadcastWritten, now, b.Person))
	return b, nil
}

// begins is when telling begins if it is confirmed now.
func (b Broadcast) begins(now time.Time) time.Time {
	if b.At.After(now) {
		now = b.At
	}
	return notice.Awake(now)
}

// Begins is when telling begins, or would if it were confirmed at the instant now.
func (b Broadcast) Begins(now time.Time) time.Time {
	if !b.DueAt.IsZero() {
		return b.DueAt
	}
	return b.begins(now)
}

// Reminds is when those who have not confirmed are reminded if it is confirmed at the instant now; zero for never.
func (b Broadcast) Reminds(now time.Time) time.Time {
	if b.RemindAfter > 0 {
		return notice.Awake(b.Begins(now).Add(b.RemindAfter))
	}
	if b.RemindAt.IsZero() {
		return b.RemindAt
	}
	return notice.Awake(b.RemindAt)
}

// Confirm has a draft told to its receivers, of whom there are so many. Refused are one that went or was given up already
// (broadcast.confirmed, broadcast.gone), one of another day, whose 明天 would be another (broadcast.old), one whose time is over
// (broadcast.past) and one for nobody (broadcast.nobody).
func Confirm(l Ledger, b Broadcast, receivers int) (Broadcast, error) {
	now := l.Now()
	switch {
	case b.State == Confirmed || b.State == Sent:
		return b, domain.Refuse("broadcast.confirmed", b.Number, b.DueAt.Format("01-02 15:04"))
	case b.State != Draft:
		return b, domain.Refuse("broadcast.gone", b.Number)
	case domain.DateOf(b.SaidAt.In(now.Location())) != domain.DateOf(now):
		return b, domain.Refuse("broadcast.old", b.Number)
	case !b.At.IsZero() && b.At.Before(now):
		return b, domain.Refuse("broadcast.past", b.At.Format("01-02 15:04"))
	case receivers == 0:
		return b, domain.Refuse("broadcast.nobody")
	}
	b.DueAt, b.RemindAt = b.begins(now), b.Reminds(now)
	b.State, b.Receivers = Confirmed, receivers
	l.ChangeBroadcast(b)
	l.Remember(b.fact(fact.BroadcastConfirmed, now, b.Person))
	if !b.RemindAt.IsZero() {
		if err := l.Defer(outbox.Broadcast, b.ID.String(), b.RemindAt); err != nil {
			return b, err
		}
	}
	return b, l.Defer(outbox.Broadcast, b.ID.String(), b.DueAt)
}

// Stop takes back what of a broadcast was not told yet, its reminder too, of which so many receivers still wait. Refused is one of which
// nothing is left (broadcast.gone, broadcast.too_late).
func Stop(l Ledger, b Broadcast, by string, told, waiting int) (Broadcast, error) {
	now := l.Now()
	pending := !b.RemindAt.IsZero() && b.RemindedAt.IsZero()
	switch {
	case b.State == Withdrawn || b.State == Dropped:
		return b, domain.Refuse("broadcast.gone", b.Number)
	case b.State == Sent && waiting == 0 && !pending:
		return b, domain.Refuse("broadcast.too_late", b.Number, told)
	case b.State == Draft:
		b.State = Dropped
	default:
		b.State = Withdrawn
		l.Withdraw(b.ID)
	}
	l.ChangeBroadcast(b)
	f := b.fact(fact.BroadcastWithdrawn, now, by)
	f.After = map[string]int{"told": told, "stopped": max(0, b.Receivers-told)}
	l.Remember(f)
	return b, nil
}

// Remind has those reminded who were told and have not confirmed, at the instant at or, if that is over, now. It is done once: refused is
// a second time (broadcast.reminded), and one that did not go yet or was taken back (broadcast.not_yet, broadcast.gone).
func Remind(l Ledger, b Broadcast, by string, at time.Time) (Broadcast, error) {
	now := l.Now()
	switch {
	case !b.RemindedAt.IsZero():
		return b, domain.Refuse("broadcast.reminded", b.Number, b.RemindedAt.Format("01-02 15:04"), b.Reminded)
	case b.State == Withdrawn || b.State == Dropped:
		return b, domain.Refuse("broadcast.gone", b.Number)
	case b.State == Draft || b.DueAt.After(now):
		return b, domain.Refuse("broadcast.not_yet", b.Number)
	case at.After(now.AddDate(0, 0, farthest)):
		return b, domain.Refuse("broadcast.far", farthest)
	}
	if at.Before(now) {
		at = now
	}
	b.RemindAt = notice.Awake(at)
	l.ChangeBroadcast(b)
	f := b.fact(fact.BroadcastReminderSet, now, by)
	f.After = map[string]time.Time{"at": b.RemindAt}
	l.Remember(f)
	return b, l.Defer(outbox.Broadcast, b.ID.String(), b.RemindAt)
}

// Reply keeps words in the thread of a broadcast: a receiver's, which confirm it too and go to its sender, or the sender's to one receiver.
// Refused are no words (comment.empty) and more than 500 characters (comment.long).
func Reply(l Ledger, b Broadcast, s visit.Source, id domain.ID, to, text string) error {
	switch length := utf8.RuneCountInString(text); {
	case length == 0:
		return domain.Refuse("comment.empty", b.Number)
	case length > longestReply:
		return domain.Refuse("comment.long", b.Number)
	}
	c := comment.Said{ID: id, Record: b.ID, Number: b.Number, Kind: comment.Answer, Person: s.Person, To: to, Text: text, Channel: s.Channel, SaidAt: s.SaidAt}
	if to != b.Person {
		c.Kind = comment.Message
	} else {
		l.AckBroadcast(b.ID, s.Person)
	}
	l.PutComment(c)
	l.Remember(fact.Fact{Kind: fact.CommentAdded, At: l.Now(), Person: s.Person, Subject: b.ID, Number: b.Number, After: c})
	return l.Tell(notice.Notice{Kind: notice.BroadcastReply.Name, Key: notice.BroadcastReplyKey(id), Person: to, Subject: id, Number: b.Number, DueAt: l.Now()})
}

// fact is what happened to it, with what a reader of the log needs to know of it.
func (b Broadcast) fact(kind fact.Kind, at time.Time, by string) fact.Fact {
	return fact.Fact{Kind: kind, At: at, Person: by, Subject: b.ID, Number: b.Number, After: Kept{Text: b.Text, Whom: b.Whom, To: b.To, For: b.For,
		At: b.DueAt, RemindAt: b.RemindAt, Receivers: b.Receivers}}
}

// Kept is what facts keep of a broadcast.
type Kept struct {
	Text      string    `json:"text"`
	Whom      string    `json:"whom"`
	To        Audience  `json:"to"`
	For       string    `json:"for,omitempty"`
	At        time.Time `json:"at,omitzero"`
	RemindAt  time.Time `json:"remind_at,omitzero"`
	Receivers int       `json:"receivers,omitempty"`
}
