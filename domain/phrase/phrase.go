// Package phrase is a person's own words for doctors: what she means by a form of address that fits several of her list (张主任).
// It is learned from her answers, offered and never decided: it decides only where she has said so herself. Each person has a
// book of her own; nothing crosses from one to another. The rules are pure; the caller stores the book with the conversation.
package phrase

import (
	"slices"
	"time"
)

const (
	// learnedAfter is how many times the same answer must have been given, and never another one, before it is offered.
	learnedAfter = 3
	// most bounds a book; the phrase that was longest out of use goes first.
	most = 100
)

// Phrase is what is known of one form of words.
type Phrase struct {
	// Said are the words in one form of writing (understand.Phrase).
	Said string `json:"said"`
	// Doctor is the code of whoever was meant the last time; Times how often, one after the other.
	Doctor string `json:"doctor"`
	Times  int    `json:"times,omitempty"`
	// Otherwise: another doctor was meant once, so that nothing is offered until the phrase is forgotten.
	Otherwise bool `json:"otherwise,omitempty"`
	// Settled: she has said that it always means Doctor, when Among were those whom it fitted.
	Settled bool      `json:"settled,omitempty"`
	Among   []string  `json:"among,omitempty"`
	At      time.Time `json:"at"`
}

// Offered reports whether the phrase's doctor is offered first.
func (p Phrase) Offered() bool { return p.Settled || p.Times >= learnedAfter && !p.Otherwise }

// Book holds one person's phrases, each once.
type Book []Phrase

func (b Book) find(said string) int {
	return slices.IndexFunc(b, func(p Phrase) bool { return p.Said == said })
}

// Default returns the doctor to offer first for the words said, if one of the candidates is known to be meant by them.
func (b Book) Default(said string, candidates []string) (doctor string, ok bool) {
	i := b.find(said)
	if i < 0 || !b[i].Offered() || !slices.Contains(candidates, b[i].Doctor) {
		return "", false
	}
	return b[i].Doctor, true
}

// Means returns the doctor whom the words said mean without a question: she has settled it, that doctor is still a candidate,
// and nobody is one who was none then.
func (b Book) Means(said string, candidates []string) (doctor string, ok bool) {
	i := b.find(said)
	if i < 0 || !b[i].Settled || !slices.Contains(candidates, b[i].Doctor) {
		return "", false
	}
	for _, c := range candidates {
		if !slices.Contains(b[i].Among, c) {
			return "", false
		}
	}
	return b[i].Doctor, true
}

// Answered learns that the words said meant the doctor this time. Another answer than before unlearns what was known, also what
// was settled.
func (b *Book) Answered(said, doctor string, at time.Time) {
	i := b.find(said)
	if i < 0 {
		b.put(Phrase{Said: said, Doctor: doctor, Times: 1, At: at})
		return
	}
	p := (*b)[i]
	if p.Doctor == doctor {
		p.Times++
	} else {
		p = Phrase{Said: said, Doctor: doctor, Times: 1, Otherwise: true}
	}
	p.At = at
	(*b)[i] = p
}

// Settle keeps that the words said always mean the doctor, as long as no other than these candidates fits them.
func (b *Book) Settle(said, doctor string, among []string, at time.Time) {
	b.Forget(said)
	b.put(Phrase{Said: said, Doctor: doctor, Settled: true, Among: slices.Clone(among), At: at})
}

// Forget drops a phrase and reports whether there was one.
func (b *Book) Forget(said string) bool {
	i := b.find(said)
	if i < 0 {
		return false
	}
	*b = slices.Delete(*b, i, i+1)
	return true
}

func (b *Book) put(p Phrase) {
	if len(*b) >= most {
		oldest := 0
		for i, q := range *b {
			if q.Settled == (*b)[oldest].Settled && q.At.Before((*b)[oldest].At) || !q.Settled && (*b)[oldest].Settled {
				oldest = i
			}
		}
		*b = slices.Delete(*b, oldest, oldest+1)
	}
	*b = append(*b, p)
}
