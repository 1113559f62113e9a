// Package share is what a team learns from one another: an exemplary visit that a manager shows to it, or that its rep proposes, without
// its doctor and hospital (PRODUCT.md M4). What is read is fixed when it is shared, and kept when it is taken back, so that it can become
// an item of the knowledge base. The rules receive a Ledger, which means "inside a transaction that someone else owns".
package share

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// State is where a share stands.
type State string

// The states: proposed by its rep, shown to the team, taken back.
const (
	Proposed  State = "proposed"
	Shared    State = "shared"
	Withdrawn State = "withdrawn"
)

// longest is how many characters a comment may have.
const longest = 500

// Share is one visit that a team is shown.
type Share struct {
	ID     domain.ID
	Number int64
	Visit  domain.ID
	// Rep is whose visit it is, Person who proposed it or, if nobody did, shared it, By who shared it (empty while it is proposed).
	Rep, Person, By string
	State           State
	// Text is what the team reads: no doctor, no hospital.
	Text string
	// Team are the userids of who was told.
	Team     []string
	Channel  domain.Channel
	SaidAt   time.Time
	Origin   domain.ID
	SharedAt time.Time
}

// Ledger is the storage of shares inside a transaction that someone else owns.
type Ledger interface {
	Now() time.Time
	PutShare(s Share)
	ChangeShare(s Share)
	// PutLike keeps that a person likes it, once.
	PutLike(s Share, person string)
	PutComment(c comment.Said)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
	Withdraw(subject domain.ID)
}

// Fit reports, as a refusal, why a visit cannot be shared: it was not made, or is not complete, sent back or taken back (share.not_fit).
func Fit(v visit.Visit) error {
	if !v.Met() || v.Status != visit.Open && v.Status != visit.Approved {
		return domain.Refuse("share.not_fit", v.Number)
	}
	return nil
}

// Propose keeps that a rep would share her visit, and has the manager asked.
func Propose(l Ledger, s Share, manager string) error {
	s.State = Proposed
	l.PutShare(s)
	l.Remember(fact.Fact{Kind: fact.ShareProposed, At: l.Now(), Person: s.Person, Subject: s.ID, Number: s.Number, After: s.Visit})
	return l.Tell(notice.Notice{Kind: notice.ShareProposed.Name, Key: notice.ShareKey(notice.ShareProposed, s.ID, manager), Person: manager, Subject: s.ID,
		Number: s.Number, DueAt: l.Now()})
}

// Show shows a visit to the team, each of it once, and tells its rep, who is none of them. known says that it was proposed before.
func Show(l Ledger, s Share, by string, team []string, known bool) (Share, error) {
	s.State, s.By, s.SharedAt = Shared, by, l.Now()
	s.Team = slices.DeleteFunc(slices.Clone(team), func(p string) bool { return p == s.Rep || p == by })
	if known {
		l.ChangeShare(s)
		l.Withdraw(s.ID) // that it is proposed
	} else {
		l.PutShare(s)
	}
	l.Remember(fact.Fact{Kind: fact.ShareMade, At: l.Now(), Person: by, Subject: s.ID, Number: s.Number, After: map[string]any{"visit": s.Visit, "team": s.Team}})
	tell := func(k notice.Kind, person string) error {
		return l.Tell(notice.Notice{Kind: k.Name, Key: notice.ShareKey(k, s.ID, person), Person: person, Subject: s.ID, Number: s.Number, DueAt: l.Now()})
	}
	if err := tell(notice.ShareOfYours, s.Rep); err != nil {
		return s, err
	}
	for _, person := range s.Team {
		if err := tell(notice.ShareMade, person); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Sees reports whether a person may read it: its rep, who shared or proposed it, and the team that was told.
func (s Share) Sees(person string) bool {
	return person == s.Rep || person == s.By || person == s.Person || s.State == Shared && slices.Contains(s.Team, person)
}

// standing refuses what is not shown to anybody (share.gone).
func standing(s Share) error {
	if s.State != Shared {
		return domain.Refuse("share.gone", s.Number)
	}
	return nil
}

// Like keeps that a person likes it. Her own is refused (share.own).
func Like(l Ledger, s Share, person string) error {
	if err := standing(s); err != nil {
		return err
	}
	if person == s.Rep {
		return domain.Refuse("share.own", s.Number)
	}
	l.PutLike(s, person)
	l.Remember(fact.Fact{Kind: fact.ShareLiked, At: l.Now(), Person: person, Subject: s.ID, Number: s.Number})
	return nil
}

// Say keeps a person's words on it; its rep and who shared it are told, unless they are hers. Refused are no words (comment.empty) and more
// than 500 characters (comment.long).
func Say(l Ledger, s Share, source visit.Source, id domain.ID, text string) error {
	if err := standing(s); err != nil {
		return err
	}
	switch {
	case text == "":
		return domain.Refuse("comment.empty", s.Number)
	case utf8.RuneCountInString(text) > longest:
		return domain.Refuse("comment.long", s.Number)
	}
	to := s.Rep
	if source.Person == s.Rep {
		to = s.By
	}
	c := comment.Said{ID: id, Record: s.ID, Number: s.Number, Kind: comment.Comment, Person: source.Person, To: to, Text: text, Channel: source.Channel,
		SaidAt: source.SaidAt}
	l.PutComment(c)
	l.Remember(fact.Fact{Kind: fact.CommentAdded, At: l.Now(), Person: source.Person, Subject: s.ID, Number: s.Number, After: c})
	for _, person := range []string{s.Rep, s.By} {
		if person == source.Person {
			continue
		}
		if err := l.Tell(notice.Notice{Kind: notice.ShareCommented.Name, Key: notice.ShareKey(notice.ShareCommented, id, person), Person: person, Subject: id,
			Number: s.Number, DueAt: l.Now()}); err != nil {
			return err
		}
	}
	return nil
}

// Undo takes it back: whoever was not told yet is not told.
func Undo(l Ledger, s Share, by string) error {
	if s.State == Withdrawn {
		return domain.Refuse("share.gone", s.Number)
	}
	s.State = Withdrawn
	l.ChangeShare(s)
	l.Withdraw(s.ID)
	l.Remember(fact.Fact{Kind: fact.ShareUndone, At: l.Now(), Person: by, Subject: s.ID, Number: s.Number})
	return nil
}
