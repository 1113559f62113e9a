// Package coaching is how a manager makes a rep better at her work (PRODUCT.md V9, M9): after a joint visit, or a day in the field with
// her, she rates five items, says what was good and what to work on, and sets follow-ups with due dates, which the rep does and the
// manager confirms. The rules receive a Ledger, which means "inside a transaction that someone else owns"; whether a rep is within the
// manager's reach is known to who reads the records.
package coaching

import (
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
)

// Scores are the marks of the five items in the order of Items, 1 to 5 each; 0 is not rated.
type Scores [5]int

// Best is the highest mark of an item.
const Best = 5

// Items are the names of what is rated: what a call consists of, from its preparation to what was agreed on (PRODUCT.md M9).
var Items = notice.CoachItems

// Whole reports whether every item is rated.
func (s Scores) Whole() bool {
	for _, n := range s {
		if n < 1 || n > Best {
			return false
		}
	}
	return true
}

// Sum is the sum of the marks.
func (s Scores) Sum() (sum int) {
	for _, n := range s {
		sum += n
	}
	return sum
}

// Over is s with the marks that with has in their place.
func (s Scores) Over(with Scores) Scores {
	for i, n := range with {
		if n != 0 {
			s[i] = n
		}
	}
	return s
}

// Details are what a coaching says.
type Details struct {
	Scores    Scores `json:"scores"`
	Strengths string `json:"strengths,omitempty"`
	Advice    string `json:"advice,omitempty"`
	// Visit is the number of the joint visit, 0 for a day in the field.
	Visit int64       `json:"visit,omitempty"`
	Date  domain.Date `json:"date"`
	// For is the manager whose coaching a deputy kept.
	For string `json:"for,omitempty"`
}

// State is where a coaching stands.
type State string

// The states of a coaching.
const (
	Standing  State = "standing"
	Withdrawn State = "withdrawn"
)

// Coaching is what a manager told a rep of one joint visit or one day in the field.
type Coaching struct {
	ID     domain.ID
	Number int64
	// Coach is the manager, TypedBy her deputy if she kept it, Rep who was coached.
	Coach, TypedBy, Rep string
	Date                domain.Date
	// Visit is the joint visit, VisitNumber its number and Doctor the code of its doctor; zero for a day in the field.
	Visit       domain.ID
	VisitNumber int64
	Doctor      string
	Scores      Scores
	Strengths   string
	Advice      string
	State       State
	Channel     domain.Channel
	SaidAt      time.Time
	RecordedAt  time.Time
	Origin      domain.ID
	Revision    int
}

func (c Coaching) details() Details {
	d := Details{Scores: c.Scores, Strengths: c.Strengths, Advice: c.Advice, Visit: c.VisitNumber, Date: c.Date}
	if c.TypedBy != "" {
		d.For = c.Coach
	}
	return d
}

// By reports whether the person may change it: whose coaching it is, or who stands in for her.
func (c Coaching) By(d review.Decider) bool {
	return c.Coach == d.Person || d.For != "" && c.Coach == d.For
}

// Ledger is the storage of coachings inside a transaction that someone else owns.
type Ledger interface {
	Now() time.Time
	PutCoaching(c Coaching)
	ChangeCoaching(c Coaching)
	PutTask(t Task)
	ChangeTask(t Task)
	// PutJoint keeps a manager's word on whether she came along on a visit, in the place of an earlier one.
	PutJoint(v domain.ID, manager string, came bool)
	PutComment(c comment.Said)
	Remember(f fact.Fact)
	Tell(n notice.Notice) error
	Withdraw(subject domain.ID)
}

// longest is how many characters a text of a coaching may have.
const longest = 500

// fit refuses what a coaching cannot be: marks that are missing or none of 1 to 5 (coach.scores) and texts of more than 500 characters
// (coach.long).
func fit(c Coaching) error {
	switch {
	case !c.Scores.Whole():
		return domain.Refuse("coach.scores")
	case utf8.RuneCountInString(c.Strengths) > longest || utf8.RuneCountInString(c.Advice) > longest:
		return domain.Refuse("coach.long")
	}
	return nil
}

// Rate keeps a new coaching with its follow-ups and tells the rep at the instant told, which leaves the manager time for her words. A
// rating of a visit says that the manager came along. A day that has not come is refused (coach.ahead), beside what fit and fitTask refuse.
func Rate(l Ledger, days Days, c Coaching, tasks []Task, today domain.Date, told time.Time) error {
	if err := fit(c); err != nil {
		return err
	}
	if c.Date.After(today) {
		return domain.Refuse("coach.ahead", c.Date)
	}
	c.State, c.RecordedAt = Standing, l.Now()
	l.PutCoaching(c)
	if !c.Visit.IsZero() {
		l.PutJoint(c.Visit, c.Coach, true)
	}
	l.Remember(fact.Fact{Kind: fact.CoachRated, At: l.Now(), Person: c.who(), Subject: c.ID, Number: c.Number, After: c.details()})
	if err := give(l, days, c, tasks, today); err != nil {
		return err
	}
	return c.tell(l, told)
}

