package dialog

import (
	"encoding/json"
	"fmt"
)

// Prompt is what a slot asks: the words and, where the answer is one of a few, the numbered options.
type Prompt struct {
	Text    string
	Options []Option
	// Said are the words that several doctors fit; the answer tells what she means by them.
	Said string
}

// Slot is one thing that a draft must have before it can be a record.
type Slot[D any] struct {
	Name string
	// Missing reports whether the draft still lacks it.
	Missing func(D) bool
	// Fill puts an answer's value into the draft. An answer that cannot be meant is a domain.Refusal.
	Fill func(*D, string) error
}

// Form is a command's draft and its slots in the order in which they are asked.
type Form[D any] struct {
	Name    string
	Version int
	Slots   []Slot[D]
}

// Next returns the first slot that the draft lacks, and false when nothing is missing.
func (f Form[D]) Next(d D) (Slot[D], bool) {
	for _, s := range f.Slots {
		if s.Missing(d) {
			return s, true
		}
	}
	return Slot[D]{}, false
}

// Question packs the draft into the question that asks for slot.
func (f Form[D]) Question(q Question, slot Slot[D], p Prompt, d D) (Question, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return Question{}, fmt.Errorf("keep the draft of %s: %w", f.Name, err)
	}
	q.Form, q.Version, q.Slot, q.Options, q.Asked, q.Said, q.Draft = f.Name, f.Version, slot.Name, p.Options, p.Text, p.Said, raw
	return q, nil
}

// Draft reads the draft that a question carries; ok is false for a question of another form or version.
func (f Form[D]) Draft(q Question) (d D, ok bool, err error) {
	if q.Form != f.Name || q.Version != f.Version {
		return d, false, nil
	}
	if err := json.Unmarshal(q.Draft, &d); err != nil {
		return d, false, fmt.Errorf("read the draft of %s: %w", f.Name, err)
	}
	return d, true, nil
}

// Step fills the slot that the question asked for with value and returns the draft. A question of another version of the
// form cannot be resumed; ok is false then, and the person is asked to say it again.
func (f Form[D]) Step(q Question, value string) (d D, ok bool, err error) {
	if d, ok, err = f.Draft(q); !ok || err != nil {
		return d, ok, err
	}
	for _, s := range f.Slots {
		if s.Name == q.Slot {
			return d, true, s.Fill(&d, value)
		}
	}
	return d, false, nil
}
