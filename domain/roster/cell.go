package roster

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/reception"
)

// longestText is the most characters of a name or a word; what is longer slipped out of another column.
const longestText = 100

// clean trims a cell, invisible characters included, which spreadsheets leave behind.
func clean(cell string) string {
	return strings.TrimFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

// headerKey returns a header without case, spaces, marks and what stands in brackets: 手机号 (11位) is 手机号.
func headerKey(header string) string {
	var b strings.Builder
	depth := 0
	for _, r := range header {
		switch {
		case r == '(' || r == '（' || r == '[':
			depth++
		case r == ')' || r == '）' || r == ']':
			depth = max(0, depth-1)
		case depth == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// quote shows a cell in a reason, cut short.
func quote(cell string) string {
	if r := []rune(cell); len(r) > 40 {
		cell = string(r[:40]) + "…"
	}
	return strconv.Quote(cell)
}

// text checks a name or a word.
func text(cell string) (string, error) {
	switch {
	case !utf8.ValidString(cell):
		return "", errors.New("holds bytes that are no text")
	case strings.ContainsFunc(cell, unicode.IsControl):
		return "", fmt.Errorf("%s holds a line break or another control character", quote(cell))
	case utf8.RuneCountInString(cell) > longestText:
		return "", fmt.Errorf("%s is longer than %d characters", quote(cell), longestText)
	}
	return cell, nil
}

var (
	userIDForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_@.-]{0,63}$`)
	codeForm   = regexp.MustCompile(`^[\pL\pN][\pL\pN_./-]{0,63}$`)
)

// userID checks a WeCom userid: 1 to 64 letters, digits and _-@. (protocols: WeCom part 1).
func userID(cell string) (string, error) {
	if cell != "" && !userIDForm.MatchString(cell) {
		return "", fmt.Errorf("%s is no WeCom userid (1 to 64 letters, digits, _ - @ .)", quote(cell))
	}
	return cell, nil
}

// code checks a code that the company gives.
func code(cell string) (string, error) {
	if cell != "" && !codeForm.MatchString(cell) {
		return "", fmt.Errorf("%s is no code (1 to 64 letters, digits, _ - . /)", quote(cell))
	}
	return cell, nil
}

// list reads words between | or other marks that part words, each once.
func list(cell string) ([]string, error) {
	var words []string
	for _, w := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("|｜、,，;；\n", r) }) {
		w = clean(w)
		if w == "" || slices.Contains(words, w) {
			continue
		}
		if _, err := text(w); err != nil {
			return nil, err
		}
		words = append(words, w)
	}
	return words, nil
}

// userIDs reads a list of userids, in order.
func userIDs(cell string) ([]string, error) {
	ids, err := list(cell)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, err := userID(id); err != nil {
			return nil, err
		}
	}
	slices.Sort(ids)
	return ids, nil
}

func joined(words []string) string { return strings.Join(words, "|") }

// one reads a word of a closed list, each with what else people write for it.
func one[T ~string](cell, what string, words map[T][]string) (T, error) {
	key := headerKey(cell)
	var names []string
	for w, also := range words {
		if string(w) == key || slices.Contains(also, key) {
			return w, nil
		}
		names = append(names, string(w))
	}
	slices.Sort(names)
	return "", fmt.Errorf("%s is no %s (%s)", quote(cell), what, strings.Join(names, ", "))
}

// number reads a count, with or without the thousands' commas.
func number(cell string) (*int, error) {
	if cell == "" {
		return nil, nil
	}
	plain, _ := strings.CutSuffix(strings.ReplaceAll(cell, ",", ""), ".0")
	n, err := strconv.Atoi(plain)
	if err != nil || n < 0 || n > 10_000_000 {
		return nil, fmt.Errorf("%s is no whole number of 0 or more", quote(cell))
	}
	return &n, nil
}

func numberCell(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// degrees reads a coordinate between -most and most.
func degrees(cell string, most float64) (*float64, error) {
	if cell == "" {
		return nil, nil
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil || !(x >= -most && x <= most) { // not-a-number fails both
		return nil, fmt.Errorf("%s is no number of degrees from -%g to %g", quote(cell), most, most)
	}
	return &x, nil
}

func degreesCell(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

// serialZero is day 0 of spreadsheets, whose dates are numbers of days.
var serialZero = domain.Date{Year: 1899, Month: time.December, Day: 30}

// date reads a day as people and spreadsheets write it: 2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123, 46349.
func date(cell string) (domain.Date, error) {
	if cell == "" {
		return domain.Date{}, nil
	}
	for _, layout := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日", "20060102", "2006-01-02 15:04:05", "2006/1/2 15:04"} {
		if t, err := time.Parse(layout, cell); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return domain.DateOf(t), nil
		}
	}
	if days, err := strconv.Atoi(cell); err == nil && len(cell) == 5 {
		return serialZero.AddDays(days), nil
	}
	return domain.Date{}, fmt.Errorf("%s is no date (YYYY-MM-DD)", quote(cell))
}

// windows reads the reception windows of a hospital, a list of them.
func windows(cell string) (reception.Windows, error) {
	words, err := list(cell)
	if err != nil {
		return nil, err
	}
	return reception.ParseAll(words)
}

func windowsCell(all reception.Windows) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = w.String()
	}
	return joined(words)
}
