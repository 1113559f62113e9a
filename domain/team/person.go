// Package team is the staff: who a person is, how she is reached, and who is below whom. Rows come from the staff import
// (staff.csv); a person is known by her WeCom userid and her registered mobile number (PRODUCT.md, Identity).
package team

import (
	"errors"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// Person is one row of the staff.
type Person struct {
	// UserID is the WeCom userid as imported; compare it with SameUserID.
	UserID string
	Name   string
	Role   domain.Role
	// Manager is the userid of the person above, empty at the top.
	Manager string
	// Mobile is the registered number, 11 digits (see Mobile), or empty.
	Mobile string
	// From and To are the first and the last day of employment; a zero To means that she is still here, a zero From that
	// she always was.
	From, To domain.Date
	// Lines are the product lines that she promotes (心血管).
	Lines   []string
	Channel domain.Preference
	// Deputy is the userid of who reviews for her while she is away (PRODUCT.md M1).
	Deputy string
}

// ActiveOn reports whether the person is employed on the day d.
func (p Person) ActiveOn(d domain.Date) bool {
	return !d.Before(p.From) && (p.To.IsZero() || !d.After(p.To))
}

// SameUserID reports whether two userids name the same person: WeCom ignores the case of a userid and passes it in
// whatever case it was typed (protocols: WeCom part 1).
func SameUserID(a, b string) bool { return FoldUserID(a) == FoldUserID(b) }

// FoldUserID returns the form of a userid that serves as a key. A userid holds ASCII letters, digits and _-@. only, so lower
// case is enough.
func FoldUserID(id string) string { return strings.ToLower(strings.TrimSpace(id)) }

// ErrMobile says that a text is no mobile number of mainland China. It does not repeat the text: numbers stay out of logs.
var ErrMobile = errors.New("a mobile number has 11 digits and starts with 13 to 19")

// Mobile returns the 11 digits of a mobile number of mainland China: it drops the country code (+86, 0086, 86), spaces,
// hyphens and brackets, and reads full-width digits. Anything that is not ^1[3-9]\d{9}$ then is ErrMobile.
func Mobile(s string) (string, error) {
	digits := make([]byte, 0, 16)
	plus := false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r >= '０' && r <= '９':
			digits = append(digits, byte('0'+r-'０'))
		case (r == '+' || r == '＋') && len(digits) == 0 && !plus:
			plus = true
		case strings.ContainsRune(" \t\u00a0\u3000\u200b-‐‑–—－()（）", r):
		default:
			return "", ErrMobile
		}
	}
	n := string(digits)
	for _, code := range []string{"0086", "86"} {
		if rest, cut := strings.CutPrefix(n, code); cut && len(rest) == 11 {
			n, plus = rest, false
			break
		}
	}
	if plus || len(n) != 11 || n[0] != '1' || n[1] < '3' {
		return "", ErrMobile
	}
	return n, nil
}

// Mask returns a number as people and logs may see it: 138****1001. What is no 11-digit number is hidden entirely.
func Mask(mobile string) string {
	if len(mobile) != 11 {
		return "****"
	}
	for i := range len(mobile) {
		if mobile[i] < '0' || mobile[i] > '9' {
			return "****"
		}
	}
	return mobile[:3] + "****" + mobile[7:]
}
