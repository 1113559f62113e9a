// Package dialog is the form machine of a conversation. It is pure and knows no command.
//
// A command is a form over a typed draft. What to ask next is derived: the first required slot that is empty, so that the
// state and the data cannot disagree. A question carries its id and its record number, so that yesterday's "1" cannot answer
// today's question, and it is stored with the conversation, so that a restart changes nothing (PRODUCT.md V2).
package dialog

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// most bounds what a conversation holds of each sort; the oldest goes first.
const most = 20

// Option is one numbered answer of a question.
type Option struct {
	// Value is what the answer means to the form (a doctor's code, a record number); Label is what people read.
	Value string `json:"value"`
	Label string `json:"label"`
}

// Question is one thing that was asked, with the draft that waits for its answer.
type Question struct {
	// ID is the id that the record will have; Number is its record number, which the draft has already.
	ID     domain.ID `json:"id"`
	Number int64     `json:"number,omitempty"`
	// Form and Slot say which command asked for what. Version is the form's; a draft of another version is not resumed.
	Form    string   `json:"form"`
	Version int      `json:"version"`
	Slot    string   `json:"slot"`
	Options []Option `json:"options,omitempty"`
	Asked   string   `json:"asked"`
	// Said are the words that the options fit, where an answer tells what the person means by them.
	Said    string    `json:"said,omitempty"`
	AskedAt time.Time `json:"asked_at"`
	// SaidAt is the own time of the message that it answers: what was said before that cannot be its answer.
	SaidAt time.Time `json:"said_at"`
	// Free: somebody beside the options may be the answer, because they are only near names.
	Free bool `json:"free,omitempty"`
	// Unseen: the options were not shown with digits (a short message has no room for them; a yes is said in words), so that a digit
	// means nothing.
	Unseen bool `json:"unseen,omitempty"`
	// Held: not asked yet; it is asked when the one before it is answered, so that one digit has one meaning.
	Held  bool `json:"held,omitempty"`
	Tries int  `json:"tries,omitempty"`
	// Optional: the record stands already and the answer would only complete it; nobody is told when it lapses.
	Optional bool            `json:"optional,omitempty"`
	Draft    json.RawMessage `json:"draft"`
}

// Recording is what one message recorded, or what one undo took back.
type Recording struct {
	Origin  domain.ID `json:"origin,omitzero"`
	Numbers []int64   `json:"numbers"`
	At      time.Time `json:"at"`
	// Dropped are the questions that an undo closed.
	Dropped []Question `json:"dropped,omitempty"`
}

// Told is a report of the last minutes, kept to know its repetition under another message id (PRODUCT.md V6).
type Told struct {
	Sum     string    `json:"sum"`
	At      time.Time `json:"at"`
	Numbers []int64   `json:"numbers"`
}

// Again is a report that was taken for a repetition and can still be recorded by 再记.
type Again struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// State is one person's conversation. Its JSON form is stored; the zero State is a conversation that has not begun.
type State struct {
	// Open questions, the oldest first: a digit answers the last one.
	Open []Question `json:"open,omitempty"`
	// Lapsed questions: their drafts count for nothing until somebody finishes them by number.
	Lapsed []Question `json:"lapsed,omitempty"`
	// Last is the last recording; Undone is what the last undo took back.
	Last   *Recording `json:"last,omitempty"`
	Undone *Recording `json:"undone,omitempty"`
	Told   []Told     `json:"told,omitempty"`
	Again  *Again     `json:"again,omitempty"`
	// Seen are the records that were shown last, with their revisions: nobody decides on what changed since.
	Seen []Seen `json:"seen,omitempty"`
	// Week is the weekly plan that was talked about last.
	Week *WeekInHand `json:"week,omitempty"`
}

// Read restores a conversation from its stored form; what cannot be read is an operator's error.
func Read(stored []byte) (State, error) {
	var s State
	if len(stored) == 0 {
		return s, nil
	}
	err := json.Unmarshal(stored, &s)
	return s, err
}