// Told has the rep told now, if she was not yet: the manager has no further words.
func Told(l Ledger, c Coaching) error {
	l.Withdraw(c.ID)
	return c.tell(l, l.Now())
}

// Change puts now in the place of a coaching and gives further follow-ups; the rep is told anew. What changes nothing is refused
// (coach.same), so is what was taken back (coach.gone), beside what fit and fitTask refuse.
func Change(l Ledger, days Days, by review.Decider, was, now Coaching, tasks []Task, today domain.Date) (Coaching, error) {
	if was.State == Withdrawn {
		return was, domain.Refuse("coach.gone", was.Number)
	}
	if err := fit(now); err != nil {
		return was, err
	}
	if was.details() == now.details() && len(tasks) == 0 {
		return was, domain.Refuse("coach.same", was.Number)
	}
	now.Revision++
	l.ChangeCoaching(now)
	if was.details() != now.details() {
		l.Remember(fact.Fact{Kind: fact.CoachChanged, At: l.Now(), Person: by.Person, Subject: now.ID, Number: now.Number, Before: was.details(), After: now.details()})
	}
	if err := give(l, days, now, tasks, today); err != nil {
		return was, err
	}
	l.Withdraw(now.ID) // what was not told yet of how it was
	return now, now.tell(l, l.Now())
}

// Undo takes a coaching back with the follow-ups that are not closed; the rep is told.
func Undo(l Ledger, by review.Decider, c Coaching, tasks []Task) error {
	if c.State == Withdrawn {
		return domain.Refuse("coach.gone", c.Number)
	}
	before := c.details()
	c.State = Withdrawn
	c.Revision++
	l.ChangeCoaching(c)
	l.Withdraw(c.ID)
	l.Remember(fact.Fact{Kind: fact.CoachWithdrawn, At: l.Now(), Person: by.Person, Subject: c.ID, Number: c.Number, Before: before})
	for _, t := range tasks {
		if t.Waits() {
			if err := drop(l, by, c, t); err != nil {
				return err
			}
		}
	}
	return l.Tell(notice.Notice{Kind: notice.CoachWithdrawn.Name, Key: notice.CoachKey(notice.CoachWithdrawn, c.ID, c.Revision), Person: c.Rep,
		Subject: c.ID, Number: c.Number, Revision: c.Revision, DueAt: l.Now()})
}

// who is the person who typed it.
func (c Coaching) who() string {
	if c.TypedBy != "" {
		return c.TypedBy
	}
	return c.Coach
}

// tell tells the rep what is said of her.
func (c Coaching) tell(l Ledger, at time.Time) error {
	return l.Tell(notice.Notice{Kind: notice.CoachRated.Name, Key: notice.CoachKey(notice.CoachRated, c.ID, c.Revision), Person: c.Rep, Subject: c.ID,
		Number: c.Number, Revision: c.Revision, DueAt: at})
}

// Say keeps words on a coaching and has them told to whom they are for: those of the rep to a manager, those of a manager to the rep.
// Refused are no words (comment.empty), more than 500 characters (comment.long) and a coaching that was taken back (coach.gone).
func Say(l Ledger, s visit.Source, id domain.ID, kind comment.Kind, c Coaching, to, text string) error {
	switch {
	case c.State == Withdrawn:
		return domain.Refuse("coach.gone", c.Number)
	case text == "":
		return domain.Refuse("comment.empty", c.Number)
	case utf8.RuneCountInString(text) > longest:
		return domain.Refuse("comment.long", c.Number)
	}
	said := comment.Said{ID: id, Record: c.ID, Number: c.Number, Kind: kind, Person: s.Person, To: to, Text: text, Channel: s.Channel, SaidAt: s.SaidAt}
	l.PutComment(said)
	l.Remember(fact.Fact{Kind: fact.CommentAdded, At: l.Now(), Person: s.Person, Subject: c.ID, Number: c.Number, After: said})
	return l.Tell(notice.Notice{Kind: notice.CoachSaid.Name, Key: notice.CoachKey(notice.CoachSaid, id, 0), Person: to, Subject: id, Number: c.Number, DueAt: l.Now()})
}
