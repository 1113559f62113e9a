package visit

import (
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
)

// A note that nearly copies an earlier one of the same rep is marked for whoever reviews it (PRODUCT.md V6); the rep is not
// bothered. What is compared is the gist: the words of the note without names, places, times and numbers, because those are
// what a copy changes.

const (
	// GistDays is how many days back notes are compared.
	GistDays = 30
	// shortestGist is how many characters a gist must have: shorter ones are alike because there is little to say.
	shortestGist = 12
	// nearCopy is the similarity from which a note is marked.
	nearCopy = 0.8
)

// Gist is the gist of an earlier note.
type Gist struct {
	ID    domain.ID
	Words string
}

// Copy is what is kept of a note's likeness beside the visit. Gist is empty for a note that is too short to compare; Of is zero
// where no earlier note is nearly the same.
type Copy struct {
	Gist       string
	Of         domain.ID
	Similarity float64
}

// Comparable reports whether a gist is long enough to be compared.
func Comparable(gist string) bool { return utf8.RuneCountInString(gist) >= shortestGist }

// CopyOf compares a gist with those of earlier notes, the newest first, and returns the one that it is nearest to.
func CopyOf(gist string, earlier []Gist) Copy {
	if !Comparable(gist) {
		return Copy{}
	}
	c := Copy{Gist: gist}
	own := pairs(gist)
	length := utf8.RuneCountInString(gist)
	for _, e := range earlier {
		if n := utf8.RuneCountInString(e.Words); 4*n < 3*length || 3*n > 4*length {
			continue // too much longer or shorter to be nearly the same
		}
		if s := similarity(own, pairs(e.Words)); s >= nearCopy && s > c.Similarity {
			c.Of, c.Similarity = e.ID, s
		}
	}
	return c
}

// Similarity is how much two gists have in common: of all pairs of neighbouring characters that either has, the share that both
// have (Jaccard's index), 0 to 1.
func Similarity(a, b string) float64 { return similarity(pairs(a), pairs(b)) }

func similarity(a, b map[[2]rune]bool) float64 {
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	if either := len(a) + len(b) - both; either > 0 {
		return float64(both) / float64(either)
	}
	return 0
}

func pairs(s string) map[[2]rune]bool {
	out := make(map[[2]rune]bool, len(s)/3)
	var last rune
	for _, c := range s {
		if last != 0 {
			out[[2]rune{last, c}] = true
		}
		last = c
	}
	return out
}
