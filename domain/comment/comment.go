// Package comment is what is said on a record between a manager and the rep whose it is: comments, suggestions and messages of the
// one, answers of the other, one below the other (PRODUCT.md M3). Its rules receive a Ledger, which means "inside a transaction
// that someone else owns".
package comment

import (
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
)

// Kind is what sort of words they are.
type Kind string

// The kinds: those of GUIDE.md, which managers write, and the rep's answer.
const (
	Comment    Kind = "comment"    // 评语
	Suggestion Kind = "suggestion" // 建议
	Message    Kind = "message"    // 留言
	Answer     Kind = "answer"     // 回复
)

// longest is how many characters one may have.
const longest = 500

// Said is one thing that was said on a record.
type Said struct {
	ID domain.ID
	// Record and Number name the visit that it is about.
	Record domain.ID
	Number int64
	Kind   Kind
	// Person wrote it to To.
	Person, To string
	// Text is as it was typed, masked by the screen.
	Text    string
	Channel domain.Channel
	SaidAt  time.Time
}

// Ledger is the storage of what was said inside a transaction that someone else owns.
type Ledger interface {
	Now() time.Time
	PutComment(c Said)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
}

// Write keeps words on a visit and has them told to whom they are for. Words on a record that was taken back are refused
// (comment.withdrawn), on one's own by a manager too (review.own); so is nothing (comment.empty) and what is longer than 500
// characters (comment.long).
func Write(l Ledger, s visit.Source, id domain.ID, kind Kind, v visit.Visit, to, text string) error {
	switch {
	case to == s.Person:
		return domain.Refuse("review.own", v.Number)
	case v.Status == visit.Withdrawn:
		return domain.Refuse("comment.withdrawn", v.Number)
	case text == "":
		return domain.Refuse("comment.empty", v.Number)
	case utf8.RuneCountInString(text) > longest:
		return domain.Refuse("comment.long", v.Number)
	}
	c := Said{ID: id, Record: v.ID, Number: v.Number, Kind: kind, Person: s.Person, To: to, Text: text, Channel: s.Channel, SaidAt: s.SaidAt}
	l.PutComment(c)
	l.Remember(fact.Fact{Kind: fact.CommentAdded, At: l.Now(), Person: s.Person, Subject: v.ID, Number: v.Number, After: c})
	return l.Tell(notice.Notice{Kind: notice.CommentAdded.Name, Key: notice.CommentAddedKey(id), Person: to, Subject: id,
		Number: v.Number, DueAt: l.Now()})
}

// Line is one thing that was said, as a list shows it.
type Line struct {
	Number int64
	Kind   Kind
	By     string // name of who wrote it
	Text   string
	SaidAt time.Time
}
