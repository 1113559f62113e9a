// Package binding is how a person gives the number of the phone that she writes short messages from: she names it over WeCom,
// where it is known who she is, and a code that she is shown there comes back from that phone (PRODUCT.md, Identity). The rules
// are pure; nothing that is told to her says whether anybody else has the number.
package binding

import (
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

const (
	// Valid is how long a code is good for.
	Valid = 10 * time.Minute
	// mostTries is how many wrong codes a phone may send before the right one is of no use either.
	mostTries = 5
	// mostAsked is how many codes a person may ask for in a day.
	mostAsked = 5
)

// Binding is one number that a person wants to bind.
type Binding struct {
	Person string
	// Mobile has 11 digits, Code six.
	Mobile  string
	Code    string
	AskedAt time.Time
	// Tries counts the wrong codes that came from the phone, Asked the codes of the day of AskedAt.
	Tries, Asked int
	// DoneAt is when the phone was bound; zero while it waits.
	DoneAt time.Time
}

// Ask begins to bind a number; before is what the person asked for the last time (zero: nothing yet). It is refused when she
// has asked too often on that day (bind.often).
func Ask(before Binding, person, mobile, code string, now time.Time) (Binding, error) {
	b := Binding{Person: person, Mobile: mobile, Code: code, AskedAt: now, Asked: 1}
	if !before.AskedAt.IsZero() && domain.DateOf(before.AskedAt.In(now.Location())) == domain.DateOf(now) {
		if before.Asked >= mostAsked {
			return Binding{}, domain.Refuse("bind.often")
		}
		b.Asked = before.Asked + 1
	}
	return b, nil
}

// Open reports whether a code may still confirm it.
func (b Binding) Open(now time.Time) bool {
	return b.DoneAt.IsZero() && b.Tries < mostTries && now.Sub(b.AskedAt) <= Valid && !now.Before(b.AskedAt)
}

// CodeIn returns the code that a short message consists of, and false if it says anything else.
func CodeIn(text string) (string, bool) {
	code := strings.Map(func(c rune) rune {
		switch {
		case c >= '０' && c <= '９':
			return c - '０' + '0'
		case c == ' ' || c == '　' || c == '\n' || c == '。' || c == '.':
			return -1
		}
		return c
	}, text)
	if len(code) != 6 || strings.Trim(code, "0123456789") != "" {
		return "", false
	}
	return code, true
}