// Lapse moves questions that waited too long at the instant now aside and returns them; drafts that were kept too long go.
func (s *State) Lapse(now time.Time) (lapsed []Question) {
	s.Open = slices.DeleteFunc(s.Open, func(q Question) bool {
		if now.Sub(q.AskedAt) <= inbox.OpenFor {
			return false
		}
		if !q.Optional {
			lapsed = append(lapsed, q)
		}
		return true
	})
	s.Lapsed = slices.DeleteFunc(s.Lapsed, func(q Question) bool { return now.Sub(q.AskedAt) > inbox.KeptFor })
	for _, q := range lapsed {
		if q.Number != 0 {
			q.AskedAt = now // she hears of it only now, and is told how long it is kept
			s.Lapsed = newest(append(s.Lapsed, q))
		}
	}
	s.Told = slices.DeleteFunc(s.Told, func(t Told) bool { return now.Sub(t.At) > Repetition })
	return lapsed
}

// Ask opens a question; it is the last one now, which a digit answers.
func (s *State) Ask(q Question) { s.Open = newest(append(s.Open, q)) }

// Newest returns the last question that was asked, and false if none is open.
func (s *State) Newest() (Question, bool) {
	for i := len(s.Open) - 1; i >= 0; i-- {
		if !s.Open[i].Held {
			return s.Open[i], true
		}
	}
	return Question{}, false
}

// Release asks the next question that was held, at the instant now, and returns it; false if none is held.
func (s *State) Release(now time.Time) (Question, bool) {
	for i, q := range s.Open {
		if q.Held {
			q.Held, q.AskedAt = false, now
			s.Open = append(slices.Delete(s.Open, i, i+1), q)
			return q, true
		}
	}
	return Question{}, false
}

// Replace puts q in the place of the question with its id.
func (s *State) Replace(q Question) {
	for _, list := range [][]Question{s.Open, s.Lapsed} {
		for i := range list {
			if list[i].ID == q.ID {
				list[i] = q
			}
		}
	}
}

// Park puts a question aside as if it had lapsed: its draft can still be finished by its number.
func (s *State) Park(q Question) {
	s.Close(q.ID)
	if q.Number != 0 && !q.Optional {
		s.Lapsed = newest(append(s.Lapsed, q))
	}
}

// Overtake closes the optional questions for which over holds: something newer was said.
func (s *State) Overtake(over func(Question) bool) {
	s.Open = slices.DeleteFunc(s.Open, func(q Question) bool { return q.Optional && over(q) })
}

// Settled closes the optional questions about a record: it was changed or taken back in another way.
func (s *State) Settled(number int64) {
	s.Open = slices.DeleteFunc(s.Open, func(q Question) bool { return q.Optional && q.Number == number && number != 0 })
}

// Numbered returns the open or lapsed question of the draft that has this record number.
func (s *State) Numbered(number int64) (Question, bool) {
	for _, list := range [][]Question{s.Open, s.Lapsed} {
		for _, q := range list {
			if q.Number == number && number != 0 && !q.Optional {
				return q, true
			}
		}
	}
	return Question{}, false
}

// Close drops a question, answered or given up.
func (s *State) Close(id domain.ID) {
	same := func(q Question) bool { return q.ID == id }
	s.Open = slices.DeleteFunc(s.Open, same)
	s.Lapsed = slices.DeleteFunc(s.Lapsed, same)
}

// Failed counts an answer that the question did not understand and returns how many there were.
func (s *State) Failed(id domain.ID) int {
	for i := range s.Open {
		if s.Open[i].ID == id {
			s.Open[i].Tries++
			return s.Open[i].Tries
		}
	}
	return 0
}

// Repetition is how long the same words under another message id are the same report (PRODUCT.md V6).
const Repetition = 10 * time.Minute

// Repeats returns the numbers under which a report with this sum was recorded in the last ten minutes.
func (s *State) Repeats(sum string, at time.Time) ([]int64, bool) {
	for _, t := range s.Told {
		if t.Sum == sum && at.Sub(t.At).Abs() <= Repetition {
			return t.Numbers, true
		}
	}
	return nil, false
}

// Tell remembers a report for Repeats.
func (s *State) Tell(sum string, at time.Time, numbers []int64) {
	s.Told = newest(append(s.Told, Told{Sum: sum, At: at, Numbers: numbers}))
}

// Forget drops what Repeats knows of these numbers: the records were taken back, so the same words are a new report.
func (s *State) Forget(numbers []int64) {
	s.Told = slices.DeleteFunc(s.Told, func(t Told) bool {
		return slices.ContainsFunc(t.Numbers, func(n int64) bool { return slices.Contains(numbers, n) })
	})
}

func newest[T any](all []T) []T {
	if len(all) > most {
		return slices.Clone(all[len(all)-most:])
	}
	return all
}
